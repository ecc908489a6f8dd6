//! The port for the PIM's catalogue.

use super::Reply;
use async_trait::async_trait;
use domain::{
    ConnectionId,
    catalog::{CatalogView, FamilyAttributes, ListProducts, ProductPage},
};

/// What the views need for the PIM's catalogue.
#[async_trait]
pub trait Catalog: Send + Sync {
    /// Channels and families of a connection.
    async fn catalog(&self, connection: ConnectionId) -> Reply<CatalogView>;
    /// The attributes of a family.
    async fn family_attributes(&self, connection: ConnectionId, family: String) -> Reply<FamilyAttributes>;
    /// A page of products.
    async fn products(&self, cmd: ListProducts) -> Reply<ProductPage>;
}

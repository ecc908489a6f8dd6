//! Server functions for the PIM's catalogue.

use crate::AppError;
use domain::{
    ConnectionId,
    catalog::{CatalogView, FamilyAttributes, ListProducts, ProductPage},
};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// Channels and families of a connection.
#[server(name = GetCatalogCall, prefix = "/api/admin", endpoint = "catalog/get", input = Json)]
pub async fn get_catalog(connection: ConnectionId) -> Result<CatalogView, AppError> {
    crate::backend::catalog()?.catalog(connection).await
}

/// The attributes of a family.
#[server(name = FamilyAttributesCall, prefix = "/api/admin", endpoint = "catalog/family-attributes", input = Json)]
pub async fn family_attributes(
    connection: ConnectionId,
    family: String,
) -> Result<FamilyAttributes, AppError> {
    crate::backend::catalog()?
        .family_attributes(connection, family)
        .await
}

/// A page of products.
#[server(name = ListProductsCall, prefix = "/api/admin", endpoint = "catalog/products", input = Json)]
pub async fn list_products(cmd: ListProducts) -> Result<ProductPage, AppError> {
    crate::backend::catalog()?.products(cmd).await
}

//! The port for connections to a PIM.

use super::Reply;
use async_trait::async_trait;
use domain::{
    ConnectionId,
    connection::{ConnectionReport, ConnectionView, SaveConnection},
};

/// What the views need for connections to a PIM.
#[async_trait]
pub trait Connections: Send + Sync {
    /// All connections of the brand.
    async fn list(&self) -> Reply<Vec<ConnectionView>>;
    /// One connection.
    async fn get(&self, id: ConnectionId) -> Reply<ConnectionView>;
    /// Creates or changes one; its secrets are encrypted.
    async fn save(&self, cmd: SaveConnection) -> Reply<ConnectionId>;
    /// Tests the stored credentials against the PIM.
    async fn test(&self, id: ConnectionId) -> Reply<ConnectionReport>;
    /// Tests what was typed, without storing it.
    async fn test_unsaved(&self, cmd: SaveConnection) -> Reply<ConnectionReport>;
    /// Forgets all cached values of the connection.
    async fn clear_cache(&self, id: ConnectionId) -> Reply<()>;
    /// Has the PIM tell of changes at once, or no longer.
    async fn set_events(&self, id: ConnectionId, on: bool) -> Reply<()>;
    /// Deletes a connection that no template uses.
    async fn delete(&self, id: ConnectionId) -> Reply<()>;
}

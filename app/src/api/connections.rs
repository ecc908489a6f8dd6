//! Server functions for connections to a PIM.

use crate::AppError;
use domain::{
    ConnectionId,
    connection::{ConnectionReport, ConnectionView, SaveConnection},
};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// All connections of the brand.
#[server(name = ListConnectionsCall, prefix = "/api/admin", endpoint = "connections/list", input = Json)]
pub async fn list_connections() -> Result<Vec<ConnectionView>, AppError> {
    crate::backend::connections()?.list().await
}

/// One connection.
#[server(name = GetConnectionCall, prefix = "/api/admin", endpoint = "connections/get", input = Json)]
pub async fn get_connection(id: ConnectionId) -> Result<ConnectionView, AppError> {
    crate::backend::connections()?.get(id).await
}

/// Creates or changes one; its secrets are encrypted.
#[server(name = SaveConnectionCall, prefix = "/api/admin", endpoint = "connections/save", input = Json)]
pub async fn save_connection(cmd: SaveConnection) -> Result<ConnectionId, AppError> {
    crate::backend::connections()?.save(cmd).await
}

/// Tests the stored credentials against the PIM.
#[server(name = TestConnectionCall, prefix = "/api/admin", endpoint = "connections/test", input = Json)]
pub async fn test_connection(id: ConnectionId) -> Result<ConnectionReport, AppError> {
    crate::backend::connections()?.test(id).await
}

/// Tests what was typed, without storing it.
#[server(name = TestUnsavedConnectionCall, prefix = "/api/admin", endpoint = "connections/test-unsaved", input = Json)]
pub async fn test_unsaved_connection(cmd: SaveConnection) -> Result<ConnectionReport, AppError> {
    crate::backend::connections()?.test_unsaved(cmd).await
}

/// Forgets all cached values of the connection.
#[server(name = ClearCacheCall, prefix = "/api/admin", endpoint = "connections/clear-cache", input = Json)]
pub async fn clear_cache(id: ConnectionId) -> Result<(), AppError> {
    crate::backend::connections()?.clear_cache(id).await
}

/// Has the PIM tell of changes at once, or no longer.
#[server(name = SetEventsCall, prefix = "/api/admin", endpoint = "connections/set-events", input = Json)]
pub async fn set_events(id: ConnectionId, on: bool) -> Result<(), AppError> {
    crate::backend::connections()?.set_events(id, on).await
}

/// Deletes a connection that no template uses.
#[server(name = DeleteConnectionCall, prefix = "/api/admin", endpoint = "connections/delete", input = Json)]
pub async fn delete_connection(id: ConnectionId) -> Result<(), AppError> {
    crate::backend::connections()?.delete(id).await
}

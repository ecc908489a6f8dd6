//! Serving until told to stop.

use crate::{app::App, http::router};
use std::{future::Future, net::SocketAddr};
use tokio::net::TcpListener;

/// Serves on `listener` until `shutdown` is done, then finishes the requests in flight.
pub async fn serve(
    app: App,
    listener: TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(shutdown)
        .await
}

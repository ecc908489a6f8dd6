//! `/dev/outbox`: the mails of a server that has no mail transport. Mounted only there.

use super::forms::show;
use crate::{app::App, http::error::Failure, mail};
use app::account::dev_outbox_page;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};

/// The latest mails, newest first.
pub(super) async fn page(State(app): State<App>) -> Response {
    match mail::local_outbox(&app).await {
        Ok(mails) => show(dev_outbox_page(&mails)),
        Err(error) => Failure(error).into_response(),
    }
}

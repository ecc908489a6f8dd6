//! `/sign-out`

use crate::{
    app::App,
    http::{
        cookie::{clear_session, session_token},
        page::private,
    },
    services::account,
};
use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue},
    response::{IntoResponse, Redirect, Response},
};

/// Ends the session on the server and clears what the browser keeps of it.
pub(super) async fn submit(State(app): State<App>, headers: HeaderMap) -> Response {
    if let Some(token) = session_token(&headers)
        && let Err(error) = account::sign_out(&app, &token).await
    {
        return crate::http::error::Failure(error).into_response();
    }
    let mut response = Redirect::to("/sign-in?notice=signed-out").into_response();
    clear_session(&mut response);
    // Not "cookies": that would also take the cookies of whatever else runs under the same registered domain.
    let site_data = HeaderName::from_static("clear-site-data");
    response
        .headers_mut()
        .insert(site_data, HeaderValue::from_static("\"cache\", \"storage\""));
    private(response)
}

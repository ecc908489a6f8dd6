//! `/exports/{id}`: a file that is being made, stopping it, and the file.

use super::reply::{frame, fresh, refuse, show_error, show_with_script};
use crate::{
    app::App,
    context::{OpContext, Person},
    http::{
        error::{cross_site, not_modified},
        middleware::is_cross_site,
        page::private,
    },
    services::exports,
};
use app::{
    account::FormState,
    desk::{Tab, export_page, live_script},
    routes::Route,
};
use axum::{
    Extension, Router,
    body::Body,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{Error, ExportId, export::ExportView};
use futures::stream;
use sha2::{Digest, Sha256};

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/exports/{id}", get(page))
        .route("/exports/{id}/cancel", post(cancel))
        .route("/exports/{id}/file", get(file))
        .route(&Route::LiveScript.href(), get(script))
}

/// Where files of a kind are asked for.
fn home(kind: &str) -> (Tab, Route, &'static str) {
    match kind {
        "labels" => (Tab::Labels, Route::Labels, "Back to labels"),
        "exit_pack" => (Tab::Settings, Route::ExitPack, "Back to exit packs"),
        _ => (Tab::Elsewhere, Route::Overview, "Back to the overview"),
    }
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<ExportId>,
) -> Response {
    match body(&app, &person, id, &fresh(&app)).await {
        Ok(body) => show_with_script(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(app: &App, person: &Person, id: ExportId, state: &FormState<'_>) -> Result<String, Error> {
    let view = exports::get(app, &person.op()?, id).await?;
    let (tab, route, words) = home(&view.kind);
    let frame = frame(app, person, tab).await?;
    Ok(export_page(&frame, state, &view, (route, words), app.clock.now()))
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Elsewhere, error, &Route::Overview.href()).await
}

async fn cancel(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<ExportId>,
) -> Response {
    let stopped = async { exports::cancel(&app, &person.op()?, id).await };
    match stopped.await {
        Ok(()) => Redirect::to(&Route::Export(id).href()).into_response(),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn file(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<ExportId>,
    headers: HeaderMap,
) -> Response {
    // Fetching is written down, so a link of somebody else must not cause it.
    if is_cross_site(&headers) {
        return cross_site();
    }
    let opened = async {
        let view = exports::fetch(&app, &person, id).await?;
        Ok((person.op()?, view))
    };
    match opened.await {
        Ok((op, view)) => sent(app, op, &view),
        Err(error @ Error::Conflict { .. }) => again(&app, &person, id, &error).await,
        // Once they have shown who they are, they fetch it from its page.
        Err(error) => refuse(&app, &person, Tab::Elsewhere, error, &Route::Export(id).href()).await,
    }
}

/// The page of the file with what is wrong.
async fn again(app: &App, person: &Person, id: ExportId, error: &Error) -> Response {
    let state = FormState {
        error: Some(error),
        ..fresh(app)
    };
    match body(app, person, id, &state).await {
        Ok(body) => show_error(body, error),
        Err(error) => refused(app, person, error).await,
    }
}

fn sent(app: App, op: OpContext, view: &ExportView) -> Response {
    let reading = Reading {
        app,
        op,
        id: view.id,
        position: 0,
    };
    let headers = [
        (header::CONTENT_TYPE, view.mime.clone()),
        (header::CONTENT_LENGTH, view.size.to_string()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"{}\"", plain(&view.name)),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    let body = Body::from_stream(stream::try_unfold(reading, Reading::piece));
    private((headers, body).into_response())
}

/// A name that a header can carry.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
        .collect()
}

/// A file on its way.
struct Reading {
    app: App,
    op: OpContext,
    id: ExportId,
    position: u32,
}

impl Reading {
    /// The next piece. An error cuts the answer off, so that nobody takes a part for the whole.
    async fn piece(mut self) -> Result<Option<(Vec<u8>, Self)>, Error> {
        let found = exports::piece(&self.app, &self.op, self.id, self.position).await?;
        self.position += 1;
        Ok(found.map(|bytes| (bytes, self)))
    }
}

/// The script. Its address stays the same, so browsers ask each time whether it does too.
async fn script(headers: HeaderMap) -> Response {
    let tag = format!("\"{}\"", hex::encode(&Sha256::digest(live_script())[..16]));
    let held = headers.get(header::IF_NONE_MATCH);
    let answer = if held.is_some_and(|held| held.as_bytes() == tag.as_bytes()) {
        not_modified()
    } else {
        let kind = [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")];
        (kind, live_script()).into_response()
    };
    let caching = [
        (header::CACHE_CONTROL, "no-cache".to_owned()),
        (header::ETAG, tag),
    ];
    (caching, answer).into_response()
}

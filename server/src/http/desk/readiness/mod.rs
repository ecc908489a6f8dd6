//! `/readiness`: how ready products are, where their data points come from, and what is entered by hand.

mod board;
mod entry;
mod mapping;
mod point;
mod product;

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{
    app::App,
    context::{OpContext, Person},
    services::readiness,
};
use app::{
    account::FormState,
    desk::{Frame, Tab, list_page},
    routes::Route,
};
use axum::{
    Extension, Router,
    extract::State,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{Error, FieldError, Kind, Permission, profile::PointId};
use tower_http::limit::RequestBodyLimitLayer;

/// A text may have 10,000 characters in each of several languages, and signs outside ASCII take nine bytes and more in a form.
const LARGE_FORM_MAX: usize = 1024 * 1024;

/// Their routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Readiness.href(), get(page))
        .route("/readiness/{id}", get(board::page))
        .route("/readiness/{id}/products.csv", get(board::csv))
        .route("/readiness/{id}/check", post(board::check))
        .route("/readiness/{id}/publish", post(board::publish))
        .route(
            "/readiness/{id}/mapping",
            get(mapping::page).post(mapping::choose),
        )
        .route("/readiness/{id}/mapping/suggestions", post(mapping::accept))
        .route(
            "/readiness/{id}/mapping/points/{point}",
            get(point::page).post(point::save),
        )
        .route("/readiness/{id}/product", get(product::page))
        .route(
            "/readiness/{id}/product/points/{point}",
            get(entry::page).post(entry::save),
        )
        .layer(RequestBodyLimitLayer::new(LARGE_FORM_MAX))
}

/// The fields of a form in their order; a field can stand there several times.
type Fields = Vec<(String, String)>;

/// The first value of a field.
fn first<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields
        .iter()
        .find(|(n, _)| n == name)
        .map_or("", |(_, value)| value.as_str())
}

/// All values of a field.
fn all<'a>(fields: &'a Fields, name: &'a str) -> impl Iterator<Item = &'a str> {
    fields
        .iter()
        .filter(move |(n, _)| n == name)
        .map(|(_, value)| value.as_str())
}

/// What was typed, for the page that shows it again.
fn typed(fields: &Fields) -> Vec<(&str, &str)> {
    fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

/// The caller, where they may change mappings and entries.
fn editor(person: &Person) -> Result<OpContext, Error> {
    let op = person.op()?;
    op.require(Permission::EditTemplates)?;
    Ok(op)
}

/// A data point of an address.
fn point_id(text: &str) -> Result<PointId, Error> {
    PointId::parse(text).map_err(|_| Error::NotFound(Kind::Page))
}

/// Names mistakes by the fields of the form.
fn renamed(error: Error, names: &[(&str, &str)]) -> Error {
    let Error::Invalid(errors) = error else {
        return error;
    };
    let rename = |error: FieldError| {
        let known = names.iter().find(|(from, _)| error.field.starts_with(from));
        let field = known.map_or(error.field, |(_, to)| (*to).to_owned());
        FieldError::new(field, error.message)
    };
    Error::Invalid(errors.into_iter().map(rename).collect())
}

async fn framed(app: &App, person: &Person) -> Result<Frame, Error> {
    frame(app, person, Tab::Readiness).await
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Readiness, error, &Route::Readiness.href()).await
}

/// Sends a page, or why there is none.
async fn answer(app: &App, person: &Person, body: Result<String, Error>) -> Response {
    match body {
        Ok(body) => show(body),
        Err(error) => refused(app, person, error).await,
    }
}

/// Sends a page again with what is wrong in it, or why there is none.
async fn answer_error(app: &App, person: &Person, body: Result<String, Error>, error: &Error) -> Response {
    match body {
        Ok(body) => show_error(body, error),
        Err(error) => refused(app, person, error).await,
    }
}

/// Whether a page with the mistake is a better answer than the mistake alone.
fn is_mistake(error: &Error) -> bool {
    matches!(error, Error::Invalid(_) | Error::Conflict { .. })
}

fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// The path with these values in its query; `path` has none or some already.
fn with(path: &str, query: &[(&str, &str)]) -> String {
    let pairs = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(query)
        .finish();
    let sign = if path.contains('?') { '&' } else { '?' };
    format!("{path}{sign}{pairs}")
}

async fn page(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let body = list(&app, &person, &fresh(&app)).await;
    answer(&app, &person, body).await
}

async fn list(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let templates = readiness::list(app, &person.op()?).await?;
    Ok(list_page(&framed(app, person).await?, state, &templates))
}

//! `/passports/{id}/units`: batches and items, and `/templates/{id}/unit-fields`: what can be said of them.

mod create;
mod fields;
mod list;
mod unit;

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person};
use app::{account::FormState, desk::Tab, routes::Route};
use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use domain::{Error, FieldError, unit::FILE_MAX};
use std::collections::BTreeMap;
use tower_http::limit::RequestBodyLimitLayer;

/// A file with what a form puts around it.
const UPLOAD_MAX: usize = FILE_MAX + 64 * 1024;

/// Their routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/passports/{id}/units", get(list::page))
        .route(
            "/passports/{id}/units/new",
            get(create::page).post(create::create),
        )
        .route("/passports/{id}/units/file", post(create::from_file))
        .route("/passports/{id}/units/example.csv", get(create::example))
        .route("/passports/{id}/unit", get(unit::page).post(unit::change))
        .route(
            "/templates/{id}/unit-fields",
            get(fields::page).post(fields::save),
        )
        .layer(RequestBodyLimitLayer::new(UPLOAD_MAX))
}

/// The fields of a form in their order.
type Fields = Vec<(String, String)>;

/// What stands in a field.
fn first<'a>(fields: &'a Fields, name: &str) -> &'a str {
    let found = fields.iter().find(|(n, _)| n == name);
    found.map_or("", |(_, value)| value.as_str())
}

/// What was typed, for the page that shows it again.
fn typed(fields: &Fields) -> Vec<(&str, &str)> {
    fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect()
}

/// The values of a form by the field's key.
fn values(fields: &Fields, before: &str) -> BTreeMap<String, String> {
    let before = format!("{before}values.");
    let value =
        |(name, text): &(String, String)| Some((name.strip_prefix(&before)?.to_owned(), text.clone()));
    fields.iter().filter_map(value).collect()
}

/// Names mistakes by the fields of one of several forms on a page.
fn within(error: Error, before: &str) -> Error {
    let Error::Invalid(errors) = error else {
        return error;
    };
    let rename = |error: FieldError| FieldError::new(format!("{before}{}", error.field), error.message);
    Error::Invalid(errors.into_iter().map(rename).collect())
}

/// Whether a page with the mistake is a better answer than the mistake alone.
fn is_mistake(error: &Error) -> bool {
    matches!(error, Error::Invalid(_) | Error::Conflict { .. })
}

/// A form with what was typed and what is wrong with it.
fn state<'a>(app: &App, typed: &'a [(&'a str, &'a str)], error: Option<&'a Error>) -> FormState<'a> {
    FormState {
        values: typed,
        error,
        ..fresh(app)
    }
}

/// Sends a page, or why there is none.
async fn answer(app: &App, person: &Person, body: Result<String, Error>, error: Option<&Error>) -> Response {
    match (body, error) {
        (Ok(body), None) => show(body),
        (Ok(body), Some(error)) => show_error(body, error),
        (Err(error), _) => refuse(app, person, Tab::Passports, error, &Route::Passports.href()).await,
    }
}

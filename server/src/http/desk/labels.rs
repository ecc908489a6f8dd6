//! `/labels`: choosing passports and a sheet, seeing whether the labels will scan, and ordering them as a file.

use super::reply::{frame, fresh, refuse, show_error_with_script, show_with_script};
use crate::{
    app::App,
    context::Person,
    services::labels::{self, Looks, Which},
};
use app::{
    account::FormState,
    desk::{Tab, labels_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::Error;

type Fields = Vec<(String, String)>;

/// The most characters of a search.
const SEARCH_MAX: usize = 100;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(&Route::Labels.href(), get(page).post(order))
}

/// What a new form begins with.
const USUAL: [(&str, &str); 10] = [
    ("which", "all"),
    ("symbology", "qr"),
    ("sheet", "a4-3x8"),
    ("dpi", "300"),
    ("ink", "#000000"),
    ("paper", "#ffffff"),
    ("name", "on"),
    ("identifier", "on"),
    ("marker", "on"),
    ("format", "pdf"),
];

/// The fields as they were sent, or those of a new form. A link from elsewhere may name passports and a template.
fn begun(mut fields: Fields) -> Fields {
    if fields.iter().any(|(name, _)| name == "sent") {
        return fields;
    }
    let ticked = fields.iter().any(|(name, _)| name == "passport");
    let below = fields.iter().any(|(name, _)| name == "below");
    for (name, value) in USUAL {
        let value = match name {
            "which" if ticked => "ticked",
            "which" if below => "below",
            _ => value,
        };
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(fields): Query<Fields>,
) -> Response {
    let fields = begun(fields);
    match body(&app, &person, &fields, None).await {
        Ok(body) => show_with_script(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(app: &App, person: &Person, fields: &Fields, error: Option<&Error>) -> Result<String, Error> {
    let op = person.op()?;
    let search = fields.iter().find(|(name, _)| name == "search");
    let search: String = search
        .map_or("", |(_, text)| text.trim())
        .chars()
        .take(SEARCH_MAX)
        .collect();
    let looks = Looks::read(fields);
    let view = labels::view(app, &op, &search, &looks, &Which::read(fields)).await?;
    // What was checked is told at its fields; a link that begins a form is not answered with mistakes.
    let is_checked = fields.iter().any(|(name, _)| name == "sent");
    let error = error.or(looks.as_ref().err().filter(|_| is_checked));
    let values: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let state = FormState {
        values: &values,
        error,
        ..fresh(app)
    };
    let frame = frame(app, person, Tab::Labels).await?;
    Ok(labels_page(&frame, &state, &view, app.clock.now()))
}

async fn order(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let ordered = async {
        let op = person.op()?;
        labels::order(&app, &op, Looks::read(&fields)?, Which::read(&fields)).await
    };
    match ordered.await {
        Ok(id) => Redirect::to(&Route::Export(id).href()).into_response(),
        Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
            match body(&app, &person, &fields, Some(&error)).await {
                Ok(body) => show_error_with_script(body, &error),
                Err(error) => refused(&app, &person, error).await,
            }
        }
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Labels, error, &Route::Labels.href()).await
}

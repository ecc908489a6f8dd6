//! What the handlers of these pages have in common.

use crate::{
    app::App,
    context::Person,
    http::{
        error::with_status,
        page::{desk_policy, html, private},
    },
    services::account,
};
use app::{
    account::FormState,
    desk::{Frame, Tab, trouble_page},
    routes::Route,
};
use axum::response::{IntoResponse, Redirect, Response};
use domain::Error;
use serde::Deserialize;

/// The query that these pages share.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    /// What was just done, as a word of ours.
    #[serde(default)]
    pub notice: Option<String>,
    /// Where to go afterwards.
    #[serde(default)]
    pub next: Option<String>,
}

/// An empty form.
pub(super) fn fresh(app: &App) -> FormState<'static> {
    FormState {
        dev_outbox: app.config.shows_outbox(),
        ..FormState::default()
    }
}

/// What stands around a page for this person.
pub(super) async fn frame(app: &App, person: &Person, tab: Tab) -> Result<Frame, Error> {
    let options = app.config.leptos_options();
    Ok(Frame {
        email: person.email.clone(),
        brand: account::brand_name_of(app, person).await?,
        role: person.place.map(|(_, role)| role),
        tab,
        factor_due: person.factor_due,
        stylesheet: format!("/{}/{}.css", options.site_pkg_dir, options.output_name),
    })
}

/// Sends a page.
pub(super) fn show(body: String) -> Response {
    private(html(body, desk_policy("'none'")))
}

/// Sends a page on which a passkey may be made or shown: it carries our script.
pub(super) fn show_with_script(body: String) -> Response {
    private(html(body, desk_policy("'self'")))
}

/// Sends a page again with what is wrong in it.
pub(super) fn show_error(body: String, error: &Error) -> Response {
    with_status(error, show(body))
}

/// Sends a page that carries our script again with what is wrong in it.
pub(super) fn show_error_with_script(body: String, error: &Error) -> Response {
    with_status(error, show_with_script(body))
}

/// What a page answers where it cannot be shown, and a form where the error belongs to no field of it: `back` is the page
/// to return to once the person has proved who they are.
pub(super) async fn refuse(app: &App, person: &Person, tab: Tab, error: Error, back: &str) -> Response {
    match error {
        Error::ConfirmFirst => {
            let next: String = url::form_urlencoded::byte_serialize(back.as_bytes()).collect();
            Redirect::to(&format!("{}?next={next}", Route::Confirm.href())).into_response()
        }
        Error::SecondFactorNeeded => {
            Redirect::to(&format!("{}?notice=required", Route::Security.href())).into_response()
        }
        // Their role is no obstacle: there is no brand to have one in.
        Error::Forbidden if person.place.is_none() => Redirect::to(&Route::Brands.href()).into_response(),
        error => match frame(app, person, tab).await {
            Ok(frame) => show_error(trouble_page(&frame, &error), &error),
            Err(_) => crate::http::error::Failure(error).into_response(),
        },
    }
}

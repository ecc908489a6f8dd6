//! `/account/security/link/…` and `/account/security/unlink/…`: accounts of other providers; `/account/confirm/…`: proving
//! with one of them who one is.

use super::reply::{Query, frame, fresh, refuse, show};
use crate::{
    app::App,
    context::Person,
    http::{account::own_path, cookie::set_session},
    services::{account::NewSession, identities},
};
use app::{
    desk::{Tab, link_page, unlink_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Query as QueryOf, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::{Error, security::Provider};
use serde::Deserialize;
use uuid::Uuid;

/// Its routes: the same for each provider.
pub(super) fn router() -> Router<App> {
    let of = |provider: Provider| {
        Router::new()
            .route(&Route::LinkProvider(provider).href(), get(start))
            .route(&Route::ConfirmLink(provider).href(), get(page).post(link))
            .route(
                &Route::UnlinkProvider(provider).href(),
                get(question).post(unlink),
            )
            .route(&Route::ConfirmWith(provider).href(), get(confirm))
            .layer(Extension(provider))
    };
    Provider::ALL
        .into_iter()
        .map(of)
        .fold(Router::new(), Router::merge)
}

/// Leads to the provider whose account is to be linked.
async fn start(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    Extension(person): Extension<Person>,
) -> Response {
    match identities::start_linking(&app, &person, provider).await {
        Ok(location) => Redirect::to(&location).into_response(),
        // Back to the security page and not here: no browser lets the form in between lead to another site.
        Err(error) => sorry(&app, &person, error, &Route::Security).await,
    }
}

/// Leads to the provider that says again who the caller is.
async fn confirm(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let next = own_path(query.next.as_deref());
    match identities::start_confirming(&app, &person, provider, next).await {
        Ok(location) => Redirect::to(&location).into_response(),
        Err(error) => sorry(&app, &person, error, &Route::Confirm).await,
    }
}

async fn page(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    Extension(person): Extension<Person>,
) -> Response {
    let answer = async {
        let (id, email) = identities::pending_link(&app, &person, provider).await?;
        let frame = frame(&app, &person, Tab::Security).await?;
        Ok(link_page(&frame, &fresh(&app), provider, &email, &id.to_string()))
    };
    match answer.await {
        Ok(body) => show(body),
        Err(error) => sorry(&app, &person, error, &Route::ConfirmLink(provider)).await,
    }
}

#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    question: Uuid,
}

async fn link(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    match identities::confirm_link(&app, &person, provider, fields.question).await {
        Ok(session) => done(&session, "linked"),
        Err(error) => sorry(&app, &person, error, &Route::ConfirmLink(provider)).await,
    }
}

async fn question(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    Extension(person): Extension<Person>,
) -> Response {
    let answer = async {
        let email = identities::unlinking(&app, &person, provider).await?;
        let frame = frame(&app, &person, Tab::Security).await?;
        Ok(unlink_page(&frame, &fresh(&app), provider, &email))
    };
    match answer.await {
        Ok(body) => show(body),
        Err(error) => sorry(&app, &person, error, &Route::UnlinkProvider(provider)).await,
    }
}

async fn unlink(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    Extension(person): Extension<Person>,
) -> Response {
    match identities::unlink(&app, &person, provider).await {
        Ok(session) => done(&session, "unlinked"),
        Err(error) => sorry(&app, &person, error, &Route::UnlinkProvider(provider)).await,
    }
}

/// Back to the security page under the session's new token.
fn done(session: &NewSession, notice: &str) -> Response {
    let mut response = Redirect::to(&format!("{}?notice={notice}", Route::Security.href())).into_response();
    set_session(&mut response, session);
    response
}

async fn sorry(app: &App, person: &Person, error: Error, back: &Route) -> Response {
    refuse(app, person, Tab::Security, error, &back.href()).await
}

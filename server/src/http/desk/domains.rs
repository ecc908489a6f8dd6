//! `/settings/domains`: the brand's own hosts.

use super::reply::{Query, frame, fresh, refuse, show_with_script};
use crate::{
    app::App,
    context::Person,
    http::error::with_status,
    services::{domains, sitemaps},
};
use app::{
    account::FormState,
    desk::{Tab, copy_script, domains_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Path, Query as QueryOf, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{DomainId, Error};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Domains.href(), get(page).post(add))
        .route("/settings/domains/{id}/check", post(check))
        .route("/settings/domains/{id}/remove", post(remove))
        .route(&Route::Sitemap.href(), post(sitemap))
        .route(&Route::CopyScript.href(), get(script))
}

/// The form's fields.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields {
    host: String,
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let state = FormState {
        notice: notice(query.notice.as_deref()),
        ..fresh(&app)
    };
    match body(&app, &person, &state).await {
        Ok(body) => show_with_script(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

fn notice(word: Option<&str>) -> Option<&'static str> {
    Some(match word? {
        "added" => "The host is in the list. Set the records, then check it.",
        "found" => "The record is there.",
        "missing" => "The record was not found. See below why.",
        "removed" => "The host is removed.",
        "sitemap-on" => "The sitemap is on. Search engines that ask for robots.txt find it.",
        "sitemap-off" => "The sitemap is off.",
        _ => return None,
    })
}

async fn body(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let view = domains::list(app, &person.op()?).await?;
    Ok(domains_page(
        &frame(app, person, Tab::Settings).await?,
        state,
        &view,
    ))
}

fn to(word: &str) -> Response {
    Redirect::to(&format!("{}?notice={word}", Route::Domains.href())).into_response()
}

async fn add(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let added = async { domains::add(&app, &person.op()?, &fields.host).await };
    match added.await {
        Ok(_) => to("added"),
        Err(error) => again(&app, &person, &fields.host, error).await,
    }
}

/// The page with what went wrong, where it can be shown.
async fn again(app: &App, person: &Person, host: &str, error: Error) -> Response {
    let shown = matches!(
        error,
        Error::Invalid(_) | Error::Conflict { .. } | Error::RateLimited { .. }
    );
    if !shown {
        return refused(app, person, error).await;
    }
    let values = [("host", host)];
    let state = FormState {
        values: &values,
        error: Some(&error),
        ..fresh(app)
    };
    match body(app, person, &state).await {
        Ok(body) => with_status(&error, show_with_script(body)),
        Err(error) => refused(app, person, error).await,
    }
}

async fn check(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<DomainId>,
) -> Response {
    let checked = async { domains::check(&app, &person.op()?, id).await };
    match checked.await {
        Ok(true) => to("found"),
        Ok(false) => to("missing"),
        Err(error) => again(&app, &person, "", error).await,
    }
}

async fn remove(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<DomainId>,
) -> Response {
    let removed = async { domains::remove(&app, &person.op()?, id).await };
    match removed.await {
        Ok(()) => to("removed"),
        Err(error) => again(&app, &person, "", error).await,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Wish {
    wanted: String,
}

async fn sitemap(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(wish): Form<Wish>,
) -> Response {
    let wanted = wish.wanted == "on";
    let done = async { sitemaps::want(&app, &person.op()?, wanted).await };
    match done.await {
        Ok(()) => to(if wanted { "sitemap-on" } else { "sitemap-off" }),
        Err(error) => again(&app, &person, "", error).await,
    }
}

async fn script() -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "private, max-age=300"),
    ];
    (headers, copy_script()).into_response()
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Settings, error, &Route::Domains.href()).await
}

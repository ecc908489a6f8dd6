//! `/audit`: the audit log of the brand in use, and its exports.

mod export;

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::audit};
use app::{
    account::FormState,
    desk::{Tab, audit_page},
    routes::Route,
};
use axum::{
    Extension, Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use domain::{
    Error,
    audit::{AuditPage, AuditQuery},
};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Audit.href(), get(page))
        .route(&Route::AuditCsv.href(), get(export::as_csv))
        .route(&Route::AuditJson.href(), get(export::as_json))
}

/// The filters in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Filters {
    area: String,
    member: String,
    from: String,
    to: String,
    text: String,
    after: String,
}

impl From<Filters> for AuditQuery {
    fn from(filters: Filters) -> Self {
        Self {
            area: filters.area,
            member: filters.member,
            from: filters.from,
            to: filters.to,
            text: filters.text.trim().to_owned(),
            after: filters.after,
        }
    }
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(filters): Query<Filters>,
) -> Response {
    let query = AuditQuery::from(filters);
    let answer = match person.op() {
        Ok(op) => audit::list(&app, &op, &query).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(log) => match body(&app, &person, &fresh(&app), &query, &log).await {
            Ok(body) => show(body),
            Err(error) => refused(&app, &person, error).await,
        },
        Err(error) => mistaken(&app, &person, &query, error).await,
    }
}

async fn body(
    app: &App,
    person: &Person,
    state: &FormState<'_>,
    query: &AuditQuery,
    log: &AuditPage,
) -> Result<String, Error> {
    let frame = frame(app, person, Tab::Audit).await?;
    Ok(audit_page(&frame, state, query, log))
}

/// The page with what is wrong with the filters.
async fn mistaken(app: &App, person: &Person, query: &AuditQuery, error: Error) -> Response {
    if !matches!(error, Error::Invalid(_)) {
        return refused(app, person, error).await;
    }
    let state = FormState {
        error: Some(&error),
        ..fresh(app)
    };
    match body(app, person, &state, query, &AuditPage::default()).await {
        Ok(body) => show_error(body, &error),
        Err(error) => refused(app, person, error).await,
    }
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Audit, error, &Route::Audit.href()).await
}

//! `/insight`: how often passports are scanned, and each of its tables as a file.

mod file;

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::insight};
use app::{
    account::FormState,
    desk::{Tab, insight_page},
    routes::Route,
};
use axum::{
    Extension, Router,
    extract::{Query, State},
    response::Response,
    routing::get,
};
use domain::{Error, insight::InsightQuery};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Insight.href(), get(page))
        .route(&Route::InsightCsv.href(), get(file::send))
}

/// What stands in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    from: String,
    to: String,
    days: String,
    template: String,
    passport: String,
    what: String,
}

impl Asked {
    fn query(&self) -> InsightQuery {
        let trimmed = |text: &str| text.trim().to_owned();
        InsightQuery {
            from: trimmed(&self.from),
            to: trimmed(&self.to),
            days: trimmed(&self.days),
            template: trimmed(&self.template),
            passport: trimmed(&self.passport),
        }
    }
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(asked): Query<Asked>,
) -> Response {
    let query = asked.query();
    let answer = async {
        let found = insight::read(&app, &person.op()?, &query).await?;
        let frame = frame(&app, &person, Tab::Insight).await?;
        Ok(insight_page(
            &frame,
            &fresh(&app),
            &query,
            &found.templates,
            Some(&found),
        ))
    };
    match answer.await {
        Ok(body) => show(body),
        Err(error) => mistaken(&app, &person, &query, error).await,
    }
}

/// The form with what is wrong in it.
async fn mistaken(app: &App, person: &Person, query: &InsightQuery, error: Error) -> Response {
    if !matches!(error, Error::Invalid(_)) {
        return refused(app, person, error).await;
    }
    let state = FormState {
        error: Some(&error),
        ..fresh(app)
    };
    let answer = async {
        let templates = insight::choices(app, &person.op()?).await?;
        let frame = frame(app, person, Tab::Insight).await?;
        Ok(insight_page(&frame, &state, query, &templates, None))
    };
    match answer.await {
        Ok(body) => show_error(body, &error),
        Err(error) => refused(app, person, error).await,
    }
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Insight, error, &Route::Insight.href()).await
}

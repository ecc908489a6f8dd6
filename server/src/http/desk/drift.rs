//! `/drift`: passports that differ from the PIM, each beside it, and publishing them again.

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{
    app::App,
    context::Person,
    services::drift::{self, Chosen, Republished},
};
use app::{
    account::FormState,
    desk::{Tab, drift_page, passport_drift_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{
    Error, JobId, PassportId,
    drift::{DriftOrder, ListDrift},
};
use serde::Deserialize;

/// The most publications that the page links to.
const JOBS_MAX: usize = 20;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Drift.href(), get(page).post(republish))
        .route(&Route::CheckDrift.href(), post(check))
        .route("/drift/{id}", get(passport))
}

/// The filters in the address, and word of what was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Opened {
    search: String,
    template: String,
    order: String,
    page: String,
    notice: String,
    jobs: String,
}

impl Opened {
    fn query(&self) -> ListDrift {
        ListDrift {
            search: self.search.trim().to_owned(),
            template: self.template.parse().ok(),
            order: DriftOrder::parse(&self.order),
            page: self.page.parse().unwrap_or(1),
        }
    }

    fn jobs(&self) -> Vec<JobId> {
        let ids = self.jobs.split(',').filter_map(|id| id.parse().ok());
        ids.take(JOBS_MAX).collect()
    }
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(opened): Query<Opened>,
) -> Response {
    let state = FormState {
        notice: notice(&opened.notice),
        ..fresh(&app)
    };
    match body(&app, &person, &state, &opened.query(), &opened.jobs()).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(
    app: &App,
    person: &Person,
    state: &FormState<'_>,
    query: &ListDrift,
    jobs: &[JobId],
) -> Result<String, Error> {
    let found = drift::list(app, &person.op()?, query.clone()).await?;
    let frame = frame(app, person, Tab::Drift).await?;
    Ok(drift_page(&frame, state, query, &found, jobs))
}

fn notice(word: &str) -> Option<&'static str> {
    Some(match word {
        "checking" => "The check has begun. Load this page again in a moment.",
        "left" => {
            "Many publications are under way, so some passports were left. Publish them when those have ended."
        }
        _ => return None,
    })
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Drift, error, &Route::Drift.href()).await
}

async fn passport(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
) -> Response {
    let answer = async {
        let view = drift::of(&app, &person.op()?, id).await?;
        let frame = frame(&app, &person, Tab::Drift).await?;
        Ok(passport_drift_page(&frame, &fresh(&app), &view))
    };
    match answer.await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn check(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let answer = async { drift::check_now(&app, &person.op()?).await };
    match answer.await {
        Ok(()) => Redirect::to(&format!("{}?notice=checking", Route::Drift.href())).into_response(),
        Err(error) => refused(&app, &person, error).await,
    }
}

/// What is ticked, the filters of the page, and which of the buttons was pressed.
fn typed(fields: Vec<(String, String)>) -> (Opened, Vec<PassportId>, bool) {
    let (mut opened, mut ticked, mut all) = (Opened::default(), Vec::new(), false);
    for (name, value) in fields {
        match name.as_str() {
            "search" => opened.search = value,
            "template" => opened.template = value,
            "order" => opened.order = value,
            "passport" => ticked.extend(value.parse::<PassportId>().ok()),
            "what" => all = value == "all",
            _ => {}
        }
    }
    (opened, ticked, all)
}

async fn republish(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let (opened, ticked, all) = typed(fields);
    let query = opened.query();
    let chosen = if all {
        Chosen::All(query.clone())
    } else {
        Chosen::These(ticked)
    };
    let answer = async { drift::republish(&app, &person.op()?, chosen).await };
    match answer.await {
        Ok(done) => followed(&done),
        Err(error @ Error::Conflict { .. }) => again(&app, &person, &query, &error).await,
        Err(error) => refused(&app, &person, error).await,
    }
}

/// One publication is followed on its own page, several from the list.
fn followed(done: &Republished) -> Response {
    if let ([job], 0) = (done.jobs.as_slice(), done.left) {
        return Redirect::to(&Route::Job(*job).href()).into_response();
    }
    let jobs: Vec<String> = done.jobs.iter().map(ToString::to_string).collect();
    let left = if done.left > 0 { "&notice=left" } else { "" };
    Redirect::to(&format!("{}?jobs={}{left}", Route::Drift.href(), jobs.join(","))).into_response()
}

/// The list again, with what is wrong.
async fn again(app: &App, person: &Person, query: &ListDrift, error: &Error) -> Response {
    let state = FormState {
        error: Some(error),
        ..fresh(app)
    };
    match body(app, person, &state, query, &[]).await {
        Ok(body) => show_error(body, error),
        Err(error) => refused(app, person, error).await,
    }
}

//! `/registry`: how the passports stand in the EU registry, files for it, and each passport's proofs.

mod files;
mod passport;

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::registry};
use app::{
    account::FormState,
    desk::{Tab, registry_page},
    routes::Route,
};
use axum::{
    Extension, Router,
    extract::{Query, State},
    response::Response,
    routing::{get, post},
};
use domain::{
    Error,
    registry::{ListRegistry, State as Standing, UploadProof},
};
use serde::Deserialize;
use tower_http::limit::RequestBodyLimitLayer;

/// A document of the largest size, with the fields and the separators of its form.
const UPLOAD_MAX: usize = UploadProof::FILE_MAX + 64 * 1024;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Registry.href(), get(page))
        .route(&Route::RegistryFiles.href(), post(files::make))
        .route("/registry/{id}", get(passport::page).post(passport::store))
        .route("/registry/{id}/proofs/{proof}", get(passport::document))
        .route("/registry/{id}/proofs/{proof}/remove", post(passport::remove))
        .layer(RequestBodyLimitLayer::new(UPLOAD_MAX))
}

/// The filters in the address.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Opened {
    search: String,
    state: String,
    changed: String,
    page: String,
}

impl Opened {
    fn query(&self) -> ListRegistry {
        ListRegistry {
            search: self.search.trim().to_owned(),
            state: Standing::parse(&self.state),
            outdated: self.changed == "yes",
            page: self.page.parse().unwrap_or(1),
        }
    }
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(opened): Query<Opened>,
) -> Response {
    match body(&app, &person, &fresh(&app), &opened.query()).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(
    app: &App,
    person: &Person,
    state: &FormState<'_>,
    query: &ListRegistry,
) -> Result<String, Error> {
    let found = registry::list(app, &person.op()?, query.clone()).await?;
    let frame = frame(app, person, Tab::Registry).await?;
    Ok(registry_page(&frame, state, query, &found))
}

/// The list with what went wrong.
async fn again(app: &App, person: &Person, query: &ListRegistry, error: &Error) -> Response {
    let state = FormState {
        error: Some(error),
        ..fresh(app)
    };
    match body(app, person, &state, query).await {
        Ok(body) => show_error(body, error),
        Err(error) => refused(app, person, error).await,
    }
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Registry, error, &Route::Registry.href()).await
}

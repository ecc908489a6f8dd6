//! The session of the signed-in pages: one opaque cookie, looked up on the server.

use crate::{
    app::App,
    context::Person,
    http::{
        cookie::{session_token, set_session},
        error::Failure,
        middleware::visitor,
        page::private,
    },
    services::account,
};
use app::routes::Route;
use axum::{
    extract::{Request, State},
    http::{Uri, request::Parts},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use db::types::Stage;
use domain::Error;

/// The dashboard: puts the caller into the request, or refuses it. Pages lead to where the sign-in goes on, everything
/// else is told so.
pub(in crate::http) async fn require_session(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    guarded(&app, request, next, |person, parts| {
        if person.stage != Stage::Full {
            return Err(Obstacle::SecondFactor);
        }
        if person.place.is_none() {
            return Err(Obstacle::NoBrand);
        }
        let op = person.op().map_err(|_| Obstacle::MustEnrol)?;
        parts.extensions.insert(op);
        Ok(())
    })
    .await
}

/// The pages of a signed-in person, who need not belong to a brand.
pub(in crate::http) async fn require_person(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    guarded(&app, request, next, |person, parts| {
        if person.stage != Stage::Full {
            return Err(Obstacle::SecondFactor);
        }
        parts.extensions.insert(person.clone());
        Ok(())
    })
    .await
}

/// The page that asks for the second factor: for somebody who has shown the first one.
pub(in crate::http) async fn require_first_factor(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    guarded(&app, request, next, |person, parts| {
        if person.stage == Stage::Full {
            return Err(Obstacle::SignedIn);
        }
        parts.extensions.insert(person.clone());
        Ok(())
    })
    .await
}

/// Why a session is not let through, and so where it goes.
#[derive(Clone, Copy)]
enum Obstacle {
    Nobody,
    SecondFactor,
    NoBrand,
    MustEnrol,
    SignedIn,
}

impl Obstacle {
    fn error(self) -> Error {
        match self {
            Self::Nobody | Self::SecondFactor => Error::Unauthenticated,
            Self::NoBrand | Self::SignedIn => Error::Forbidden,
            Self::MustEnrol => Error::SecondFactorNeeded,
        }
    }

    fn way(self, uri: &Uri) -> String {
        match self {
            Self::Nobody => and_back(&Route::SignIn, uri),
            Self::SecondFactor => and_back(&Route::SecondFactor, uri),
            Self::NoBrand => Route::Brands.href(),
            Self::MustEnrol => format!("{}?notice=required", Route::Security.href()),
            Self::SignedIn => Route::Overview.href(),
        }
    }
}

async fn guarded(
    app: &App,
    request: Request,
    next: Next,
    admit: impl FnOnce(&Person, &mut Parts) -> Result<(), Obstacle>,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let visitor = visitor(app, &parts);
    let person = match session_token(&parts.headers) {
        Some(token) => account::authenticate(app, &token, &visitor).await,
        None => Ok(None),
    };
    let person = match person {
        Ok(person) => person,
        Err(error) => return private(Failure(error).into_response()),
    };
    let admitted = person
        .as_ref()
        .ok_or(Obstacle::Nobody)
        .and_then(|person| admit(person, &mut parts));
    let response = match admitted {
        Ok(()) => {
            let turns = is_navigation(&parts);
            let mut response = next.run(Request::from_parts(parts, body)).await;
            if let Some(person) = person.filter(|person| person.rotate_due && turns) {
                rotate(app, &person, &mut response).await;
            }
            response
        }
        Err(obstacle) if parts.uri.path().starts_with("/api/") => Failure(obstacle.error()).into_response(),
        Err(obstacle) => Redirect::to(&obstacle.way(&parts.uri)).into_response(),
    };
    private(response)
}

/// Whether the browser opens a page: then no other request of it still carries the old token.
fn is_navigation(parts: &Parts) -> bool {
    let mode = parts.headers.get("sec-fetch-mode").and_then(|v| v.to_str().ok());
    parts.method.is_safe() && mode == Some("navigate")
}

/// Gives a session its new token where that is due. A handler that has set a cookie itself knows better.
async fn rotate(app: &App, person: &Person, response: &mut Response) {
    if response.headers().contains_key(axum::http::header::SET_COOKIE) {
        return;
    }
    match account::rotate_due(app, person).await {
        Ok(session) => set_session(response, &session),
        Err(error) => tracing::warn!(%error, "a session keeps its token for now"),
    }
}

fn and_back(route: &Route, uri: &Uri) -> String {
    let target = uri.path_and_query().map_or("/admin", |p| p.as_str());
    let query: String = url::form_urlencoded::byte_serialize(target.as_bytes()).collect();
    format!("{}?next={query}", route.href())
}

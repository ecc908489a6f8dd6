//! `/team`: the members of the brand in use, and inviting somebody.

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{app::App, context::Person, services::team};
use app::{
    account::FormState,
    desk::{Tab, team_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Path, Query as QueryOf, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::{Error, InvitationId, team::Invite};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Team.href(), get(page).post(invite))
        .route("/team/invitations/{id}/resend", post(resend))
        .route("/team/invitations/{id}/revoke", post(revoke))
}

/// What the page is opened with: a word of ours, or what was typed before somebody had to prove who they are.
#[derive(Default, Deserialize)]
struct Opened {
    #[serde(default)]
    notice: Option<String>,
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

/// The form's fields.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    email: String,
    #[serde(default)]
    role: String,
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(opened): QueryOf<Opened>,
) -> Response {
    let values = [("email", opened.email.as_str()), ("role", opened.role.as_str())];
    let state = FormState {
        values: &values,
        notice: notice(opened.notice.as_deref()),
        ..fresh(&app)
    };
    match body(&app, &person, &state).await {
        Ok(body) => show(body),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::Team.href()).await,
    }
}

async fn body(app: &App, person: &Person, state: &FormState<'_>) -> Result<String, Error> {
    let view = team::list(app, person).await?;
    let frame = frame(app, person, Tab::Team).await?;
    Ok(team_page(&frame, state, &view))
}

fn notice(word: Option<&str>) -> Option<&'static str> {
    Some(match word? {
        "invited" => "The invitation is on its way.",
        "resent" => "The invitation was sent again. Its earlier link no longer works.",
        "revoked" => "The invitation is withdrawn. Its link no longer works.",
        "changed" => "The role is changed.",
        "removed" => "The member is removed.",
        "transferred" => "The brand has another owner now. You are an admin.",
        "joined" => "Welcome. You are a member of this brand now.",
        _ => return None,
    })
}

/// Back to the members, with word of what was done.
pub(super) fn done(word: &str) -> Response {
    Redirect::to(&format!("{}?notice={word}", Route::Team.href())).into_response()
}

fn sent(sent: &team::Sent) -> Response {
    done(if sent.again { "resent" } else { "invited" })
}

async fn invite(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    let cmd = Invite {
        email: fields.email,
        role: fields.role,
    };
    match team::invite(&app, &person, &cmd).await {
        Ok(answer) => sent(&answer),
        Err(error @ (Error::Invalid(_) | Error::RateLimited { .. })) => {
            again(&app, &person, &cmd, &error).await
        }
        // What was typed waits in the form until they have proved who they are.
        Err(error) => {
            let typed = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("email", &cmd.email)
                .append_pair("role", &cmd.role)
                .finish();
            let back = format!("{}?{typed}", Route::Team.href());
            refuse(&app, &person, Tab::Team, error, &back).await
        }
    }
}

/// The page with what is wrong with the form.
async fn again(app: &App, person: &Person, cmd: &Invite, error: &Error) -> Response {
    let values = [("email", cmd.email.as_str()), ("role", cmd.role.as_str())];
    let state = FormState {
        values: &values,
        error: Some(error),
        ..fresh(app)
    };
    match body(app, person, &state).await {
        Ok(body) => show_error(body, error),
        Err(error) => refuse(app, person, Tab::Team, error, &Route::Team.href()).await,
    }
}

async fn resend(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<InvitationId>,
) -> Response {
    match team::resend(&app, &person, id).await {
        Ok(answer) => sent(&answer),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::Team.href()).await,
    }
}

async fn revoke(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<InvitationId>,
) -> Response {
    match team::revoke(&app, &person, id).await {
        Ok(_) => done("revoked"),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::Team.href()).await,
    }
}

//! `/team/members/{id}/...`: another role for a member, and the end of a membership.

use super::{
    reply::{frame, fresh, refuse, show, show_error},
    team::done,
};
use crate::{app::App, context::Person, services::team};
use app::{
    account::FormState,
    desk::{Frame, Tab, member_role_page, remove_member_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};
use domain::{Error, UserId, team::MemberView};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/team/members/{id}/role", get(role_page).post(change_role))
        .route("/team/members/{id}/remove", get(remove_page).post(remove))
}

/// The form's fields.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    role: String,
}

/// What both pages show.
async fn subject(app: &App, person: &Person, id: UserId) -> Result<(Frame, MemberView), Error> {
    let member = team::member(app, person, id).await?;
    Ok((frame(app, person, Tab::Team).await?, member))
}

async fn role_page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<UserId>,
) -> Response {
    match subject(&app, &person, id).await {
        Ok((frame, member)) => show(member_role_page(&frame, &fresh(&app), &member)),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::MemberRole(id).href()).await,
    }
}

async fn change_role(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<UserId>,
    Form(fields): Form<Fields>,
) -> Response {
    let Err(error) = team::change_role(&app, &person, id, &fields.role).await else {
        return done("changed");
    };
    if let Error::Invalid(_) = error
        && let Ok((frame, member)) = subject(&app, &person, id).await
    {
        let state = FormState {
            error: Some(&error),
            ..fresh(&app)
        };
        return show_error(member_role_page(&frame, &state, &member), &error);
    }
    refuse(&app, &person, Tab::Team, error, &Route::MemberRole(id).href()).await
}

async fn remove_page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<UserId>,
) -> Response {
    match subject(&app, &person, id).await {
        Ok((frame, member)) => show(remove_member_page(&frame, &fresh(&app), &member)),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::RemoveMember(id).href()).await,
    }
}

async fn remove(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<UserId>,
) -> Response {
    match team::remove(&app, &person, id).await {
        Ok(_) => done("removed"),
        Err(error) => refuse(&app, &person, Tab::Team, error, &Route::RemoveMember(id).href()).await,
    }
}

//! `/account/security/...`: an authenticator app and backup codes.

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{
    app::App,
    context::Person,
    http::{cookie::set_session, page::private},
    services::{
        account::NewSession,
        factors::{self, Enrolment},
    },
};
use app::{
    account::FormState,
    desk::{Tab, authenticator_page, backup_codes_page, codes_page, remove_authenticator_page},
    routes::Route,
};
use axum::{
    Extension, Router,
    extract::{Form, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use domain::Error;
use serde::Deserialize;

/// Their routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Authenticator.href(), get(set_up).post(turn_on))
        .route(
            &Route::RemoveAuthenticator.href(),
            get(ask_to_remove).post(remove),
        )
        .route(&Route::BackupCodes.href(), get(ask_for_codes).post(make_codes))
        .route(&Route::BackupCodesFile.href(), post(file))
}

/// The form's fields.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    code: String,
}

async fn set_up(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match set_up_page(&app, &person, &fresh(&app), factors::begin(&app, &person).await).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error, &Route::Authenticator).await,
    }
}

async fn set_up_page(
    app: &App,
    person: &Person,
    state: &FormState<'_>,
    shown: Result<Enrolment, Error>,
) -> Result<String, Error> {
    let Enrolment { qr, key } = shown?;
    let frame = frame(app, person, Tab::Security).await?;
    Ok(authenticator_page(&frame, state, &qr, &key))
}

async fn turn_on(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Fields>,
) -> Response {
    match factors::confirm(&app, &person, &fields.code).await {
        Ok((session, codes)) => {
            let notice = "The authenticator app is set up: it is asked for from your next sign-in on. Your other sessions are ended.";
            shown(&app, &person, &session, &codes, notice, "app-added").await
        }
        // A mistake is told at the field, beside the same QR code.
        Err(error @ (Error::Invalid(_) | Error::RateLimited { .. })) => {
            let state = FormState {
                error: Some(&error),
                ..fresh(&app)
            };
            match set_up_page(&app, &person, &state, factors::enrolment(&app, &person).await).await {
                Ok(body) => show_error(body, &error),
                Err(error) => refused(&app, &person, error, &Route::Authenticator).await,
            }
        }
        Err(error) => refused(&app, &person, error, &Route::Authenticator).await,
    }
}

async fn ask_to_remove(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let answer = async {
        factors::removal(&app, &person).await?;
        frame(&app, &person, Tab::Security).await
    };
    match answer.await {
        Ok(frame) => show(remove_authenticator_page(&frame, &fresh(&app))),
        Err(error) => refused(&app, &person, error, &Route::RemoveAuthenticator).await,
    }
}

async fn remove(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match factors::remove(&app, &person).await {
        Ok(session) => {
            let mut response =
                Redirect::to(&format!("{}?notice=app-removed", Route::Security.href())).into_response();
            set_session(&mut response, &session);
            response
        }
        Err(error) => refused(&app, &person, error, &Route::RemoveAuthenticator).await,
    }
}

async fn ask_for_codes(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let answer = async {
        person.require_fresh(app.clock.now())?;
        frame(&app, &person, Tab::Security).await
    };
    match answer.await {
        Ok(frame) => show(backup_codes_page(&frame, &fresh(&app))),
        Err(error) => refused(&app, &person, error, &Route::BackupCodes).await,
    }
}

async fn make_codes(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    match factors::regenerate(&app, &person).await {
        Ok((session, codes)) => {
            shown(
                &app,
                &person,
                &session,
                &codes,
                "The old codes no longer work.",
                "codes-made",
            )
            .await
        }
        Err(error) => refused(&app, &person, error, &Route::BackupCodes).await,
    }
}

/// Shows new codes in the answer itself: they are nowhere else, and no address leads back to them.
pub(super) async fn shown(
    app: &App,
    person: &Person,
    session: &NewSession,
    codes: &[String],
    notice: &str,
    done: &str,
) -> Response {
    let mut response = if codes.is_empty() {
        Redirect::to(&format!("{}?notice={done}", Route::Security.href())).into_response()
    } else {
        match frame(app, person, Tab::Security).await {
            Ok(frame) => {
                let state = FormState {
                    notice: Some(notice),
                    ..fresh(app)
                };
                show(codes_page(&frame, &state, codes))
            }
            Err(error) => refused(app, person, error, &Route::Security).await,
        }
    };
    set_session(&mut response, session);
    response
}

/// The codes that the page carries, as a file. They are told back to whoever sent them, and kept nowhere.
async fn file(State(app): State<App>, Extension(person): Extension<Person>, body: String) -> Response {
    let codes: Vec<String> = url::form_urlencoded::parse(body.as_bytes())
        .filter(|(name, code)| name == "code" && crate::auth::backup_codes::fingerprint(code).is_some())
        .map(|(_, code)| code.into_owned())
        .take(crate::auth::backup_codes::COUNT)
        .collect();
    if codes.is_empty() {
        let error = Error::conflict("There were no backup codes to download. Make new ones.");
        return refused(&app, &person, error, &Route::BackupCodes).await;
    }
    let text = format!(
        "Backup codes for {} at Tessera ({})\r\nEach signs you in once, after your password.\r\n\r\n{}\r\n",
        person.email,
        app.config.base_url(),
        codes.join("\r\n")
    );
    let headers = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"tessera-backup-codes.txt\""),
        ),
    ];
    private((headers, text).into_response())
}

async fn refused(app: &App, person: &Person, error: Error, back: &Route) -> Response {
    refuse(app, person, Tab::Security, error, &back.href()).await
}

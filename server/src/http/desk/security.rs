//! `/account/security`: how the caller signs in.

use super::reply::{Query, frame, fresh, refuse, show};
use crate::{app::App, context::Person, services::account};
use app::{
    account::FormState,
    desk::{Tab, security_page},
    routes::Route,
};
use axum::{
    Extension, Router,
    extract::{Query as QueryOf, State},
    response::Response,
    routing::get,
};

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new().route(&Route::Security.href(), get(page))
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    QueryOf(query): QueryOf<Query>,
) -> Response {
    let answer = async {
        let frame = frame(&app, &person, Tab::Security).await?;
        Ok((frame, account::security(&app, &person).await?))
    };
    match answer.await {
        Ok((frame, view)) => {
            let state = FormState {
                notice: notice(query.notice.as_deref()),
                ..fresh(&app)
            };
            show(security_page(&frame, &state, &view))
        }
        Err(error) => refuse(&app, &person, Tab::Security, error, &Route::Security.href()).await,
    }
}

fn notice(word: Option<&str>) -> Option<&'static str> {
    match word? {
        "required" => Some("Your brand asks every member for a second factor. Set one up below to go on."),
        "linked" => Some("The account is linked. You can sign in with it from now on."),
        "unlinked" => Some("The account is unlinked, and your other sessions are ended."),
        "passkey-added" => Some("The passkey is added. You can sign in with it from now on."),
        "passkey-renamed" => Some("The passkey has its new name."),
        "passkey-removed" => Some("The passkey is removed, and your other sessions are ended."),
        "codes-made" => Some("There are new backup codes. The old ones no longer work."),
        "app-added" => Some(
            "The authenticator app is set up: it is asked for from your next sign-in on. Your other sessions are ended.",
        ),
        "app-removed" => Some("The authenticator app is removed, and your other sessions are ended."),
        "address" => Some("Your address is changed. All other sessions were ended."),
        "confirmed" => Some("Thank you. You can go on now."),
        _ => None,
    }
}

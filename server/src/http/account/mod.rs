//! The account pages: plain forms that work before any script, or without.

mod confirm;
mod forgot;
mod forms;
mod invitation;
mod oidc;
mod outbox;
mod passkeys;
mod reset;
mod second_factor;
mod sign_in;
mod sign_out;
mod sign_up;

pub(super) use forms::own_path;
pub(super) use passkeys::{Fields as PasskeyFields, question as passkey_question};

use crate::{app::App, http::middleware::refuse_cross_site};
use ::app::routes::Route;
use axum::{Router, middleware::from_fn_with_state, routing::get, routing::post};
use tower_http::limit::RequestBodyLimitLayer;

/// The largest body of a form of these pages, in bytes.
pub(super) const FORM_MAX: usize = 64 * 1024;

/// All account pages.
pub(super) fn router(app: App) -> Router {
    let mut router = Router::new()
        .route(&Route::SignUp.href(), get(sign_up::page).post(sign_up::submit))
        .route("/sign-up/sent", get(sign_up::sent))
        .route(&Route::SignIn.href(), get(sign_in::page).post(sign_in::submit))
        .route(&Route::SignOut.href(), post(sign_out::submit))
        .route(
            &Route::ForgotPassword.href(),
            get(forgot::page).post(forgot::submit),
        )
        .route("/forgot-password/sent", get(forgot::sent))
        .route(&Route::ResetPassword.href(), get(reset::page).post(reset::submit))
        .route(
            &Route::VerifyEmail.href(),
            get(confirm::page).post(confirm::submit),
        )
        .route(
            &Route::Invitations.href(),
            get(invitation::page).post(invitation::submit),
        )
        .merge(second_factor::router(&app))
        .merge(oidc::router())
        .merge(passkeys::router(&app));
    if app.config.shows_outbox() {
        router = router.route("/dev/outbox", get(outbox::page));
    }
    router
        .layer(RequestBodyLimitLayer::new(FORM_MAX))
        .layer(from_fn_with_state(app.clone(), refuse_cross_site))
        .with_state(app)
}

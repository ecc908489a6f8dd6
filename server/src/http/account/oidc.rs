//! `/sign-in/google`, `/sign-in/microsoft`, their callbacks, and `/sign-up/google`: signing in with accounts of other providers.

use super::{
    forms::{Query, fresh, own_path, show, show_error, show_error_with_script},
    sign_in::admitted,
};
use crate::{
    app::App,
    http::{
        cookie::{session_token, set_session, set_visit},
        error::Failure,
        middleware::visitor,
        page::private,
    },
    services::{
        account::NewSession,
        identities::{self, Answer, Browser, Outcome, Purpose, Refusal},
    },
};
use app::{
    account::{FormState, message_page, sign_in_page, sign_up_with_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Query as QueryOf, State},
    http::request::Parts,
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use domain::{Error, security::Provider};
use serde::Deserialize;

/// Its routes: the same for each provider, at places of its own.
pub(super) fn router() -> Router<App> {
    let of = |provider: Provider| {
        Router::new()
            .route(&Route::SignInWith(provider).href(), get(start))
            .route(&Route::ProviderCallback(provider).href(), get(callback))
            .route(&Route::SignUpWith(provider).href(), get(offer).post(sign_up))
            .layer(Extension(provider))
    };
    Provider::ALL
        .into_iter()
        .map(of)
        .fold(Router::new(), Router::merge)
}

async fn browser(app: &App, parts: &Parts) -> Result<Browser, Error> {
    Browser::recognise(app, visitor(app, parts), session_token(&parts.headers)).await
}

/// Leads to the provider. Only our own pages do so: a link of another site leads to the sign-in page, where one sees what one
/// is about to do.
async fn start(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    QueryOf(query): QueryOf<Query>,
    parts: Parts,
) -> Response {
    let next = own_path(query.next.as_deref());
    let site = parts.headers.get("sec-fetch-site").and_then(|v| v.to_str().ok());
    if matches!(site, Some("cross-site" | "same-site")) {
        return private(Redirect::to(&Route::SignIn.href()).into_response());
    }
    let started = async {
        let browser = browser(&app, &parts).await?;
        identities::start_sign_in(&app, &browser, provider, next).await
    };
    match started.await {
        Ok(start) => {
            let mut response = Redirect::to(&start.location).into_response();
            if let Some(token) = &start.token {
                set_visit(&mut response, token);
            }
            private(response)
        }
        Err(error) => sign_in_again(&app, &error, next),
    }
}

fn sign_in_again(app: &App, error: &Error, next: Option<&str>) -> Response {
    let state = FormState {
        error: Some(error),
        next,
        ..fresh(app)
    };
    show_error_with_script(sign_in_page(&state), error)
}

/// What the provider sends back; RFC 6749 4.1.2 and RFC 9207.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    state: String,
    code: Option<String>,
    error: Option<String>,
    iss: Option<String>,
}

/// Takes what the provider sends back, and leads on, so that no code stays in the address bar.
async fn callback(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    QueryOf(fields): QueryOf<Fields>,
    parts: Parts,
) -> Response {
    let answer = Answer {
        state: fields.state,
        code: fields.code,
        error: fields.error,
        issuer: fields.iss,
    };
    let browser = match browser(&app, &parts).await {
        Ok(browser) => browser,
        Err(error) => return private(Failure(error).into_response()),
    };
    match identities::finish(&app, &browser, provider, answer).await {
        Ok(outcome) => lead_on(provider, outcome),
        Err(refusal) => refuse(&app, &refusal),
    }
}

fn lead_on(provider: Provider, outcome: Outcome) -> Response {
    let to = |route: Route| private(Redirect::to(&route.href()).into_response());
    match outcome {
        Outcome::SignedIn(session, next) => admitted(&session, own_path(next.as_deref())),
        Outcome::Confirmed(session, next) => confirmed(&session, own_path(next.as_deref())),
        Outcome::MayOpenAccount => to(Route::SignUpWith(provider)),
        Outcome::MayLink => to(Route::ConfirmLink(provider)),
        Outcome::NotLinked => not_linked(
            provider,
            &format!(
                "No account here is linked to your {} account. If you have an account, sign in with your password first and link the two under Security. If you are new, create an account first.",
                provider.name()
            ),
        ),
        Outcome::AddressIsKnown => not_linked(
            provider,
            &format!(
                "There is an account with the address of your {} account, but the two are not linked. Sign in with your password first, then link them under Security.",
                provider.name()
            ),
        ),
    }
}

fn confirmed(session: &NewSession, next: Option<&str>) -> Response {
    let way = next.map_or_else(
        || format!("{}?notice=confirmed", Route::Security.href()),
        str::to_owned,
    );
    let mut response = Redirect::to(&way).into_response();
    set_session(&mut response, session);
    private(response)
}

fn not_linked(provider: Provider, text: &str) -> Response {
    let title = format!("This {} account is not linked", provider.name());
    let body = message_page(&title, text, &Route::SignIn, "Sign in with your password");
    show_error(body, &Error::Forbidden)
}

fn refuse(app: &App, refusal: &Refusal) -> Response {
    let error = &refusal.error;
    match &refusal.purpose {
        None => sign_in_again(app, error, None),
        Some(Purpose::SignIn(next)) => sign_in_again(app, error, own_path(next.as_deref())),
        Some(Purpose::Link | Purpose::Confirm(_)) => {
            let text = words(error);
            let body = message_page("That did not work", &text, &Route::Security, "Back to Security");
            show_error(body, error)
        }
    }
}

/// The sentence of an error that belongs to no field.
fn words(error: &Error) -> String {
    error.at("").map_or_else(|| error.to_string(), str::to_owned)
}

/// Asks whether to open an account.
async fn offer(State(app): State<App>, Extension(provider): Extension<Provider>, parts: Parts) -> Response {
    let found = async {
        let browser = browser(&app, &parts).await?;
        identities::offer(&app, &browser, provider).await
    };
    match found.await {
        Ok(offer) => show(sign_up_with_page(&fresh(&app), provider, &offer.email)),
        Err(error) => sign_in_again(&app, &error, None),
    }
}

#[derive(Deserialize)]
struct NewBrand {
    #[serde(default)]
    brand_name: String,
}

/// Opens the account.
async fn sign_up(
    State(app): State<App>,
    Extension(provider): Extension<Provider>,
    parts: Parts,
    Form(fields): Form<NewBrand>,
) -> Response {
    let browser = match browser(&app, &parts).await {
        Ok(browser) => browser,
        Err(error) => return private(Failure(error).into_response()),
    };
    match identities::sign_up(&app, &browser, provider, &fields.brand_name).await {
        Ok((session, next)) => admitted(&session, own_path(next.as_deref())),
        Err(error) => match identities::offer(&app, &browser, provider).await {
            Ok(offer) => {
                let values = [("brand_name", fields.brand_name.as_str())];
                let state = FormState {
                    values: &values,
                    error: Some(&error),
                    ..fresh(&app)
                };
                show_error(sign_up_with_page(&state, provider, &offer.email), &error)
            }
            Err(_) => sign_in_again(&app, &error, None),
        },
    }
}

//! What is answered where a passport cannot be, for people and for programs.

use super::{
    asked::Asked,
    found::{Found, Missing},
    home::missing,
};
use crate::http::{
    error::{Failure, bad_address, come_back, gone, not_acceptable, with_status},
    page::{account_policy, html, plain_policy},
};
use crate::services::{passports::PublicPassport, representations::Representation};
use app::{
    account::message_page,
    public::{
        NoVersion, bare_message_page, gone_page, no_version_page, not_listed_page, unavailable_page,
        unclear_version_page,
    },
    routes::Route,
};
use axum::{
    Json,
    response::{IntoResponse, Response},
};
use domain::{Error, Kind, version::Unclear};
use formats::credential;
use gs1::LinkError;
use serde_json::json;

/// Why there is nothing to show of what was found.
pub(super) fn refusal(asked: &Asked<'_>, found: Result<Found, Error>) -> Response {
    match found {
        // These are answered before.
        Ok(Found::Passport(_) | Found::Elsewhere { .. }) => Failure(Error::Internal).into_response(),
        Ok(Found::Withdrawn) => withdrawn(asked),
        Ok(Found::NotListed) => not_listed(asked),
        Ok(Found::Later { seconds }) => come_back(unavailable(asked, &later()), seconds),
        Ok(Found::Nothing) => nothing(asked),
        Ok(Found::NoVersion(why)) => no_version(asked, &why),
        Ok(Found::Unclear(unclear)) => unclear_version(asked, unclear),
        Err(error) => unavailable(asked, &error),
    }
}

/// 404: no passport has this address.
pub(super) fn nothing(asked: &Asked<'_>) -> Response {
    let error = Error::NotFound(Kind::Passport);
    if asked.is_program() {
        return Failure(error).into_response();
    }
    missing(&asked.site, asked.headers, &error)
}

/// 400: an address that cannot be what it claims to be.
pub(super) fn invalid(asked: &Asked<'_>, why: &str) -> Response {
    let title = match gs1::parse_gtin_path(asked.uri.path()) {
        Err(LinkError::Gtin(_) | LinkError::NotFourteen) => "This is not a valid GTIN",
        _ => "This is not a valid GS1 Digital Link",
    };
    bad_address(told(asked, "bad_address", title, why))
}

/// 404: the passport has no link of a type.
pub(super) fn no_such_link(asked: &Asked<'_>, wanted: &str) -> Response {
    let why = format!("This passport has no link of the type {wanted}.");
    let body = told(asked, "not_found", "There is no such link", &why);
    with_status(&Error::NotFound(Kind::Link), body)
}

/// 404: this passport is not there in that form; of a credential it is told what is missing for one.
pub(super) fn no_such_form(passport: &PublicPassport, representation: Representation) -> Response {
    let why = match representation {
        Representation::Vc => no_credential(passport),
        _ => None,
    };
    let why = why.unwrap_or_else(|| "This passport does not exist in that format.".to_owned());
    let body = Json(json!({ "error": "not_found", "message": why })).into_response();
    with_status(&Error::NotFound(Kind::Passport), body)
}

/// Why there is no credential of a passport that has everything else for one.
fn no_credential(passport: &PublicPassport) -> Option<String> {
    let missing = credential::missing(&passport.document, &passport.documents_above());
    let words: Vec<&str> = missing.iter().map(|one| one.words()).collect();
    let what = words.join(", and ");
    (!words.is_empty() && passport.live_until.is_none()).then(|| {
        format!("There is no UNTP credential of this passport, because UNTP demands what the passport does not say: {what}.")
    })
}

/// 406: the client takes nothing of what there is; the `Link` header names what there is.
pub(super) fn none_accepted() -> Response {
    let why = "There is no representation that the Accept header takes; the Link header names those that there are.";
    not_acceptable(Json(json!({ "error": "not_acceptable", "message": why })).into_response())
}

fn told(asked: &Asked<'_>, code: &str, title: &str, why: &str) -> Response {
    if asked.is_program() {
        return Json(json!({ "error": code, "message": format!("{title}. {why}") })).into_response();
    }
    if !asked.site.has_front_page() {
        return html(
            bare_message_page(&asked.locale_of(&[]), title, why),
            plain_policy(),
        );
    }
    let body = message_page(title, why, &Route::Home, "Go to the front page");
    html(body, account_policy("'none'"))
}

/// 404: there is a passport, but not that version of it. The page leads to the latest.
pub(super) fn no_version(asked: &Asked<'_>, why: &Missing) -> Response {
    let error = Error::NotFound(Kind::Version);
    let body = if asked.is_program() {
        let message = match why {
            Missing::Number => "This passport has no version of that number.".to_owned(),
            Missing::NotYet(day) => format!("The first version of this passport was published on {day}."),
            Missing::NotKept => "This passport is live: no versions are kept.".to_owned(),
        };
        Json(json!({ "error": "not_found", "message": message })).into_response()
    } else {
        let why = match why {
            Missing::Number => NoVersion::Number,
            Missing::NotYet(day) => NoVersion::NotYet(day),
            Missing::NotKept => NoVersion::NotKept,
        };
        let page = no_version_page(&asked.locale_of(&[]), asked.uri.path(), why);
        html(page, plain_policy())
    };
    with_status(&error, body)
}

/// 400: what is asked for is no version and no date.
fn unclear_version(asked: &Asked<'_>, unclear: Unclear) -> Response {
    bad_address(if asked.is_program() {
        Json(json!({ "error": "bad_request", "message": unclear.words() })).into_response()
    } else {
        let page = unclear_version_page(&asked.locale_of(&[]), asked.uri.path());
        html(page, plain_policy())
    })
}

fn withdrawn(asked: &Asked<'_>) -> Response {
    gone(if asked.is_program() {
        let message = "Whoever runs this site has taken this passport off it.";
        Json(json!({ "error": "gone", "message": message })).into_response()
    } else {
        html(
            gone_page(&asked.locale_of(&[]), asked.site.has_front_page()),
            plain_policy(),
        )
    })
}

fn not_listed(asked: &Asked<'_>) -> Response {
    let error = Error::NotFound(Kind::Product);
    if asked.is_program() {
        return Failure(error).into_response();
    }
    with_status(
        &error,
        html(
            not_listed_page(&asked.locale_of(&[]), asked.site.has_front_page()),
            plain_policy(),
        ),
    )
}

fn unavailable(asked: &Asked<'_>, error: &Error) -> Response {
    if asked.is_program() {
        return Failure(error.clone()).into_response();
    }
    with_status(
        error,
        html(
            unavailable_page(&asked.locale_of(&[]), asked.site.has_front_page()),
            plain_policy(),
        ),
    )
}

/// What a program reads of a live passport that cannot be read.
fn later() -> Error {
    Error::unavailable(
        "This passport is read from the brand's product system, which does not answer at the moment. Try again later.",
    )
}

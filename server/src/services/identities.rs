//! Sign-in with accounts of other providers: what a provider's word means here.
//!
//! An account is known by the issuer and subject that the provider signs. Its address is for people to read: it never links an
//! account to a user who has one, because addresses change hands and Microsoft's are typed by whoever runs a tenant.
//!
//! There is one cookie in Tessera. For somebody who is signed in a ceremony is bound to their session; for everybody else the
//! cookie carries a random value that is no session, and the ceremony is bound to that. Either way a ceremony ends in the browser
//! that it began in, once, at the provider that it was begun with.

mod binding;
mod callback;
mod linking;
mod sign_up;
mod start;

pub use binding::Browser;
pub use callback::{Answer, Outcome, Refusal, finish};
pub use linking::{confirm_link, confirming, pending_link, unlink, unlinking, view};
pub use sign_up::{Offer, offer, sign_up};
pub use start::{Start, start_confirming, start_linking, start_sign_in};

use crate::auth::oidc::Trouble;
use chrono::TimeDelta;
use domain::{Error, Kind, security::Provider};
use serde::{Deserialize, Serialize};

/// How long somebody may take at the provider.
const AT_THE_PROVIDER: TimeDelta = TimeDelta::minutes(10);
/// How long somebody may take over the question that follows.
const OVER_A_QUESTION: TimeDelta = TimeDelta::minutes(30);

/// What a visit to the provider is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To sign in, and then to go to this path.
    SignIn(Option<String>),
    /// To link the account there.
    Link,
    /// To prove again who one is, and then to go to this path.
    Confirm(Option<String>),
}

/// What is remembered while somebody is at the provider.
#[derive(Serialize, Deserialize)]
struct AtProvider {
    purpose: Purpose,
    nonce: String,
    verifier: String,
}

/// What a provider has vouched for, remembered while a question about it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Vouched {
    issuer: String,
    subject: String,
    email: String,
    next: Option<String>,
}

/// What a trouble with the provider means for the person, and for the log.
fn explain(provider: Provider, trouble: &Trouble) -> Error {
    let name = provider.name();
    tracing::warn!(provider = provider.word(), %trouble, "a sign-in with a provider did not work");
    match trouble {
        Trouble::NotOffered => Error::NotFound(Kind::Page),
        Trouble::Down(_) => Error::unavailable(format!(
            "{name} does not answer at the moment. Try again in a minute, or sign in with your password."
        )),
        Trouble::Misconfigured(_) => Error::unavailable(format!(
            "Sign-in with {name} is not set up correctly here. Please tell whoever runs this site, and sign in with your password."
        )),
        Trouble::Stale => Error::invalid(
            "",
            format!(
                "{name} did not tell that you signed in there just now, so it cannot confirm that it is you. Set a password by \u{201c}Forgot your password?\u{201d} on the sign-in page, then confirm with that."
            ),
        ),
        Trouble::Refused(_) => Error::invalid(
            "",
            format!("What {name} answered could not be verified, so nothing was done. Please start again."),
        ),
    }
}

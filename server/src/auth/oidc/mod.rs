//! Sign-in with Google and Microsoft by OpenID Connect: the authorization code flow with PKCE, and nothing else.
//!
//! This module speaks with the provider and believes nothing that is not signed: it makes the address to send a browser to, and
//! turns the code that comes back into a [`Proof`]. What a proof means is decided in `services::identities`. Tokens are dropped
//! as soon as they are verified. The only importer of `openidconnect`.

mod exchange;
mod issuer;
mod metadata;
mod transport;
mod verify;

use crate::{
    app::App,
    clock::token_256,
    config::{Authority, OidcClient},
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::security::Provider;
use metadata::Directory;

/// What is known of the providers, fetched when it is first needed.
#[derive(Default)]
pub struct Oidc {
    google: Directory,
    microsoft: Directory,
}

impl Oidc {
    fn directory(&self, provider: Provider) -> &Directory {
        match provider {
            Provider::Google => &self.google,
            Provider::Microsoft => &self.microsoft,
        }
    }
}

/// A question to a provider: where to send the browser, and what to remember until it comes back. It has no `Debug`.
pub struct Question {
    /// The provider's page.
    pub location: String,
    /// Comes back with the browser.
    pub state: String,
    /// Comes back inside the signed token.
    pub nonce: String,
    /// Proves that the code was asked for by us.
    pub verifier: String,
}

/// What came back, with what was remembered. It has no `Debug`: the code is worth a token.
pub struct Reply<'a> {
    /// The authorization code.
    pub code: String,
    /// Who claims to have answered (RFC 9207), where somebody does.
    pub issuer: Option<String>,
    /// What [`Question`] said.
    pub nonce: &'a str,
    /// What [`Question`] said.
    pub verifier: String,
    /// Whether somebody who is signed in was asked to prove again who they are.
    pub again: bool,
}

/// What a provider has vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The issuer, as the token says it.
    pub issuer: String,
    /// What the issuer calls the account; never changes and is never given to another.
    pub subject: String,
    /// An address to show; empty where the provider told none.
    pub email: String,
    /// Whether the provider vouches that the address belongs to the account's owner.
    pub email_is_verified: bool,
}

/// Why there is no proof. The texts are for the log; they hold no token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// This installation does not offer the provider.
    #[error("the provider is not configured")]
    NotOffered,
    /// It does not answer, or not as it should.
    #[error("the provider is down: {0}")]
    Down(String),
    /// It does not know this installation, or is not who the configuration says.
    #[error("the configuration does not fit the provider: {0}")]
    Misconfigured(String),
    /// It was to have its user sign in again and does not say that they did.
    #[error("it does not tell that its user signed in just now")]
    Stale,
    /// What it said is not good enough.
    #[error("the answer was refused: {0}")]
    Refused(String),
}

/// How long ago somebody who proves again who they are may have signed in at the provider.
const AGAIN_WITHIN: TimeDelta = TimeDelta::minutes(5);

/// Where the provider sends browsers back to: a place of its own for each, so that an answer of one is never taken for
/// another's.
fn redirect_uri(app: &App, provider: Provider) -> String {
    app.config
        .link(&::app::routes::Route::ProviderCallback(provider).href())
}

fn client(app: &App, provider: Provider) -> Result<&OidcClient, Trouble> {
    app.config.oidc.client(provider).ok_or(Trouble::NotOffered)
}

/// Prepares the way to the provider. `again` asks it to have its user sign in again instead of choosing an account.
pub async fn ask(app: &App, provider: Provider, again: bool) -> Result<Question, Trouble> {
    let client = client(app, provider)?;
    let known = app
        .oidc
        .directory(provider)
        .get(&app.outbound, app.clock.now(), &client.authority)
        .await?;
    let secrets = exchange::Secrets {
        state: token_256(&*app.random),
        nonce: token_256(&*app.random),
        verifier: token_256(&*app.random),
    };
    let location = exchange::location(
        client,
        &known.document,
        redirect_uri(app, provider),
        &secrets,
        again,
    )?;
    Ok(Question {
        location,
        state: secrets.state,
        nonce: secrets.nonce,
        verifier: secrets.verifier,
    })
}

/// Turns the code into a proof.
pub async fn prove(app: &App, provider: Provider, reply: Reply<'_>) -> Result<Proof, Trouble> {
    let client = client(app, provider)?;
    let now = app.clock.now();
    let directory = app.oidc.directory(provider);
    let known = directory.get(&app.outbound, now, &client.authority).await?;
    issuer::check_answering(&client.authority, &known.document, reply.issuer.as_deref())?;
    let tokens = exchange::redeem(
        client,
        &known.document,
        redirect_uri(app, provider),
        reply.code,
        reply.verifier,
        &app.outbound,
    )
    .await?;
    let expected = verify::Expected {
        client,
        nonce: reply.nonce,
        answered_by: reply.issuer.as_deref(),
        now,
        signed_in_since: reply.again.then(|| now - AGAIN_WITHIN),
    };
    match verify::verify(&tokens, &known.keys, &expected) {
        Err(verify::Rejection::UnknownKey) => {
            // The provider may have begun to sign with another key since we asked for its keys.
            let known = directory.renew_keys(&app.outbound, now).await?;
            verify::verify(&tokens, &known.keys, &expected)
        }
        answer => answer,
    }
    .map_err(|rejection| match rejection {
        verify::Rejection::Stale => Trouble::Stale,
        rejection => Trouble::Refused(rejection.to_string()),
    })
}

/// Whether the provider vouches for the addresses of its accounts. Microsoft's are typed by whoever runs the tenant.
fn vouches_for_addresses(authority: &Authority) -> bool {
    matches!(authority, Authority::Issuer(_))
}

/// Seconds since 1970.
type Instant = DateTime<Utc>;

//! The way back from the provider.

use super::{
    AtProvider, OVER_A_QUESTION, Purpose, Vouched,
    binding::{Binding, Browser},
    explain, linking, sign_up,
};
use crate::{
    app::App,
    auth::{
        oidc::{self, Proof, Reply, Trouble},
        tokens::fingerprint,
    },
    services::{
        account::{self, NewSession},
        audit,
    },
};
use db::{
    AsyncPgConnection,
    queries::{identities, sessions, users},
};
use domain::{Error, UserId, security::Provider, text::Email};
use serde_json::json;

/// What the browser brings back.
#[derive(Clone, Default)]
pub struct Answer {
    /// The value that was given to the provider.
    pub state: String,
    /// The code, unless there is an error.
    pub code: Option<String>,
    /// The word of an error.
    pub error: Option<String>,
    /// Who claims to have answered.
    pub issuer: Option<String>,
}

/// What comes of it.
pub enum Outcome {
    /// They are signed in, or asked for the second factor, and go to this path.
    SignedIn(NewSession, Option<String>),
    /// They have proved again who they are, and go to this path.
    Confirmed(NewSession, Option<String>),
    /// They are to be asked whether to open an account.
    MayOpenAccount,
    /// They are to be asked whether to link the account.
    MayLink,
    /// Nobody has linked the account.
    NotLinked,
    /// Nobody has linked it, and its address, which the provider vouches for, has an account here.
    AddressIsKnown,
}

/// Why nothing came of it.
pub struct Refusal {
    /// What was tried; unknown where the visit itself is.
    pub purpose: Option<Purpose>,
    /// In words.
    pub error: Error,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        let purpose = None;
        Self { purpose, error }
    }
}

/// Takes the answer of a provider.
pub async fn finish(
    app: &App,
    browser: &Browser,
    provider: Provider,
    answer: Answer,
) -> Result<Outcome, Refusal> {
    let (binding, visit) = recall(app, browser, provider, &answer.state).await?;
    let purpose = visit.purpose.clone();
    let outcome = async {
        let proof = prove(app, browser, provider, answer, visit).await?;
        decide(app, browser, binding, provider, proof, &purpose).await
    };
    outcome.await.map_err(|error| Refusal {
        purpose: Some(purpose.clone()),
        error,
    })
}

/// Finds the visit that this browser began at this provider. It is used up, whatever comes of it.
async fn recall(
    app: &App,
    browser: &Browser,
    provider: Provider,
    state: &str,
) -> Result<(Binding, AtProvider), Error> {
    let unknown = || {
        Error::invalid(
            "",
            "This sign-in was begun in another browser, took longer than 10 minutes, or was used already. Please start again.",
        )
    };
    fingerprint(state).ok_or_else(unknown)?;
    let binding = browser.binding().ok_or_else(unknown)?;
    let mut tx = app.db.system("somebody comes back from a provider").await?;
    let found = binding.take(app, &mut tx, (provider.word(), state)).await?;
    tx.commit().await?;
    let (_, visit) = found.ok_or_else(unknown)?;
    Ok((binding, visit))
}

async fn prove(
    app: &App,
    browser: &Browser,
    provider: Provider,
    answer: Answer,
    visit: AtProvider,
) -> Result<Proof, Error> {
    let code = match (answer.error, answer.code) {
        (None, Some(code)) if !code.is_empty() => code,
        (error, _) => return Err(refused_there(provider, error.as_deref())),
    };
    let reply = Reply {
        code,
        issuer: answer.issuer,
        nonce: &visit.nonce,
        verifier: visit.verifier,
        again: matches!(visit.purpose, Purpose::Confirm(_)),
    };
    match oidc::prove(app, provider, reply).await {
        Ok(proof) => Ok(proof),
        Err(trouble) => {
            if matches!(trouble, Trouble::Refused(_) | Trouble::Stale) {
                note_refused(app, browser, provider).await?;
            }
            Err(explain(provider, &trouble))
        }
    }
}

/// Tells the log of each brand of whoever is signed in that the provider's word for them was not good enough. Who is not
/// signed in cannot be named: nothing of what was said is believed.
async fn note_refused(app: &App, browser: &Browser, provider: Provider) -> Result<(), Error> {
    let Some(person) = &browser.person else {
        return Ok(());
    };
    let mut tx = app.db.system("note what a provider could not show").await?;
    let (target, detail) = (person.user_id.to_string(), json!({ "provider": provider.word() }));
    audit::record_of_person(app, &mut tx, person, "identity.refused", &target, detail).await?;
    Ok(tx.commit().await?)
}

/// Tells the log of each brand of the user that somebody came with an account that is not linked to theirs.
async fn note_not_linked(
    app: &App,
    conn: &mut AsyncPgConnection,
    browser: &Browser,
    provider: Provider,
    user: UserId,
) -> Result<(), Error> {
    let who = (user, Some(browser.visitor.ip));
    let detail = json!({ "because": "not linked", "provider": provider.word() });
    audit::record_in_each(app, conn, who, "session.refused", &user.to_string(), detail).await
}

/// The provider's errors in our words; its own text is not repeated, because anybody can write one into an address.
fn refused_there(provider: Provider, error: Option<&str>) -> Error {
    let name = provider.name();
    match error {
        Some("access_denied" | "interaction_required" | "login_required" | "consent_required") => {
            Error::invalid("", format!("You cancelled at {name}, so nothing was done."))
        }
        Some("server_error" | "temporarily_unavailable") => Error::unavailable(format!(
            "{name} cannot sign you in at the moment. Try again in a minute, or sign in with your password."
        )),
        _ => {
            tracing::warn!(provider = provider.word(), "a provider refused a sign-in");
            Error::invalid("", format!("{name} refused the sign-in. Please start again."))
        }
    }
}

async fn decide(
    app: &App,
    browser: &Browser,
    binding: Binding,
    provider: Provider,
    proof: Proof,
    purpose: &Purpose,
) -> Result<Outcome, Error> {
    match purpose {
        Purpose::SignIn(next) => sign_in(app, browser, binding, provider, proof, next.as_deref()).await,
        Purpose::Link => {
            let mut tx = app.db.system("ask whether to link an account").await?;
            let name = (linking::KIND, provider.word());
            let vouched = vouched(proof, None);
            binding
                .remember(app, &mut tx, name, &vouched, OVER_A_QUESTION)
                .await?;
            tx.commit().await?;
            Ok(Outcome::MayLink)
        }
        Purpose::Confirm(next) => confirm(app, browser, provider, &proof, next.as_deref()).await,
    }
}

async fn sign_in(
    app: &App,
    browser: &Browser,
    binding: Binding,
    provider: Provider,
    proof: Proof,
    next: Option<&str>,
) -> Result<Outcome, Error> {
    let mut tx = app.db.system("sign in by a provider").await?;
    let Some(identity) = identities::by_subject(&mut tx, &proof.issuer, &proof.subject).await? else {
        let address = Some(&proof)
            .filter(|proof| proof.email_is_verified)
            .and_then(|proof| Email::parse(&proof.email).ok());
        let Some(address) = address else {
            return Ok(Outcome::NotLinked);
        };
        let known = users::by_email(&mut tx, address.as_str()).await?;
        if let Some(user) = known.filter(|user| user.email_verified_at.is_some()) {
            note_not_linked(app, &mut tx, browser, provider, user.id).await?;
            tx.commit().await?;
            return Ok(Outcome::AddressIsKnown);
        }
        let name = (sign_up::KIND, provider.word());
        let vouched = vouched(proof, next);
        binding
            .remember(app, &mut tx, name, &vouched, OVER_A_QUESTION)
            .await?;
        tx.commit().await?;
        return Ok(Outcome::MayOpenAccount);
    };
    identities::used(&mut tx, identity.id, &proof.email, app.clock.now()).await?;
    end_session(&mut tx, browser).await?;
    let session = account::open(app, &browser.visitor, &mut tx, identity.user_id, provider.word()).await?;
    tx.commit().await?;
    Ok(Outcome::SignedIn(session, next.map(str::to_owned)))
}

/// Ends the session that the browser had, because it gets another one.
pub(super) async fn end_session(conn: &mut AsyncPgConnection, browser: &Browser) -> Result<(), Error> {
    if let Some(print) = browser.token.as_deref().and_then(fingerprint) {
        sessions::delete_by_token_hash(conn, &print).await?;
    }
    Ok(())
}

async fn confirm(
    app: &App,
    browser: &Browser,
    provider: Provider,
    proof: &Proof,
    next: Option<&str>,
) -> Result<Outcome, Error> {
    let person = browser.person.as_ref().ok_or(Error::Unauthenticated)?;
    account::second_factor_wanted(person, "")?;
    let ways = linking::confirming(app, person).await?;
    if ways.password && !ways.providers.contains(&provider) {
        return Err(Error::invalid("", "Confirm with your password instead."));
    }
    let mut tx = app.db.system("confirm an identity by a provider").await?;
    let identity = identities::by_subject(&mut tx, &proof.issuer, &proof.subject).await?;
    if identity.is_none_or(|identity| identity.user_id != person.user_id) {
        note_refused(app, browser, provider).await?;
        return Err(Error::invalid(
            "",
            format!(
                "This is not the {} account that is linked to yours.",
                provider.name()
            ),
        ));
    }
    let session = account::confirmed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(Outcome::Confirmed(session, next.map(str::to_owned)))
}

fn vouched(proof: Proof, next: Option<&str>) -> Vouched {
    Vouched {
        issuer: proof.issuer,
        subject: proof.subject,
        email: proof.email,
        next: next.map(str::to_owned),
    }
}

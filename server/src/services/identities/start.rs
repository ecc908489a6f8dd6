//! The way to the provider.

use super::{
    AT_THE_PROVIDER, AtProvider, Purpose,
    binding::{Binding, Browser},
    explain,
};
use crate::{app::App, auth::oidc, context::Person, services::account::count};
use db::queries::identities;
use domain::{Error, security::Provider};

/// Where to send the browser. It has no `Debug`: the token binds the ceremony.
pub struct Start {
    /// The provider's page.
    pub location: String,
    /// A new value for the cookie, where nobody is signed in.
    pub token: Option<String>,
}

/// Begins to sign in. Somebody who is signed in already keeps their session until the end.
pub async fn start_sign_in(
    app: &App,
    browser: &Browser,
    provider: Provider,
    next: Option<&str>,
) -> Result<Start, Error> {
    count(app, browser.visitor.ip).await?;
    let (binding, token) = match &browser.person {
        Some(person) => (Binding::Session(person.session_id), None),
        None => Binding::fresh(app).map(|(binding, token)| (binding, Some(token)))?,
    };
    let purpose = Purpose::SignIn(next.map(str::to_owned));
    let location = start(app, provider, binding, purpose).await?;
    Ok(Start { location, token })
}

/// Begins to link an account.
pub async fn start_linking(app: &App, person: &Person, provider: Provider) -> Result<String, Error> {
    person.require_fresh(app.clock.now())?;
    if person.must_enrol {
        return Err(Error::SecondFactorNeeded);
    }
    count(app, person.visitor.ip).await?;
    let mut tx = app.db.system("look for a linked account").await?;
    let linked = identities::of_user(&mut tx, person.user_id).await?;
    tx.commit().await?;
    if linked.iter().any(|identity| identity.provider == provider) {
        return Err(Error::conflict(format!(
            "A {0} account is linked already. Unlink it first if you want to use another {0} account.",
            provider.name()
        )));
    }
    start(app, provider, Binding::Session(person.session_id), Purpose::Link).await
}

/// Begins to prove again who one is, with an account that is linked.
pub async fn start_confirming(
    app: &App,
    person: &Person,
    provider: Provider,
    next: Option<&str>,
) -> Result<String, Error> {
    count(app, person.visitor.ip).await?;
    let purpose = Purpose::Confirm(next.map(str::to_owned));
    start(app, provider, Binding::Session(person.session_id), purpose).await
}

async fn start(app: &App, provider: Provider, binding: Binding, purpose: Purpose) -> Result<String, Error> {
    let again = matches!(purpose, Purpose::Confirm(_));
    let question = oidc::ask(app, provider, again)
        .await
        .map_err(|trouble| explain(provider, &trouble))?;
    let state = AtProvider {
        purpose,
        nonce: question.nonce,
        verifier: question.verifier,
    };
    let mut tx = app.db.system("send somebody to a provider").await?;
    let name = (provider.word(), question.state.as_str());
    binding
        .remember(app, &mut tx, name, &state, AT_THE_PROVIDER)
        .await?;
    tx.commit().await?;
    Ok(question.location)
}

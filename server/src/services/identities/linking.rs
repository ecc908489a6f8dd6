//! Linking an account of a provider, and unlinking it.

use super::{Vouched, binding::Binding};
use crate::{
    app::App,
    context::Person,
    mail::{self, Letter},
    services::{
        account::{self, NewSession},
        audit,
    },
};
use db::{
    AsyncPgConnection, DbError, Tx,
    queries::{identities, sessions, users},
    types::Identity,
};
use domain::{
    Error, Kind,
    security::{ConfirmWays, LinkedAccount, Provider, ProviderView},
};
use serde_json::json;
use uuid::Uuid;

/// The kind of ceremony that waits for the answer.
pub(super) const KIND: &str = "link";

/// What the security page tells: the providers that are offered, and those that are linked.
pub async fn view(app: &App, person: &Person) -> Result<Vec<ProviderView>, Error> {
    let mut tx = app.db.system("show linked accounts").await?;
    let linked = identities::of_user(&mut tx, person.user_id).await?;
    tx.commit().await?;
    let offered = app.config.oidc.offered();
    let row = |provider: Provider| ProviderView {
        provider,
        offered: offered.contains(&provider),
        linked: linked
            .iter()
            .find(|identity| identity.provider == provider)
            .map(account_view),
    };
    let rows = Provider::ALL.into_iter().map(row);
    Ok(rows.filter(|row| row.offered || row.linked.is_some()).collect())
}

/// How the person can prove again who they are.
pub async fn confirming(app: &App, person: &Person) -> Result<ConfirmWays, Error> {
    let rows = view(app, person).await?;
    let mut tx = app.db.system("ask who somebody is").await?;
    let user = users::by_id(&mut tx, person.user_id).await?;
    let passkey = identities::has_passkey(&mut tx, person.user_id).await?;
    tx.commit().await?;
    // Whoever has a second factor shows that one.
    let first = !person.has_factor;
    let password = first && user.is_some_and(|user| user.password_hash.is_some());
    // Google asks its user for nothing again where they are signed in there: only for those who have nothing better.
    let usable = rows.into_iter().filter(|row| {
        let weak = row.provider == Provider::Google && password;
        first && row.offered && row.linked.is_some() && !weak
    });
    Ok(ConfirmWays {
        password,
        app: person.has_factor,
        passkey,
        providers: usable.map(|row| row.provider).collect(),
    })
}

fn account_view(identity: &Identity) -> LinkedAccount {
    LinkedAccount {
        email: identity.email.clone(),
        since: identity.created_at,
        last_used: identity.last_used_at,
    }
}

/// The account that waits to be linked: the id of the question, and its address.
pub async fn pending_link(app: &App, person: &Person, provider: Provider) -> Result<(Uuid, String), Error> {
    person.require_fresh(app.clock.now())?;
    let binding = Binding::Session(person.session_id);
    let mut tx = app.db.system("ask whether to link an account").await?;
    let found = binding
        .peek::<Vouched>(app, &mut tx, (KIND, provider.word()))
        .await?;
    tx.commit().await?;
    let (id, vouched) = found.ok_or_else(gone)?;
    Ok((id, vouched.email))
}

fn gone() -> Error {
    Error::conflict("There is nothing to link any more. Please start again on the security page.")
}

/// Links the account that the question `id` was about.
pub async fn confirm_link(
    app: &App,
    person: &Person,
    provider: Provider,
    id: Uuid,
) -> Result<NewSession, Error> {
    let now = app.clock.now();
    person.require_fresh(now)?;
    let binding = Binding::Session(person.session_id);
    let mut tx = app.db.system("link an account").await?;
    let found = binding
        .take::<Vouched>(app, &mut tx, (KIND, provider.word()))
        .await?;
    // Another tab may have asked about another account since.
    let (_, vouched) = found.filter(|(asked, _)| *asked == id).ok_or_else(gone)?;
    let identity = Identity {
        id: app.new_id(),
        user_id: person.user_id,
        provider,
        issuer: vouched.issuer,
        subject: vouched.subject,
        email: vouched.email,
        created_at: now,
        last_used_at: None,
    };
    insert(&mut tx, &identity).await?;
    note(app, &mut tx, person, &identity, "identity.linked").await?;
    let letter = Letter::identity_linked(provider.name(), &identity.email, security(app));
    mail::enqueue(app, &mut tx, &person.email, &letter).await?;
    sessions::rotate_soon(&mut tx, person.user_id).await?;
    let session = account::renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}

/// Stores the link, or tells why it cannot be.
pub(super) async fn insert(conn: &mut AsyncPgConnection, identity: &Identity) -> Result<(), Error> {
    let name = identity.provider.name();
    match identities::insert(conn, identity).await {
        Err(DbError::Unique { constraint }) if constraint == identities::SUBJECT_KEY => Err(Error::conflict(
            format!("This {name} account is linked to an account here already. Unlink it there first."),
        )),
        Err(DbError::Unique { constraint }) if constraint == identities::USER_KEY => Err(Error::conflict(
            format!("A {name} account is linked already. Unlink it first."),
        )),
        answer => Ok(answer?),
    }
}

fn security(app: &App) -> String {
    app.config.link(&::app::routes::Route::Security.href())
}

/// Writes it into the audit log of every brand that the person belongs to.
async fn note(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    identity: &Identity,
    action: &str,
) -> Result<(), Error> {
    let detail = json!({ "provider": identity.provider.word() });
    audit::record_of_person(app, tx, person, action, &person.user_id.to_string(), detail).await
}

/// The address of the account that would be unlinked, where that may be.
pub async fn unlinking(app: &App, person: &Person, provider: Provider) -> Result<String, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("ask whether to unlink an account").await?;
    let identity = removable(app, &mut tx, person, provider).await?;
    tx.commit().await?;
    Ok(identity.email)
}

/// Unlinks the account and ends the other sessions: one of them may have been opened with it.
pub async fn unlink(app: &App, person: &Person, provider: Provider) -> Result<NewSession, Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("unlink an account").await?;
    identities::lock_user(&mut tx, person.user_id).await?;
    let identity = removable(app, &mut tx, person, provider).await?;
    identities::delete(&mut tx, person.user_id, provider).await?;
    note(app, &mut tx, person, &identity, "identity.unlinked").await?;
    let letter = Letter::identity_unlinked(provider.name(), &identity.email, security(app));
    mail::enqueue(app, &mut tx, &person.email, &letter).await?;
    sessions::delete_of_user(&mut tx, person.user_id, Some(person.session_id)).await?;
    let session = account::renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}

/// The linked account, where there is another way to sign in.
async fn removable(
    app: &App,
    conn: &mut AsyncPgConnection,
    person: &Person,
    provider: Provider,
) -> Result<Identity, Error> {
    let linked = identities::of_user(conn, person.user_id).await?;
    let offered = app.config.oidc.offered();
    let other = linked
        .iter()
        .any(|identity| identity.provider != provider && offered.contains(&identity.provider));
    let identity = linked.into_iter().find(|identity| identity.provider == provider);
    let identity = identity.ok_or(Error::NotFound(Kind::Page))?;
    let user = users::by_id(conn, person.user_id).await?;
    let has_password = user.is_some_and(|user| user.password_hash.is_some());
    if has_password || other || identities::has_passkey(conn, person.user_id).await? {
        return Ok(identity);
    }
    Err(Error::conflict(format!(
        "Your {} account is the only way to sign in to this account. Set a password or add a passkey first.",
        provider.name()
    )))
}

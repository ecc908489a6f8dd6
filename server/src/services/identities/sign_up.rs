//! Opening an account for somebody whom a provider vouches for.

use super::{Vouched, binding::Browser, callback::end_session, linking};
use crate::{
    app::App,
    services::account::{self, NewSession, count},
};
use db::{
    DbError,
    queries::{brands, mailed_tokens, members, users},
    types::{Identity, Purpose, User},
};
use domain::{
    Error, UserId,
    account::{CACHE_TTL_DEFAULT_S, brand_name},
    security::Provider,
    text::Email,
};

/// The kind of ceremony that waits for the answer.
pub(super) const KIND: &str = "sign_up";

/// What somebody is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The address that the account would have.
    pub email: String,
}

fn gone(provider: Provider) -> Error {
    Error::invalid(
        "",
        format!(
            "It is too long ago that you came from {}. Please start again on the sign-in page.",
            provider.name()
        ),
    )
}

fn address_is_known() -> Error {
    Error::conflict("There is an account with this address by now. Sign in to it.")
}

/// The question that waits for this browser's answer.
pub async fn offer(app: &App, browser: &Browser, provider: Provider) -> Result<Offer, Error> {
    let binding = browser.binding().ok_or_else(|| gone(provider))?;
    let mut tx = app.db.system("ask whether to open an account").await?;
    let found = binding
        .peek::<Vouched>(app, &mut tx, (KIND, provider.word()))
        .await?;
    tx.commit().await?;
    let (_, vouched) = found.ok_or_else(|| gone(provider))?;
    Ok(Offer { email: vouched.email })
}

/// Opens the account and its first brand, and signs in. Answers where to go, too.
pub async fn sign_up(
    app: &App,
    browser: &Browser,
    provider: Provider,
    brand: &str,
) -> Result<(NewSession, Option<String>), Error> {
    count(app, browser.visitor.ip).await?;
    let name = brand_name(brand).map_err(|message| Error::invalid("brand_name", message))?;
    let binding = browser.binding().ok_or_else(|| gone(provider))?;
    let now = app.clock.now();
    let mut tx = app.db.system("sign up by a provider").await?;
    let found = binding.take(app, &mut tx, (KIND, provider.word())).await?;
    let (_, vouched): (_, Vouched) = found.ok_or_else(|| gone(provider))?;
    let email = Email::parse(&vouched.email).map_err(|_| gone(provider))?;
    let user = match users::by_email(&mut tx, email.as_str()).await? {
        Some(user) => {
            adopt(app, &mut tx, &user, &name).await?;
            user.id
        }
        None => open_account(app, &mut tx, email.as_str(), name).await?,
    };
    let identity = Identity {
        id: app.new_id(),
        user_id: user,
        provider,
        issuer: vouched.issuer,
        subject: vouched.subject,
        email: vouched.email,
        created_at: now,
        last_used_at: Some(now),
    };
    linking::insert(&mut tx, &identity).await?;
    end_session(&mut tx, browser).await?;
    let session = account::open(app, &browser.visitor, &mut tx, user, provider.word()).await?;
    tx.commit().await?;
    Ok((session, vouched.next))
}

async fn open_account(
    app: &App,
    conn: &mut db::AsyncPgConnection,
    email: &str,
    brand: String,
) -> Result<UserId, Error> {
    let now = app.clock.now();
    let user = User {
        id: UserId(app.new_id()),
        email: email.to_owned(),
        password_hash: None,
        email_verified_at: Some(now),
        created_at: now,
    };
    match users::insert(conn, &user).await {
        Err(DbError::Unique { constraint }) if constraint == users::EMAIL_KEY => {
            return Err(address_is_known());
        }
        answer => answer?,
    }
    account::first_brand(app, conn, &user, brand).await?;
    Ok(user.id)
}

/// Takes over an account whose address nobody had confirmed. Whoever signed up with it may not have been its owner: their
/// password and links stop working.
async fn adopt(app: &App, conn: &mut db::AsyncPgConnection, user: &User, brand: &str) -> Result<(), Error> {
    if !users::adopt(conn, user.id, app.clock.now()).await? {
        return Err(address_is_known());
    }
    for purpose in [Purpose::VerifyEmail, Purpose::ResetPassword] {
        mailed_tokens::delete_of_user(conn, user.id, purpose).await?;
    }
    for place in members::of_user(conn, user.id).await? {
        brands::update(conn, place.brand_id, brand, CACHE_TTL_DEFAULT_S).await?;
    }
    Ok(())
}

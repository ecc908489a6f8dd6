//! Opening an account with its brand, and confirming its address.

use super::{
    attempts::{Tries, count, evenly},
    mail_link,
    session::{NewSession, note_refusal, open},
};
use crate::{
    app::App,
    auth::{Verdict, tokens::fingerprint},
    context::Visitor,
    mail::{self, Letter},
    services::audit::{self, Actor},
};
use db::{
    AsyncPgConnection, DbError, Tx,
    queries::{brands, mailed_tokens, members, users},
    types::{Brand, Purpose, User},
};
use domain::{
    BrandId, Error, Kind, Role, UserId,
    account::{CACHE_TTL_DEFAULT_S, SignUp, VerifyEmail, brand_name},
};
use serde_json::json;

/// A sign-up whose input is right.
struct Checked {
    email: String,
    brand_name: String,
    password_hash: String,
}

/// Opens an account and a brand, and mails a link. Where the address has an account already, its owner is told by mail; the
/// answer here is the same.
pub async fn sign_up(app: &App, visitor: &Visitor, cmd: SignUp) -> Result<(), Error> {
    count(app, visitor.ip).await?;
    let email = cmd.check()?;
    let brand_name = brand_name(&cmd.brand_name).map_err(|message| Error::invalid("brand_name", message))?;
    app.passwords
        .judge(&cmd.password, &[email.as_str(), &brand_name])
        .await?;
    evenly(async {
        let password_hash = app.passwords.hash(&*app.random, &cmd.password).await?;
        let new = Checked {
            email: email.as_str().to_owned(),
            brand_name,
            password_hash,
        };
        match register(app, &new).await {
            // Somebody signed up with the same address at the same moment: now there is an account.
            Ok(Outcome::Overtaken) => register(app, &new).await.map(drop),
            answer => answer.map(drop),
        }
    })
    .await
}

/// How a registration went.
enum Outcome {
    Done,
    /// The address got its account between our look and our insert.
    Overtaken,
}

async fn register(app: &App, new: &Checked) -> Result<Outcome, Error> {
    let mut tx = app.db.system("sign up").await?;
    match users::by_email(&mut tx, &new.email).await? {
        Some(user) if user.email_verified_at.is_some() => {
            let letter = Letter::already_registered(app.config.link("/sign-in"));
            mail::enqueue(app, &mut tx, &user.email, &letter).await?;
        }
        // Nobody has proved that the address is theirs, so the latest sign-up counts and older links are withdrawn.
        Some(user) => renew(app, &mut tx, &user, new).await?,
        None => match insert_user(app, &mut tx, new).await {
            Err(DbError::Unique { constraint }) if constraint == users::EMAIL_KEY => {
                return Ok(Outcome::Overtaken);
            }
            user => open_brand(app, &mut tx, &user?, new).await?,
        },
    }
    tx.commit().await?;
    Ok(Outcome::Done)
}

async fn insert_user(app: &App, conn: &mut AsyncPgConnection, new: &Checked) -> Result<User, DbError> {
    let user = User {
        id: UserId(app.new_id()),
        email: new.email.clone(),
        password_hash: Some(new.password_hash.clone()),
        email_verified_at: None,
        created_at: app.clock.now(),
    };
    users::insert(conn, &user).await?;
    Ok(user)
}

async fn open_brand(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: &User,
    new: &Checked,
) -> Result<(), Error> {
    first_brand(app, conn, user, new.brand_name.clone()).await?;
    mail_link(app, conn, user, Purpose::VerifyEmail).await
}

/// Opens the brand that a new user begins with, as its owner.
pub(in crate::services) async fn first_brand(
    app: &App,
    conn: &mut AsyncPgConnection,
    user: &User,
    name: String,
) -> Result<(), Error> {
    let brand = Brand {
        id: BrandId(app.new_id()),
        name,
        cache_ttl_s: CACHE_TTL_DEFAULT_S,
        created_at: user.created_at,
    };
    brands::insert(conn, &brand).await?;
    members::insert(conn, brand.id, user.id, Role::Owner, user.created_at).await?;
    let actor = Actor {
        brand: brand.id,
        user: Some(user.id),
        ip: None,
    };
    let target = user.id.to_string();
    audit::record(app, conn, actor, "account.signed_up", &target, json!({})).await
}

async fn renew(app: &App, conn: &mut AsyncPgConnection, user: &User, new: &Checked) -> Result<(), Error> {
    users::set_password(conn, user.id, &new.password_hash).await?;
    for place in members::of_user(conn, user.id).await? {
        brands::update(conn, place.brand_id, &new.brand_name, CACHE_TTL_DEFAULT_S).await?;
    }
    mail_link(app, conn, user, Purpose::VerifyEmail).await
}

/// Confirms the address of the account whose link this is, by the password that was chosen for it, and signs in. The link
/// works once.
///
/// The password is asked for because anybody can sign up with somebody else's address: the link alone would let its owner
/// confirm an account whose password a stranger knows.
pub async fn verify_email(app: &App, visitor: &Visitor, cmd: VerifyEmail) -> Result<NewSession, Error> {
    count(app, visitor.ip).await?;
    let gone = || Error::NotFound(Kind::Link);
    let print = fingerprint(&cmd.token).ok_or_else(gone)?;
    // A look first: a wrong password must not use the link up.
    let (tx, user) = take(app, &print).await?.ok_or_else(gone)?;
    tx.rollback().await?;
    let tries = Tries::of_strangers(&user.email);
    tries.take(app).await?;
    let hash = user.password_hash.as_deref();
    if app.passwords.verify(hash, &cmd.password).await? == Verdict::Wrong {
        note_refusal(app, visitor, user.id, "password");
        return Err(Error::invalid(
            "password",
            "This is not the password that was chosen when the account was opened. If you have forgotten it, set a new one below.",
        ));
    }
    tries.forget(app).await;

    let (mut tx, unchanged) = take(app, &print).await?.ok_or_else(gone)?;
    if unchanged.password_hash != user.password_hash {
        return Err(gone());
    }
    users::mark_verified(&mut tx, user.id, app.clock.now()).await?;
    note_confirmed(app, &mut tx, visitor, user.id).await?;
    let session = open(app, visitor, &mut tx, user.id, "password").await?;
    tx.commit().await?;
    Ok(session)
}

/// Uses the link up in an open transaction.
async fn take(app: &App, print: &[u8]) -> Result<Option<(Tx, User)>, Error> {
    let mut tx = app.db.system("confirm an address").await?;
    let now = app.clock.now();
    let Some(id) = mailed_tokens::take(&mut tx, print, Purpose::VerifyEmail, now).await? else {
        return Ok(None);
    };
    Ok(users::by_id(&mut tx, id).await?.map(|user| (tx, user)))
}

async fn note_confirmed(
    app: &App,
    conn: &mut AsyncPgConnection,
    visitor: &Visitor,
    user: UserId,
) -> Result<(), Error> {
    let (who, target) = ((user, Some(visitor.ip)), user.to_string());
    audit::record_in_each(app, conn, who, "account.address_confirmed", &target, json!({})).await
}

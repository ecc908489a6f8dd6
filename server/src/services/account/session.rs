//! Signing in and out, and who a request belongs to.

use super::{
    attempts::{Tries, count},
    mail_link,
};
use crate::{
    app::App,
    auth::{
        Verdict,
        sessions::{ABSOLUTE, Life, life},
        tokens::fingerprint,
    },
    clock::token_256,
    context::{Person, Visitor},
    services::{audit, notices},
};
use chrono::{DateTime, TimeDelta, Utc};
use db::{
    Tx,
    queries::{factors, members, sessions, users},
    types::{self, Purpose, Stage, User},
};
use domain::{Error, SessionId, UserId, account::SignIn, text::Email};
use serde_json::json;

/// A session with the token that was just made for it. It has no `Debug`: the token is the session.
#[derive(Clone)]
pub struct NewSession {
    /// 256 bits in base64url, for the cookie.
    pub token: String,
    /// When it ends at the latest.
    pub ends_at: DateTime<Utc>,
    /// What comes next.
    pub next: NextStep,
}

/// Where a sign-in leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// To the dashboard.
    Dashboard,
    /// To the page that asks for the second factor.
    SecondFactor,
    /// To the page on which one opens a brand: the user belongs to none.
    NoBrand,
}

/// How long somebody may take to show the second factor.
const SECOND_FACTOR: TimeDelta = TimeDelta::minutes(10);

/// The one answer to everything that is wrong with a sign-in.
fn refused() -> Error {
    Error::invalid(
        "",
        "That did not work. Check the address and the password. If the account is new, open the link in our mail first.",
    )
}

/// Opens a session. Unknown addresses, wrong passwords and unconfirmed addresses get the same answer after the same work.
pub async fn sign_in(app: &App, visitor: &Visitor, cmd: SignIn) -> Result<NewSession, Error> {
    count(app, visitor.ip).await?;
    let email = Email::parse(&cmd.email).ok();
    let email = email.as_ref().map_or("", Email::as_str);
    let mut tx = app.db.system("sign in").await?;
    let user = users::by_email(&mut tx, email).await?;
    let device = notices::known_device(&mut tx, visitor, user.as_ref().map(|user| user.id)).await?;
    // No transaction stays open while a password is hashed.
    tx.commit().await?;
    let tries = match &device {
        Some(device) => Tries::of_device(device, visitor.ip),
        None => Tries::of_strangers(email),
    };
    if !email.is_empty() {
        tries.take(app).await?;
    }
    let hash = user.as_ref().and_then(|user| user.password_hash.as_deref());
    match (app.passwords.verify(hash, &cmd.password).await?, user) {
        (Verdict::Right { is_outdated }, Some(user)) => {
            let fresh_hash = if is_outdated {
                Some(app.passwords.hash(&*app.random, &cmd.password).await?)
            } else {
                None
            };
            tries.forget(app).await;
            admit(app, visitor, &user, fresh_hash).await
        }
        (_, user) => {
            let user = user.map(|user| user.id);
            tracing::info!(request_id = %visitor.request_id, ?user, "a sign-in was refused");
            if let Some(user) = user {
                note_refusal(app, visitor, user, "password");
            }
            Err(refused())
        }
    }
}

/// Tells the log of each brand of the user, behind the answer's back: its time must not tell whether the account exists.
pub(super) fn note_refusal(app: &App, visitor: &Visitor, user: UserId, why: &'static str) {
    let (app, who) = (app.clone(), (user, Some(visitor.ip)));
    tokio::spawn(async move {
        let noted = async {
            let mut tx = app.db.system("note a refused sign-in").await?;
            let detail = json!({ "because": why });
            audit::record_in_each(&app, &mut tx, who, "session.refused", &user.to_string(), detail).await?;
            Ok::<_, Error>(tx.commit().await?)
        };
        if let Err(error) = noted.await {
            tracing::error!(%error, %user, "a refused sign-in could not be noted");
        }
    });
}

/// Opens the session of somebody who has shown the right password.
async fn admit(
    app: &App,
    visitor: &Visitor,
    user: &User,
    fresh_hash: Option<String>,
) -> Result<NewSession, Error> {
    let mut tx = app.db.system("sign in").await?;
    if let Some(hash) = fresh_hash {
        users::set_password(&mut tx, user.id, &hash).await?;
    }
    if user.email_verified_at.is_none() {
        mail_link(app, &mut tx, user, Purpose::VerifyEmail).await?;
        tx.commit().await?;
        note_refusal(app, visitor, user.id, "address");
        return Err(refused());
    }
    let session = open(app, visitor, &mut tx, user.id, "password").await?;
    tx.commit().await?;
    Ok(session)
}

/// Opens a session for somebody who has shown a first factor; where they have a second one it can do nothing else but ask for it.
pub(in crate::services) async fn open(
    app: &App,
    visitor: &Visitor,
    tx: &mut Tx,
    user: UserId,
    method: &str,
) -> Result<NewSession, Error> {
    if factors::has_any(tx, user).await? {
        open_at(app, visitor, tx, user, method, Stage::SecondFactor).await
    } else {
        open_at(app, visitor, tx, user, method, Stage::Full).await
    }
}

/// Opens a session at `stage`; [`Stage::Full`] for somebody who has shown all that is asked for, as with a passkey.
pub(in crate::services) async fn open_at(
    app: &App,
    visitor: &Visitor,
    tx: &mut Tx,
    user: UserId,
    method: &str,
    stage: Stage,
) -> Result<NewSession, Error> {
    let token = token_256(&*app.random);
    let created_at = app.clock.now();
    let last = users::last_brand(tx, user).await?;
    // The brand that they worked for last, else the oldest.
    let places = members::of_user(tx, user).await?;
    let place = places
        .iter()
        .find(|place| Some(place.brand_id) == last)
        .or(places.first());
    let lives = match stage {
        Stage::Full => ABSOLUTE,
        Stage::SecondFactor => SECOND_FACTOR,
    };
    let session = types::NewSession {
        id: SessionId(app.new_id()),
        token_hash: fingerprint(&token).ok_or(Error::Internal)?.to_vec(),
        user_id: user,
        active_brand: place.map(|place| place.brand_id),
        user_agent: visitor.user_agent.chars().take(300).collect(),
        stage,
        methods: method.to_owned(),
        ip: visitor.ip,
        country: visitor.country.clone(),
        created_at,
        expires_at: created_at + lives,
    };
    sessions::insert(tx, &session).await?;
    if stage == Stage::Full {
        opened(app, visitor, tx, user, session.id, method).await?;
    }
    Ok(NewSession {
        token,
        ends_at: session.expires_at,
        next: next_step(stage, place.is_some()),
    })
}

fn next_step(stage: Stage, has_brand: bool) -> NextStep {
    match (stage, has_brand) {
        (Stage::SecondFactor, _) => NextStep::SecondFactor,
        (Stage::Full, true) => NextStep::Dashboard,
        (Stage::Full, false) => NextStep::NoBrand,
    }
}

/// What happens whenever a session becomes a full one.
async fn opened(
    app: &App,
    visitor: &Visitor,
    tx: &mut Tx,
    user: UserId,
    session: SessionId,
    methods: &str,
) -> Result<(), Error> {
    notices::signed_in(app, tx, visitor, user).await?;
    let who = (user, Some(visitor.ip));
    let detail = json!({ "methods": methods });
    audit::record_in_each(app, tx, who, "session.opened", &session.to_string(), detail).await
}

/// Makes the session a full one under a new token, after the second factor was shown by `method`.
pub(in crate::services) async fn complete(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    method: &str,
) -> Result<NewSession, Error> {
    let now = app.clock.now();
    let methods = format!("{}+{method}", person.methods);
    let ends_at = now + ABSOLUTE;
    sessions::confirm(tx, person.session_id, &methods, now, ends_at).await?;
    opened(
        app,
        &person.visitor,
        tx,
        person.user_id,
        person.session_id,
        &methods,
    )
    .await?;
    let token = rotate(app, tx, person.session_id).await?;
    Ok(NewSession {
        token,
        ends_at,
        next: next_step(Stage::Full, person.place.is_some()),
    })
}

/// Notes that a signed-in person has proved again who they are, under a new token.
pub(in crate::services) async fn confirmed(
    app: &App,
    tx: &mut Tx,
    person: &Person,
) -> Result<NewSession, Error> {
    let ends_at = person.session_ends_at;
    sessions::confirm(tx, person.session_id, &person.methods, app.clock.now(), ends_at).await?;
    renewed(app, tx, person).await
}

/// Gives the caller's session a new token, as after a change of factors.
pub(in crate::services) async fn renewed(
    app: &App,
    tx: &mut Tx,
    person: &Person,
) -> Result<NewSession, Error> {
    Ok(NewSession {
        token: rotate(app, tx, person.session_id).await?,
        ends_at: person.session_ends_at,
        next: next_step(Stage::Full, person.place.is_some()),
    })
}

async fn rotate(app: &App, tx: &mut Tx, session: SessionId) -> Result<String, Error> {
    let token = token_256(&*app.random);
    let print = fingerprint(&token).ok_or(Error::Internal)?;
    sessions::rotate(tx, session, &print).await?;
    Ok(token)
}

/// Gives a session whose owner's role was changed its new token.
pub async fn rotate_due(app: &App, person: &Person) -> Result<NewSession, Error> {
    let mut tx = app.db.system("rotate a session").await?;
    let session = renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}

/// Ends the session of this token, if there is one.
pub async fn sign_out(app: &App, token: &str) -> Result<(), Error> {
    let Some(print) = fingerprint(token) else {
        return Ok(());
    };
    let mut tx = app.db.system("sign out").await?;
    if let Some(session) = sessions::by_token_hash(&mut tx, &print).await? {
        let (who, target) = ((session.user_id, None), session.id.to_string());
        audit::record_in_each(app, &mut tx, who, "session.closed", &target, json!({})).await?;
    }
    sessions::delete_by_token_hash(&mut tx, &print).await?;
    Ok(tx.commit().await?)
}

/// Who the token belongs to; `None` where the session is over or never was.
pub async fn authenticate(app: &App, token: &str, visitor: &Visitor) -> Result<Option<Person>, Error> {
    let Some(print) = fingerprint(token) else {
        return Ok(None);
    };
    let now = app.clock.now();
    let mut tx = app.db.system("authenticate").await?;
    let Some(session) = sessions::by_token_hash(&mut tx, &print).await? else {
        return Ok(None);
    };
    match life(now, session.last_seen_at, session.expires_at) {
        Life::Ended => return Ok(None),
        Life::Touch => sessions::touch(&mut tx, session.id, now).await?,
        Life::Alive => {}
    }
    tx.commit().await?;
    let place = session.active_brand.zip(session.role);
    let wanted_from = session
        .second_factor_from
        .filter(|_| place.is_some() && !session.has_factor);
    Ok(Some(Person {
        user_id: session.user_id,
        email: session.email,
        session_id: session.id,
        session_ends_at: session.expires_at,
        stage: session.stage,
        methods: session.methods,
        confirmed_at: session.confirmed_at,
        rotate_due: session.rotate_due,
        has_factor: session.has_factor,
        must_enrol: wanted_from.is_some_and(|from| from <= now),
        factor_due: wanted_from,
        place,
        visitor: visitor.clone(),
    }))
}

//! Another address for the caller's account: asked for by a fresh session, confirmed at the new address, told to the old one.

use super::{
    attempts::{count, evenly},
    mail_link_to,
    session::{NewSession, renewed},
};
use crate::{
    app::App,
    auth::tokens::fingerprint,
    context::Person,
    mail::{self, Letter},
    services::sessions::record,
};
use db::{
    AsyncPgConnection, DbError,
    queries::{mailed_tokens, sessions, users},
    types::Purpose,
};
use domain::{Error, Kind, text::Email};
use serde_json::json;

/// Mails a link to the new address. Where that address has an account, its owner is told instead; the answer is the same.
pub async fn request_address(app: &App, person: &Person, email: &str) -> Result<(), Error> {
    person.require_fresh(app.clock.now())?;
    count(app, person.visitor.ip).await?;
    let new = Email::parse(email).map_err(|message| Error::invalid("email", message))?;
    if new.as_str() == person.email {
        return Err(Error::invalid("email", "This is your address already."));
    }
    evenly(async {
        let mut tx = app.db.system("ask for another address").await?;
        if users::by_email(&mut tx, new.as_str()).await?.is_some() {
            let letter = Letter::address_is_taken(app.config.link("/sign-in"));
            mail::enqueue(app, &mut tx, new.as_str(), &letter).await?;
        } else {
            let payload = Some(new.as_str().to_owned());
            mail_link_to(
                app,
                &mut tx,
                person.user_id,
                Purpose::ChangeEmail,
                new.as_str(),
                payload,
            )
            .await?;
        }
        let letter = Letter::address_asked_for(new.as_str(), app.config.link("/account/sessions"));
        mail::enqueue(app, &mut tx, &person.email, &letter).await?;
        let target = person.user_id.to_string();
        record(
            app,
            &mut tx,
            person,
            "account.address_asked_for",
            &target,
            json!({}),
        )
        .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes the new address by its mailed link, which works once and for the caller alone; ends the other sessions and all other
/// links.
pub async fn change_address(app: &App, person: &Person, token: &str) -> Result<NewSession, Error> {
    let now = app.clock.now();
    person.require_fresh(now)?;
    count(app, person.visitor.ip).await?;
    let gone = || Error::NotFound(Kind::Link);
    let print = fingerprint(token).ok_or_else(gone)?;
    let mut tx = app.db.system("take another address").await?;
    let user = person.user_id;
    let new = mailed_tokens::take_payload(&mut tx, &print, user, Purpose::ChangeEmail, now).await?;
    let new = new.ok_or_else(gone)?;
    match users::set_email(&mut tx, user, &new, now).await {
        Err(DbError::Unique { constraint }) if constraint == users::EMAIL_KEY => {
            return Err(Error::invalid(
                "",
                "This address has got an account of its own meanwhile.",
            ));
        }
        answer => answer?,
    }
    // Links in mails to the old address must not lead in any more.
    mailed_tokens::delete_all_of_user(&mut tx, user).await?;
    sessions::delete_of_user(&mut tx, user, Some(person.session_id)).await?;
    let target = user.to_string();
    record(
        app,
        &mut tx,
        person,
        "account.address_changed",
        &target,
        json!({}),
    )
    .await?;
    tell(app, &mut tx, person, &new).await?;
    let session = renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}

async fn tell(app: &App, conn: &mut AsyncPgConnection, person: &Person, new: &str) -> Result<(), Error> {
    let contact = app.config.security_contact();
    let letter = Letter::address_changed_from(new, contact.as_deref());
    mail::enqueue(app, conn, &person.email, &letter).await?;
    let letter = Letter::address_changed_to(app.config.link("/account/security"));
    mail::enqueue(app, conn, new, &letter).await
}

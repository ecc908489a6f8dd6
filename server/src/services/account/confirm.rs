//! Proving again who one is, before something sensitive (OWASP ASVS 7.5.1).

use super::{
    attempts::{Tries, count},
    session::confirmed,
};
use crate::{
    app::App,
    auth::Verdict,
    context::Person,
    services::{account::session::NewSession, audit},
};
use db::queries::users;
use domain::Error;
use serde_json::json;

/// By the password.
pub async fn confirm_password(app: &App, person: &Person, password: &str) -> Result<NewSession, Error> {
    count(app, person.visitor.ip).await?;
    second_factor_wanted(person, "password")?;
    let tries = Tries::of_person(person.user_id);
    tries.take(app).await?;
    let mut tx = app.db.system("confirm an identity").await?;
    let user = users::by_id(&mut tx, person.user_id).await?;
    tx.commit().await?;
    let hash = user.and_then(|user| user.password_hash);
    if app.passwords.verify(hash.as_deref(), password).await? == Verdict::Wrong {
        note_wrong(app, person).await?;
        return Err(Error::invalid("password", "This is not your password."));
    }
    tries.forget(app).await;
    let mut tx = app.db.system("confirm an identity").await?;
    let session = confirmed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
}

/// Tells the log of each brand: whoever sits at an open session and guesses is to be seen.
async fn note_wrong(app: &App, person: &Person) -> Result<(), Error> {
    let mut tx = app.db.system("note a wrong password").await?;
    let (target, detail) = (person.user_id.to_string(), json!({ "for": "confirmation" }));
    audit::record_of_person(app, &mut tx, person, "password.refused", &target, detail).await?;
    Ok(tx.commit().await?)
}

/// Refuses a first factor from somebody who has a second one: whoever learnt the first one must not take the second away.
pub(in crate::services) fn second_factor_wanted(person: &Person, field: &str) -> Result<(), Error> {
    if !person.has_factor {
        return Ok(());
    }
    Err(Error::invalid(
        field,
        "Your account has a second factor. Confirm with it, or with a backup code.",
    ))
}

//! Proving again who one is, before something sensitive (OWASP ASVS 7.5.1).

use super::{
    attempts::{count, count_account, right_password},
    session::confirmed,
};
use crate::{app::App, auth::Verdict, context::Person, services::account::session::NewSession};
use db::queries::users;
use domain::Error;

/// By the password.
pub async fn confirm_password(app: &App, person: &Person, password: &str) -> Result<NewSession, Error> {
    count(app, person.visitor.ip).await?;
    second_factor_wanted(person, "password")?;
    count_account(app, &person.email).await?;
    let mut tx = app.db.system("confirm an identity").await?;
    let user = users::by_id(&mut tx, person.user_id).await?;
    tx.commit().await?;
    let hash = user.and_then(|user| user.password_hash);
    if app.passwords.verify(hash.as_deref(), password).await? == Verdict::Wrong {
        return Err(Error::invalid("password", "This is not your password."));
    }
    right_password(app, &person.email).await;
    let mut tx = app.db.system("confirm an identity").await?;
    let session = confirmed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok(session)
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

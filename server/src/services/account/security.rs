//! How the caller signs in, as the overview of the security page.

use crate::{
    app::App,
    context::Person,
    services::{factors, identities, passkeys},
};
use db::queries::users;
use domain::{Error, security::SecurityView};

/// What there is to tell.
pub async fn security(app: &App, person: &Person) -> Result<SecurityView, Error> {
    let mut tx = app.db.system("show how somebody signs in").await?;
    let user = users::by_id(&mut tx, person.user_id)
        .await?
        .ok_or(Error::Unauthenticated)?;
    let factors = factors::view(&mut tx, person.user_id).await?;
    let passkeys = passkeys::view(&mut tx, person.user_id).await?;
    tx.commit().await?;
    Ok(SecurityView {
        has_password: user.password_hash.is_some(),
        must_enrol: person.must_enrol,
        factors,
        passkeys,
        providers: identities::view(app, person).await?,
    })
}

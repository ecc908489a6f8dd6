//! Backup codes.

use super::changed;
use crate::{
    app::App,
    auth::backup_codes::{fingerprint, generate},
    context::Person,
    services::account::{self, NewSession},
};
use db::{
    Tx,
    queries::{backup_codes, factors},
};
use domain::{Error, UserId};

/// New codes in the place of the old ones, in an open transaction.
pub(super) async fn make(app: &App, tx: &mut Tx, user: UserId) -> Result<Vec<String>, Error> {
    let codes = generate(&*app.random);
    let prints: Vec<[u8; 32]> = codes.iter().filter_map(|code| fingerprint(code)).collect();
    backup_codes::replace(tx, user, &prints, app.clock.now()).await?;
    Ok(codes)
}

/// Codes for somebody who has just set up their first factor; none where there are some already.
pub async fn first_codes(app: &App, tx: &mut Tx, user: UserId) -> Result<Vec<String>, Error> {
    if backup_codes::count(tx, user).await? > 0 {
        return Ok(Vec::new());
    }
    make(app, tx, user).await
}

/// Ten new codes; the old ones no longer work.
pub async fn regenerate(app: &App, person: &Person) -> Result<(NewSession, Vec<String>), Error> {
    person.require_fresh(app.clock.now())?;
    let mut tx = app.db.system("make backup codes").await?;
    if !factors::has_any(&mut tx, person.user_id).await? {
        return Err(Error::conflict(
            "Backup codes stand in for a second factor. Set up an authenticator app or a passkey first.",
        ));
    }
    let codes = make(app, &mut tx, person.user_id).await?;
    changed(
        app,
        &mut tx,
        person,
        "backup_codes.made",
        "New backup codes were made; the old ones no longer work",
    )
    .await?;
    let session = account::renewed(app, &mut tx, person).await?;
    tx.commit().await?;
    Ok((session, codes))
}

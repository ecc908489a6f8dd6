//! Changing the values of a unit: its next version, or nothing where they are the same.

use super::{
    below::Below,
    create::store_now,
    store::{By, Wanted},
};
use crate::{app::App, context::OpContext, services::audit::Actor};
use db::queries::passports;
use domain::{Error, Kind, Permission, job::PublishResult, unit::ChangeUnit};

/// Changes values. The number of the new version; none where nothing differs.
pub async fn change(app: &App, op: &OpContext, cmd: ChangeUnit) -> Result<Option<u32>, Error> {
    op.require(Permission::Publish)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let unit = passports::unit(&mut tx, cmd.unit)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let below = Below::open(&mut tx, unit.model).await?;
    tx.commit().await?;
    let values = cmd.checked(below.fields(), unit.row.name.level())?;
    let wanted = Wanted {
        name: unit.row.name,
        values,
        onto: cmd.onto,
    };
    let by = By {
        actor: Actor::from(op),
        job: None,
        changes: true,
    };
    let results = store_now(app, &below, &by, &[wanted]).await?;
    Ok(results.into_iter().find_map(|result| match result {
        PublishResult::Published { version, .. } => Some(version),
        _ => None,
    }))
}

//! Whether a brand wants a second factor of all its members.

use crate::{
    app::App,
    context::Person,
    mail::{self, Letter},
    services::audit,
};
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::{factors, members};
use domain::{Error, Permission};
use serde_json::json;

/// What the page of the brand's requirement shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// From when on a second factor is wanted; none where it is not.
    pub from: Option<DateTime<Utc>>,
    /// The members who have none yet.
    pub without: Vec<String>,
}

/// The brand's requirement.
pub async fn policy(app: &App, person: &Person) -> Result<Policy, Error> {
    let op = person.op()?;
    op.require(Permission::ManageSecurity)?;
    let brand = op.caller.brand_id;
    // Whether somebody has a factor is nothing that the brand door reads.
    let mut tx = app.db.system("who has a second factor").await?;
    let policy = Policy {
        from: factors::required_from(&mut tx, brand).await?,
        without: factors::members_without(&mut tx, brand).await?,
    };
    tx.commit().await?;
    Ok(policy)
}

/// Wants a second factor of every member after `grace_days`, or no longer. Members are told by mail.
pub async fn set_policy(app: &App, person: &Person, grace_days: Option<u16>) -> Result<(), Error> {
    let op = person.op()?;
    op.require(Permission::ManageSecurity)?;
    person.require_fresh(app.clock.now())?;
    if grace_days.is_some_and(|days| ![0, 7, 14, 30].contains(&days)) {
        return Err(Error::invalid("grace", "Choose one of the periods."));
    }
    if grace_days.is_some() && !person.has_factor {
        return Err(Error::conflict(
            "Set up a second factor for yourself first, under Security. Otherwise you would lock yourself out.",
        ));
    }
    let from = grace_days.map(|days| app.clock.now() + TimeDelta::days(i64::from(days)));
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    factors::require_from(&mut tx, brand, from).await?;
    let detail = json!({ "required_from": from });
    audit::record(
        app,
        &mut tx,
        &op,
        "brand.second_factor",
        &brand.to_string(),
        detail,
    )
    .await?;
    tx.commit().await?;
    tell(app, person, from).await
}

/// After the change and apart from it: a mail that fails must not undo it.
async fn tell(app: &App, person: &Person, from: Option<DateTime<Utc>>) -> Result<(), Error> {
    let (Some(from), Some((brand, _))) = (from, person.place) else {
        return Ok(());
    };
    let mut tx = app.db.system("tell members of the second factor").await?;
    let places = members::of_user(&mut tx, person.user_id).await?;
    let name = places
        .into_iter()
        .find(|place| place.brand_id == brand)
        .map(|place| place.brand_name);
    let letter = Letter::second_factor_wanted(
        &name.unwrap_or_default(),
        from,
        app.config.link("/account/security"),
    );
    for address in factors::members_without(&mut tx, brand).await? {
        mail::enqueue(app, &mut tx, &address, &letter).await?;
    }
    Ok(tx.commit().await?)
}

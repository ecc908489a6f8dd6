//! The brands of a person: which one is in use, and another one.

use crate::{
    app::App,
    context::Person,
    services::{
        account::{NewSession, renewed},
        audit::{self, Actor},
    },
};
use db::{
    Tx,
    queries::{brands as rows, members, sessions, users},
    types::Brand,
};
use domain::{
    BrandId, Error, Kind, Role,
    account::{CACHE_TTL_DEFAULT_S, brand_name},
    team::{BRANDS_MAX, BrandRow},
};
use serde_json::json;

/// The brands that the caller belongs to, by name.
pub async fn brands(app: &App, person: &Person) -> Result<Vec<BrandRow>, Error> {
    let mut tx = app.db.system("list the brands of a user").await?;
    let places = members::of_user(&mut tx, person.user_id).await?;
    tx.commit().await?;
    let current = person.place.map(|(brand, _)| brand);
    let mut brands: Vec<BrandRow> = places
        .into_iter()
        .map(|place| BrandRow {
            id: place.brand_id,
            name: place.brand_name,
            role: place.role,
            is_current: Some(place.brand_id) == current,
        })
        .collect();
    brands.sort_by_key(|brand| brand.name.to_lowercase());
    Ok(brands)
}

/// Works for another of the caller's brands from now on, under a new token.
pub async fn switch_brand(app: &App, person: &Person, brand: BrandId) -> Result<NewSession, Error> {
    let mut tx = app.db.system("switch to another brand").await?;
    members::role(&mut tx, brand, person.user_id)
        .await?
        .ok_or(Error::NotFound(Kind::Brand))?;
    let session = enter(app, &mut tx, person, brand).await?;
    let from = person.place.map(|(brand, _)| brand.to_string());
    record(
        app,
        &mut tx,
        person,
        brand,
        "brand.switched",
        json!({ "from": from }),
    )
    .await?;
    tx.commit().await?;
    Ok(session)
}

/// Opens another brand, whose owner the caller is, and works for it.
pub async fn open_brand(app: &App, person: &Person, name: &str) -> Result<NewSession, Error> {
    let name = brand_name(name).map_err(|message| Error::invalid("name", message))?;
    let now = app.clock.now();
    let mut tx = app.db.system("open another brand").await?;
    let places = members::of_user(&mut tx, person.user_id).await?;
    if places.iter().filter(|place| place.role == Role::Owner).count() >= BRANDS_MAX {
        let message = format!("You own {BRANDS_MAX} brands, which is the most that one person can.");
        return Err(Error::invalid("name", message));
    }
    let brand = Brand {
        id: BrandId(app.new_id()),
        name,
        cache_ttl_s: CACHE_TTL_DEFAULT_S,
        created_at: now,
    };
    rows::insert(&mut tx, &brand).await?;
    members::insert(&mut tx, brand.id, person.user_id, Role::Owner, now).await?;
    let session = enter(app, &mut tx, person, brand.id).await?;
    record(
        app,
        &mut tx,
        person,
        brand.id,
        "brand.created",
        json!({ "name": brand.name }),
    )
    .await?;
    tx.commit().await?;
    Ok(session)
}

/// Takes the caller's session to a brand that they belong to.
pub(super) async fn enter(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    brand: BrandId,
) -> Result<NewSession, Error> {
    sessions::set_brand(tx, person.session_id, Some(brand)).await?;
    users::set_last_brand(tx, person.user_id, Some(brand)).await?;
    renewed(app, tx, person).await
}

async fn record(
    app: &App,
    tx: &mut Tx,
    person: &Person,
    brand: BrandId,
    action: &str,
    detail: serde_json::Value,
) -> Result<(), Error> {
    let actor = Actor {
        brand,
        user: Some(person.user_id),
        ip: Some(person.visitor.ip),
    };
    audit::record(app, tx, actor, action, &brand.to_string(), detail).await
}

//! The caller and their brand.

use crate::{
    app::App,
    context::{OpContext, Person},
    services::{audit, insight, registry::soon},
};
use db::{queries::brands, types::Brand};
use domain::{
    Error, Kind, Permission,
    account::{Me, Overview, UpdateBrand, brand_name},
};
use serde_json::json;

/// Who is signed in, and for which brand.
pub async fn me(app: &App, op: &OpContext) -> Result<Me, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let brand = brands::by_id(&mut tx, op.caller.brand_id).await?;
    tx.commit().await?;
    Ok(view(op, brand.ok_or(Error::NotFound(Kind::Brand))?))
}

/// The name of the brand in use.
pub async fn brand_name_of(app: &App, person: &Person) -> Result<Option<String>, Error> {
    let Some((id, _)) = person.place else {
        return Ok(None);
    };
    let mut tx = app.db.brand(id).await?;
    let name = brands::name(&mut tx, id).await?;
    tx.commit().await?;
    Ok(name)
}

/// The numbers of the overview page.
pub async fn overview(app: &App, op: &OpContext) -> Result<Overview, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let now = app.clock.now();
    let overview = brands::overview(&mut tx, soon(now)).await?;
    let (scans, scans_change) = insight::week(&mut tx, op.caller.brand_id, now.date_naive()).await?;
    tx.commit().await?;
    Ok(Overview {
        scans,
        scans_change,
        ..overview
    })
}

/// Changes the brand's name and how long product values are cached.
pub async fn update_brand(app: &App, op: &OpContext, cmd: UpdateBrand) -> Result<Me, Error> {
    op.require(Permission::ManageBrand)?;
    cmd.check()?;
    let name = brand_name(&cmd.name).map_err(|message| Error::invalid("name", message))?;
    let id = op.caller.brand_id;
    let mut tx = app.db.brand(id).await?;
    let before = brands::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Brand))?;
    brands::update(&mut tx, id, &name, cmd.cache_ttl_s).await?;
    let detail = difference(&before, &name, cmd.cache_ttl_s);
    audit::record(app, &mut tx, op, "brand.updated", &id.to_string(), detail).await?;
    let brand = brands::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Brand))?;
    tx.commit().await?;
    Ok(view(op, brand))
}

/// What the change changes, for the log.
fn difference(before: &Brand, name: &str, cache_ttl_s: u32) -> serde_json::Value {
    let mut changes = serde_json::Map::new();
    if before.name != name {
        changes.insert("name".to_owned(), json!({ "from": before.name, "to": name }));
    }
    if before.cache_ttl_s != cache_ttl_s {
        let change = json!({ "from": before.cache_ttl_s, "to": cache_ttl_s });
        changes.insert("cache_ttl_s".to_owned(), change);
    }
    changes.into()
}

fn view(op: &OpContext, brand: Brand) -> Me {
    Me {
        user_id: op.caller.user_id,
        email: op.caller.email.clone(),
        brand_id: brand.id,
        brand_name: brand.name,
        role: op.caller.role,
        cache_ttl_s: brand.cache_ttl_s,
        session_ends_at: op.caller.session_ends_at,
    }
}

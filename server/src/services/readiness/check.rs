//! Checking all products of a template: the PIM is walked in pages, each page's findings and the place reached stand in one
//! transaction, so a worker that dies loses nothing and the next one goes on from there.

use super::followed::{Followed, pretended};
use crate::{
    app::App,
    services::{
        catalog::product_key,
        connections::{Live, in_words},
        mapping,
        publish::Plan,
    },
};
use chrono::TimeDelta;
use db::queries::{
    compliance::{self, Claimed},
    readiness::{self, Assessed},
    templates,
};
use domain::{Error, catalog::ProductKey};
use pim::{Cursor, Product, ProductPage, ProductQuery};

/// Products that are read at once.
const PAGE: u32 = 100;
/// How long a worker may take for a page.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// Takes a check that waits, if there is one, and works it off. Whether there was one.
pub async fn run(app: &App) -> Result<bool, Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("take a check of products").await?;
    let check = compliance::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    let Some(check) = check else {
        return Ok(false);
    };
    match Box::pin(walk(app, &check)).await {
        Ok(Ending::Done) => end(app, &check, None).await?,
        Ok(Ending::Lost) => tracing::info!(template = %check.template, "a check was begun anew or stopped"),
        Ok(Ending::Shutdown) => {
            let mut tx = app.db.brand(check.brand).await?;
            compliance::release(&mut tx, &check).await?;
            tx.commit().await?;
        }
        // The lease runs out and the check goes on, by then perhaps with the database back.
        Err(Error::Internal) => return Err(Error::Internal),
        Err(why) => end(app, &check, Some(&why.to_string())).await?,
    }
    Ok(true)
}

enum Ending {
    Done,
    Lost,
    Shutdown,
}

async fn walk(app: &App, check: &Claimed) -> Result<Ending, Error> {
    let Some((plan, followed)) = open(app, check).await? else {
        return Ok(Ending::Lost);
    };
    let mut cursor = check.cursor.clone();
    loop {
        if app.shutdown.is_requested() {
            return Ok(Ending::Shutdown);
        }
        let page = page(&plan, cursor).await?;
        cursor = page.next.map(|next| next.0);
        let found = look(app, &plan, &followed, page.products).await?;
        let mut tx = app.db.brand(check.brand).await?;
        let lease = app.clock.now() + LEASE;
        if !compliance::advance(&mut tx, check, cursor.as_deref(), found.len(), lease).await? {
            return Ok(Ending::Lost);
        }
        if !found.is_empty() {
            readiness::put(&mut tx, (check.brand, check.template), &found).await?;
        }
        tx.commit().await?;
        if cursor.is_none() {
            return Ok(Ending::Done);
        }
    }
}

async fn open(app: &App, check: &Claimed) -> Result<Option<(Plan, Followed)>, Error> {
    let mut tx = app.db.brand(check.brand).await?;
    let template = templates::by_id(&mut tx, check.template).await?;
    tx.commit().await?;
    let Some(template) = template else { return Ok(None) };
    let live = Live::open(app, check.brand, template.connection).await?.patient();
    let Some(followed) = Followed::open(&live, check.template, &template.family).await? else {
        return Ok(None);
    };
    let plan = Plan::open(live, template.design, &template.family).await?;
    Ok(Some((plan.reading(followed.attributes()), followed)))
}

async fn page(plan: &Plan, cursor: Option<String>) -> Result<ProductPage, Error> {
    let query = ProductQuery {
        family: Some(plan.family.code.clone()),
        cursor: cursor.map(Cursor),
        limit: PAGE,
        attributes: Some(plan.attribute_codes()),
        ..ProductQuery::default()
    };
    plan.live
        .call(plan.live.pim().products(&query))
        .await
        .map_err(|error| in_words(&error))
}

async fn look(
    app: &App,
    plan: &Plan,
    followed: &Followed,
    products: Vec<Product>,
) -> Result<Vec<Assessed>, Error> {
    let keys: Vec<ProductKey> = products.iter().map(product_key).collect();
    let by_hand = followed.by_hand(&plan.live, &plan.family.code, &keys).await?;
    let mut found = Vec::with_capacity(products.len());
    for (key, prepared) in keys.into_iter().zip(plan.prepare(products).await) {
        let prepared = prepared?;
        let source = plan.source(&prepared);
        let media = pretended(&source);
        let gtin = mapping::gtin_of(&source).map(gs1::Gtin::to_digits);
        let own = by_hand.get(&key).cloned().unwrap_or_default();
        let (_, readiness) = followed.assess(&source, &media, gtin.as_deref(), &own)?;
        found.push(Assessed {
            identifier: mapping::identifier(source.product),
            key,
            percent: readiness.percent,
            missing: readiness.missing.iter().map(ToString::to_string).collect(),
            invalid: readiness.invalid.iter().map(|i| i.point.to_string()).collect(),
            checked_at: app.clock.now(),
        });
    }
    Ok(found)
}

async fn end(app: &App, check: &Claimed, error: Option<&str>) -> Result<(), Error> {
    let mut tx = app.db.brand(check.brand).await?;
    let is_same = compliance::end(&mut tx, check, app.clock.now(), error).await?;
    if is_same && error.is_none() {
        // What the walk did not come across is in the PIM no longer.
        readiness::forget_older(&mut tx, check.template, check.begun_at).await?;
    }
    Ok(tx.commit().await?)
}

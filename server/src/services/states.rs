//! What is true of a passport besides what its versions say: status, recall, second life, end.
//!
//! No version is made, and none is changed. The page tells of it at once, whichever version it shows.

mod lives;

pub use lives::{link_first_life, link_second_life};

use crate::{
    app::App,
    context::OpContext,
    services::{audit, passports::linked},
};
use db::{
    Tx,
    queries::{
        passports::{self as rows, states},
        versions,
    },
};
use domain::{
    Error, Kind, Locale, PassportId, Permission,
    passport::PassportRow,
    record::Document,
    state::{Ending, SetRecall, SetStatus, State, StateView, Undo},
};
use serde_json::{Value, json};

/// The state of a passport.
pub async fn get(app: &App, op: &OpContext, id: PassportId) -> Result<StateView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let (row, _, _) = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let state = states::of(&mut tx, id).await?.unwrap_or_default();
    let locales = languages(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(StateView {
        row,
        second_is_elsewhere: state
            .second_lives
            .last()
            .is_some_and(|address| !address.starts_with('/')),
        state: linked(app, state),
        locales,
    })
}

/// The languages of the latest version; of a live passport, those that the platform speaks itself.
async fn languages(tx: &mut Tx, row: &PassportRow) -> Result<Vec<Locale>, Error> {
    let document = if row.is_live() {
        None
    } else {
        versions::documents(tx, row.id, &[row.version]).await?.pop()
    };
    let document: Option<Document> = document.and_then(|(_, bytes)| formats::parse(&bytes).ok());
    let own = || ["en", "de", "fr"].iter().filter_map(|l| Locale::parse(l));
    Ok(document.map_or_else(|| own().collect(), |document| document.content.locales))
}

/// Gives a passport another status. Whether it has another one now.
pub async fn set_status(app: &App, op: &OpContext, cmd: SetStatus) -> Result<bool, Error> {
    op.require(Permission::Publish)?;
    let (mut tx, state) = open(app, op, cmd.passport).await?;
    cmd.check()?;
    if state.chosen == cmd.status {
        return Ok(false);
    }
    states::set_status(&mut tx, (cmd.passport, app.clock.now()), cmd.status).await?;
    let detail = json!({ "old": state.chosen.word(), "new": cmd.status.word(), "reason": cmd.reason.trim() });
    done(app, op, tx, "passport.status_changed", cmd.passport, detail).await?;
    Ok(true)
}

/// Recalls a product, or changes what the notice says.
pub async fn recall(app: &App, op: &OpContext, cmd: SetRecall) -> Result<(), Error> {
    op.require(Permission::Recall)?;
    let now = app.clock.now();
    let (mut tx, state) = open(app, op, cmd.passport).await?;
    let cmd = cmd.checked(now.date_naive())?;
    states::set_recall(&mut tx, (cmd.passport, now), Some(&cmd.recall)).await?;
    let action = match state.recall {
        None => "passport.recalled",
        Some(_) => "passport.recall_changed",
    };
    let detail = json!({ "since": cmd.recall.since, "text": cmd.recall.text, "link": cmd.recall.link });
    done(app, op, tx, action, cmd.passport, detail).await
}

/// Lifts a recall. Whether there was one.
pub async fn lift(app: &App, op: &OpContext, cmd: Undo) -> Result<bool, Error> {
    op.require(Permission::Recall)?;
    let (mut tx, state) = open(app, op, cmd.passport).await?;
    cmd.check()?;
    let Some(recall) = state.recall else {
        return Ok(false);
    };
    states::set_recall(&mut tx, (cmd.passport, app.clock.now()), None).await?;
    let detail = json!({ "since": recall.since, "reason": cmd.reason.trim() });
    done(app, op, tx, "passport.recall_lifted", cmd.passport, detail).await?;
    Ok(true)
}

/// Ends a passport because its product is no more. The page stays and says so.
pub async fn end(app: &App, op: &OpContext, id: PassportId, how: Ending) -> Result<(), Error> {
    op.require(Permission::Recall)?;
    let (mut tx, state) = open(app, op, id).await?;
    if state.ended.is_some() {
        return Err(Error::conflict("This passport has ended already."));
    }
    states::set_end(&mut tx, (id, app.clock.now()), Some(how)).await?;
    let detail = json!({ "how": how.word() });
    done(app, op, tx, "passport.ended", id, detail).await
}

/// Takes an end back that was said by mistake. Whether there was one.
pub async fn revive(app: &App, op: &OpContext, cmd: Undo) -> Result<bool, Error> {
    op.require(Permission::Recall)?;
    let (mut tx, state) = open(app, op, cmd.passport).await?;
    cmd.check()?;
    let Some(ended) = state.ended else {
        return Ok(false);
    };
    states::set_end(&mut tx, (cmd.passport, app.clock.now()), None).await?;
    let detail = json!({ "how": ended.how.word(), "reason": cmd.reason.trim() });
    done(app, op, tx, "passport.end_taken_back", cmd.passport, detail).await?;
    Ok(true)
}

/// Begins a change: nobody else changes the passport until the transaction ends.
async fn open(app: &App, op: &OpContext, id: PassportId) -> Result<(Tx, State), Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if !states::hold(&mut tx, id).await? {
        return Err(Error::NotFound(Kind::Passport));
    }
    let state = states::of(&mut tx, id).await?;
    Ok((tx, state.unwrap_or_default()))
}

async fn done(
    app: &App,
    op: &OpContext,
    mut tx: Tx,
    action: &str,
    id: PassportId,
    detail: Value,
) -> Result<(), Error> {
    audit::record(app, &mut tx, op, action, &id.to_string(), detail).await?;
    Ok(tx.commit().await?)
}

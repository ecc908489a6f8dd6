//! Files that take longer than a request: asked for, made in the background, fetched, forgotten.
//!
//! Each kind of file has a [`Maker`], listed in [`makers`]. What a maker writes goes into the database piece by piece, so any
//! process can hand it out. A worker that dies is replaced by another, which begins anew.

mod makers;
mod run;
mod sink;
#[cfg(test)]
mod tests;

pub use makers::{Maker, Order};
pub use run::{run, run_due};
pub use sink::{Sink, Stop};

use crate::{
    app::App,
    context::{OpContext, Person},
    services::audit,
};
use chrono::TimeDelta;
use db::queries::exports::{self as rows, NewExport};
use domain::{Error, ExportId, Kind, export::ExportView, job::JobState};
use makers::maker;
use serde_json::{Value, json};

/// Files of a brand that may wait or be made at the same time.
const OPEN_MAX: i64 = 5;
/// Files of a kind that a list shows.
const LISTED: i64 = 20;

/// A file that somebody wants.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which maker makes it.
    pub kind: &'static str,
    /// What is to be made, as the maker reads it.
    pub payload: Value,
    /// How the file is called: letters, digits, dots and hyphens.
    pub name: String,
    /// What it is.
    pub mime: &'static str,
    /// For how long it can be fetched.
    pub kept: TimeDelta,
}

/// Has a file made.
pub async fn start(app: &App, op: &OpContext, wanted: &Wanted) -> Result<ExportId, Error> {
    op.require(maker(wanted.kind)?.permission())?;
    let now = app.clock.now();
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if rows::open(&mut tx).await? >= OPEN_MAX {
        return Err(Error::conflict(
            "Several files are being made already. Wait until one of them is ready, or stop one.",
        ));
    }
    let id = ExportId(app.new_id());
    let export = NewExport {
        id,
        brand: op.caller.brand_id,
        kind: wanted.kind,
        payload: &wanted.payload,
        name: &wanted.name,
        mime: wanted.mime,
        created_by: op.caller.user_id,
        created_at: now,
        expires_at: now + wanted.kept,
    };
    rows::insert(&mut tx, &export).await?;
    let detail = json!({ "kind": wanted.kind, "name": wanted.name });
    audit::record(app, &mut tx, op, "export.requested", &id.to_string(), detail).await?;
    tx.commit().await?;
    app.wake();
    Ok(id)
}

/// How a file does. To whoever may not have it, it is not there.
pub async fn get(app: &App, op: &OpContext, id: ExportId) -> Result<ExportView, Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::by_id(&mut tx, id).await?;
    tx.commit().await?;
    let view = found.ok_or(Error::NotFound(Kind::Media))?;
    op.require(maker(&view.kind)?.permission())?;
    Ok(view)
}

/// The latest files of a kind.
pub async fn list(app: &App, op: &OpContext, kind: &'static str) -> Result<Vec<ExportView>, Error> {
    op.require(maker(kind)?.permission())?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::list(&mut tx, kind, LISTED).await?;
    tx.commit().await?;
    Ok(found)
}

/// Stops a file that is not ready. One that is over stays as it is.
pub async fn cancel(app: &App, op: &OpContext, id: ExportId) -> Result<(), Error> {
    let view = get(app, op, id).await?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if rows::cancel(&mut tx, id, app.clock.now()).await? {
        let detail = json!({ "kind": view.kind, "name": view.name });
        audit::record(app, &mut tx, op, "export.cancelled", &id.to_string(), detail).await?;
    }
    Ok(tx.commit().await?)
}

/// Begins to hand a file out: its pieces follow by [`piece`].
pub async fn fetch(app: &App, person: &Person, id: ExportId) -> Result<ExportView, Error> {
    let op = person.op()?;
    let view = get(app, &op, id).await?;
    if maker(&view.kind)?.is_guarded() {
        person.require_fresh(app.clock.now())?;
    }
    open(app, &op, id).await
}

async fn open(app: &App, op: &OpContext, id: ExportId) -> Result<ExportView, Error> {
    let view = get(app, op, id).await?;
    if view.state != JobState::Done || view.expires_at <= app.clock.now() {
        return Err(Error::conflict("This file is not there to be fetched."));
    }
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let detail = json!({ "kind": view.kind, "name": view.name });
    audit::record(app, &mut tx, op, "export.fetched", &id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(view)
}

/// A piece of a file that [`fetch`] has opened; none behind the last.
pub async fn piece(app: &App, op: &OpContext, id: ExportId, position: u32) -> Result<Option<Vec<u8>>, Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let bytes = rows::chunk(&mut tx, id, position).await?;
    tx.commit().await?;
    Ok(bytes)
}

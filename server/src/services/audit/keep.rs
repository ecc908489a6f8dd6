//! Signing the ends of the chains, and forgetting what is older than a year without breaking one.

use super::chain::statement;
use crate::{
    app::App,
    crypto::Signer,
    services::signing::{Purpose, signer},
};
use chrono::{SubsecRound, TimeDelta};
use db::{
    AsyncPgConnection,
    queries::audit,
    types::{AuditCheckpoint, AuditHead},
};
use domain::{BrandId, Error};
use uuid::Uuid;

/// How long an entry is kept: a year, leap days included.
pub const KEPT: TimeDelta = TimeDelta::days(366);
/// How often the end of a chain that moves is signed.
const SIGNED_EVERY: TimeDelta = TimeDelta::minutes(5);
/// Brands of one transaction.
const BRANDS: u32 = 100;
/// Entries that one transaction forgets.
const ENTRIES: u32 = 1000;

/// Signs the ends of the chains that have moved. Answers whether there may be more to sign.
pub async fn sign_heads(app: &App) -> Result<bool, Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("sign the audit log").await?;
    let moved = audit::moved_heads(&mut tx, now - SIGNED_EVERY, BRANDS).await?;
    if moved.is_empty() {
        return Ok(false);
    }
    let (key, signer) = signer(app, &mut tx, Purpose::Audit).await?;
    for head in &moved {
        sign(app, &mut tx, (key, &signer), head, false).await?;
    }
    tx.commit().await?;
    for head in &moved {
        // A copy outside the database, for whoever collects the log.
        tracing::info!(brand = %head.brand_id, seq = head.seq, hash = hex::encode(head.hash), "signed the audit log");
    }
    Ok(moved.len() == BRANDS as usize)
}

async fn sign(
    app: &App,
    conn: &mut AsyncPgConnection,
    (key_id, signer): (Uuid, &Signer),
    head: &AuditHead,
    is_cut: bool,
) -> Result<(), Error> {
    let at = app.clock.now().trunc_subsecs(6);
    let message = statement(head, is_cut, at, key_id).map_err(|_| Error::Internal)?;
    let checkpoint = AuditCheckpoint {
        head: *head,
        is_cut,
        at,
        key_id,
        signature: signer.sign(&message),
    };
    Ok(audit::insert_checkpoint(conn, &checkpoint).await?)
}

/// Forgets entries that are older than [`KEPT`]. Answers whether there may be more to forget.
pub async fn forget_old(app: &App) -> Result<bool, Error> {
    let cutoff = app.clock.now() - KEPT;
    let mut tx = app.db.system("forget old entries of the audit log").await?;
    audit::delete_unchained(&mut tx, cutoff).await?;
    let brands = audit::brands_with_old_entries(&mut tx, cutoff, BRANDS).await?;
    tx.commit().await?;
    for brand in &brands {
        forget(app, *brand).await?;
    }
    Ok(!brands.is_empty())
}

/// Signs where the brand's chain begins from now on, and deletes what is before.
async fn forget(app: &App, brand: BrandId) -> Result<(), Error> {
    let cutoff = app.clock.now() - KEPT;
    let mut tx = app.db.system("forget old entries of the audit log").await?;
    let oldest = audit::oldest(&mut tx, brand, ENTRIES).await?;
    let Some((cut, _)) = oldest.into_iter().take_while(|(_, at)| *at < cutoff).last() else {
        return Ok(());
    };
    let (key, signer) = signer(app, &mut tx, Purpose::Audit).await?;
    sign(app, &mut tx, (key, &signer), &cut, true).await?;
    let count = audit::delete_through(&mut tx, &cut).await?;
    tx.commit().await?;
    tracing::info!(%brand, count, through = cut.seq, "forgot old entries of the audit log");
    Ok(())
}

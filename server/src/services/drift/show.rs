//! What is known of drift, for people.

use super::{
    compare::{Mapper, Now, finding, read},
    too_old,
};
use crate::{
    app::App,
    context::OpContext,
    services::connections::{Live, in_words},
};
use chrono::{DateTime, Utc};
use db::queries::{
    drift::{self as rows, Candidate},
    passports, polls,
};
use domain::{
    ConnectionId, Error, Kind, PassportId, Permission,
    drift::{Difference, DriftPage, DriftState, DriftView, ListDrift, Watch},
};
use pim::{PimError, Product};

/// Passports on a page.
const PER_PAGE: u32 = 50;
/// The most characters of a search.
const SEARCH_MAX: usize = 100;

/// A page of the passports that differ from the PIM.
pub async fn list(app: &App, op: &OpContext, mut cmd: ListDrift) -> Result<DriftPage, Error> {
    op.require(Permission::Read)?;
    cmd.search = cmd.search.chars().take(SEARCH_MAX).collect();
    cmd.page = cmd.page.max(1);
    let now = app.clock.now();
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let (items, total, republishable) = rows::page(&mut tx, &cmd, PER_PAGE).await?;
    let templates = rows::templates(&mut tx).await?;
    let mut watches = Vec::new();
    for watched in polls::list(&mut tx).await? {
        let before = too_old(watched.recheck_before, now);
        watches.push(Watch {
            waiting: rows::count_due(&mut tx, watched.connection, before).await?,
            connection: watched.connection,
            name: watched.name,
            last_run_at: watched.last_run_at,
            last_error: watched.last_error,
        });
    }
    tx.commit().await?;
    Ok(DriftPage {
        items,
        total,
        republishable,
        page: cmd.page,
        per_page: PER_PAGE,
        templates,
        watches,
    })
}

/// One passport beside the PIM: computed now, from values that are at most as old as the brand's time to live.
pub async fn of(app: &App, op: &OpContext, id: PassportId) -> Result<DriftView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let (row, _, _) = passports::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let (candidate, connection) = rows::candidate(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let last_known = rows::of(&mut tx, id).await?;
    let document = rows::documents(&mut tx, &[id])
        .await?
        .remove(&id)
        .unwrap_or_default();
    tx.commit().await?;
    let mut view = DriftView {
        row,
        state: last_known.as_ref().map_or(DriftState::Same, |mark| mark.state),
        differences: Vec::new(),
        design_changed: candidate.design_changed,
        read_at: None,
        trouble: None,
        last_known,
    };
    match look(app, op, connection, &candidate, &document).await {
        Ok((state, differences, read_at)) => {
            note(app, op, &view, &candidate, (state, &differences, read_at)).await?;
            (view.state, view.differences, view.read_at) = (state, differences, Some(read_at));
        }
        Err(Error::Unavailable { what }) => view.trouble = Some(what),
        Err(error) => return Err(error),
    }
    Ok(view)
}

type Seen = (DriftState, Vec<Difference>, DateTime<Utc>);

async fn look(
    app: &App,
    op: &OpContext,
    connection: ConnectionId,
    candidate: &Candidate,
    document: &(Vec<u8>, Vec<String>),
) -> Result<Seen, Error> {
    let brand = op.caller.brand_id;
    let live = Live::open(app, brand, connection).await?;
    let (product, read_at) = product(&live, candidate).await?;
    let mapper = Box::pin(Mapper::open(app, brand, candidate.template, false)).await?;
    let fresh = match mapper.map(product).await? {
        Now::Gone => return Ok((DriftState::Gone, Vec::new(), read_at)),
        Now::Moved => return Ok((DriftState::Moved, Vec::new(), read_at)),
        Now::Unfit => {
            return Err(Error::unavailable(
                "A value of this product cannot be published exactly as it is. Correct it in the PIM.",
            ));
        }
        Now::Content(fresh) => fresh,
    };
    let found = if fresh.is(&candidate.content_hash) {
        Vec::new()
    } else {
        fresh.against(&read(document)?, mapper.channel())
    };
    let state = if found.is_empty() {
        DriftState::Same
    } else {
        DriftState::Changed
    };
    Ok((state, found, read_at))
}

/// The product, from the cache within its time to live, and when it was read; none where the PIM has it no longer.
async fn product(live: &Live, candidate: &Candidate) -> Result<(Option<Product>, DateTime<Utc>), Error> {
    match live.product(&candidate.key).await {
        Ok(aged) => Ok((Some(aged.value), aged.fetched_at)),
        Err(PimError::NotFound { .. }) => Ok((None, live.app.clock.now())),
        Err(error) => Err(in_words(&error)),
    }
}

/// What was just seen is news for the list, too, unless it is from before the last check.
async fn note(
    app: &App,
    op: &OpContext,
    view: &DriftView,
    candidate: &Candidate,
    (state, differences, read_at): (DriftState, &[Difference], DateTime<Utc>),
) -> Result<(), Error> {
    let known = view.last_known.as_ref();
    if known.is_some_and(|mark| mark.checked_at >= read_at) {
        return Ok(());
    }
    let found = finding(candidate, state, differences, read_at);
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    rows::record(&mut tx, op.caller.brand_id, &[found]).await?;
    Ok(tx.commit().await?)
}

//! Events of a PIM's event platform: each counts once, and waits until its product was looked at.

use crate::{DbError, schema::pim_events};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, ConnectionId, catalog::ProductKey};

/// An event that arrived.
#[derive(Clone, Copy, Debug)]
pub struct Arrived<'a> {
    /// Through this connection.
    pub connection: ConnectionId,
    /// The brand that owns it.
    pub brand: BrandId,
    /// The event's own id.
    pub id: &'a str,
    /// The product that it tells of.
    pub product: Option<&'a str>,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// Stores an event. Whether it is new; of several at once with the same id one is.
pub async fn insert(conn: &mut AsyncPgConnection, event: Arrived<'_>) -> Result<bool, DbError> {
    let rows = diesel::insert_into(pim_events::table)
        .values((
            pim_events::connection_id.eq(event.connection.0),
            pim_events::id.eq(event.id),
            pim_events::brand_id.eq(event.brand.0),
            pim_events::product.eq(event.product),
            pim_events::received_at.eq(event.at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// The ids and products of events that wait, the oldest first.
pub async fn waiting(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
    limit: i64,
) -> Result<Vec<(String, ProductKey)>, DbError> {
    let rows: Vec<(String, Option<String>)> = pim_events::table
        .filter(pim_events::connection_id.eq(connection.0))
        .filter(pim_events::product.is_not_null())
        .filter(pim_events::handled_at.is_null())
        .order((pim_events::received_at, pim_events::id))
        .limit(limit)
        .select((pim_events::id, pim_events::product))
        .load(conn)
        .await?;
    let waiting = |(id, product): (String, Option<String>)| Some((id, ProductKey(product?)));
    Ok(rows.into_iter().filter_map(waiting).collect())
}

/// These wait no longer.
pub async fn handled(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
    ids: &[String],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    if ids.is_empty() {
        return Ok(());
    }
    let told = pim_events::table
        .filter(pim_events::connection_id.eq(connection.0))
        .filter(pim_events::id.eq_any(ids));
    diesel::update(told)
        .set(pim_events::handled_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets what arrived before `before`, through the system door: nobody sends it again after so long, and the list of
/// changes has told of it meanwhile. Answers how many.
pub async fn delete_older(conn: &mut AsyncPgConnection, before: DateTime<Utc>) -> Result<usize, DbError> {
    let old = pim_events::table.filter(pim_events::received_at.lt(before));
    Ok(diesel::delete(old).execute(conn).await?)
}

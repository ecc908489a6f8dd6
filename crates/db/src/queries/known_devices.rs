//! The devices that users have signed in with, as fingerprints; through the system door.

use crate::{DbError, schema::known_devices};
use chrono::{DateTime, Utc};
use diesel::{dsl::exists, prelude::*, select};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::UserId;

/// Whether any device of the user is known.
pub async fn any_of_user(conn: &mut AsyncPgConnection, user: UserId) -> Result<bool, DbError> {
    let of_user = known_devices::table.filter(known_devices::user_id.eq(user.0));
    Ok(select(exists(of_user)).get_result(conn).await?)
}

/// Whether this device of the user is known.
pub async fn is_known(
    conn: &mut AsyncPgConnection,
    user: UserId,
    fingerprint: &[u8],
) -> Result<bool, DbError> {
    let found = known_devices::table.find((user.0, fingerprint));
    Ok(select(exists(found)).get_result(conn).await?)
}

/// Notes that a device was used; answers whether it was known before. Two sign-ins at once: one of them is the first.
pub async fn seen(
    conn: &mut AsyncPgConnection,
    user: UserId,
    fingerprint: &[u8],
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let inserted = diesel::insert_into(known_devices::table)
        .values((
            known_devices::user_id.eq(user.0),
            known_devices::fingerprint.eq(fingerprint),
            known_devices::last_seen_at.eq(at),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if inserted == 1 {
        return Ok(false);
    }
    diesel::update(known_devices::table.find((user.0, fingerprint)))
        .set(known_devices::last_seen_at.eq(at))
        .execute(conn)
        .await?;
    Ok(true)
}

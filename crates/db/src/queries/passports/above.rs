//! What a batch or an item belongs to; for the public door.

use super::is_withdrawn;
use crate::{DbError, schema::passports};
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    prelude::*,
    sql_query,
    sql_types::{Bool, Bytea, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::PassportId;
use uuid::Uuid;

/// A passport above another one.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Above {
    /// The passport.
    #[diesel(sql_type = SqlUuid)]
    pub id: Uuid,
    /// Its path.
    #[diesel(sql_type = Text)]
    pub path: String,
    /// The canonical bytes of the version.
    #[diesel(sql_type = Bytea)]
    pub document: Vec<u8>,
    /// Their SHA-256.
    #[diesel(sql_type = Bytea)]
    pub hash: Vec<u8>,
    /// The number of its latest version.
    #[diesel(sql_type = Integer)]
    pub latest: i32,
    /// When that was published.
    #[diesel(sql_type = Timestamptz)]
    pub latest_at: DateTime<Utc>,
}

/// What tells two states of a passport above another one apart.
#[derive(QueryableByName)]
pub(super) struct HeadRow {
    /// SHA-256 of its latest document.
    #[diesel(sql_type = Bytea)]
    pub hash: Vec<u8>,
    /// Whether it is taken off the site.
    #[diesel(sql_type = Bool)]
    pub is_withdrawn: bool,
    /// When its state was changed last.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub state_changed_at: Option<DateTime<Utc>>,
}

/// The nearest first: of the three words, “model” is the last in the alphabet.
const FROM: &str = "FROM passports p JOIN passports a ON a.id IN (p.parent_id, p.model_id)";

/// The passports above one, the nearest first: their latest versions, or those that were in force just before a moment; the first
/// ones where there was none yet.
pub async fn above(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    before: Option<DateTime<Utc>>,
) -> Result<Vec<Above>, DbError> {
    let sql = format!(
        "SELECT a.id, a.path, v.document, v.hash, a.latest, a.published_at AS latest_at \
         {FROM} JOIN versions v ON v.passport_id = a.id AND v.number = \
         CASE WHEN $2 IS NULL THEN a.latest ELSE \
         coalesce((SELECT max(w.number) FROM versions w WHERE w.passport_id = a.id AND w.published_at < $2), 1) END \
         WHERE p.id = $1 ORDER BY a.granularity"
    );
    Ok(sql_query(sql)
        .bind::<SqlUuid, _>(passport.0)
        .bind::<Nullable<Timestamptz>, _>(before)
        .load(conn)
        .await?)
}

/// What tells their states apart.
pub(super) async fn above_heads(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
) -> Result<Vec<HeadRow>, DbError> {
    let sql = format!(
        "SELECT a.latest_hash AS hash, a.suspended_at IS NOT NULL OR a.released_at IS NOT NULL AS is_withdrawn, \
         a.state_changed_at \
         {FROM} WHERE p.id = $1 ORDER BY a.granularity"
    );
    Ok(sql_query(sql).bind::<SqlUuid, _>(passport.0).load(conn).await?)
}

/// The path of an item by the path of its model and its serial number: it may say more, or less, than a link does. Where a
/// batch is named, an item of another batch is not meant.
pub async fn item_path(
    conn: &mut AsyncPgConnection,
    model_path: &str,
    batch: Option<&str>,
    serial: &str,
) -> Result<Option<String>, DbError> {
    let models = diesel::alias!(passports as models);
    let (model_id, path) = models.fields((passports::id, passports::path));
    let mut query = passports::table
        .inner_join(models.on(passports::model_id.eq(model_id.nullable())))
        .filter(path.eq(model_path))
        .filter(passports::serial.eq(serial))
        .filter(passports::granularity.eq("item"))
        .filter(diesel::dsl::not(is_withdrawn()))
        .into_boxed();
    if let Some(batch) = batch {
        query = query.filter(passports::batch.is_null().or(passports::batch.eq(batch)));
    }
    Ok(query.select(passports::path).first(conn).await.optional()?)
}

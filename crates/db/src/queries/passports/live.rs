//! What the page of a live passport is read by.

use crate::DbError;
use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension, QueryableByName,
    sql_types::{Int4, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{ConnectionId, PassportId, TemplateId, catalog::ProductKey};
use uuid::Uuid;

/// Where the page of a live passport comes from, and what names the state of its design.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivePassport {
    /// Its product.
    pub key: ProductKey,
    /// Its template.
    pub template: TemplateId,
    /// Counts the changes of the template.
    pub revision: u32,
    /// When the profile that the template follows, or its mapping, was changed last.
    pub followed_at: Option<DateTime<Utc>>,
    /// The template's connection.
    pub connection: ConnectionId,
    /// Under which the cache knows what was read through the connection.
    pub generation: i32,
    /// How long the brand lets the cache keep what was read, in seconds.
    pub cache_ttl_s: u32,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    product_key: String,
    #[diesel(sql_type = SqlUuid)]
    template_id: Uuid,
    #[diesel(sql_type = Int4)]
    revision: i32,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    followed_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = SqlUuid)]
    connection_id: Uuid,
    #[diesel(sql_type = Int4)]
    cache_generation: i32,
    #[diesel(sql_type = Int4)]
    cache_ttl_s: i32,
}

/// A live passport of the brand; none where it has versions.
pub async fn live(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Option<LivePassport>, DbError> {
    let sql = "
        SELECT p.product_key, p.template_id, t.revision, k.updated_at AS followed_at, t.connection_id, c.cache_generation, b.cache_ttl_s
        FROM passports p
        JOIN templates t ON t.brand_id = p.brand_id AND t.id = p.template_id
        JOIN connections c ON c.brand_id = t.brand_id AND c.id = t.connection_id
        JOIN brands b ON b.id = p.brand_id
        LEFT JOIN compliance k ON k.brand_id = t.brand_id AND k.template_id = t.id
        WHERE p.id = $1 AND p.live";
    let row: Option<Row> = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    Ok(row.map(|row| LivePassport {
        key: ProductKey(row.product_key),
        template: row.template_id.into(),
        revision: u32::try_from(row.revision).unwrap_or(0),
        followed_at: row.followed_at,
        connection: row.connection_id.into(),
        generation: row.cache_generation,
        cache_ttl_s: u32::try_from(row.cache_ttl_s).unwrap_or(0),
    }))
}

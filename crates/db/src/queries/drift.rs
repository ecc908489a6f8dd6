//! Whether passports still say what the PIM says. No values are stored here.

use super::passports::{escaped, is_model, name_of, number};
use crate::{
    DbError,
    schema::{drift, passports, templates, versions},
};
use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName,
    dsl::count_star,
    prelude::*,
    sql_types::{Array, BigInt, Bytea, Int4, Text, Timestamptz, Uuid as SqlUuid},
    upsert::excluded,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, ConnectionId, PassportId, TemplateId,
    catalog::ProductKey,
    drift::{DriftMark, DriftOrder, DriftRow, DriftState, ListDrift},
};
use std::collections::HashMap;
use uuid::Uuid;

/// A passport that is to be compared. Live ones are not: their pages are what the PIM says; nor batches and items, of which
/// the PIM knows nothing; nor those that are kept for the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The passport.
    pub passport: PassportId,
    /// Its template.
    pub template: TemplateId,
    /// Its product.
    pub key: ProductKey,
    /// The number of its latest version.
    pub version: u32,
    /// SHA-256 of that version's content.
    pub content_hash: Vec<u8>,
    /// Whether the template was changed after the publication.
    pub design_changed: bool,
}

/// What a comparison found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The passport.
    pub passport: PassportId,
    /// The version that was compared.
    pub version: u32,
    /// What is known of it now.
    pub mark: DriftMark,
}

#[derive(QueryableByName)]
struct CandidateRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    template_id: Uuid,
    #[diesel(sql_type = Text)]
    product_key: String,
    #[diesel(sql_type = Int4)]
    latest: i32,
    #[diesel(sql_type = Bytea)]
    content_hash: Vec<u8>,
    #[diesel(sql_type = diesel::sql_types::Bool)]
    design_changed: bool,
}

impl From<CandidateRow> for Candidate {
    fn from(row: CandidateRow) -> Self {
        Self {
            passport: row.id.into(),
            template: row.template_id.into(),
            key: ProductKey(row.product_key),
            version: number(row.latest),
            content_hash: row.content_hash,
            design_changed: row.design_changed,
        }
    }
}

const CANDIDATE: &str = "SELECT p.id, p.template_id, p.product_key, p.latest, p.content_hash, t.updated_at > p.published_at AS design_changed";
const OF_CONNECTION: &str = "FROM passports p
    JOIN templates t ON t.brand_id = p.brand_id AND t.id = p.template_id AND t.connection_id = $1 AND NOT p.live
    AND p.granularity = 'model' AND p.status <> 'archived' AND p.ended_at IS NULL";
/// A publication has just read the product, so it counts as a check. A changed template asks for another one.
const DUE: &str = "LEFT JOIN drift d ON d.passport_id = p.id AND d.version = p.latest
    WHERE greatest(p.published_at, d.checked_at) < greatest($2, t.updated_at)";

/// Passports of a connection that were checked before `before`, or before their template was changed; those that wait
/// longest come first.
pub async fn due(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
    before: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<Candidate>, DbError> {
    let order = "ORDER BY d.checked_at NULLS FIRST, p.id LIMIT $3";
    let rows: Vec<CandidateRow> = diesel::sql_query(format!("{CANDIDATE} {OF_CONNECTION} {DUE} {order}"))
        .bind::<SqlUuid, _>(connection.0)
        .bind::<Timestamptz, _>(before)
        .bind::<BigInt, _>(limit)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Candidate::from).collect())
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// How many passports of a connection [`due`] would find.
pub async fn count_due(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
    before: DateTime<Utc>,
) -> Result<u32, DbError> {
    let row: Count = diesel::sql_query(format!("SELECT count(*) AS count {OF_CONNECTION} {DUE}"))
        .bind::<SqlUuid, _>(connection.0)
        .bind::<Timestamptz, _>(before)
        .get_result(conn)
        .await?;
    Ok(u32::try_from(row.count).unwrap_or(u32::MAX))
}

/// The passports of these products under templates of a connection.
pub async fn of_products(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
    keys: &[&str],
) -> Result<Vec<Candidate>, DbError> {
    let rows: Vec<CandidateRow> = diesel::sql_query(format!(
        "{CANDIDATE} {OF_CONNECTION} WHERE p.product_key = ANY($2) ORDER BY p.id"
    ))
    .bind::<SqlUuid, _>(connection.0)
    .bind::<Array<Text>, _>(keys)
    .load(conn)
    .await?;
    Ok(rows.into_iter().map(Candidate::from).collect())
}

/// One passport as [`due`] shows it, with its connection.
pub async fn candidate(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
) -> Result<Option<(Candidate, ConnectionId)>, DbError> {
    type Found = (Uuid, Uuid, String, i32, Vec<u8>, bool, Uuid);
    let row: Option<Found> = passports::table
        .inner_join(templates::table)
        .filter(passports::id.eq(passport.0))
        .filter(diesel::dsl::not(passports::live))
        .filter(is_model())
        .select((
            passports::id,
            passports::template_id,
            passports::product_key,
            passports::latest,
            passports::content_hash,
            templates::updated_at.gt(passports::published_at),
            templates::connection_id,
        ))
        .first(conn)
        .await
        .optional()?;
    let candidate = |(id, template, key, latest, content_hash, design_changed, connection): Found| {
        let found = Candidate {
            passport: id.into(),
            template: template.into(),
            key: ProductKey(key),
            version: number(latest),
            content_hash,
            design_changed,
        };
        (found, connection.into())
    };
    Ok(row.map(candidate))
}

/// The canonical bytes of the latest version of these passports, with what not everybody may read.
pub async fn documents(
    conn: &mut AsyncPgConnection,
    ids: &[PassportId],
) -> Result<HashMap<PassportId, (Vec<u8>, Vec<String>)>, DbError> {
    let rows: Vec<(Uuid, Vec<u8>, serde_json::Value)> = passports::table
        .inner_join(
            versions::table.on(versions::passport_id
                .eq(passports::id)
                .and(versions::number.eq(passports::latest))),
        )
        .filter(passports::id.eq_any(ids.iter().map(|id| id.0)))
        .select((passports::id, versions::document, versions::disclosures))
        .load(conn)
        .await?;
    rows.into_iter()
        .map(|(id, bytes, disclosures)| Ok((id.into(), (bytes, super::disclosures::texts(disclosures)?))))
        .collect()
}

/// Keeps what comparisons found, each in the place of what was known before.
pub async fn record(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    findings: &[Finding],
) -> Result<(), DbError> {
    if findings.is_empty() {
        return Ok(());
    }
    let rows = findings
        .iter()
        .map(|found| {
            Ok((
                drift::passport_id.eq(found.passport.0),
                drift::brand_id.eq(brand.0),
                drift::version.eq(i32::try_from(found.version).map_err(DbError::other)?),
                drift::checked_at.eq(found.mark.checked_at),
                drift::state.eq(found.mark.state.word()),
                drift::fields.eq(i32::try_from(found.mark.fields).map_err(DbError::other)?),
                drift::attributes.eq(serde_json::json!(found.mark.attributes)),
                drift::design_changed.eq(found.mark.design_changed),
            ))
        })
        .collect::<Result<Vec<_>, DbError>>()?;
    diesel::insert_into(drift::table)
        .values(rows)
        .on_conflict(drift::passport_id)
        .do_update()
        .set((
            drift::version.eq(excluded(drift::version)),
            drift::checked_at.eq(excluded(drift::checked_at)),
            drift::state.eq(excluded(drift::state)),
            drift::fields.eq(excluded(drift::fields)),
            drift::attributes.eq(excluded(drift::attributes)),
            drift::design_changed.eq(excluded(drift::design_changed)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

type MarkRow = (String, i32, serde_json::Value, bool, DateTime<Utc>);

#[diesel::dsl::auto_type]
fn mark_columns() -> _ {
    (
        drift::state,
        drift::fields,
        drift::attributes,
        drift::design_changed,
        drift::checked_at,
    )
}

fn mark((state, fields, attributes, design_changed, checked_at): MarkRow) -> Result<DriftMark, DbError> {
    Ok(DriftMark {
        state: DriftState::parse(&state),
        fields: number(fields),
        attributes: serde_json::from_value(attributes).map_err(DbError::other)?,
        design_changed,
        checked_at,
    })
}

/// Whether a passport is more than a record of what was: one that is archived, or whose product has ended, may differ for ever.
#[diesel::dsl::auto_type]
pub(super) fn is_in_use() -> _ {
    passports::status
        .ne("archived")
        .and(passports::ended_at.is_null())
}

/// What is known of a passport's latest version.
pub async fn of(conn: &mut AsyncPgConnection, passport: PassportId) -> Result<Option<DriftMark>, DbError> {
    let row: Option<MarkRow> = drift::table
        .inner_join(passports::table)
        .filter(drift::passport_id.eq(passport.0))
        .filter(drift::version.eq(passports::latest))
        .filter(is_in_use())
        .select(mark_columns())
        .first(conn)
        .await
        .optional()?;
    row.map(mark).transpose()
}

/// The drifted passports that match, for further filters.
macro_rules! drifted {
    ($cmd:expr) => {{
        let mut query = drift::table
            .inner_join(passports::table.inner_join(templates::table))
            .filter(drift::version.eq(passports::latest))
            .filter(drift::state.ne(DriftState::Same.word()))
            .filter(is_in_use())
            .into_boxed();
        if let Some(template) = $cmd.template {
            query = query.filter(passports::template_id.eq(template.0));
        }
        let search = $cmd.search.trim().to_lowercase();
        if !search.is_empty() {
            query = query.filter(passports::search.like(format!("%{}%", escaped(&search))));
        }
        query
    }};
}

/// A page of drifted passports, how many match in all, and how many of those can be published again.
pub async fn page(
    conn: &mut AsyncPgConnection,
    cmd: &ListDrift,
    per_page: u32,
) -> Result<(Vec<DriftRow>, u32, u32), DbError> {
    type Found = (Uuid, serde_json::Value, String, serde_json::Value, MarkRow);
    let total: i64 = drifted!(cmd).select(count_star()).get_result(conn).await?;
    let changed = drifted!(cmd).filter(drift::state.eq(DriftState::Changed.word()));
    let republishable: i64 = changed.select(count_star()).get_result(conn).await?;
    let sorted = match cmd.order {
        DriftOrder::Newest => drifted!(cmd).order((drift::checked_at.desc(), drift::passport_id)),
        DriftOrder::Oldest => drifted!(cmd).order((drift::checked_at.asc(), drift::passport_id)),
        DriftOrder::Fields => drifted!(cmd).order((drift::fields.desc(), drift::passport_id)),
    };
    let rows: Vec<Found> = sorted
        .select((
            passports::id,
            passports::name,
            passports::product_identifier,
            templates::design,
            mark_columns(),
        ))
        .limit(i64::from(per_page))
        .offset(i64::from(cmd.page.max(1) - 1) * i64::from(per_page))
        .load(conn)
        .await?;
    let row = |(id, name, product_identifier, design, known): Found| {
        Ok(DriftRow {
            passport: id.into(),
            name: serde_json::from_value(name).map_err(DbError::other)?,
            product_identifier,
            template_name: name_of(&design),
            mark: mark(known)?,
        })
    };
    let rows = rows.into_iter().map(row).collect::<Result<_, DbError>>()?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((rows, count(total), count(republishable)))
}

/// The products to publish again under each template: of the passports that match and, where `chosen` says which, of
/// those alone. What the PIM has no longer is left out.
pub async fn targets(
    conn: &mut AsyncPgConnection,
    cmd: &ListDrift,
    chosen: Option<&[PassportId]>,
) -> Result<Vec<(TemplateId, ProductKey)>, DbError> {
    let mut query = drifted!(cmd).filter(drift::state.eq(DriftState::Changed.word()));
    if let Some(chosen) = chosen {
        query = query.filter(passports::id.eq_any(chosen.iter().map(|id| id.0)));
    }
    let rows: Vec<(Uuid, String)> = query
        .order((passports::template_id, passports::id))
        .select((passports::template_id, passports::product_key))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, key)| (id.into(), ProductKey(key)))
        .collect())
}

/// The templates that have published versions, by name.
pub async fn templates(conn: &mut AsyncPgConnection) -> Result<Vec<(TemplateId, String)>, DbError> {
    let used = diesel::dsl::exists(
        passports::table
            .filter(passports::template_id.eq(templates::id))
            .filter(diesel::dsl::not(passports::live)),
    );
    let rows: Vec<(Uuid, serde_json::Value)> = templates::table
        .filter(used)
        .select((templates::id, templates::design))
        .load(conn)
        .await?;
    let mut named: Vec<_> = rows
        .into_iter()
        .map(|(id, design)| (TemplateId::from(id), name_of(&design)))
        .collect();
    named.sort_by_key(|(id, name)| (name.to_lowercase(), *id));
    Ok(named)
}

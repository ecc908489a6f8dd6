//! How often passports were opened, read from what was counted by days and by months; never from the scans themselves.

use super::passports::name_of;
use crate::DbError;
use chrono::NaiveDate;
use diesel::{
    OptionalExtension, QueryableByName,
    sql_types::{Array, BigInt, Bool, Date, Jsonb, Nullable, SmallInt, Text, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, PassportId, TemplateId,
    insight::{Range, Reading, Segment},
    text::Labels,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What was counted of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Day {
    /// The day, in UTC.
    #[diesel(sql_type = Date)]
    pub day: NaiveDate,
    /// Scans by people.
    #[diesel(sql_type = BigInt)]
    pub scans: i64,
    /// Openings by programs.
    #[diesel(sql_type = BigInt)]
    pub bots: i64,
}

/// What was counted of a key.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Group {
    /// A code, a host or an id; empty for what is not known.
    #[diesel(sql_type = Text)]
    pub key: String,
    /// Scans by people.
    #[diesel(sql_type = BigInt)]
    pub scans: i64,
    /// Those of the period before.
    #[diesel(sql_type = BigInt)]
    pub before: i64,
}

/// What was counted of a passport.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Leaf {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    template_id: Uuid,
    /// Its product.
    #[diesel(sql_type = Text)]
    pub product_key: String,
    /// Scans by people.
    #[diesel(sql_type = BigInt)]
    pub scans: i64,
    /// Those of the period before.
    #[diesel(sql_type = BigInt)]
    pub before: i64,
}

impl Leaf {
    /// The passport.
    pub fn passport(&self) -> PassportId {
        self.id.into()
    }

    /// Its template.
    pub fn template(&self) -> TemplateId {
        self.template_id.into()
    }
}

/// What a passport is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its template.
    pub template: TemplateId,
    /// The product's name.
    pub name: Labels,
    /// The product's identifier in the PIM.
    pub identifier: String,
    /// The number of the batch.
    pub batch: Option<String>,
    /// The number of the item.
    pub serial: Option<String>,
    /// Whether it is one of a batch or an item.
    pub is_unit: bool,
}

#[derive(QueryableByName)]
struct Kept {
    #[diesel(sql_type = SmallInt)]
    scan_days: i16,
    #[diesel(sql_type = Bool)]
    is_new: bool,
}

/// For how many days the brand's scans are kept, and whether it never had one.
pub async fn kept(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<(u32, bool), DbError> {
    let row: Kept = diesel::sql_query(
        "SELECT scan_days, NOT EXISTS (SELECT FROM scan_months WHERE brand_id = $1 AND dimension = 'total') AS is_new
         FROM brands WHERE id = $1",
    )
    .bind::<SqlUuid, _>(brand.0)
    .get_result(conn)
    .await?;
    Ok((u32::from(row.scan_days.unsigned_abs()), row.is_new))
}

/// What was counted of one key on each day of these ranges; days without are absent.
pub async fn days(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    (dimension, key): (&str, &str),
    ranges: &[Range],
) -> Result<Vec<Day>, DbError> {
    // Each day is looked for by itself: between two days of a passport lie all the other passports.
    let days: Vec<NaiveDate> = ranges.iter().flat_map(|range| range.each()).collect();
    let rows = diesel::sql_query(
        "SELECT day, scans, bots FROM scan_counts
         WHERE brand_id = $1 AND dimension = $2 AND day = ANY($3) AND key = $4",
    )
    .bind::<SqlUuid, _>(brand.0)
    .bind::<Text, _>(dimension)
    .bind::<Array<Date>, _>(days)
    .bind::<Text, _>(key)
    .load(conn)
    .await?;
    Ok(rows)
}

/// The sums by key of a period and of the one before, of two ranges of months and four of days ($3), each with how often it
/// counts for the one and for the other ($4). A range that is not needed ends before it begins.
const SUMS: &str =
    "SELECT key, sum(scans * now)::bigint AS scans, sum(scans * before)::bigint AS before FROM (
        SELECT key, scans, $4[1] AS now, $4[2] AS before FROM scan_months
            WHERE brand_id = $1 AND dimension = $2 AND month BETWEEN $3[1] AND $3[2]
        UNION ALL SELECT key, scans, $4[3], $4[4] FROM scan_months
            WHERE brand_id = $1 AND dimension = $2 AND month BETWEEN $3[3] AND $3[4]
        UNION ALL SELECT key, scans, $4[5], $4[6] FROM scan_counts
            WHERE brand_id = $1 AND dimension = $2 AND day BETWEEN $3[5] AND $3[6]
        UNION ALL SELECT key, scans, $4[7], $4[8] FROM scan_counts
            WHERE brand_id = $1 AND dimension = $2 AND day BETWEEN $3[7] AND $3[8]
        UNION ALL SELECT key, scans, $4[9], $4[10] FROM scan_counts
            WHERE brand_id = $1 AND dimension = $2 AND day BETWEEN $3[9] AND $3[10]
        UNION ALL SELECT key, scans, $4[11], $4[12] FROM scan_counts
            WHERE brand_id = $1 AND dimension = $2 AND day BETWEEN $3[11] AND $3[12]
    ) AS counted GROUP BY key HAVING sum(scans * now) + sum(scans * before) > 0";
const MONTHS: usize = 2;
const DAYS: usize = 4;

/// The ends of the six ranges, and how often each counts.
fn bounds(reading: &Reading) -> (Vec<NaiveDate>, Vec<i64>) {
    let some_day = NaiveDate::default();
    let none = Segment {
        range: Range {
            first: some_day,
            last: some_day.pred_opt().unwrap_or(some_day),
        },
        now: 0,
        before: 0,
    };
    let padded = |segments: &[Segment], count: usize| {
        let rest = std::iter::repeat_n(none, count.saturating_sub(segments.len()));
        segments
            .iter()
            .copied()
            .take(count)
            .chain(rest)
            .collect::<Vec<_>>()
    };
    let mut all = padded(&reading.months, MONTHS);
    all.extend(padded(&reading.days, DAYS));
    let ends = all
        .iter()
        .flat_map(|segment| [segment.range.first, segment.range.last]);
    let counts = all.iter().flat_map(|segment| [segment.now, segment.before]);
    (ends.collect(), counts.collect())
}

/// Does without the compiler of the database for this transaction: it takes longer than it saves here.
pub async fn prepare(conn: &mut AsyncPgConnection) -> Result<(), DbError> {
    diesel::sql_query("SET LOCAL jit = off").execute(conn).await?;
    Ok(())
}

/// What was counted of each key of a dimension.
pub async fn groups(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    dimension: &str,
    reading: &Reading,
) -> Result<Vec<Group>, DbError> {
    let (ends, counts) = bounds(reading);
    let rows = diesel::sql_query(SUMS)
        .bind::<SqlUuid, _>(brand.0)
        .bind::<Text, _>(dimension)
        .bind::<Array<Date>, _>(ends)
        .bind::<Array<BigInt>, _>(counts)
        .load(conn)
        .await?;
    Ok(rows)
}

/// What was counted of each passport that is still there, of one template or of all.
pub async fn passports(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    template: Option<TemplateId>,
    reading: &Reading,
) -> Result<Vec<Leaf>, DbError> {
    let (ends, counts) = bounds(reading);
    let sql = format!(
        "SELECT p.id, p.template_id, p.product_key, c.scans, c.before FROM ({SUMS}) AS c
         JOIN passports p ON p.id = c.key::uuid AND p.brand_id = $1
         WHERE $5::uuid IS NULL OR p.template_id = $5"
    );
    let rows = diesel::sql_query(sql)
        .bind::<SqlUuid, _>(brand.0)
        .bind::<Text, _>("passport")
        .bind::<Array<Date>, _>(ends)
        .bind::<Array<BigInt>, _>(counts)
        .bind::<Nullable<SqlUuid>, _>(template.map(|id| id.0))
        .load(conn)
        .await?;
    Ok(rows)
}

#[derive(QueryableByName)]
struct NamedRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    template_id: Uuid,
    #[diesel(sql_type = Jsonb)]
    name: serde_json::Value,
    #[diesel(sql_type = Text)]
    product_identifier: String,
    #[diesel(sql_type = Nullable<Text>)]
    batch: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    serial: Option<String>,
    #[diesel(sql_type = Bool)]
    is_unit: bool,
}

impl NamedRow {
    fn named(self) -> Result<(PassportId, Named), DbError> {
        let named = Named {
            template: self.template_id.into(),
            name: serde_json::from_value(self.name).map_err(DbError::other)?,
            identifier: self.product_identifier,
            batch: self.batch,
            serial: self.serial,
            is_unit: self.is_unit,
        };
        Ok((self.id.into(), named))
    }
}

const NAMED: &str = "SELECT id, template_id, name, product_identifier, batch, serial, granularity <> 'model' AS is_unit FROM passports";

/// What these passports are called.
pub async fn named(
    conn: &mut AsyncPgConnection,
    ids: &[PassportId],
) -> Result<HashMap<PassportId, Named>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<NamedRow> = diesel::sql_query(format!("{NAMED} WHERE id = ANY($1)"))
        .bind::<Array<SqlUuid>, _>(ids)
        .load(conn)
        .await?;
    rows.into_iter().map(NamedRow::named).collect()
}

/// What a passport is called.
pub async fn name(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Option<Named>, DbError> {
    let row: Option<NamedRow> = diesel::sql_query(format!("{NAMED} WHERE id = $1"))
        .bind::<SqlUuid, _>(id.0)
        .get_result(conn)
        .await
        .optional()?;
    row.map(|row| Ok(row.named()?.1)).transpose()
}

#[derive(QueryableByName)]
struct TemplateName {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Jsonb)]
    design: serde_json::Value,
}

/// All templates of the brand, by name.
pub async fn templates(conn: &mut AsyncPgConnection) -> Result<Vec<(TemplateId, String)>, DbError> {
    let rows: Vec<TemplateName> =
        diesel::sql_query("SELECT id, jsonb_build_object('name', design -> 'name') AS design FROM templates")
            .load(conn)
            .await?;
    let mut named: Vec<(TemplateId, String)> = rows
        .into_iter()
        .map(|row| (row.id.into(), name_of(&row.design)))
        .collect();
    named.sort_by_key(|(id, name)| (name.to_lowercase(), *id));
    Ok(named)
}

//! Scans: written in batches across brands, and forgotten when their time is over.

use crate::{
    DbError,
    schema::{brands, passports, scan_counts, scan_months},
};
use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Date, Integer, Nullable, SmallInt, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, PassportId, TemplateId,
    scan::{Device, Dimension},
};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Scans that differ in nothing, as they are stored.
#[derive(Clone, Copy, Debug)]
pub struct Scan<'a> {
    /// Whose passport it was.
    pub brand: BrandId,
    /// Which passport.
    pub passport: PassportId,
    /// How it looks.
    pub template: TemplateId,
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// From which country.
    pub country: Option<&'a str>,
    /// With what.
    pub device: Device,
    /// In which language, as the reader prefers it.
    pub language: Option<&'a str>,
    /// From which host.
    pub referrer: Option<&'a str>,
    /// For how many days it is kept.
    pub keep_days: i16,
    /// How many there were.
    pub number: i32,
}

/// How often something was counted in a day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Count<'a> {
    /// Whose scans.
    pub brand: BrandId,
    /// By what they are counted.
    pub dimension: Dimension,
    /// The day, or the first of the month.
    pub from: NaiveDate,
    /// What of the dimension; empty where it is not known.
    pub key: &'a str,
    /// Those of people.
    pub scans: i64,
    /// Those of programs.
    pub bots: i64,
}

/// How finely something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// By days.
    Day,
    /// By months.
    Month,
}

impl Span {
    const fn table(self) -> (&'static str, &'static str) {
        match self {
            Self::Day => ("scan_counts", "day"),
            Self::Month => ("scan_months", "month"),
        }
    }
}

/// For how many days the scans of these brands are kept. A brand that is gone is left out.
pub async fn kept_days(
    conn: &mut AsyncPgConnection,
    of: &[BrandId],
) -> Result<HashMap<BrandId, i16>, DbError> {
    let ids: Vec<Uuid> = of.iter().map(|brand| brand.0).collect();
    let rows: Vec<(Uuid, i16)> = brands::table
        .filter(brands::id.eq_any(ids))
        .select((brands::id, brands::scan_days))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(id, days)| (id.into(), days)).collect())
}

/// The templates of these passports. One that is gone is left out.
pub async fn templates(
    conn: &mut AsyncPgConnection,
    of: &[PassportId],
) -> Result<HashMap<PassportId, TemplateId>, DbError> {
    let ids: Vec<Uuid> = of.iter().map(|passport| passport.0).collect();
    let rows: Vec<(Uuid, Uuid)> = passports::table
        .filter(passports::id.eq_any(ids))
        .select((passports::id, passports::template_id))
        .load(conn)
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, template)| (id.into(), template.into()))
        .collect())
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = Integer)]
    number: i32,
}

/// Makes the partitions of these months where they lack; how many.
pub async fn make_months(
    conn: &mut AsyncPgConnection,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<i32, DbError> {
    let made: Number = sql_query("SELECT make_scan_months($1, $2) AS number")
        .bind::<Date, _>(first)
        .bind::<Date, _>(last)
        .get_result(conn)
        .await?;
    Ok(made.number)
}

/// Drops the partitions whose time is over; how many.
pub async fn drop_months(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<i32, DbError> {
    let dropped: Number = sql_query("SELECT drop_scan_months($1) AS number")
        .bind::<Date, _>(today)
        .get_result(conn)
        .await?;
    Ok(dropped.number)
}

/// Stores scans.
pub async fn insert(conn: &mut AsyncPgConnection, scans: &[Scan<'_>]) -> Result<(), DbError> {
    sql_query(
        "INSERT INTO scans (brand_id, passport_id, template_id, at, country, device, language, referrer, keep_days, number) \
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::text[], $7::text[], \
         $8::text[], $9::smallint[], $10::integer[])",
    )
    .bind::<Array<SqlUuid>, _>(list(scans, |scan| scan.brand.0))
    .bind::<Array<SqlUuid>, _>(list(scans, |scan| scan.passport.0))
    .bind::<Array<SqlUuid>, _>(list(scans, |scan| scan.template.0))
    .bind::<Array<Timestamptz>, _>(list(scans, |scan| scan.at))
    .bind::<Array<Nullable<Text>>, _>(list(scans, |scan| scan.country))
    .bind::<Array<Text>, _>(list(scans, |scan| scan.device.as_str()))
    .bind::<Array<Nullable<Text>>, _>(list(scans, |scan| scan.language))
    .bind::<Array<Nullable<Text>>, _>(list(scans, |scan| scan.referrer))
    .bind::<Array<SmallInt>, _>(list(scans, |scan| scan.keep_days))
    .bind::<Array<Integer>, _>(list(scans, |scan| scan.number))
    .execute(conn)
    .await?;
    Ok(())
}

/// Raises counts. Everybody writes them in one order, so that two who do it at once wait for each other and do not stand in each
/// other's way; each may be named once.
pub async fn count(conn: &mut AsyncPgConnection, span: Span, counts: &[Count<'_>]) -> Result<(), DbError> {
    let (table, from) = span.table();
    sql_query(format!(
        "INSERT INTO {table} AS known (brand_id, dimension, {from}, key, scans, bots) \
         SELECT * FROM unnest($1::uuid[], $2::text[], $3::date[], $4::text[], $5::bigint[], $6::bigint[]) \
             AS new (brand_id, dimension, {from}, key, scans, bots) \
         ORDER BY brand_id, dimension, {from}, key \
         ON CONFLICT (brand_id, dimension, {from}, key) \
         DO UPDATE SET scans = known.scans + excluded.scans, bots = known.bots + excluded.bots"
    ))
    .bind::<Array<SqlUuid>, _>(list(counts, |count| count.brand.0))
    .bind::<Array<Text>, _>(list(counts, |count| count.dimension.as_str()))
    .bind::<Array<Date>, _>(list(counts, |count| count.from))
    .bind::<Array<Text>, _>(list(counts, |count| count.key))
    .bind::<Array<BigInt>, _>(list(counts, |count| count.scans))
    .bind::<Array<BigInt>, _>(list(counts, |count| count.bots))
    .execute(conn)
    .await?;
    Ok(())
}

/// A host that led to a brand's passports on a day.
pub type Referrer = (BrandId, NaiveDate, String);

#[derive(QueryableByName)]
struct Known {
    #[diesel(sql_type = SqlUuid)]
    brand_id: Uuid,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = Text)]
    key: String,
}

/// Which of these hosts are counted already.
pub async fn known_referrers(
    conn: &mut AsyncPgConnection,
    asked: &[Referrer],
) -> Result<HashSet<Referrer>, DbError> {
    let rows: Vec<Known> = sql_query(
        "SELECT brand_id, day, key FROM unnest($1::uuid[], $2::date[], $3::text[]) AS asked (brand_id, day, key) \
         JOIN scan_counts USING (brand_id, day, key) WHERE dimension = 'referrer'",
    )
    .bind::<Array<SqlUuid>, _>(list(asked, |one| one.0.0))
    .bind::<Array<Date>, _>(list(asked, |one| one.1))
    .bind::<Array<Text>, _>(list(asked, |one| one.2.as_str()))
    .load(conn)
    .await?;
    let known = |row: Known| (row.brand_id.into(), row.day, row.key);
    Ok(rows.into_iter().map(known).collect())
}

#[derive(QueryableByName)]
struct Hosts {
    #[diesel(sql_type = SqlUuid)]
    brand_id: Uuid,
    #[diesel(sql_type = Date)]
    day: NaiveDate,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// How many hosts each of these days of brands has counted already.
pub async fn referrers_of(
    conn: &mut AsyncPgConnection,
    days: &[(BrandId, NaiveDate)],
) -> Result<HashMap<(BrandId, NaiveDate), usize>, DbError> {
    let rows: Vec<Hosts> = sql_query(
        "SELECT brand_id, day, count(*) AS number FROM unnest($1::uuid[], $2::date[]) AS asked (brand_id, day) \
         JOIN scan_counts USING (brand_id, day) WHERE dimension = 'referrer' GROUP BY brand_id, day",
    )
    .bind::<Array<SqlUuid>, _>(list(days, |one| one.0.0))
    .bind::<Array<Date>, _>(list(days, |one| one.1))
    .load(conn)
    .await?;
    let number = |row: Hosts| {
        let number = usize::try_from(row.number).unwrap_or(usize::MAX);
        ((row.brand_id.into(), row.day), number)
    };
    Ok(rows.into_iter().map(number).collect())
}

/// Whether anything is counted; through the brand's door.
pub async fn any(conn: &mut AsyncPgConnection) -> Result<bool, DbError> {
    let counted = diesel::dsl::exists(scan_counts::table.select(scan_counts::scans));
    Ok(diesel::select(counted).get_result(conn).await?)
}

/// How often something was counted in a month.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Monthly {
    /// By what.
    #[diesel(sql_type = Text)]
    pub dimension: String,
    /// What of it; empty where it is not known.
    #[diesel(sql_type = Text)]
    pub key: String,
    /// Those of people.
    #[diesel(sql_type = BigInt)]
    pub scans: i64,
    /// Those of programs.
    #[diesel(sql_type = BigInt)]
    pub bots: i64,
}

/// The months with counts; through the brand's door.
pub async fn months(conn: &mut AsyncPgConnection) -> Result<Vec<NaiveDate>, DbError> {
    Ok(scan_months::table
        .select(scan_months::month)
        .distinct()
        .order(scan_months::month)
        .load(conn)
        .await?)
}

/// The counts of a month: the total, and groups of at least `fewest` people; through the brand's door.
pub async fn of_month(
    conn: &mut AsyncPgConnection,
    month: NaiveDate,
    fewest: i64,
) -> Result<Vec<Monthly>, DbError> {
    Ok(sql_query(
        "SELECT dimension, key, scans, bots FROM scan_months WHERE month = $1 AND (dimension = 'total' OR scans >= $2) \
         ORDER BY dimension, key",
    )
    .bind::<Date, _>(month)
    .bind::<BigInt, _>(fewest)
    .load(conn)
    .await?)
}

/// Deletes the counts of days and months that are older than their brand keeps; how many. The dimensions are named, so that each
/// is a range of the key.
pub async fn forget(conn: &mut AsyncPgConnection, today: NaiveDate) -> Result<usize, DbError> {
    let mut gone = 0;
    for (table, over) in [
        ("scan_counts", "day < $1 - scan_days"),
        (
            "scan_months",
            "(month + interval '1 month')::date <= $1 - scan_days",
        ),
    ] {
        gone += sql_query(format!(
            "DELETE FROM {table} USING brands CROSS JOIN unnest(ARRAY['total', 'country', 'device', 'language', 'referrer', \
                 'template', 'passport']) AS one (name) \
             WHERE brand_id = brands.id AND dimension = one.name AND {over}"
        ))
        .bind::<Date, _>(today)
        .execute(conn)
        .await?;
    }
    Ok(gone)
}

fn list<'a, T, V>(all: &'a [T], value: impl FnMut(&'a T) -> V) -> Vec<V> {
    all.iter().map(value).collect()
}

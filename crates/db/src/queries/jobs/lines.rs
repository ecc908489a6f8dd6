//! The lines of a job: one per product, first without a result, then with one. A line with a result never changes again.

use super::{Claimed, number, signed};
use crate::{
    DbError,
    schema::{job_lines, jobs},
};
use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, Integer, Jsonb, Nullable, Text, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, JobId,
    catalog::ProductKey,
    job::{PublishOutcome, PublishResult},
};
use serde::Deserialize;
use std::collections::HashSet;

/// A product that a job is to deal with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its place in the job, from 0.
    pub position: u32,
    /// The product as it was asked for.
    pub key: ProductKey,
}

/// A line to store.
#[derive(Clone, Debug)]
pub struct Line {
    /// The product.
    pub asked: Pending,
    /// Its identifier or name, for people.
    pub label: String,
    /// What happened; none where it is still to be dealt with.
    pub result: Option<PublishResult>,
}

/// Adds products to a job that is new.
pub async fn add_pending(
    conn: &mut AsyncPgConnection,
    (brand, job): (BrandId, JobId),
    keys: &[ProductKey],
) -> Result<(), DbError> {
    let keys: Vec<&str> = keys.iter().map(|key| key.0.as_str()).collect();
    let added = sql_query(
        "INSERT INTO job_lines (job_id, brand_id, position, product_key, label) \
         SELECT $1, $2, asked.n - 1, asked.key, asked.key FROM unnest($3) WITH ORDINALITY AS asked (key, n)",
    )
    .bind::<SqlUuid, _>(job.0)
    .bind::<SqlUuid, _>(brand.0)
    .bind::<Array<Text>, _>(keys)
    .execute(conn)
    .await?;
    set_total(conn, job, added).await
}

/// Adds units to a job that is new: the code of each, its name for people, and what it is to be.
pub async fn add_units(
    conn: &mut AsyncPgConnection,
    (brand, job): (BrandId, JobId),
    units: Vec<(String, String, serde_json::Value)>,
) -> Result<(), DbError> {
    let (mut keys, mut labels, mut values) = (Vec::new(), Vec::new(), Vec::new());
    for (key, label, value) in units {
        keys.push(key);
        labels.push(label);
        values.push(value);
    }
    let added = sql_query(
        "INSERT INTO job_lines (job_id, brand_id, position, product_key, label, unit) \
         SELECT $1, $2, asked.n - 1, asked.key, asked.label, asked.unit \
         FROM unnest($3, $4, $5) WITH ORDINALITY AS asked (key, label, unit, n)",
    )
    .bind::<SqlUuid, _>(job.0)
    .bind::<SqlUuid, _>(brand.0)
    .bind::<Array<Text>, _>(keys)
    .bind::<Array<Text>, _>(labels)
    .bind::<Array<Jsonb>, _>(values)
    .execute(conn)
    .await?;
    set_total(conn, job, added).await
}

/// The first units without a result: line, name for people, and what each is to be.
pub async fn pending_units(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    limit: i64,
) -> Result<Vec<(Line, serde_json::Value)>, DbError> {
    let rows: Vec<(i32, String, String, Option<serde_json::Value>)> = job_lines::table
        .filter(job_lines::job_id.eq(job.id.0))
        .filter(job_lines::rank.is_null())
        .order(job_lines::position)
        .select((
            job_lines::position,
            job_lines::product_key,
            job_lines::label,
            job_lines::unit,
        ))
        .limit(limit)
        .load(conn)
        .await?;
    let line = |(position, key, label, unit): (i32, String, String, Option<serde_json::Value>)| {
        let asked = Pending {
            position: number(position),
            key: ProductKey(key),
        };
        let line = Line {
            asked,
            label,
            result: None,
        };
        (line, unit.unwrap_or_default())
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Adds to a job that is new what failed in another one, with `untried` also what that never came to. How many there are.
pub async fn add_left_over(
    conn: &mut AsyncPgConnection,
    (brand, job): (BrandId, JobId),
    from: JobId,
    untried: bool,
) -> Result<usize, DbError> {
    let added = sql_query(
        "INSERT INTO job_lines (job_id, brand_id, position, product_key, label, unit) \
         SELECT $1, $2, row_number() OVER (ORDER BY position) - 1, product_key, label, unit \
         FROM job_lines WHERE job_id = $3 AND (rank = 0 OR (rank IS NULL AND $4))",
    )
    .bind::<SqlUuid, _>(job.0)
    .bind::<SqlUuid, _>(brand.0)
    .bind::<SqlUuid, _>(from.0)
    .bind::<diesel::sql_types::Bool, _>(untried)
    .execute(conn)
    .await?;
    set_total(conn, job, added).await?;
    Ok(added)
}

async fn set_total(conn: &mut AsyncPgConnection, job: JobId, total: usize) -> Result<(), DbError> {
    let total = i32::try_from(total).map_err(DbError::other)?;
    diesel::update(jobs::table.find(job.0))
        .set(jobs::total.eq(total))
        .execute(conn)
        .await?;
    Ok(())
}

/// The first lines without a result.
pub async fn pending(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    limit: i64,
) -> Result<Vec<Pending>, DbError> {
    let rows: Vec<(i32, String)> = job_lines::table
        .filter(job_lines::job_id.eq(job.id.0))
        .filter(job_lines::rank.is_null())
        .order(job_lines::position)
        .select((job_lines::position, job_lines::product_key))
        .limit(limit)
        .load(conn)
        .await?;
    let pending = |(position, key)| Pending {
        position: number(position),
        key: ProductKey(key),
    };
    Ok(rows.into_iter().map(pending).collect())
}

/// Which of these products have a line, with or without a result.
pub async fn known(
    conn: &mut AsyncPgConnection,
    job: &Claimed,
    keys: &[&str],
) -> Result<HashSet<String>, DbError> {
    let rows: Vec<String> = job_lines::table
        .filter(job_lines::job_id.eq(job.id.0))
        .filter(job_lines::product_key.eq_any(keys))
        .select(job_lines::product_key)
        .load(conn)
        .await?;
    Ok(rows.into_iter().collect())
}

/// The position behind the last line.
pub async fn next_position(conn: &mut AsyncPgConnection, job: &Claimed) -> Result<u32, DbError> {
    let last: Option<i32> = job_lines::table
        .filter(job_lines::job_id.eq(job.id.0))
        .select(diesel::dsl::max(job_lines::position))
        .first(conn)
        .await?;
    Ok(last.map_or(0, |last| number(last) + 1))
}

/// Stores lines: new ones, and the results of those that waited.
pub async fn store(conn: &mut AsyncPgConnection, job: &Claimed, lines: &[Line]) -> Result<(), DbError> {
    let positions: Vec<i32> = lines.iter().map(|line| signed(line.asked.position)).collect();
    let keys: Vec<&str> = lines.iter().map(|line| line.asked.key.0.as_str()).collect();
    let labels: Vec<&str> = lines.iter().map(|line| line.label.as_str()).collect();
    let json = |line: &Line| line.result.as_ref().map(serde_json::to_value).transpose();
    let results: Vec<_> = lines
        .iter()
        .map(json)
        .collect::<Result<_, _>>()
        .map_err(DbError::other)?;
    sql_query(
        "INSERT INTO job_lines (job_id, brand_id, position, product_key, label, result) \
         SELECT $1, $2, line.* FROM unnest($3, $4, $5, $6) AS line \
         ON CONFLICT (job_id, product_key) DO UPDATE SET label = excluded.label, result = excluded.result \
         WHERE job_lines.result IS NULL",
    )
    .bind::<SqlUuid, _>(job.id.0)
    .bind::<SqlUuid, _>(job.brand.0)
    .bind::<Array<Integer>, _>(positions)
    .bind::<Array<Text>, _>(keys)
    .bind::<Array<Text>, _>(labels)
    .bind::<Array<Nullable<Jsonb>>, _>(results)
    .execute(conn)
    .await?;
    Ok(())
}

/// Makes all lines without a result failures. How many there were.
pub async fn fail_pending(conn: &mut AsyncPgConnection, job: &Claimed, why: &str) -> Result<u32, DbError> {
    let result = PublishResult::Failed { why: why.to_owned() };
    let result = serde_json::to_value(result).map_err(DbError::other)?;
    let waiting = job_lines::table
        .filter(job_lines::job_id.eq(job.id.0))
        .filter(job_lines::rank.is_null());
    let changed = diesel::update(waiting)
        .set(job_lines::result.eq(result))
        .execute(conn)
        .await?;
    u32::try_from(changed).map_err(DbError::other)
}

/// A part of the report of a job: failures first, then what is new, then what stayed as it was.
pub async fn page(
    conn: &mut AsyncPgConnection,
    job: JobId,
    (limit, offset): (u32, u32),
) -> Result<Vec<PublishOutcome>, DbError> {
    let rows: Vec<Row> = job_lines::table
        .filter(job_lines::job_id.eq(job.0))
        .filter(job_lines::rank.is_not_null())
        .order((job_lines::rank, job_lines::position))
        .select((job_lines::product_key, job_lines::label, job_lines::result))
        .limit(limit.into())
        .offset(offset.into())
        .load(conn)
        .await?;
    rows.into_iter().map(outcome).collect()
}

/// A part of the report of a job in the order of the job, behind a position, and the position of its last line.
pub async fn share(
    conn: &mut AsyncPgConnection,
    job: JobId,
    (limit, after): (u32, Option<u32>),
) -> Result<(Vec<PublishOutcome>, Option<u32>), DbError> {
    let rows: Vec<(i32, Row)> = job_lines::table
        .filter(job_lines::job_id.eq(job.0))
        .filter(job_lines::rank.is_not_null())
        .filter(job_lines::position.gt(after.map_or(-1, signed)))
        .order(job_lines::position)
        .select((
            job_lines::position,
            (job_lines::product_key, job_lines::label, job_lines::result),
        ))
        .limit(limit.into())
        .load(conn)
        .await?;
    let last = rows.last().map(|(position, _)| number(*position));
    let lines = rows.into_iter().map(|(_, row)| outcome(row));
    Ok((lines.collect::<Result<_, _>>()?, last))
}

type Row = (String, String, Option<serde_json::Value>);

fn outcome((key, label, result): Row) -> Result<PublishOutcome, DbError> {
    Ok(PublishOutcome {
        key: ProductKey(key),
        label,
        result: PublishResult::deserialize(result.unwrap_or_default()).map_err(DbError::other)?,
    })
}

//! The passports that are opened most; through the system door.

use crate::DbError;
use chrono::NaiveDate;
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Date, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    path: String,
}

/// Brand by brand along the key, because a range of days of all brands would be the whole table.
const MOST_READ: &str = "SELECT passports.path
    FROM brands
    CROSS JOIN LATERAL (
        SELECT key, sum(scans) AS times FROM scan_counts
        WHERE brand_id = brands.id AND dimension = 'passport' AND day >= $1
        GROUP BY key ORDER BY times DESC, key LIMIT $2
    ) read
    JOIN passports ON passports.brand_id = brands.id AND passports.id::text = read.key
    WHERE NOT passports.live AND passports.suspended_at IS NULL
    ORDER BY read.times DESC, passports.path
    LIMIT $2";

/// The paths of at most `max` passports that people have opened most since a day, the most opened first.
pub async fn since(conn: &mut AsyncPgConnection, day: NaiveDate, max: i64) -> Result<Vec<String>, DbError> {
    let rows: Vec<Row> = sql_query(MOST_READ)
        .bind::<Date, _>(day)
        .bind::<BigInt, _>(max)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.path).collect())
}

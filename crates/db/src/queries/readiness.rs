//! How ready the products of a template are; through the brand door.

use super::passports::is_model;
use crate::{
    DbError,
    schema::{passports, readiness},
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count_star, sql},
    pg::Pg,
    prelude::*,
    sql_types::{BigInt, Bool, Double, Nullable, Text},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, PassportId, TemplateId,
    catalog::ProductKey,
    readiness::{BOARD_PAGE, BoardQuery, Order, Show},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is stored of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// The product.
    pub key: ProductKey,
    /// Its identifier.
    pub identifier: String,
    /// The share of mandatory points that are filled.
    pub percent: u8,
    /// The mandatory points without a value.
    pub missing: Vec<String>,
    /// The points with a wrong value.
    pub invalid: Vec<String>,
    /// When it was looked at.
    pub checked_at: DateTime<Utc>,
}

/// The sums over all products of a template.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Products.
    pub products: u32,
    /// Those without anything missing or wrong.
    pub ready: u32,
    /// The mean percentage.
    pub average: Option<u8>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = readiness)]
struct Row {
    product_key: String,
    product_identifier: String,
    percent: i16,
    missing: Vec<String>,
    invalid: Vec<String>,
    checked_at: DateTime<Utc>,
}

impl From<Row> for Assessed {
    fn from(row: Row) -> Self {
        Self {
            key: ProductKey(row.product_key),
            identifier: row.product_identifier,
            percent: u8::try_from(row.percent).unwrap_or(0),
            missing: row.missing,
            invalid: row.invalid,
            checked_at: row.checked_at,
        }
    }
}

/// Stores what was found of a page of products.
pub async fn put(
    conn: &mut AsyncPgConnection,
    (brand, template): (BrandId, TemplateId),
    products: &[Assessed],
) -> Result<(), DbError> {
    let rows: Vec<_> = products
        .iter()
        .map(|product| {
            (
                readiness::template_id.eq(template.0),
                readiness::product_key.eq(&product.key.0),
                readiness::brand_id.eq(brand.0),
                readiness::product_identifier.eq(&product.identifier),
                readiness::percent.eq(i16::from(product.percent)),
                readiness::missing.eq(&product.missing),
                readiness::invalid.eq(&product.invalid),
                readiness::checked_at.eq(product.checked_at),
            )
        })
        .collect();
    diesel::insert_into(readiness::table)
        .values(rows)
        .on_conflict((readiness::template_id, readiness::product_key))
        .do_update()
        .set((
            readiness::product_identifier.eq(diesel::upsert::excluded(readiness::product_identifier)),
            readiness::percent.eq(diesel::upsert::excluded(readiness::percent)),
            readiness::missing.eq(diesel::upsert::excluded(readiness::missing)),
            readiness::invalid.eq(diesel::upsert::excluded(readiness::invalid)),
            readiness::checked_at.eq(diesel::upsert::excluded(readiness::checked_at)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets products that a check which began at `since` did not come across.
pub async fn forget_older(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    since: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::delete(readiness::table.filter(readiness::template_id.eq(template.0)))
        .filter(readiness::checked_at.lt(since))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets all products of a template.
pub async fn forget(conn: &mut AsyncPgConnection, template: TemplateId) -> Result<(), DbError> {
    diesel::delete(readiness::table.filter(readiness::template_id.eq(template.0)))
        .execute(conn)
        .await?;
    Ok(())
}

const READY: &str = "missing = '{}' AND invalid = '{}'";

/// The sums of each template that has any products, or of this one alone.
pub async fn sums(
    conn: &mut AsyncPgConnection,
    only: Option<TemplateId>,
) -> Result<BTreeMap<TemplateId, Sums>, DbError> {
    let all = readiness::table
        .group_by(readiness::template_id)
        .select((
            readiness::template_id,
            count_star(),
            sql::<BigInt>("count(*) FILTER (WHERE ").sql(READY).sql(")"),
            sql::<Nullable<Double>>("floor(avg(percent))::float8"),
        ))
        .into_boxed();
    let wanted = match only {
        Some(template) => all.filter(readiness::template_id.eq(template.0)),
        None => all,
    };
    let rows: Vec<(Uuid, i64, i64, Option<f64>)> = wanted.load(conn).await?;
    Ok(rows
        .into_iter()
        .map(|(template, products, ready, average)| {
            let sums = Sums {
                products: number(products),
                ready: number(ready),
                average: average.map(percent),
            };
            (template.into(), sums)
        })
        .collect())
}

fn percent(mean: f64) -> u8 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a mean of percentages is one"
    )]
    let percent = mean.clamp(0.0, 100.0) as u8;
    percent
}

fn number(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

type Rows<'a> = readiness::BoxedQuery<'a, Pg>;

fn matching(template: TemplateId, query: &BoardQuery, publish_from: u8) -> Rows<'_> {
    let mut rows = readiness::table
        .filter(readiness::template_id.eq(template.0))
        .into_boxed();
    if !query.search.is_empty() {
        let pattern = format!(
            "%{}%",
            query
                .search
                .replace('\\', "\\\\")
                .replace('%', "\\%")
                .replace('_', "\\_")
        );
        rows = rows.filter(readiness::product_identifier.ilike(pattern));
    }
    rows = match query.show {
        Show::All => rows,
        Show::Missing => rows.filter(sql::<Bool>("missing <> '{}'")),
        Show::Invalid => rows.filter(sql::<Bool>("invalid <> '{}'")),
        Show::Ready => rows.filter(sql::<Bool>(READY)),
        Show::Below => rows.filter(readiness::percent.lt(i16::from(publish_from))),
    };
    if let Some(point) = &query.point {
        let has = sql::<Bool>("(")
            .bind::<Text, _>(point.as_str())
            .sql(" = ANY(missing) OR ")
            .bind::<Text, _>(point.as_str())
            .sql(" = ANY(invalid))");
        rows = rows.filter(has);
    }
    rows
}

/// A page of products.
pub async fn page(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    query: &BoardQuery,
    publish_from: u8,
) -> Result<Vec<Assessed>, DbError> {
    let rows = matching(template, query, publish_from);
    let rows = match query.order {
        Order::Least => rows.order((readiness::percent.asc(), readiness::product_identifier.asc())),
        Order::Most => rows.order((readiness::percent.desc(), readiness::product_identifier.asc())),
        Order::Identifier => rows.order((readiness::product_identifier.asc(), readiness::product_key.asc())),
    };
    let rows: Vec<Row> = rows
        .select(Row::as_select())
        .limit(i64::from(BOARD_PAGE))
        .offset(i64::from(query.page.saturating_sub(1)) * i64::from(BOARD_PAGE))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Assessed::from).collect())
}

/// How many products match.
pub async fn matches(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    query: &BoardQuery,
    publish_from: u8,
) -> Result<u32, DbError> {
    let count: i64 = matching(template, query, publish_from)
        .count()
        .get_result(conn)
        .await?;
    Ok(number(count))
}

/// All products by identifier, a chunk at a time: those after `after`.
pub async fn after(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    after: &str,
    limit: i64,
) -> Result<Vec<Assessed>, DbError> {
    let rows: Vec<Row> = readiness::table
        .filter(readiness::template_id.eq(template.0))
        .filter(readiness::product_key.gt(after))
        .order(readiness::product_key)
        .limit(limit)
        .select(Row::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(Assessed::from).collect())
}

/// The data points that products lack or have wrong, with how many products each.
pub async fn gaps(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
) -> Result<Vec<(String, u32, u32)>, DbError> {
    #[derive(QueryableByName)]
    struct Gap {
        #[diesel(sql_type = Text)]
        point: String,
        #[diesel(sql_type = BigInt)]
        missing: i64,
        #[diesel(sql_type = BigInt)]
        invalid: i64,
    }
    let rows: Vec<Gap> = diesel::sql_query(
        "SELECT point, count(*) FILTER (WHERE lacks) AS missing, count(*) FILTER (WHERE NOT lacks) AS invalid FROM (
             SELECT unnest(missing) AS point, true AS lacks FROM readiness WHERE template_id = $1
             UNION ALL
             SELECT unnest(invalid), false FROM readiness WHERE template_id = $1
         ) gaps GROUP BY point ORDER BY count(*) DESC, point LIMIT 100",
    )
    .bind::<diesel::sql_types::Uuid, _>(template.0)
    .load(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|gap| (gap.point, number(gap.missing), number(gap.invalid)))
        .collect())
}

/// The passports that these products have under the template.
pub async fn passports_of(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    keys: &[&str],
) -> Result<BTreeMap<String, PassportId>, DbError> {
    let rows: Vec<(String, Uuid)> = passports::table
        .filter(passports::template_id.eq(template.0))
        .filter(passports::product_key.eq_any(keys))
        .filter(is_model())
        .select((passports::product_key, passports::id))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|(key, id)| (key, id.into())).collect())
}

//! What people entered by hand; through the brand door. Rows are only added.

use crate::{DbError, schema::entries};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_types::{Array, Nullable, Text, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, ConnectionId, Locale, UserId,
    profile::PointId,
    readiness::{Entry, Scope},
};
use uuid::Uuid;

/// Where entries stand: a connection, and the name of a profile without its version.
#[derive(Clone, Copy, Debug)]
pub struct Book<'a> {
    /// The connection.
    pub connection: ConnectionId,
    /// The profile's name.
    pub profile: &'a str,
}

/// A new entry.
#[derive(Clone, Debug)]
pub struct NewEntry<'a> {
    /// Its id.
    pub id: Uuid,
    /// Its brand.
    pub brand: BrandId,
    /// The data point.
    pub point: &'a PointId,
    /// Where it counts.
    pub scope: Scope,
    /// The product's key, the family's code, or nothing.
    pub place: &'a str,
    /// The language.
    pub locale: Option<&'a Locale>,
    /// What was typed; none takes the one before back.
    pub value: Option<&'a str>,
    /// Who.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

/// An entry with its place.
#[derive(Clone, Debug)]
pub struct Placed {
    /// The product's key, the family's code, or nothing.
    pub place: String,
    /// The entry.
    pub entry: Entry,
}

/// Adds an entry.
pub async fn add(conn: &mut AsyncPgConnection, book: Book<'_>, new: &NewEntry<'_>) -> Result<(), DbError> {
    diesel::insert_into(entries::table)
        .values((
            entries::id.eq(new.id),
            entries::brand_id.eq(new.brand.0),
            entries::connection_id.eq(book.connection.0),
            entries::profile.eq(book.profile),
            entries::point.eq(new.point.as_str()),
            entries::scope.eq(new.scope.word()),
            entries::place.eq(new.place),
            entries::locale.eq(new.locale.map_or("", Locale::as_str)),
            entries::value.eq(new.value),
            entries::entered_by.eq(Some(new.by.0)),
            entries::entered_at.eq(new.at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Whether anything was ever entered for a single product.
pub async fn any_of_products(conn: &mut AsyncPgConnection, book: Book<'_>) -> Result<bool, DbError> {
    let own = entries::table
        .filter(entries::connection_id.eq(book.connection.0))
        .filter(entries::profile.eq(book.profile))
        .filter(entries::scope.eq(Scope::Product.word()));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(conn).await?)
}

/// What counts for these products of a family today: the newest of each place, without those that were taken back.
pub async fn current(
    conn: &mut AsyncPgConnection,
    book: Book<'_>,
    family: &str,
    products: &[&str],
) -> Result<Vec<Placed>, DbError> {
    let newest = format!(
        "SELECT DISTINCT ON (e.scope, e.place, e.point, e.locale) {COLUMNS} {IN_PLACES}
         ORDER BY e.scope, e.place, e.point, e.locale, e.entered_at DESC, e.id DESC"
    );
    let placed = load(conn, newest, book, family, products).await?;
    Ok(placed.into_iter().filter(|p| p.entry.value.is_some()).collect())
}

/// Everything that was ever entered for a product, its family or as a default, newest first.
pub async fn history(
    conn: &mut AsyncPgConnection,
    book: Book<'_>,
    family: &str,
    product: &str,
) -> Result<Vec<Placed>, DbError> {
    let all = format!("SELECT {COLUMNS} {IN_PLACES} ORDER BY e.entered_at DESC, e.id DESC LIMIT 2000");
    load(conn, all, book, family, &[product]).await
}

const COLUMNS: &str = "e.scope, e.place, e.point, e.locale, e.value, e.entered_at, u.email";
const IN_PLACES: &str = "FROM entries e LEFT JOIN users u ON u.id = e.entered_by
    WHERE e.connection_id = $1 AND e.profile = $2 AND (
        (e.scope = 'product' AND e.place = ANY($4)) OR (e.scope = 'family' AND e.place = $3) OR e.scope = 'default')";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    scope: String,
    #[diesel(sql_type = Text)]
    place: String,
    #[diesel(sql_type = Text)]
    point: String,
    #[diesel(sql_type = Text)]
    locale: String,
    #[diesel(sql_type = Nullable<Text>)]
    value: Option<String>,
    #[diesel(sql_type = Timestamptz)]
    entered_at: DateTime<Utc>,
    #[diesel(sql_type = Nullable<Text>)]
    email: Option<String>,
}

async fn load(
    conn: &mut AsyncPgConnection,
    sql: String,
    book: Book<'_>,
    family: &str,
    products: &[&str],
) -> Result<Vec<Placed>, DbError> {
    let rows: Vec<Row> = diesel::sql_query(sql)
        .bind::<diesel::sql_types::Uuid, _>(book.connection.0)
        .bind::<Text, _>(book.profile)
        .bind::<Text, _>(family)
        .bind::<Array<Text>, _>(products)
        .load(conn)
        .await?;
    Ok(rows.into_iter().filter_map(placed).collect())
}

fn placed(row: Row) -> Option<Placed> {
    Some(Placed {
        place: row.place,
        entry: Entry {
            point: PointId::parse(&row.point).ok()?,
            scope: Scope::of(&row.scope)?,
            locale: Locale::parse(&row.locale),
            value: row.value,
            by: row.email,
            at: row.entered_at,
        },
    })
}

//! What the public door shows of a passport.

use super::{above::above_heads, is_withdrawn, number, states};
use crate::{
    DbError,
    schema::{media, passports, templates, versions},
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{not, sql},
    expression::SqlLiteral,
    prelude::*,
    sql_types::Bool,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId, branding::Branding, state::State, template::TemplateDesign, version::At};
use std::collections::HashMap;
use uuid::Uuid;

/// What tells two states of a public page apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The passport.
    pub passport: PassportId,
    /// Its brand.
    pub brand: BrandId,
    /// Whether its page is live: then there is no document.
    pub live: bool,
    /// SHA-256 of the latest document.
    pub hash: Vec<u8>,
    /// When the template was changed last.
    pub template_updated_at: DateTime<Utc>,
    /// When the passport's state, or that of what it belongs to, was changed last; none where it never was.
    pub state_changed_at: Option<DateTime<Utc>>,
    /// Whether whoever runs the site has taken it off, or what it belongs to.
    pub is_withdrawn: bool,
    /// SHA-256 of the latest documents of the passports above it, the nearest first.
    pub above: Vec<Vec<u8>>,
    /// The brand's host that its address is on; none for the platform's.
    pub host: Option<String>,
}

/// A passport as the public door shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// The passport.
    pub id: PassportId,
    /// Its brand.
    pub brand: BrandId,
    /// The brand's host that its address is on; none for the platform's.
    pub host: Option<String>,
    /// The number of the version.
    pub number: u32,
    /// The canonical bytes of the version.
    pub document: Vec<u8>,
    /// Their SHA-256.
    pub hash: Vec<u8>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// The number of the latest version.
    pub latest: u32,
    /// When that was published.
    pub latest_at: DateTime<Utc>,
    /// How it looks.
    pub branding: Branding,
    /// The logo's name among the media, and its media type.
    pub logo: Option<(Vec<u8>, String)>,
    /// When the template was changed last.
    pub template_updated_at: DateTime<Utc>,
    /// What is true besides.
    pub state: State,
}

type HeadRow = (
    Uuid,
    Uuid,
    bool,
    Vec<u8>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    bool,
    Option<Uuid>,
    Option<String>,
);

/// The state of the page under a path, without the page; for the public door. One that was taken back counts where nobody has
/// claimed the path since, nor the path of its model: then an address below that is the new holder's.
pub async fn public_head(conn: &mut AsyncPgConnection, path: &str) -> Result<Option<Head>, DbError> {
    let row: Option<HeadRow> = passports::table
        .inner_join(templates::table)
        .filter(passports::path.eq(path))
        .filter(passports::released_at.is_null().or(not(is_below_anothers())))
        .order(passports::released_at.desc().nulls_first())
        .select((
            passports::id,
            passports::brand_id,
            passports::live,
            passports::latest_hash,
            templates::updated_at,
            passports::state_changed_at,
            is_withdrawn(),
            passports::parent_id,
            passports::host,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((
        passport,
        brand,
        live,
        hash,
        template_updated_at,
        state_changed_at,
        is_withdrawn,
        parent,
        host,
    )) = row
    else {
        return Ok(None);
    };
    let mut head = Head {
        passport: passport.into(),
        brand: brand.into(),
        live,
        hash,
        template_updated_at,
        state_changed_at,
        is_withdrawn,
        above: Vec::new(),
        host,
    };
    if parent.is_some() {
        for above in above_heads(conn, head.passport).await? {
            head.is_withdrawn |= above.is_withdrawn;
            head.state_changed_at = head.state_changed_at.max(above.state_changed_at);
            head.above.push(above.hash);
        }
    }
    Ok(Some(head))
}

/// Whether the path of its model belongs to another passport now.
fn is_below_anothers() -> SqlLiteral<Bool> {
    sql(
        "EXISTS (SELECT FROM passports old JOIN passports held ON held.path = old.path AND held.id <> old.id \
         AND held.released_at IS NULL WHERE old.id = passports.model_id)",
    )
}

/// A version under a path with the looks of today, in one query; for the public door.
pub async fn public(conn: &mut AsyncPgConnection, path: &str, at: At) -> Result<Option<Public>, DbError> {
    let versions = passports::table
        .inner_join(templates::table)
        .inner_join(versions::table.on(versions::passport_id.eq(passports::id)))
        .filter(passports::path.eq(path))
        .filter(not(is_withdrawn()))
        .select(PublicRow::as_select())
        .into_boxed();
    let asked = match at {
        At::Latest => versions.filter(versions::number.eq(passports::latest)),
        At::Number(number) => {
            // No version has a greater number.
            versions.filter(versions::number.eq(i32::try_from(number).unwrap_or(i32::MAX)))
        }
        At::Before(end) => versions
            .filter(versions::published_at.lt(end))
            .order(versions::number.desc()),
    };
    let row: Option<PublicRow> = asked.first(conn).await.optional()?;
    let Some(row) = row else { return Ok(None) };
    let logo = match row.logo_sha256 {
        Some(sha256) => logo_type(conn, &sha256).await?.map(|mime| (sha256, mime)),
        None => None,
    };
    let state = match (row.state_changed_at, row.parent_id) {
        (None, None) => State::default(),
        _ => states::with_above(conn, row.id.into()).await?,
    };
    let design: TemplateDesign = serde_json::from_value(row.design).map_err(DbError::other)?;
    Ok(Some(Public {
        id: row.id.into(),
        brand: row.brand_id.into(),
        host: row.host,
        number: number(row.number),
        document: row.document,
        hash: row.hash,
        published_at: row.published_at,
        latest: number(row.latest),
        latest_at: row.latest_at,
        branding: design.branding,
        logo,
        template_updated_at: row.updated_at,
        state,
    }))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = passports)]
struct PublicRow {
    id: Uuid,
    brand_id: Uuid,
    host: Option<String>,
    latest: i32,
    #[diesel(select_expression = passports::published_at)]
    latest_at: DateTime<Utc>,
    #[diesel(select_expression = versions::number)]
    number: i32,
    #[diesel(select_expression = versions::document)]
    document: Vec<u8>,
    #[diesel(select_expression = versions::hash)]
    hash: Vec<u8>,
    #[diesel(select_expression = versions::published_at)]
    published_at: DateTime<Utc>,
    state_changed_at: Option<DateTime<Utc>>,
    parent_id: Option<Uuid>,
    #[diesel(select_expression = templates::design)]
    design: serde_json::Value,
    #[diesel(select_expression = templates::logo_sha256)]
    logo_sha256: Option<Vec<u8>>,
    #[diesel(select_expression = templates::updated_at)]
    updated_at: DateTime<Utc>,
}

/// A version in the history that everybody may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicVersion {
    /// Its number.
    pub number: u32,
    /// Its canonical bytes.
    pub document: Vec<u8>,
    /// Their SHA-256.
    pub hash: Vec<u8>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
}

/// The versions of a passport up to a number, latest first; for the public door.
pub async fn public_versions(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    up_to: u32,
    count: u32,
) -> Result<Vec<PublicVersion>, DbError> {
    type Row = (i32, Vec<u8>, Vec<u8>, DateTime<Utc>);
    let rows: Vec<Row> = versions::table
        .filter(versions::passport_id.eq(passport.0))
        .filter(versions::number.le(i32::try_from(up_to).unwrap_or(i32::MAX)))
        .order(versions::number.desc())
        .limit(count.into())
        .select((
            versions::number,
            versions::document,
            versions::hash,
            versions::published_at,
        ))
        .load(conn)
        .await?;
    let version = |(at, document, hash, published_at)| PublicVersion {
        number: number(at),
        document,
        hash,
        published_at,
    };
    Ok(rows.into_iter().map(version).collect())
}

/// The media type of a logo. The same bytes may be stored by several brands, so this is no join.
pub async fn logo_type(conn: &mut AsyncPgConnection, sha256: &[u8]) -> Result<Option<String>, DbError> {
    let found = media::table.filter(media::sha256.eq(sha256)).select(media::mime);
    Ok(found.first(conn).await.optional()?)
}

/// The path of a passport; for the public door.
pub async fn path_of(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Option<String>, DbError> {
    let found = passports::table.find(id.0).select(passports::path);
    Ok(found.first(conn).await.optional()?)
}

/// The passports under many paths with their brands, but for those that were taken off the site; for the public door.
pub async fn at_paths(
    conn: &mut AsyncPgConnection,
    paths: &[String],
) -> Result<HashMap<String, (PassportId, BrandId)>, DbError> {
    let rows: Vec<(String, Uuid, Uuid)> = passports::table
        .filter(passports::path.eq_any(paths))
        .filter(not(is_withdrawn()))
        .select((passports::path, passports::id, passports::brand_id))
        .load(conn)
        .await?;
    let passport = |(path, id, brand): (String, Uuid, Uuid)| (path, (id.into(), brand.into()));
    Ok(rows.into_iter().map(passport).collect())
}

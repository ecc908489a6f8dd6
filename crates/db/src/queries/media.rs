//! Pictures and documents, named by the SHA-256 of their bytes.

use crate::{DbError, schema::media};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::sql,
    prelude::*,
    sql_types::{Array, Bool, Bytea, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId};
use std::collections::HashSet;
use uuid::Uuid;

/// A file to store.
#[derive(Clone, Debug)]
pub struct NewMedia<'a> {
    /// SHA-256 of the bytes.
    pub sha256: &'a [u8],
    /// Media type, as found in the bytes.
    pub mime: &'a str,
    /// File name, for saving.
    pub name: &'a str,
    /// Width and height in pixels, of pictures.
    pub size: Option<(u32, u32)>,
    /// The bytes.
    pub bytes: &'a [u8],
    /// Whether not everybody may read it, as long as no published document shows it.
    pub restricted: bool,
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Media {
    /// Media type.
    pub mime: String,
    /// File name; empty where it is not told.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Stores a file of the brand; the same bytes again change nothing, unless everybody may read them from now on.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    file: &NewMedia<'_>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let pixels = |n: u32| i32::try_from(n).ok();
    diesel::insert_into(media::table)
        .values((
            media::brand_id.eq(brand.0),
            media::sha256.eq(file.sha256),
            media::mime.eq(file.mime),
            media::name.eq(file.name),
            media::width.eq(file.size.and_then(|(w, _)| pixels(w))),
            media::height.eq(file.size.and_then(|(_, h)| pixels(h))),
            media::bytes.eq(file.bytes),
            media::created_at.eq(now),
            media::restricted.eq(file.restricted),
        ))
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    if !file.restricted {
        open(conn, &[file.sha256.to_vec()]).await?;
    }
    Ok(())
}

/// Lets everybody read these files: a document that everybody reads shows them.
pub async fn open(conn: &mut AsyncPgConnection, hashes: &[Vec<u8>]) -> Result<(), DbError> {
    if hashes.is_empty() {
        return Ok(());
    }
    diesel::update(media::table)
        .filter(media::sha256.eq_any(hashes))
        .filter(media::restricted)
        .set(media::restricted.eq(false))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes which files the latest versions of these passports show to everybody. What only earlier versions show stays noted as that.
pub async fn note_shown(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    passports: &[PassportId],
    shown: &[(PassportId, &[u8])],
) -> Result<(), DbError> {
    let all: Vec<Uuid> = passports.iter().map(|id| id.0).collect();
    let (ids, hashes): (Vec<Uuid>, Vec<&[u8]>) = shown.iter().map(|(id, hash)| (id.0, *hash)).unzip();
    let gone = "UPDATE passport_files f SET latest = false WHERE f.passport_id = ANY($1) AND f.latest AND NOT EXISTS (
                    SELECT FROM unnest($2, $3) AS n (passport, hash) WHERE n.passport = f.passport_id AND n.hash = f.sha256)";
    diesel::sql_query(gone)
        .bind::<Array<SqlUuid>, _>(all)
        .bind::<Array<SqlUuid>, _>(&ids)
        .bind::<Array<Bytea>, _>(&hashes)
        .execute(conn)
        .await?;
    let new = "INSERT INTO passport_files (passport_id, brand_id, sha256)
               SELECT n.passport, $3, n.hash FROM unnest($1, $2) AS n (passport, hash)
               ON CONFLICT (passport_id, sha256) DO UPDATE SET latest = true WHERE NOT passport_files.latest";
    diesel::sql_query(new)
        .bind::<Array<SqlUuid>, _>(&ids)
        .bind::<Array<Bytea>, _>(&hashes)
        .bind::<SqlUuid, _>(brand.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Keeps everybody from reading these files of the brand, but for those that the latest version of a passport shows to everybody,
/// or that are a logo.
pub async fn close(conn: &mut AsyncPgConnection, hashes: &[Vec<u8>]) -> Result<(), DbError> {
    if hashes.is_empty() {
        return Ok(());
    }
    let sql = "
        UPDATE media m SET restricted = true
        WHERE m.sha256 = ANY($1) AND NOT m.restricted
          AND NOT EXISTS (SELECT FROM templates t WHERE t.brand_id = m.brand_id AND t.logo_sha256 = m.sha256)
          AND NOT EXISTS (SELECT FROM passport_files f WHERE f.brand_id = m.brand_id AND f.sha256 = m.sha256 AND f.latest)";
    diesel::sql_query(sql)
        .bind::<Array<Bytea>, _>(hashes)
        .execute(conn)
        .await?;
    Ok(())
}

/// A file of the brand, whoever may read it.
pub async fn of_brand(conn: &mut AsyncPgConnection, sha256: &[u8]) -> Result<Option<Media>, DbError> {
    let row: Option<(String, String, Vec<u8>)> = media::table
        .filter(media::sha256.eq(sha256))
        .select((media::mime, media::name, media::bytes))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(mime, name, bytes)| Media { mime, name, bytes }))
}

/// Which of these files the brand has.
pub async fn existing(conn: &mut AsyncPgConnection, hashes: &[Vec<u8>]) -> Result<HashSet<Vec<u8>>, DbError> {
    let found: Vec<Vec<u8>> = media::table
        .filter(media::sha256.eq_any(hashes))
        .select(media::sha256)
        .load(conn)
        .await?;
    Ok(found.into_iter().collect())
}

/// Whether anything that can be read shows a file: a passport in any version, itself and what it belongs to on the site; or a design,
/// as its logo. Of a file that no version is known to show, nobody can tell, and it is not closed for that.
const IS_SHOWN: &str = "
    EXISTS (SELECT FROM passport_files f JOIN passports p ON p.id = f.passport_id
            WHERE f.brand_id = media.brand_id AND f.sha256 = media.sha256 AND p.suspended_at IS NULL AND p.released_at IS NULL
              AND NOT EXISTS (SELECT FROM passports a WHERE a.id IN (p.parent_id, p.model_id)
                              AND (a.suspended_at IS NOT NULL OR a.released_at IS NOT NULL)))
    OR EXISTS (SELECT FROM templates t WHERE t.brand_id = media.brand_id AND t.logo_sha256 = media.sha256)
    OR NOT EXISTS (SELECT FROM passport_files f WHERE f.brand_id = media.brand_id AND f.sha256 = media.sha256)";

/// What is told of a file that everybody may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Media type.
    pub mime: String,
    /// File name; empty where it is not told.
    pub name: String,
    /// Whose passports or designs show it.
    pub brands: Vec<BrandId>,
}

/// The file of that name that everybody may read, of this brand where one is named. The same bytes are the same whichever brand stored
/// them, but not what they are called: without a brand the file has no name.
pub async fn public(
    conn: &mut AsyncPgConnection,
    sha256: &[u8],
    brand: Option<BrandId>,
) -> Result<Option<Shown>, DbError> {
    let mut files = media::table
        .filter(media::sha256.eq(sha256))
        .filter(sql::<Bool>(&format!("({IS_SHOWN})")))
        .into_boxed();
    if let Some(brand) = brand {
        files = files.filter(media::brand_id.eq(brand.0));
    }
    let rows: Vec<(Uuid, String, String)> = files
        .order(media::brand_id)
        .select((media::brand_id, media::mime, media::name))
        .load(conn)
        .await?;
    let brands = rows.iter().map(|row| row.0.into()).collect();
    Ok(rows.into_iter().next().map(|(_, mime, name)| Shown {
        mime,
        name: brand.map(|_| name).unwrap_or_default(),
        brands,
    }))
}

/// The bytes of a file that everybody may read.
pub async fn public_bytes(conn: &mut AsyncPgConnection, sha256: &[u8]) -> Result<Option<Vec<u8>>, DbError> {
    let found = media::table
        .filter(media::sha256.eq(sha256))
        .filter(sql::<Bool>(&format!("({IS_SHOWN})")))
        .select(media::bytes)
        .first(conn)
        .await;
    Ok(found.optional()?)
}

//! Published versions: written once, then only read.

use crate::{
    DbError,
    schema::{users, versions},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId, UserId, VersionId, passport::VersionRow};
use uuid::Uuid;

/// A version to store.
#[derive(Clone, Debug)]
pub struct NewVersion<'a> {
    /// Its id.
    pub id: VersionId,
    /// Its brand.
    pub brand: BrandId,
    /// Its passport.
    pub passport: PassportId,
    /// 1, 2, 3, ...
    pub number: u32,
    /// The canonical bytes.
    pub document: &'a [u8],
    /// Their SHA-256.
    pub hash: &'a [u8],
    /// When.
    pub published_at: DateTime<Utc>,
    /// By whom.
    pub published_by: UserId,
    /// Ed25519, 64 bytes.
    pub signature: &'a [u8],
    /// The brand's key that made it.
    pub key: Uuid,
    /// The texts of what not everybody may read.
    pub disclosures: &'a [String],
}

/// Stores versions; `versions_number_key` stands against a number that is taken.
pub async fn insert(conn: &mut AsyncPgConnection, versions: &[NewVersion<'_>]) -> Result<(), DbError> {
    let mut rows = Vec::with_capacity(versions.len());
    for version in versions {
        rows.push((
            versions::id.eq(version.id.0),
            versions::brand_id.eq(version.brand.0),
            versions::passport_id.eq(version.passport.0),
            versions::number.eq(i32::try_from(version.number).map_err(DbError::other)?),
            versions::document.eq(version.document),
            versions::hash.eq(version.hash),
            versions::published_at.eq(version.published_at),
            versions::published_by.eq(version.published_by.0),
            versions::signature.eq(version.signature),
            versions::key_id.eq(version.key),
            versions::disclosures.eq(serde_json::json!(version.disclosures)),
        ));
    }
    diesel::insert_into(versions::table)
        .values(rows)
        .execute(conn)
        .await?;
    Ok(())
}

/// Who published, where they no longer belong to the brand: then it does not see their address.
pub const FORMER_MEMBER: &str = "A former member";

type Row = (i32, Vec<u8>, DateTime<Utc>, Option<String>);

/// The versions of a passport, latest first.
pub async fn list(conn: &mut AsyncPgConnection, passport: PassportId) -> Result<Vec<VersionRow>, DbError> {
    let rows: Vec<Row> = versions::table
        .left_join(users::table)
        .filter(versions::passport_id.eq(passport.0))
        .order(versions::number.desc())
        .select((
            versions::number,
            versions::hash,
            versions::published_at,
            users::email.nullable(),
        ))
        .load(conn)
        .await?;
    let version = |(number, hash, published_at, published_by): Row| VersionRow {
        number: u32::try_from(number).unwrap_or(0),
        hash: hex(&hash),
        published_at,
        published_by: published_by.unwrap_or_else(|| FORMER_MEMBER.to_owned()),
    };
    Ok(rows.into_iter().map(version).collect())
}

/// The canonical bytes of some versions of a passport, in the order of their numbers.
pub async fn documents(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    numbers: &[u32],
) -> Result<Vec<(u32, Vec<u8>)>, DbError> {
    let numbers: Vec<i32> = numbers.iter().filter_map(|n| i32::try_from(*n).ok()).collect();
    let rows: Vec<(i32, Vec<u8>)> = versions::table
        .filter(versions::passport_id.eq(passport.0))
        .filter(versions::number.eq_any(numbers))
        .order(versions::number)
        .select((versions::number, versions::document))
        .load(conn)
        .await?;
    let version = |(number, document)| (u32::try_from(number).unwrap_or(0), document);
    Ok(rows.into_iter().map(version).collect())
}

/// In hex.
pub(super) fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from_digit(n.into(), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

/// A version with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The canonical bytes.
    pub document: Vec<u8>,
    /// Their SHA-256.
    pub hash: Vec<u8>,
    /// The brand's signature over the hash; none in versions from before there were any.
    pub signature: Option<Vec<u8>>,
    /// The key that made it.
    pub key: Option<Uuid>,
}

/// The versions of a passport up to a number, at most so many of the latest, in ascending order; for the public door.
pub async fn proven(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    up_to: u32,
    most: u32,
) -> Result<Vec<Proven>, DbError> {
    type Row = (Vec<u8>, Vec<u8>, Option<Vec<u8>>, Option<Uuid>);
    let rows: Vec<Row> = versions::table
        .filter(versions::passport_id.eq(passport.0))
        .filter(versions::number.le(i32::try_from(up_to).map_err(DbError::other)?))
        .order(versions::number.desc())
        .limit(most.into())
        .select((
            versions::document,
            versions::hash,
            versions::signature,
            versions::key_id,
        ))
        .load(conn)
        .await?;
    let proven = |(document, hash, signature, key): Row| Proven {
        document,
        hash,
        signature,
        key,
    };
    Ok(rows.into_iter().rev().map(proven).collect())
}

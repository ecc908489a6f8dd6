//! The stored proofs of a passport.

use crate::{
    DbError,
    queries::{passports::number, versions::FORMER_MEMBER},
    schema::{registration_proofs as proofs, users},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId, ProofId, UserId, registry::Proof};
use uuid::Uuid;

/// A proof to store.
#[derive(Clone, Debug)]
pub struct NewProof<'a> {
    /// Its id.
    pub id: ProofId,
    /// Its brand.
    pub brand: BrandId,
    /// Its passport.
    pub passport: PassportId,
    /// The registration identifier.
    pub registration: &'a str,
    /// When it was generated.
    pub issued_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// The version that it is about.
    pub version: u32,
    /// The hash that it names.
    pub named_hash: Option<&'a [u8]>,
    /// Whether the version has that hash.
    pub hash_matches: bool,
    /// The name of the document.
    pub file_name: &'a str,
    /// SHA-256 of its bytes.
    pub file_sha256: &'a [u8],
    /// Its bytes.
    pub file_bytes: &'a [u8],
    /// Who stores it.
    pub stored_by: UserId,
    /// When.
    pub stored_at: DateTime<Utc>,
}

/// Stores a proof. From then on the one of the passport that was issued last is the one that counts; of two of one day, the
/// one that was stored last.
pub async fn insert(conn: &mut AsyncPgConnection, new: &NewProof<'_>) -> Result<(), DbError> {
    diesel::insert_into(proofs::table)
        .values((
            proofs::id.eq(new.id.0),
            proofs::brand_id.eq(new.brand.0),
            proofs::passport_id.eq(new.passport.0),
            proofs::registration.eq(new.registration),
            (
                proofs::issued_at.eq(new.issued_at),
                proofs::expires_at.eq(new.expires_at),
                proofs::version.eq(i32::try_from(new.version).map_err(DbError::other)?),
                proofs::named_hash.eq(new.named_hash),
                proofs::hash_matches.eq(new.hash_matches),
                proofs::file_name.eq(new.file_name),
                proofs::file_sha256.eq(new.file_sha256),
                proofs::file_bytes.eq(new.file_bytes),
            ),
            proofs::stored_by.eq(new.stored_by.0),
            proofs::stored_at.eq(new.stored_at),
            proofs::is_current.eq(false),
            proofs::warnings.eq(0),
        ))
        .execute(conn)
        .await?;
    choose_current(conn, new.passport).await
}

async fn choose_current(conn: &mut AsyncPgConnection, passport: PassportId) -> Result<(), DbError> {
    let of_passport = proofs::table.filter(proofs::passport_id.eq(passport.0));
    diesel::update(of_passport.filter(proofs::is_current))
        .set(proofs::is_current.eq(false))
        .execute(conn)
        .await?;
    let latest: Option<Uuid> = of_passport
        .order((
            proofs::issued_at.desc(),
            proofs::stored_at.desc(),
            proofs::id.desc(),
        ))
        .select(proofs::id)
        .first(conn)
        .await
        .optional()?;
    if let Some(id) = latest {
        diesel::update(proofs::table.find(id))
            .set(proofs::is_current.eq(true))
            .execute(conn)
            .await?;
    }
    Ok(())
}

type Row = (
    Uuid,
    String,
    (DateTime<Utc>, DateTime<Utc>, i32, Option<Vec<u8>>, bool),
    (String, i32, Vec<u8>),
    Option<String>,
    DateTime<Utc>,
    bool,
);

/// The proofs of a passport, the one that was issued last first.
pub async fn list(conn: &mut AsyncPgConnection, passport: PassportId) -> Result<Vec<Proof>, DbError> {
    let rows: Vec<Row> = proofs::table
        .left_join(users::table)
        .filter(proofs::passport_id.eq(passport.0))
        .order((
            proofs::issued_at.desc(),
            proofs::stored_at.desc(),
            proofs::id.desc(),
        ))
        .select((
            proofs::id,
            proofs::registration,
            (
                proofs::issued_at,
                proofs::expires_at,
                proofs::version,
                proofs::named_hash,
                proofs::hash_matches,
            ),
            (
                proofs::file_name,
                octet_length(proofs::file_bytes),
                proofs::file_sha256,
            ),
            users::email.nullable(),
            proofs::stored_at,
            proofs::is_current,
        ))
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(proof).collect())
}

diesel::define_sql_function! {
    /// The number of bytes.
    fn octet_length(bytes: diesel::sql_types::Bytea) -> diesel::sql_types::Integer;
}

fn proof((id, registration, stated, file, stored_by, stored_at, is_current): Row) -> Proof {
    let (issued_at, expires_at, version, hash, hash_matches) = stated;
    let (file_name, size, sha256) = file;
    Proof {
        id: id.into(),
        registration,
        issued_at,
        expires_at,
        version: number(version),
        hash: hash.as_deref().map(super::super::versions::hex),
        hash_matches,
        file_name,
        size: number(size).into(),
        sha256: super::super::versions::hex(&sha256),
        stored_by: stored_by.unwrap_or_else(|| FORMER_MEMBER.to_owned()),
        stored_at,
        is_current,
    }
}

/// The document of a proof: its name and its bytes.
pub async fn proof_file(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    id: ProofId,
) -> Result<Option<(String, Vec<u8>)>, DbError> {
    let found = proofs::table
        .find(id.0)
        .filter(proofs::passport_id.eq(passport.0))
        .select((proofs::file_name, proofs::file_bytes))
        .first(conn)
        .await
        .optional()?;
    Ok(found)
}

/// Removes a proof; answers its registration identifier, or nothing where there is no such proof.
pub async fn remove(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    id: ProofId,
) -> Result<Option<String>, DbError> {
    let removed: Option<String> = diesel::delete(
        proofs::table
            .find(id.0)
            .filter(proofs::passport_id.eq(passport.0)),
    )
    .returning(proofs::registration)
    .get_result(conn)
    .await
    .optional()?;
    if removed.is_some() {
        choose_current(conn, passport).await?;
    }
    Ok(removed)
}

//! Rows of a brand as they are, for the exit pack and the way back.
//!
//! They are read and written as JSON, by whatever columns the tables have: what a column means stays with its own queries, and
//! one that is added later is kept without a word here. Secrets are left out by name.

use crate::DbError;
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, BigInt, Binary, Jsonb, Nullable, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId, UserId};
use serde_json::Value;
use uuid::Uuid;

/// The tables whose rows are kept, each with the columns that are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Hosts of the brand's own.
    Domains,
    /// Where the products came from; without what signs in there.
    Connections,
    /// How the passports look.
    Templates,
    /// Which profile each template follows, and where its data points are; without the last check, which is made again.
    Compliance,
    /// What was entered by hand; without who did.
    Entries,
    /// The passports; their versions are kept by themselves.
    Passports,
    /// Pictures and documents; their bytes are kept by themselves.
    Media,
    /// Who of the named organisations reads what not everybody may. Of their secrets only hashes are stored.
    Grants,
    /// Which passports were exported for the EU registry.
    Registrations,
    /// The proofs of registration.
    RegistrationProofs,
}

impl Table {
    /// In the order in which they can be written.
    pub const ALL: [Self; 10] = [
        Self::Domains,
        Self::Connections,
        Self::Templates,
        Self::Compliance,
        Self::Entries,
        Self::Media,
        Self::Passports,
        Self::Grants,
        Self::Registrations,
        Self::RegistrationProofs,
    ];
    /// Those that are written as one list each: before the passports, and behind them.
    pub const LISTS: [&[Self]; 2] = [
        &[
            Self::Domains,
            Self::Connections,
            Self::Templates,
            Self::Compliance,
            Self::Entries,
        ],
        &[Self::Grants, Self::Registrations, Self::RegistrationProofs],
    ];

    /// Its name in the database and in the pack.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Domains => "domains",
            Self::Connections => "connections",
            Self::Templates => "templates",
            Self::Compliance => "compliance",
            Self::Entries => "entries",
            Self::Passports => "passports",
            Self::Media => "media",
            Self::Grants => "grants",
            Self::Registrations => "registrations",
            Self::RegistrationProofs => "registration_proofs",
        }
    }

    const fn left_out(self) -> &'static [&'static str] {
        match self {
            Self::Connections => &["secret", "password", "tokens", "username", "last_error"],
            Self::Media => &["bytes"],
            Self::Compliance => &[
                "check_state",
                "check_begun_at",
                "check_ended_at",
                "check_error",
                "check_cursor",
                "check_seen",
                "lease_until",
            ],
            Self::Entries => &["entered_by"],
            Self::Grants => &["created_by"],
            Self::RegistrationProofs => &["stored_by"],
            Self::Domains | Self::Templates | Self::Passports | Self::Registrations => &[],
        }
    }

    /// What tells the rows apart and gives them their order.
    const fn key(self) -> &'static str {
        match self {
            Self::Media => "encode(sha256, 'hex')",
            Self::Compliance => "template_id::text",
            Self::Registrations => "passport_id::text",
            _ => "id::text",
        }
    }
}

#[derive(QueryableByName)]
struct Columns {
    #[diesel(sql_type = Array<Text>)]
    columns: Vec<String>,
}

/// The columns of a table that this door may read, quoted.
async fn columns(
    conn: &mut AsyncPgConnection,
    table: &str,
    without: &[&str],
) -> Result<Vec<String>, DbError> {
    let found: Columns = sql_query(
        "SELECT coalesce(array_agg(quote_ident(column_name) ORDER BY ordinal_position), '{}') AS columns \
         FROM information_schema.columns \
         WHERE table_schema = current_schema() AND table_name = $1 AND NOT column_name = ANY ($2)",
    )
    .bind::<Text, _>(table)
    .bind::<Array<Text>, _>(without)
    .get_result(conn)
    .await?;
    Ok(found.columns)
}

#[derive(QueryableByName)]
struct Keyed {
    #[diesel(sql_type = Text)]
    key: String,
    #[diesel(sql_type = Jsonb)]
    row: Value,
}

/// Rows of a table in the order of their keys, those behind `after`; with the key of the last. Through the brand's door.
pub async fn page(
    conn: &mut AsyncPgConnection,
    table: Table,
    after: &str,
    most: i64,
) -> Result<(Vec<Value>, Option<String>), DbError> {
    let columns = columns(conn, table.name(), table.left_out()).await?.join(", ");
    let (name, key) = (table.name(), table.key());
    let found: Vec<Keyed> = sql_query(format!(
        "SELECT key, to_jsonb(kept) AS row FROM \
         (SELECT {columns}, {key} AS key FROM {name} WHERE {key} > $1 ORDER BY {key} LIMIT $2) AS kept"
    ))
    .bind::<Text, _>(after)
    .bind::<BigInt, _>(most)
    .load(conn)
    .await?;
    let last = found.last().map(|one| one.key.clone());
    let row = |mut one: Keyed| {
        if let Some(members) = one.row.as_object_mut() {
            members.remove("key");
        }
        one.row
    };
    Ok((found.into_iter().map(row).collect(), last))
}

/// Writes a row as [`page`] has read it; columns that this database does not have are left out, and those that the row does not
/// have get their default. Through the brand's door, which takes rows of that brand alone.
pub async fn insert(conn: &mut AsyncPgConnection, table: Table, row: &Value) -> Result<(), DbError> {
    let given = row.as_object();
    let columns: Vec<String> = columns(conn, table.name(), &[])
        .await?
        .into_iter()
        .filter(|column| given.is_some_and(|row| row.contains_key(column.trim_matches('"'))))
        .collect();
    let (columns, name) = (columns.join(", "), table.name());
    sql_query(format!(
        "INSERT INTO {name} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{name}, $1)"
    ))
    .bind::<Jsonb, _>(row)
    .execute(conn)
    .await?;
    Ok(())
}

/// Says that a passport is the second life of another one; through the brand's door.
pub async fn succeed(
    conn: &mut AsyncPgConnection,
    second: PassportId,
    first: PassportId,
) -> Result<(), DbError> {
    use crate::schema::passports;
    diesel::update(passports::table.find(second.0))
        .set(passports::succeeds.eq(first.0))
        .execute(conn)
        .await?;
    Ok(())
}

/// A version as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, QueryableByName)]
pub struct Kept {
    /// The canonical bytes.
    #[diesel(sql_type = Binary)]
    pub document: Vec<u8>,
    /// Their SHA-256.
    #[diesel(sql_type = Binary)]
    pub hash: Vec<u8>,
    /// The brand's signature.
    #[diesel(sql_type = Nullable<Binary>)]
    pub signature: Option<Vec<u8>>,
    /// The key that made it.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub key_id: Option<Uuid>,
    /// What not everybody may read of it: a list of texts.
    #[diesel(sql_type = Jsonb)]
    pub disclosures: Value,
    /// When it was published.
    #[diesel(sql_type = Timestamptz)]
    pub published_at: DateTime<Utc>,
}

/// Whether versions keep what not everybody may read.
async fn keeps_disclosures(conn: &mut AsyncPgConnection) -> Result<bool, DbError> {
    Ok(columns(conn, "versions", &[])
        .await?
        .iter()
        .any(|column| column == "disclosures"))
}

/// All versions of a passport, the first one first; through the brand's door.
pub async fn versions(conn: &mut AsyncPgConnection, passport: PassportId) -> Result<Vec<Kept>, DbError> {
    let disclosures = if keeps_disclosures(conn).await? {
        "disclosures"
    } else {
        "'[]'::jsonb AS disclosures"
    };
    let found = sql_query(format!(
        "SELECT document, hash, signature, key_id, published_at, {disclosures} FROM versions WHERE passport_id = $1 ORDER BY number",
    ))
    .bind::<SqlUuid, _>(passport.0)
    .load(conn)
    .await?;
    Ok(found)
}

/// Stores the public half of a key that signed elsewhere; it never signs here.
pub async fn insert_key(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    key: &Value,
    sealed: &[u8],
) -> Result<(), DbError> {
    sql_query(
        "INSERT INTO brand_keys (id, brand_id, public_key, private_key, created_at, retired_at, revoked_at) \
         SELECT id, $1, public_key, $2, created_at, retired_at, revoked_at FROM jsonb_populate_record(NULL::brand_keys, $3)",
    )
    .bind::<SqlUuid, _>(brand.0)
    .bind::<Binary, _>(sealed)
    .bind::<Jsonb, _>(key)
    .execute(conn)
    .await?;
    Ok(())
}

/// The bytes of a stored file of the brand.
pub async fn media_bytes(conn: &mut AsyncPgConnection, sha256: &[u8]) -> Result<Option<Vec<u8>>, DbError> {
    use crate::schema::media;
    Ok(media::table
        .filter(media::sha256.eq(sha256))
        .select(media::bytes)
        .first(conn)
        .await
        .optional()?)
}

/// A version to write back.
#[derive(Clone, Debug)]
pub struct Restored<'a> {
    /// A new id.
    pub id: Uuid,
    /// The brand.
    pub brand: BrandId,
    /// The passport.
    pub passport: PassportId,
    /// Its number.
    pub number: i32,
    /// What is kept.
    pub kept: &'a Kept,
    /// Who has it written back: who published it once is not in the pack.
    pub by: UserId,
}

/// Writes a version back; through the brand's door.
pub async fn insert_version(conn: &mut AsyncPgConnection, version: &Restored<'_>) -> Result<(), DbError> {
    // The parameter is used in any case: a database without the column takes versions without such texts alone.
    let (column, value) = if keeps_disclosures(conn).await? {
        (", disclosures", ", $11")
    } else {
        ("", "")
    };
    let check = if column.is_empty() {
        " WHERE $11 = '[]'::jsonb"
    } else {
        ""
    };
    let written = sql_query(format!(
        "INSERT INTO versions (id, brand_id, passport_id, number, document, hash, published_at, published_by, signature, key_id{column}) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10{value}{check}",
    ))
    .bind::<SqlUuid, _>(version.id)
    .bind::<SqlUuid, _>(version.brand.0)
    .bind::<SqlUuid, _>(version.passport.0)
    .bind::<diesel::sql_types::Integer, _>(version.number)
    .bind::<Binary, _>(&version.kept.document)
    .bind::<Binary, _>(&version.kept.hash)
    .bind::<Timestamptz, _>(version.kept.published_at)
    .bind::<SqlUuid, _>(version.by.0)
    .bind::<Nullable<Binary>, _>(version.kept.signature.as_ref())
    .bind::<Nullable<SqlUuid>, _>(version.kept.key_id)
    .bind::<Jsonb, _>(&version.kept.disclosures)
    .execute(conn)
    .await?;
    if written == 1 {
        Ok(())
    } else {
        Err(DbError::other("this database keeps no disclosures"))
    }
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

/// Number of rows of the brand.
pub async fn count(conn: &mut AsyncPgConnection, table: Table) -> Result<u32, DbError> {
    let counted: Counted = sql_query(format!("SELECT count(*) AS number FROM {}", table.name()))
        .get_result(conn)
        .await?;
    Ok(u32::try_from(counted.number).unwrap_or(u32::MAX))
}

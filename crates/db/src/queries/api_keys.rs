//! Keys with which programs of a brand write.

use crate::{
    DbError,
    queries::versions::FORMER_MEMBER,
    schema::{api_keys, users},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, Role, UserId,
    api_key::{ApiKeyView, NewApiKey, Scope},
};
use uuid::Uuid;

/// A key that was shown, with who made it.
#[derive(Clone, Debug)]
pub struct KnownKey {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was used last.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub user: UserId,
    /// Their address.
    pub email: String,
    /// Their role now; none where they have left the brand.
    pub role: Option<Role>,
}

/// Stores a key.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    (id, brand, user): (Uuid, BrandId, UserId),
    cmd: &NewApiKey,
    hash: &[u8],
    (now, until): (DateTime<Utc>, DateTime<Utc>),
) -> Result<(), DbError> {
    let scopes: Vec<&str> = cmd.scopes.iter().map(|scope| scope.word()).collect();
    diesel::insert_into(api_keys::table)
        .values((
            api_keys::id.eq(id),
            api_keys::brand_id.eq(brand.0),
            api_keys::name.eq(&cmd.name),
            api_keys::token_hash.eq(hash),
            api_keys::scopes.eq(scopes),
            api_keys::created_by.eq(user.0),
            api_keys::created_at.eq(now),
            api_keys::expires_at.eq(until),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

type Row = (
    Uuid,
    String,
    Vec<String>,
    Option<String>,
    DateTime<Utc>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
);

/// All keys of the brand, the newest first.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<ApiKeyView>, DbError> {
    let rows: Vec<Row> = api_keys::table
        .left_join(users::table)
        .order((api_keys::created_at.desc(), api_keys::id))
        .select((
            api_keys::id,
            api_keys::name,
            api_keys::scopes,
            users::email.nullable(),
            api_keys::created_at,
            api_keys::expires_at,
            api_keys::revoked_at,
            api_keys::last_used_at,
        ))
        .load(conn)
        .await?;
    let view =
        |(id, name, scopes, created_by, created_at, expires_at, revoked_at, last_used_at): Row| ApiKeyView {
            id,
            name,
            scopes: known(&scopes).into_iter().collect(),
            created_by: created_by.unwrap_or_else(|| FORMER_MEMBER.to_owned()),
            created_at,
            expires_at,
            revoked_at,
            last_used_at,
        };
    Ok(rows.into_iter().map(view).collect())
}

/// Takes a key back. Its name, where it counted until now.
pub async fn revoke(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbError> {
    let name = diesel::update(api_keys::table.find(id).filter(api_keys::revoked_at.is_null()))
        .set(api_keys::revoked_at.eq(now))
        .returning(api_keys::name)
        .get_result(conn)
        .await
        .optional()?;
    Ok(name)
}

type KnownRow = (
    Uuid,
    String,
    Vec<String>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Uuid,
    String,
);

/// The brand's key with that hash.
pub async fn by_hash(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    hash: &[u8],
) -> Result<Option<KnownKey>, DbError> {
    let row: Option<KnownRow> = api_keys::table
        .inner_join(users::table)
        .filter(api_keys::token_hash.eq(hash))
        .select((
            api_keys::id,
            api_keys::name,
            api_keys::scopes,
            api_keys::expires_at,
            api_keys::revoked_at,
            api_keys::last_used_at,
            api_keys::created_by,
            users::email,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((id, name, scopes, expires_at, revoked_at, last_used_at, user, email)) = row else {
        return Ok(None);
    };
    let role = super::members::role(conn, brand, user.into()).await?;
    Ok(Some(KnownKey {
        id,
        name,
        scopes: known(&scopes),
        expires_at,
        revoked_at,
        last_used_at,
        user: user.into(),
        email,
        role,
    }))
}

/// Notes that a key is used.
pub async fn used(conn: &mut AsyncPgConnection, id: Uuid, now: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(api_keys::table.find(id))
        .set(api_keys::last_used_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

fn known(scopes: &[String]) -> Vec<Scope> {
    scopes.iter().filter_map(|word| Scope::parse(word)).collect()
}

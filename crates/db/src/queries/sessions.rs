//! Signed-in browsers, through the system door.

use super::members::parse_role;
use crate::{
    DbError,
    schema::{brands, members, passkeys, sessions, totp_factors, users},
    types::{NewSession, Session, SignedIn, Stage},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::exists, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, SessionId, UserId};
use uuid::Uuid;

/// Opens a session.
pub async fn insert(conn: &mut AsyncPgConnection, session: &NewSession) -> Result<(), DbError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(session.id.0),
            sessions::token_hash.eq(&session.token_hash),
            sessions::user_id.eq(session.user_id.0),
            sessions::active_brand.eq(session.active_brand.map(|brand| brand.0)),
            sessions::user_agent.eq(&session.user_agent),
            sessions::created_at.eq(session.created_at),
            sessions::last_seen_at.eq(session.created_at),
            sessions::expires_at.eq(session.expires_at),
            sessions::stage.eq(session.stage.word()),
            sessions::methods.eq(&session.methods),
            sessions::confirmed_at.eq(session.created_at),
            sessions::ip.eq(session.ip.to_string()),
            sessions::country.eq(&session.country),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

#[derive(Queryable)]
struct Row {
    id: Uuid,
    user: Uuid,
    email: String,
    stage: String,
    methods: String,
    confirmed_at: DateTime<Utc>,
    rotate_due: bool,
    brand: Option<Uuid>,
    role: Option<String>,
    second_factor_from: Option<DateTime<Utc>>,
    has_totp: bool,
    has_passkey: bool,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// The session of a token, with its user and their role, whether or not it is still in force.
pub async fn by_token_hash(
    conn: &mut AsyncPgConnection,
    token_hash: &[u8],
) -> Result<Option<Session>, DbError> {
    let membership = members::user_id
        .eq(sessions::user_id)
        .and(members::brand_id.nullable().eq(sessions::active_brand));
    let totp = totp_factors::table
        .filter(totp_factors::user_id.eq(sessions::user_id))
        .filter(totp_factors::confirmed_at.is_not_null());
    let passkey = passkeys::table
        .filter(passkeys::user_id.eq(sessions::user_id))
        .filter(passkeys::suspended_at.is_null());
    let row: Option<Row> = sessions::table
        .inner_join(users::table)
        .left_join(members::table.on(membership))
        .left_join(brands::table)
        .filter(sessions::token_hash.eq(token_hash))
        .select((
            sessions::id,
            sessions::user_id,
            users::email,
            sessions::stage,
            sessions::methods,
            sessions::confirmed_at,
            sessions::rotate_due,
            sessions::active_brand,
            members::role.nullable(),
            brands::second_factor_from.nullable(),
            exists(totp),
            exists(passkey),
            sessions::created_at,
            sessions::last_seen_at,
            sessions::expires_at,
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(session).transpose()
}

fn session(row: Row) -> Result<Session, DbError> {
    Ok(Session {
        id: SessionId(row.id),
        user_id: UserId(row.user),
        email: row.email,
        stage: Stage::parse(&row.stage),
        methods: row.methods,
        confirmed_at: row.confirmed_at,
        rotate_due: row.rotate_due,
        active_brand: row.brand.map(BrandId),
        role: row.role.map(|word| parse_role(&word)).transpose()?,
        second_factor_from: row.second_factor_from,
        has_factor: row.has_totp || row.has_passkey,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
        expires_at: row.expires_at,
    })
}

/// Gives the session another token; the one before no longer works.
pub async fn rotate(conn: &mut AsyncPgConnection, id: SessionId, token_hash: &[u8]) -> Result<(), DbError> {
    let rows = diesel::update(sessions::table.find(id.0))
        .set((
            sessions::token_hash.eq(token_hash),
            sessions::rotate_due.eq(false),
        ))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Notes that the person has just proved who they are: the session is a full one now, opened by `methods`.
pub async fn confirm(
    conn: &mut AsyncPgConnection,
    id: SessionId,
    methods: &str,
    at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> Result<(), DbError> {
    let rows = diesel::update(sessions::table.find(id.0))
        .set((
            sessions::stage.eq(Stage::Full.word()),
            sessions::methods.eq(methods),
            sessions::confirmed_at.eq(at),
            sessions::last_seen_at.eq(at),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Asks for a new token at the next page of each of the user's sessions.
pub async fn rotate_soon(conn: &mut AsyncPgConnection, user: UserId) -> Result<usize, DbError> {
    let of_user = sessions::table.filter(sessions::user_id.eq(user.0));
    Ok(diesel::update(of_user)
        .set(sessions::rotate_due.eq(true))
        .execute(conn)
        .await?)
}

/// Works for another brand from now on.
pub async fn set_brand(
    conn: &mut AsyncPgConnection,
    id: SessionId,
    brand: Option<BrandId>,
) -> Result<(), DbError> {
    let rows = diesel::update(sessions::table.find(id.0))
        .set(sessions::active_brand.eq(brand.map(|b| b.0)))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Takes a brand from the sessions of somebody who no longer belongs to it; they work for `next` from now on.
pub async fn leave_brand(
    conn: &mut AsyncPgConnection,
    user: UserId,
    brand: BrandId,
    next: Option<BrandId>,
) -> Result<usize, DbError> {
    let there = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::active_brand.eq(brand.0));
    Ok(diesel::update(there)
        .set((
            sessions::active_brand.eq(next.map(|b| b.0)),
            sessions::rotate_due.eq(true),
        ))
        .execute(conn)
        .await?)
}

/// Notes that the session was used.
pub async fn touch(conn: &mut AsyncPgConnection, id: SessionId, at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(sessions::table.find(id.0))
        .set(sessions::last_seen_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the session of a token; answers whether there was one.
pub async fn delete_by_token_hash(conn: &mut AsyncPgConnection, token_hash: &[u8]) -> Result<bool, DbError> {
    let of_token = sessions::table.filter(sessions::token_hash.eq(token_hash));
    Ok(diesel::delete(of_token).execute(conn).await? > 0)
}

/// Ends one session of a user; answers whether there was one.
pub async fn delete_by_id(
    conn: &mut AsyncPgConnection,
    user: UserId,
    id: SessionId,
) -> Result<bool, DbError> {
    let one = sessions::table.find(id.0).filter(sessions::user_id.eq(user.0));
    Ok(diesel::delete(one).execute(conn).await? > 0)
}

/// Ends the sessions of a user, all of them or all but one; answers how many.
pub async fn delete_of_user(
    conn: &mut AsyncPgConnection,
    user: UserId,
    except: Option<SessionId>,
) -> Result<usize, DbError> {
    let of_user = sessions::table.filter(sessions::user_id.eq(user.0));
    let deleted = match except {
        None => diesel::delete(of_user).execute(conn).await?,
        Some(kept) => {
            let others = of_user.filter(sessions::id.ne(kept.0));
            diesel::delete(others).execute(conn).await?
        }
    };
    Ok(deleted)
}

/// Forgets the sessions that are over: past their end, or not used since `idle_since`. Answers how many.
pub async fn delete_ended(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<usize, DbError> {
    let ended = sessions::expires_at
        .le(now)
        .or(sessions::last_seen_at.le(idle_since));
    Ok(diesel::delete(sessions::table.filter(ended))
        .execute(conn)
        .await?)
}

#[derive(Queryable)]
struct SignedInRow {
    id: Uuid,
    user_agent: String,
    methods: String,
    ip: Option<String>,
    country: Option<String>,
    created_at: DateTime<Utc>,
    last_seen_at: DateTime<Utc>,
}

/// The full sessions of a user that are in force: not past their end, and used since `idle_since`. The latest use comes first.
pub async fn in_force(
    conn: &mut AsyncPgConnection,
    user: UserId,
    now: DateTime<Utc>,
    idle_since: DateTime<Utc>,
) -> Result<Vec<SignedIn>, DbError> {
    let rows: Vec<SignedInRow> = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::stage.eq(Stage::Full.word()))
        .filter(sessions::expires_at.gt(now))
        .filter(sessions::last_seen_at.gt(idle_since))
        .order((sessions::last_seen_at.desc(), sessions::id))
        .select((
            sessions::id,
            sessions::user_agent,
            sessions::methods,
            sessions::ip,
            sessions::country,
            sessions::created_at,
            sessions::last_seen_at,
        ))
        .load(conn)
        .await?;
    let signed_in = |row: SignedInRow| SignedIn {
        id: SessionId(row.id),
        user_agent: row.user_agent,
        methods: row.methods,
        ip: row.ip,
        country: row.country,
        created_at: row.created_at,
        last_seen_at: row.last_seen_at,
    };
    Ok(rows.into_iter().map(signed_in).collect())
}

/// Ends one session of a user; answers whether there was one.
pub async fn delete_one(conn: &mut AsyncPgConnection, user: UserId, id: SessionId) -> Result<bool, DbError> {
    let one = sessions::table.find(id.0).filter(sessions::user_id.eq(user.0));
    Ok(diesel::delete(one).execute(conn).await? > 0)
}

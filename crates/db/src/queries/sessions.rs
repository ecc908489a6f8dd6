//! Signed-in browsers, through the system door.

use super::members::parse_role;
use crate::{
    DbError,
    schema::{members, sessions, users},
    types::{NewSession, Session},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
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
            sessions::active_brand.eq(session.active_brand.0),
            sessions::user_agent.eq(&session.user_agent),
            sessions::created_at.eq(session.created_at),
            sessions::last_seen_at.eq(session.created_at),
            sessions::expires_at.eq(session.expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

type Row = (
    Uuid,
    Uuid,
    String,
    Uuid,
    Option<String>,
    DateTime<Utc>,
    DateTime<Utc>,
    DateTime<Utc>,
);

/// The session of a token, with its user and their role, whether or not it is still in force.
pub async fn by_token_hash(
    conn: &mut AsyncPgConnection,
    token_hash: &[u8],
) -> Result<Option<Session>, DbError> {
    let membership = members::user_id
        .eq(sessions::user_id)
        .and(members::brand_id.eq(sessions::active_brand));
    let row: Option<Row> = sessions::table
        .inner_join(users::table)
        .left_join(members::table.on(membership))
        .filter(sessions::token_hash.eq(token_hash))
        .select((
            sessions::id,
            sessions::user_id,
            users::email,
            sessions::active_brand,
            members::role.nullable(),
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
    let (id, user, email, brand, role, created_at, last_seen_at, expires_at) = row;
    Ok(Session {
        id: SessionId(id),
        user_id: UserId(user),
        email,
        active_brand: BrandId(brand),
        role: role.map(|word| parse_role(&word)).transpose()?,
        created_at,
        last_seen_at,
        expires_at,
    })
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

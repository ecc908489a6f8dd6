//! Who belongs to which brand.

use crate::{
    DbError,
    schema::{brands, members},
    types::Membership,
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, Role, UserId};
use uuid::Uuid;

/// Makes a user a member, through the system door.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    user: UserId,
    role: Role,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::insert_into(members::table)
        .values((
            members::brand_id.eq(brand.0),
            members::user_id.eq(user.0),
            members::role.eq(role.word()),
            members::created_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The user's role in the brand.
pub async fn role(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    user: UserId,
) -> Result<Option<Role>, DbError> {
    let word: Option<String> = members::table
        .find((brand.0, user.0))
        .select(members::role)
        .first(conn)
        .await
        .optional()?;
    word.map(|word| parse_role(&word)).transpose()
}

/// The brands of a user, the oldest membership first; through the system door.
pub async fn of_user(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<Membership>, DbError> {
    let rows: Vec<(Uuid, String, Uuid, String, DateTime<Utc>)> = members::table
        .inner_join(brands::table)
        .filter(members::user_id.eq(user.0))
        .order((members::created_at, members::brand_id))
        .select((
            members::brand_id,
            brands::name,
            members::user_id,
            members::role,
            members::created_at,
        ))
        .load(conn)
        .await?;
    let membership = |(brand, brand_name, user, role, created_at): (Uuid, String, Uuid, String, _)| {
        Ok(Membership {
            brand_id: BrandId(brand),
            brand_name,
            user_id: UserId(user),
            role: parse_role(&role)?,
            created_at,
        })
    };
    rows.into_iter().map(membership).collect()
}

/// The constraint of the column knows the same words.
pub(crate) fn parse_role(word: &str) -> Result<Role, DbError> {
    Role::parse(word).ok_or_else(|| DbError::other(format!("unknown role {word:?}")))
}

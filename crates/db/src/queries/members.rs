//! Who belongs to which brand.

use crate::{
    DbError,
    schema::{brands, members, passkeys, totp_factors, users},
    types::{Member, Membership},
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count_star, exists},
    prelude::*,
};
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

/// The members of a brand, the earliest first; through the system door.
pub async fn list(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<Vec<Member>, DbError> {
    let totp = totp_factors::table
        .filter(totp_factors::user_id.eq(members::user_id))
        .filter(totp_factors::confirmed_at.is_not_null());
    let passkey = passkeys::table
        .filter(passkeys::user_id.eq(members::user_id))
        .filter(passkeys::suspended_at.is_null());
    let rows: Vec<(Uuid, String, String, DateTime<Utc>, bool, bool)> = members::table
        .inner_join(users::table)
        .filter(members::brand_id.eq(brand.0))
        .order((members::created_at, users::email))
        .select((
            members::user_id,
            users::email,
            members::role,
            members::created_at,
            exists(totp),
            exists(passkey),
        ))
        .load(conn)
        .await?;
    let member = |(user, email, role, created_at, totp, passkey): (Uuid, String, String, _, bool, bool)| {
        Ok(Member {
            user_id: UserId(user),
            email,
            role: parse_role(&role)?,
            created_at,
            has_factor: totp || passkey,
        })
    };
    rows.into_iter().map(member).collect()
}

/// Lets nobody else change the members of this brand until the transaction ends. Every change begins with it, so that two at
/// once cannot leave a brand without an owner. Whether there is such a brand.
pub async fn lock(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<bool, DbError> {
    // Not `FOR UPDATE`, which would also hold up whoever writes a row that refers to the brand.
    let row: Option<Uuid> = brands::table
        .find(brand.0)
        .select(brands::id)
        .for_no_key_update()
        .first(conn)
        .await
        .optional()?;
    Ok(row.is_some())
}

/// Number of owners of a brand.
pub async fn owners(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<i64, DbError> {
    Ok(members::table
        .filter(members::brand_id.eq(brand.0))
        .filter(members::role.eq(Role::Owner.word()))
        .select(count_star())
        .get_result(conn)
        .await?)
}

/// The addresses of the members with one of these roles.
pub async fn addresses(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    roles: &[Role],
) -> Result<Vec<String>, DbError> {
    Ok(members::table
        .inner_join(users::table)
        .filter(members::brand_id.eq(brand.0))
        .filter(members::role.eq_any(roles.iter().map(|role| role.word())))
        .order(users::email)
        .select(users::email)
        .load(conn)
        .await?)
}

/// Gives a member another role.
pub async fn set_role(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    user: UserId,
    role: Role,
) -> Result<(), DbError> {
    let rows = diesel::update(members::table.find((brand.0, user.0)))
        .set(members::role.eq(role.word()))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Ends a membership.
pub async fn delete(conn: &mut AsyncPgConnection, brand: BrandId, user: UserId) -> Result<(), DbError> {
    let rows = diesel::delete(members::table.find((brand.0, user.0)))
        .execute(conn)
        .await?;
    if rows == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// The constraint of the column knows the same words.
pub(crate) fn parse_role(word: &str) -> Result<Role, DbError> {
    Role::parse(word).ok_or_else(|| DbError::other(format!("unknown role {word:?}")))
}

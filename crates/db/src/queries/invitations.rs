//! Invitations to a brand, through the system door: accepting one is done by somebody who is not a member yet.

use super::members::parse_role;
use crate::{
    DbError,
    schema::{brands, invitations, users},
    types::{Invitation, NewInvitation},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, InvitationId, UserId};
use uuid::Uuid;

/// Stores an invitation. An older one to the same address gives its place to this one, whose link alone works.
/// Answers the id under which it is known.
pub async fn put(conn: &mut AsyncPgConnection, new: &NewInvitation) -> Result<InvitationId, DbError> {
    let changes = (
        invitations::role.eq(new.role.word()),
        invitations::token_hash.eq(&new.token_hash),
        invitations::invited_by.eq(new.invited_by.0),
        invitations::created_at.eq(new.created_at),
        invitations::expires_at.eq(new.expires_at),
    );
    let id: Uuid = diesel::insert_into(invitations::table)
        .values((
            invitations::id.eq(new.id.0),
            invitations::brand_id.eq(new.brand.0),
            invitations::email.eq(&new.email),
            changes,
        ))
        .on_conflict((invitations::brand_id, invitations::email))
        .do_update()
        .set(changes)
        .returning(invitations::id)
        .get_result(conn)
        .await?;
    Ok(id.into())
}

type Row = (Uuid, Uuid, String, String, String, Uuid, String, DateTime<Utc>);

#[diesel::dsl::auto_type]
fn with_names() -> _ {
    let columns: Columns = COLUMNS;
    invitations::table
        .inner_join(brands::table)
        .inner_join(users::table)
        .select(columns)
}

type Columns = (
    invitations::id,
    invitations::brand_id,
    brands::name,
    invitations::email,
    invitations::role,
    invitations::invited_by,
    users::email,
    invitations::expires_at,
);

const COLUMNS: Columns = (
    invitations::id,
    invitations::brand_id,
    brands::name,
    invitations::email,
    invitations::role,
    invitations::invited_by,
    users::email,
    invitations::expires_at,
);

fn invitation(
    (id, brand, brand_name, email, role, by, by_email, expires_at): Row,
) -> Result<Invitation, DbError> {
    Ok(Invitation {
        id: id.into(),
        brand: BrandId(brand),
        brand_name,
        email,
        role: parse_role(&role)?,
        invited_by: UserId(by),
        inviter: by_email,
        expires_at,
    })
}

/// The invitations of a brand, by address.
pub async fn list(conn: &mut AsyncPgConnection, brand: BrandId) -> Result<Vec<Invitation>, DbError> {
    let rows: Vec<Row> = with_names()
        .filter(invitations::brand_id.eq(brand.0))
        .order(invitations::email)
        .load(conn)
        .await?;
    rows.into_iter().map(invitation).collect()
}

/// An invitation of the brand.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    id: InvitationId,
) -> Result<Option<Invitation>, DbError> {
    let row: Option<Row> = with_names()
        .filter(invitations::id.eq(id.0))
        .filter(invitations::brand_id.eq(brand.0))
        .first(conn)
        .await
        .optional()?;
    row.map(invitation).transpose()
}

/// The invitation of the brand to an address.
pub async fn by_email(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    email: &str,
) -> Result<Option<Invitation>, DbError> {
    let row: Option<Row> = with_names()
        .filter(invitations::email.eq(email))
        .filter(invitations::brand_id.eq(brand.0))
        .first(conn)
        .await
        .optional()?;
    row.map(invitation).transpose()
}

/// The invitation of a link, while it works.
pub async fn by_token_hash(
    conn: &mut AsyncPgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<Invitation>, DbError> {
    let row: Option<Row> = with_names()
        .filter(invitations::token_hash.eq(token_hash))
        .filter(invitations::expires_at.gt(now))
        .first(conn)
        .await
        .optional()?;
    row.map(invitation).transpose()
}

/// Uses the invitation of a link up. Whether it worked: of two at once, one gets it.
pub async fn take(
    conn: &mut AsyncPgConnection,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let in_force = invitations::table
        .filter(invitations::token_hash.eq(token_hash))
        .filter(invitations::expires_at.gt(now));
    let taken: Option<Uuid> = diesel::delete(in_force)
        .returning(invitations::id)
        .get_result(conn)
        .await
        .optional()?;
    Ok(taken.is_some())
}

/// Number of invitations of the brand that work.
pub async fn open(conn: &mut AsyncPgConnection, brand: BrandId, now: DateTime<Utc>) -> Result<u32, DbError> {
    let open: i64 = invitations::table
        .filter(invitations::brand_id.eq(brand.0))
        .filter(invitations::expires_at.gt(now))
        .select(count_star())
        .get_result(conn)
        .await?;
    Ok(u32::try_from(open).unwrap_or(u32::MAX))
}

/// Withdraws an invitation of the brand: to whom it was, where there was one.
pub async fn delete(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    id: InvitationId,
) -> Result<Option<String>, DbError> {
    let of_brand = invitations::table
        .find(id.0)
        .filter(invitations::brand_id.eq(brand.0));
    Ok(diesel::delete(of_brand)
        .returning(invitations::email)
        .get_result(conn)
        .await
        .optional()?)
}

/// Withdraws what somebody sent who may no longer invite: to whom.
pub async fn delete_of_inviter(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    inviter: UserId,
) -> Result<Vec<(InvitationId, String)>, DbError> {
    let sent = invitations::table
        .filter(invitations::brand_id.eq(brand.0))
        .filter(invitations::invited_by.eq(inviter.0));
    let gone: Vec<(Uuid, String)> = diesel::delete(sent)
        .returning((invitations::id, invitations::email))
        .get_results(conn)
        .await?;
    Ok(gone.into_iter().map(|(id, email)| (id.into(), email)).collect())
}

/// Forgets the invitations that ended before `before`; answers how many.
pub async fn delete_expired(conn: &mut AsyncPgConnection, before: DateTime<Utc>) -> Result<usize, DbError> {
    let expired = invitations::table.filter(invitations::expires_at.le(before));
    Ok(diesel::delete(expired).execute(conn).await?)
}

//! Accounts at providers, known by issuer and subject and never by their address; through the system door.

use crate::{
    DbError,
    schema::{identities, passkeys, users},
    types::Identity,
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{exists, select},
    prelude::*,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{UserId, security::Provider};
use uuid::Uuid;

/// Violated where the account at the provider signs somebody in already.
pub const SUBJECT_KEY: &str = "identities_subject_key";
/// Violated where the user has an account of this provider already.
pub const USER_KEY: &str = "identities_user_key";

#[derive(Queryable, Selectable)]
#[diesel(table_name = identities)]
struct Row {
    id: Uuid,
    user_id: Uuid,
    provider: String,
    issuer: String,
    subject: String,
    email: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
}

fn identity(row: Row) -> Result<Identity, DbError> {
    let provider = Provider::parse(&row.provider);
    Ok(Identity {
        id: row.id,
        user_id: UserId(row.user_id),
        provider: provider.ok_or_else(|| DbError::Refused(format!("unknown provider {}", row.provider)))?,
        issuer: row.issuer,
        subject: row.subject,
        email: row.email,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
    })
}

/// Links an account; [`SUBJECT_KEY`] or [`USER_KEY`] is violated where that cannot be.
pub async fn insert(conn: &mut AsyncPgConnection, identity: &Identity) -> Result<(), DbError> {
    diesel::insert_into(identities::table)
        .values((
            identities::id.eq(identity.id),
            identities::user_id.eq(identity.user_id.0),
            identities::provider.eq(identity.provider.word()),
            identities::issuer.eq(&identity.issuer),
            identities::subject.eq(&identity.subject),
            identities::email.eq(&identity.email),
            identities::created_at.eq(identity.created_at),
            identities::last_used_at.eq(identity.last_used_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The account that an issuer calls `subject`.
pub async fn by_subject(
    conn: &mut AsyncPgConnection,
    issuer: &str,
    subject: &str,
) -> Result<Option<Identity>, DbError> {
    let row: Option<Row> = identities::table
        .filter(identities::issuer.eq(issuer))
        .filter(identities::subject.eq(subject))
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(identity).transpose()
}

/// The accounts of a user, the first linked first.
pub async fn of_user(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<Identity>, DbError> {
    let rows: Vec<Row> = identities::table
        .filter(identities::user_id.eq(user.0))
        .order(identities::created_at)
        .select(Row::as_select())
        .load(conn)
        .await?;
    rows.into_iter().map(identity).collect()
}

/// Notes that the account has signed its owner in, and under which address the provider knows it now.
pub async fn used(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    email: &str,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    diesel::update(identities::table.find(id))
        .set((identities::last_used_at.eq(at), identities::email.eq(email)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Unlinks a user's account at a provider; answers whether there was one.
pub async fn delete(conn: &mut AsyncPgConnection, user: UserId, provider: Provider) -> Result<bool, DbError> {
    let of_user = identities::table
        .filter(identities::user_id.eq(user.0))
        .filter(identities::provider.eq(provider.word()));
    Ok(diesel::delete(of_user).execute(conn).await? > 0)
}

/// Makes changes to a user's ways to sign in wait for each other until the end of the transaction.
pub async fn lock_user(conn: &mut AsyncPgConnection, user: UserId) -> Result<(), DbError> {
    users::table
        .find(user.0)
        .select(users::id)
        .for_update()
        .first::<Uuid>(conn)
        .await?;
    Ok(())
}

/// Whether a passkey signs the user in.
pub async fn has_passkey(conn: &mut AsyncPgConnection, user: UserId) -> Result<bool, DbError> {
    let usable = passkeys::table
        .filter(passkeys::user_id.eq(user.0))
        .filter(passkeys::suspended_at.is_null());
    Ok(select(exists(usable)).get_result(conn).await?)
}

//! What connections asked the event platform of their PIM for. The secret columns pass through as envelopes.

use crate::{DbError, schema::subscriptions};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, ConnectionId};
use uuid::Uuid;

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The platform has not answered yet.
    Starting,
    /// It sends events.
    Active,
    /// It sends none until somebody resumes it.
    Suspended,
    /// It never will again: the connection was removed in the PIM.
    Revoked,
}

impl State {
    const ALL: [Self; 4] = [Self::Starting, Self::Active, Self::Suspended, Self::Revoked];

    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Revoked => "revoked",
        }
    }

    fn parse(word: &str) -> Result<Self, DbError> {
        let known = Self::ALL.into_iter().find(|state| state.word() == word);
        known.ok_or_else(|| DbError::other(format!("a subscription cannot be {word}")))
    }
}

/// A subscription.
#[derive(Clone, Debug)]
pub struct Subscription {
    /// Its id here.
    pub id: Uuid,
    /// Its brand.
    pub brand: BrandId,
    /// Its connection.
    pub connection: ConnectionId,
    /// What signs events, an envelope.
    pub secret: Vec<u8>,
    /// What signs notices, an envelope.
    pub notice_secret: Vec<u8>,
    /// The platform's names for us and for the subscription.
    pub names: Option<(String, String)>,
    /// Where it stands.
    pub state: State,
    /// Why it is suspended or revoked, in plain words.
    pub reason: Option<String>,
    /// When the last event came.
    pub last_event_at: Option<DateTime<Utc>>,
    /// When it was asked for.
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = subscriptions)]
struct Row {
    id: Uuid,
    brand_id: Uuid,
    connection_id: Uuid,
    secret: Vec<u8>,
    notice_secret: Vec<u8>,
    subscriber: Option<String>,
    subscription: Option<String>,
    state: String,
    reason: Option<String>,
    last_event_at: Option<DateTime<Utc>>,
    created_at: DateTime<Utc>,
}

impl TryFrom<Row> for Subscription {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id,
            brand: row.brand_id.into(),
            connection: row.connection_id.into(),
            secret: row.secret,
            notice_secret: row.notice_secret,
            names: row.subscriber.zip(row.subscription),
            state: State::parse(&row.state)?,
            reason: row.reason,
            last_event_at: row.last_event_at,
            created_at: row.created_at,
        })
    }
}

/// Stores one that is about to be asked for.
pub async fn insert(conn: &mut AsyncPgConnection, new: &Subscription) -> Result<(), DbError> {
    diesel::insert_into(subscriptions::table)
        .values((
            subscriptions::id.eq(new.id),
            subscriptions::brand_id.eq(new.brand.0),
            subscriptions::connection_id.eq(new.connection.0),
            subscriptions::secret.eq(&new.secret),
            subscriptions::notice_secret.eq(&new.notice_secret),
            subscriptions::state.eq(new.state.word()),
            subscriptions::created_at.eq(new.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// The subscription of a connection.
pub async fn of(
    conn: &mut AsyncPgConnection,
    connection: ConnectionId,
) -> Result<Option<Subscription>, DbError> {
    let row: Option<Row> = subscriptions::table
        .filter(subscriptions::connection_id.eq(connection.0))
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Subscription::try_from).transpose()
}

/// Keeps the platform's names: it sends events from now on. Whether the subscription is still there.
pub async fn started(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    (subscriber, subscription): (&str, &str),
) -> Result<bool, DbError> {
    let rows = diesel::update(subscriptions::table.find(id))
        .set((
            subscriptions::subscriber.eq(subscriber),
            subscriptions::subscription.eq(subscription),
            subscriptions::state.eq(State::Active.word()),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Notes where it stands now.
pub async fn set_state(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    state: State,
    reason: Option<&str>,
) -> Result<(), DbError> {
    diesel::update(subscriptions::table.find(id))
        .set((
            subscriptions::state.eq(state.word()),
            subscriptions::reason.eq(reason),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes what a notice of the moment `at` says. Whether it counts: one that was seen already, or that is older than another
/// one, does not; nor does anything after a revocation.
pub async fn notice(
    conn: &mut AsyncPgConnection,
    id: Uuid,
    at: DateTime<Utc>,
    (state, reason): (State, Option<&str>),
) -> Result<bool, DbError> {
    let news = subscriptions::noticed_at
        .is_null()
        .or(subscriptions::noticed_at.lt(at).is_not_distinct_from(true));
    let standing = subscriptions::table
        .find(id)
        .filter(news)
        .filter(subscriptions::state.ne(State::Revoked.word()));
    let rows = diesel::update(standing)
        .set((
            subscriptions::state.eq(state.word()),
            subscriptions::reason.eq(reason),
            subscriptions::noticed_at.eq(at),
        ))
        .execute(conn)
        .await?;
    Ok(rows == 1)
}

/// Notes that an event came.
pub async fn note_event(conn: &mut AsyncPgConnection, id: Uuid, at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(subscriptions::table.find(id))
        .set(subscriptions::last_event_at.eq(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets one.
pub async fn delete(conn: &mut AsyncPgConnection, id: Uuid) -> Result<(), DbError> {
    diesel::delete(subscriptions::table.find(id))
        .execute(conn)
        .await?;
    Ok(())
}

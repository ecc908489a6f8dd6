//! Mails waiting to be sent, through the system door.
//!
//! A sender claims what is due and commits, sends, and then says in a second transaction how it went. A sender that dies
//! in between loses nothing: its claim runs out and the mail is due again.

use crate::{
    DbError,
    schema::outbox,
    types::{Mail, NewMail},
};
use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::MailId;
use uuid::Uuid;

/// After so many attempts a mail is given up: about two days with the pauses of [`pause`].
pub const ATTEMPTS_MAX: u32 = 14;
/// The pause after the first failure, in seconds; it doubles each time.
const PAUSE_FIRST_S: i64 = 30;
/// The longest pause, in seconds.
const PAUSE_MAX_S: i64 = 6 * 3600;

/// Puts a mail into the outbox, due at once.
pub async fn insert(conn: &mut AsyncPgConnection, mail: &NewMail) -> Result<(), DbError> {
    diesel::insert_into(outbox::table)
        .values((
            outbox::id.eq(mail.id.0),
            outbox::recipient.eq(&mail.recipient),
            outbox::subject.eq(&mail.subject),
            outbox::body.eq(&mail.body),
            outbox::created_at.eq(mail.created_at),
            outbox::next_attempt_at.eq(mail.created_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

type Row = (
    Uuid,
    String,
    String,
    Vec<u8>,
    DateTime<Utc>,
    i32,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
    Option<String>,
);

const COLUMNS: (
    outbox::id,
    outbox::recipient,
    outbox::subject,
    outbox::body,
    outbox::created_at,
    outbox::attempts,
    outbox::sent_at,
    outbox::failed_at,
    outbox::last_error,
) = (
    outbox::id,
    outbox::recipient,
    outbox::subject,
    outbox::body,
    outbox::created_at,
    outbox::attempts,
    outbox::sent_at,
    outbox::failed_at,
    outbox::last_error,
);

fn mail(row: Row) -> Mail {
    let (id, recipient, subject, body, created_at, attempts, sent_at, failed_at, last_error) = row;
    Mail {
        id: MailId(id),
        recipient,
        subject,
        body,
        created_at,
        attempts: attempts.unsigned_abs(),
        sent_at,
        failed_at,
        last_error,
    }
}

/// Claims up to `limit` due mails until `until`; no two senders get the same one. `attempts` counts this one.
pub async fn claim_due(
    conn: &mut AsyncPgConnection,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: u32,
) -> Result<Vec<Mail>, DbError> {
    let due: Vec<Uuid> = outbox::table
        .filter(outbox::sent_at.is_null().and(outbox::failed_at.is_null()))
        .filter(outbox::next_attempt_at.le(now))
        .order(outbox::next_attempt_at)
        .limit(i64::from(limit))
        .select(outbox::id)
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    let mut rows: Vec<Row> = diesel::update(outbox::table.filter(outbox::id.eq_any(due)))
        .set((
            outbox::attempts.eq(outbox::attempts + 1),
            outbox::next_attempt_at.eq(until),
        ))
        .returning(COLUMNS)
        .get_results(conn)
        .await?;
    rows.sort_by_key(|row| (row.4, row.0));
    Ok(rows.into_iter().map(mail).collect())
}

/// Notes that a mail was sent.
pub async fn mark_sent(conn: &mut AsyncPgConnection, id: MailId, at: DateTime<Utc>) -> Result<(), DbError> {
    diesel::update(outbox::table.find(id.0))
        .set((outbox::sent_at.eq(at), outbox::last_error.eq(None::<String>)))
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that sending failed: the mail is due again after a pause, or given up after [`ATTEMPTS_MAX`] attempts.
/// Answers whether it was given up.
pub async fn mark_failed(
    conn: &mut AsyncPgConnection,
    mail: &Mail,
    at: DateTime<Utc>,
    error: &str,
) -> Result<bool, DbError> {
    let given_up = mail.attempts >= ATTEMPTS_MAX;
    diesel::update(outbox::table.find(mail.id.0))
        .set((
            outbox::next_attempt_at.eq(at + pause(mail.attempts)),
            outbox::failed_at.eq(given_up.then_some(at)),
            outbox::last_error.eq(error),
        ))
        .execute(conn)
        .await?;
    Ok(given_up)
}

/// Gives a mail up at once: its recipient does not exist, or its body cannot be read.
pub async fn give_up(
    conn: &mut AsyncPgConnection,
    id: MailId,
    at: DateTime<Utc>,
    error: &str,
) -> Result<(), DbError> {
    diesel::update(outbox::table.find(id.0))
        .set((outbox::failed_at.eq(at), outbox::last_error.eq(error)))
        .execute(conn)
        .await?;
    Ok(())
}

/// The latest mails, sent or not: what the local outbox shows.
pub async fn latest(conn: &mut AsyncPgConnection, limit: u32) -> Result<Vec<Mail>, DbError> {
    let rows: Vec<Row> = outbox::table
        .order((outbox::created_at.desc(), outbox::id.desc()))
        .limit(i64::from(limit))
        .select(COLUMNS)
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(mail).collect())
}

/// One mail.
pub async fn by_id(conn: &mut AsyncPgConnection, id: MailId) -> Result<Option<Mail>, DbError> {
    let row: Option<Row> = outbox::table
        .find(id.0)
        .select(COLUMNS)
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(mail))
}

/// Stores the body under another key.
pub async fn set_body(conn: &mut AsyncPgConnection, id: MailId, body: &[u8]) -> Result<(), DbError> {
    diesel::update(outbox::table.find(id.0))
        .set(outbox::body.eq(body))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the mails written before `before` that were sent or given up; answers how many.
pub async fn delete_settled(conn: &mut AsyncPgConnection, before: DateTime<Utc>) -> Result<usize, DbError> {
    let settled = outbox::table
        .filter(outbox::created_at.lt(before))
        .filter(outbox::sent_at.is_not_null().or(outbox::failed_at.is_not_null()));
    Ok(diesel::delete(settled).execute(conn).await?)
}

/// The pause after the `attempts`-th failure: 30 s, 1 min, 2 min, ... 6 h.
fn pause(attempts: u32) -> TimeDelta {
    let doublings = attempts.saturating_sub(1).min(20);
    TimeDelta::seconds((PAUSE_FIRST_S << doublings).min(PAUSE_MAX_S))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_up_to_six_hours_and_last_about_two_days_in_all() {
        assert_eq!(pause(0), TimeDelta::seconds(30));
        assert_eq!(pause(1), TimeDelta::seconds(30));
        assert_eq!(pause(2), TimeDelta::seconds(60));
        assert_eq!(pause(u32::MAX), TimeDelta::hours(6));
        let all: TimeDelta = (1..ATTEMPTS_MAX).map(pause).sum();
        assert!(all > TimeDelta::hours(24) && all < TimeDelta::hours(72), "{all}");
    }
}

//! Reading and exporting the log.

use super::record;
use crate::{app::App, context::OpContext};
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, Utc};
use db::queries::audit::{self, Cursor, Filter, Listed};
use domain::{
    Error, Permission,
    audit::{AREAS, AuditPage, AuditQuery, AuditRow},
};
use serde_json::json;

/// Entries of a page.
const PAGE: usize = 50;
/// Entries of an export's share.
const SHARE: u32 = 1000;

/// A page of the log, newest first.
pub async fn list(app: &App, op: &OpContext, query: &AuditQuery) -> Result<AuditPage, Error> {
    op.require(Permission::ReadAudit)?;
    let filter = filter(query)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let limit = u32::try_from(PAGE + 1).unwrap_or(u32::MAX);
    let mut found = audit::list(&mut tx, brand, &filter, cursor(&query.after), limit).await?;
    let members = audit::people(&mut tx, brand).await?;
    let signed = audit::last_signed(&mut tx, brand).await?;
    tx.commit().await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let older = found.last().filter(|_| more).map(|last| {
        let cursor = last.cursor();
        format!("{}-{}", cursor.seq, cursor.id)
    });
    Ok(AuditPage {
        rows: found.into_iter().map(row).collect(),
        members,
        older,
        signed: signed.map(|c| (c.head.seq, c.at)),
    })
}

/// Notes that the log was exported; the export itself is read by [`share`].
pub async fn begin_export(app: &App, op: &OpContext, query: &AuditQuery, format: &str) -> Result<(), Error> {
    op.require(Permission::ReadAudit)?;
    filter(query)?;
    let filters = [
        ("area", &query.area),
        ("member", &query.member),
        ("from", &query.from),
        ("to", &query.to),
        ("text", &query.text),
    ];
    let used = filters.into_iter().filter(|(_, value)| !value.is_empty());
    let used: serde_json::Map<_, _> = used
        .map(|(name, value)| (name.to_owned(), json!(value)))
        .collect();
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let detail = json!({ "format": format, "filters": used });
    record(app, &mut tx, op, "audit.exported", &brand.to_string(), detail).await?;
    Ok(tx.commit().await?)
}

/// The next share of an export, and where the one after it begins. Memory never holds more than one.
pub async fn share(
    app: &App,
    op: &OpContext,
    query: &AuditQuery,
    after: Option<Cursor>,
) -> Result<(Vec<AuditRow>, Option<Cursor>), Error> {
    op.require(Permission::ReadAudit)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let found = audit::list(&mut tx, brand, &filter(query)?, after, SHARE).await?;
    tx.commit().await?;
    let next = found.last().map(Listed::cursor);
    Ok((found.into_iter().map(row).collect(), next))
}

fn filter(query: &AuditQuery) -> Result<Filter, Error> {
    let area = AREAS.iter().find(|(word, ..)| *word == query.area);
    let areas = area.map_or_else(Vec::new, |(.., words)| {
        words.iter().map(|w| (*w).to_owned()).collect()
    });
    let actor = match query.member.as_str() {
        "" => None,
        id => Some(
            id.parse()
                .map_err(|_| Error::invalid("member", "Choose a member of the list."))?,
        ),
    };
    Ok(Filter {
        areas,
        actor,
        from: day("from", &query.from, 0)?,
        until: day("to", &query.to, 1)?,
        text: query.text.chars().take(200).filter(|c| *c != '\0').collect(),
    })
}

/// The beginning of a typed day, or of one `later`.
fn day(field: &str, text: &str, later: u64) -> Result<Option<DateTime<Utc>>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .and_then(|day| day.checked_add_days(Days::new(later)));
    match day.filter(|day| (1900..=9999).contains(&day.year())) {
        Some(day) => Ok(Some(day.and_time(NaiveTime::MIN).and_utc())),
        None => Err(Error::invalid(field, "Enter a day such as 2026-11-21.")),
    }
}

/// What an address names as the end of the page before; nonsense begins at the newest entry.
fn cursor(text: &str) -> Option<Cursor> {
    let (seq, id) = text.split_once('-')?;
    Some(Cursor {
        seq: seq.parse().ok()?,
        id: id.parse().ok()?,
    })
}

fn row(listed: Listed) -> AuditRow {
    let event = listed.event;
    let nobody = if event.actor.is_some() {
        "Former member"
    } else {
        "Tessera"
    };
    AuditRow {
        seq: event.link.map(|link| link.seq),
        at: event.at,
        who: listed.email.unwrap_or_else(|| nobody.to_owned()),
        ip: event.ip,
        action: event.action,
        target: event.target,
        detail: event.detail,
        hash: event.link.map(|link| hex::encode(link.hash)),
    }
}

//! The log as CSV and JSON, sent while it is read.

use super::{Filters, mistaken};
use crate::{
    app::App,
    context::{OpContext, Person},
    http::{csv, page::private},
    services::audit,
};
use axum::{
    Extension,
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use chrono::SecondsFormat;
use db::queries::audit::Cursor;
use domain::{
    Error,
    audit::{AuditQuery, AuditRow},
};
use futures::stream;
use serde_json::json;

/// How entries are written.
#[derive(Clone, Copy)]
enum Format {
    Csv,
    Json,
}

impl Format {
    fn word(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
        }
    }

    fn mime(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::Json => "application/json",
        }
    }

    fn begin(self) -> &'static str {
        match self {
            Self::Csv => "entry,time,who,what,action,target,ip,detail,hash\r\n",
            Self::Json => "[",
        }
    }

    fn end(self) -> &'static str {
        match self {
            Self::Csv => "",
            Self::Json => "\n]\n",
        }
    }

    fn entry(self, row: &AuditRow, is_first: bool) -> String {
        match self {
            Self::Csv => line(row),
            Self::Json => format!("{}\n{}", if is_first { "" } else { "," }, object(row)),
        }
    }
}

/// `/audit.csv`
pub(super) async fn as_csv(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(filters): Query<Filters>,
    headers: HeaderMap,
) -> Response {
    export(app, person, filters.into(), Format::Csv, &headers).await
}

/// `/audit.json`
pub(super) async fn as_json(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(filters): Query<Filters>,
    headers: HeaderMap,
) -> Response {
    export(app, person, filters.into(), Format::Json, &headers).await
}

async fn export(
    app: App,
    person: Person,
    query: AuditQuery,
    format: Format,
    headers: &HeaderMap,
) -> Response {
    let begun = async {
        let op = person.op()?;
        from_here(headers)?;
        audit::begin_export(&app, &op, &query, format.word()).await?;
        Ok::<_, Error>(op)
    };
    match begun.await {
        Ok(op) => file(app, op, query, format),
        Err(error) => mistaken(&app, &person, &query, error).await,
    }
}

/// Refuses what another site leads to: an export leaves an entry in the log, which nobody else may cause.
fn from_here(headers: &HeaderMap) -> Result<(), Error> {
    match headers.get("sec-fetch-site").map(HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Error::Forbidden),
    }
}

fn file(app: App, op: OpContext, query: AuditQuery, format: Format) -> Response {
    let day = app.clock.now().format("%Y-%m-%d");
    let name = format!("attachment; filename=\"tessera-audit-{day}.{}\"", format.word());
    let body = Body::from_stream(stream::try_unfold(
        Reading::begin(app, op, query, format),
        Reading::share,
    ));
    let mut response = ([(header::CONTENT_TYPE, format.mime())], body).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    private(response)
}

/// An export on its way.
struct Reading {
    app: App,
    op: OpContext,
    query: AuditQuery,
    format: Format,
    after: Option<Cursor>,
    is_over: bool,
}

impl Reading {
    fn begin(app: App, op: OpContext, query: AuditQuery, format: Format) -> Self {
        Self {
            app,
            op,
            query,
            format,
            after: None,
            is_over: false,
        }
    }

    /// The next share as text. An error cuts the answer off, so that nobody takes a part for the whole.
    async fn share(mut self) -> Result<Option<(String, Self)>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let mut is_first = self.after.is_none();
        let mut text = String::new();
        if is_first {
            text.push_str(self.format.begin());
        }
        let (rows, next) = audit::share(&self.app, &self.op, &self.query, self.after).await?;
        for row in &rows {
            text.push_str(&self.format.entry(row, is_first));
            is_first = false;
        }
        if next.is_none() {
            text.push_str(self.format.end());
            self.is_over = true;
        }
        self.after = next.or(self.after);
        Ok(Some((text, self)))
    }
}

fn time(row: &AuditRow) -> String {
    row.at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn object(row: &AuditRow) -> String {
    json!({
        "entry": row.seq,
        "time": time(row),
        "who": row.who,
        "what": row.sentence(),
        "action": row.action,
        "target": row.target,
        "ip": row.ip,
        "detail": row.detail,
        "hash": row.hash,
    })
    .to_string()
}

fn line(row: &AuditRow) -> String {
    let cells = [
        row.seq.map(|seq| seq.to_string()).unwrap_or_default(),
        time(row),
        row.who.clone(),
        row.sentence(),
        row.action.clone(),
        row.target.clone(),
        row.ip.clone().unwrap_or_default(),
        row.detail.to_string(),
        row.hash.clone().unwrap_or_default(),
    ];
    csv::line(cells)
}

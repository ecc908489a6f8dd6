//! `/api/admin/jobs/{id}/report.csv`: what a publication did, all of it, sent while it is read.

use crate::{
    app::App,
    context::OpContext,
    http::{csv, error::Failure, page::private},
    services::publish,
};
use axum::{
    Extension,
    body::Body,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    Error, JobId,
    job::{PublishOutcome, PublishResult},
};
use futures::stream;

/// The report.
pub(super) async fn csv(
    State(app): State<App>,
    Extension(op): Extension<OpContext>,
    Path(id): Path<JobId>,
) -> Result<Response, Failure> {
    // Before the answer begins it is known whether there is a report.
    publish::job(&app, &op, id).await?;
    let reading = Reading {
        app,
        op,
        id,
        after: None,
        is_over: false,
    };
    let headers = [
        (header::CONTENT_TYPE, csv::MIME),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"tessera-publication.csv\"",
        ),
    ];
    let body = Body::from_stream(stream::try_unfold(reading, Reading::share));
    Ok(private((headers, body).into_response()))
}

/// A report on its way.
struct Reading {
    app: App,
    op: OpContext,
    id: JobId,
    after: Option<u32>,
    is_over: bool,
}

impl Reading {
    /// The next share as text. An error cuts the answer off, so that nobody takes a part for the whole.
    async fn share(mut self) -> Result<Option<(String, Self)>, Error> {
        if self.is_over {
            return Ok(None);
        }
        let (lines, last) = publish::report_share(&self.app, &self.op, self.id, self.after).await?;
        let mut text = String::new();
        if self.after.is_none() {
            text.push_str("product,name,result,version,passport,details\r\n");
        }
        for outcome in &lines {
            text.push_str(&line(outcome));
        }
        self.is_over = last.is_none();
        self.after = last.or(self.after);
        Ok(Some((text, self)))
    }
}

/// What creating a unit again does to it.
const LEFT_ALONE: &str =
    "It was there already and says something else, so it was left as it is. Change it on its own page.";

/// A live page has no versions.
fn number(version: u32) -> String {
    match version {
        0 => "live".to_owned(),
        number => number.to_string(),
    }
}

fn line(outcome: &PublishOutcome) -> String {
    let (result, version, passport, details) = match &outcome.result {
        PublishResult::Published {
            passport,
            version,
            warnings,
        } => ("published", Some(version), Some(passport), warnings.join(" ")),
        PublishResult::Unchanged {
            passport,
            version,
            differs,
        } => {
            let details = if *differs { LEFT_ALONE } else { "" };
            ("unchanged", Some(version), Some(passport), details.to_owned())
        }
        PublishResult::Failed { why } => ("failed", None, None, why.clone()),
    };
    csv::line([
        outcome.key.0.clone(),
        outcome.label.clone(),
        result.to_owned(),
        version.copied().map(number).unwrap_or_default(),
        passport.map(ToString::to_string).unwrap_or_default(),
        details,
    ])
}

//! `/access`: who reads what not everybody may, and what was read.

use super::reply::{frame, fresh, refuse, show, show_error};
use crate::{
    app::App,
    context::{OpContext, Person},
    http::{csv, page::private},
    services::grants,
};
use app::{
    account::FormState,
    desk::{AccessView, Tab, access_page, granted_page, reads_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::{DateTime, SecondsFormat};
use db::queries::grants::ReadCursor;
use domain::{
    Error, GrantId, Permission, Reader,
    grant::{CreateGrant, GrantScope, ReadRow},
};
use futures::stream;
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(&Route::Access.href(), get(page).post(create))
        .route("/access/grants/{id}/revoke", post(revoke))
        .route(&Route::RevokeGrants.href(), post(revoke_all))
        .route(&Route::AccessLog.href(), get(reads))
        .route(&Route::AccessLogCsv.href(), get(reads_csv))
}

/// What the page is opened with: a word of ours, or what was typed before somebody had to prove who they are.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Opened {
    notice: String,
    organisation: String,
    reader: String,
    scope: String,
    until: String,
}

impl Opened {
    fn command(&self) -> CreateGrant {
        CreateGrant {
            organisation: self.organisation.clone(),
            reader: self.reader.clone(),
            scope: self.scope.clone(),
            until: self.until.clone(),
        }
    }
}

async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(opened): Query<Opened>,
) -> Response {
    let notice = match opened.notice.as_str() {
        "revoked" => Some("The access is revoked. Its link and its key open nothing any more."),
        "all-revoked" => Some("All of these grants are revoked."),
        _ => None,
    };
    match body(&app, &person, &opened, (notice, None)).await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn body(
    app: &App,
    person: &Person,
    typed: &Opened,
    (notice, error): (Option<&str>, Option<&Error>),
) -> Result<String, Error> {
    let op = person.op()?;
    let grants = grants::list(app, &op).await?;
    let scopes = if op.caller.role.may(Permission::ManageGrants) {
        let wanted = GrantScope::parse(&typed.scope);
        grants::offered(app, &op, wanted).await?.scopes
    } else {
        Vec::new()
    };
    let values = [
        ("organisation", typed.organisation.as_str()),
        ("reader", typed.reader.as_str()),
        ("scope", typed.scope.as_str()),
        ("until", typed.until.as_str()),
    ];
    let state = FormState {
        values: &values,
        notice,
        error,
        ..fresh(app)
    };
    let view = AccessView {
        grants,
        scopes,
        now: app.clock.now(),
    };
    let frame = frame(app, person, Tab::Settings).await?;
    Ok(access_page(&frame, &state, &view))
}

async fn create(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(typed): Form<Opened>,
) -> Response {
    match grants::create(&app, &person, &typed.command()).await {
        Ok(made) => match frame(&app, &person, Tab::Settings).await {
            Ok(frame) => show(granted_page(
                &frame,
                &made.organisation,
                &made.secret,
                made.link.as_deref(),
            )),
            Err(error) => refused(&app, &person, error).await,
        },
        Err(error @ (Error::Invalid(_) | Error::Conflict { .. })) => {
            match body(&app, &person, &typed, (None, Some(&error))).await {
                Ok(body) => show_error(body, &error),
                Err(error) => refused(&app, &person, error).await,
            }
        }
        // What was typed waits in the form until they have proved who they are.
        Err(error) => {
            let typed = url::form_urlencoded::Serializer::new(String::new())
                .append_pair("organisation", &typed.organisation)
                .append_pair("reader", &typed.reader)
                .append_pair("scope", &typed.scope)
                .append_pair("until", &typed.until)
                .finish();
            let back = format!("{}?{typed}", Route::Access.href());
            refuse(&app, &person, Tab::Settings, error, &back).await
        }
    }
}

fn done(word: &str) -> Response {
    Redirect::to(&format!("{}?notice={word}", Route::Access.href())).into_response()
}

async fn revoke(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<GrantId>,
) -> Response {
    let taken = async { grants::revoke(&app, &person.op()?, id).await };
    match taken.await {
        Ok(()) => done("revoked"),
        Err(error) => refused(&app, &person, error).await,
    }
}

/// The fields of the emergency.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Emergency {
    whose: String,
    sure: String,
}

async fn revoke_all(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Emergency>,
) -> Response {
    let taken = async {
        let op = person.op()?;
        op.require(Permission::ManageGrants)?;
        if fields.sure != "yes" {
            return Err(Error::invalid("sure", "Say that you understand what this means."));
        }
        let reader = match fields.whose.as_str() {
            "all" => None,
            word => Some(Reader::parse(word).ok_or_else(|| Error::invalid("whose", "Choose whose access."))?),
        };
        grants::revoke_all(&app, &op, reader).await
    };
    match taken.await {
        Ok(_) => done("all-revoked"),
        Err(error) => refused(&app, &person, error).await,
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct After {
    after: String,
}

/// `{microseconds}-{id}`
fn cursor(text: &str) -> Option<ReadCursor> {
    let (at, id) = text.split_once('-')?;
    Some((
        DateTime::from_timestamp_micros(at.parse().ok()?)?,
        id.parse().ok()?,
    ))
}

async fn reads(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Query(query): Query<After>,
) -> Response {
    let answer = async {
        let (rows, next) = grants::reads(&app, &person.op()?, cursor(&query.after)).await?;
        let older = next.map(|(at, id)| format!("{}-{id}", at.timestamp_micros()));
        let frame = frame(&app, &person, Tab::Settings).await?;
        Ok(reads_page(&frame, &rows, older.as_deref()))
    };
    match answer.await {
        Ok(body) => show(body),
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn reads_csv(State(app): State<App>, Extension(person): Extension<Person>) -> Response {
    let first = async {
        let op = person.op()?;
        let share = grants::reads_share(&app, &op, None).await?;
        Ok::<_, Error>((op, share))
    };
    match first.await {
        Ok((op, share)) => file(&app, op, share),
        Err(error) => refused(&app, &person, error).await,
    }
}

type Share = (Vec<ReadRow>, Option<ReadCursor>);

/// The log, sent while it is read.
fn file(app: &App, op: OpContext, first: Share) -> Response {
    let day = app.clock.now().format("%Y-%m-%d");
    let name = format!("attachment; filename=\"tessera-reads-{day}.csv\"");
    let head = "time,organisation,reader,product,passport,version,form\r\n".to_owned();
    let begin = (app.clone(), op, Some(first), head);
    let body = stream::try_unfold(begin, |(app, op, share, mut text)| async move {
        let Some((rows, next)) = share else {
            return Ok::<_, Error>(None);
        };
        for row in &rows {
            text.push_str(&line(row));
        }
        let share = match next {
            Some(after) => Some(grants::reads_share(&app, &op, Some(after)).await?),
            None => None,
        };
        Ok(Some((text, (app, op, share, String::new()))))
    });
    let mut response = ([(header::CONTENT_TYPE, csv::MIME)], Body::from_stream(body)).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    private(response)
}

fn line(row: &ReadRow) -> String {
    csv::line([
        row.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        row.organisation.clone(),
        row.reader.word().to_owned(),
        row.product.clone(),
        row.passport.to_string(),
        row.version.to_string(),
        row.representation.clone(),
    ])
}

async fn refused(app: &App, person: &Person, error: Error) -> Response {
    refuse(app, person, Tab::Settings, error, &Route::Access.href()).await
}

//! Files for the registry: one as a download, many as a page of buttons.

use super::{Opened, again, frame, fresh, refused, show};
use crate::{
    app::App,
    context::Person,
    http::page::private,
    services::registry::{self, RegistryFile},
};
use app::desk::{Offered, Tab, registry_files_page};
use axum::{
    Extension, Form,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{Error, PassportId, registry::ListRegistry};
use formats::registry::FileFormat;

/// What the form says.
#[derive(Default)]
struct Asked {
    opened: Opened,
    passports: Vec<PassportId>,
    all: bool,
    format: String,
    after: Option<PassportId>,
}

fn asked(fields: Vec<(String, String)>) -> Asked {
    let mut asked = Asked::default();
    for (name, value) in fields {
        match name.as_str() {
            "search" => asked.opened.search = value,
            "state" => asked.opened.state = value,
            "changed" => asked.opened.changed = value,
            "passport" => asked.passports.extend(value.parse::<PassportId>().ok()),
            "what" => asked.all = value == "all",
            "format" => asked.format = value,
            "after" => asked.after = value.parse().ok(),
            _ => {}
        }
    }
    asked
}

/// `POST /registry/files`
pub(super) async fn make(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let asked = asked(fields);
    let query = asked.opened.query();
    let format = FileFormat::parse(&asked.format).unwrap_or(FileFormat::Json);
    let answer = if asked.all {
        offer(&app, &person, (&query, asked.after), format).await
    } else {
        one(&app, &person, &asked.passports, format).await
    };
    match answer {
        Ok(response) => response,
        Err(error @ Error::Conflict { .. }) => again(&app, &person, &query, &error).await,
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn one(
    app: &App,
    person: &Person,
    passports: &[PassportId],
    format: FileFormat,
) -> Result<Response, Error> {
    Ok(download(
        registry::export(app, &person.op()?, passports, format).await?,
    ))
}

async fn offer(
    app: &App,
    person: &Person,
    (query, after): (&ListRegistry, Option<PassportId>),
    format: FileFormat,
) -> Result<Response, Error> {
    let parts = registry::parts(app, &person.op()?, query, after).await?;
    let frame = frame(app, person, Tab::Registry).await?;
    let offered = Offered {
        files: &parts.files,
        refused: parts.refused,
        query,
        last: parts.last,
        format: format.word(),
    };
    Ok(show(registry_files_page(&frame, &fresh(app), offered)))
}

fn download(file: RegistryFile) -> Response {
    let name = format!("attachment; filename=\"{}\"", file.name);
    let mut response = ([(header::CONTENT_TYPE, file.mime)], file.text).into_response();
    if let Ok(name) = HeaderValue::from_str(&name) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, name);
    }
    private(response)
}

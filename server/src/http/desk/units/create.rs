//! `/passports/{id}/units/new`, and `/file` beside it: one unit, a row of numbers, or a table.

use super::{Fields, answer, first, frame, is_mistake, state, typed, values, within};
use crate::{
    app::App,
    context::Person,
    http::{csv::MIME, page::private},
    services::units,
};
use app::{
    desk::{Tab, new_units_page},
    routes::Route,
};
use axum::{
    Extension, Form,
    extract::{Multipart, Path, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use domain::{
    Error, PassportId, Permission,
    unit::{
        CreateUnits, Created, FILE_MAX, Level, ListUnits, NewUnits, UnitEntry, UnitRange, UnitsView, columns,
        text_of,
    },
};

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
) -> Response {
    let body = body(&app, &person, id, &Fields::new(), None).await;
    answer(&app, &person, body, None).await
}

/// The page with what was typed and what is wrong with it.
async fn body(
    app: &App,
    person: &Person,
    id: PassportId,
    fields: &Fields,
    error: Option<&Error>,
) -> Result<String, Error> {
    let view = view(app, person, id).await?;
    let frame = frame(app, person, Tab::Passports).await?;
    Ok(new_units_page(&frame, &state(app, &typed(fields), error), &view))
}

async fn view(app: &App, person: &Person, id: PassportId) -> Result<UnitsView, Error> {
    let op = person.op()?;
    op.require(Permission::Publish)?;
    let view = units::list(app, &op, id, ListUnits::default()).await?;
    match view.closed {
        Some(why) => Err(Error::conflict(why)),
        None => Ok(view),
    }
}

pub(super) async fn create(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    Form(fields): Form<Fields>,
) -> Response {
    let (what, before) = asked(&fields);
    let made = make(&app, &person, id, what).await;
    let made = made.map_err(|error| within(error, before));
    finish(&app, &person, id, &fields, made).await
}

/// What a form asks for, and what its fields begin with.
fn asked(fields: &Fields) -> (NewUnits, &'static str) {
    let text = |name: &str| first(fields, name).to_owned();
    if first(fields, "how") == "range" {
        let range = UnitRange {
            level: Level::parse(first(fields, "range.level")).unwrap_or(Level::Item),
            prefix: text("range.prefix"),
            from: text("range.from"),
            to: text("range.to"),
        };
        let batch = text("range.batch");
        let values = values(fields, "range.");
        return (NewUnits::Range { range, batch, values }, "range.");
    }
    let entry = UnitEntry {
        batch: text("one.batch"),
        serial: text("one.serial"),
        values: values(fields, "one."),
    };
    (NewUnits::One(entry), "one.")
}

async fn make(app: &App, person: &Person, id: PassportId, what: NewUnits) -> Result<Created, Error> {
    let op = person.op()?;
    units::create(app, &op, CreateUnits { parent: id, what }).await
}

async fn finish(
    app: &App,
    person: &Person,
    id: PassportId,
    fields: &Fields,
    made: Result<Created, Error>,
) -> Response {
    match made {
        Ok(Created::Job(job)) => Redirect::to(&Route::Job(job).href()).into_response(),
        Ok(Created::Now {
            made,
            unchanged,
            kept,
        }) => {
            let list = Route::Units(id).href();
            Redirect::to(&format!("{list}?made={made}&unchanged={unchanged}&kept={kept}")).into_response()
        }
        Err(error) if is_mistake(&error) => {
            let body = body(app, person, id, fields, Some(&error)).await;
            answer(app, person, body, Some(&error)).await
        }
        Err(error) => answer(app, person, Err(error), None).await,
    }
}

pub(super) async fn from_file(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    file: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Response {
    // Who may not, or whose passport it is not, is told that first.
    let allowed = view(&app, &person, id).await;
    let made = match (allowed, file) {
        (Err(error), _) => Err(error),
        (Ok(_), Err(_)) => Err(Error::invalid("file", "Choose a CSV file.")),
        (Ok(_), Ok(file)) => match read(file).await {
            Ok(text) => make(&app, &person, id, NewUnits::File { text }).await,
            Err(error) => Err(error),
        },
    };
    finish(&app, &person, id, &Fields::new(), made).await
}

/// The text of the file of the form.
async fn read(mut form: Multipart) -> Result<String, Error> {
    let unreadable = |_| {
        Error::invalid(
            "file",
            "The file did not arrive whole, or it is larger than 2 MB.",
        )
    };
    while let Some(mut part) = form.next_field().await.map_err(unreadable)? {
        if part.name() != Some("file") {
            continue;
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = part.chunk().await.map_err(unreadable)? {
            bytes.extend_from_slice(&chunk);
            if bytes.len() > FILE_MAX {
                break;
            }
        }
        if bytes.is_empty() {
            break;
        }
        return text_of(bytes);
    }
    Err(Error::invalid("file", "Choose a CSV file."))
}

/// An empty table with the columns that there are.
pub(super) async fn example(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
) -> Response {
    let columns = async {
        let op = person.op()?;
        let view = units::list(&app, &op, id, ListUnits::default()).await?;
        Ok(columns(&view.fields).join(","))
    };
    match columns.await {
        Ok(line) => {
            let headers = [
                (header::CONTENT_TYPE, MIME),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"units.csv\""),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            private((headers, format!("{line}\r\n")).into_response())
        }
        Err(error) => answer(&app, &person, Err(error), None).await,
    }
}

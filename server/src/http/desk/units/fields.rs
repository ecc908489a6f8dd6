//! `/templates/{id}/unit-fields`: what can be said of batches and items.

use super::{Fields, answer, first, frame, fresh, is_mistake, state, typed};
use crate::{app::App, context::Person, services::units};
use app::{
    account::FormState,
    desk::{Tab, UnitFieldsForm, read_unit_fields, typed_unit_fields, unit_fields_page},
    routes::Route,
};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Error, TemplateId, unit::UNIT_FIELDS_MAX};
use serde::Deserialize;

/// Why a template has no such fields.
const LIVE: &str =
    "The passports of this template are live: nothing of them is stored, so they have no batches or items.";

/// Word of what was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    notice: String,
}

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Query(opened): Query<Opened>,
) -> Response {
    let notice = (opened.notice == "saved").then_some("The fields are saved.");
    let body = body(&app, &person, id, None, notice).await;
    answer(&app, &person, body, None).await
}

/// The page with what was typed and what is wrong with it, or with what is stored.
async fn body(
    app: &App,
    person: &Person,
    id: TemplateId,
    again: Option<(&Fields, &Error)>,
    notice: Option<&str>,
) -> Result<String, Error> {
    let stored = units::unit_fields(app, &person.op()?, id).await?;
    let fields = match again {
        // Mistakes count the fields without the places that were left empty.
        Some((fields, _)) => match read_unit_fields(fields, &stored.locales, &stored.fields) {
            Ok(read) => typed_unit_fields(&read, &stored.locales),
            Err(_) => fields.clone(),
        },
        None => typed_unit_fields(&stored.fields, &stored.locales),
    };
    let typed = typed(&fields);
    // A change that was refused is still based on the revision that it was based on.
    let revision = again.and_then(|(fields, _)| first(fields, "revision").parse().ok());
    let filled = |n: &usize| !first(&fields, &format!("unit_fields.{n}.key")).is_empty();
    let form = UnitFieldsForm {
        template: id,
        name: stored.name,
        revision: revision.unwrap_or(stored.revision),
        locales: stored.locales,
        count: (0..UNIT_FIELDS_MAX).filter(filled).max().map_or(0, |n| n + 1),
        closed: stored.live.then_some(LIVE),
        may_edit: stored.may_edit,
    };
    let frame = frame(app, person, Tab::Templates).await?;
    let state = match again {
        Some((_, error)) => state(app, &typed, Some(error)),
        None => FormState {
            values: &typed,
            notice,
            ..fresh(app)
        },
    };
    Ok(unit_fields_page(&frame, &state, &form))
}

pub(super) async fn save(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Form(fields): Form<Fields>,
) -> Response {
    match store(&app, &person, id, &fields).await {
        Ok(()) => Redirect::to(&format!("{}?notice=saved", Route::UnitFields(id).href())).into_response(),
        Err(error) if is_mistake(&error) => {
            let body = body(&app, &person, id, Some((&fields, &error)), None).await;
            answer(&app, &person, body, Some(&error)).await
        }
        Err(error) => answer(&app, &person, Err(error), None).await,
    }
}

async fn store(app: &App, person: &Person, id: TemplateId, typed: &Fields) -> Result<(), Error> {
    let op = person.op()?;
    op.require(domain::Permission::EditTemplates)?;
    let stored = units::unit_fields(app, &op, id).await?;
    let fields = read_unit_fields(typed, &stored.locales, &stored.fields)?;
    let revision = first(typed, "revision").parse().unwrap_or(stored.revision);
    units::save_fields(app, &op, (id, revision), fields).await
}

//! `/passports/{id}/unit`: one batch or item, and changing its values.

use super::{Fields, answer, first, frame, fresh, is_mistake, state, typed, values};
use crate::{app::App, context::Person, services::units};
use app::{
    account::FormState,
    desk::{Tab, unit_page},
    routes::Route,
};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Error, PassportId, unit::ChangeUnit};
use serde::Deserialize;

/// Word of what was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    /// The version that was made; 0 where nothing differed.
    version: Option<u32>,
}

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    Query(opened): Query<Opened>,
) -> Response {
    let notice = opened.version.map(|version| match version {
        0 => "Nothing differs, so there is no new version.".to_owned(),
        version => format!("Version {version} is published."),
    });
    let body = body(&app, &person, id, None, notice.as_deref()).await;
    answer(&app, &person, body, None).await
}

/// The page with what was typed and what is wrong with it, or with what is published.
async fn body(
    app: &App,
    person: &Person,
    id: PassportId,
    again: Option<(&Fields, &Error)>,
    notice: Option<&str>,
) -> Result<String, Error> {
    let view = units::get(app, &person.op()?, id).await?;
    let frame = frame(app, person, Tab::Passports).await?;
    let stored: Fields = view
        .values
        .iter()
        .map(|(key, value)| (format!("values.{key}"), value.clone()))
        .collect();
    let fields = again.map_or(&stored, |(fields, _)| fields);
    let typed = typed(fields);
    let state = match again {
        Some((_, error)) => state(app, &typed, Some(error)),
        None => FormState {
            values: &typed,
            notice,
            ..fresh(app)
        },
    };
    Ok(unit_page(&frame, &state, &view))
}

pub(super) async fn change(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    Form(fields): Form<Fields>,
) -> Response {
    let cmd = ChangeUnit {
        unit: id,
        values: values(&fields, ""),
        onto: first(&fields, "version").parse().ok(),
    };
    let changed = async { units::change(&app, &person.op()?, cmd).await };
    match changed.await {
        Ok(version) => {
            let page = Route::Unit(id).href();
            Redirect::to(&format!("{page}?version={}", version.unwrap_or(0))).into_response()
        }
        Err(error) if is_mistake(&error) => {
            let body = body(&app, &person, id, Some((&fields, &error)), None).await;
            answer(&app, &person, body, Some(&error)).await
        }
        Err(error) => answer(&app, &person, Err(error), None).await,
    }
}

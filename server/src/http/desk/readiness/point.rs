//! `/readiness/{id}/mapping/points/{point}`: where one data point comes from.

use super::{
    Fields, answer, answer_error, editor, first, framed, fresh, is_mistake, mapping::changed, point_id,
    refused, renamed, typed,
};
use crate::{
    app::App,
    context::{OpContext, Person},
    services::readiness,
};
use app::{
    account::FormState,
    desk::{point_page, read_source, source_fields},
};
use axum::{
    Extension, Form,
    extract::{Path, State},
    response::Response,
};
use domain::{
    Error, Kind, TemplateId,
    profile::{DataPoint, Mapping, PointId, Source},
    readiness::MappingView,
};

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path((id, point)): Path<(TemplateId, String)>,
) -> Response {
    let body = stored(&app, &person, id, &point).await;
    answer(&app, &person, body).await
}

/// The page with the source that is stored, or with the suggested one.
async fn stored(app: &App, person: &Person, id: TemplateId, point: &str) -> Result<String, Error> {
    let (view, point) = open(app, &person.op()?, id, &point_id(point)?).await?;
    let fields = preset(&view, &point);
    let values = typed(&fields);
    let state = FormState {
        values: &values,
        ..fresh(app)
    };
    Ok(point_page(&framed(app, person).await?, &state, &view, &point))
}

async fn open(
    app: &App,
    op: &OpContext,
    id: TemplateId,
    point: &PointId,
) -> Result<(MappingView, DataPoint), Error> {
    let view = readiness::mapping(app, op, id).await?;
    let found = view
        .profile
        .as_ref()
        .and_then(|profile| profile.point(point))
        .cloned();
    found
        .map(|point| (view, point))
        .ok_or(Error::NotFound(Kind::Page))
}

fn preset(view: &MappingView, point: &DataPoint) -> Fields {
    let mapped = view.compliance.as_ref().and_then(|c| c.mapping(&point.id));
    if let Some(mapping) = mapped {
        return source_fields(mapping);
    }
    let suggested = view.suggestions.iter().find(|s| s.point == point.id);
    suggested.map_or_else(Vec::new, |suggestion| {
        source_fields(&Mapping {
            point: point.id.clone(),
            source: Source::Attribute {
                attribute: suggestion.attribute.clone(),
            },
            transform: None,
        })
    })
}

pub(super) async fn save(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path((id, point)): Path<(TemplateId, String)>,
    Form(fields): Form<Fields>,
) -> Response {
    match change(&app, &person, id, &point, &fields).await {
        Ok(response) => response,
        Err(error) => {
            // Assignments are lines of one field, and so are their mistakes.
            let error = renamed(
                error,
                &[
                    ("transform.table", "transform.table"),
                    ("transform.kind", "source"),
                ],
            );
            again(&app, &person, id, &point, &fields, error).await
        }
    }
}

async fn change(
    app: &App,
    person: &Person,
    id: TemplateId,
    point: &str,
    fields: &Fields,
) -> Result<Response, Error> {
    let op = editor(person)?;
    let point = point_id(point)?;
    if !first(fields, "unset").is_empty() {
        let before = readiness::unset(app, &op, id, &point).await?;
        return Ok(changed(id, "unset", &point, before.as_ref()));
    }
    let new = match first(fields, "restore") {
        "" => read_source(&open(app, &op, id, &point).await?.1, fields)?,
        json => restored(json, &point)?,
    };
    let before = readiness::set(app, &op, id, new).await?;
    Ok(changed(id, "saved", &point, before.as_ref()))
}

/// The mapping that the button to undo carries.
fn restored(json: &str, point: &PointId) -> Result<Mapping, Error> {
    let mapping = serde_json::from_str::<Mapping>(json).ok();
    mapping
        .filter(|mapping| mapping.point == *point)
        .ok_or_else(|| Error::conflict("What was there before cannot be read. Choose the source again."))
}

/// The form with what is wrong in it.
async fn again(
    app: &App,
    person: &Person,
    id: TemplateId,
    point: &str,
    fields: &Fields,
    error: Error,
) -> Response {
    if !is_mistake(&error) {
        return refused(app, person, error).await;
    }
    let body = async {
        let (view, point) = open(app, &person.op()?, id, &point_id(point)?).await?;
        let values = joined(fields);
        let values = typed(&values);
        let state = FormState {
            values: &values,
            error: Some(&error),
            ..fresh(app)
        };
        Ok(point_page(&framed(app, person).await?, &state, &view, &point))
    };
    answer_error(app, person, body.await, &error).await
}

/// Ticks of the same name as one value.
pub(super) fn joined(fields: &Fields) -> Fields {
    let mut joined: Fields = Vec::new();
    for (name, value) in fields {
        match joined.iter_mut().find(|(n, _)| n == name) {
            Some((_, before)) => {
                before.push_str(", ");
                before.push_str(value);
            }
            None => joined.push((name.clone(), value.clone())),
        }
    }
    joined
}

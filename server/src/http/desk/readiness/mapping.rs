//! `/readiness/{id}/mapping`: the profile that a template follows, the sources of its data points, and suggestions.

use super::{
    Fields, all, answer, answer_error, editor, first, framed, fresh, is_mistake, refused, renamed, to, typed,
    with,
};
use crate::{app::App, context::Person, services::readiness};
use app::{
    account::FormState,
    desk::{MappingFilter, Undo, mapping_page},
    routes::Route,
};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    response::Response,
};
use domain::{
    Error, TemplateId,
    profile::{CategoryId, Mapping, PointId, ProfileChoice, ProfileId},
    record::Granularity,
};
use serde::Deserialize;

/// The most bytes of a mapping that goes through an address, so that no proxy refuses it.
const UNDO_MAX: usize = 2000;

/// The filters in the address, a word of ours, and what can be taken back.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    only: String,
    search: String,
    ticked: String,
    notice: String,
    taken: String,
    point: String,
    before: String,
}

impl Opened {
    fn filter(&self) -> MappingFilter {
        MappingFilter {
            only: self.only.clone(),
            search: self.search.trim().chars().take(100).collect(),
            ticked: self.ticked == "likely",
        }
    }

    /// What the button to undo would bring back. It is shown before it is done, and checked like anything that is typed.
    fn undo(&self) -> Option<Undo> {
        let point = PointId::parse(&self.point).ok()?;
        let before = match self.before.as_str() {
            "" => None,
            json => Some(
                serde_json::from_str::<Mapping>(json)
                    .ok()
                    .filter(|m| m.point == point)?,
            ),
        };
        Some(Undo { point, before })
    }

    fn notice(&self) -> Option<String> {
        Some(match self.notice.as_str() {
            "saved" => "The source is saved. The next check measures the products by it.".to_owned(),
            "unset" => "The data point has no source any more.".to_owned(),
            "chosen" => "The profile is saved. Give its data points their sources, then check the products."
                .to_owned(),
            "none" => "The template follows no profile any more.".to_owned(),
            "taken" => match self.taken.parse() {
                Ok(1_u32) => "1 suggestion is taken.".to_owned(),
                Ok(n) => format!("{n} suggestions are taken."),
                Err(_) => return None,
            },
            _ => return None,
        })
    }
}

/// Back to the editor after a change of one data point, with the way to undo it where that is short enough.
pub(super) fn changed(id: TemplateId, word: &str, point: &PointId, before: Option<&Mapping>) -> Response {
    let json = before
        .and_then(|mapping| serde_json::to_string(mapping).ok())
        .unwrap_or_default();
    let mut query = vec![("notice", word)];
    if json.len() <= UNDO_MAX {
        query.push(("point", point.as_str()));
        query.push(("before", &json));
    }
    to(&with(&Route::Mapping(id).href(), &query))
}

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Query(opened): Query<Opened>,
) -> Response {
    let notice = opened.notice();
    let state = FormState {
        notice: notice.as_deref(),
        ..fresh(&app)
    };
    let body = body(&app, &person, &state, id, &opened).await;
    answer(&app, &person, body).await
}

async fn body(
    app: &App,
    person: &Person,
    state: &FormState<'_>,
    id: TemplateId,
    opened: &Opened,
) -> Result<String, Error> {
    let view = readiness::mapping(app, &person.op()?, id).await?;
    let frame = framed(app, person).await?;
    Ok(mapping_page(
        &frame,
        state,
        &opened.filter(),
        opened.undo().as_ref(),
        &view,
    ))
}

pub(super) async fn choose(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Form(fields): Form<Fields>,
) -> Response {
    let done = async {
        let op = editor(&person)?;
        let (choice, from) = read(&fields)?;
        let word = if choice.is_some() { "chosen" } else { "none" };
        readiness::choose(&app, &op, id, choice, from).await?;
        Ok(word)
    };
    let names = [("profile.granularity", "granularity"), ("profile", "profile")];
    match done.await.map_err(|error| renamed(error, &names)) {
        Ok(word) => to(&with(&Route::Mapping(id).href(), &[("notice", word)])),
        Err(error) => again(&app, &person, id, &typed(&fields), error).await,
    }
}

fn read(fields: &Fields) -> Result<(Option<ProfileChoice>, u8), Error> {
    let from: u8 = match first(fields, "publish_from")
        .trim()
        .trim_end_matches('%')
        .trim_end()
    {
        "" => 0,
        text => text
            .parse()
            .map_err(|_| Error::invalid("publish_from", "Enter a whole number from 0 to 100."))?,
    };
    let wrong = || Error::invalid("profile", "Choose a profile and a category.");
    let choice = match first(fields, "profile").trim() {
        "" => None,
        text => {
            let (profile, category) = text.split_once(' ').ok_or_else(wrong)?;
            Some(ProfileChoice {
                id: ProfileId::parse(profile).map_err(|_| wrong())?,
                category: CategoryId::parse(category).map_err(|_| wrong())?,
                granularity: match first(fields, "granularity") {
                    "model" => Granularity::Model,
                    "batch" => Granularity::Batch,
                    "item" => Granularity::Item,
                    _ => return Err(Error::invalid("granularity", "Choose a level.")),
                },
            })
        }
    };
    Ok((choice, from))
}

pub(super) async fn accept(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Form(fields): Form<Fields>,
) -> Response {
    let done = async {
        let op = editor(&person)?;
        let ticked: Vec<(PointId, String)> = all(&fields, "take")
            .filter_map(|value| {
                let (point, attribute) = value.split_once(' ')?;
                Some((PointId::parse(point).ok()?, attribute.to_owned()))
            })
            .collect();
        if ticked.is_empty() {
            return Err(Error::invalid("suggestions", "Choose at least one suggestion."));
        }
        readiness::accept(&app, &op, id, &ticked).await
    };
    match done.await {
        Ok(taken) => {
            let taken = taken.to_string();
            to(&with(
                &Route::Mapping(id).href(),
                &[("notice", "taken"), ("taken", &taken)],
            ))
        }
        Err(error) => again(&app, &person, id, &[], error).await,
    }
}

/// The editor with what went wrong.
async fn again(
    app: &App,
    person: &Person,
    id: TemplateId,
    values: &[(&str, &str)],
    error: Error,
) -> Response {
    if !is_mistake(&error) {
        return refused(app, person, error).await;
    }
    let state = FormState {
        values,
        error: Some(&error),
        ..fresh(app)
    };
    let body = body(app, person, &state, id, &Opened::default()).await;
    answer_error(app, person, body, &error).await
}

//! `GET /passports/{id}/units`

use super::{answer, frame, fresh};
use crate::{app::App, context::Person, services::units};
use app::{
    account::FormState,
    desk::{Tab, units_page},
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Response,
};
use domain::{
    Error, PassportId,
    unit::{Level, ListUnits},
};
use serde::Deserialize;

/// The filters in the address, and word of what was just done.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    search: String,
    level: String,
    page: String,
    made: Option<u32>,
    unchanged: Option<u32>,
    kept: Option<u32>,
}

impl Opened {
    fn query(&self) -> ListUnits {
        ListUnits {
            search: self.search.trim().to_owned(),
            level: Level::parse(&self.level),
            page: self.page.parse().unwrap_or(1),
        }
    }

    fn notice(&self) -> Option<String> {
        let (made, unchanged) = (self.made?, self.unchanged.unwrap_or(0));
        let kept = self.kept.unwrap_or(0);
        if (made, kept) == (0, 0) {
            return Some("All of them were there already and say the same.".to_owned());
        }
        let told = [
            (made, "published"),
            (unchanged, "there already, saying the same"),
            (
                kept,
                "there already, saying something else: left as they are, because creating changes nothing. Change a unit on its own page",
            ),
        ];
        let parts: Vec<String> = told
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect();
        Some(format!("{}.", parts.join("; ")))
    }
}

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    Query(opened): Query<Opened>,
) -> Response {
    let body = body(&app, &person, id, &opened).await;
    answer(&app, &person, body, None).await
}

async fn body(app: &App, person: &Person, id: PassportId, opened: &Opened) -> Result<String, Error> {
    let query = opened.query();
    let view = units::list(app, &person.op()?, id, query.clone()).await?;
    let notice = opened.notice();
    let state = FormState {
        notice: notice.as_deref(),
        ..fresh(app)
    };
    let frame = frame(app, person, Tab::Passports).await?;
    Ok(units_page(&frame, &state, &query, &view))
}

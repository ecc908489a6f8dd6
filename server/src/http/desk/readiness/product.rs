//! `/readiness/{id}/product?key=`: one product, point by point.

use super::{answer, framed, fresh};
use crate::{app::App, context::Person, services::readiness};
use app::{account::FormState, desk::product_page};
use axum::{
    Extension,
    extract::{Path, Query, State},
    response::Response,
};
use domain::{Error, Kind, TemplateId, catalog::ProductKey};
use serde::Deserialize;

/// The product, and a word of ours.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    key: String,
    notice: String,
}

impl Opened {
    /// The product of the address.
    pub(super) fn key(&self) -> Result<ProductKey, Error> {
        let sane = !self.key.is_empty() && self.key.len() <= 255;
        sane.then(|| ProductKey(self.key.clone()))
            .ok_or(Error::NotFound(Kind::Product))
    }
}

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Query(opened): Query<Opened>,
) -> Response {
    let body = body(&app, &person, id, &opened).await;
    answer(&app, &person, body).await
}

async fn body(app: &App, person: &Person, id: TemplateId, opened: &Opened) -> Result<String, Error> {
    let view = readiness::product(app, &person.op()?, id, &opened.key()?).await?;
    let notice = match opened.notice.as_str() {
        "entered" => Some("The value is saved."),
        "taken-back" => Some("The value is taken back."),
        _ => None,
    };
    let state = FormState { notice, ..fresh(app) };
    Ok(product_page(&framed(app, person).await?, &state, &view))
}

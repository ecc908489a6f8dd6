//! `/readiness/{id}/product/points/{point}?key=`: a value that is entered by hand.

use super::{
    Fields, answer, answer_error, editor, first, framed, fresh, is_mistake, point::joined, point_id,
    product::Opened, refused, to, typed, with,
};
use crate::{app::App, context::Person, services::readiness};
use app::{account::FormState, desk::entry_page, routes::Route};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    response::Response,
};
use domain::{
    Error, Kind, Locale, TemplateId,
    catalog::ProductKey,
    readiness::{Enter, PointState, Scope},
};

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path((id, point)): Path<(TemplateId, String)>,
    Query(opened): Query<Opened>,
) -> Response {
    let body = body(&app, &person, (id, &point), &opened, None).await;
    answer(&app, &person, body).await
}

/// The page with what was typed and what is wrong with it, or with what is entered for this product.
async fn body(
    app: &App,
    person: &Person,
    (id, point): (TemplateId, &str),
    opened: &Opened,
    again: Option<(&Fields, &Error)>,
) -> Result<String, Error> {
    let op = person.op()?;
    let (key, wanted) = (opened.key()?, point_id(point)?);
    let view = readiness::product(app, &op, id, &key).await?;
    let found = view.points.iter().find(|p| p.point == wanted);
    let point = found.ok_or(Error::NotFound(Kind::Page))?;
    let fields = again.map_or_else(|| preset(point), |(fields, _)| joined(fields));
    let values = typed(&fields);
    let state = FormState {
        values: &values,
        error: again.map(|(_, error)| error),
        ..fresh(app)
    };
    Ok(entry_page(&framed(app, person).await?, &state, &view, point))
}

/// What is entered for this product in all languages.
fn preset(point: &PointState) -> Fields {
    let own = |entry: &&domain::readiness::Entry| entry.scope == Scope::Product && entry.locale.is_none();
    let newest = point.history.iter().find(own);
    let value = newest.and_then(|entry| entry.value.clone()).unwrap_or_default();
    vec![
        ("value".to_owned(), value),
        ("scope".to_owned(), Scope::Product.word().to_owned()),
    ]
}

pub(super) async fn save(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path((id, point)): Path<(TemplateId, String)>,
    Query(opened): Query<Opened>,
    Form(fields): Form<Fields>,
) -> Response {
    match enter(&app, &person, (id, &point), &opened, &fields).await {
        Ok((key, word)) => to(&with(
            &Route::ReadinessProduct(id, key).href(),
            &[("notice", word)],
        )),
        Err(error) if is_mistake(&error) => {
            let body = body(&app, &person, (id, &point), &opened, Some((&fields, &error))).await;
            answer_error(&app, &person, body, &error).await
        }
        Err(error) => refused(&app, &person, error).await,
    }
}

async fn enter(
    app: &App,
    person: &Person,
    (id, point): (TemplateId, &str),
    opened: &Opened,
    fields: &Fields,
) -> Result<(ProductKey, &'static str), Error> {
    let op = editor(person)?;
    let all = joined(fields);
    let value = first(&all, "value").trim().to_owned();
    let scope = Scope::of(first(&all, "scope"));
    let locale = match first(&all, "locale") {
        "" => None,
        tag => Some(Locale::parse(tag).ok_or_else(|| Error::invalid("locale", "Choose a language."))?),
    };
    let word = if value.is_empty() { "taken-back" } else { "entered" };
    let product = opened.key()?;
    let cmd = Enter {
        template: id,
        product: product.clone(),
        point: point_id(point)?,
        scope: scope.ok_or_else(|| Error::invalid("scope", "Choose what the value counts for."))?,
        locale,
        value,
    };
    readiness::enter(app, &op, cmd).await?;
    Ok((product, word))
}

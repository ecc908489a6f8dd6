//! `/readiness/{id}`: the products of a template, their check, their export and their publication.

use super::{Fields, all, answer, answer_error, framed, fresh, is_mistake, refused, to, with};
use crate::{
    app::App,
    context::Person,
    http::{csv, page::private},
    services::{publish, readiness},
};
use app::{account::FormState, desk::board_page, routes::Route};
use axum::{
    Extension, Form,
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse, Response},
};
use domain::{
    Error, Permission, TemplateId,
    catalog::ProductKey,
    passport::Publish,
    profile::PointId,
    readiness::{BoardQuery, Order, Show},
};
use serde::Deserialize;

/// The filters in the address, and a word of ours.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Opened {
    search: String,
    show: String,
    point: String,
    order: String,
    page: String,
    chosen: String,
    notice: String,
}

impl Opened {
    fn query(&self) -> BoardQuery {
        BoardQuery {
            search: self.search.trim().chars().take(100).collect(),
            show: Show::of(&self.show),
            point: PointId::parse(&self.point).ok(),
            order: Order::of(&self.order),
            page: self.page.parse().unwrap_or(1).max(1),
        }
    }
}

pub(super) async fn page(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Query(opened): Query<Opened>,
) -> Response {
    let notice = (opened.notice == "checking")
        .then_some("The check has started. It goes on when you leave this page.");
    let state = FormState {
        notice,
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
    let query = opened.query();
    let board = readiness::board(app, &person.op()?, id, &query).await?;
    let frame = framed(app, person).await?;
    Ok(board_page(&frame, state, &query, opened.chosen == "all", &board))
}

pub(super) async fn csv(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
) -> Response {
    let lines = match person.op() {
        Ok(op) => readiness::export(&app, &op, id).await,
        Err(error) => Err(error),
    };
    match lines {
        Ok(lines) => {
            let mut text = "product,identifier,percent,missing,wrong,checked\r\n".to_owned();
            text.extend(lines.into_iter().map(csv::line));
            let headers = [
                (header::CONTENT_TYPE, csv::MIME),
                (
                    header::CONTENT_DISPOSITION,
                    "attachment; filename=\"readiness.csv\"",
                ),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            private((headers, text).into_response())
        }
        Err(error) => refused(&app, &person, error).await,
    }
}

pub(super) async fn check(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
) -> Response {
    let asked = match person.op() {
        Ok(op) => readiness::ask_check(&app, &op, id).await,
        Err(error) => Err(error),
    };
    match asked {
        Ok(()) => to(&with(
            &Route::ReadinessBoard(id).href(),
            &[("notice", "checking")],
        )),
        Err(error) => again(&app, &person, id, error).await,
    }
}

pub(super) async fn publish(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<TemplateId>,
    Form(fields): Form<Fields>,
) -> Response {
    let products = all(&fields, "product")
        .map(|key| ProductKey(key.to_owned()))
        .collect();
    let asked = async {
        let op = person.op()?;
        op.require(Permission::Publish)?;
        publish::publish(
            &app,
            &op,
            Publish {
                template: id,
                products,
            },
        )
        .await
    };
    match asked.await {
        Ok(accepted) => to(&Route::Job(accepted.job).href()),
        Err(error) => again(&app, &person, id, error).await,
    }
}

/// The board with what went wrong.
async fn again(app: &App, person: &Person, id: TemplateId, error: Error) -> Response {
    if !is_mistake(&error) {
        return refused(app, person, error).await;
    }
    let state = FormState {
        error: Some(&error),
        ..fresh(app)
    };
    let body = body(app, person, &state, id, &Opened::default()).await;
    answer_error(app, person, body, &error).await
}

//! `/passports/{id}/...`: the versions of a passport, two of them side by side, and its state.

use super::reply::{Query as Opened, frame, fresh, refuse, show, show_error};
use crate::{
    app::App,
    context::{OpContext, Person},
    services::{history, passports, states},
};
use app::{
    account::FormState,
    desk::{Tab, compare_page, state_page, versions_page},
    routes::Route,
};
use axum::{
    Extension, Form, Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use chrono::NaiveDate;
use domain::{
    Error, FieldError, PassportId,
    error::Check,
    state::{Ending, Recall, SetRecall, SetStatus, StateView, Status, Undo},
    text::Labels,
};
use serde::Deserialize;

/// Its routes.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/passports/{id}/versions", get(versions))
        .route("/passports/{id}/compare", get(compare))
        .route("/passports/{id}/state", get(state).post(set_status))
        .route("/passports/{id}/lives", post(link))
        .route("/passports/{id}/recall", post(recall))
        .route("/passports/{id}/end", post(end))
}

/// The fields of a form, as they were sent.
type Fields = Vec<(String, String)>;

async fn versions(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
) -> Response {
    let answer = async {
        let view = passports::get(&app, &person.op()?, id).await?;
        let frame = frame(&app, &person, Tab::Passports).await?;
        Ok(versions_page(&frame, &fresh(&app), &view))
    };
    shown(answer.await, &app, &person, &Route::PassportVersions(id)).await
}

/// Two numbers.
#[derive(Deserialize)]
struct Two {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
}

async fn compare(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    Query(two): Query<Two>,
) -> Response {
    let number = |text: &str| text.parse().unwrap_or(0);
    let answer = async {
        let view = history::compare(&app, &person.op()?, id, (number(&two.from), number(&two.to))).await?;
        let frame = frame(&app, &person, Tab::Passports).await?;
        Ok(compare_page(&frame, &fresh(&app), &view))
    };
    shown(answer.await, &app, &person, &Route::PassportVersions(id)).await
}

async fn shown(answer: Result<String, Error>, app: &App, person: &Person, back: &Route) -> Response {
    match answer {
        Ok(body) => show(body),
        Err(error) => refuse(app, person, Tab::Passports, error, &back.href()).await,
    }
}

async fn state(
    State(app): State<App>,
    Extension(person): Extension<Person>,
    Path(id): Path<PassportId>,
    Query(opened): Query<Opened>,
) -> Response {
    let state = FormState {
        notice: opened.notice.as_deref().and_then(notice),
        ..fresh(&app)
    };
    let answer = body(&app, &person, id, &state).await;
    shown(answer, &app, &person, &Route::PassportState(id)).await
}

fn notice(word: &str) -> Option<&'static str> {
    Some(match word {
        "status" => "The status is set. The page tells of it at once.",
        "recalled" => "The product is recalled. The notice is the first thing on its page.",
        "lifted" => "The recall is lifted. The notice is gone from the page.",
        "linked" => "The link is saved.",
        "ended" => "The passport has ended. Its page stays and says so. You can take it back below.",
        "revived" => "The end is taken back.",
        "same" => "Nothing was changed: it is so already.",
        _ => return None,
    })
}

async fn body(app: &App, person: &Person, id: PassportId, state: &FormState<'_>) -> Result<String, Error> {
    let view: StateView = states::get(app, &person.op()?, id).await?;
    let frame = frame(app, person, Tab::Passports).await?;
    Ok(state_page(&frame, state, &view))
}

/// The page of the state again: with word of what was done, or with what is wrong.
async fn done(
    app: &App,
    person: &Person,
    id: PassportId,
    fields: &Fields,
    answer: Result<&'static str, Error>,
) -> Response {
    let back = Route::PassportState(id);
    let error = match answer {
        Ok(word) => return Redirect::to(&format!("{}?notice={word}", back.href())).into_response(),
        Err(error) => error,
    };
    if let Error::Invalid(_) | Error::Conflict { .. } = error {
        let values: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let state = FormState {
            values: &values,
            error: Some(&error),
            ..fresh(app)
        };
        if let Ok(body) = body(app, person, id, &state).await {
            return show_error(body, &error);
        }
    }
    refuse(app, person, Tab::Passports, error, &back.href()).await
}

fn value(fields: &Fields, name: &str) -> String {
    let found = fields.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

/// The reason that a form asks for under a name of its own, and its mistakes under that name.
fn undo(id: PassportId, fields: &Fields, name: &str) -> Undo {
    Undo {
        passport: id,
        reason: value(fields, name),
    }
}

fn at_field(error: Error, name: &str) -> Error {
    match error {
        Error::Invalid(mistakes) => {
            let own = |mistake: FieldError| FieldError::new(name, mistake.message);
            Error::Invalid(mistakes.into_iter().map(own).collect())
        }
        other => other,
    }
}

/// A form about a passport that somebody sent.
type Posted = (State<App>, Extension<Person>, Path<PassportId>, Form<Fields>);

async fn set_status((State(app), Extension(person), Path(id), Form(fields)): Posted) -> Response {
    let answer = async {
        let op = person.op()?;
        let status = Status::parse(&value(&fields, "status"));
        let cmd = SetStatus {
            passport: id,
            // Who may not set any is told so first.
            status: status.unwrap_or_default(),
            reason: value(&fields, "reason"),
        };
        if status.is_none() {
            op.require(domain::Permission::Publish)?;
            states::get(&app, &op, id).await?;
            return Err(Error::invalid("status", "Choose a status."));
        }
        Ok(if states::set_status(&app, &op, cmd).await? {
            "status"
        } else {
            "same"
        })
    };
    let answer = answer.await;
    done(&app, &person, id, &fields, answer).await
}

async fn link((State(app), Extension(person), Path(id), Form(fields)): Posted) -> Response {
    let answer = async {
        let op = person.op()?;
        match value(&fields, "what").as_str() {
            "second" => states::link_second_life(&app, &op, id, &value(&fields, "second")).await?,
            _ => states::link_first_life(&app, &op, id, &value(&fields, "first")).await?,
        }
        Ok("linked")
    };
    let answer = answer.await;
    done(&app, &person, id, &fields, answer).await
}

async fn recall((State(app), Extension(person), Path(id), Form(fields)): Posted) -> Response {
    let answer = async {
        let op = person.op()?;
        if value(&fields, "what") == "lift" {
            let lifted = states::lift(&app, &op, undo(id, &fields, "lift_reason")).await;
            let lifted = lifted.map_err(|error| at_field(error, "lift_reason"))?;
            return Ok(if lifted { "lifted" } else { "same" });
        }
        let cmd = notice_of(&app, &op, id, &fields).await?;
        states::recall(&app, &op, cmd).await?;
        Ok("recalled")
    };
    let answer = answer.await;
    done(&app, &person, id, &fields, answer).await
}

/// The notice that was typed: the first text is in the default language of the page.
async fn notice_of(app: &App, op: &OpContext, id: PassportId, fields: &Fields) -> Result<SetRecall, Error> {
    op.require(domain::Permission::Recall)?;
    let locales = states::get(app, op, id).await?.locales;
    let text: Labels = locales
        .into_iter()
        .enumerate()
        .map(|(at, locale)| {
            let name = if at == 0 {
                "text".to_owned()
            } else {
                format!("text.{locale}")
            };
            (locale, value(fields, &name))
        })
        .collect();
    let since = NaiveDate::parse_from_str(&value(fields, "since"), "%Y-%m-%d").ok();
    let link = Some(value(fields, "link"));
    let mut check = Check::default();
    check.require(since.is_some(), "since", "Enter the day, such as 2026-11-21.");
    let recall = Recall {
        since: since.unwrap_or_default(),
        text,
        link,
    };
    let cmd = SetRecall { passport: id, recall };
    // Every mistake is told at once.
    if let Err(Error::Invalid(mistakes)) = cmd.clone().checked(app.clock.now().date_naive()) {
        for mistake in mistakes {
            check.push(mistake);
        }
    }
    check.finish()?;
    Ok(cmd)
}

async fn end((State(app), Extension(person), Path(id), Form(fields)): Posted) -> Response {
    let answer = async {
        let op = person.op()?;
        if value(&fields, "what") == "revive" {
            let revived = states::revive(&app, &op, undo(id, &fields, "end_reason")).await;
            let revived = revived.map_err(|error| at_field(error, "end_reason"))?;
            return Ok(if revived { "revived" } else { "same" });
        }
        let Some(how) = Ending::parse(&value(&fields, "how")) else {
            op.require(domain::Permission::Recall)?;
            states::get(&app, &op, id).await?;
            return Err(Error::invalid("how", "Choose what became of the product."));
        };
        states::end(&app, &op, id, how).await?;
        Ok("ended")
    };
    let answer = answer.await;
    done(&app, &person, id, &fields, answer).await
}

//! The two halves of a ceremony: a question that is remembered, and its one answer.

use super::explain;
use crate::{
    app::App,
    auth::{passkeys::Question, tokens::fingerprint},
    clock::token_256,
    context::Person,
    crypto::Place,
};
use chrono::TimeDelta;
use db::{queries::ceremonies, types::Ceremony};
use domain::{Error, SessionId};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How long somebody may take to answer. Browsers are told the same.
const LIVES: TimeDelta = TimeDelta::minutes(5);

/// What a question is asked for; an answer to one is none to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To add a passkey.
    Add,
    /// To sign in.
    SignIn,
    /// To show who one is, half-way through a sign-in or before something sensitive.
    Show,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Add => "passkey.add",
            Self::SignIn => "passkey.sign_in",
            Self::Show => "passkey.show",
        }
    }
}

/// A question for the browser. It has no `Debug`: the handle is what the answer is taken by.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Begun {
    /// Names the question in the answer.
    pub handle: String,
    /// Options for `navigator.credentials`.
    pub options: Value,
}

#[derive(Serialize, Deserialize)]
struct Remembered {
    /// The session that asked; none for somebody who is not signed in.
    session: Option<SessionId>,
    state: Value,
}

/// Remembers a question until it is answered.
pub(super) async fn remember(
    app: &App,
    purpose: Purpose,
    person: Option<&Person>,
    question: Question,
) -> Result<Begun, Error> {
    let (id, handle, now) = (app.new_id(), token_256(&*app.random), app.clock.now());
    let remembered = Remembered {
        session: person.map(|person| person.session_id),
        state: question.state,
    };
    let plain = serde_json::to_vec(&remembered).map_err(|_| Error::Internal)?;
    let ceremony = Ceremony {
        id,
        user_id: person.map(|person| person.user_id),
        state: app.keys.seal(&Place::ceremony(id), &plain),
    };
    let print = fingerprint(&handle).ok_or(Error::Internal)?;
    let mut tx = app.db.system("ask for a passkey").await?;
    ceremonies::insert(&mut tx, purpose.word(), &print, &ceremony, now, now + LIVES).await?;
    tx.commit().await?;
    Ok(Begun {
        handle,
        options: question.options,
    })
}

/// Takes what was remembered, for good: whatever comes of the answer, there is no second one. It has to come from the
/// session that was asked.
pub(super) async fn take(
    app: &App,
    purpose: Purpose,
    person: Option<&Person>,
    handle: &str,
) -> Result<Value, Error> {
    let print = fingerprint(handle).ok_or_else(over)?;
    let mut tx = app.db.system("take the answer of a passkey").await?;
    let found = ceremonies::take(&mut tx, purpose.word(), &print, app.clock.now()).await?;
    tx.commit().await?;
    let ceremony = found.ok_or_else(over)?;
    let plain = app
        .keys
        .open_at(&Place::ceremony(ceremony.id), &ceremony.state)
        .map_err(|error| {
            tracing::error!(%error, "a ceremony cannot be opened");
            Error::Internal
        })?;
    let remembered: Remembered = serde_json::from_slice(&plain).map_err(|_| Error::Internal)?;
    let is_theirs = remembered.session == person.map(|person| person.session_id)
        && ceremony.user_id == person.map(|person| person.user_id);
    if is_theirs {
        Ok(remembered.state)
    } else {
        Err(over())
    }
}

fn over() -> Error {
    Error::invalid(
        "",
        "That took longer than five minutes, or was answered already. Please try again.",
    )
}

/// The question, or why it cannot be asked.
pub(super) fn asked(question: Result<Question, crate::auth::passkeys::Trouble>) -> Result<Question, Error> {
    question.map_err(|trouble| explain(&trouble))
}

//! Ceremonies, each bound to the browser that began it.

use crate::{
    app::App,
    auth::tokens::fingerprint,
    clock::token_256,
    context::{Person, Visitor},
    crypto::Place,
    services::account,
};
use chrono::TimeDelta;
use db::{AsyncPgConnection, queries::ceremonies, types::Ceremony};
use domain::{Error, SessionId};
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// A browser, as far as it can be told from another.
pub struct Browser {
    /// Where it is.
    pub visitor: Visitor,
    /// Who is signed in with it.
    pub person: Option<Person>,
    /// The value of its cookie.
    pub token: Option<String>,
}

impl Browser {
    /// Finds out whose browser it is.
    pub async fn recognise(app: &App, visitor: Visitor, token: Option<String>) -> Result<Self, Error> {
        let person = match &token {
            Some(token) => account::authenticate(app, token, &visitor).await?,
            None => None,
        };
        Ok(Self {
            visitor,
            person,
            token,
        })
    }

    /// What a ceremony of this browser is bound to; `None` where it carries nothing that could be told from another's.
    pub(super) fn binding(&self) -> Option<Binding> {
        if let Some(person) = &self.person {
            return Some(Binding::Session(person.session_id));
        }
        let token = self.token.as_deref()?;
        fingerprint(token).map(Binding::Token)
    }
}

/// What a ceremony is bound to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Binding {
    /// A session, under whatever token it has by then.
    Session(SessionId),
    /// The fingerprint of a value that this browser's cookie has.
    Token([u8; 32]),
}

impl Binding {
    /// A new value for the cookie of somebody who is not signed in, and the binding to it.
    pub(super) fn fresh(app: &App) -> Result<(Self, String), Error> {
        let token = token_256(&*app.random);
        let print = fingerprint(&token).ok_or(Error::Internal)?;
        Ok((Self::Token(print), token))
    }

    /// The hash under which the ceremony lies: nobody else comes to the same one, and the database holds nothing that does.
    fn handle(self, kind: &str, word: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        match self {
            Self::Session(id) => hash.update(format!("session\0{id}\0{kind}\0{word}")),
            Self::Token(print) => {
                hash.update(b"token\0");
                hash.update(print);
                hash.update(format!("\0{kind}\0{word}"));
            }
        }
        hash.finalize().into()
    }

    /// Remembers something, instead of what was remembered for the same word before. Answers the ceremony's id.
    pub(super) async fn remember<T: Serialize>(
        self,
        app: &App,
        conn: &mut AsyncPgConnection,
        (kind, word): (&str, &str),
        what: &T,
        lives: TimeDelta,
    ) -> Result<Uuid, Error> {
        let handle = self.handle(kind, word);
        let id = app.new_id();
        let plain = serde_json::to_vec(what).map_err(|_| Error::Internal)?;
        let ceremony = Ceremony {
            id,
            user_id: None,
            state: app.keys.seal(&Place::ceremony(id), &plain),
        };
        let now = app.clock.now();
        ceremonies::delete(conn, &handle).await?;
        ceremonies::insert(conn, kind, &handle, &ceremony, now, now + lives).await?;
        Ok(id)
    }

    /// Takes what was remembered, once.
    pub(super) async fn take<T: DeserializeOwned>(
        self,
        app: &App,
        conn: &mut AsyncPgConnection,
        (kind, word): (&str, &str),
    ) -> Result<Option<(Uuid, T)>, Error> {
        let handle = self.handle(kind, word);
        let found = ceremonies::take(conn, kind, &handle, app.clock.now()).await?;
        found.map(|ceremony| open(app, &ceremony)).transpose()
    }

    /// Looks at what is remembered.
    pub(super) async fn peek<T: DeserializeOwned>(
        self,
        app: &App,
        conn: &mut AsyncPgConnection,
        (kind, word): (&str, &str),
    ) -> Result<Option<(Uuid, T)>, Error> {
        let handle = self.handle(kind, word);
        let found = ceremonies::peek(conn, kind, &handle, app.clock.now()).await?;
        found.map(|ceremony| open(app, &ceremony)).transpose()
    }
}

fn open<T: DeserializeOwned>(app: &App, ceremony: &Ceremony) -> Result<(Uuid, T), Error> {
    let plain = app
        .keys
        .open_at(&Place::ceremony(ceremony.id), &ceremony.state)
        .map_err(|error| {
            tracing::error!(%error, "a ceremony cannot be opened");
            Error::Internal
        })?;
    let what = serde_json::from_slice(&plain).map_err(|_| Error::Internal)?;
    Ok((ceremony.id, what))
}

//! The outbox: mail on its way, sealed.

use super::Letter;
use crate::{app::App, crypto::Place};
use ::app::account::DevMail;
use db::{
    AsyncPgConnection,
    queries::outbox,
    types::{Mail, NewMail},
};
use domain::{Error, MailId};
use serde::{Deserialize, Serialize};

/// Mails shown at `/dev/outbox`.
const SHOWN: u32 = 50;

/// The two bodies of a mail, as they are sealed.
#[derive(Serialize, Deserialize)]
pub struct Body {
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// Writes a letter into the outbox, in the transaction of what causes it.
pub async fn enqueue(
    app: &App,
    conn: &mut AsyncPgConnection,
    to: &str,
    letter: &Letter,
) -> Result<(), Error> {
    let id = app.new_id();
    let body = Body {
        text: letter.text(),
        html: letter.html(),
    };
    let json = serde_json::to_vec(&body).map_err(|error| {
        tracing::error!(%error, "a mail cannot be written");
        Error::Internal
    })?;
    let mail = NewMail {
        id: MailId(id),
        recipient: to.to_owned(),
        subject: letter.subject.to_owned(),
        body: app.keys.seal(&Place::outbox_body(id), &json),
        created_at: app.clock.now(),
    };
    Ok(outbox::insert(conn, &mail).await?)
}

/// The bodies of a stored mail.
pub fn open_body(app: &App, mail: &Mail) -> Result<Body, Error> {
    let json = app.keys.open_at(&Place::outbox_body(mail.id.0), &mail.body)?;
    serde_json::from_slice(&json).map_err(|_| Error::Internal)
}

/// The latest mails of a process that keeps them, newest first; nothing where mail leaves the house.
pub async fn local_outbox(app: &App) -> Result<Vec<DevMail>, Error> {
    if !app.config.has_local_outbox() {
        return Err(Error::NotFound(domain::Kind::Page));
    }
    let mut tx = app.db.system("show the local outbox").await?;
    let mails = outbox::latest(&mut tx, SHOWN).await?;
    tx.commit().await?;
    mails.into_iter().map(|mail| shown(app, mail)).collect()
}

fn shown(app: &App, mail: Mail) -> Result<DevMail, Error> {
    let Body { text, html } = open_body(app, &mail)?;
    Ok(DevMail {
        to: mail.recipient,
        subject: mail.subject,
        text,
        html: Some(html),
        created_at: mail.created_at,
    })
}

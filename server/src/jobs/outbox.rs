//! Carries the mails of the outbox out of the house.

use super::{Job, Outcome};
use crate::{
    app::App,
    mail::{Parcel, SendError, open_body},
};
use async_trait::async_trait;
use chrono::TimeDelta;
use db::{queries::outbox, types::Mail};
use domain::Error;
use std::time::Duration;

/// Mails of one share. Resend takes two a second.
const SHARE: u32 = 10;
/// How long a claim holds: longer than handing over a whole share may take.
const CLAIM: TimeDelta = TimeDelta::minutes(5);

/// The job.
pub struct Outbox;

#[async_trait]
impl Job for Outbox {
    fn name(&self) -> &'static str {
        "outbox"
    }

    fn rest(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn run(&self, app: &App) -> Result<Outcome, Error> {
        let now = app.clock.now();
        let mut tx = app.db.system("claim mail").await?;
        let mails = outbox::claim_due(&mut tx, now, now + CLAIM, SHARE).await?;
        tx.commit().await?;
        let full = mails.len() == SHARE as usize;
        for mail in mails {
            let answer = hand_over(app, &mail).await;
            note(app, &mail, answer).await?;
        }
        Ok(if full { Outcome::More } else { Outcome::Idle })
    }
}

async fn hand_over(app: &App, mail: &Mail) -> Result<(), SendError> {
    let body = open_body(app, mail).map_err(|_| SendError::Never { why: "the body cannot be read".to_owned() })?;
    let parcel = Parcel {
        id: mail.id,
        to: mail.recipient.clone(),
        subject: mail.subject.clone(),
        text: body.text,
        html: body.html,
    };
    app.mailer.send(&parcel).await
}

async fn note(app: &App, mail: &Mail, answer: Result<(), SendError>) -> Result<(), Error> {
    let now = app.clock.now();
    let mut tx = app.db.system("note what became of a mail").await?;
    match answer {
        Ok(()) => outbox::mark_sent(&mut tx, mail.id, now).await?,
        Err(SendError::Never { why }) => {
            tracing::error!(mail = %mail.id, why, "a mail was refused and given up");
            outbox::give_up(&mut tx, mail.id, now, &why).await?;
        }
        Err(SendError::Later { why, after }) => {
            // The carrier's wish counts from now; our own pause is added to it.
            let from = now + after.and_then(|after| TimeDelta::from_std(after).ok()).unwrap_or_default();
            let given_up = outbox::mark_failed(&mut tx, mail, from, &why).await?;
            tracing::warn!(mail = %mail.id, why, given_up, "a mail was not taken");
        }
    }
    Ok(tx.commit().await?)
}

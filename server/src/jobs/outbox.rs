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
    let body = open_body(app, mail).map_err(|_| SendError::Never {
        why: "the body cannot be read".to_owned(),
    })?;
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
            let from = now
                + after
                    .and_then(|after| TimeDelta::from_std(after).ok())
                    .unwrap_or_default();
            let given_up = outbox::mark_failed(&mut tx, mail, from, &why).await?;
            tracing::warn!(mail = %mail.id, why, given_up, "a mail was not taken");
        }
    }
    Ok(tx.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    async fn row(world: &World) -> (Option<String>, bool, i32) {
        let client = world.db.superuser().await;
        let row = client
            .query_one(
                "SELECT last_error, failed_at IS NOT NULL, attempts FROM outbox",
                &[],
            )
            .await
            .unwrap();
        (row.get(0), row.get(1), row.get(2))
    }

    fn refuse(world: &World, with: Option<SendError>) {
        *world.post.refusal.lock().unwrap() = with;
    }

    #[tokio::test]
    async fn a_mail_is_sent_once_and_after_a_failure_again() {
        let world = World::new().await;
        refuse(
            &world,
            Some(SendError::Later {
                why: "the mail server put off with 451".to_owned(),
                after: None,
            }),
        );
        world.sign_up("ada@example.com").await;
        assert!(world.mails().await.is_empty());
        assert_eq!(
            row(&world).await,
            (Some("the mail server put off with 451".to_owned()), false, 1)
        );
        refuse(&world, None);
        assert!(world.mails().await.is_empty(), "it rests");
        world.advance(TimeDelta::seconds(31));
        assert_eq!(world.mails().await.len(), 1);
        world.advance(TimeDelta::days(1));
        assert!(world.mails().await.is_empty(), "sent once");
    }

    #[tokio::test]
    async fn the_wish_of_the_carrier_to_be_left_alone_is_respected() {
        let world = World::new().await;
        let after = Some(Duration::from_mins(10));
        refuse(
            &world,
            Some(SendError::Later {
                why: "busy".to_owned(),
                after,
            }),
        );
        world.sign_up("ada@example.com").await;
        world.mails().await;
        refuse(&world, None);
        world.advance(TimeDelta::seconds(599));
        assert!(world.mails().await.is_empty());
        world.advance(TimeDelta::seconds(60));
        assert_eq!(world.mails().await.len(), 1);
    }

    #[tokio::test]
    async fn a_refused_mail_is_given_up_and_kept() {
        let world = World::new().await;
        refuse(
            &world,
            Some(SendError::Never {
                why: "the mail server refused with 550".to_owned(),
            }),
        );
        world.sign_up("ada@example.com").await;
        world.mails().await;
        assert_eq!(
            row(&world).await,
            (Some("the mail server refused with 550".to_owned()), true, 1)
        );
        refuse(&world, None);
        world.advance(TimeDelta::days(1));
        assert!(world.mails().await.is_empty());
    }

    #[tokio::test]
    async fn a_worker_that_died_with_a_mail_in_hand_loses_nothing() {
        let world = World::new().await;
        world.sign_up("ada@example.com").await;
        let now = world.app.clock.now();
        let mut tx = world.app.db.system("test").await.unwrap();
        let claimed = outbox::claim_due(&mut tx, now, now + CLAIM, SHARE).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(claimed.len(), 1);
        assert!(world.mails().await.is_empty(), "claimed by the other worker");
        world.advance(CLAIM);
        assert_eq!(world.mails().await.len(), 1);
    }

    #[tokio::test]
    async fn several_workers_send_each_mail_once() {
        let world = World::new().await;
        for person in ["a", "b", "c", "d"] {
            world.sign_up(&format!("{person}@example.com")).await;
        }
        let (one, two) = tokio::join!(Outbox.run(&world.app), Outbox.run(&world.app));
        assert_eq!((one.unwrap(), two.unwrap()), (Outcome::Idle, Outcome::Idle));
        assert_eq!(world.mails().await.len(), 4);
    }
}

//! The outbox: every mail is claimed by one sender, tried again with pauses, and given up in the end.

use crate::world::at;
use chrono::TimeDelta;
use db::{
    Tx,
    queries::outbox,
    types::{Mail, NewMail},
};
use domain::MailId;
use test_support::TestDb;
use uuid::Uuid;

fn mail(number: u128) -> NewMail {
    NewMail {
        id: MailId(Uuid::from_u128(number)),
        recipient: "ada@example.com".to_owned(),
        subject: "Confirm your address".to_owned(),
        body: vec![1, 2, 3],
        created_at: at(i64::try_from(number).unwrap()),
    }
}

async fn filled(db: &TestDb, count: u128) -> Tx {
    let mut tx = db.doors().system("a test").await.unwrap();
    for number in 1..=count {
        outbox::insert(&mut tx, &mail(number)).await.unwrap();
    }
    tx
}

fn numbers(mails: &[Mail]) -> Vec<u128> {
    mails.iter().map(|mail| mail.id.0.as_u128()).collect()
}

#[tokio::test]
async fn what_is_due_is_claimed_oldest_first_and_not_twice() {
    let db = TestDb::new().await;
    let mut tx = filled(&db, 3).await;
    assert_eq!(
        numbers(&outbox::claim_due(&mut tx, at(2), at(60), 10).await.unwrap()),
        [1, 2]
    );
    assert_eq!(
        numbers(&outbox::claim_due(&mut tx, at(3), at(60), 10).await.unwrap()),
        [3]
    );
    assert_eq!(
        numbers(&outbox::claim_due(&mut tx, at(59), at(90), 10).await.unwrap()),
        [0; 0]
    );
    let again = outbox::claim_due(&mut tx, at(60), at(90), 1).await.unwrap();
    assert_eq!(
        (again.len(), again[0].attempts, again[0].body.as_slice()),
        (1, 2, &[1, 2, 3][..])
    );
}

#[tokio::test]
async fn two_senders_at_once_get_different_mails() {
    let db = TestDb::new().await;
    filled(&db, 4).await.commit().await.unwrap();
    let doors = db.doors();
    let (mut one, mut two) = (
        doors.system("a test").await.unwrap(),
        doors.system("a test").await.unwrap(),
    );
    let first = outbox::claim_due(&mut one, at(60), at(90), 2).await.unwrap();
    let second = outbox::claim_due(&mut two, at(60), at(90), 10).await.unwrap();
    assert_eq!((numbers(&first), numbers(&second)), (vec![1, 2], vec![3, 4]));
}

#[tokio::test]
async fn a_sent_mail_is_not_due_again_and_is_forgotten_later() {
    let db = TestDb::new().await;
    let mut tx = filled(&db, 2).await;
    outbox::mark_sent(&mut tx, mail(1).id, at(10)).await.unwrap();
    assert_eq!(
        numbers(&outbox::claim_due(&mut tx, at(1000), at(2000), 10).await.unwrap()),
        [2]
    );
    assert_eq!(
        outbox::by_id(&mut tx, mail(1).id).await.unwrap().unwrap().sent_at,
        Some(at(10))
    );
    assert_eq!(numbers(&outbox::latest(&mut tx, 10).await.unwrap()), [2, 1]);
    assert_eq!(outbox::delete_settled(&mut tx, at(1000)).await.unwrap(), 1);
    assert_eq!(numbers(&outbox::latest(&mut tx, 10).await.unwrap()), [2]);
}

#[tokio::test]
async fn a_mail_is_tried_again_after_a_growing_pause_and_given_up_in_the_end() {
    let db = TestDb::new().await;
    let mut tx = filled(&db, 1).await;
    let mut now = at(1);
    for attempt in 1..=outbox::ATTEMPTS_MAX {
        let due = outbox::claim_due(&mut tx, now, now + TimeDelta::minutes(2), 1)
            .await
            .unwrap();
        assert_eq!(due[0].attempts, attempt);
        let given_up = outbox::mark_failed(&mut tx, &due[0], now, "no route")
            .await
            .unwrap();
        assert_eq!(given_up, attempt == outbox::ATTEMPTS_MAX);
        let too_early = outbox::claim_due(&mut tx, now + TimeDelta::seconds(29), now, 1)
            .await
            .unwrap();
        assert!(too_early.is_empty());
        now += TimeDelta::hours(6);
    }
    let stored = outbox::by_id(&mut tx, mail(1).id).await.unwrap().unwrap();
    assert!(stored.failed_at.is_some());
    assert_eq!(stored.last_error.as_deref(), Some("no route"));
    assert!(outbox::claim_due(&mut tx, now, now, 1).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_hopeless_mail_is_given_up_at_once() {
    let db = TestDb::new().await;
    let mut tx = filled(&db, 1).await;
    outbox::give_up(&mut tx, mail(1).id, at(5), "no such recipient")
        .await
        .unwrap();
    assert!(
        outbox::claim_due(&mut tx, at(100), at(200), 1)
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn a_body_moves_to_another_key() {
    let db = TestDb::new().await;
    let mut tx = filled(&db, 1).await;
    outbox::set_body(&mut tx, mail(1).id, &[9]).await.unwrap();
    assert_eq!(
        outbox::by_id(&mut tx, mail(1).id).await.unwrap().unwrap().body,
        [9]
    );
}

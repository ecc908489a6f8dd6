//! Second factors against a real database.

use super::*;
use crate::{
    auth::totp::code_at,
    services::account::NextStep,
    testing::{PASSWORD, World, visitor},
};
use chrono::TimeDelta;
use db::types::Stage;
use domain::account::SignIn;

const ADA: &str = "ada@example.com";

/// Somebody with an authenticator app: the person, the app's secret and the backup codes.
async fn with_app(world: &World) -> (Person, Vec<u8>, Vec<String>) {
    let (token, _) = world.member(ADA).await;
    let person = world.person(&token).await.unwrap();
    let secret = begin(world, &person).await;
    let code = code_at(&secret, world.app.clock.now());
    let (session, codes) = confirm(&world.app, &person, &code).await.unwrap();
    world.mails().await;
    (world.person(&session.token).await.unwrap(), secret, codes)
}

async fn begin(world: &World, person: &Person) -> Vec<u8> {
    enrolment(&world.app, person).await.unwrap();
    let mut tx = world.app.db.system("test").await.unwrap();
    let factor = totp::of_user(&mut tx, person.user_id).await.unwrap().unwrap();
    secret(&world.app, &factor).unwrap().to_vec()
}

/// Signs in with the password alone.
async fn half(world: &World) -> Person {
    let cmd = SignIn {
        email: ADA.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let session = crate::services::account::sign_in(&world.app, &visitor(), cmd)
        .await
        .unwrap();
    assert_eq!(session.next, NextStep::SecondFactor);
    world.person(&session.token).await.unwrap()
}

#[tokio::test]
async fn an_app_counts_once_a_code_has_confirmed_it() {
    let world = World::new().await;
    let (token, _) = world.member(ADA).await;
    let person = world.person(&token).await.unwrap();
    let first = enrolment(&world.app, &person).await.unwrap();
    let again = enrolment(&world.app, &person).await.unwrap();
    assert_eq!(
        *first.key, *again.key,
        "a page that is loaded again shows the same secret"
    );
    assert!(
        !first.qr.contains("otpauth"),
        "the secret is in the squares alone"
    );
    assert!(!world.person(&token).await.unwrap().has_factor);

    let wrong = confirm(&world.app, &person, "000000").await.err().unwrap();
    assert!(wrong.at("code").is_some(), "{wrong:?}");
    let secret = begin(&world, &person).await;
    let code = code_at(&secret, world.app.clock.now());
    let (session, codes) = confirm(&world.app, &person, &format!(" {code} ")).await.unwrap();
    assert_eq!(codes.len(), 10);
    assert!(
        world.person(&token).await.is_none(),
        "the session has a new token"
    );
    assert!(world.person(&session.token).await.unwrap().has_factor);
    assert_eq!(world.mails().await[0].subject, "The way you sign in was changed");
    assert!(matches!(
        enrolment(&world.app, &person).await.err(),
        Some(Error::Conflict { .. })
    ));
}

#[tokio::test]
async fn a_password_alone_opens_half_a_session_which_a_code_completes() {
    let world = World::new().await;
    let (_, secret, _) = with_app(&world).await;
    world.advance(TimeDelta::minutes(2));
    let person = half(&world).await;
    assert_eq!((person.stage, person.caller()), (Stage::SecondFactor, None));
    let code = code_at(&secret, world.app.clock.now());
    let session = pass(&world.app, &person, &code).await.unwrap();
    let full = world.person(&session.token).await.unwrap();
    assert_eq!(
        (full.stage, full.methods.as_str()),
        (Stage::Full, "password+totp")
    );
    assert!(full.op().is_ok());

    let person = half(&world).await;
    let replayed = pass(&world.app, &person, &code).await.err().unwrap();
    assert!(replayed.at("code").is_some(), "a code works once: {replayed:?}");
}

#[tokio::test]
async fn of_two_who_use_the_same_code_at_once_one_gets_in() {
    let world = World::new().await;
    let (_, secret, codes) = with_app(&world).await;
    world.advance(TimeDelta::minutes(2));
    let (one, two) = (half(&world).await, half(&world).await);
    for code in [code_at(&secret, world.app.clock.now()), codes[0].clone()] {
        let (a, b) = tokio::join!(pass(&world.app, &one, &code), pass(&world.app, &two, &code));
        assert_eq!(u8::from(a.is_ok()) + u8::from(b.is_ok()), 1, "{code}");
    }
}

#[tokio::test]
async fn a_backup_code_works_once_and_is_told_of() {
    let world = World::new().await;
    let (_, _, codes) = with_app(&world).await;
    let person = half(&world).await;
    let typed = codes[3].to_lowercase().replace('-', " ");
    let session = pass(&world.app, &person, &typed).await.unwrap();
    assert!(world.person(&session.token).await.unwrap().op().is_ok());
    let mails = world.mails().await;
    assert_eq!(mails[0].subject, "A backup code was used");
    assert!(mails[0].text.contains("9 are left"), "{}", mails[0].text);
    let person = half(&world).await;
    assert!(pass(&world.app, &person, &codes[3]).await.is_err());
}

#[tokio::test]
async fn guessing_ends_the_sign_in_and_is_written_down() {
    let world = World::new().await;
    let (_, secret, _) = with_app(&world).await;
    world.advance(TimeDelta::hours(2));
    let person = half(&world).await;
    for _ in 0..5 {
        assert!(
            pass(&world.app, &person, "000000")
                .await
                .err()
                .unwrap()
                .at("code")
                .is_some()
        );
    }
    let right = code_at(&secret, world.app.clock.now());
    let over = pass(&world.app, &person, &right).await.err().unwrap();
    assert!(matches!(over, Error::RateLimited { .. }), "{over:?}");
    let mut tx = world.app.db.system("test").await.unwrap();
    let log = db::queries::audit::latest(&mut tx, person.place.unwrap().0, 50)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(log.iter().filter(|e| e.action == "factor.refused").count(), 5);
    world.advance(TimeDelta::minutes(6));
    let person = half(&world).await;
    let code = code_at(&secret, world.app.clock.now());
    assert!(
        pass(&world.app, &person, &code).await.is_ok(),
        "nobody is locked out for ever"
    );
}

#[tokio::test]
async fn a_change_of_factors_asks_for_a_fresh_proof_of_identity() {
    let world = World::new().await;
    let (person, secret, _) = with_app(&world).await;
    world.advance(TimeDelta::minutes(11));
    let stale = [
        enrolment(&world.app, &person).await.err(),
        removal(&world.app, &person).await.err(),
        remove(&world.app, &person).await.err(),
        regenerate(&world.app, &person).await.err(),
    ];
    assert!(
        stale.iter().all(|error| *error == Some(Error::ConfirmFirst)),
        "{stale:?}"
    );
    let code = code_at(&secret, world.app.clock.now());
    let session = confirm_with_code(&world.app, &person, &code).await.unwrap();
    let person = world.person(&session.token).await.unwrap();
    let (session, codes) = regenerate(&world.app, &person).await.unwrap();
    assert_eq!(codes.len(), 10);
    let person = world.person(&session.token).await.unwrap();
    let session = remove(&world.app, &person).await.unwrap();
    assert!(!world.person(&session.token).await.unwrap().has_factor);
}

#[tokio::test]
async fn a_brand_may_want_a_second_factor_of_everybody_after_a_while() {
    let world = World::new().await;
    let (token, _) = world.member(ADA).await;
    let person = world.person(&token).await.unwrap();
    let refused = set_policy(&world.app, &person, Some(7)).await.unwrap_err();
    assert!(
        matches!(refused, Error::Conflict { .. }),
        "not without one's own: {refused:?}"
    );
    assert!(set_policy(&world.app, &person, Some(3)).await.is_err());

    let secret = begin(&world, &person).await;
    let code = code_at(&secret, world.app.clock.now());
    let (session, _) = confirm(&world.app, &person, &code).await.unwrap();
    let person = world.person(&session.token).await.unwrap();
    set_policy(&world.app, &person, Some(7)).await.unwrap();
    let policy = policy(&world.app, &person).await.unwrap();
    assert!(policy.from.is_some() && policy.without.is_empty());
    let last = remove(&world.app, &person).await.err().unwrap();
    assert!(last.to_string().contains("asks every member"), "{last}");
}

#[tokio::test]
async fn who_steals_the_database_finds_neither_secret_nor_code() {
    let world = World::new().await;
    let (_, secret, codes) = with_app(&world).await;
    let thief = world.db.superuser().await;
    let mut dump = String::new();
    for table in [
        "totp_factors",
        "backup_codes",
        "outbox",
        "audit_events",
        "sessions",
    ] {
        let sql = format!("SELECT row_to_json(t)::text FROM {table} t");
        for row in thief.query(&sql, &[]).await.unwrap() {
            dump.push_str(&row.get::<_, String>(0));
        }
    }
    assert!(!dump.contains(&hex::encode(&secret)));
    for code in codes {
        let plain = code.replace('-', "");
        assert!(!dump.contains(&code) && !dump.contains(&plain) && !dump.contains(&hex::encode(&plain)));
    }
}

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
    let secret = begun(world, &person).await;
    let code = code_at(&secret, world.app.clock.now());
    let (session, codes) = confirm(&world.app, &person, &code).await.unwrap();
    world.mails().await;
    (world.person(&session.token).await.unwrap(), secret, codes)
}

async fn begun(world: &World, person: &Person) -> Vec<u8> {
    begin(&world.app, person).await.unwrap();
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
    let first = begin(&world.app, &person).await.unwrap();
    let again = enrolment(&world.app, &person).await.unwrap();
    assert_eq!(
        *first.key, *again.key,
        "after a mistake the page shows the same secret"
    );
    assert!(
        !first.qr.contains("otpauth"),
        "the secret is in the squares alone"
    );
    assert!(!world.person(&token).await.unwrap().has_factor);

    let wrong = confirm(&world.app, &person, "000000").await.err().unwrap();
    assert!(wrong.at("code").is_some(), "{wrong:?}");
    let secret = begun(&world, &person).await;
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
        begin(&world.app, &person).await.err(),
        Some(Error::Conflict { .. })
    ));
}

#[tokio::test]
async fn a_secret_that_somebody_saw_before_never_comes_into_force() {
    let world = World::new().await;
    let (token, _) = world.member(ADA).await;
    let person = world.person(&token).await.unwrap();
    let seen = begun(&world, &person).await;
    let own = begun(&world, &person).await;
    assert_ne!(seen, own, "each page has a secret of its own");
    let code = code_at(&seen, world.app.clock.now());
    assert!(confirm(&world.app, &person, &code).await.is_err());
    assert!(
        remove(&world.app, &person).await.is_err(),
        "a set-up is nothing that could be removed"
    );

    world.advance(TimeDelta::minutes(16));
    let session = crate::services::account::confirm_password(&world.app, &person, PASSWORD)
        .await
        .unwrap();
    let person = world.person(&session.token).await.unwrap();
    let code = code_at(&own, world.app.clock.now());
    let late = confirm(&world.app, &person, &code).await.err().unwrap();
    assert!(late.to_string().contains("15 minutes"), "{late}");
    crate::jobs::Job::run(&crate::jobs::cleanup::Cleanup, &world.app)
        .await
        .unwrap();
    let mut tx = world.app.db.system("test").await.unwrap();
    assert!(totp::of_user(&mut tx, person.user_id).await.unwrap().is_none());
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn sessions_that_did_without_the_app_end_with_its_set_up() {
    let world = World::new().await;
    let (token, _) = world.member(ADA).await;
    let cmd = SignIn {
        email: ADA.to_owned(),
        password: PASSWORD.to_owned(),
    };
    let other = crate::services::account::sign_in(&world.app, &visitor(), cmd)
        .await
        .unwrap();
    let person = world.person(&token).await.unwrap();
    let secret = begun(&world, &person).await;
    let code = code_at(&secret, world.app.clock.now());
    confirm(&world.app, &person, &code).await.unwrap();
    assert!(world.person(&other.token).await.is_none());
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
    assert!(mails[0].text.contains("9 of 10 are left"), "{}", mails[0].text);
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
async fn the_wait_grows_and_a_backup_code_goes_around_it() {
    let world = World::new().await;
    let (_, _, codes) = with_app(&world).await;
    world.advance(TimeDelta::days(2));
    let mut waits = Vec::new();
    for _ in 0..12 {
        world.advance(TimeDelta::minutes(6));
        let person = half(&world).await;
        for _ in 0..6 {
            // From another network each time: what counts is the user.
            if let Error::RateLimited { retry_after_s } = pass(&world.app, &from_elsewhere(&person), "000000")
                .await
                .err()
                .unwrap()
            {
                waits.push(retry_after_s);
            }
        }
    }
    assert!(waits[0] <= 5 * 60, "{waits:?}");
    assert!(waits.iter().any(|wait| *wait > 10 * 60), "{waits:?}");
    assert!(waits.iter().any(|wait| *wait > 60 * 60), "{waits:?}");
    let person = from_elsewhere(&half(&world).await);
    assert!(pass(&world.app, &person, &codes[0]).await.is_ok());
}

/// The same person, from a network that nobody has come from yet.
fn from_elsewhere(person: &Person) -> Person {
    static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let n = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let mut person = person.clone();
    person.visitor.ip = std::net::Ipv4Addr::from(0xC612_0000 + (n << 16)).into();
    person
}

#[tokio::test]
async fn a_change_of_factors_asks_for_a_fresh_proof_of_identity() {
    let world = World::new().await;
    let (person, secret, _) = with_app(&world).await;
    world.advance(TimeDelta::minutes(11));
    let stale = [
        begin(&world.app, &person).await.err(),
        enrolment(&world.app, &person).await.err(),
        removal(&world.app, &person).await.err(),
        remove(&world.app, &person).await.err(),
        regenerate(&world.app, &person).await.err(),
    ];
    assert!(
        stale.iter().all(|error| *error == Some(Error::ConfirmFirst)),
        "{stale:?}"
    );
    let password = crate::services::account::confirm_password(&world.app, &person, PASSWORD)
        .await
        .err()
        .unwrap();
    assert!(
        password.to_string().contains("second factor") || password.at("password").is_some(),
        "whoever knows the password alone takes no factor away: {password:?}"
    );
    let code = code_at(&secret, world.app.clock.now());
    let session = confirm_with_code(&world.app, &person, &code).await.unwrap();
    assert!(
        confirm_with_code(&world.app, &person, &code).await.is_err(),
        "also here a code works once"
    );
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

    let secret = begun(&world, &person).await;
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

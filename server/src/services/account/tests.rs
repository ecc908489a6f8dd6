//! The account service against a real database.

use super::*;
use crate::{
    context::OpContext,
    testing::{OTHER_PASSWORD, PASSWORD, World, nobodys_token, token_in, visitor, visitor_from},
};
use db::queries::audit;
use domain::{
    Kind, Role,
    account::{ChangePassword, ForgotPassword, ResetPassword, SignIn, SignUp, UpdateBrand, VerifyEmail},
};

const ADA: &str = "ada@example.com";

async fn forgot(world: &World, email: &str) {
    let cmd = ForgotPassword {
        email: email.to_owned(),
    };
    forgot_password(&world.app, &visitor(), cmd).await.unwrap();
}

async fn reset(world: &World, token: &str, password: &str) -> Result<(), Error> {
    let cmd = ResetPassword {
        token: token.to_owned(),
        password: password.to_owned(),
    };
    reset_password(&world.app, &visitor(), cmd).await
}

async fn change(world: &World, op: &OpContext, current: &str, password: &str) -> Result<(), Error> {
    let cmd = ChangePassword {
        current: current.to_owned(),
        password: password.to_owned(),
    };
    change_password(&world.app, op, cmd).await
}

async fn verify(world: &World, token: &str, password: &str) -> Result<(), Error> {
    let cmd = VerifyEmail {
        token: token.to_owned(),
        password: password.to_owned(),
    };
    let answer = verify_email(&world.app, &visitor(), cmd).await;
    answer.map(drop)
}

#[tokio::test]
async fn an_account_is_opened_confirmed_used_and_left() {
    let world = World::new().await;
    world.sign_up("  Ada@Example.com ").await;
    let mails = world.mails().await;
    assert_eq!(
        (mails[0].to.as_str(), mails[0].subject.as_str()),
        (ADA, "Confirm your address")
    );
    assert!(
        mails[0]
            .text
            .contains("https://dpp.example.com/verify-email?token="),
        "the link is ours"
    );

    let before = world.sign_in(ADA, PASSWORD).await.unwrap_err();
    assert!(
        before.to_string().contains("open the link in our mail"),
        "{before}"
    );
    let resent = world.mailed_token().await;
    verify(&world, &resent, PASSWORD).await.unwrap();

    let token = world.sign_in("ADA@example.com", PASSWORD).await.unwrap();
    let op = world.op(&token).await.unwrap();
    let me = me(&world.app, &op).await.unwrap();
    assert_eq!(
        (me.email.as_str(), me.brand_name.as_str(), me.role),
        (ADA, "Northwind", Role::Owner)
    );
    assert_eq!(me.cache_ttl_s, 3600);
    let overview = overview(&world.app, &op).await.unwrap();
    assert_eq!(
        (
            overview.connections,
            overview.passports,
            overview.labels_downloaded
        ),
        (0, 0, false)
    );

    sign_out(&world.app, &token).await.unwrap();
    assert!(world.op(&token).await.is_none());
}

#[tokio::test]
async fn everything_wrong_with_a_sign_in_gets_one_answer() {
    let world = World::new().await;
    world.member(ADA).await;
    world.sign_up("unconfirmed@example.com").await;
    let answers = [
        world.sign_in(ADA, OTHER_PASSWORD).await.unwrap_err(),
        world.sign_in("nobody@example.com", PASSWORD).await.unwrap_err(),
        world
            .sign_in("unconfirmed@example.com", PASSWORD)
            .await
            .unwrap_err(),
        world
            .sign_in("unconfirmed@example.com", OTHER_PASSWORD)
            .await
            .unwrap_err(),
        world.sign_in("no address", PASSWORD).await.unwrap_err(),
        world.sign_in("", "").await.unwrap_err(),
    ];
    for answer in &answers {
        assert_eq!(answer, &answers[0]);
    }
}

#[tokio::test]
async fn a_second_sign_up_with_a_known_address_changes_nothing_and_tells_its_owner() {
    let world = World::new().await;
    world.member(ADA).await;
    let cmd = SignUp {
        email: ADA.to_owned(),
        password: OTHER_PASSWORD.to_owned(),
        brand_name: "Evil".to_owned(),
    };
    sign_up(&world.app, &visitor(), cmd).await.unwrap();
    let mails = world.mails().await;
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].subject, "You already have an account");
    assert!(world.sign_in(ADA, OTHER_PASSWORD).await.is_err());
    assert!(world.sign_in(ADA, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_latest_sign_up_of_an_unconfirmed_address_counts() {
    let world = World::new().await;
    world.sign_up(ADA).await;
    let first = world.mailed_token().await;
    let cmd = SignUp {
        email: ADA.to_owned(),
        password: OTHER_PASSWORD.to_owned(),
        brand_name: "Ada's".to_owned(),
    };
    sign_up(&world.app, &visitor(), cmd).await.unwrap();
    let second = world.mailed_token().await;
    let gone = Err(Error::NotFound(Kind::Link));
    assert_eq!(
        verify(&world, &first, PASSWORD).await,
        gone,
        "the older link is withdrawn"
    );
    verify(&world, &second, OTHER_PASSWORD).await.unwrap();
    assert!(world.sign_in(ADA, PASSWORD).await.is_err());
    let token = world.sign_in(ADA, OTHER_PASSWORD).await.unwrap();
    let op = world.op(&token).await.unwrap();
    assert_eq!(me(&world.app, &op).await.unwrap().brand_name, "Ada's");
}

#[tokio::test]
async fn two_sign_ups_at_once_make_one_account() {
    let world = World::new().await;
    tokio::join!(world.sign_up(ADA), world.sign_up(ADA));
    let client = world.db.superuser().await;
    let rows = client.query("SELECT 1 FROM users", &[]).await.unwrap();
    assert_eq!(rows.len(), 1);
}

#[tokio::test]
async fn weak_and_personal_passwords_are_refused_with_the_reason() {
    let world = World::new().await;
    let try_with = |password: &'static str| {
        let cmd = SignUp {
            email: ADA.to_owned(),
            password: password.to_owned(),
            brand_name: "Northwind Bikes".to_owned(),
        };
        let app = &world.app;
        async move { sign_up(app, &visitor(), cmd).await }
    };
    for weak in [
        "fourteen chars",
        "passwordpassword",
        "northwindbikes1",
        "ada@example.com",
    ] {
        assert!(
            try_with(weak).await.unwrap_err().at("password").is_some(),
            "{weak}"
        );
    }
    assert!(world.mails().await.is_empty());
}

#[tokio::test]
async fn the_names_of_one_s_brands_are_no_passwords_at_any_change() {
    let world = World::new().await;
    let (_, op) = world.member(ADA).await;
    let cmd = UpdateBrand {
        name: "Mondscheinfabrik Gesellschaft".to_owned(),
        cache_ttl_s: 3600,
    };
    update_brand(&world.app, &op, cmd).await.unwrap();
    let personal = "mondscheinfabrikgesellschaft7";
    let refused = change(&world, &op, PASSWORD, personal).await.unwrap_err();
    assert!(refused.at("password").is_some(), "{refused}");
    forgot(&world, ADA).await;
    let token = world.mailed_token().await;
    let refused = reset(&world, &token, personal).await.unwrap_err();
    assert!(refused.at("password").is_some(), "{refused}");
    reset(&world, &token, OTHER_PASSWORD).await.unwrap();
}

#[tokio::test]
async fn links_work_once_and_not_for_ever() {
    let world = World::new().await;
    let gone = Err(Error::NotFound(Kind::Link));
    world.sign_up(ADA).await;
    let token = world.mailed_token().await;
    let (one, two) = tokio::join!(verify(&world, &token, PASSWORD), verify(&world, &token, PASSWORD));
    assert_eq!(
        [&one, &two].iter().filter(|answer| answer.is_ok()).count(),
        1,
        "{one:?} {two:?}"
    );
    for other in [nobodys_token(), "short".to_owned(), String::new()] {
        assert_eq!(verify(&world, &other, PASSWORD).await, gone);
    }

    forgot(&world, ADA).await;
    let token = world.mailed_token().await;
    assert_eq!(
        verify(&world, &token, PASSWORD).await,
        gone,
        "a link is for one purpose"
    );
    world.advance(RESET);
    assert_eq!(
        reset(&world, &token, OTHER_PASSWORD).await,
        gone,
        "30 minutes are over"
    );
    world.sign_up("late@example.com").await;
    let token = world.mailed_token().await;
    world.advance(VERIFY);
    assert_eq!(verify(&world, &token, PASSWORD).await, gone, "24 hours are over");
}

#[tokio::test]
async fn a_forgotten_password_is_set_anew_and_every_session_ends() {
    let world = World::new().await;
    let (session, _) = world.member(ADA).await;
    forgot(&world, "nobody@example.com").await;
    assert!(world.mails().await.is_empty());
    forgot(&world, ADA).await;
    let older = world.mailed_token().await;
    forgot(&world, ADA).await;
    let token = world.mailed_token().await;

    assert_eq!(
        reset(&world, &older, OTHER_PASSWORD).await,
        Err(Error::NotFound(Kind::Link))
    );
    assert!(
        reset(&world, &token, "passwordpassword")
            .await
            .unwrap_err()
            .at("password")
            .is_some()
    );
    reset(&world, &token, OTHER_PASSWORD).await.unwrap();
    assert_eq!(
        reset(&world, &token, PASSWORD).await,
        Err(Error::NotFound(Kind::Link)),
        "used up"
    );

    assert!(world.op(&session).await.is_none());
    assert!(world.sign_in(ADA, PASSWORD).await.is_err());
    assert!(world.sign_in(ADA, OTHER_PASSWORD).await.is_ok());
    assert_eq!(world.mails().await[0].subject, "Your password was changed");
}

#[tokio::test]
async fn a_change_of_password_needs_the_old_one_and_ends_the_other_sessions() {
    let world = World::new().await;
    let (mine, op) = world.member(ADA).await;
    let other = world.sign_in(ADA, PASSWORD).await.unwrap();
    let wrong = change(&world, &op, OTHER_PASSWORD, OTHER_PASSWORD)
        .await
        .unwrap_err();
    assert!(wrong.at("current").is_some());
    assert!(
        change(&world, &op, PASSWORD, "short")
            .await
            .unwrap_err()
            .at("password")
            .is_some()
    );
    change(&world, &op, PASSWORD, OTHER_PASSWORD).await.unwrap();
    assert!(world.op(&mine).await.is_some());
    assert!(world.op(&other).await.is_none());
    assert_eq!(world.mails().await[0].subject, "Your password was changed");
}

#[tokio::test]
async fn the_eleventh_attempt_of_a_quarter_of_an_hour_is_refused_for_that_address_alone() {
    let world = World::with(&[("TESSERA_AUTH_ATTEMPTS", "10")]).await;
    let attempt = |ip: [u8; 4]| {
        let app = &world.app;
        async move {
            sign_in(app, &visitor_from(ip.into()), SignIn::default())
                .await
                .err()
                .unwrap()
        }
    };
    for _ in 0..10 {
        assert!(matches!(attempt([192, 0, 2, 1]).await, Error::Invalid(_)));
    }
    world.advance(chrono::TimeDelta::minutes(5));
    assert_eq!(
        attempt([192, 0, 2, 1]).await,
        Error::RateLimited { retry_after_s: 600 }
    );
    let cmd = ForgotPassword {
        email: ADA.to_owned(),
    };
    let forgot = forgot_password(&world.app, &visitor(), cmd).await.unwrap_err();
    assert!(
        matches!(forgot, Error::RateLimited { .. }),
        "all forms share the count"
    );
    assert!(matches!(attempt([192, 0, 2, 2]).await, Error::Invalid(_)));
    world.advance(chrono::TimeDelta::minutes(10));
    assert!(matches!(attempt([192, 0, 2, 1]).await, Error::Invalid(_)));
}

#[tokio::test]
async fn a_session_ends_after_an_idle_hour_and_after_twelve_hours_of_use() {
    let world = World::new().await;
    let (idle, _) = world.member(ADA).await;
    let used = world.sign_in(ADA, PASSWORD).await.unwrap();
    for _ in 0..23 {
        world.advance(chrono::TimeDelta::minutes(31));
        assert!(world.op(&used).await.is_some());
    }
    assert!(world.op(&idle).await.is_none());
    world.advance(chrono::TimeDelta::minutes(7));
    assert!(world.op(&used).await.is_none(), "12 hours are over");
}

#[tokio::test]
async fn every_sign_in_gets_its_own_token_and_the_database_holds_none_of_them() {
    let world = World::new().await;
    let (first, _) = world.member(ADA).await;
    let second = world.sign_in(ADA, PASSWORD).await.unwrap();
    assert_ne!(first, second);
    let client = world.db.superuser().await;
    let rows = client
        .query("SELECT sessions::text AS all FROM sessions", &[])
        .await
        .unwrap();
    for row in rows {
        let text: String = row.get("all");
        assert!(
            !text.contains(&first) && !text.contains(&hex::encode(&first)),
            "{text}"
        );
    }
    let outbox = client.query("SELECT body FROM outbox", &[]).await.unwrap();
    for row in outbox {
        let body: Vec<u8> = row.get("body");
        assert!(
            body.starts_with(b"v1") && !String::from_utf8_lossy(&body).contains("token="),
            "sealed"
        );
    }
}

#[tokio::test]
async fn settings_are_changed_by_admins_and_the_change_is_on_record() {
    let world = World::new().await;
    let (_, op) = world.member(ADA).await;
    let cmd = UpdateBrand {
        name: " Southwind ".to_owned(),
        cache_ttl_s: 60,
    };
    let me = update_brand(&world.app, &op, cmd.clone()).await.unwrap();
    assert_eq!((me.brand_name.as_str(), me.cache_ttl_s), ("Southwind", 60));

    let mut viewer = op.clone();
    viewer.caller.role = Role::Viewer;
    assert_eq!(
        update_brand(&world.app, &viewer, cmd).await,
        Err(Error::Forbidden)
    );
    let bad = UpdateBrand {
        name: String::new(),
        cache_ttl_s: 59,
    };
    let error = update_brand(&world.app, &op, bad).await.unwrap_err();
    assert!(error.at("name").is_some() && error.at("cache_ttl_s").is_some());

    let mut tx = world.app.db.brand(op.caller.brand_id).await.unwrap();
    let events = audit::latest(&mut tx, op.caller.brand_id, 9).await.unwrap();
    let mut actions: Vec<&str> = events.iter().map(|event| event.action.as_str()).collect();
    actions.sort_unstable();
    assert_eq!(
        actions,
        [
            "account.address_confirmed",
            "account.signed_up",
            "brand.updated",
            "session.opened"
        ]
    );
    assert!(events.iter().all(|event| event.actor == Some(op.caller.user_id)));
}

#[tokio::test]
async fn an_outdated_hash_is_renewed_at_the_next_sign_in() {
    let world = World::new().await;
    world.member(ADA).await;
    let client = world.db.superuser().await;
    let hash = |row: &test_support::tokio_postgres::Row| row.get::<_, String>("password_hash");
    let old = crate::auth::Passwords::new(crate::auth::Cost {
        memory_kib: 128,
        passes: 1,
    });
    let old = old.hash(&*world.app.random, PASSWORD).await.unwrap();
    client
        .execute("UPDATE users SET password_hash = $1", &[&old])
        .await
        .unwrap();
    world.sign_in(ADA, PASSWORD).await.unwrap();
    let now = hash(
        &client
            .query_one("SELECT password_hash FROM users", &[])
            .await
            .unwrap(),
    );
    assert!(now.contains("m=64,"), "{now}");
    assert!(world.sign_in(ADA, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn the_waiting_time_of_a_forgotten_password_does_not_tell() {
    let world = World::new().await;
    world.member(ADA).await;
    let mut times = Vec::new();
    for email in [ADA, "nobody@example.com"] {
        let began = std::time::Instant::now();
        forgot(&world, email).await;
        times.push(began.elapsed().as_millis());
    }
    assert!(times.iter().all(|ms| *ms >= 400), "{times:?}");
    assert_eq!(token_in("x?token=abc y"), "abc");
}

//! Users, brands, members, sessions, mailed tokens and the audit log.

use crate::world::{OURS, THEIRS, World, at};
use chrono::TimeDelta;
use db::{
    DbError, OnUnique,
    queries::{audit, brands, mailed_tokens, members, sessions, users},
    types::{AuditEvent, AuditLink, Brand, NewMailedToken, NewSession, Purpose, User},
};
use domain::{AuditId, BrandId, Error, Role, SessionId, UserId};
use uuid::Uuid;

/// The member of [`OURS`].
const ADA: UserId = UserId(Uuid::from_u128(0xa2));

fn grace() -> User {
    User {
        id: UserId(Uuid::from_u128(0x100)),
        email: "grace@example.com".to_owned(),
        password_hash: Some("$argon2id$1".to_owned()),
        email_verified_at: None,
        created_at: at(0),
    }
}

#[tokio::test]
async fn a_user_is_stored_found_verified_once_and_given_another_password() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let user = grace();
    users::insert(&mut tx, &user).await.unwrap();
    assert!(users::by_email(&mut tx, "grace@example.com").await.unwrap() == Some(user.clone()));
    assert!(users::mark_verified(&mut tx, user.id, at(1)).await.unwrap());
    assert!(!users::mark_verified(&mut tx, user.id, at(2)).await.unwrap());
    users::set_password(&mut tx, user.id, "$argon2id$2")
        .await
        .unwrap();
    let stored = users::by_id(&mut tx, user.id).await.unwrap().unwrap();
    assert_eq!(
        (stored.email_verified_at, stored.password_hash.as_deref()),
        (Some(at(1)), Some("$argon2id$2"))
    );
    assert!(
        users::by_email(&mut tx, "nobody@example.com")
            .await
            .unwrap()
            .is_none()
    );
    let nobody = users::set_password(&mut tx, UserId(Uuid::from_u128(0x999)), "x").await;
    assert!(matches!(nobody, Err(DbError::NotFound)));
}

#[tokio::test]
async fn an_address_has_one_account_and_the_caller_says_what_that_means() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    users::insert(&mut tx, &grace()).await.unwrap();
    let again = User {
        id: UserId(Uuid::from_u128(0x101)),
        ..grace()
    };
    let answer = users::insert(&mut tx, &again)
        .await
        .on_unique(users::EMAIL_KEY, || Error::conflict("taken"));
    assert_eq!(answer, Err(Error::conflict("taken")));
}

#[tokio::test]
async fn another_constraint_keeps_its_general_meaning() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let twice = User { id: ADA, ..grace() };
    let answer = users::insert(&mut tx, &twice)
        .await
        .on_unique(users::EMAIL_KEY, || Error::conflict("taken"));
    assert_eq!(answer, Err(Error::Internal));
}

#[tokio::test]
async fn a_brand_has_settings_and_members() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let brand = Brand {
        id: BrandId(Uuid::from_u128(0x200)),
        name: "Second".to_owned(),
        cache_ttl_s: 60,
        created_at: at(0),
    };
    brands::insert(&mut tx, &brand).await.unwrap();
    assert_eq!(
        brands::by_id(&mut tx, brand.id).await.unwrap(),
        Some(brand.clone())
    );
    members::insert(&mut tx, brand.id, ADA, Role::Editor, at(1))
        .await
        .unwrap();
    assert_eq!(
        members::role(&mut tx, brand.id, ADA).await.unwrap(),
        Some(Role::Editor)
    );
    assert_eq!(members::role(&mut tx, THEIRS, ADA).await.unwrap(), None);
    let of_ada = members::of_user(&mut tx, ADA).await.unwrap();
    let mut names: Vec<_> = of_ada.iter().map(|m| (m.brand_name.as_str(), m.role)).collect();
    names.sort();
    assert_eq!(names, [("Brand a", Role::Owner), ("Second", Role::Editor)]);
}

#[tokio::test]
async fn a_brand_changes_its_own_settings_only() {
    let world = World::new().await;
    let mut tx = world.doors.brand(OURS).await.unwrap();
    brands::update(&mut tx, OURS, "Renamed", 604_800).await.unwrap();
    let stored = brands::by_id(&mut tx, OURS).await.unwrap().unwrap();
    assert_eq!((stored.name.as_str(), stored.cache_ttl_s), ("Renamed", 604_800));
    assert!(matches!(
        brands::update(&mut tx, THEIRS, "Stolen", 60).await,
        Err(DbError::NotFound)
    ));
    assert_eq!(brands::by_id(&mut tx, THEIRS).await.unwrap(), None);
}

#[tokio::test]
async fn an_overview_counts_what_the_brand_has() {
    let world = World::new().await;
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let overview = brands::overview(&mut tx, at(0)).await.unwrap();
    assert_eq!(
        (
            overview.connections,
            overview.connections_failing,
            overview.templates
        ),
        (1, 0, 1)
    );
    assert_eq!(
        (overview.passports, overview.versions, overview.labels_downloaded),
        (1, 1, false)
    );
}

fn session(number: u128, brand: BrandId) -> NewSession {
    NewSession {
        id: SessionId(Uuid::from_u128(number)),
        token_hash: number.to_be_bytes().to_vec(),
        user_id: ADA,
        active_brand: Some(brand),
        stage: db::types::Stage::Full,
        methods: "password".to_owned(),
        ip: [192, 0, 2, 1].into(),
        country: None,
        user_agent: "Firefox".to_owned(),
        created_at: at(0),
        expires_at: at(3600),
    }
}

#[tokio::test]
async fn a_session_is_found_by_its_token_with_the_user_and_their_role() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let stored = session(0x301, OURS);
    sessions::insert(&mut tx, &stored).await.unwrap();
    sessions::touch(&mut tx, stored.id, at(60)).await.unwrap();
    let found = sessions::by_token_hash(&mut tx, &stored.token_hash)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (found.id, found.user_id, found.email.as_str()),
        (stored.id, ADA, "a@example.com")
    );
    assert_eq!((found.active_brand, found.role), (Some(OURS), Some(Role::Owner)));
    assert_eq!((found.last_seen_at, found.expires_at), (at(60), at(3600)));
    assert!(
        sessions::by_token_hash(&mut tx, b"unknown")
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn who_is_no_member_of_the_brand_has_no_role_in_the_session() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let stored = session(0x302, THEIRS);
    sessions::insert(&mut tx, &stored).await.unwrap();
    let found = sessions::by_token_hash(&mut tx, &stored.token_hash)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(found.role, None);
}

#[tokio::test]
async fn sessions_end_one_by_one_all_but_one_or_when_their_time_is_over() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    // The world's own session is over long ago.
    sessions::delete_of_user(&mut tx, ADA, None).await.unwrap();
    for number in 1..=4 {
        sessions::insert(&mut tx, &session(number, OURS)).await.unwrap();
    }
    assert!(
        sessions::delete_by_token_hash(&mut tx, &session(1, OURS).token_hash)
            .await
            .unwrap()
    );
    assert!(
        !sessions::delete_by_token_hash(&mut tx, &session(1, OURS).token_hash)
            .await
            .unwrap()
    );
    let kept = session(2, OURS);
    assert_eq!(
        sessions::delete_of_user(&mut tx, ADA, Some(kept.id))
            .await
            .unwrap(),
        2
    );
    let long_ago = at(0) - TimeDelta::days(1);
    sessions::touch(&mut tx, kept.id, at(100)).await.unwrap();
    sessions::delete_ended(&mut tx, at(200), at(99)).await.unwrap();
    assert!(
        sessions::by_token_hash(&mut tx, &kept.token_hash)
            .await
            .unwrap()
            .is_some()
    );
    assert_eq!(
        sessions::delete_ended(&mut tx, at(3600), long_ago).await.unwrap(),
        1
    );
}

#[tokio::test]
async fn a_mailed_token_works_once_for_its_purpose_and_in_its_time() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let token = NewMailedToken {
        token_hash: vec![1; 32],
        user_id: ADA,
        purpose: Purpose::ResetPassword,
        payload: None,
        created_at: at(0),
        expires_at: at(600),
    };
    mailed_tokens::insert(&mut tx, &token).await.unwrap();
    let hash = &token.token_hash;
    assert_eq!(
        mailed_tokens::take(&mut tx, hash, Purpose::VerifyEmail, at(1))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        mailed_tokens::take(&mut tx, hash, Purpose::ResetPassword, at(600))
            .await
            .unwrap(),
        None
    );
    assert_eq!(
        mailed_tokens::take(&mut tx, hash, Purpose::ResetPassword, at(599))
            .await
            .unwrap(),
        Some(ADA)
    );
    assert_eq!(
        mailed_tokens::take(&mut tx, hash, Purpose::ResetPassword, at(599))
            .await
            .unwrap(),
        None
    );
}

#[tokio::test]
async fn mailed_tokens_are_withdrawn_and_forgotten() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let token = |byte, purpose, expires_at| NewMailedToken {
        token_hash: vec![byte; 32],
        user_id: ADA,
        purpose,
        payload: None,
        created_at: at(0),
        expires_at,
    };
    mailed_tokens::delete_expired(&mut tx, at(100_000_000))
        .await
        .unwrap();
    for (byte, purpose, end) in [
        (1, Purpose::ResetPassword, 600),
        (2, Purpose::VerifyEmail, 600),
        (3, Purpose::VerifyEmail, 900),
    ] {
        mailed_tokens::insert(&mut tx, &token(byte, purpose, at(end)))
            .await
            .unwrap();
    }
    assert_eq!(
        mailed_tokens::delete_of_user(&mut tx, ADA, Purpose::ResetPassword)
            .await
            .unwrap(),
        1
    );
    assert_eq!(mailed_tokens::delete_expired(&mut tx, at(600)).await.unwrap(), 1);
}

#[tokio::test]
async fn the_log_keeps_what_it_was_told() {
    let world = World::new().await;
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let event = AuditEvent {
        id: AuditId(Uuid::from_u128(0x400)),
        brand_id: OURS,
        at: at(100_000_000),
        actor: Some(ADA),
        ip: Some("2001:db8::1".to_owned()),
        action: "brand.updated".to_owned(),
        target: OURS.to_string(),
        detail: serde_json::json!({ "name": "Renamed" }),
        link: None,
    };
    assert!(
        audit::insert(&mut tx, std::slice::from_ref(&event))
            .await
            .is_err(),
        "it has no place"
    );
    tx.rollback().await.unwrap();
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let head = audit::lock_head(&mut tx, OURS).await.unwrap();
    assert_eq!(head.seq, 1);
    let event = AuditEvent {
        link: Some(AuditLink {
            seq: 2,
            prev: head.hash,
            hash: [7; 32],
        }),
        ..event
    };
    audit::insert(&mut tx, std::slice::from_ref(&event))
        .await
        .unwrap();
    assert_eq!(audit::latest(&mut tx, OURS, 1).await.unwrap(), [event]);
    assert_eq!(audit::latest(&mut tx, OURS, 10).await.unwrap().len(), 2);
}

//! Members and invitations.

use crate::world::{OURS, THEIRS, World, at};
use chrono::TimeDelta;
use db::{
    queries::{factors, invitations, members, sessions, users, versions},
    types::NewInvitation,
};
use domain::{BrandId, InvitationId, PassportId, Role, UserId};
use uuid::Uuid;

/// The owner of [`OURS`], and the one of [`THEIRS`].
const ADA: UserId = UserId(Uuid::from_u128(0xa2));
const BEA: UserId = UserId(Uuid::from_u128(0xb2));

fn invitation(id: u128, brand: BrandId, email: &str, token: u8) -> NewInvitation {
    NewInvitation {
        id: InvitationId(Uuid::from_u128(id)),
        brand,
        email: email.to_owned(),
        role: Role::Editor,
        token_hash: vec![token; 32],
        invited_by: ADA,
        created_at: at(0),
        expires_at: at(0) + TimeDelta::days(7),
    }
}

#[tokio::test]
async fn a_second_invitation_to_an_address_takes_the_place_of_the_first() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let first = invitations::put(&mut tx, &invitation(1, OURS, "cy@example.com", 1))
        .await
        .unwrap();
    let second = NewInvitation {
        role: Role::Admin,
        ..invitation(2, OURS, "cy@example.com", 2)
    };
    assert_eq!(invitations::put(&mut tx, &second).await.unwrap(), first);
    // Another brand's invitation is one of its own.
    let theirs = invitations::put(&mut tx, &invitation(3, THEIRS, "cy@example.com", 3))
        .await
        .unwrap();
    let by_token =
        async |tx: &mut db::Tx, token: u8| invitations::by_token_hash(tx, &[token; 32], at(1)).await.unwrap();
    assert_eq!(by_token(&mut tx, 1).await, None);
    let found = by_token(&mut tx, 2).await.unwrap();
    assert_eq!(
        (found.role, found.brand_name.as_str(), found.inviter.as_str()),
        (Role::Admin, "Brand a", "a@example.com")
    );
    assert_eq!(invitations::by_id(&mut tx, OURS, theirs).await.unwrap(), None);
    assert_eq!(invitations::delete(&mut tx, OURS, theirs).await.unwrap(), None);
    // The world's own invitation ended before.
    assert_eq!(invitations::open(&mut tx, OURS, at(1)).await.unwrap(), 1);
    assert_eq!(invitations::list(&mut tx, OURS).await.unwrap().len(), 2);
}

#[tokio::test]
async fn an_invitation_is_taken_once_and_not_after_its_end() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    let new = invitation(1, OURS, "cy@example.com", 1);
    invitations::put(&mut tx, &new).await.unwrap();
    assert!(
        !invitations::take(&mut tx, &new.token_hash, new.expires_at)
            .await
            .unwrap()
    );
    assert!(invitations::take(&mut tx, &new.token_hash, at(5)).await.unwrap());
    assert!(!invitations::take(&mut tx, &new.token_hash, at(5)).await.unwrap());
    invitations::put(&mut tx, &new).await.unwrap();
    let sent = invitations::delete_of_inviter(&mut tx, OURS, ADA).await.unwrap();
    assert_eq!(sent.len(), 2);
    assert_eq!(invitations::list(&mut tx, OURS).await.unwrap(), []);
    assert_eq!(
        invitations::delete_expired(&mut tx, at(9_999_999)).await.unwrap(),
        1
    );
}

#[tokio::test]
async fn members_are_listed_counted_changed_and_removed() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    assert!(members::lock(&mut tx, OURS).await.unwrap());
    assert!(!members::lock(&mut tx, BrandId(Uuid::from_u128(9))).await.unwrap());
    members::insert(&mut tx, OURS, BEA, Role::Viewer, at(1))
        .await
        .unwrap();
    members::set_role(&mut tx, OURS, BEA, Role::Admin).await.unwrap();
    let roles: Vec<_> = members::list(&mut tx, OURS)
        .await
        .unwrap()
        .into_iter()
        .map(|m| (m.email, m.role, m.has_factor))
        .collect();
    assert!(roles.contains(&("a@example.com".to_owned(), Role::Owner, false)));
    assert!(roles.contains(&("b@example.com".to_owned(), Role::Admin, false)));
    assert_eq!(members::owners(&mut tx, OURS).await.unwrap(), 1);
    let admins = members::addresses(&mut tx, OURS, &[Role::Admin, Role::Owner])
        .await
        .unwrap();
    assert_eq!(admins, ["a@example.com", "b@example.com"]);
    members::delete(&mut tx, OURS, BEA).await.unwrap();
    assert!(members::delete(&mut tx, OURS, BEA).await.is_err());
    assert!(members::set_role(&mut tx, OURS, BEA, Role::Viewer).await.is_err());
    assert!(!factors::has_any(&mut tx, BEA).await.unwrap());
}

#[tokio::test]
async fn a_lost_brand_leaves_the_sessions_and_the_last_used_one_is_remembered() {
    let world = World::new().await;
    let mut tx = world.doors.system("a test").await.unwrap();
    assert_eq!(
        sessions::leave_brand(&mut tx, ADA, THEIRS, None).await.unwrap(),
        0
    );
    assert_eq!(
        sessions::leave_brand(&mut tx, ADA, OURS, Some(THEIRS))
            .await
            .unwrap(),
        1
    );
    assert_eq!(
        sessions::leave_brand(&mut tx, ADA, THEIRS, None).await.unwrap(),
        1
    );
    assert_eq!(users::last_brand(&mut tx, ADA).await.unwrap(), None);
    users::set_last_brand(&mut tx, ADA, Some(OURS)).await.unwrap();
    assert_eq!(users::last_brand(&mut tx, ADA).await.unwrap(), Some(OURS));
}

#[tokio::test]
async fn what_a_former_member_published_stays_in_the_history_without_their_address() {
    let world = World::new().await;
    let passport = PassportId(Uuid::from_u128(0xa5));
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let before = versions::list(&mut tx, passport).await.unwrap();
    assert_eq!(before[0].published_by, "a@example.com");
    tx.commit().await.unwrap();
    let mut tx = world.doors.system("a test").await.unwrap();
    members::delete(&mut tx, OURS, ADA).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let after = versions::list(&mut tx, passport).await.unwrap();
    assert_eq!(after.len(), 1);
    assert_eq!(after[0].published_by, versions::FORMER_MEMBER);
}

//! What the database tells of by itself.

use crate::world::{OURS, World, execute};
use db::{Changes, Told};
use domain::BrandId;
use std::time::Duration;
use tokio::time::timeout;

#[tokio::test]
async fn a_change_of_a_passport_or_its_looks_is_told_once_it_is_committed() {
    let world = World::new().await;
    let mut changes = world.doors.listen().await.unwrap();
    for sql in [
        "UPDATE passports SET state_changed_at = now()",
        "UPDATE templates SET updated_at = now()",
    ] {
        let mut tx = world.doors.brand(OURS).await.unwrap();
        execute(&mut tx, sql).await.unwrap();
        assert_eq!(
            until_beat(&mut changes).await,
            [],
            "not before it is committed: {sql}"
        );
        tx.commit().await.unwrap();
        assert_eq!(until_beat(&mut changes).await, [OURS], "once: {sql}");
    }
    let mut tx = world.doors.brand(OURS).await.unwrap();
    execute(&mut tx, "UPDATE passports SET state_changed_at = now()")
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(
        until_beat(&mut changes).await,
        [],
        "nothing of what did not happen"
    );
}

/// What is told before a question comes back.
async fn until_beat(changes: &mut Changes) -> Vec<BrandId> {
    changes.beat("a beat").await.expect("the connection stands");
    let mut told = Vec::new();
    loop {
        match timeout(Duration::from_secs(20), changes.next()).await {
            Ok(Some(Told::Pages(brand))) => told.push(brand),
            Ok(Some(Told::Beat(_))) => return told,
            lost => panic!("{lost:?}"),
        }
    }
}

//! What the database tells of by itself.

use crate::world::{OURS, World, execute};
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
        changes.beat().await.unwrap();
        assert_eq!(changes.arrived(), None, "not before it is committed: {sql}");
        tx.commit().await.unwrap();
        let told = timeout(Duration::from_secs(20), changes.next()).await;
        assert_eq!(told.unwrap(), Some(OURS), "{sql}");
        assert_eq!(changes.arrived(), None, "once: {sql}");
    }
    let mut tx = world.doors.brand(OURS).await.unwrap();
    execute(&mut tx, "UPDATE passports SET state_changed_at = now()")
        .await
        .unwrap();
    tx.rollback().await.unwrap();
    changes.beat().await.unwrap();
    assert_eq!(changes.arrived(), None, "nothing of what did not happen");
}

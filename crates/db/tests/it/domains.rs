//! Hosts of brands' own, looked at by several at once.

use crate::world::{OURS, World, at as moment};
use db::queries::domains::{self, Looked};

const HOST: &str = "late.example";

#[tokio::test]
async fn a_late_look_never_takes_a_verification_back() {
    let world = World::new().await;
    let added = format!(
        "UPDATE domains SET host = '{HOST}', verified_at = NULL, checked_at = NULL WHERE brand_id = '{OURS}'"
    );
    world.superuser.batch_execute(&added).await.unwrap();
    let at = moment(0);

    // The watch reads the row, and waits for the DNS.
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let seen = domains::list(&mut tx).await.unwrap().remove(0);
    assert_eq!((seen.host.as_str(), seen.verified_at), (HOST, None));
    let verified = Looked {
        verified_at: Some(at),
        ..Looked::default()
    };
    assert!(domains::note(&mut tx, &seen, &verified, at).await.unwrap());

    // Meanwhile an admin has verified it. What the watch comes back with is of before.
    let late = Looked {
        problem: Some("The DNS did not answer.".to_owned()),
        ..Looked::default()
    };
    let after = moment(5);
    assert!(!domains::note(&mut tx, &seen, &late, after).await.unwrap());
    let now = domains::list(&mut tx).await.unwrap().remove(0);
    assert_eq!((now.verified_at, now.problem), (Some(at), None));

    // A look that knows of it may say what is wrong, and the host stays verified nevertheless.
    let seen = domains::list(&mut tx).await.unwrap().remove(0);
    assert!(domains::note(&mut tx, &seen, &late, after).await.unwrap());
    let now = domains::list(&mut tx).await.unwrap().remove(0);
    assert_eq!(now.verified_at, Some(at));
    assert!(now.problem.is_some());
    tx.rollback().await.unwrap();
}

//! The demo against a real database and the simulated PIM.

use super::{owner::Owner, seed::seed};
use crate::{
    services::{connections, passports, templates},
    testing::{PASSWORD, World},
};
use akeneo_sim::{Sim, SimConfig};
use domain::passport::ListPassports;

const EMAIL: &str = "demo@tessera.example";

#[tokio::test]
async fn the_demo_is_made_once_and_follows_its_pim() {
    let world = World::with(&[("TESSERA_ALLOW_LOOPBACK_PIM", "true")]).await;
    let app = &world.app;
    let sim = Sim::start(SimConfig::default()).await.unwrap();
    let owner = Owner::sign_in(app, EMAIL, PASSWORD).await.unwrap();
    let shown = seed(app, &owner.op, &sim.base_url()).await.unwrap();
    assert!(
        shown.as_ref().is_some_and(|path| path.starts_with("/01/")),
        "{shown:?}"
    );
    let count = async || {
        passports::list(app, &owner.op, ListPassports::default())
            .await
            .unwrap()
            .total
    };
    assert_eq!(count().await, 12);
    let rows = templates::list(app, &owner.op).await.unwrap();
    assert_eq!(
        rows.iter().map(|row| row.passports).collect::<Vec<_>>(),
        [3, 3, 3, 3]
    );

    let scanned = async || {
        let sql = "SELECT count(*), sum(scans + bots)::bigint FROM scan_counts WHERE dimension = 'total'";
        let row = world.db.superuser().await.query_one(sql, &[]).await.unwrap();
        (row.get::<_, i64>(0), row.get::<_, i64>(1))
    };
    let before = scanned().await;
    assert!(before.0 >= 59 && before.1 > 2_000, "{before:?}");

    let elsewhere = Sim::start(SimConfig::default()).await.unwrap();
    let again = seed(app, &owner.op, &elsewhere.base_url()).await.unwrap();
    assert_eq!(again, shown);
    assert_eq!(count().await, 12);
    assert_eq!(scanned().await, before);
    let connections = connections::list(app, &owner.op).await.unwrap();
    assert_eq!(
        connections.iter().map(|c| c.base_url.clone()).collect::<Vec<_>>(),
        [elsewhere.base_url()]
    );
}

#[tokio::test]
async fn an_owner_whose_password_was_lost_gets_a_new_one() {
    let world = World::new().await;
    let first = Owner::sign_in(&world.app, EMAIL, PASSWORD).await.unwrap();
    let brand = first.op.caller.brand_id;
    first.sign_out(&world.app).await.unwrap();
    let again = Owner::sign_in(&world.app, EMAIL, crate::testing::OTHER_PASSWORD)
        .await
        .unwrap();
    assert_eq!(again.op.caller.brand_id, brand);
}

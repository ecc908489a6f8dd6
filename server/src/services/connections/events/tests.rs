//! Being told of changes, against a real database and a look-alike of Akeneo's Event Platform.

use super::*;
use crate::{
    jobs::{Job, cleanup::Cleanup, drift::run_due},
    services::{
        connections::{self, get},
        drift,
        publish::stage::{Stage, made, typed},
    },
    testing::World,
};
use akeneo_sim::{Delivery, Sim, SimConfig};
use chrono::TimeDelta;
use db::queries::subscriptions;
use domain::{
    ConnectionId, Error, PassportId, Role,
    catalog::ProductRow,
    connection::Health,
    drift::{DriftState, ListDrift},
};
use serde_json::json;

/// A brand whose PIM has the platform; not yet switched on.
async fn stage() -> Stage {
    stage_with(&[]).await
}

async fn stage_with(more: &[(&str, &str)]) -> Stage {
    let sim = Sim::start(SimConfig::default()).await.unwrap();
    let platform = sim.events_url();
    let own = [
        ("TESSERA_ALLOW_LOOPBACK_PIM", "true"),
        ("TESSERA_AKENEO_EVENTS_URL", &platform),
    ];
    let world = World::with(&[&own, more].concat()).await;
    let (_, op) = world.member("ada@example.com").await;
    let connection = connections::save(&world.app, &op, typed(&sim.base_url()))
        .await
        .unwrap();
    Stage {
        world,
        sim,
        op,
        connection,
    }
}

async fn turn(stage: &Stage, on: bool) -> Result<(), Error> {
    set(&stage.world.app, &stage.op, stage.connection, on).await
}

/// Switched on, with the first chairs published and looked at.
async fn shop(count: usize) -> (Stage, Vec<ProductRow>, Vec<PassportId>) {
    let stage = stage().await;
    let template = stage
        .template(stage.typed("desk_chair", &["name", "weight"]))
        .await
        .id;
    let mut products = stage.products("desk_chair").await;
    products.truncate(count);
    let keys: Vec<_> = products.iter().map(|p| p.key.clone()).collect();
    let job = stage.publish(template, &keys).await;
    let passports = job.report.iter().map(|line| made(line).0).collect();
    stage.world.advance(TimeDelta::minutes(6));
    run_due(&stage.world.app).await.unwrap();
    turn(&stage, true).await.unwrap();
    (stage, products, passports)
}

fn rename(stage: &Stage, product: &ProductRow, name: &str) {
    stage
        .sim
        .set_value(&product.identifier, "name", Some("de_DE"), None, json!(name));
}

fn signatures(delivery: &Delivery) -> Signatures {
    let header = |wanted: &str| {
        let found = delivery.headers.iter().find(|(name, _)| *name == wanted);
        found.map(|(_, value)| value.clone())
    };
    Signatures {
        primary: header("X-AKENEO-SIGNATURE-PRIMARY"),
        secondary: header("X-AKENEO-SIGNATURE-SECONDARY"),
        algorithm: header("X-AKENEO-SIGNATURE-ALGORITHM"),
    }
}

async fn carry(stage: &Stage, delivery: &Delivery) -> Result<(), Error> {
    let (app, id) = (&stage.world.app, Some(stage.connection));
    let body = delivery.body.as_bytes();
    if delivery.url.ends_with("/notices") {
        notice(app, id, &signatures(delivery), body).await
    } else {
        event(app, id, &signatures(delivery), body).await
    }
}

/// Carries everything that is on its way; how many there were.
async fn carry_all(stage: &Stage) -> usize {
    let deliveries = stage.sim.take_events();
    for delivery in &deliveries {
        carry(stage, delivery).await.unwrap();
    }
    deliveries.len()
}

async fn told(stage: &Stage) -> String {
    let view = get(&stage.world.app, &stage.op, stage.connection).await.unwrap();
    let fact = view
        .facts
        .into_iter()
        .find(|fact| fact.label == "Told of changes");
    fact.unwrap().text
}

async fn drifted(stage: &Stage) -> Vec<(PassportId, DriftState)> {
    let page = drift::list(&stage.world.app, &stage.op, ListDrift::default())
        .await
        .unwrap();
    page.items
        .iter()
        .map(|row| (row.passport, row.mark.state))
        .collect()
}

async fn stored(stage: &Stage) -> i64 {
    let superuser = stage.world.db.superuser().await;
    let sql = "SELECT count(*) FROM pim_events";
    superuser.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn it_is_switched_on_and_off_and_leaves_nothing_behind() {
    let stage = stage().await;
    assert!(told(&stage).await.contains("every 5 minutes"));
    turn(&stage, true).await.unwrap();
    turn(&stage, true).await.unwrap();
    assert_eq!(stage.sim.subscriptions(), (1, 1), "twice is once");
    let view = get(&stage.world.app, &stage.op, stage.connection).await.unwrap();
    assert!(view.events);
    assert!(told(&stage).await.starts_with("At once."));
    let superuser = stage.world.db.superuser().await;
    let actions =
        "SELECT string_agg(action, ' ' ORDER BY seq) FROM audit_events WHERE action LIKE '%events%'";
    turn(&stage, false).await.unwrap();
    assert_eq!(stage.sim.subscriptions(), (0, 0));
    assert!(
        !get(&stage.world.app, &stage.op, stage.connection)
            .await
            .unwrap()
            .events
    );
    let actions: String = superuser.query_one(actions, &[]).await.unwrap().get(0);
    assert_eq!(actions, "connection.events_on connection.events_off");
}

#[tokio::test]
async fn the_secrets_are_sealed_and_a_new_key_changes_nothing_for_events() {
    let folder = std::env::temp_dir().join(format!("tessera-events-{}", std::process::id()));
    let file = folder.join("keys");
    let ring = crate::crypto::Ring::generate(&crate::clock::SystemRandom);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(&file, secrecy::ExposeSecret::expose_secret(&ring.to_text())).unwrap();
    let path = file.to_str().unwrap();
    let stage = stage_with(&[("TESSERA_KEYS", ""), ("TESSERA_KEYS_FILE", path)]).await;
    let app = &stage.world.app;
    turn(&stage, true).await.unwrap();
    app.keys.rotate().unwrap();
    let superuser = stage.world.db.superuser().await;
    let current = async || {
        let sql = "SELECT secret, notice_secret FROM subscriptions";
        let row = superuser.query_one(sql, &[]).await.unwrap();
        [0, 1].map(|n| app.keys.is_current(row.get(n)))
    };
    assert_eq!(current().await, [false, false]);
    crate::crypto::reencrypt(app).await.unwrap();
    assert_eq!(current().await, [true, true]);
    let product = stage.products("desk_chair").await.remove(0);
    rename(&stage, &product, "Neu");
    stage.sim.suspend_subscriptions();
    assert_eq!(carry_all(&stage).await, 2, "an event and a notice, both believed");
    let view = get(app, &stage.op, stage.connection).await.unwrap();
    assert!(!serde_json::to_string(&view).unwrap().contains("secret"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn where_the_pim_has_no_platform_polling_goes_on_and_nothing_stays() {
    let stage = stage().await;
    stage.sim.faults().no_event_platform = true;
    let words = turn(&stage, true).await.unwrap_err().to_string();
    for part in ["Enterprise", "Tessera asks the PIM every 5 minutes"] {
        assert!(words.contains(part), "{words}");
    }
    stage.sim.faults().no_event_platform = false;
    stage.sim.faults().refuse_subscription = true;
    turn(&stage, true).await.unwrap_err();
    assert_eq!(
        stage.sim.subscriptions(),
        (0, 0),
        "nor a subscriber without a subscription"
    );
    assert!(
        !get(&stage.world.app, &stage.op, stage.connection)
            .await
            .unwrap()
            .events
    );
    assert_eq!(
        get(&stage.world.app, &stage.op, stage.connection)
            .await
            .unwrap()
            .health,
        Health::New,
        "the connection itself is as it was"
    );
    turn(&stage, true).await.unwrap();
}

#[tokio::test]
async fn editors_and_strangers_switch_nothing() {
    let stage = stage().await;
    let (rival, _) = stage.rival().await;
    let app = &stage.world.app;
    let theirs = set(app, &rival, stage.connection, true).await;
    assert!(matches!(theirs, Err(Error::NotFound(_))), "{theirs:?}");
    let mut editor = stage.op.clone();
    editor.caller.role = Role::Editor;
    assert_eq!(
        set(app, &editor, stage.connection, true).await,
        Err(Error::Forbidden)
    );
    assert_eq!(stage.sim.subscriptions(), (0, 0));
}

#[tokio::test]
async fn a_change_is_noticed_without_waiting_for_the_list() {
    let (stage, products, passports) = shop(2).await;
    rename(&stage, &products[1], "Ein anderer Stuhl");
    run_due(&stage.world.app).await.unwrap();
    assert_eq!(drifted(&stage).await, [], "it is not yet time for the list");
    assert_eq!(carry_all(&stage).await, 1);
    run_due(&stage.world.app).await.unwrap();
    assert_eq!(drifted(&stage).await, [(passports[1], DriftState::Changed)]);
    stage.sim.delete_product(&products[0].identifier);
    assert_eq!(carry_all(&stage).await, 1);
    run_due(&stage.world.app).await.unwrap();
    assert!(drifted(&stage).await.contains(&(passports[0], DriftState::Gone)));
}

#[tokio::test]
async fn what_comes_twice_or_in_another_order_counts_once() {
    let (stage, products, passports) = shop(2).await;
    {
        let mut faults = stage.sim.faults();
        (faults.duplicate_events, faults.unordered_events) = (true, true);
    }
    rename(&stage, &products[0], "Erster");
    rename(&stage, &products[1], "Zweiter");
    let deliveries = stage.sim.take_events();
    assert_eq!(deliveries.len(), 4);
    // Also several at once.
    for pair in deliveries.chunks(2) {
        let (one, two) = tokio::join!(carry(&stage, &pair[0]), carry(&stage, &pair[1]));
        one.unwrap();
        two.unwrap();
    }
    assert_eq!(stored(&stage).await, 2);
    run_due(&stage.world.app).await.unwrap();
    let mut found = drifted(&stage).await;
    found.sort_by_key(|(id, _)| *id);
    let mut wanted: Vec<_> = passports.iter().map(|id| (*id, DriftState::Changed)).collect();
    wanted.sort_by_key(|(id, _)| *id);
    assert_eq!(found, wanted);

    // The same bytes again, an hour later: nobody looks at the PIM for them.
    stage.sim.clear_requests();
    carry(&stage, &deliveries[0]).await.unwrap();
    run_due(&stage.world.app).await.unwrap();
    assert_eq!(stage.sim.requests(), []);
}

#[tokio::test]
async fn a_model_that_changed_has_the_list_read_now() {
    let (stage, _, _) = shop(1).await;
    stage.sim.clear_requests();
    let body = json!({ "id": "e1", "type": "com.akeneo.pim.v1.product-model.updated", "data": { "product_model": { "code": "x" } } });
    let delivery = signed(&stage, &body.to_string()).await;
    event(
        &stage.world.app,
        Some(stage.connection),
        &delivery,
        body.to_string().as_bytes(),
    )
    .await
    .unwrap();
    run_due(&stage.world.app).await.unwrap();
    assert!(!stage.sim.requests().is_empty(), "the list was read");
}

/// Signs anything with the secret of the connection.
async fn signed(stage: &Stage, body: &str) -> Signatures {
    use aws_lc_rs::hmac;
    let app = &stage.world.app;
    let mut tx = app.db.brand(stage.op.caller.brand_id).await.unwrap();
    let found = subscriptions::of(&mut tx, stage.connection)
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    let place = crate::crypto::Place::subscription("secret", found.brand, found.id);
    let secret = app.keys.open_at(&place, &found.secret).unwrap();
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret);
    Signatures {
        primary: None,
        secondary: Some(hex::encode_upper(hmac::sign(&key, body.as_bytes()))),
        algorithm: Some("HmacSHA256".to_owned()),
    }
}

#[tokio::test]
async fn what_is_signed_but_makes_no_sense_is_taken_and_does_nothing() {
    let (stage, _, _) = shop(1).await;
    for body in ["", "[]", "{}", r#"{"id":""}"#, r#"{"id":7}"#, "not json"] {
        let signatures = signed(&stage, body).await;
        let taken = event(
            &stage.world.app,
            Some(stage.connection),
            &signatures,
            body.as_bytes(),
        )
        .await;
        assert_eq!(taken, Ok(()), "{body}");
    }
    assert_eq!(stored(&stage).await, 0);
}

#[tokio::test]
async fn nobody_is_believed_without_the_secret_of_this_connection() {
    let (stage, products, _) = shop(1).await;
    let app = &stage.world.app;
    let (rival, theirs) = stage.rival().await;
    set(app, &rival, theirs, true).await.unwrap();
    rename(&stage, &products[0], "Neu");
    let deliveries = stage.sim.take_events();
    let mine = deliveries
        .iter()
        .find(|d| d.url.contains(&stage.connection.to_string()))
        .unwrap();
    let other = deliveries
        .iter()
        .find(|d| d.url.contains(&theirs.to_string()))
        .unwrap();
    let body = mine.body.as_bytes();
    let refused = Err(Error::Unauthenticated);
    for (id, signatures, body) in [
        (Some(stage.connection), signatures(other), other.body.as_bytes()),
        (Some(theirs), signatures(mine), body),
        (Some(stage.connection), Signatures::default(), body),
        (Some(ConnectionId(app.new_id())), signatures(mine), body),
        (None, signatures(mine), body),
    ] {
        assert_eq!(event(app, id, &signatures, body).await, refused);
        assert_eq!(notice(app, id, &signatures, body).await, refused);
    }
    assert_eq!(
        notice(app, Some(stage.connection), &signatures(mine), body).await,
        refused,
        "another secret"
    );
    rename(&stage, &products[0], "Noch neuer");
    stage.sim.faults().bad_event_signatures = true;
    for delivery in stage.sim.take_events() {
        assert_eq!(carry(&stage, &delivery).await, refused);
    }
    assert_eq!(stored(&stage).await, 0);
    turn(&stage, false).await.unwrap();
    assert_eq!(
        event(app, Some(stage.connection), &signatures(mine), body).await,
        refused,
        "switched off"
    );
}

#[tokio::test]
async fn what_happens_to_the_subscription_is_shown_and_a_removed_connection_is_mailed_once() {
    let stage = stage().await;
    turn(&stage, true).await.unwrap();
    stage.world.mails().await;
    stage.sim.suspend_subscriptions();
    let late = stage.sim.take_events().remove(0);
    carry(&stage, &late).await.unwrap();
    assert!(
        told(&stage).await.starts_with("Not at the moment"),
        "{}",
        told(&stage).await
    );
    stage.sim.resume_subscriptions();
    carry_all(&stage).await;
    assert!(told(&stage).await.starts_with("At once"));
    carry(&stage, &late).await.unwrap();
    assert!(
        told(&stage).await.starts_with("At once"),
        "an old notice changes nothing"
    );

    stage.sim.faults().duplicate_events = true;
    stage.sim.revoke_subscriptions();
    assert_eq!(carry_all(&stage).await, 2);
    assert!(
        told(&stage)
            .await
            .starts_with("No longer: the connection was removed in the PIM")
    );
    let view = get(&stage.world.app, &stage.op, stage.connection).await.unwrap();
    assert_eq!(view.health, Health::NeedsAttention);
    let mails = stage.world.mails().await;
    assert_eq!(mails.len(), 1);
    assert!(mails[0].text.contains("removed in the PIM"), "{}", mails[0].text);
    // Whoever connected again starts it anew.
    turn(&stage, true).await.unwrap();
    assert!(told(&stage).await.starts_with("At once"));
    assert_eq!(stage.sim.subscriptions(), (1, 1));
}

#[tokio::test]
async fn a_test_of_the_connection_asks_the_platform_too() {
    let stage = stage().await;
    turn(&stage, true).await.unwrap();
    stage.sim.suspend_subscriptions();
    stage.sim.take_events();
    connections::test(&stage.world.app, &stage.op, stage.connection)
        .await
        .unwrap();
    assert!(
        told(&stage).await.starts_with("Not at the moment"),
        "{}",
        told(&stage).await
    );
}

#[tokio::test]
async fn a_connection_that_goes_or_moves_takes_its_subscription_along() {
    let stage = stage().await;
    let app = &stage.world.app;
    turn(&stage, true).await.unwrap();
    let elsewhere = Sim::start(SimConfig::default()).await.unwrap();
    let moved = domain::connection::SaveConnection {
        id: Some(stage.connection),
        ..typed(&elsewhere.base_url())
    };
    connections::save(app, &stage.op, moved).await.unwrap();
    assert_eq!(stage.sim.subscriptions(), (0, 0));
    assert!(!get(app, &stage.op, stage.connection).await.unwrap().events);
    let back = domain::connection::SaveConnection {
        id: Some(stage.connection),
        ..typed(&stage.sim.base_url())
    };
    connections::save(app, &stage.op, back).await.unwrap();
    turn(&stage, true).await.unwrap();
    connections::delete(app, &stage.op, stage.connection)
        .await
        .unwrap();
    assert_eq!(stage.sim.subscriptions(), (0, 0));
}

#[tokio::test]
async fn events_wait_while_the_pim_is_down_and_are_forgotten_after_a_week() {
    let (stage, products, passports) = shop(1).await;
    let app = &stage.world.app;
    rename(&stage, &products[0], "Neu");
    carry_all(&stage).await;
    stage.sim.faults().html_instead_of_json = true;
    run_due(app).await.unwrap();
    stage.sim.clear_requests();
    run_due(app).await.unwrap();
    assert_eq!(stage.sim.requests(), [], "no hurry: it has just failed");
    stage.sim.faults().html_instead_of_json = false;
    stage.world.advance(TimeDelta::minutes(2));
    run_due(app).await.unwrap();
    assert_eq!(drifted(&stage).await, [(passports[0], DriftState::Changed)]);
    Cleanup.run(app).await.unwrap();
    assert_eq!(stored(&stage).await, 1);
    stage.world.advance(TimeDelta::days(7) + TimeDelta::minutes(1));
    Cleanup.run(app).await.unwrap();
    assert_eq!(stored(&stage).await, 0);
}

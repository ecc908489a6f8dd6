//! `/webhooks/akeneo/…`: what Akeneo's Event Platform sends, by its address.

use crate::support::{Client, Reply, Shop, TestApp, stories::connection};
use akeneo_sim::{Delivery, Sim, SimConfig};
use axum::{body::Body, http::Method};
use domain::{ConnectionId, Role, connection::ConnectionView};
use serde_json::json;

/// A brand whose PIM has the platform, with an owner; switched on.
async fn shop(t: &TestApp, sim: &Sim, email: &str) -> Shop {
    let mut owner = t.owner(email, "Nordlicht").await;
    let cmd = connection(&sim.base_url());
    let id: ConnectionId = owner.call("connections/save", json!({ "cmd": cmd })).await.json();
    owner
        .call("connections/set-events", json!({ "id": id, "on": true }))
        .await
        .assert_status(200);
    Shop {
        sim: sim.clone(),
        owner,
        connection: id,
    }
}

async fn start(base_url: Option<&str>) -> (TestApp, Sim) {
    let sim = Sim::start(SimConfig::default())
        .await
        .expect("the simulator starts");
    let platform = sim.events_url();
    let mut variables = vec![("TESSERA_AKENEO_EVENTS_URL", platform.as_str())];
    variables.extend(base_url.map(|url| ("TESSERA_BASE_URL", url)));
    (TestApp::start_with(&variables).await, sim)
}

async fn post(client: &mut Client, path: &str, headers: &[(&str, &str)], body: impl Into<Body>) -> Reply {
    let mut all = vec![("content-type", "application/json")];
    all.extend_from_slice(headers);
    client.send(Method::POST, path, &all, body.into()).await
}

/// Sends what the platform would send, from nowhere, without a session and without what a browser adds.
async fn carry(t: &TestApp, delivery: &Delivery) -> Reply {
    let path = delivery
        .url
        .split_once("/webhooks")
        .expect("an address of ours")
        .1;
    let headers: Vec<(&str, &str)> = delivery.headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let mut platform = t.visitor();
    platform.site = None;
    post(
        &mut platform,
        &format!("/webhooks{path}"),
        &headers,
        delivery.body.clone(),
    )
    .await
}

fn change(shop: &Shop, identifier: &str, name: &str) {
    shop.sim
        .set_value(identifier, "name", Some("en_US"), None, json!(name));
}

#[tokio::test]
async fn an_event_over_http_leads_to_a_drift_row() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let (t, sim) = start(Some(&base)).await;
    let served = axum::serve(listener, server::http::router(t.app.clone()));
    let serving = tokio::spawn(async move { served.await });
    let mut shop = shop(&t, &sim, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    server::jobs::drift::run_due(&t.app)
        .await
        .expect("the PIM is looked at");
    change(&shop, &passport.product_identifier, "New");
    assert_eq!(sim.deliver_events().await, [200]);
    server::jobs::drift::run_due(&t.app)
        .await
        .expect("the PIM is looked at");
    let view = shop
        .owner
        .call("passports/get", json!({ "id": passport.id }))
        .await
        .text();
    assert!(view.contains("\"state\":\"changed\""), "{view}");
    serving.abort();
}

#[tokio::test]
async fn whoever_has_no_signature_is_refused_alike() {
    let (t, sim) = start(None).await;
    let mut shop = shop(&t, &sim, "ada@example.com").await;
    let theirs = self::shop(&t, &sim, "eve@example.com").await;
    let product = shop.products("desk_chair").await.remove(0);
    change(&shop, &product.identifier, "New");
    let deliveries = sim.take_events();
    let find = |id: ConnectionId| {
        deliveries
            .iter()
            .find(|d| d.url.contains(&id.to_string()))
            .expect("one each")
    };
    let (mine, others) = (find(shop.connection), find(theirs.connection));

    let mut answers = Vec::new();
    let unsigned = Delivery {
        headers: Vec::new(),
        ..mine.clone()
    };
    let stolen = Delivery {
        headers: others.headers.clone(),
        ..mine.clone()
    };
    let nobody = Delivery {
        url: mine.url.replace(
            &shop.connection.to_string(),
            "00000000-0000-7000-8000-000000000000",
        ),
        ..mine.clone()
    };
    let no_id = Delivery {
        url: mine.url.replace(&shop.connection.to_string(), "x"),
        ..mine.clone()
    };
    let notice = Delivery {
        url: format!("{}/notices", mine.url),
        ..mine.clone()
    };
    let again = Delivery {
        body: format!("{} ", mine.body),
        ..mine.clone()
    };
    for delivery in [unsigned, stolen, nobody, no_id, notice, again] {
        let reply = carry(&t, &delivery).await;
        assert_eq!(reply.header("set-cookie"), None);
        answers.push((reply.status, reply.text()));
    }
    assert!(answers.iter().all(|(status, _)| *status == 401), "{answers:?}");
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let owner = post(
        &mut shop.owner,
        &format!("/webhooks/akeneo/{}", shop.connection),
        &[],
        "{}",
    )
    .await;
    owner.assert_status(401);

    carry(&t, mine).await.assert_status(200);
    let count = "SELECT count(*) FROM pim_events";
    let events = async || -> i64 {
        t.db.superuser()
            .await
            .query_one(count, &[])
            .await
            .expect("a count")
            .get(0)
    };
    assert_eq!(events().await, 1);
    carry(&t, mine).await.assert_status(200);
    assert_eq!(events().await, 1, "the same again has no second effect");
}

#[tokio::test]
async fn a_body_over_the_limit_is_not_read() {
    let (t, _) = start(None).await;
    let path = "/webhooks/akeneo/00000000-0000-7000-8000-000000000000";
    let reply = post(&mut t.visitor(), path, &[], vec![b' '; 64 * 1024 + 1]).await;
    reply.assert_status(413);
    post(&mut t.visitor(), path, &[], vec![b' '; 64 * 1024])
        .await
        .assert_status(401);
}

#[tokio::test]
async fn too_many_are_asked_to_slow_down_and_strangers_use_nothing_up() {
    let (t, sim) = start(None).await;
    let mut shop = shop(&t, &sim, "ada@example.com").await;
    let product = shop.products("desk_chair").await.remove(0);
    change(&shop, &product.identifier, "New");
    let event = sim.take_events().remove(0);
    let count = async |times: u32| {
        let key = server::cache::Key::Events(shop.connection);
        for _ in 0..times {
            t.app.cache.hit(&key, std::time::Duration::from_mins(1)).await;
        }
    };
    count(2_998).await;
    let unsigned = Delivery {
        headers: Vec::new(),
        ..event.clone()
    };
    for _ in 0..5 {
        carry(&t, &unsigned).await.assert_status(401);
    }
    carry(&t, &event).await.assert_status(200);
    count(1).await;
    let reply = carry(&t, &event).await;
    reply.assert_status(429);
    assert!(reply.header("retry-after").is_some());
}

#[tokio::test]
async fn the_page_shows_no_secret_and_an_editor_switches_nothing() {
    let (t, sim) = start(None).await;
    let mut shop = shop(&t, &sim, "ada@example.com").await;
    let reply = shop
        .owner
        .call("connections/get", json!({ "id": shop.connection }))
        .await;
    let view: ConnectionView = reply.json();
    assert!(view.events);
    assert!(
        view.facts.iter().any(|fact| fact.label == "Told of changes"),
        "{:?}",
        view.facts
    );
    t.set_role("ada@example.com", Role::Editor.word()).await;
    shop.owner
        .call(
            "connections/set-events",
            json!({ "id": shop.connection, "on": false }),
        )
        .await
        .assert_status(403);
    assert_eq!(sim.subscriptions(), (1, 1));
}

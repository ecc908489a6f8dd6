//! `/api/admin/connections`: saving, and what a test says to each fault of a PIM.

use crate::support::{TestApp, shop, stories::connection};
use akeneo_sim::{Sim, SimConfig};
use domain::connection::{ConnectionReport, ConnectionView, Outcome};
use serde_json::{Value, json};

async fn sim() -> Sim {
    Sim::start(SimConfig::default())
        .await
        .expect("the simulator starts")
}

#[tokio::test]
async fn secrets_are_encrypted_at_rest_and_never_come_back() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    shop.owner
        .call("connections/test", json!({ "id": shop.connection }))
        .await
        .assert_status(200);
    let reply = shop
        .owner
        .call("connections/get", json!({ "id": shop.connection }))
        .await;
    let dump = t.dump().await;
    for secret in [akeneo_sim::credentials::SECRET, akeneo_sim::credentials::PASSWORD] {
        assert!(!reply.text().contains(secret) && !dump.contains(secret));
    }
    let view: ConnectionView = reply.json();
    assert_eq!(view.client_id, akeneo_sim::credentials::CLIENT_ID);
}

#[tokio::test]
async fn mistakes_stand_at_their_fields() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut cmd = connection("ftp://x");
    cmd["name"] = "".into();
    cmd["secret"] = "".into();
    let error = ada.call("connections/save", json!({ "cmd": cmd })).await.error();
    for field in ["name", "base_url", "secret"] {
        assert!(error.at(field).is_some(), "{field}");
    }
}

#[tokio::test]
async fn a_changed_address_wants_the_secrets_again() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let elsewhere = sim().await;
    let mut cmd = connection(&elsewhere.base_url());
    cmd["id"] = json!(shop.connection);
    cmd["secret"] = "".into();
    cmd["password"] = "".into();
    for call in ["connections/save", "connections/test-unsaved"] {
        let reply = shop.owner.call(call, json!({ "cmd": cmd })).await;
        assert_eq!(reply.status, 422, "{call}: {}", reply.text());
    }
    assert!(elsewhere.requests().is_empty(), "no stored secret left the house");
}

async fn report(cmd: &Value) -> ConnectionReport {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.call("connections/test-unsaved", json!({ "cmd": cmd }))
        .await
        .json()
}

fn failures(report: &ConnectionReport) -> String {
    let failed = report.checks.iter().filter(|c| c.outcome == Outcome::Failed);
    let told: Vec<String> = failed.map(|c| format!("{}: {}", c.name, c.words)).collect();
    told.join("\n")
}

#[tokio::test]
async fn a_sound_connection_passes_every_check() {
    let sim = sim().await;
    let report = report(&connection(&sim.base_url())).await;
    assert!(report.ok, "{}", failures(&report));
}

#[tokio::test]
async fn each_wrong_credential_is_told_apart() {
    let sim = sim().await;
    for (field, word) in [
        ("client_id", "client"),
        ("secret", "secret"),
        ("username", "user"),
        ("password", "password"),
    ] {
        let mut cmd = connection(&sim.base_url());
        cmd[field] = "wrong".into();
        let report = report(&cmd).await;
        let told = failures(&report).to_lowercase();
        assert!(!report.ok && told.contains(word), "{field}: {told}");
    }
}

#[tokio::test]
async fn a_missing_permission_names_its_resource() {
    let sim = sim().await;
    sim.faults().forbidden.insert("families".into());
    let report = report(&connection(&sim.base_url())).await;
    assert!(
        !report.ok && failures(&report).to_lowercase().contains("famil"),
        "{}",
        failures(&report)
    );
}

#[tokio::test]
async fn what_is_no_akeneo_is_said_to_be_none() {
    let sim = sim().await;
    sim.faults().html_instead_of_json = true;
    let report = report(&connection(&sim.base_url())).await;
    assert!(
        !report.ok && failures(&report).contains("Akeneo"),
        "{}",
        failures(&report)
    );
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let report = report(&connection("http://127.0.0.1:9")).await;
    assert!(
        !report.ok && failures(&report).to_lowercase().contains("reach"),
        "{}",
        failures(&report)
    );
}

#[tokio::test]
async fn addresses_inside_are_refused_where_loopback_is_not_allowed() {
    let t = TestApp::start_with(&[("TESSERA_ALLOW_LOOPBACK_PIM", "false")]).await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for inside in [
        "https://127.0.0.1",
        "https://10.0.0.1",
        "https://169.254.169.254",
        "https://[::1]",
        "https://2130706433",
        "http://127.0.0.1:8080",
    ] {
        let reply = ada
            .call("connections/test-unsaved", json!({ "cmd": connection(inside) }))
            .await;
        let refused = reply.status == 422 || !reply.json::<ConnectionReport>().ok;
        assert!(refused, "{inside}: {}", reply.text());
    }
}

#[tokio::test]
async fn a_connection_in_use_is_not_deleted_and_an_unused_one_is() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = shop.design("outdoor_jacket", &["materials"]);
    let template = shop.template(&cmd).await;
    let id = json!({ "id": shop.connection });
    assert_eq!(shop.owner.call("connections/delete", &id).await.status, 409);
    shop.owner
        .call("templates/delete", json!({ "id": template.id }))
        .await
        .assert_status(200);
    shop.owner
        .call("connections/delete", &id)
        .await
        .assert_status(200);
    shop.owner.call("connections/get", &id).await.assert_status(404);
}

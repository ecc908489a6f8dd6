//! The connection test says what is wrong, and only that.

use akeneo_sim::{Sim, SimConfig};
use pim::{
    Akeneo, AkeneoCredentials, ConnectionReport, Connector, ForgetTokens, Outbound, OutboundPolicy, Outcome,
};
use std::sync::Arc;

use crate::support::{Bench, credentials, outbound, start};

/// The names of the checks with this outcome.
fn named(report: &ConnectionReport, outcome: Outcome) -> Vec<&str> {
    report
        .checks
        .iter()
        .filter(|check| check.outcome == outcome)
        .map(|check| check.name.as_str())
        .collect()
}

fn words<'r>(report: &'r ConnectionReport, name: &str) -> &'r str {
    &report.check(name).unwrap().words
}

async fn with_credentials(change: impl FnOnce(&mut AkeneoCredentials)) -> ConnectionReport {
    let sim = Sim::start(SimConfig::default()).await.unwrap();
    let mut credentials = credentials(&sim.base_url());
    change(&mut credentials);
    Bench::with(sim, credentials).akeneo.test().await
}

async fn at(base_url: &str, outbound: Outbound) -> ConnectionReport {
    let clock = Arc::new(start);
    let akeneo = Akeneo::new(
        outbound,
        credentials(base_url),
        None,
        clock,
        Arc::new(ForgetTokens),
    );
    akeneo.test().await
}

#[tokio::test]
async fn a_sound_connection_passes_every_check() {
    let bench = Bench::start().await;
    let report = bench.akeneo.test().await;
    assert!(report.ok, "{report:#?}");
    assert_eq!(report.edition.as_deref(), Some("Serenity"));
    for name in [
        "address",
        "reachable",
        "akeneo",
        "client",
        "user",
        "channels",
        "locales",
        "families",
        "attributes",
        "attribute groups",
        "attribute options",
        "products",
        "measurement families",
    ] {
        assert_eq!(report.check(name).unwrap().outcome, Outcome::Ok, "{name}");
    }
    assert_eq!(bench.saved.count(), 1);
}

#[tokio::test]
async fn a_wrong_secret_is_the_clients_fault() {
    let report = with_credentials(|credentials| credentials.secret = "wrong".into()).await;
    assert_eq!(named(&report, Outcome::Failed), ["client"]);
    assert_eq!(report.check("user").unwrap().outcome, Outcome::Skipped);
    assert!(words(&report, "client").contains("client ID and secret"));
    assert!(!report.ok);
}

#[tokio::test]
async fn a_wrong_password_is_the_users_fault() {
    let report = with_credentials(|credentials| credentials.password = "wrong".into()).await;
    assert_eq!(named(&report, Outcome::Failed), ["user"]);
    assert_eq!(report.check("client").unwrap().outcome, Outcome::Ok);
}

#[tokio::test]
async fn an_overlong_password_is_told_before_it_is_sent() {
    let report = with_credentials(|credentials| credentials.password = "x".repeat(300).into()).await;
    assert_eq!(named(&report, Outcome::Failed), ["user"]);
    assert!(
        words(&report, "user").contains("too long"),
        "{}",
        words(&report, "user")
    );
    assert!(!words(&report, "user").contains("xxx"));
}

#[tokio::test]
async fn every_missing_permission_is_named_alone() {
    let bench = Bench::start().await;
    for (resource, name) in [
        ("channels", "channels"),
        ("locales", "locales"),
        ("families", "families"),
        ("attribute-groups", "attribute groups"),
        ("attribute-options", "attribute options"),
        ("products", "products"),
        ("measurement-families", "measurement families"),
    ] {
        bench.sim.faults().forbidden = [resource.to_owned()].into();
        let report = bench.akeneo.test().await;
        assert_eq!(named(&report, Outcome::Failed), [name]);
        assert!(words(&report, name).contains("Web API permissions"));
    }
}

#[tokio::test]
async fn a_web_page_is_not_an_akeneo() {
    let bench = Bench::start().await;
    bench.sim.faults().html_instead_of_json = true;
    let report = bench.akeneo.test().await;
    assert_eq!(named(&report, Outcome::Failed), ["akeneo"]);
    assert!(words(&report, "akeneo").contains("web page"));
    assert!(
        !words(&report, "akeneo").contains("proxy asks"),
        "the page's own text must not leak"
    );
}

#[tokio::test]
async fn a_redirect_is_reported_and_not_followed() {
    let bench = Bench::start().await;
    bench.sim.faults().redirect = true;
    let report = bench.akeneo.test().await;
    assert_eq!(named(&report, Outcome::Failed), ["akeneo"]);
    assert!(words(&report, "akeneo").contains("redirects"));
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let bench = Bench::start().await;
    bench.sim.shutdown().await;
    let report = bench.akeneo.test().await;
    assert_eq!(named(&report, Outcome::Failed), ["reachable"]);
    assert!(named(&report, Outcome::Ok).contains(&"address"));
}

#[tokio::test]
async fn a_server_without_tls_is_told_apart() {
    let sim = Sim::start(SimConfig::default()).await.unwrap();
    let report = at(&sim.base_url().replace("http://", "https://"), outbound()).await;
    assert_eq!(named(&report, Outcome::Failed), ["tls"]);
    assert!(
        words(&report, "tls").contains("does not speak TLS"),
        "{}",
        words(&report, "tls")
    );
}

#[tokio::test]
async fn production_refuses_private_addresses() {
    let sim = Sim::start(SimConfig::default()).await.unwrap();
    let strict = Outbound::new(OutboundPolicy::default(), "tessera-tests").unwrap();
    for base in [
        sim.base_url(),
        "https://10.0.0.1".into(),
        "https://user:pw@pim.example.com".into(),
        "https://localhost".into(),
    ] {
        let report = at(&base, strict.clone()).await;
        assert_eq!(named(&report, Outcome::Failed), ["address"], "{base}");
    }
    assert!(sim.requests().is_empty());
}

#[tokio::test]
async fn an_unavailable_pim_is_unreachable_for_now() {
    let bench = Bench::start().await;
    bench.sim.faults().unavailable = true;
    let report = bench.akeneo.test().await;
    assert_eq!(named(&report, Outcome::Failed), ["reachable"]);
    assert!(words(&report, "reachable").contains("503"));
    assert_eq!(bench.waits().len(), 1, "a person waits: one repetition only");
}

#[tokio::test]
async fn a_disconnected_app_is_told() {
    let bench = Bench::start().await;
    bench.sim.faults().disconnected = true;
    let report = bench.akeneo.test().await;
    assert!(words(&report, "channels").contains("removed in Akeneo"));
}

#[tokio::test]
async fn names_that_may_not_be_read_are_told_but_are_no_failure() {
    let bench = Bench::start().await;
    bench.sim.faults().forbidden = ["reference-entities".to_owned()].into();
    let report = bench.akeneo.test().await;
    assert!(report.ok, "{report:#?}");
    assert_eq!(report.check("assets").unwrap().outcome, Outcome::Ok);
    assert_eq!(
        report.check("reference entities").unwrap().outcome,
        Outcome::Skipped
    );
    assert!(words(&report, "reference entities").contains("codes instead of names"));
    bench.sim.faults().community_edition = true;
    let report = bench.akeneo.test().await;
    assert!(report.ok && report.edition.as_deref() == Some("CE"));
    for name in ["reference entities", "assets"] {
        assert_eq!(report.check(name).unwrap().outcome, Outcome::Skipped, "{name}");
    }
}

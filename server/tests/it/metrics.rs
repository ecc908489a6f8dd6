//! What Prometheus reads, and that nobody else does.

use crate::support::{Client, Reply, TestApp, shop};
use server::http::metrics_router;

fn watcher(t: &TestApp) -> Client {
    Client::new(metrics_router(t.app.clone()), [127, 0, 0, 1].into())
}

async fn scrape(t: &TestApp) -> String {
    let reply = watcher(t).get("/metrics").await;
    reply.assert_status(200);
    assert_eq!(
        reply.header("content-type"),
        Some("text/plain; version=0.0.4; charset=utf-8")
    );
    reply.text()
}

#[track_caller]
fn assert_line(text: &str, line: &str) {
    assert!(text.lines().any(|one| one == line), "{line}\n{text}");
}

#[tokio::test]
async fn requests_are_counted_by_route_and_never_by_what_was_asked_for() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let path = shop.one_passport(&t, "headphones", &["name"]).await.path;
    let mut c = t.visitor_at([198, 51, 100, 77].into());
    c.get(&path).await.assert_status(200);
    c.get(&format!("{path}?secret=word")).await.assert_status(200);
    c.get("/01/00000000000000").await.assert_status(404);
    c.get("/wp-login.php").await.assert_status(404);
    let text = scrape(&t).await;
    let route = if path.starts_with("/01/") {
        "/01/{*rest}"
    } else {
        "/p/{*rest}"
    };
    let of_route =
        format!("tessera_http_requests_total{{route=\"{route}\",method=\"GET\",status=\"2xx\"}} 2");
    assert_line(&text, &of_route);
    assert_line(
        &text,
        "tessera_http_requests_total{route=\"other\",method=\"GET\",status=\"4xx\"} 1",
    );
    for private in [
        "198.51.100.77",
        "wp-login",
        "secret",
        "ada@",
        "Nordlicht",
        &path,
        "00000000000000",
    ] {
        assert!(!text.contains(private), "{private} is in the metrics");
    }
}

#[tokio::test]
async fn queues_pool_and_pages_are_told_of() {
    let t = TestApp::start().await;
    t.owner("a@example.com", "Nordlicht").await;
    let text = scrape(&t).await;
    for line in [
        "tessera_database_up 1",
        "tessera_heads_trusted 0",
        // The mails of the sign-up: no worker runs here.
        "tessera_queue_depth{queue=\"publish\"} 0",
        "tessera_queue_oldest_age_seconds{queue=\"publish\"} 0",
        "tessera_database_connections_max{pool=\"public\"} 1",
        "tessera_database_connections_max{pool=\"brands\"} 4",
        "tessera_database_transactions_open{door=\"brand\"} 0",
        "tessera_scans_total{state=\"dropped\"} 0",
        "tessera_page_reads_total{tier=\"process\"} 0",
        "tessera_rate_limited_requests_total{limit=\"other\"} 0",
        "tessera_shed_requests_total{side=\"public\"} 0",
    ] {
        assert_line(&text, line);
    }
    assert!(
        !text.contains("tessera_queue_depth{queue=\"outbox\"} 0"),
        "{text}"
    );
    assert!(text.contains("tessera_build_info{version="));
    // Every sample belongs to a family that is explained once.
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap();
        let family = ["_bucket", "_sum", "_count"]
            .iter()
            .find_map(|end| name.strip_suffix(end));
        let known = |name: &str| text.matches(&format!("# TYPE {name} ")).count() == 1;
        assert!(known(name) || family.is_some_and(known), "{name}");
    }
}

#[tokio::test]
async fn without_the_database_the_queues_are_absent_and_the_rest_is_there() {
    let t = TestApp::start().await;
    t.app.db.close();
    let text = scrape(&t).await;
    assert_line(&text, "tessera_database_up 0");
    assert!(!text.contains("tessera_queue_depth"), "{text}");
    watcher(&t).get("/healthz").await.assert_status(200);
}

#[tokio::test]
async fn only_the_port_of_its_own_has_metrics_and_it_has_nothing_else() {
    let t = TestApp::start().await;
    let reply: Reply = t.visitor().get("/metrics").await;
    reply.assert_status(404);
    assert!(!reply.text().contains("tessera_"));
    for path in ["/", "/admin", "/sign-in", "/readyz", "/01/09506000134352"] {
        watcher(&t).get(path).await.assert_status(404);
    }
}

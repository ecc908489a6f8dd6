//! Live passports under their addresses

use crate::support::{Reply, TestApp, shop, stories::Shop};
use chrono::Duration;
use domain::{passport::PassportRow, record::LiveDocument};
use server::services::claims::{Verdict, judge};
use test_support::TestRedis;

async fn live(t: &TestApp) -> (Shop, PassportRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let mut cmd = shop.design("headphones", &["name", "weight", "main_image", "manual"]);
    cmd.design.live = true;
    let template = shop.template(&cmd).await;
    let product = shop.products("headphones").await.remove(0);
    shop.publish(t, template.id, &[product.key]).await;
    let passport = shop.passports().await.remove(0);
    assert!(passport.is_live());
    (shop, passport)
}

/// Nothing on such an answer may remember anybody, or outlive what was read.
fn assert_live(reply: &Reply, max_age: &str) {
    reply.assert_status(200);
    assert_eq!(reply.header("set-cookie"), None);
    let caching = format!("public, max-age={max_age}, must-revalidate");
    assert_eq!(reply.header("cache-control"), Some(caching.as_str()));
}

#[tokio::test]
async fn a_stranger_reads_a_live_page_that_says_when_it_was_read() {
    let t = TestApp::start().await;
    let (_shop, passport) = live(&t).await;
    let mut reader = t.visitor();
    let english = reader.get(&passport.path).await;
    assert_live(&english, "60");
    english.assert_has(&[
        "Read from the brand’s product system",
        "This page is live",
        "<time datetime=\"2026-",
        "Nordlicht",
    ]);
    for not in ["Fingerprint", "Verify this passport", "Version", "<script>"] {
        assert!(!english.text().contains(not), "{not}");
    }
    let german = reader
        .get_with(
            &passport.path,
            &[("accept-language", "de"), ("accept-encoding", "br")],
        )
        .await;
    assert_eq!(german.header("content-language"), Some("de-DE"));
    let etag = english.header("etag").unwrap().to_owned();
    let again = reader.get_with(&passport.path, &[("if-none-match", &etag)]).await;
    again.assert_status(304);
    let dump = t.dump().await;
    assert!(!dump.contains("tessera.passport"), "no document is stored");
}

#[tokio::test]
async fn a_program_reads_what_the_page_says_and_no_proof() {
    let t = TestApp::start().await;
    let (_shop, passport) = live(&t).await;
    let mut reader = t.visitor();
    let reply = reader.get(&format!("{}.json", passport.path)).await;
    assert_live(&reply, "60");
    let document: LiveDocument = reply.json();
    assert_eq!(
        document.identifier,
        format!("http://localhost:3000{}", passport.path)
    );
    assert_eq!(reply.header("tessera-read-at"), Some(document.read_at.as_str()));
    for absent in ["tessera-hash", "tessera-version", "repr-digest"] {
        assert_eq!(reply.header(absent), None, "{absent}");
    }
    assert!(!reply.text().contains("\"version\""));

    let picture = document.content.image.expect("a picture");
    // Whose it is has to be said: other brands may have the same bytes under another name.
    reader.get(&picture.path()).await.assert_status(404);
    let path = format!("{}?of={}", picture.path(), passport.path);
    let file = reader.get(&path).await;
    assert_live(&file, "60");
    assert_eq!(file.header("content-type"), Some(picture.mime.as_str()));
    let etag = file.header("etag").unwrap().to_owned();
    let again = reader.get_with(&path, &[("if-none-match", &etag)]).await;
    again.assert_status(304);
    t.advance(Duration::seconds(3601));
    reader.get(&picture.path()).await.assert_status(404);
}

#[tokio::test]
async fn a_process_that_never_read_the_page_has_its_pictures_all_the_same() {
    let t = TestApp::start().await;
    let (_shop, passport) = live(&t).await;
    let page = t.visitor().get(&passport.path).await.text();
    let (_, rest) = page.split_once("src=\"/media/").expect("a picture");
    let picture = format!("/media/{}", rest.split('"').next().unwrap());
    assert!(picture.ends_with(&format!("?of={}", passport.path)), "{picture}");
    let mut elsewhere = t.beside().await;
    assert_live(&elsewhere.get(&picture).await, "60");
    // Only what the page shows, and only of a live passport that is there.
    let other = format!("/media/{}.png?of={}", "0".repeat(64), passport.path);
    elsewhere.get(&other).await.assert_status(404);
    let nobodys = picture.replace(&passport.path, "/p/0000000000000000");
    t.beside().await.get(&nobodys).await.assert_status(404);
}

#[tokio::test]
async fn processes_with_a_redis_share_what_was_read() {
    let redis = TestRedis::new();
    let url = redis.url();
    let t = TestApp::start_with(&[("TESSERA_REDIS_URL", &url)]).await;
    let (shop, passport) = live(&t).await;
    let here = t.visitor().get(&passport.path).await;
    shop.sim.shutdown().await;
    let there = t.beside().await.get(&passport.path).await;
    assert_eq!((there.status, there.bytes), (200, here.bytes));
}

#[tokio::test]
async fn a_page_never_outlives_what_was_read_and_is_unavailable_then() {
    let t = TestApp::start().await;
    let (shop, passport) = live(&t).await;
    let mut reader = t.visitor();
    reader.get(&passport.path).await.assert_status(200);
    shop.sim.shutdown().await;
    t.advance(Duration::seconds(3590));
    assert_live(&reader.get(&passport.path).await, "10");
    t.advance(Duration::seconds(10));
    let page = reader
        .get_with(&passport.path, &[("accept-language", "de")])
        .await;
    page.assert_status(503).assert_has(&["lang=\"de\""]);
    let wait: u32 = page.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=300).contains(&wait), "{wait}");
    assert_eq!(page.header("set-cookie"), None);
    let json = reader.get(&format!("{}.json", passport.path)).await;
    json.assert_status(503).assert_has(&["\"error\":\"unavailable\""]);
    assert!(json.header("retry-after").is_some());
}

#[tokio::test]
async fn a_product_that_is_gone_is_told_in_plain_words() {
    let t = TestApp::start().await;
    let (shop, passport) = live(&t).await;
    shop.sim.delete_product(&passport.product_identifier);
    t.advance(Duration::seconds(3601));
    let mut reader = t.visitor();
    let page = reader.get(&passport.path).await;
    page.assert_status(404)
        .assert_has(&["This product is no longer listed"]);
    let json = reader.get(&format!("{}.json", passport.path)).await;
    json.assert_status(404).assert_has(&["\"not_found\""]);
}

#[tokio::test]
async fn a_live_page_that_was_withdrawn_is_gone_and_the_pim_is_not_asked() {
    let t = TestApp::start().await;
    let (shop, passport) = live(&t).await;
    let place = (passport.path.as_str(), None);
    judge(&t.app, place, Verdict::Suspend, "A dispute").await.unwrap();
    shop.sim.clear_requests();
    let mut reader = t.visitor();
    reader.get(&passport.path).await.assert_status(410);
    for unknown in ["/p/0000000000000000", "/01/09520123456788"] {
        reader.get(unknown).await.assert_status(404);
    }
    assert!(shop.sim.requests().is_empty(), "nor for what does not exist");
    judge(&t.app, place, Verdict::Restore, "Settled").await.unwrap();
    reader.get(&passport.path).await.assert_status(200);
}

#[tokio::test]
async fn the_last_page_stands_while_the_database_is_away_but_not_for_ever() {
    let t = TestApp::start().await;
    let (_shop, passport) = live(&t).await;
    let mut reader = t.visitor();
    let before = reader.get(&passport.path).await;
    t.app.db.close();
    let after = reader.get(&passport.path).await;
    assert_eq!((after.status, &after.bytes), (200, &before.bytes));
    t.advance(Duration::seconds(3601));
    reader.get(&passport.path).await.assert_status(503);
}

#[tokio::test]
async fn the_dashboard_calls_it_live_and_makes_its_code() {
    let t = TestApp::start().await;
    let (mut shop, passport) = live(&t).await;
    let page = shop.owner.get(&format!("/admin/passports/{}", passport.id)).await;
    page.assert_status(200)
        .assert_has(&["Live", "No versions are kept"]);
    assert!(!page.text().contains("Publish again"));
    shop.owner
        .get("/admin/passports")
        .await
        .assert_has(&[">Live<", &passport.product_identifier]);
    let code = shop
        .owner
        .get(&format!("/api/admin/passports/{}/qr.svg", passport.id))
        .await;
    code.assert_status(200).assert_has(&["<svg"]);
    shop.owner
        .get(&format!("/admin/templates/{}", passport.template))
        .await
        .assert_has(&["Live: nothing is kept", "does not fulfil a legal duty"]);
    let mut stranger = t.owner("eve@example.com", "Rival").await;
    let other = stranger
        .call("passports/get", serde_json::json!({ "id": passport.id }))
        .await;
    assert_eq!(other.error(), domain::Error::NotFound(domain::Kind::Passport));
}

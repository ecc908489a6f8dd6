//! A passport as it was: by number, by date, and what changed.

use crate::support::{PASSWORD, Reply, Shop, TestApp, shop};
use chrono::Duration;
use domain::{catalog::ProductRow, passport::PassportRow};
use serde_json::{Value, json};
use server::services::claims::{Verdict, judge};
use sha2::{Digest, Sha256};

/// A passport with three versions, each a day after the one before: its name changes twice.
pub(crate) async fn three(t: &TestApp) -> (Shop, PassportRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let passport = shop.one_passport(t, "desk_chair", &["name", "weight"]).await;
    let product = shop.products("desk_chair").await.remove(0);
    for name in ["Second chair", "Third chair"] {
        t.advance(Duration::days(1));
        // The session has ended meanwhile.
        shop.owner
            .sign_in("ada@example.com", PASSWORD)
            .await
            .assert_status(303);
        again(t, &mut shop, &passport, &product, name).await;
    }
    let passport = shop.passports().await.remove(0);
    assert_eq!(passport.version, 3);
    (shop, passport)
}

/// Publishes the product again under another name.
pub(super) async fn again(
    t: &TestApp,
    shop: &mut Shop,
    passport: &PassportRow,
    product: &ProductRow,
    name: &str,
) {
    shop.sim
        .set_value(&product.identifier, "name", Some("en_US"), None, json!(name));
    let connection = json!({ "id": shop.connection });
    shop.owner.call("connections/clear-cache", connection).await;
    shop.publish(t, passport.template, std::slice::from_ref(&product.key))
        .await;
}

async fn get(t: &TestApp, path: &str, query: &str) -> Reply {
    t.visitor().get(&format!("{path}?{query}")).await
}

/// The day before the latest publication, and so on.
fn day(passport: &PassportRow, back: i64) -> String {
    let at = passport.published_at - Duration::days(back);
    at.format("%Y-%m-%d").to_string()
}

#[tokio::test]
async fn a_version_is_read_by_its_number_and_by_the_time_it_was_in_force() {
    let t = TestApp::start().await;
    let (_, passport) = three(&t).await;
    let path = &passport.path;
    let second = get(&t, path, "version=2").await;
    second.assert_status(200).assert_has(&[
        "This is version 2 of",
        "The latest is version 3 of",
        &format!("<a href=\"{path}?lang=en-US\">Read the latest version</a>"),
        &format!("<link rel=\"canonical\" href=\"http://localhost:3000{path}\">"),
        &format!("{path}.json?version=2"),
        &format!("{path}?version=2&amp;lang=de-DE"),
        "Second chair",
    ]);
    assert!(!second.text().contains("hreflang=\"x-default\" href") || !second.text().contains("Third chair"));
    // A day means its end, a moment its second.
    get(&t, path, &format!("date={}", day(&passport, 0)))
        .await
        .assert_has(&["Third chair"]);
    get(&t, path, &format!("date={}", day(&passport, 1)))
        .await
        .assert_has(&["Second chair"]);
    let moment = passport
        .published_at
        .to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    get(&t, path, &format!("date={moment}"))
        .await
        .assert_has(&["Third chair"]);
    let before = passport.published_at - Duration::seconds(1);
    let moment = before.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    get(&t, path, &format!("date={moment}"))
        .await
        .assert_has(&["Second chair"]);
    let latest = get(&t, path, "version=3").await;
    assert!(
        !latest.text().contains("This is version"),
        "the latest is no earlier one"
    );
}

#[tokio::test]
async fn an_earlier_version_is_the_very_bytes_that_were_hashed_then() {
    let t = TestApp::start().await;
    let (mut shop, passport) = three(&t).await;
    let view: Value = shop
        .owner
        .call("passports/get", json!({ "id": passport.id }))
        .await
        .json();
    let json = format!("{}.json", passport.path);
    let first = get(&t, &json, "version=1").await;
    let hash = hex::encode(Sha256::digest(&first.bytes));
    assert_eq!(view["versions"][2]["hash"], hash);
    assert_eq!(
        first.header("tessera-hash"),
        Some(format!("sha256:{hash}").as_str())
    );
    assert_eq!(
        first.header("cache-control"),
        Some("public, max-age=86400, immutable")
    );
    assert_eq!(formats::parse(&first.bytes).unwrap().version, 1);
    let by_day = get(&t, &json, &format!("date={}", day(&passport, 2))).await;
    assert_eq!(by_day.bytes, first.bytes);
    assert!(by_day.header("cache-control").unwrap().contains("max-age=60"));
    let etag = first.header("etag").unwrap().to_owned();
    let again = t
        .visitor()
        .get_with(&format!("{json}?version=1"), &[("if-none-match", &etag)])
        .await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn what_cannot_be_looked_up_says_why() {
    let t = TestApp::start().await;
    let (_, passport) = three(&t).await;
    let (path, json) = (&passport.path, format!("{}.json", passport.path));
    for query in [
        "version=0",
        "version=x",
        "date=yesterday",
        "date=2026-02-30",
        "version=1&date=2026-01-01",
    ] {
        get(&t, path, query)
            .await
            .assert_status(400)
            .assert_has(&["This is not a version or a date", path]);
        get(&t, &json, query)
            .await
            .assert_status(400)
            .assert_has(&["\"error\":\"bad_request\""]);
    }
    get(&t, path, "version=4")
        .await
        .assert_status(404)
        .assert_has(&["There is no such version"]);
    get(&t, path, "date=2001-01-01")
        .await
        .assert_status(404)
        .assert_has(&["There was no passport yet", "was published on"]);
    let first = day(&passport, 2);
    get(&t, &json, "date=2001-01-01")
        .await
        .assert_status(404)
        .assert_has(&[&format!(
            "The first version of this passport was published on {first}."
        )]);
    get(&t, "/p/0000000000000000", "version=1")
        .await
        .assert_status(404);
}

#[tokio::test]
async fn the_history_tells_what_changed() {
    let t = TestApp::start().await;
    let (_, passport) = three(&t).await;
    let path = &passport.path;
    t.visitor().get(path).await.assert_has(&[&format!(
        "<a href=\"{path}?history&amp;lang=en-US\">Earlier versions and what changed</a>"
    )]);
    let page = get(&t, path, "history").await;
    page.assert_status(200).assert_has(&[
        "<h1>Earlier versions and what changed</h1>",
        "<h2 id=\"v3\">Version 3</h2>",
        "<b>Changed:</b> <span>Product name</span>: <span><del>Second chair</del> → <ins>Third chair</ins></span>",
        "The first version.",
        &format!("{path}?version=1&amp;lang=en-US"),
        "noindex",
    ]);
    assert!(!page.text().contains("<script"));
    let older = get(&t, path, "history=2").await.text();
    assert!(older.contains("id=\"v2\"") && !older.contains("id=\"v3\""));
    let whole = get(&t, path, "version=2&history").await.text();
    assert!(whole.contains("id=\"v2\"") && !whole.contains("id=\"v3\"") && !whole.contains("id=\"v1\""));
    get(&t, path, "version=9&history").await.assert_status(404);
    get(&t, path, "history&lang=de-DE")
        .await
        .assert_has(&["Frühere Versionen und was sich geändert hat"]);
    let list: Value = get(&t, &format!("{path}.json"), "history").await.json();
    assert_eq!(list["versions"].as_array().map(Vec::len), Some(3));
    assert_eq!(
        list["versions"][2]["href"],
        format!("http://localhost:3000{path}.json?version=1")
    );
}

#[tokio::test]
async fn what_was_taken_off_the_site_is_gone_in_all_its_versions() {
    let t = TestApp::start().await;
    let (_, passport) = three(&t).await;
    let queries = ["version=1", "date=2001-01-01", "history"];
    for query in queries {
        assert_ne!(get(&t, &passport.path, query).await.status, 410);
    }
    judge(&t.app, (&passport.path, None), Verdict::Suspend, "Not theirs")
        .await
        .unwrap();
    for query in queries {
        get(&t, &passport.path, query).await.assert_status(410);
        let json = get(&t, &format!("{}.json", passport.path), query).await;
        json.assert_status(410);
    }
}

#[tokio::test]
async fn nothing_is_kept_of_a_live_passport() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("desk_chair", &["name"]);
    cmd.design.live = true;
    let template = shop.template(&cmd).await;
    let product = shop.products("desk_chair").await.remove(0);
    shop.publish(&t, template.id, &[product.key]).await;
    let passport = shop.passports().await.remove(0);
    for query in ["version=1", "date=2030-01-01", "history"] {
        get(&t, &passport.path, query)
            .await
            .assert_status(404)
            .assert_has(&["There are no earlier versions"]);
    }
}

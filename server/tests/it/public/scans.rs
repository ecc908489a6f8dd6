//! What counts as a scan, and what is kept of it.

use crate::support::{Client, TestApp, shop};
use axum::{body::Body, http::Method};
use server::services::scans::{Outcome, flush};
use test_support::tokio_postgres::Client as Sql;

const PHONE: (&str, &str) = (
    "user-agent",
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36",
);
const PAGE: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");
const PROXY: [(&str, &str); 2] = [
    ("TESSERA_TRUSTED_PROXIES", "10.0.0.0/8"),
    ("TESSERA_COUNTRY_HEADER", "CF-IPCountry"),
];

async fn counts(t: &TestApp) -> String {
    assert_eq!(flush(&t.app).await, Outcome::Written);
    let sql = "SELECT coalesce(string_agg(dimension || '/' || key || ' ' || scans || '+' || bots, ', ' ORDER BY dimension, key), '')
               FROM scan_counts WHERE dimension NOT IN ('passport', 'template')";
    one(&t.db.superuser().await, sql).await
}

async fn one(sql: &Sql, query: &str) -> String {
    sql.query_one(query, &[])
        .await
        .expect("what the story needs")
        .get(0)
}

/// Opens a page as a phone does, with more headers.
async fn open(reader: &mut Client, path: &str, more: &[(&str, &str)]) -> crate::support::Reply {
    let headers = [&[PHONE, PAGE], more].concat();
    reader.get_with(path, &headers).await
}

#[tokio::test]
async fn an_opened_page_is_a_scan_with_what_a_trusted_proxy_says_and_no_more() {
    let t = TestApp::start_with(&PROXY).await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name", "weight"]).await;
    let mut proxy = t.visitor_at([10, 0, 0, 1].into());
    let headers = [
        ("cf-ipcountry", "PT"),
        ("x-forwarded-for", "198.51.100.77"),
        ("accept-language", "pt-PT,pt;q=0.9,en;q=0.5"),
        ("referer", "https://www.search.example/?q=chair"),
    ];
    open(&mut proxy, &passport.path, &headers)
        .await
        .assert_status(200);
    assert_eq!(
        counts(&t).await,
        "country/PT 1+0, device/mobile 1+0, language/pt 1+0, referrer/www.search.example 1+0, total/ 1+0"
    );
    // Anybody else may write into the header what they like; our own pages lead to each other.
    let own = format!("http://localhost:3000{}", passport.path);
    let headers = [("cf-ipcountry", "PT"), ("referer", own.as_str())];
    open(&mut t.visitor(), &passport.path, &headers)
        .await
        .assert_status(200);
    assert_eq!(
        counts(&t).await,
        "country/ 1+0, country/PT 1+0, device/mobile 2+0, language/ 1+0, language/pt 1+0, referrer/ 1+0, \
         referrer/www.search.example 1+0, total/ 2+0"
    );

    // Nothing of the requests stands anywhere else: neither the address nor what the browser calls itself.
    let sql = t.db.superuser().await;
    let everything = one(&sql, "SELECT string_agg(s::text, ' ') FROM scans s").await;
    for trace in [
        "198.51.100",
        "10.0.0.1",
        "203.0.113",
        "Mozilla",
        "Android",
        "q=chair",
    ] {
        assert!(!everything.contains(trace), "{everything}");
    }
    let columns = one(
        &sql,
        "SELECT string_agg(column_name, ' ' ORDER BY ordinal_position) FROM information_schema.columns WHERE table_name = 'scans'",
    )
    .await;
    assert_eq!(
        columns,
        "brand_id passport_id template_id at country device language referrer keep_days number"
    );
    let template = passport.template.to_string();
    let linked = format!(
        "SELECT coalesce(sum(number), 0)::text FROM scans WHERE passport_id = '{}' AND template_id = '{template}'",
        passport.id
    );
    assert_eq!(one(&sql, &linked).await, "2");
}

#[tokio::test]
async fn what_is_not_modified_is_opened_again() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    let mut reader = t.visitor();
    let page = open(&mut reader, &passport.path, &[]).await;
    let etag = page.header("etag").expect("a page has a tag").to_owned();
    let again = open(&mut reader, &passport.path, &[("if-none-match", &etag)]).await;
    again.assert_status(304);
    assert!(counts(&t).await.ends_with("total/ 2+0"));
}

#[tokio::test]
async fn what_nobody_opened_is_no_scan() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    let mut reader = t.visitor();
    let path = passport.path.as_str();
    let headers = [PHONE, PAGE];
    let head = reader.send(Method::HEAD, path, &headers, Body::empty()).await;
    head.assert_status(200);
    for ahead in [
        ("sec-purpose", "prefetch"),
        ("sec-purpose", "prefetch;prerender"),
        ("purpose", "prefetch"),
        ("x-moz", "prefetch"),
    ] {
        open(&mut reader, path, &[ahead]).await.assert_status(200);
    }
    for other in [".json", ".jsonld", "?version=1", "?history", "?linkType=linkset"] {
        open(&mut reader, &format!("{path}{other}"), &[])
            .await
            .assert_status(200);
    }
    reader
        .get_with(path, &[PHONE, ("accept", "application/json")])
        .await
        .assert_status(200);
    open(&mut reader, "/p/0000000000000000", &[])
        .await
        .assert_status(404);
    open(&mut reader, "/", &[]).await.assert_status(200);
    // A finer address leads to the passport: the redirect is none.
    assert_eq!(counts(&t).await, "");
}

#[tokio::test]
async fn whoever_asks_for_privacy_raises_the_total_alone() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    let mut reader = t.visitor();
    for signal in [("sec-gpc", "1"), ("dnt", "1")] {
        let headers = [
            signal,
            ("accept-language", "de"),
            ("referer", "https://shop.example/"),
        ];
        open(&mut reader, &passport.path, &headers)
            .await
            .assert_status(200);
    }
    assert_eq!(counts(&t).await, "total/ 2+0");
    let sql = t.db.superuser().await;
    assert_eq!(
        one(&sql, "SELECT coalesce(sum(number), 0)::text FROM scans").await,
        "0"
    );
    assert_eq!(one(&sql, "SELECT count(*)::text FROM scan_counts").await, "1");
    assert_eq!(one(&sql, "SELECT count(*)::text FROM scan_months").await, "1");
    // A nought is no wish.
    open(&mut reader, &passport.path, &[("dnt", "0")]).await;
    assert!(counts(&t).await.contains("device/mobile 1+0"));
}

#[tokio::test]
async fn programs_are_counted_apart() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    let mut reader = t.visitor();
    for name in [
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "WhatsApp/2.24.20.89 A",
        "curl/8.5.0",
    ] {
        reader
            .get_with(&passport.path, &[("user-agent", name), PAGE])
            .await
            .assert_status(200);
    }
    reader.get_with(&passport.path, &[PAGE]).await.assert_status(200);
    open(&mut reader, &passport.path, &[("from", "bot@search.example")]).await;
    open(&mut reader, &passport.path, &[]).await;
    let counted = counts(&t).await;
    assert!(counted.contains("device/bot 0+5, device/mobile 1+0"), "{counted}");
    assert!(counted.ends_with("total/ 1+5"), "{counted}");
}

#[tokio::test]
async fn scans_of_two_brands_do_not_mix() {
    let t = TestApp::start().await;
    let mut first = shop(&t, "ada@example.com").await;
    let theirs = first.one_passport(&t, "desk_chair", &["name"]).await;
    let mut second = shop(&t, "bob@example.com").await;
    let ours = second.one_passport(&t, "outdoor_jacket", &["description"]).await;
    for (path, times) in [(&theirs.path, 2), (&ours.path, 1)] {
        for _ in 0..times {
            open(&mut t.visitor(), path, &[]).await.assert_status(200);
        }
    }
    assert_eq!(flush(&t.app).await, Outcome::Written);
    let sql = t.db.superuser().await;
    for (passport, scans) in [(theirs.id, 2), (ours.id, 1)] {
        let sql_of = format!(
            "SELECT string_agg(dimension || ' ' || scans, ', ' ORDER BY dimension) FROM scan_counts
             WHERE brand_id = (SELECT brand_id FROM passports WHERE id = '{passport}') AND dimension IN ('passport', 'total')"
        );
        assert_eq!(
            one(&sql, &sql_of).await,
            format!("passport {scans}, total {scans}")
        );
    }
}

#[tokio::test]
async fn a_brand_that_leaves_takes_its_counts_along() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &["name"]).await;
    for language in ["de", "de", "de", "de", "de", "fr"] {
        open(&mut t.visitor(), &passport.path, &[("accept-language", language)]).await;
    }
    assert_eq!(flush(&t.app).await, Outcome::Written);
    let mut pack = crate::packs::opened(&t).await;
    let month = t.app.clock.now().format("scans/%Y-%m.csv").to_string();
    let table = verify::pack::Files::read(&mut pack, &month).expect("the month's table");
    let table = String::from_utf8(table).unwrap();
    assert!(
        table
            .starts_with("by,key,scans,programs\r\ncountry,,6,0\r\ndevice,mobile,6,0\r\nlanguage,de,5,0\r\n"),
        "{table}"
    );
    assert!(table.ends_with("total,,6,0\r\n"), "{table}");
    assert!(!table.contains("fr"), "one person is no group: {table}");
}

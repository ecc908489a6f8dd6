//! Sitemaps and `robots.txt`: only where a brand wants to be found.

use crate::{
    domains::{HOST, at, publish, start, verified},
    support::{Client, PASSWORD, TestApp, shop},
};
use domain::passport::PassportRow;
use flate2::read::GzDecoder;
use server::services::claims::{Verdict, judge};
use std::io::Read;

async fn switch(client: &mut Client, wanted: &str) {
    let reply = client
        .post_form("/settings/domains/sitemap", &[("wanted", wanted)])
        .await;
    reply.assert_redirect(&format!("/settings/domains?notice=sitemap-{wanted}"));
}

async fn brand_id(t: &TestApp, name: &str) -> String {
    let row =
        t.db.superuser()
            .await
            .query_one("SELECT id::text FROM brands WHERE name = $1", &[&name])
            .await;
    row.expect("it is there").get(0)
}

/// The addresses between `<loc>` tags.
fn addresses(xml: &str) -> Vec<String> {
    let parts = xml.split("<loc>").skip(1);
    parts
        .map(|part| part.split("</loc>").next().expect("it is there").to_owned())
        .collect()
}

/// Every address of a sitemap, by way of its index; `root` is what its addresses begin with.
async fn listed(client: &mut Client, index: &str, root: &str) -> Vec<String> {
    let reply = client.get(index).await;
    reply.assert_status(200);
    assert_eq!(
        reply.header("content-type"),
        Some("application/xml; charset=utf-8")
    );
    let mut all = Vec::new();
    for part in addresses(&reply.text()) {
        let path = part
            .strip_prefix(root)
            .expect("a part is at the same host")
            .to_owned();
        all.extend(addresses(&client.get(&path).await.text()));
    }
    all
}

#[tokio::test]
async fn a_brand_is_found_on_the_platform_once_it_wants_to_be() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = shop.design("desk_chair", &["name"]);
    let template = shop.template(&cmd).await.id;
    let keys: Vec<_> = shop
        .products("desk_chair")
        .await
        .into_iter()
        .map(|row| row.key)
        .collect();
    shop.publish(&t, template, &keys[..2]).await;
    let passports: Vec<PassportRow> = shop.passports().await;
    let id = brand_id(&t, "Nordlicht").await;
    let index = format!("/b/{id}/sitemap.xml");
    let root = "http://localhost:3000";
    let mut crawler = t.visitor();
    // Not asked for: nothing is there, and nobody is led to it.
    crawler.get(&index).await.assert_status(404);
    assert!(!crawler.get("/robots.txt").await.text().contains("Sitemap"));

    switch(&mut shop.owner, "on").await;
    assert!(
        crawler
            .get("/robots.txt")
            .await
            .text()
            .contains(&format!("\nSitemap: {root}{index}\n"))
    );
    let mut found = listed(&mut crawler, &index, root).await;
    let mut wanted: Vec<_> = passports
        .iter()
        .map(|row| format!("{root}{}", row.path))
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
    assert!(t.dump().await.contains("sitemap.on"));

    // What was taken off the site is not in the next one.
    judge(&t.app, (&passports[0].path, None), Verdict::Suspend, "A test")
        .await
        .unwrap();
    t.advance(chrono::Duration::hours(1));
    let found = listed(&mut crawler, &index, root).await;
    assert_eq!(found, [format!("{root}{}", passports[1].path)]);

    // An hour is long enough for a session to end.
    shop.owner.sign_in("ada@example.com", PASSWORD).await;
    switch(&mut shop.owner, "off").await;
    crawler.get(&index).await.assert_status(404);
    for path in [
        "/b/nonsense/sitemap.xml",
        &format!("/b/{id}/sitemap/nonsense"),
        "/sitemap.xml",
    ] {
        crawler.get(path).await.assert_status(404);
    }
}

#[tokio::test]
async fn a_sitemap_is_compressed_dated_and_asked_for_again_cheaply() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    shop.one_passport(&t, "desk_chair", &["name"]).await;
    switch(&mut shop.owner, "on").await;
    let id = brand_id(&t, "Nordlicht").await;
    let mut crawler = t.visitor();
    let part = addresses(&crawler.get(&format!("/b/{id}/sitemap.xml")).await.text()).remove(0);
    let part = part.strip_prefix("http://localhost:3000").unwrap().to_owned();
    let packed = crawler.get_with(&part, &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(packed.header("content-encoding"), Some("gzip"));
    assert_eq!(
        packed.header("cache-control"),
        Some("public, max-age=3600, stale-if-error=86400")
    );
    let mut plain = String::new();
    GzDecoder::new(&packed.bytes[..])
        .read_to_string(&mut plain)
        .unwrap();
    assert_eq!(plain, crawler.get(&part).await.text());
    let day = t.app.clock.now().format("<lastmod>%Y-%m-%dT").to_string();
    assert!(plain.contains(&day), "{plain}");
    let tag = packed.header("etag").unwrap().to_owned();
    crawler
        .get_with(&part, &[("if-none-match", &tag)])
        .await
        .assert_status(304);
}

#[tokio::test]
async fn a_host_of_a_brand_names_what_stands_there_and_nothing_else() {
    let (t, dns) = start().await;
    let mut nordlicht = shop(&t, "ada@example.com").await;
    let before = publish(&t, &mut nordlicht, 0).await;
    verified(&t, &dns, &mut nordlicht.owner, HOST).await;
    let after = publish(&t, &mut nordlicht, 1).await;
    let mut crawler = at(&t, HOST);
    crawler.get("/sitemap.xml").await.assert_status(404);
    switch(&mut nordlicht.owner, "on").await;
    let root = format!("https://{HOST}");
    let robots = crawler.get("/robots.txt").await.text();
    assert!(
        robots.ends_with(&format!("Sitemap: {root}/sitemap.xml\n")),
        "{robots}"
    );
    assert_eq!(
        listed(&mut crawler, "/sitemap.xml", &root).await,
        [format!("{root}{}", after.path)]
    );
    // The other one has its address on the platform. At this host no other brand is told of.
    let id = brand_id(&t, "Nordlicht").await;
    let found = listed(
        &mut t.visitor(),
        &format!("/b/{id}/sitemap.xml"),
        "http://localhost:3000",
    )
    .await;
    assert_eq!(found, [format!("http://localhost:3000{}", before.path)]);
    crawler
        .get(&format!("/b/{id}/sitemap.xml"))
        .await
        .assert_status(404);
}

#[tokio::test]
async fn only_who_manages_a_brand_switches_its_sitemap() {
    let t = TestApp::start().await;
    t.owner("ada@example.com", "Nordlicht").await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    switch(&mut eve, "on").await;
    let on = async |name: &str| -> bool {
        let sql = "SELECT sitemap FROM brands WHERE name = $1";
        t.db.superuser()
            .await
            .query_one(sql, &[&name])
            .await
            .unwrap()
            .get(0)
    };
    assert!(
        on("Evil").await && !on("Nordlicht").await,
        "the own brand and no other"
    );
    for role in ["viewer", "editor"] {
        t.set_role("eve@example.com", role).await;
        let reply = eve
            .post_form("/settings/domains/sitemap", &[("wanted", "off")])
            .await;
        reply.assert_status(403);
    }
    assert!(on("Evil").await);
    let reply = t
        .visitor()
        .post_form("/settings/domains/sitemap", &[("wanted", "off")])
        .await;
    assert!(
        reply.header("location").unwrap().starts_with("/sign-in"),
        "{:?}",
        reply.headers
    );
}

//! `/01/{gtin}` and `/p/{id}` as pages.

use crate::support::{TestApp, shop};
use std::io::Read;

const FACTS: [&str; 6] = [
    "description",
    "materials",
    "weight",
    "price",
    "main_image",
    "release_date",
];

/// Data for search engines is the one thing between `<script>` and `</script>`, and nothing of it can end it.
fn assert_no_script(html: &str) {
    let (_, data) = html
        .split_once("<script type=\"application/ld+json\">")
        .expect("the product as data");
    let (data, rest) = data.split_once("</script>").expect("its end");
    assert_eq!(
        html.matches("<script").count() + rest.matches("</script").count(),
        1
    );
    assert!(!data.contains(['<', '>', '&']), "{data}");
    let product: serde_json::Value = serde_json::from_str(data).expect("the data is JSON");
    assert_eq!(product["@type"][0], "Product");
}

#[tokio::test]
async fn a_published_product_is_a_page_in_the_reader_s_language() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &FACTS).await;
    let mut reader = t.visitor();
    let english = reader.get(&passport.path).await;
    english.assert_status(200).assert_has(&[
        "lang=\"en-US\"",
        "<link rel=\"canonical\" href=\"http://localhost:3000",
        "hreflang=\"de-DE\"",
        "property=\"og:title\"",
        "name=\"description\"",
        "Nordlicht",
    ]);
    assert_no_script(&english.text());
    assert_eq!(english.header("set-cookie"), None);
    assert_eq!(english.header("content-language"), Some("en-US"));
    let german = reader
        .get_with(&passport.path, &[("accept-language", "de")])
        .await;
    german.assert_has(&["lang=\"de-DE\"", "Fakten"]);
    let wished = reader
        .get_with(
            &format!("{}?lang=en", passport.path),
            &[("accept-language", "de")],
        )
        .await;
    wished.assert_has(&["lang=\"en-US\""]);
    reader
        .get(&format!("{}/", passport.path))
        .await
        .assert_status(200);
}

#[tokio::test]
async fn a_page_is_compressed_small_cacheable_and_revalidated() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &FACTS).await;
    let mut reader = t.visitor();
    let plain = reader.get(&passport.path).await;
    let gzip = reader
        .get_with(&passport.path, &[("accept-encoding", "gzip")])
        .await;
    let brotli = reader
        .get_with(&passport.path, &[("accept-encoding", "gzip, br")])
        .await;
    assert_eq!(
        (gzip.header("content-encoding"), brotli.header("content-encoding")),
        (Some("gzip"), Some("br"))
    );
    let mut unpacked = String::new();
    flate2::read::GzDecoder::new(gzip.bytes.as_slice())
        .read_to_string(&mut unpacked)
        .unwrap();
    assert_eq!(unpacked, plain.text());
    assert!(gzip.bytes.len() < 14_000 && brotli.bytes.len() < 14_000);
    assert!(plain.header("cache-control").unwrap().starts_with("public"));
    assert_eq!(
        plain.header("vary"),
        Some("accept, accept-encoding, accept-language, authorization")
    );
    let etag = brotli.header("etag").unwrap().to_owned();
    let again = reader
        .get_with(
            &passport.path,
            &[("accept-encoding", "br"), ("if-none-match", &etag)],
        )
        .await;
    assert_eq!((again.status, again.bytes.len()), (304, 0));
}

#[tokio::test]
async fn the_policy_allows_the_page_s_own_styles_and_nothing_else() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "desk_chair", &FACTS).await;
    let reply = t.visitor().get(&passport.path).await;
    let policy = reply.header("content-security-policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("script-src"),
        "{policy}"
    );
    let html = reply.text();
    let styles: Vec<&str> = html
        .split("<style>")
        .skip(1)
        .filter_map(|s| s.split("</style>").next())
        .collect();
    assert!(!styles.is_empty() && !html.contains("style=\""));
    for css in styles {
        use base64::Engine;
        let hash = base64::engine::general_purpose::STANDARD
            .encode(<sha2::Sha256 as sha2::Digest>::digest(css.as_bytes()));
        assert!(
            policy.contains(&format!("'sha256-{hash}'")),
            "a style is not in the policy: {css}"
        );
    }
}

#[tokio::test]
async fn hostile_html_of_the_pim_does_not_reach_the_page() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let hostile = "<p>Fine</p><script>alert(1)</script><img src=x onerror=alert(1)><a href=\"javascript:alert(1)\">x</a>";
    let product = shop.products("outdoor_jacket").await.remove(0);
    for locale in ["en_US", "de_DE", "fr_FR"] {
        shop.sim.set_value(
            &product.identifier,
            "description",
            Some(locale),
            Some("ecommerce"),
            hostile.into(),
        );
        shop.sim.set_value(
            &product.identifier,
            "name",
            Some(locale),
            None,
            "\"><img src=x onerror=alert(1)>".into(),
        );
    }
    let passport = shop.one_passport(&t, "outdoor_jacket", &FACTS).await;
    let html = t.visitor().get(&passport.path).await.text();
    assert!(html.contains("<p>Fine</p>"));
    assert_no_script(&html);
    for bad in ["<script>", "<img src=x", "javascript:", "onerror=alert(1)>x"] {
        assert!(!html.contains(bad), "{bad}");
    }
}

#[tokio::test]
async fn a_page_stands_while_the_database_the_pim_and_the_mail_are_away() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &FACTS).await;
    let mut reader = t.visitor();
    let before = reader.get(&passport.path).await;
    shop.sim.shutdown().await;
    t.app.db.close();
    let after = reader.get(&passport.path).await;
    assert_eq!((after.status, &after.bytes), (200, &before.bytes));
    let unread = reader.get("/p/0000000000000000").await;
    unread.assert_status(503);
    assert!(unread.header("retry-after").is_some());
}

#[tokio::test]
async fn a_product_without_a_gtin_has_a_short_address_that_nobody_can_guess() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("outdoor_jacket", &FACTS);
    cmd.design.gtin_attribute = None;
    let template = shop.template(&cmd).await;
    let product = shop.products("outdoor_jacket").await.remove(0);
    shop.publish(&t, template.id, &[product.key]).await;
    let passport = shop.passports().await.remove(0);
    assert!(
        passport.path.starts_with("/p/") && passport.path.len() == 19,
        "{}",
        passport.path
    );
    t.visitor().get(&passport.path).await.assert_status(200);
}

#[tokio::test]
async fn links_to_a_batch_or_an_item_lead_to_the_model() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &FACTS).await;
    let mut reader = t.visitor();
    for (finer, query) in [
        ("/10/L-7", ""),
        ("/21/00042", "?lang=de"),
        ("/22/2A/10/L%2F7/21/x", "?17=271231&utm=x"),
    ] {
        let reply = reader.get(&format!("{}{finer}{query}", passport.path)).await;
        let model = format!("{}{query}", passport.path);
        reply.assert_status(307);
        assert_eq!(reply.header("location"), Some(model.as_str()));
    }
    let wrong_order = format!("{}/21/1/10/2", passport.path);
    reader.get(&wrong_order).await.assert_status(400);
}

//! `/`, and addresses where nothing is.

use crate::support::TestApp;
use app::routes::{LegalPage, Route};

#[tokio::test]
async fn the_front_page_and_the_missing_page_have_no_script_and_no_cookie() {
    let t = TestApp::start().await;
    let mut c = t.visitor();
    for (path, status) in [
        ("/", 200),
        ("/legal/privacy", 200),
        ("/legal/imprint", 200),
        ("/legal/nothing", 404),
        ("/nothing", 404),
        ("/p/0000000000000000", 404),
        ("/01/09520123456788", 404),
        ("/01/09520123456788/21/1", 404),
    ] {
        let reply = c.get(path).await;
        reply
            .assert_status(status)
            .assert_has(&["<!DOCTYPE html>", "<h1"]);
        assert!(
            !reply.text().contains("<script") && reply.header("set-cookie").is_none(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn a_number_that_is_no_gtin_is_a_bad_address() {
    let t = TestApp::start().await;
    t.visitor()
        .get("/01/09520123456789")
        .await
        .assert_status(400)
        .assert_has(&["check digit"]);
    t.visitor()
        .get("/01/9520123456788")
        .await
        .assert_status(400)
        .assert_has(&["14 digits"]);
    let broken = t.visitor().get("/01/1/2").await;
    broken
        .assert_status(400)
        .assert_has(&["not a valid GS1 Digital Link"]);
}

#[tokio::test]
async fn the_missing_page_speaks_the_reader_s_language() {
    let t = TestApp::start().await;
    let reply = t
        .visitor()
        .get_with("/p/x", &[("accept-language", "de-AT,de;q=0.9")])
        .await;
    reply.assert_status(404).assert_has(&["lang=\"de"]);
}

#[tokio::test]
async fn the_front_page_leads_to_every_legal_page() {
    let t = TestApp::start().await;
    let mut c = t.visitor();
    let front = c.get("/").await.text();
    for page in LegalPage::ALL {
        let path = Route::Legal(page).href();
        assert!(front.contains(&format!("href=\"{path}\"")), "{path}");
        let reply = c.get(&path).await;
        reply.assert_status(200).assert_has(&[
            &format!("<title>{} \u{b7} Tessera</title>", page.title()),
            "<h1",
            "aria-current=\"page\"",
        ]);
        assert_eq!(reply.header("cache-control"), Some("public, max-age=300"));
    }
}

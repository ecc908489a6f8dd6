//! `/api/admin/preview`

use crate::support::{TestApp, shop};

#[tokio::test]
async fn an_unsaved_design_is_shown_as_the_real_page_and_stays_unpublished() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = serde_json::to_string(&shop.design("desk_chair", &["materials", "description"])).unwrap();
    let product = shop.products("desk_chair").await.remove(0);
    let form = [
        ("template", cmd.as_str()),
        ("product", product.key.0.as_str()),
        ("lang", "de_DE"),
    ];
    let reply = shop.owner.post_form("/api/admin/preview", &form).await;
    reply
        .assert_status(200)
        .assert_has(&["lang=\"de-DE\"", "Fakten", "noindex"]);
    assert!(
        reply
            .header("content-security-policy")
            .unwrap()
            .contains("frame-ancestors 'self'")
    );
    assert!(!reply.text().contains("<script"));
    assert!(shop.passports().await.is_empty());
}

#[tokio::test]
async fn a_design_with_mistakes_says_so_in_the_frame() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let reply = shop
        .owner
        .post_form("/api/admin/preview", &[("template", "{}")])
        .await;
    reply.assert_status(422).assert_has(&["<h1"]);
}

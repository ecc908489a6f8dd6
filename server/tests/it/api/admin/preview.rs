//! `/api/admin/preview`

use crate::support::{TestApp, shop};
use chrono::Duration;
use domain::{Reader, Readers};

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

#[tokio::test]
async fn it_is_shown_as_a_reader_sees_it_with_files_that_nobody_else_gets() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut design = shop.design("headphones", &["materials", "care_instructions", "manual"]);
    for field in design.design.sections[0].fields.iter_mut().skip(1) {
        field.readers = Readers::from([Reader::Recycler]);
    }
    let cmd = serde_json::to_string(&design).unwrap();
    let product = shop.products("headphones").await.remove(0);
    let mut see = async |reader: &str| {
        let form = [
            ("template", cmd.as_str()),
            ("product", product.key.0.as_str()),
            ("reader", reader),
        ];
        let reply = shop.owner.post_form("/api/admin/preview", &form).await;
        reply.assert_status(200);
        reply.text()
    };
    for reader in ["", "public", "authority", "nonsense"] {
        assert!(!see(reader).await.contains(">Care"), "{reader}");
    }
    let page = see("recycler").await;
    assert!(page.contains(">Care"));
    assert!(see("brand").await.contains(">Care"));
    let mut visitor = t.visitor();
    let files: Vec<String> = page
        .split('"')
        .filter(|part| part.starts_with("/media/"))
        .map(|part| part.replace("&amp;", "&"))
        .collect();
    assert!(files.iter().any(|file| file.contains(".pdf?key=")), "{files:?}");
    for file in &files {
        visitor.get(file).await.assert_status(200);
        let bare = file.split('?').next().unwrap();
        visitor.get(bare).await.assert_status(404);
        visitor
            .get(&format!("{bare}?key=x.1.00"))
            .await
            .assert_status(404);
    }
    t.advance(Duration::hours(13));
    visitor.get(&files[0]).await.assert_status(404);
}

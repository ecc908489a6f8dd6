//! `/settings/exit-pack`: asked for, made, fetched, checked.

use crate::support::{TestApp, shop};
use chrono::Duration;
use server::{archive::ZipIn, services::exports};
use std::io::Cursor;
use verify::{Beside, Verdict, pack};

#[tokio::test]
async fn an_owner_has_a_pack_made_and_fetches_it() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    shop.one_passport(&t, "ebike_battery", &["capacity"]).await;
    shop.owner
        .get("/settings/exit-pack")
        .await
        .assert_status(200)
        .assert_has(&["Make an exit pack"]);
    let asked = shop.owner.post_form("/settings/exit-pack", &[]).await;
    asked.assert_status(303);
    let path = asked.header("location").unwrap().to_owned();
    assert!(path.starts_with("/exports/"), "{path}");
    exports::run_due(&t.app).await.unwrap();
    shop.owner
        .get(&path)
        .await
        .assert_has(&["Download exit-pack-", "Back to exit packs"]);
    let file = shop.owner.get(&format!("{path}/file")).await;
    assert_eq!(file.header("content-type"), Some("application/zip"));
    let mut archive = ZipIn::open(Cursor::new(file.bytes.clone())).unwrap();
    assert_eq!(
        pack::verify(&mut archive, &Beside::default()).unwrap().verdict,
        Verdict::Proven
    );
    shop.owner
        .get("/settings/exit-pack")
        .await
        .assert_has(&[&path, "Ready"]);

    // Whoever was not asked for a while shows first that it is them.
    t.advance(Duration::minutes(11));
    let fetched = shop.owner.get(&format!("{path}/file")).await;
    let back = format!("/account/confirm?next={}", path.replace('/', "%2F"));
    fetched.assert_redirect(&back);
    let again = shop.owner.post_form("/settings/exit-pack", &[]).await;
    again.assert_status(303);
    assert!(
        again
            .header("location")
            .unwrap()
            .starts_with("/account/confirm?next=")
    );
}

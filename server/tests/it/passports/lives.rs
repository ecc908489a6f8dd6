//! `/passports/{id}/lives`

use crate::support::{Client, Reply, Shop, TestApp, shop};
use chrono::Duration;
use domain::{PassportId, passport::PassportRow};

/// Two passports of a brand: the first and the second life of something.
async fn two(t: &TestApp) -> (Shop, PassportRow, PassportRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let cmd = shop.design("desk_chair", &["name"]);
    let template = shop.template(&cmd).await;
    let products = shop.products("desk_chair").await;
    let keys: Vec<_> = products.iter().take(2).map(|p| p.key.clone()).collect();
    shop.publish(t, template.id, &keys).await;
    let mut passports = shop.passports().await;
    let (first, second) = (passports.remove(0), passports.remove(0));
    (shop, first, second)
}

async fn link(t: &TestApp, client: &mut Client, id: PassportId, fields: &[(&str, &str)]) -> Reply {
    t.advance(Duration::seconds(1));
    client.post_form(&format!("/passports/{id}/lives"), fields).await
}

#[tokio::test]
async fn the_pages_of_both_lives_lead_to_each_other() {
    let t = TestApp::start().await;
    let (mut shop, first, second) = two(&t).await;
    let mut reader = t.visitor();
    for passport in [&first, &second] {
        let page = reader.get(&passport.path).await;
        assert!(!page.text().contains("life"), "nothing is said of other lives");
    }
    let address = format!("http://localhost:3000{}?lang=de", first.path);
    link(&t, &mut shop.owner, second.id, &[("first", &address)])
        .await
        .assert_redirect(&format!("/passports/{}/state?notice=linked", second.id));
    let url = |passport: &PassportRow| format!("<a href=\"http://localhost:3000{}\">", passport.path);
    let page = reader.get(&second.path).await;
    page.assert_has(&["This product had a life before this one.", &url(&first)]);
    let page = reader.get(&first.path).await;
    page.assert_has(&["This product has been given a second life.", &url(&second)]);
    assert!(t.dump().await.contains("passport.first_life_linked"));

    link(&t, &mut shop.owner, second.id, &[("first", "")])
        .await
        .assert_status(303);
    for passport in [&first, &second] {
        let page = reader.get(&passport.path).await;
        assert!(
            !page.text().contains("class=\"note"),
            "the link is gone from both"
        );
    }
}

#[tokio::test]
async fn either_life_may_have_its_passport_elsewhere() {
    let t = TestApp::start().await;
    let (mut shop, first, second) = two(&t).await;
    let elsewhere = "https://other.example/01/09520123456788";
    link(&t, &mut shop.owner, second.id, &[("first", elsewhere)])
        .await
        .assert_status(303);
    link(
        &t,
        &mut shop.owner,
        first.id,
        &[("what", "second"), ("second", elsewhere)],
    )
    .await
    .assert_status(303);
    let mut reader = t.visitor();
    for passport in [&first, &second] {
        reader
            .get(&passport.path)
            .await
            .assert_has(&[&format!("<a href=\"{elsewhere}\">")]);
    }
}

#[tokio::test]
async fn nothing_is_linked_that_is_no_other_passport_of_the_brand() {
    let t = TestApp::start().await;
    let (mut shop, first, second) = two(&t).await;
    link(&t, &mut shop.owner, second.id, &[("first", &first.path)])
        .await
        .assert_status(303);
    let mut other = crate::support::shop(&t, "eve@example.com").await;
    let theirs = other.one_passport(&t, "ebike_battery", &["name"]).await;
    for (id, address) in [
        // In a circle.
        (first.id, second.path.as_str()),
        (first.id, first.path.as_str()),
        // Another brand's, or nobody's.
        (first.id, theirs.path.as_str()),
        (first.id, "http://localhost:3000/p/0000000000000000"),
        (first.id, "javascript:alert(1)"),
        (first.id, "http://other.example/01/09520123456788"),
    ] {
        link(&t, &mut shop.owner, id, &[("first", address)])
            .await
            .assert_status(422)
            .assert_has(&["id=\"first-error\""]);
    }
    let own = format!("http://localhost:3000{}", second.path);
    for address in ["javascript:alert(1)", "/p/x", &own] {
        link(
            &t,
            &mut shop.owner,
            first.id,
            &[("what", "second"), ("second", address)],
        )
        .await
        .assert_status(422)
        .assert_has(&["id=\"second-error\""]);
    }
}

//! `/passports/{id}/state`, `/recall` and `/end`

use crate::{
    public::three,
    support::{Client, Reply, Shop, TestApp, shop},
};
use chrono::Duration;
use domain::{job::PublishResult, passport::PassportRow};

async fn one(t: &TestApp) -> (Shop, PassportRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let passport = shop.one_passport(t, "desk_chair", &["name"]).await;
    (shop, passport)
}

async fn post(
    t: &TestApp,
    client: &mut Client,
    passport: &PassportRow,
    what: &str,
    fields: &[(&str, &str)],
) -> Reply {
    t.advance(Duration::seconds(1));
    client
        .post_form(&format!("/passports/{}/{what}", passport.id), fields)
        .await
}

fn notice(passport: &PassportRow, word: &str) -> String {
    format!("/passports/{}/state?notice={word}", passport.id)
}

const RECALL: [(&str, &str); 4] = [
    ("since", "2026-01-15"),
    ("text", "Stop using it: the battery may burn."),
    ("text.de_DE", "Nicht mehr benutzen: Brandgefahr."),
    ("link", "https://brand.example/recall"),
];

#[tokio::test]
async fn a_recall_is_on_the_page_at_once_and_above_every_version() {
    let t = TestApp::start().await;
    let (mut shop, passport) = three(&t).await;
    let mut reader = t.visitor();
    let before = reader.get(&passport.path).await;
    let etag = before.header("etag").unwrap().to_owned();
    assert!(!before.text().contains("role=\"alert\""));
    post(&t, &mut shop.owner, &passport, "recall", &RECALL)
        .await
        .assert_redirect(&notice(&passport, "recalled"));
    let page = reader
        .get_with(
            &passport.path,
            &[("if-none-match", &etag), ("accept", "text/html")],
        )
        .await;
    page.assert_status(200).assert_has(&[
        "<div role=\"alert\" class=\"recall\">",
        "Product recall, since January 15, 2026",
        "Stop using it: the battery may burn.",
        "href=\"https://brand.example/recall\"",
    ]);
    for query in ["version=1", "date=2100-01-01", "history"] {
        reader
            .get(&format!("{}?{query}&lang=de-DE", passport.path))
            .await
            .assert_has(&["Produktrückruf, seit 15. Januar 2026", "Brandgefahr"]);
    }
    shop.owner.get(&notice(&passport, "recalled")).await.assert_has(&[
        "The product is recalled.",
        "Since 2026-01-15",
        "Lift the recall",
    ]);
    // No version is made by it.
    assert_eq!(shop.passports().await.remove(0).version, 3);
    assert!(t.dump().await.contains("passport.recalled"));

    post(&t, &mut shop.owner, &passport, "recall", &[("what", "lift")])
        .await
        .assert_status(422)
        .assert_has(&["Say why", "href=\"#lift_reason\""]);
    let lift = [("what", "lift"), ("lift_reason", "All were repaired")];
    post(&t, &mut shop.owner, &passport, "recall", &lift)
        .await
        .assert_redirect(&notice(&passport, "lifted"));
    assert!(!reader.get(&passport.path).await.text().contains("role=\"alert\""));
    post(&t, &mut shop.owner, &passport, "recall", &lift)
        .await
        .assert_redirect(&notice(&passport, "same"));
}

#[tokio::test]
async fn a_recall_without_reason_or_with_a_bad_link_is_refused_with_all_mistakes() {
    let t = TestApp::start().await;
    let (mut shop, passport) = one(&t).await;
    let wrong = [
        ("since", "soon"),
        ("text.de_DE", " "),
        ("link", "javascript:alert(1)"),
    ];
    let reply = post(&t, &mut shop.owner, &passport, "recall", &wrong).await;
    reply.assert_status(422).assert_has(&[
        "Enter the day",
        "Say in at least one language",
        "begins with https://",
        "value=\"javascript:alert(1)\"",
    ]);
    let page = t.visitor().get(&passport.path).await.text();
    assert!(!page.contains("role=\"alert\""));
}

#[tokio::test]
async fn the_page_remembers_a_recall_while_the_database_is_away() {
    let t = TestApp::start().await;
    let (mut shop, passport) = one(&t).await;
    let mut reader = t.visitor();
    reader.get(&passport.path).await.assert_status(200);
    post(&t, &mut shop.owner, &passport, "recall", &RECALL).await;
    reader.get(&passport.path).await.assert_has(&["role=\"alert\""]);
    t.app.db.close();
    reader
        .get(&passport.path)
        .await
        .assert_status(200)
        .assert_has(&["role=\"alert\"", "the battery may burn"]);
    reader
        .get(&format!("{}?version=1", passport.path))
        .await
        .assert_status(503);
}

#[tokio::test]
async fn a_live_page_tells_of_its_state_too() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("desk_chair", &["name"]);
    cmd.design.live = true;
    let template = shop.template(&cmd).await;
    let product = shop.products("desk_chair").await.remove(0);
    shop.publish(&t, template.id, &[product.key]).await;
    let passport = shop.passports().await.remove(0);
    let mut reader = t.visitor();
    reader.get(&passport.path).await.assert_status(200);
    // Its languages are those of the platform: the first is English.
    post(&t, &mut shop.owner, &passport, "recall", &RECALL)
        .await
        .assert_redirect(&notice(&passport, "recalled"));
    reader
        .get(&passport.path)
        .await
        .assert_has(&["role=\"alert\"", "the battery may burn"]);
}

#[tokio::test]
async fn the_status_is_marked_plainly_and_an_archived_passport_gets_no_versions() {
    let t = TestApp::start().await;
    let (mut shop, passport) = one(&t).await;
    let mut reader = t.visitor();
    for (status, words) in [
        ("invalid", "<b>Not valid</b>"),
        ("inactive", "<b>Not in use</b>"),
        ("archived", "<b>Kept for the record</b>"),
    ] {
        let fields = [("status", status), ("reason", "Under review")];
        post(&t, &mut shop.owner, &passport, "state", &fields)
            .await
            .assert_redirect(&notice(&passport, "status"));
        reader.get(&passport.path).await.assert_has(&[words]);
    }
    let product = shop.products("desk_chair").await.remove(0);
    let job = shop
        .publish(&t, passport.template, std::slice::from_ref(&product.key))
        .await;
    let PublishResult::Failed { why } = &job.report[0].result else {
        panic!("{:?}", job.report);
    };
    assert!(why.contains("no further versions"), "{why}");
    let same = [("status", "archived"), ("reason", "Again")];
    post(&t, &mut shop.owner, &passport, "state", &same)
        .await
        .assert_redirect(&notice(&passport, "same"));
    post(&t, &mut shop.owner, &passport, "state", &[("status", "active")])
        .await
        .assert_status(422)
        .assert_has(&["Say why"]);
    post(
        &t,
        &mut shop.owner,
        &passport,
        "state",
        &[("status", "lost"), ("reason", "x")],
    )
    .await
    .assert_status(422)
    .assert_has(&["Choose a status."]);
    let back = [("status", "active"), ("reason", "Review is over")];
    post(&t, &mut shop.owner, &passport, "state", &back)
        .await
        .assert_redirect(&notice(&passport, "status"));
    assert!(!reader.get(&passport.path).await.text().contains("class=\"note"));
}

#[tokio::test]
async fn a_passport_ends_with_its_product_and_an_end_by_mistake_is_taken_back() {
    let t = TestApp::start().await;
    let (mut shop, passport) = one(&t).await;
    let mut reader = t.visitor();
    post(&t, &mut shop.owner, &passport, "end", &[])
        .await
        .assert_status(422)
        .assert_has(&["Choose what became of the product."]);
    let recycled = [("how", "recycled")];
    post(&t, &mut shop.owner, &passport, "end", &recycled)
        .await
        .assert_redirect(&notice(&passport, "ended"));
    reader
        .get(&passport.path)
        .await
        .assert_status(200)
        .assert_has(&["<b>Recycled</b>", "Its passport ended on"]);
    post(&t, &mut shop.owner, &passport, "end", &recycled)
        .await
        .assert_status(409)
        .assert_has(&["has ended already"]);
    let product = shop.products("desk_chair").await.remove(0);
    let job = shop
        .publish(&t, passport.template, std::slice::from_ref(&product.key))
        .await;
    assert!(matches!(job.report[0].result, PublishResult::Failed { .. }));
    let revive = [("what", "revive"), ("end_reason", "The wrong one")];
    post(&t, &mut shop.owner, &passport, "end", &revive)
        .await
        .assert_redirect(&notice(&passport, "revived"));
    assert!(!reader.get(&passport.path).await.text().contains("Recycled"));
}

#[tokio::test]
async fn editors_set_the_status_and_leave_recalls_and_ends_to_admins() {
    let t = TestApp::start().await;
    let (mut shop, passport) = one(&t).await;
    t.set_role("ada@example.com", "editor").await;
    let page = shop
        .owner
        .get(&format!("/passports/{}/state", passport.id))
        .await
        .text();
    assert!(page.contains("Set the status") && !page.contains("Recall the product"));
    post(&t, &mut shop.owner, &passport, "recall", &RECALL)
        .await
        .assert_status(403);
    post(&t, &mut shop.owner, &passport, "end", &[("how", "recycled")])
        .await
        .assert_status(403);
    let fields = [("status", "inactive"), ("reason", "Sold out")];
    post(&t, &mut shop.owner, &passport, "state", &fields)
        .await
        .assert_status(303);
    t.set_role("ada@example.com", "viewer").await;
    post(&t, &mut shop.owner, &passport, "state", &fields)
        .await
        .assert_status(403);
    post(&t, &mut shop.owner, &passport, "lives", &[("first", "/p/x")])
        .await
        .assert_status(403);
}

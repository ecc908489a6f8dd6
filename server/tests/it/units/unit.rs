//! `/passports/{id}/unit`

use super::{Case, post};

#[tokio::test]
async fn values_are_changed_as_versions() {
    let mut case = Case::begin().await;
    let item = case.one("", "0001", &[("one.values.health", "98.5")]).await;
    let path = format!("/passports/{item}/unit");
    let page = case.shop.owner.get(&path).await;
    page.assert_status(200).assert_has(&[
        "Item 0001",
        "value=\"98.5\"",
        "State of health (%)",
        "/21/0001",
        &format!("/api/admin/passports/{item}/qr.svg"),
    ]);
    let same = post(&mut case.shop.owner, &path, &[("values.health", "98.50")]).await;
    same.assert_redirect(&format!("{path}?version=0"));
    let changed = post(&mut case.shop.owner, &path, &[("values.health", "91")]).await;
    changed.assert_redirect(&format!("{path}?version=2"));
    case.shop
        .owner
        .get(&format!("{path}?version=2"))
        .await
        .assert_has(&["Version 2 is published.", "value=\"91\""]);
    let wrong = post(&mut case.shop.owner, &path, &[("values.health", "<good>")]).await;
    wrong
        .assert_status(422)
        .assert_has(&["id=\"values.health-error\"", "value=\"&lt;good&gt;\""]);
    let qr = case
        .shop
        .owner
        .get(&format!("/api/admin/passports/{item}/qr.svg"))
        .await;
    qr.assert_status(200);
    let view = case
        .shop
        .owner
        .call("passports/get", serde_json::json!({ "id": item }))
        .await
        .text();
    assert!(view.contains("\"unit\":\"Item 0001\""), "{view}");
}

#[tokio::test]
async fn a_unit_is_the_brands_own_and_viewers_change_nothing() {
    let mut case = Case::begin().await;
    let item = case.one("", "0001", &[("one.values.health", "98.5")]).await;
    let path = format!("/passports/{item}/unit");
    let mut eve = case.t.owner("eve@example.com", "Evil").await;
    eve.get(&path).await.assert_status(404);
    post(&mut eve, &path, &[("values.health", "1")])
        .await
        .assert_status(404);
    case.t.visitor().get(&path).await.assert_status(303);
    case.t.set_role("ada@example.com", "viewer").await;
    let page = case.shop.owner.get(&path).await;
    page.assert_status(200).assert_has(&["98.5"]);
    assert!(!page.text().contains("Save and publish"));
    post(&mut case.shop.owner, &path, &[("values.health", "1")])
        .await
        .assert_status(403);
    let model = case.path("/unit");
    case.shop.owner.get(&model).await.assert_status(404);
}

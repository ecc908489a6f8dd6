//! `/templates/{id}/unit-fields`

use super::{Case, form, post};

#[tokio::test]
async fn fields_are_designed_once_for_all_units() {
    let mut case = Case::begin().await;
    let template = case.model.template;
    let path = format!("/templates/{template}/unit-fields");
    case.shop
        .owner
        .get(&format!("{path}?notice=saved"))
        .await
        .assert_status(200)
        .assert_has(&[
            "The fields are saved.",
            "value=\"chemistry\"",
            "value=\"State of health\"",
            "name=\"unit_fields.4.key\"",
            "Name in Deutsch",
            "name=\"revision\" value=\"2\"",
        ]);
    case.save_fields(template, &form(1))
        .await
        .assert_redirect(&format!("{path}?notice=saved"));
    let mut more = form(2);
    more.push(("unit_fields.4.key".into(), "Made on".into()));
    more.push(("unit_fields.4.level".into(), "item".into()));
    more.push(("unit_fields.4.kind".into(), "date".into()));
    case.save_fields(template, &more)
        .await
        .assert_status(422)
        .assert_has(&[
            "id=\"unit_fields.2.key-error\"",
            "id=\"unit_fields.2.label-error\"",
            "value=\"Made on\"",
        ]);
    let mut late = form(1);
    late[2].1 = "Cells".into();
    case.save_fields(template, &late)
        .await
        .assert_status(409)
        .assert_has(&["Somebody else changed this template meanwhile", "value=\"Cells\""]);
    let view = case
        .shop
        .owner
        .call("templates/get", serde_json::json!({ "id": template }))
        .await
        .text();
    assert!(view.contains("\"unit_fields\":[{\"key\":\"chemistry\""), "{view}");
}

#[tokio::test]
async fn only_editors_of_the_brand_design_fields() {
    let mut case = Case::begin().await;
    let path = format!("/templates/{}/unit-fields", case.model.template);
    let mut eve = case.t.owner("eve@example.com", "Evil").await;
    eve.get(&path).await.assert_status(404);
    post(&mut eve, &path, &[("revision", "2")])
        .await
        .assert_status(404);
    case.t.visitor().get(&path).await.assert_status(303);
    case.t.set_role("ada@example.com", "viewer").await;
    case.shop.owner.get(&path).await.assert_status(200);
    post(&mut case.shop.owner, &path, &[("revision", "2")])
        .await
        .assert_status(403);
}

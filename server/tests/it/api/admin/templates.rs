//! `/api/admin/templates`

use crate::support::{TestApp, shop};
use domain::template::{Field, TemplateRow, TemplateView};
use serde_json::json;

#[tokio::test]
async fn a_template_is_saved_changed_listed_and_deleted() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("desk_chair", &["materials", "weight"]);
    let made = shop.template(&cmd).await;
    cmd.id = Some(made.id);
    cmd.revision = made.revision;
    cmd.design.name = "Chairs".into();
    let changed = shop.template(&cmd).await;
    assert!(changed.revision > made.revision);
    let rows: Vec<TemplateRow> = shop.owner.call("templates/list", json!({})).await.json();
    assert_eq!(
        (rows.len(), rows[0].name.as_str(), rows[0].fields),
        (1, "Chairs", 2)
    );
    shop.owner
        .call("templates/delete", json!({ "id": made.id }))
        .await
        .assert_status(200);
    shop.owner
        .call("templates/get", json!({ "id": made.id }))
        .await
        .assert_status(404);
}

#[tokio::test]
async fn who_saves_an_old_state_is_told_and_loses_nothing() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("desk_chair", &["materials"]);
    let made = shop.template(&cmd).await;
    cmd.id = Some(made.id);
    cmd.revision = made.revision;
    cmd.design.name = "Mine".into();
    shop.template(&cmd).await;
    cmd.design.name = "Yours".into();
    assert_eq!(
        shop.owner
            .call("templates/save", json!({ "cmd": cmd }))
            .await
            .status,
        409
    );
    let kept: TemplateView = shop
        .owner
        .call("templates/get", json!({ "id": made.id }))
        .await
        .json();
    assert_eq!(kept.design.name, "Mine");
}

#[tokio::test]
async fn what_the_pim_does_not_have_is_told_at_its_field() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("desk_chair", &["materials"]);
    cmd.design.sections[0].fields.push(Field {
        attribute: "no_such_attribute".into(),
        ..Field::default()
    });
    let error = shop
        .owner
        .call("templates/save", json!({ "cmd": cmd }))
        .await
        .error();
    assert!(error.at("sections.0.fields.1").is_some(), "{error:?}");
    let mut cmd = shop.design("desk_chair", &["materials"]);
    cmd.design.channel = "no_such_channel".into();
    let error = shop
        .owner
        .call("templates/save", json!({ "cmd": cmd }))
        .await
        .error();
    assert!(error.at("channel").is_some(), "{error:?}");
}

#[tokio::test]
async fn a_template_with_passports_is_kept() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    assert_eq!(
        shop.owner
            .call("templates/delete", json!({ "id": passport.template }))
            .await
            .status,
        409
    );
}

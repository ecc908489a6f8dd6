//! `/api/admin/passports`: publication.

use crate::support::{TestApp, shop};
use domain::{
    catalog::ProductKey,
    job::{JobState, PublishResult},
    passport::PassportView,
};
use serde_json::json;

#[tokio::test]
async fn publishing_again_without_a_change_makes_no_version_and_with_one_makes_the_next() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = shop.design("outdoor_jacket", &["materials", "weight"]);
    let template = shop.template(&cmd).await;
    let product = shop.products("outdoor_jacket").await.remove(0);
    let first = shop
        .publish(&t, template.id, std::slice::from_ref(&product.key))
        .await;
    assert_eq!(first.state, JobState::Done);
    assert!(
        matches!(
            first.report[0].result,
            PublishResult::Published { version: 1, .. }
        ),
        "{:?}",
        first.report
    );
    let again = shop
        .publish(&t, template.id, std::slice::from_ref(&product.key))
        .await;
    assert!(
        matches!(
            again.report[0].result,
            PublishResult::Unchanged { version: 1, .. }
        ),
        "{:?}",
        again.report
    );
    shop.sim.set_value(
        &product.identifier,
        "weight",
        None,
        None,
        json!({ "amount": "777.5", "unit": "GRAM" }),
    );
    shop.owner
        .call("connections/clear-cache", json!({ "id": shop.connection }))
        .await
        .assert_status(200);
    let changed = shop.publish(&t, template.id, &[product.key]).await;
    assert!(
        matches!(
            changed.report[0].result,
            PublishResult::Published { version: 2, .. }
        ),
        "{:?}",
        changed.report
    );
    let id = shop.passports().await[0].id;
    let view: PassportView = shop.owner.call("passports/get", json!({ "id": id })).await.json();
    assert_eq!(view.versions.iter().map(|v| v.number).collect::<Vec<_>>(), [2, 1]);
    t.visitor().get(&view.row.path).await.assert_has(&["777.5"]);
}

#[tokio::test]
async fn a_selection_is_published_with_a_line_for_each_product() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = shop.design("headphones", &["materials"]);
    let template = shop.template(&cmd).await;
    let mut keys: Vec<ProductKey> = shop
        .products("headphones")
        .await
        .into_iter()
        .take(7)
        .map(|p| p.key)
        .collect();
    keys.push(ProductKey("00000000-0000-4000-8000-000000000000".into()));
    shop.sim.clear_requests();
    let job = shop.publish(&t, template.id, &keys).await;
    assert_eq!(
        (job.state, job.done, job.total, job.report.len()),
        (JobState::Done, 8, 8, 8)
    );
    let failed: Vec<_> = job
        .report
        .iter()
        .filter(|o| matches!(o.result, PublishResult::Failed { .. }))
        .collect();
    assert_eq!(failed.len(), 1, "{failed:?}");
    let product_requests = shop
        .sim
        .requests()
        .iter()
        .filter(|r| r.path.contains("/products"))
        .count();
    assert!(
        product_requests <= 1,
        "{product_requests} requests for eight products"
    );
}

#[tokio::test]
async fn a_gtin_is_claimed_by_one_brand() {
    let t = TestApp::start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    let passport = ours.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    assert!(passport.path.starts_with("/01/"), "{}", passport.path);
    let mut theirs = shop(&t, "eve@example.com").await;
    let cmd = theirs.design("outdoor_jacket", &["materials"]);
    let template = theirs.template(&cmd).await;
    let product = theirs.products("outdoor_jacket").await.remove(0);
    let job = theirs.publish(&t, template.id, &[product.key]).await;
    let PublishResult::Failed { why } = &job.report[0].result else {
        panic!("{:?}", job.report)
    };
    assert!(why.contains("GTIN"), "{why}");
    assert!(!why.contains("Nordlicht"), "another brand's name is not told");
}

#[tokio::test]
async fn a_pim_that_is_down_fails_the_products_and_keeps_what_is_published() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let key = shop.products("outdoor_jacket").await.remove(3).key;
    shop.owner
        .call("connections/clear-cache", json!({ "id": shop.connection }))
        .await
        .assert_status(200);
    shop.sim.shutdown().await;
    let job = shop.publish(&t, passport.template, &[key]).await;
    assert!(
        matches!(job.report[0].result, PublishResult::Failed { .. }),
        "{:?}",
        job.report
    );
    t.visitor().get(&passport.path).await.assert_status(200);
}

#[tokio::test]
async fn nothing_and_too_much_are_refused() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = shop.design("headphones", &["materials"]);
    let template = shop.template(&cmd).await;
    for products in [vec![], vec!["x"; 1001]] {
        let cmd = json!({ "cmd": { "template": template.id, "products": products } });
        let reply = shop.owner.call("passports/publish", cmd).await;
        assert!(reply.error().at("products").is_some());
    }
}

#[tokio::test]
async fn a_publication_is_cancelled_before_it_begins() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let cmd = shop.design("headphones", &["materials"]);
    let template = shop.template(&cmd).await;
    let key = shop.products("headphones").await.remove(0).key;
    let cmd = json!({ "cmd": { "template": template.id, "products": [key] } });
    let accepted: domain::passport::Accepted = shop.owner.call("passports/publish", cmd).await.json();
    shop.owner
        .call("passports/cancel-job", json!({ "id": accepted.job }))
        .await
        .assert_status(200);
    t.work().await;
    assert_eq!(shop.job(accepted.job).await.state, JobState::Cancelled);
    assert!(shop.passports().await.is_empty());
}

#[tokio::test]
async fn a_whole_family_is_published_and_its_report_downloaded() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("desk_chair", &["weight"]);
    cmd.design.image_attribute = Some("name".into());
    let template = shop.template(&cmd).await;
    let cmd = json!({ "cmd": { "template": template.id } });
    let accepted: domain::passport::Accepted = shop.owner.call("passports/publish-family", cmd).await.json();
    t.work().await;
    let job = shop.job(accepted.job).await;
    assert_eq!((job.state, job.done, job.total), (JobState::Done, 80, 80));
    let page: domain::job::JobView = shop
        .owner
        .call("passports/job", json!({ "id": job.id, "page": 7 }))
        .await
        .json();
    assert_eq!((page.page, page.pages, page.report.len()), (1, 1, 80));

    let csv = shop
        .owner
        .get(&format!("/api/admin/jobs/{}/report.csv", job.id))
        .await;
    csv.assert_status(200);
    assert!(csv.header("content-type").unwrap().starts_with("text/csv"));
    let text = csv.text();
    assert_eq!(text.lines().count(), 81);
    assert!(text.starts_with("product,name,result,version,passport,details\r\n"));
    assert_eq!(text.matches("\"published\",\"1\"").count(), 80);
    let mut eve = t.owner("eve@example.com", "Other").await;
    eve.get(&format!("/api/admin/jobs/{}/report.csv", job.id))
        .await
        .assert_status(404);
}

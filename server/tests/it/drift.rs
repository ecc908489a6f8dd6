//! `/drift` as somebody with a browser uses it.

use crate::support::{Client, Shop, TestApp, shop};
use chrono::Duration;
use domain::{JobId, catalog::ProductRow, job::JobState, passport::PassportRow};
use serde_json::json;

const FORM: &str = "application/x-www-form-urlencoded";

/// A brand with chairs published, two of which have another name in the PIM by now.
async fn drifted(t: &TestApp) -> (Shop, Vec<PassportRow>) {
    let mut shop = shop(t, "ada@example.com").await;
    let cmd = shop.design("desk_chair", &["name", "weight"]);
    let template = shop.template(&cmd).await;
    let products: Vec<ProductRow> = shop.products("desk_chair").await.into_iter().take(3).collect();
    let keys: Vec<_> = products.iter().map(|p| p.key.clone()).collect();
    shop.publish(t, template.id, &keys).await;
    look(t).await;
    for product in &products[..2] {
        let name = json!(format!("New {}", product.identifier));
        shop.sim
            .set_value(&product.identifier, "name", Some("en_US"), None, name);
    }
    look(t).await;
    let changed: Vec<_> = products[..2].iter().map(|p| p.identifier.clone()).collect();
    let mut passports = shop.passports().await;
    passports.retain(|row| changed.contains(&row.product_identifier));
    passports.sort_by(|a, b| a.product_identifier.cmp(&b.product_identifier));
    (shop, passports)
}

/// Lets the time of a poll come, and polls.
async fn look(t: &TestApp) {
    t.advance(Duration::minutes(6));
    server::jobs::drift::run_due(&t.app)
        .await
        .expect("the PIM is looked at");
}

async fn submit(client: &mut Client, path: &str, pairs: &[(&str, &str)]) -> crate::support::Reply {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let headers = [("content-type", FORM), ("accept", "text/html")];
    client
        .send(
            axum::http::Method::POST,
            path,
            &headers,
            axum::body::Body::from(body),
        )
        .await
}

fn job_in(location: &str) -> JobId {
    let id = location.strip_prefix("/admin/jobs/").expect("a job to follow");
    id.parse().expect("an id")
}

#[tokio::test]
async fn drifted_passports_are_listed_compared_and_published_again() {
    let t = TestApp::start().await;
    let (mut shop, passports) = drifted(&t).await;
    let (first, second) = (&passports[0], &passports[1]);
    let page = shop.owner.get("/drift").await;
    page.assert_status(200);
    let html = page.text();
    assert!(
        html.contains(&format!("/drift/{}", first.id)) && html.contains("2 values: name"),
        "{html}"
    );
    assert!(html.contains("Publish all 2 again") && !html.contains("<script"));
    let found = shop
        .owner
        .get(&format!("/drift?search={}", second.product_identifier))
        .await
        .text();
    assert!(!found.contains(&first.id.to_string()) && found.contains(&second.id.to_string()));

    let detail = shop.owner.get(&format!("/drift/{}", first.id)).await.text();
    let new = format!("New {}", first.product_identifier);
    assert!(
        detail.contains("<del>") && detail.contains("en_US") && detail.contains("Product name"),
        "{detail}"
    );
    assert!(new.split(' ').all(|word| detail.contains(word)), "{detail}");
    let passport = json!({ "id": first.id });
    let view = shop.owner.call("passports/get", passport.clone()).await.text();
    assert!(
        view.contains("\"state\":\"changed\""),
        "the passport's own page tells of it: {view}"
    );

    submit(&mut shop.owner, "/drift", &[("what", "chosen")])
        .await
        .assert_status(409);
    let chosen = [("what", "chosen"), ("passport", &first.id.to_string())];
    let reply = submit(&mut shop.owner, "/drift", &chosen).await;
    reply.assert_status(303);
    let job = job_in(reply.header("location").expect("a place"));
    t.work().await;
    let report = shop.job(job).await;
    assert_eq!((report.state, report.total), (JobState::Done, 1));
    let html = shop.owner.get("/drift").await.text();
    assert!(
        !html.contains(&first.id.to_string()) && html.contains("Publish all 1 again"),
        "{html}"
    );
    let all = submit(&mut shop.owner, "/drift", &[("what", "all")]).await;
    job_in(all.header("location").expect("a place"));
    t.work().await;
    assert!(shop.owner.get("/drift").await.text().contains("No drift"));
    let view = shop.owner.call("passports/get", passport).await.text();
    assert!(view.contains("\"drift\":null"), "{view}");
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let t = TestApp::start().await;
    let (mut shop, passports) = drifted(&t).await;
    t.set_role("ada@example.com", "viewer").await;
    let html = shop.owner.get("/drift").await.text();
    assert!(
        html.contains(&passports[0].id.to_string()) && !html.contains("Publish all"),
        "{html}"
    );
    let detail = shop.owner.get(&format!("/drift/{}", passports[0].id)).await;
    assert!(!detail.text().contains("Publish this passport again"));
    let all = submit(&mut shop.owner, "/drift", &[("what", "all")]).await;
    all.assert_status(403);
    submit(&mut shop.owner, "/drift/check", &[])
        .await
        .assert_status(403);
}

#[tokio::test]
async fn a_check_is_asked_for_and_a_broken_pim_is_told() {
    let t = TestApp::start().await;
    let (mut shop, passports) = drifted(&t).await;
    shop.sim.faults().forbidden.insert("products".into());
    t.advance(Duration::seconds(1));
    let reply = submit(&mut shop.owner, "/drift/check", &[]).await;
    assert_eq!(reply.header("location"), Some("/drift?notice=checking"));
    look(&t).await;
    let html = shop.owner.get("/drift?notice=checking").await.text();
    assert!(
        html.contains("The check has begun") && html.contains("The last look failed"),
        "{html}"
    );
    assert!(html.contains("3 passports wait to be checked"), "{html}");
    // Longer than values are kept; a session that is not used would end meanwhile.
    for _ in 0..2 {
        t.advance(Duration::minutes(40));
        shop.owner.get("/drift").await.assert_status(200);
    }
    let detail = shop
        .owner
        .get(&format!("/drift/{}", passports[0].id))
        .await
        .text();
    assert!(
        detail.contains("does not allow") && detail.contains("these attributes differed: name"),
        "{detail}"
    );
}

#[tokio::test]
async fn what_is_no_address_of_ours_is_answered_plainly() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let html = ada
        .get("/drift?template=x&page=-1&order=%00&jobs=%3Cscript%3E,x")
        .await
        .text();
    assert!(
        html.contains("Nothing is published yet") && !html.contains("<script"),
        "{html}"
    );
    ada.get("/drift/00000000-0000-7000-8000-000000000000")
        .await
        .assert_status(404);
}

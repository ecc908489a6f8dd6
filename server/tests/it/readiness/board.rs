//! `/readiness/{id}`

use super::{Case, FAMILY};

#[tokio::test]
async fn a_check_fills_the_board_which_filters_and_exports() {
    let mut case = Case::begin().await;
    case.get("")
        .await
        .assert_status(200)
        .assert_has(&["No product was checked yet", "Check all products now"]);
    case.post("/check", &[]).await;
    case.get("?notice=checking")
        .await
        .assert_has(&["The check has started.", "A check is running"]);
    case.check().await;
    let (key, identifier) = case.first().await;
    let page = case.get(&format!("?search={identifier}")).await;
    page.assert_has(&[
        "What most products lack",
        "Publish the chosen ones",
        &identifier,
        "<progress",
        &format!("product?key={}", key.0),
    ]);
    assert!(!page.text().contains("A check is running"));

    let found = case.get(&format!("?search={identifier}&order=identifier")).await;
    found.assert_has(&[&identifier, "Clear the filters"]);
    case.get("?search=no-such-product")
        .await
        .assert_has(&["No product matches"]);
    case.get("?show=ready").await.assert_has(&["No product matches"]);
    case.get("")
        .await
        .assert_has(&["Page 1 of 2, 80 products", "?page=2"]);
    case.get("?page=2").await.assert_has(&["Previous page"]);
    case.get(&format!("?point=manufacturer-name&search={identifier}"))
        .await
        .assert_has(&["<option value=\"manufacturer-name\" selected", &identifier]);
    case.get("?point=%3Cscript%3E&page=999999999999&order=x&show=y")
        .await
        .assert_status(200);
    let all = case.get("?chosen=all").await;
    all.assert_has(&["Choose none", "\" checked"]);

    let csv = case.get("/products.csv").await;
    csv.assert_status(200)
        .assert_has(&["product,identifier,percent", &identifier]);
    assert_eq!(
        csv.header("content-type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        csv.header("content-disposition"),
        Some("attachment; filename=\"readiness.csv\"")
    );
}

#[tokio::test]
async fn the_chosen_products_are_published_as_a_job() {
    let mut case = Case::begin().await;
    case.check().await;
    case.post("/publish", &[])
        .await
        .assert_status(422)
        .assert_has(&["Choose at least one product.", "<a href=\"#products\">"]);
    let products = case.shop.products(FAMILY).await;
    let form = [
        ("product", products[0].key.0.as_str()),
        ("product", products[1].key.0.as_str()),
    ];
    let reply = case.post("/publish", &form).await;
    let job = reply.header("location").expect("a job").to_owned();
    assert!(job.starts_with("/admin/jobs/"), "{job}");
    case.t.work().await;
    assert_eq!(case.shop.passports().await.len(), 2);
    case.get("").await.assert_has(&["/admin/passports/"]);
}

#[tokio::test]
async fn what_is_below_the_share_is_told_on_the_board_and_by_the_product() {
    let mut case = Case::bare().await;
    case.choose("battery@2026-07 lmt", "95").await.assert_status(303);
    case.check().await;
    let (key, identifier) = case.first().await;
    case.get(&format!("?show=below&search={identifier}"))
        .await
        .assert_has(&[&identifier, "From 95 % on"]);
    let page = case.get(&format!("/product?key={}", key.0)).await;
    page.assert_has(&["cannot be published yet"]);
    assert!(!page.text().contains(">Publish<"));
}

#[tokio::test]
async fn a_viewer_reads_and_changes_nothing() {
    let mut case = Case::begin().await;
    case.check().await;
    let (key, _) = case.first().await;
    case.as_viewer().await;
    for (rest, hidden) in [
        ("", "<button type=\"submit\" class=\"button button-primary\""),
        ("/mapping", "name=\"profile\""),
        ("/mapping/points/weight", "name=\"source\""),
        (&format!("/product?key={}", key.0), "Enter a value"),
        (&format!("/product/points/weight?key={}", key.0), "name=\"value\""),
    ] {
        let page = case.get(rest).await;
        page.assert_status(200);
        assert!(!page.text().contains(hidden), "{rest} offers {hidden}");
    }
    case.get("/products.csv").await.assert_status(200);
    for rest in [
        "/check",
        "/publish",
        "/mapping",
        "/mapping/suggestions",
        "/mapping/points/weight",
        "/mapping/points/no such point",
    ] {
        let path = rest.replace(' ', "%20");
        case.post(&path, &[("product", &key.0), ("unset", "1")])
            .await
            .assert_status(403);
    }
    case.post(&format!("/product/points/weight?key={}", key.0), &[])
        .await
        .assert_status(403);
}

#[tokio::test]
async fn a_template_that_follows_nothing_says_what_to_do() {
    let mut case = Case::bare().await;
    case.get("")
        .await
        .assert_has(&["follows no profile yet", "Choose a profile"]);
    case.post("/check", &[])
        .await
        .assert_status(409)
        .assert_has(&["There is a problem", "follows no profile yet"]);
}

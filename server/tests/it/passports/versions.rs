//! `/passports/{id}/versions` and `/compare`

use crate::{public::three, support::TestApp};

#[tokio::test]
async fn versions_are_listed_opened_and_compared() {
    let t = TestApp::start().await;
    let (mut shop, passport) = three(&t).await;
    let id = passport.id;
    let page = shop.owner.get(&format!("/passports/{id}/versions")).await;
    page.assert_status(200).assert_has(&[
        "Version 3",
        "ada@example.com",
        &format!("{}?version=1", passport.path),
        &format!("/passports/{id}/compare?from=2&amp;to=3"),
    ]);
    let path = format!("/passports/{id}/compare");
    let compared = shop.owner.get(&format!("{path}?from=1&to=3")).await;
    compared.assert_status(200).assert_has(&[
        "Version 1 beside version 3",
        "Product name",
        "<ins>Third ",
        "en_US",
    ]);
    assert!(!compared.text().contains("Second"));
    let same = shop.owner.get(&format!("{path}?from=2&to=2")).await;
    same.assert_has(&["Nothing is different"]);
    for query in ["from=1&to=4", "from=x&to=1", ""] {
        shop.owner
            .get(&format!("{path}?{query}"))
            .await
            .assert_status(404);
    }
}

//! `GET /passports/{id}/units`

use super::Case;

#[tokio::test]
async fn units_are_listed_searched_and_paged() {
    let mut case = Case::begin().await;
    case.get("/units").await.assert_status(200).assert_has(&[
        "None so far",
        "Create batches or items",
        "/units/new",
        "unit-fields",
    ]);
    let range = [
        ("how", "range"),
        ("range.level", "item"),
        ("range.from", "001"),
        ("range.to", "120"),
    ];
    case.create(&range)
        .await
        .assert_redirect(&format!("{}?made=120&unchanged=0&kept=0", case.path("/units")));
    case.one("LOT-7", "", &[]).await;
    let first = case.get("/units?made=120&unchanged=0").await;
    first.assert_has(&["120 published.", "121 in all", "Page 1 of 3", "LOT-7", "/21/001"]);
    assert!(!first.text().contains(">120</a>"));
    case.get("/units?page=3")
        .await
        .assert_has(&["120", "Page 3 of 3"]);
    let found = case.get("/units?search=12&level=item").await;
    found.assert_has(&["3 match", ">012</a>", ">112</a>", ">120</a>"]);
    case.get("/units?search=nothing")
        .await
        .assert_has(&["Nothing matches"]);
    let passports = case.shop.passports().await;
    assert_eq!(passports.len(), 1, "the list of passports shows models alone");
    let batch = case.id_of("LOT-7", "").await;
    case.shop
        .owner
        .get(&format!("/passports/{batch}/units"))
        .await
        .assert_status(200)
        .assert_has(&["Items of batch LOT-7", "None so far"]);
    let item = case.id_of("", "001").await;
    let of_item = case.shop.owner.get(&format!("/passports/{item}/units")).await;
    of_item.assert_status(404);
}

#[tokio::test]
async fn another_brand_finds_nothing_and_a_viewer_reads() {
    let mut case = Case::begin().await;
    case.one("LOT-7", "", &[]).await;
    let mut eve = case.t.owner("eve@example.com", "Evil").await;
    eve.get(&case.path("/units")).await.assert_status(404);
    case.t.set_role("ada@example.com", "viewer").await;
    let seen = case.get("/units").await;
    seen.assert_status(200).assert_has(&["LOT-7"]);
    assert!(!seen.text().contains("/units/new"));
    case.t
        .visitor()
        .get(&case.path("/units"))
        .await
        .assert_status(303);
}

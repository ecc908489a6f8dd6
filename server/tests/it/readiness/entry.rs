//! `/readiness/{id}/product` and its data points.

use super::Case;

#[tokio::test]
async fn a_value_is_entered_seen_replaced_and_taken_back() {
    let mut case = Case::begin().await;
    let (key, identifier) = case.first().await;
    let product = format!("/product?key={}", key.0);
    let path = format!("/product/points/manufacturer-name?key={}", key.0);
    case.get(&product).await.assert_status(200).assert_has(&[
        &identifier,
        "What is missing",
        &format!("product/points/manufacturer-name?key={}", key.0),
        "mapping/points/manufacturer-name",
        "Enter a value",
    ]);
    case.get(&path).await.assert_status(200).assert_has(&[
        "Nothing was entered by hand so far.",
        "name=\"locale\"",
        "value=\"product\" checked",
    ]);
    let form = [
        ("value", "Nordlicht <b>AB</b>"),
        ("scope", "family"),
        ("locale", ""),
    ];
    case.post(&path, &form)
        .await
        .assert_redirect(&case.path(&format!("{product}&notice=entered")));
    case.get(&format!("{product}&notice=entered")).await.assert_has(&[
        "The value is saved.",
        "Nordlicht &lt;b&gt;AB&lt;/b&gt;",
        "Entered by hand for the family",
    ]);
    case.t.advance(chrono::Duration::seconds(5));
    let own = [("value", "Another"), ("scope", "product"), ("locale", "")];
    case.post(&path, &own).await.assert_status(303);
    case.get(&path).await.assert_has(&[
        "value=\"Another\"",
        "History",
        "ada@example.com",
        "All products of this family",
        "Take back",
    ]);
    case.t.advance(chrono::Duration::seconds(5));
    let back = [("value", ""), ("scope", "product"), ("locale", "")];
    case.post(&path, &back)
        .await
        .assert_redirect(&case.path(&format!("{product}&notice=taken-back")));
    case.get(&path)
        .await
        .assert_has(&["Taken back", "Nordlicht &lt;b&gt;AB&lt;/b&gt;"]);
}

#[tokio::test]
async fn the_field_fits_the_kind_and_mistakes_stand_at_it() {
    let mut case = Case::begin().await;
    let (key, _) = case.first().await;
    let path = |point: &str| format!("/product/points/{point}?key={}", key.0);
    case.get(&path("weight"))
        .await
        .assert_has(&["inputmode=\"decimal\"", "counts in kg"]);
    case.get(&path("marking-cadmium-lead"))
        .await
        .assert_has(&["type=\"checkbox\""]);
    case.get(&path("waste-information"))
        .await
        .assert_has(&["<textarea"]);
    for (point, form, field) in [
        (
            "weight",
            [("value", "heavy"), ("scope", "product"), ("locale", "")],
            "value",
        ),
        (
            "weight",
            [("value", "2"), ("scope", "planet"), ("locale", "")],
            "scope",
        ),
        (
            "weight",
            [("value", "2"), ("scope", "product"), ("locale", "!")],
            "locale",
        ),
    ] {
        let reply = case.post(&path(point), &form).await;
        reply.assert_status(422).assert_has(&["There is a problem"]);
        if field != "locale" {
            reply.assert_has(&[
                &format!("id=\"{field}-error\""),
                &format!("value=\"{}\"", form[0].1),
            ]);
        }
    }
    case.get("/product").await.assert_status(404);
    case.get("/product?key=no-such-product").await.assert_status(404);
    case.get(&path("cycle-count")).await.assert_status(404);
}

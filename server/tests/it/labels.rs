//! `/labels`, `/exports` and the label of a passport as somebody with a browser uses them.

use crate::support::{TestApp, shop};
use server::services::exports;

fn form(pairs: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

#[tokio::test]
async fn labels_are_chosen_checked_ordered_followed_and_fetched() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    assert!(
        shop.owner
            .get("/labels")
            .await
            .text()
            .contains("There is nothing to label yet")
    );
    let passport = shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let page = shop.owner.get(&format!("/labels?passport={}", passport.id)).await;
    page.assert_status(200);
    let html = page.text();
    assert!(
        html.contains("Yes. Measured on") && html.contains("1 label on 1 page"),
        "{html}"
    );
    let template = passport.template.to_string();
    let fields = [
        ("sent", "1"),
        ("which", "all"),
        ("template", template.as_str()),
        ("symbology", "data_matrix"),
        ("sheet", "a4-3x8"),
        ("dpi", "300"),
        ("identifier", "on"),
        ("format", "pdf"),
    ];
    let checked = shop.owner.get(&format!("/labels?{}", form(&fields))).await.text();
    assert!(
        checked.contains("Data Matrix, 2") && checked.contains("Many phones"),
        "{checked}"
    );
    let small = [&fields[..], &[("code", "5")]].concat();
    let refused = shop.owner.post_form("/labels", &small).await;
    refused.assert_status(422);
    assert!(refused.text().contains("Too small to scan"));
    let ordered = shop.owner.post_form("/labels", &fields).await;
    ordered.assert_status(303);
    let path = ordered.header("location").unwrap().to_owned();
    assert!(shop.owner.get(&path).await.text().contains("data-live"));
    exports::run_due(&t.app).await.unwrap();
    let html = shop.owner.get(&path).await.text();
    assert!(
        html.contains("Download labels-") && !html.contains("data-live="),
        "{html}"
    );
    let file = shop.owner.get(&format!("{path}/file")).await;
    file.assert_status(200);
    assert_eq!(file.header("content-type"), Some("application/pdf"));
    assert!(file.header("content-disposition").unwrap().contains("labels-"));
    assert_eq!(
        file.header("content-length"),
        Some(file.bytes.len().to_string().as_str())
    );
    assert!(file.bytes.starts_with(b"%PDF"));
    assert_eq!(t.dump().await.matches("export.fetched").count(), 1);
    assert!(shop.owner.get("/labels").await.text().contains(&path));

    // A link on another site fetches nothing.
    shop.owner.site = Some("cross-site");
    shop.owner.get(&format!("{path}/file")).await.assert_status(403);
    shop.owner.site = Some("same-origin");
    // Another brand has no part in it.
    let mut eve = t.owner("eve@example.com", "Evil").await;
    for (method, at) in [
        ("GET", path.clone()),
        ("GET", format!("{path}/file")),
        ("POST", format!("{path}/cancel")),
    ] {
        let reply = if method == "GET" {
            eve.get(&at).await
        } else {
            eve.post_form(&at, &[]).await
        };
        reply.assert_status(404);
    }
}

#[tokio::test]
async fn a_label_is_drawn_at_its_size_and_refused_at_its_field() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let base = format!("/api/admin/passports/{}/label", passport.id);
    let svg = shop.owner.get(&format!("{base}.svg?code=20&dpi=300")).await;
    svg.assert_status(200)
        .assert_has(&["<svg", "width=\"20mm\"", "translate("]);
    let png = shop
        .owner
        .get(&format!("{base}.png?code=25.4&dpi=203&symbology=gs1_data_matrix"))
        .await;
    let picture = image::load_from_memory(&png.bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (203, 203));
    let pdf = shop
        .owner
        .get(&format!(
            "{base}.pdf?sheet=roll-50x30&name=on&identifier=on&marker=on&download=1"
        ))
        .await;
    pdf.assert_status(200);
    assert!(
        pdf.header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    let tiny = shop.owner.get(&format!("{base}.svg?code=8&dpi=203")).await;
    tiny.assert_status(422)
        .assert_has(&["code", "Print the code at least"]);
    let faint = shop.owner.get(&format!("{base}.svg?code=30&ink=%23ffcccc")).await;
    faint.assert_status(422).assert_has(&["ink", "darker"]);
    shop.owner
        .get(&format!("{base}.svg?sheet=none"))
        .await
        .assert_status(422);
    let grid =
        "sheet=own&page_width=100&page_height=100&label_width=30&label_height=30&columns=65536&rows=65536";
    shop.owner
        .get(&format!("{base}.svg?{grid}"))
        .await
        .assert_status(422)
        .assert_has(&["columns", "rows", "between 1 and 50"]);
    let page = shop
        .owner
        .get(&format!("/labels?sent=1&{grid}&dpi=4294967295"))
        .await;
    page.assert_status(200).assert_has(&[
        "id=\"columns-error\"",
        "id=\"rows-error\"",
        "id=\"dpi-error\"",
        "between 150 and 2400",
    ]);
    // Passports that are gone do not take the page with them.
    let gone = "01900000-0000-7000-8000-000000000001";
    let page = shop
        .owner
        .get(&format!("/labels?passport={gone}&passport={}", passport.id))
        .await;
    page.assert_status(200)
        .assert_has(&["One of the ticked passports is not on the site any more"]);
    assert_eq!(t.dump().await.matches("passport.label_downloaded").count(), 1);
}

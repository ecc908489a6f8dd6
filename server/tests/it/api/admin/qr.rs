//! `/api/admin/passports/{id}/qr.{svg,png}`

use crate::support::{TestApp, shop};

#[tokio::test]
async fn the_code_reads_as_the_passport_s_address() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let base = format!("/api/admin/passports/{}/qr", passport.id);
    let png = shop.owner.get(&format!("{base}.png?size=512&download=1")).await;
    png.assert_status(200);
    assert_eq!(png.header("content-type"), Some("image/png"));
    assert!(
        png.header("content-disposition")
            .unwrap()
            .starts_with("attachment; filename=\"qr-")
    );
    let image = image::load_from_memory(&png.bytes).unwrap().to_luma8();
    assert_eq!((image.width(), image.height()), (512, 512));
    let (w, h) = (image.width() as usize, image.height() as usize);
    let grey = |x: usize, y: usize| image.as_raw()[y * w + x];
    let mut seen = rqrr::PreparedImage::prepare_from_greyscale(w, h, grey);
    let (_, text) = seen.detect_grids().remove(0).decode().unwrap();
    assert_eq!(text, format!("http://localhost:3000{}", passport.path));
    // A link on another site downloads nothing, so it writes nothing into the audit log.
    for site in [Some("cross-site"), Some("same-site"), None] {
        shop.owner.site = site;
        let path = format!("{base}.png?download=1");
        shop.owner.get(&path).await.assert_status(403);
        shop.owner.get(&format!("{base}.png")).await.assert_status(200);
    }
    shop.owner.site = Some("none");
    shop.owner
        .get(&format!("{base}.svg?download=1"))
        .await
        .assert_status(200);
    shop.owner.site = Some("same-origin");
    let noted = t.dump().await.matches("passport.label_downloaded").count();
    assert_eq!(noted, 2, "the two that were asked for here");
    let svg = shop.owner.get(&format!("{base}.svg")).await;
    svg.assert_status(200).assert_has(&["<svg", "viewBox"]);
    shop.owner
        .get(&format!("{base}.png?size=1"))
        .await
        .assert_status(422);
    shop.owner
        .get("/api/admin/passports/none/qr.svg")
        .await
        .assert_status(400);
}

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

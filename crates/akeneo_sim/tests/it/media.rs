//! Media files.

use serde_json::Value;

use crate::helpers::session;

#[tokio::test]
async fn pictures_and_manuals_can_be_downloaded() {
    let session = session().await;
    let product = session.get("products/HP-001-BLK").await;
    for (attribute, kind, magic) in [
        ("main_image", "image/png", &b"\x89PNG"[..]),
        ("gallery_2", "image/png", b"\x89PNG"),
        ("manual", "application/pdf", b"%PDF"),
    ] {
        let value = &product["values"][attribute][0];
        let code = value["data"].as_str().unwrap();
        let described = session.get(&format!("media-files/{code}")).await;
        assert_eq!(
            (described["code"].as_str(), described["mime_type"].as_str()),
            (Some(code), Some(kind))
        );
        let href = value
            .pointer("/_links/download/href")
            .and_then(Value::as_str)
            .unwrap();
        assert_eq!(
            Some(href),
            described.pointer("/_links/download/href").and_then(Value::as_str)
        );
        let file = session.call(href).send().await.unwrap();
        assert_eq!(file.headers()["content-type"], kind);
        let bytes = file.bytes().await.unwrap();
        assert!(bytes.starts_with(magic));
        assert_eq!(described["size"], bytes.len());
    }
}

#[tokio::test]
async fn pictures_differ_by_colour() {
    let session = session().await;
    let mut pictures = Vec::new();
    for sku in ["HP-001-BLK", "HP-001-IVY"] {
        let product = session.get(&format!("products/{sku}")).await;
        let href = product
            .pointer("/values/main_image/0/_links/download/href")
            .and_then(Value::as_str)
            .unwrap();
        pictures.push(session.call(href).send().await.unwrap().bytes().await.unwrap());
    }
    assert_ne!(pictures[0], pictures[1]);
}

#[tokio::test]
async fn a_missing_file_is_404() {
    let session = session().await;
    assert_eq!(session.error("media-files/a/b/c").await.0, 404);
    assert_eq!(session.error("media-files/a/b/c/download").await.0, 404);
}

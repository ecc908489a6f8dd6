//! `/media/{sha256}.{ext}`

use crate::support::{TestApp, shop};
use domain::record::Document;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn a_picture_is_served_re_encoded_under_the_hash_of_its_bytes() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop
        .one_passport(&t, "headphones", &["main_image", "manual"])
        .await;
    let mut reader = t.visitor();
    let document: Document = reader
        .get_with(&passport.path, &[("accept", "application/json")])
        .await
        .json();
    let image = document.content.image.expect("the product has a picture");
    let reply = reader.get(&image.path()).await;
    reply.assert_status(200);
    assert_eq!(hex::encode(Sha256::digest(&reply.bytes)), image.sha256);
    assert_eq!(reply.header("content-type"), Some(image.mime.as_str()));
    assert_eq!(
        reply.header("cache-control"),
        Some("public, max-age=31536000, immutable")
    );
    assert_eq!(
        reply.header("content-security-policy"),
        Some("default-src 'none'; frame-ancestors 'none'; sandbox")
    );
    reader.get("/media/nonsense.png").await.assert_status(404);
    // What nobody may read is not said to be unchanged either.
    let unknown = format!("/media/{}.png", "0".repeat(64));
    reader
        .get_with(&unknown, &[("if-none-match", "*")])
        .await
        .assert_status(404);
    reader
        .get(&format!("/media/{}.png", "0".repeat(64)))
        .await
        .assert_status(404);
}

//! The same address as data.

use crate::support::{TestApp, shop};
use sha2::{Digest, Sha256};

#[tokio::test]
async fn the_same_address_answers_the_canonical_bytes_and_their_hash() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop
        .one_passport(&t, "ebike_battery", &["capacity", "materials", "description"])
        .await;
    let mut reader = t.visitor();
    let reply = reader
        .get_with(&passport.path, &[("accept", "application/json")])
        .await;
    reply.assert_status(200);
    let hash = hex::encode(Sha256::digest(&reply.bytes));
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert_eq!(
        reply.header("tessera-hash"),
        Some(format!("sha256:{hash}").as_str())
    );
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let document = formats::parse(&reply.bytes).unwrap();
    assert_eq!(
        formats::canonical(&document).unwrap(),
        reply.bytes,
        "the bytes are canonical"
    );
    assert_eq!(
        (document.version, document.identifier),
        (1, format!("http://localhost:3000{}", passport.path))
    );
    let suffix = reader.get(&format!("{}.json", passport.path)).await;
    assert_eq!(suffix.bytes, reply.bytes);
    reader.get(&passport.path).await.assert_has(&[&hash[..12]]);
    let etag = reply.header("etag").unwrap().to_owned();
    let again = reader
        .get_with(
            &passport.path,
            &[("accept", "application/json"), ("if-none-match", &etag)],
        )
        .await;
    assert_eq!(again.status, 304);
}

#[tokio::test]
async fn a_program_is_told_in_json_that_there_is_nothing() {
    let t = TestApp::start().await;
    let reply = t
        .visitor()
        .get_with("/p/0000000000000000", &[("accept", "application/json")])
        .await;
    reply.assert_status(404).assert_has(&["\"error\":\"not_found\""]);
}

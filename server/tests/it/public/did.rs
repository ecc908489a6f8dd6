//! Who signs: the brand's `did:web` document, and what its key says of a version.

use crate::support::{TestApp, shop};
use serde_json::Value;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn a_version_names_its_issuer_whose_document_holds_the_key() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "ebike_battery", &["capacity"]).await;
    let mut reader = t.visitor();
    let bytes = reader.get(&format!("{}.json", passport.path)).await.bytes;
    let document = formats::parse(&bytes).unwrap();
    let issuer = document.issuer.unwrap();
    assert_eq!(document.previous, None, "the first has none before it");
    let brand = issuer.strip_prefix("did:web:localhost%3A3000:b:").unwrap();

    let reply = reader.get(&format!("/b/{brand}/did.json")).await;
    reply.assert_status(200);
    assert_eq!(reply.header("content-type"), Some("application/did+ld+json"));
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("set-cookie"), None);
    let did: Value = serde_json::from_slice(&reply.bytes).unwrap();
    assert_eq!(did["id"], issuer);

    let sql = "SELECT v.signature, v.key_id::text, v.hash FROM versions v";
    let row = t.db.superuser().await.query_one(sql, &[]).await.unwrap();
    let (signature, key, hash): (Vec<u8>, String, Vec<u8>) = (row.get(0), row.get(1), row.get(2));
    assert_eq!(hash, Sha256::digest(&bytes).to_vec());
    let method = format!("{issuer}#{key}");
    let public = formats::did::key_of(&did, &method, &document.published_at).unwrap();
    let message = formats::signature::message(&hex::encode(&hash));
    assert!(server::crypto::is_signed(&public, &message, &signature));
}

#[tokio::test]
async fn a_brand_that_signed_nothing_has_no_document() {
    let t = TestApp::start().await;
    for path in [
        "/b/00000000-0000-7000-8000-000000000000/did.json",
        "/b/nobody/did.json",
    ] {
        t.visitor().get(path).await.assert_status(404);
    }
}

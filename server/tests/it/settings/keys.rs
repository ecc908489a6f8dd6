//! `/settings/keys`: replacing and revoking what the brand signs with.

use crate::support::{Shop, TestApp, shop};
use chrono::Duration;
use domain::{catalog::ProductRow, passport::PassportRow};
use formats::{
    did::{LookupError, key_of},
    signature,
};
use serde_json::{Value, json};

const PAGE: &str = "/settings/keys";

/// A published version as the database keeps it.
struct Stored {
    number: i32,
    document: Vec<u8>,
    hash: String,
    signature: Vec<u8>,
    key: String,
}

async fn stored(t: &TestApp) -> Vec<Stored> {
    let sql =
        "SELECT number, document, encode(hash, 'hex'), signature, key_id::text FROM versions ORDER BY number";
    let rows = t.db.superuser().await.query(sql, &[]).await.expect("versions");
    rows.into_iter()
        .map(|row| Stored {
            number: row.get(0),
            document: row.get(1),
            hash: row.get(2),
            signature: row.get(3),
            key: row.get(4),
        })
        .collect()
}

/// The brand's document as everybody reads it, and its DID.
async fn did(t: &TestApp, passport: &PassportRow) -> (String, Value) {
    let mut reader = t.visitor();
    let bytes = reader.get(&format!("{}.json", passport.path)).await.bytes;
    let did = formats::parse(&bytes)
        .expect("a document")
        .issuer
        .expect("an issuer");
    let brand = did.rsplit(':').next().expect("a brand");
    let reply = reader.get(&format!("/b/{brand}/did.json")).await;
    reply.assert_status(200);
    (did, serde_json::from_slice(&reply.bytes).expect("JSON"))
}

/// Whether the brand's document vouches for what signed this version.
fn proven(did: &(String, Value), version: &Stored) -> Result<bool, LookupError> {
    let published = formats::parse(&version.document)
        .expect("a document")
        .published_at;
    let key = key_of(&did.1, &format!("{}#{}", did.0, version.key), &published)?;
    let message = signature::message(&version.hash);
    Ok(server::crypto::is_signed(&key, &message, &version.signature))
}

/// A published chair whose name changes in the PIM before each further version.
async fn chair(t: &TestApp) -> (Shop, domain::TemplateId, ProductRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let cmd = shop.design("desk_chair", &["name"]);
    let template = shop.template(&cmd).await;
    let product = shop.products("desk_chair").await.remove(0);
    shop.publish(t, template.id, std::slice::from_ref(&product.key))
        .await;
    (shop, template.id, product)
}

async fn publish_again(t: &TestApp, shop: &mut Shop, template: domain::TemplateId, product: &ProductRow) {
    t.advance(Duration::seconds(2));
    let connection = shop.connection;
    shop.sim.set_value(
        &product.identifier,
        "name",
        Some("en_US"),
        None,
        json!("Another name"),
    );
    shop.owner
        .call("connections/clear-cache", json!({ "id": connection }))
        .await;
    shop.publish(t, template, std::slice::from_ref(&product.key))
        .await;
}

#[tokio::test]
async fn a_replaced_key_stays_proven_and_the_new_one_signs_the_next_version() {
    let t = TestApp::start().await;
    let (mut shop, template, product) = chair(&t).await;
    shop.owner.get(PAGE).await.assert_has(&["Signs now"]);
    t.advance(Duration::seconds(2));
    let reply = shop.owner.post_form(PAGE, &[("what", "replace")]).await;
    assert_eq!(reply.header("location"), Some("/settings/keys?notice=replaced"));
    publish_again(&t, &mut shop, template, &product).await;

    let versions = stored(&t).await;
    let passport = shop.passports().await.remove(0);
    let did = did(&t, &passport).await;
    assert_eq!(versions.len(), 2);
    assert_ne!(versions[0].key, versions[1].key);
    for version in &versions {
        assert_eq!(proven(&did, version), Ok(true), "version {}", version.number);
    }
    let second = formats::parse(&versions[1].document).unwrap();
    assert_eq!(second.previous.as_deref(), Some(versions[0].hash.as_str()));
    shop.owner.get(PAGE).await.assert_has(&["Signs now", "Replaced"]);
}

#[tokio::test]
async fn nothing_of_a_revoked_key_counts() {
    let t = TestApp::start().await;
    let (mut shop, _, _) = chair(&t).await;
    let reply = shop.owner.post_form(PAGE, &[("what", "revoke")]).await;
    reply
        .assert_status(422)
        .assert_has(&["Say that you understand what this means."]);
    let sure = [("what", "revoke"), ("sure", "yes")];
    let reply = shop.owner.post_form(PAGE, &sure).await;
    assert_eq!(reply.header("location"), Some("/settings/keys?notice=revoked"));
    let passport = shop.passports().await.remove(0);
    let did = did(&t, &passport).await;
    assert!(proven(&did, &stored(&t).await[0]).is_err());
}

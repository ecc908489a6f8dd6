//! `/settings/keys`: replacing and revoking what the brand signs with.

use crate::{
    support::{Shop, TestApp, shop},
    units::{Case, post},
};
use chrono::Duration;
use domain::{catalog::ProductRow, passport::PassportRow};
use formats::{
    did::{LookupError, key_of},
    signature,
};
use serde_json::{Value, json};
use verify::{Beside, Outcome, Report, Verdict};

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

/// What the saved passport proves to whoever has nothing of ours.
async fn saved(t: &TestApp, path: &str) -> Report {
    let file = t.visitor().get(&format!("{path}.tessera.json")).await;
    file.assert_status(200);
    verify::verify(&file.bytes, &Beside::default()).expect("a saved passport")
}

async fn revoke(t: &TestApp, shop: &mut Shop) {
    t.advance(Duration::seconds(2));
    let sure = [("what", "revoke"), ("sure", "yes")];
    let reply = shop.owner.post_form(PAGE, &sure).await;
    assert_eq!(reply.header("location"), Some("/settings/keys?notice=revoked"));
    t.advance(Duration::seconds(2));
}

#[tokio::test]
async fn what_a_revoked_key_signed_is_signed_again_though_nothing_else_differs() {
    let t = TestApp::start().await;
    let (mut shop, template, product) = chair(&t).await;
    let passport = shop.passports().await.remove(0);
    let keys = std::slice::from_ref(&product.key);
    let job = shop.publish(&t, template, keys).await;
    assert_eq!(job.counts.unchanged, 1, "nothing differs");
    revoke(&t, &mut shop).await;
    assert_eq!(saved(&t, &passport.path).await.verdict, Verdict::Failed);

    let job = shop.publish(&t, template, keys).await;
    assert_eq!(job.counts.published, 1, "{:?}", job.report);
    let versions = stored(&t).await;
    assert_eq!(versions.len(), 2);
    assert_ne!(versions[0].key, versions[1].key);
    let did = did(&t, &passport).await;
    assert_eq!(proven(&did, &versions[1]), Ok(true));
    let report = saved(&t, &passport.path).await;
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    let told = report.findings.iter().any(|finding| {
        finding.outcome == Outcome::NotChecked
            && finding
                .words
                .starts_with("Version 1 was signed with a key that the issuer has revoked since")
    });
    assert!(told, "{report:#?}");
    let job = shop.publish(&t, template, keys).await;
    assert_eq!(job.counts.unchanged, 1, "once is enough");
}

#[tokio::test]
async fn batches_and_items_of_a_revoked_key_are_signed_again() {
    let mut case = Case::begin().await;
    let health = ("one.values.health", "98.5");
    let item = case.one("", "0001", &[health]).await;
    case.one("", "0002", &[health]).await;
    case.one("", "0003", &[("one.values.health", "77")]).await;
    let archived = "UPDATE passports SET status = 'archived' WHERE serial = '0003'";
    case.t.db.superuser().await.batch_execute(archived).await.unwrap();
    revoke(&case.t, &mut case.shop).await;
    case.shop
        .owner
        .get(PAGE)
        .await
        .assert_has(&["1 passport of a model and 3 passports of batches and items cannot be proven"]);
    // By creating it again, and on its own page.
    let form = [("how", "one"), ("one.serial", "0001"), health];
    let again = case.create(&form).await;
    again.assert_redirect(&format!("{}?made=1&unchanged=0&kept=0", case.path("/units")));
    let other = case.id_of("", "0002").await;
    let unit = format!("/passports/{other}/unit");
    post(&mut case.shop.owner, &unit, &[("values.health", "98.5")])
        .await
        .assert_redirect(&format!("{unit}?version=2"));
    // Or as numbers in a row: what was corrected meanwhile stays so.
    let range = [("how", "range"), ("range.from", "0001"), ("range.to", "0003")];
    let again = case.create(&range).await;
    again.assert_redirect(&format!("{}?made=1&unchanged=0&kept=2", case.path("/units")));
    for (serial, health) in [("0001", "98.5%"), ("0002", "98.5%"), ("0003", "77%")] {
        let path = format!("{}/21/{serial}", case.model.path);
        let report = saved(&case.t, &path).await;
        assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
        case.t.visitor().get(&path).await.assert_has(&[health]);
    }
    let left = case.shop.owner.get(PAGE).await;
    left.assert_has(&["1 passport of a model cannot be proven"]);
    let versions = format!("versions WHERE passport_id = '{item}'");
    assert_eq!(case.count(&versions).await, 2);
    let again = case.create(&form).await;
    again.assert_redirect(&format!("{}?made=0&unchanged=1&kept=0", case.path("/units")));
}

//! What a brand vouches for: the credential of UNTP, and the saved passport.

use crate::support::{Reply, TestApp, shop};
use formats::{credential, did::DidWeb, sha256_hex};
use serde_json::Value as Json;
use server::crypto::is_signed;

fn check(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    is_signed(key, message, signature)
}

/// The brand's document, found as anybody finds it: from its name.
async fn document_of(t: &TestApp, did: &str) -> Json {
    let url = did.parse::<DidWeb>().expect("what the story needs").url();
    let path = url
        .strip_prefix("https://localhost:3000")
        .expect("what the story needs");
    let reply: Reply = t.visitor().get(path).await;
    reply.assert_status(200);
    serde_json::from_slice(&reply.bytes).expect("what the story needs")
}

#[tokio::test]
async fn a_credential_is_signed_with_a_key_that_the_brand_s_document_vouches_for() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop
        .one_passport(
            &t,
            "ebike_battery",
            &["capacity", "description", "facilities", "country_of_origin"],
        )
        .await;
    let mut reader = t.visitor();
    let reply = reader
        .get_with(&passport.path, &[("accept", "application/vc+ld+json")])
        .await;
    assert_eq!(reply.header("content-type"), Some("application/vc"));
    let mut vc: Json = reply.json();
    let document = document_of(&t, credential::issuer(&vc).unwrap()).await;
    let verified = credential::verify(&vc, &document, check).unwrap();
    assert_eq!(verified.created.as_deref(), vc["validFrom"].as_str());
    let (address, hash) = credential::record(&vc).unwrap();
    let record = reader
        .get(address.strip_prefix("http://localhost:3000").unwrap())
        .await;
    assert_eq!(sha256_hex(&record.bytes), hex::encode(hash), "the very record");

    let again = reader.get(&format!("{}.vc.json", passport.path)).await;
    assert_eq!(again.bytes, reply.bytes, "made once");
    let german = reader.get(&format!("{}.vc.json?lang=de", passport.path)).await;
    let german: Json = german.json();
    assert_ne!(german["name"], vc["name"]);
    assert!(credential::verify(&german, &document, check).is_ok());
    vc["credentialSubject"]["name"] = "Something else".into();
    assert!(credential::verify(&vc, &document, check).is_err());
}

#[tokio::test]
async fn a_saved_passport_proves_its_versions_without_us() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop
        .one_passport(&t, "ebike_battery", &["name", "capacity"])
        .await;
    let product = shop.products("ebike_battery").await.remove(0);
    shop.sim.set_value(
        &product.identifier,
        "name",
        Some("en_US"),
        None,
        "Another name".into(),
    );
    shop.publish(&t, passport.template, &[product.key]).await;
    let reply = t.visitor().get(&format!("{}.tessera.json", passport.path)).await;
    let file: Json = reply.json();
    assert_eq!(
        (file["schema"].as_str(), file["status"].as_str()),
        (Some("tessera.proof/1"), Some("active"))
    );
    let versions = file["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2);
    let mut before = None;
    for (n, version) in (1..).zip(versions) {
        let text = version["document"].as_str().unwrap();
        let hash = sha256_hex(text.as_bytes());
        assert_eq!(version["sha256"], hash.as_str());
        let document = formats::parse(text.as_bytes()).unwrap();
        assert_eq!((document.version, document.previous), (n, before));
        let method = format!(
            "{}#{}",
            document.issuer.unwrap(),
            version["keyId"].as_str().unwrap()
        );
        let key = formats::did::key_of(&file["did"], &method, &document.published_at).unwrap();
        let signature = version["signature"].as_str().unwrap();
        let signature = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, signature);
        let signature: [u8; 64] = signature.unwrap().try_into().unwrap();
        assert!(formats::signature::verify(&hash, &key, &signature, check));
        before = Some(hash);
    }
}

#[tokio::test]
async fn nobody_vouches_for_a_live_page() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("headphones", &["name", "weight"]);
    cmd.design.live = true;
    let template = shop.template(&cmd).await;
    let product = shop.products("headphones").await.remove(0);
    shop.publish(&t, template.id, &[product.key]).await;
    let passport = shop.passports().await.remove(0);
    let mut reader = t.visitor();
    for (ending, status) in [
        (".vc.json", 404),
        (".tessera.json", 404),
        (".dpp.json", 200),
        (".linkset.json", 200),
    ] {
        let reply = reader.get(&format!("{}{ending}", passport.path)).await;
        reply.assert_status(status);
        let caching = if status == 200 {
            "must-revalidate"
        } else {
            "no-store"
        };
        assert!(
            reply.header("cache-control").unwrap().contains(caching),
            "{ending}"
        );
        assert!(!reply.header("link").unwrap_or_default().contains(".vc.json"));
    }
    let wished = reader
        .get_with(&passport.path, &[("accept", "application/vc")])
        .await;
    wished.assert_status(406);
}

//! The state of a passport in everything that programs read of it, and the way to its versions.

use super::{dpp_write::key, three};
use crate::support::{Client, TestApp, shop};
use axum::{body::Body, http::Method};
use domain::passport::PassportRow;
use formats::{credential, did::DidWeb};
use serde_json::{Value as Json, json};
use server::crypto::is_signed;

const BASE: &str = "http://localhost:3000";
const RECALL: [(&str, &str); 3] = [
    ("since", "2026-01-15"),
    ("text", "Stop using it."),
    ("link", "https://brand.example/recall"),
];

async fn read(reader: &mut Client, passport: &PassportRow, ending: &str) -> Json {
    let reply = reader.get(&format!("{}{ending}", passport.path)).await;
    reply.assert_status(200);
    serde_json::from_slice(&reply.bytes).expect("what the story needs")
}

/// What each representation says of the status and of the day of the recall.
async fn told(t: &TestApp, passport: &PassportRow) -> Vec<(Option<String>, Option<String>)> {
    let mut reader = t.visitor();
    let text = |value: &Json| value.as_str().map(str::to_owned);
    let compressed = read(&mut reader, passport, ".dpp.json").await;
    let full = read(&mut reader, passport, ".dpp-full.json").await;
    let element = full["elements"].as_array().expect("what the story needs").iter();
    let notice = element
        .filter(|element| element["elementId"] == "recallNotice")
        .map(|element| text(&element["elements"][0]["value"]))
        .next()
        .flatten();
    let product = read(&mut reader, passport, ".jsonld").await;
    let page = reader.get(&passport.path).await.text();
    let (_, rest) = page
        .split_once("<script type=\"application/ld+json\">")
        .expect("what the story needs");
    let in_page: Json = serde_json::from_str(rest.split("</script>").next().expect("what the story needs"))
        .expect("what the story needs");
    assert_eq!(in_page["subjectOf"], product["subjectOf"]);
    let vc = read(&mut reader, passport, ".vc.json").await;
    let facts = &vc["credentialSubject"]["characteristics"];
    let url = credential::issuer(&vc)
        .expect("what the story needs")
        .parse::<DidWeb>()
        .expect("what the story needs")
        .url();
    let did = reader
        .get(
            url.strip_prefix("https://localhost:3000")
                .expect("what the story needs"),
        )
        .await;
    let did: Json = serde_json::from_slice(&did.bytes).expect("what the story needs");
    assert!(credential::verify(&vc, &did, |key, text, signature| is_signed(key, text, signature)).is_ok());
    let saved = read(&mut reader, passport, ".tessera.json").await;
    let links = read(&mut reader, passport, ".linkset.json").await;
    let links = &links["linkset"][0];
    let recalled = text(&links["https://ref.gs1.org/voc/recallStatus"][0]["title"]);
    let recalled = recalled.and_then(|title| title.rsplit(' ').next().map(str::to_owned));
    let status = text(&links["status"][0]["href"]).expect("what the story needs");
    let status = reader
        .get_with(status.strip_prefix(BASE).expect("what the story needs"), &[])
        .await;
    assert_eq!(Some(status.json::<String>()), text(&links["status"][0]["title"]));
    vec![
        (
            text(&compressed["dppStatus"]),
            text(&compressed["recallNotice"]["since"]),
        ),
        (text(&full["dppStatus"]), notice),
        (
            text(&product["mainEntityOfPage"]["creativeWorkStatus"]),
            text(&product["subjectOf"]["datePosted"]),
        ),
        (text(&facts["dppStatus"]), text(&facts["recallNotice"]["since"])),
        (text(&saved["status"]), text(&saved["recall"]["since"])),
        (text(&links["status"][0]["title"]), recalled),
    ]
}

#[tokio::test]
async fn every_representation_follows_the_state() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let facts = ["capacity", "facilities", "country_of_origin"];
    let passport = shop.one_passport(&t, "ebike_battery", &facts).await;
    let key = key(&mut shop.owner, "status").await;
    let all =
        |status: &str, recall: Option<&str>| vec![(Some(status.to_owned()), recall.map(str::to_owned)); 6];
    assert_eq!(told(&t, &passport).await, all("active", None));
    let before = read(&mut t.visitor(), &passport, ".dpp.json").await;
    let record = read(&mut t.visitor(), &passport, ".json").await;

    t.advance(chrono::Duration::minutes(5));
    let path = format!("/passports/{}/recall", passport.id);
    shop.owner.post_form(&path, &RECALL).await.assert_status(303);
    assert_eq!(told(&t, &passport).await, all("active", Some("2026-01-15")));
    let recall = t
        .visitor()
        .get(&format!("{}?linkType=gs1:recallStatus", passport.path))
        .await;
    recall.assert_status(307);
    assert_eq!(recall.header("location"), Some("https://brand.example/recall"));

    for status in ["inactive", "invalid", "archived"] {
        t.advance(chrono::Duration::seconds(1));
        let mut program = t.visitor();
        program.site = None;
        let headers = [("authorization", key.as_str())];
        let body = Body::from(json!({ "dppStatus": status }).to_string());
        let path = format!("/api/dpp/v1/dpps/{}", passport.id);
        program
            .send(Method::PATCH, &path, &headers, body)
            .await
            .assert_status(200);
        assert_eq!(told(&t, &passport).await, all(status, Some("2026-01-15")));
    }
    let after = read(&mut t.visitor(), &passport, ".dpp.json").await;
    assert!(after["lastUpdated"].as_str() > before["lastUpdated"].as_str());
    assert_eq!(
        read(&mut t.visitor(), &passport, ".json").await,
        record,
        "no new version"
    );

    t.advance(chrono::Duration::seconds(1));
    let lift = [("what", "lift"), ("lift_reason", "All is well")];
    shop.owner.post_form(&path, &lift).await.assert_status(303);
    assert_eq!(told(&t, &passport).await, all("archived", None));
    let recall = t
        .visitor()
        .get(&format!("{}?linkType=gs1:recallStatus", passport.path))
        .await;
    recall.assert_status(404);
}

#[tokio::test]
async fn linksets_and_headers_lead_to_the_versions() {
    let t = TestApp::start().await;
    let (_, passport) = three(&t).await;
    let mut reader = t.visitor();
    let record = format!("{BASE}{}.json", passport.path);
    let links = read(&mut reader, &passport, ".linkset.json").await;
    let links = &links["linkset"][0];
    assert_eq!(links["version-history"][0]["href"], format!("{record}?history"));
    assert_eq!(
        links["predecessor-version"][0]["href"],
        format!("{record}?version=2")
    );
    assert_eq!(links.get("successor-version"), None);
    let history = links["version-history"][0]["href"].as_str().unwrap();
    let history: Json = reader.get(history.strip_prefix(BASE).unwrap()).await.json();
    assert_eq!(history["versions"].as_array().map(Vec::len), Some(3));

    let second = reader.get(&format!("{}.dpp.json?version=2", passport.path)).await;
    let link = second.header("link").unwrap();
    for (relation, query) in [
        ("version-history", "?history"),
        ("predecessor-version", "?version=1"),
        ("successor-version", "?version=3"),
        ("latest-version", ""),
    ] {
        let wanted = format!("<{record}{query}>; rel=\"{relation}\"");
        assert!(link.contains(&wanted), "{wanted}: {link}");
    }
}

#[tokio::test]
async fn a_passport_that_does_not_say_where_it_was_made_has_no_credential_and_says_what_is_missing() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop
        .one_passport(&t, "ebike_battery", &["capacity", "country_of_origin"])
        .await;
    let mut reader = t.visitor();
    let reply = reader.get(&format!("{}.vc.json", passport.path)).await;
    reply.assert_status(404);
    let why: Json = serde_json::from_slice(&reply.bytes).unwrap();
    let why = why["message"].as_str().unwrap();
    assert!(
        why.contains("the facility that made the product") && !why.contains("country in which"),
        "{why}"
    );
    let json = reader.get(&format!("{}.dpp.json", passport.path)).await;
    assert!(!json.header("link").unwrap().contains(".vc.json"));
    let links = read(&mut reader, &passport, ".linkset.json").await;
    assert!(!links.to_string().contains(".vc.json"));
}

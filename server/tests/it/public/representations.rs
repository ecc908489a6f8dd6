//! One passport in all of its representations.

use crate::support::{TestApp, shop};
use axum::{body::Body, http::Method};
use domain::passport::PassportRow;
use serde_json::Value as Json;

const FACTS: [&str; 8] = [
    "description",
    "materials",
    "weight",
    "capacity",
    "main_image",
    "release_date",
    "country_of_origin",
    "facilities",
];

/// What is told apart by its ending and, but for the last, by its media type.
const OPEN: [(&str, &str); 8] = [
    (".json", "application/json"),
    (".dpp.json", "application/vnd.tessera.dpp+json"),
    (".dpp-full.json", "application/vnd.tessera.dpp-full+json"),
    (".jsonld", "application/ld+json"),
    (".linkset.json", "application/linkset+json"),
    (".vc.json", "application/vc"),
    (".tessera.json", "application/vnd.tessera.passport+json"),
    (".context.jsonld", "application/ld+json"),
];

async fn battery(t: &TestApp) -> PassportRow {
    let mut shop = shop(t, "ada@example.com").await;
    shop.one_passport(t, "ebike_battery", &FACTS).await
}

#[tokio::test]
async fn every_representation_has_its_ending_its_media_type_and_its_tag() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    for (ending, media_type) in OPEN {
        let by_ending = reader
            .get_with(&format!("{}{ending}", passport.path), &[("accept", "text/html")])
            .await;
        by_ending.assert_status(200);
        assert_eq!(by_ending.header("content-type"), Some(media_type));
        assert_eq!(by_ending.header("access-control-allow-origin"), Some("*"));
        assert!(by_ending.header("vary").unwrap().contains("accept"));
        let etag = by_ending.header("etag").unwrap().to_owned();
        let path = format!("{}{ending}", passport.path);
        let again = reader.get_with(&path, &[("if-none-match", &etag)]).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{ending}");
        let head = reader.send(Method::HEAD, &path, &[], Body::empty()).await;
        assert_eq!((head.status, head.bytes.len()), (200, 0), "{ending}");
        assert_eq!(head.header("etag"), Some(etag.as_str()));
        if ending != ".context.jsonld" {
            let by_header = reader.get_with(&passport.path, &[("accept", media_type)]).await;
            assert_eq!(by_header.bytes, by_ending.bytes, "{ending}");
            let links = by_header.header("link").unwrap();
            assert!(
                links.contains("rel=\"linkset\"") || by_header.headers.get_all("link").iter().count() > 1
            );
        }
    }
    let packed = reader
        .get_with(
            &format!("{}.dpp-full.json", passport.path),
            &[("accept-encoding", "br")],
        )
        .await;
    assert_eq!(packed.header("content-encoding"), Some("br"));
    assert!(packed.header("etag").unwrap().ends_with("-br\""));
    let refused = reader.get_with(&passport.path, &[("accept", "image/png")]).await;
    refused.assert_status(406);
    assert!(
        refused
            .header("link")
            .unwrap()
            .contains(".dpp.json>; rel=\"alternate\"")
    );
}

#[tokio::test]
async fn anybody_s_script_may_ask_and_read() {
    let t = TestApp::start().await;
    let mut reader = t.visitor();
    for path in [
        "/01/09520123456788",
        "/p/aaaaaaaaaaaaaaaa.json",
        "/414/9520123456788",
    ] {
        let reply = reader.send(Method::OPTIONS, path, &[], Body::empty()).await;
        assert_eq!((reply.status, reply.bytes.len()), (204, 0), "{path}");
        for name in ["allow", "access-control-allow-methods"] {
            assert_eq!(reply.header(name), Some("GET, HEAD, OPTIONS"), "{path}");
        }
    }
    let nothing = reader.get("/01/09520123456788").await;
    assert_eq!(nothing.header("access-control-allow-origin"), Some("*"));
}

#[tokio::test]
async fn an_item_may_be_called_like_an_ending() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    let item = format!("{}/21/A.7.dpp.json?x=1", passport.path);
    let reply = reader.get(&item).await;
    reply.assert_status(307);
    assert_eq!(
        reply.header("location"),
        Some(format!("{}.dpp.json?x=1", passport.path).as_str())
    );
}

/// The data without what is drawn anew in each run: identifiers, and what is computed from them.
fn told(mut value: Json) -> Json {
    const DRAWN: [&str; 5] = [
        "digestMultibase",
        "document",
        "proofValue",
        "publicKeyMultibase",
        "signature",
    ];
    match &mut value {
        Json::Object(members) => {
            let signed = members.contains_key("signature");
            for (name, member) in members.iter_mut() {
                *member = if DRAWN.contains(&name.as_str()) || (signed && name == "sha256") {
                    format!("{{{name}}}").into()
                } else {
                    told(member.take())
                };
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| *item = told(item.take())),
        Json::String(text) => *text = without_ids(text),
        _ => {}
    }
    value
}

fn without_ids(text: &str) -> String {
    let id = |part: &str| part.len() == 36 && part.bytes().filter(|b| *b == b'-').count() == 4;
    text.split_inclusive([':', '#', '/'])
        .map(|part| {
            if id(part.trim_end_matches([':', '#', '/'])) {
                part.replace(&part[..36], "{id}")
            } else {
                part.to_owned()
            }
        })
        .collect()
}

#[tokio::test]
async fn all_representations_of_one_passport_say_the_same() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    let mut all = String::new();
    for (ending, _) in OPEN {
        let reply = reader.get(&format!("{}{ending}", passport.path)).await;
        let told = serde_json::to_string_pretty(&told(reply.json())).unwrap();
        all.extend(["── ", ending, "\n", &told, "\n"]);
    }
    insta::assert_snapshot!(all);
}

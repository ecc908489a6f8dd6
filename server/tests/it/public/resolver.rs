//! What GS1 asks of a conformant resolver, criterion by criterion (GS1-Conformant Resolver 1.2; the words are shortened).

use crate::support::{Client, Reply, TestApp, shop};
use axum::{body::Body, http::Method};
use gs1::{Compression, DigitalLink, compress};
use serde_json::{Value as Json, json};

const BASE: &str = "http://localhost:3000";

/// How a criterion is shown: a request below the passport's path, and what its answer has to be.
struct Case {
    criterion: &'static str,
    path: &'static str,
    accept: &'static str,
    status: u16,
    /// A header with a part of its value; `{model}` stands for the passport's path.
    header: (&'static str, &'static str),
}

const fn case(
    criterion: &'static str,
    path: &'static str,
    accept: &'static str,
    status: u16,
    header: (&'static str, &'static str),
) -> Case {
    Case {
        criterion,
        path,
        accept,
        status,
        header,
    }
}

const HTML: &str = "text/html,*/*;q=0.8";
const ANY: &str = "*/*";
const LINKSET: &str = "application/linkset+json";

const CASES: [Case; 21] = [
    case(
        "SHALL support CORS",
        "",
        HTML,
        200,
        ("access-control-allow-methods", "OPTIONS"),
    ),
    case(
        "SHALL report errors of syntax with 400",
        "/21/1/10/2",
        HTML,
        400,
        ("access-control-allow-origin", "*"),
    ),
    case(
        "SHALL report errors of syntax with 400",
        "?99999=1",
        HTML,
        400,
        ("content-type", "text/html"),
    ),
    case(
        "SHALL report errors of syntax with 400",
        "/22/a%7Cb",
        "application/json",
        400,
        ("content-type", "json"),
    ),
    case(
        "SHALL answer linkType=linkset with RFC 9264",
        "?linkType=linkset",
        HTML,
        200,
        ("content-type", LINKSET),
    ),
    case(
        "SHALL answer linkType=linkset: its former name",
        "?linkType=all",
        ANY,
        200,
        ("content-type", LINKSET),
    ),
    case(
        "SHALL answer Accept: application/linkset+json",
        "",
        LINKSET,
        200,
        ("content-type", LINKSET),
    ),
    case(
        "SHALL include the links of each level up to the key",
        "/10/L/21/7?linkType=linkset",
        HTML,
        200,
        ("content-type", LINKSET),
    ),
    case(
        "SHALL redirect to the requested type of link",
        "?linkType=gs1:pip",
        ANY,
        307,
        ("location", "{model}"),
    ),
    case(
        "SHALL redirect to the requested type: by address",
        "?linkType=https://ref.gs1.org/voc/masterData",
        ANY,
        307,
        ("location", "{model}.jsonld"),
    ),
    case(
        "SHALL return 404 where there is no link of the type",
        "?linkType=gs1:epcis",
        HTML,
        404,
        ("content-type", "text/html"),
    ),
    case(
        "SHALL return 404 where there is no link of the type",
        "?linkType=gs1:epcis",
        "application/json",
        404,
        ("content-type", "json"),
    ),
    case(
        "SHALL return 404 where there is no such type",
        "?linkType=nonsense",
        ANY,
        404,
        ("access-control-allow-origin", "*"),
    ),
    case(
        "SHALL pass on the query when redirecting",
        "?linkType=gs1:pip&17=271231&utm=x",
        ANY,
        307,
        ("location", "{model}?17=271231&utm=x"),
    ),
    case(
        "SHALL pass on the query when walking up",
        "/21/7?17=271231&linkType=gs1:pip",
        ANY,
        307,
        ("location", "{model}?17=271231&linkType=gs1:pip"),
    ),
    case(
        "MAY use Accept to tell links apart",
        "?linkType=gs1:dpp",
        HTML,
        307,
        ("location", "{model}"),
    ),
    case(
        "MAY use Accept to tell links apart",
        "?linkType=gs1:dpp",
        "application/vnd.tessera.dpp+json",
        307,
        ("location", "{model}.dpp.json"),
    ),
    case(
        "300 where nothing tells several apart",
        "?linkType=gs1:dpp",
        ANY,
        300,
        ("content-type", LINKSET),
    ),
    case(
        "SHOULD point to the linkset, also when redirecting",
        "/21/7",
        HTML,
        307,
        ("link", "rel=\"linkset\""),
    ),
    case(
        "SHOULD point to the linkset",
        "",
        HTML,
        200,
        ("link", "?linkType=linkset>; rel=\"linkset\""),
    ),
    case(
        "SHOULD tolerate a slash at the end",
        "/",
        HTML,
        200,
        ("content-type", "text/html"),
    ),
];

#[tokio::test]
async fn every_criterion_of_a_conformant_resolver_is_met() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["description"]).await;
    let mut wrong = Vec::new();
    for case in CASES {
        let path = format!("{}{}", passport.path, case.path);
        for method in [Method::GET, Method::HEAD] {
            let reply = t
                .visitor()
                .send(method.clone(), &path, &[("accept", case.accept)], Body::empty())
                .await;
            let (name, part) = case.header;
            let part = part.replace("{model}", &passport.path);
            let header = reply.header(name).unwrap_or_default();
            let fits = header.contains(&part) && (name != "location" || header.ends_with(&part));
            if reply.status != case.status || !fits {
                let found = format!("{} {name}: {header}", reply.status);
                wrong.push(format!("{}: {method} {}: {found}", case.criterion, case.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

async fn linkset(reader: &mut Client, path: &str) -> (Reply, Json) {
    let reply = reader.get_with(path, &[("accept", LINKSET)]).await;
    let json = reply.json();
    (reply, json)
}

/// RFC 9264, 4.2, and what GS1 adds to it.
fn assert_linkset(document: &Json) {
    let contexts = document["linkset"].as_array().expect("`linkset` is an array");
    assert_eq!(
        document.as_object().expect("what the story needs").len(),
        1,
        "and the only member"
    );
    for context in contexts {
        let members = context.as_object().expect("link context objects");
        assert!(
            members["anchor"]
                .as_str()
                .expect("what the story needs")
                .starts_with(BASE)
        );
        for (relation, targets) in members {
            if matches!(relation.as_str(), "anchor" | "itemDescription") {
                continue;
            }
            for target in targets.as_array().expect("an array of link target objects") {
                let target = target.as_object().expect("what the story needs");
                assert!(
                    target["href"]
                        .as_str()
                        .expect("what the story needs")
                        .starts_with(BASE)
                );
                assert!(
                    !target["title"].as_str().expect("what the story needs").is_empty(),
                    "every link has a title"
                );
                let known = |name: &String| matches!(name.as_str(), "href" | "title" | "type" | "hreflang");
                assert!(target.keys().all(known));
                assert!(
                    target.get("hreflang").is_none_or(Json::is_array),
                    "an array in JSON"
                );
                if let Some(kind) = target.get("type") {
                    let iana = [
                        "text/html",
                        "application/json",
                        "application/ld+json",
                        "application/vc",
                    ];
                    assert!(
                        iana.contains(&kind.as_str().expect("what the story needs")),
                        "{kind}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn the_linkset_has_one_plain_default_and_every_link_leads_somewhere() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["description"]).await;
    let mut reader = t.visitor();
    let (reply, document) = linkset(&mut reader, &passport.path).await;
    assert_linkset(&document);
    let context = &document["linkset"][0];
    let address = format!("{BASE}{}", passport.path);
    assert_eq!(context["anchor"], address.as_str());
    let default = context["https://ref.gs1.org/voc/defaultLink"].as_array().unwrap();
    assert_eq!(default.len(), 1);
    assert_eq!(default[0].as_object().unwrap().len(), 2, "no optional attributes");
    let pip = &context["https://ref.gs1.org/voc/pip"][0];
    assert_eq!(
        pip["href"], default[0]["href"],
        "described by another type as well"
    );
    assert_eq!(pip["hreflang"], json!(["en-US", "de-DE"]));
    let has_context = reply.headers.get_all("link").iter().any(|v| {
        v.to_str()
            .unwrap()
            .contains("rel=\"http://www.w3.org/ns/json-ld#context\"")
    });
    assert!(has_context, "the context that makes it linked data");
    for (relation, targets) in context.as_object().unwrap() {
        for target in targets.as_array().into_iter().flatten() {
            let href = target["href"].as_str().unwrap();
            let answer = reader.get(href.strip_prefix(BASE).unwrap()).await;
            answer.assert_status(200);
            let kind = answer.header("content-type").unwrap();
            let told = target["type"].as_str().unwrap_or_default();
            assert!(kind.starts_with(told), "{relation} {href}: {kind}");
        }
    }
}

#[tokio::test]
async fn a_compressed_link_is_answered_with_its_uncompressed_form() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["description"]).await;
    let mut reader = t.visitor();
    let model = DigitalLink::parse(&format!("{BASE}{}", passport.path)).unwrap();
    let item = DigitalLink::parse(&format!("{BASE}{}/21/A7", passport.path)).unwrap();
    for (link, key_in_clear, status) in [(&model, false, 200), (&item, false, 307), (&item, true, 307)] {
        let how = Compression {
            key_in_clear,
            ..Compression::default()
        };
        let short = compress(link, how).unwrap();
        let path = short.strip_prefix(BASE).unwrap();
        let reply = reader.get(path).await;
        reply.assert_status(status);
        if status == 200 {
            let links = reply.header("link").unwrap();
            assert!(
                links.contains(&format!("<{link}>; rel=\"owl:sameAs\"")),
                "{links}"
            );
        } else {
            assert_eq!(reply.header("location"), Some(passport.path.as_str()));
        }
        let (reply, document) = linkset(&mut reader, path).await;
        assert_eq!(document["linkset"][0]["anchor"], model.to_string());
        let links: Vec<_> = reply.headers.get_all("link").iter().collect();
        let same = format!("<{link}>; rel=\"owl:sameAs\"");
        assert!(
            links.iter().any(|v| v.to_str().unwrap().contains(&same)),
            "{links:?}"
        );
    }
}

#[tokio::test]
async fn the_description_names_what_the_resolver_can() {
    let t = TestApp::start().await;
    let reply = t.visitor().get("/.well-known/gs1resolver").await;
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let description: Json = reply.json();
    assert_eq!(description["resolverRoot"], BASE);
    assert_eq!(description["supportedPrimaryKeys"], json!(["01"]));
    assert_eq!(description["supportedLinkType"][0]["prefix"], "gs1:");
    assert!(description["jsonLdContextLocation"].is_string());
}

#[tokio::test]
async fn links_of_other_keys_are_missing_where_they_are_right_and_refused_where_they_are_not() {
    let t = TestApp::start().await;
    let mut reader = t.visitor();
    for (path, status) in [
        ("/414/9520123456788", 404),
        ("/414/9520123456788/254/1a", 404),
        ("/414/9520123456789", 400),
        ("/417/9520123456788", 404),
        ("/417/952", 400),
        ("/8006/095201234567880102", 404),
        ("/8006/095201234567880102/10/L/21/1", 404),
        ("/8006/095201234567890102", 400),
        ("/8013/1987654Ad4X4bL5ttr2310c2K", 404),
        ("/8013/1987654Ad4X4bL5ttr2310c2L", 400),
        ("/00/095201234567891235", 404),
        ("/gtin/09520123456788", 404),
        ("/21/A", 404),
        ("/DBHKVAdpQgqrCgWCRsnJ", 404),
    ] {
        let reply = reader.get(path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.text());
    }
    let post = reader
        .send(Method::POST, "/414/9520123456788", &[], Body::empty())
        .await;
    assert_eq!(post.status, 404);
}

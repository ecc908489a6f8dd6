//! `/api/dpp/v1`: the methods of EN 18222, and the document that describes them.

use crate::support::{Client, Reply, TestApp, shop};
use axum::{body::Body, http::Method};
use domain::passport::PassportRow;
use serde_json::{Value as Json, json};

const API: &str = "/api/dpp/v1";
const BASE: &str = "http://localhost:3000";

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

async fn battery(t: &TestApp) -> PassportRow {
    let mut shop = shop(t, "ada@example.com").await;
    shop.one_passport(t, "ebike_battery", &["capacity", "materials", "description"])
        .await
}

async fn post(reader: &mut Client, query: &str, body: Json) -> Reply {
    let path = format!("{API}/dppsByProductIds{query}");
    let headers = [("content-type", "application/json")];
    reader
        .send(Method::POST, &path, &headers, Body::from(body.to_string()))
        .await
}

/// The standard's object for errors, with a text for whoever reads it.
#[track_caller]
fn assert_problem(reply: &Reply, status: u16, code: &str) {
    reply.assert_status(status);
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    let result: Json = serde_json::from_slice(&reply.bytes).expect("a result");
    assert_eq!(result["statusCode"], code);
    let message = &result["message"][0];
    assert_eq!(
        (message["messageType"].as_str(), message["code"].as_str()),
        (Some("Error"), Some(code))
    );
    assert!(!message["text"].as_str().expect("what the story needs").is_empty());
    assert_eq!(message["correlationId"].as_str(), reply.header("x-request-id"));
    assert!(
        message["timestamp"]
            .as_str()
            .expect("what the story needs")
            .ends_with('Z')
    );
}

#[tokio::test]
async fn a_passport_is_read_by_its_identifier_its_address_and_its_product() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    let address = format!("{BASE}{}", passport.path);
    let gtin = passport.path.strip_prefix("/01/").unwrap();
    let urn = format!("urn:uuid:{}", passport.id);
    let canonical = format!("https://id.gs1.org{}", passport.path);
    let expected = reader.get(&format!("{}.dpp.json", passport.path)).await;
    for path in [
        format!("{API}/dpps/{}", encoded(&urn)),
        format!("{API}/dpps/{}", passport.id),
        format!("{API}/dpps/{}", encoded(&address)),
        format!("{API}/dppsByProductId/{}", encoded(&address)),
        format!("{API}/dppsByProductId/{}", encoded(&canonical)),
        format!("{API}/dppsByProductId/{gtin}?representation=compressed"),
    ] {
        let reply = reader.get_with(&path, &[]).await;
        assert_eq!((reply.status, &reply.bytes), (200, &expected.bytes), "{path}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
        assert!(reply.header("etag").is_some() && reply.header("link").is_some());
    }
    let body: Json = expected.json();
    assert_eq!(body["digitalProductPassportId"], urn.as_str());
    let full = format!("{API}/dpps/{}?representation=full", passport.id);
    let full: Json = reader.get_with(&full, &[]).await.json();
    assert_eq!(full["elements"][0]["elementId"], "name");
    let linked = format!("{API}/dpps/{}", passport.id);
    let linked = reader
        .get_with(&linked, &[("accept", "application/ld+json")])
        .await;
    assert_eq!(linked.header("content-type"), Some("application/ld+json"));
}

#[tokio::test]
async fn an_element_is_read_by_its_path() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    let whole: Json = reader.get(&format!("{}.dpp.json", passport.path)).await.json();
    let at = |path: &str, flag: &str| format!("{API}/dpps/{}/elements/{}{flag}", passport.id, encoded(path));
    let one: Json = reader.get_with(&at("$.brand", ""), &[]).await.json();
    assert_eq!(one, whole["brand"]);
    let nested: Json = reader.get_with(&at("$['capacity'].value", ""), &[]).await.json();
    assert_eq!(nested, whole["capacity"]["value"]);
    let full = at("$.elements[?@.elementId=='brand']", "?representation=full");
    let full: Json = reader.get_with(&full, &[]).await.json();
    assert_eq!(full["objectType"], "SingleValuedDataElement");
    let none = reader.get_with(&at("$.nothing", ""), &[]).await;
    assert_problem(&none, 404, "ClientErrorResourceNotFound");
    for bad in ["brand", "$..*..*", "$["] {
        let reply = reader.get_with(&at(bad, ""), &[]).await;
        assert_problem(&reply, 400, "ClientErrorBadRequest");
    }
}

#[tokio::test]
async fn many_products_are_found_page_by_page() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    let known = format!("{BASE}{}", passport.path);
    let ids = json!([format!("urn:uuid:{}", passport.id)]);
    for body in [
        json!([known, "09520123456788", "nonsense"]),
        json!({ "productId": [known] }),
        json!({ "productIds": [known] }),
    ] {
        let reply = post(&mut reader, "", body).await;
        assert_eq!(reply.json::<Json>(), ids);
        assert_eq!(reply.header("link"), None);
    }
    let two = json!(["09520123456788", known]);
    let first = post(&mut reader, "?limit=1", two.clone()).await;
    assert_eq!(first.json::<Json>(), json!([]));
    let link = first.header("link").unwrap().to_owned();
    assert!(link.contains("rel=\"next\""), "{link}");
    let query = link.split(['?', '>']).nth(1).unwrap();
    let second = post(&mut reader, &format!("?{query}"), two).await;
    assert_eq!((second.json::<Json>(), second.header("link")), (ids, None));
    for (query, body) in [
        ("?limit=0", json!([known])),
        ("?limit=x", json!([known])),
        ("?cursor=", json!([known])),
        ("", json!([])),
        ("", json!({ "gtin": 1 })),
    ] {
        let reply = post(&mut reader, query, body).await;
        assert_problem(&reply, 400, "ClientErrorBadRequest");
    }
}

#[tokio::test]
async fn every_failure_is_told_in_the_standard_s_words() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    for path in [
        "/dpps/00000000-0000-7000-8000-000000000000",
        "/dpps/nonsense",
        "/dpps/https%3A%2F%2Felsewhere.example%2F01%2F09520123456788",
        "/dppsByProductId/09520123456788",
        "/dppsByProductId/http%3A%2F%2Flocalhost%3A3000%2Fadmin",
        "/nowhere",
    ] {
        let reply = reader.get_with(&format!("{API}{path}"), &[]).await;
        assert_problem(&reply, 404, "ClientErrorResourceNotFound");
    }
    let address = format!("{API}/dpps/{}", passport.id);
    let flag = reader.get_with(&format!("{address}?representation=x"), &[]).await;
    assert_problem(&flag, 400, "ClientErrorBadRequest");
    let broken = reader.get_with(&format!("{API}/dpps/%FF"), &[]).await;
    assert_problem(&broken, 400, "ClientErrorBadRequest");
    for method in [Method::PUT, Method::POST] {
        let reply = reader.send(method, &address, &[], Body::empty()).await;
        assert_problem(&reply, 405, "ClientMethodNotAllowed");
    }
    server::services::claims::judge(
        &t.app,
        (&passport.path, None),
        server::services::claims::Verdict::Suspend,
        "A dispute",
    )
    .await
    .unwrap();
    let gone = reader.get_with(&address, &[]).await;
    assert_problem(&gone, 410, "ClientErrorResourceNotFound");
    t.app.db.close();
    let later = reader.get_with(&address, &[]).await;
    assert_problem(&later, 503, "ServerInternalError");
}

/// Whether a body has what its schema demands; deep enough for ours.
fn assert_fits(document: &Json, schema: &Json, body: &Json) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = document
            .pointer(name.trim_start_matches('#'))
            .expect("every reference leads somewhere");
        return assert_fits(document, target, body);
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        assert!(
            body.get(name.as_str().expect("what the story needs")).is_some(),
            "{name} is missing in {body}"
        );
    }
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        if let Some(value) = body.get(name) {
            assert_fits(document, schema, value);
        }
    }
    for item in body.as_array().into_iter().flatten() {
        assert_fits(document, &schema["items"], item);
    }
    if let Some(allowed) = schema["enum"].as_array() {
        assert!(allowed.contains(body), "{body} is none of {allowed:?}");
    }
    let kind = match schema["type"].as_str() {
        Some("object") => body.is_object(),
        Some("array") => body.is_array(),
        Some("string") => body.is_string(),
        Some("integer") => body.is_u64(),
        _ => true,
    };
    assert!(kind, "{body} is not {schema}");
}

#[tokio::test]
async fn the_document_describes_every_route_and_what_it_answers() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    let document: Json = reader.get("/api/openapi.json").await.json();
    let mut described = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            described.push((method.to_uppercase(), path.clone()));
            for part in ["parameters", "responses"] {
                let text = operation[part].to_string();
                for name in text
                    .split("\"#/")
                    .skip(1)
                    .map(|rest| rest.split('"').next().unwrap())
                {
                    assert!(document.pointer(&format!("/{name}")).is_some(), "{path}: {name}");
                }
            }
        }
    }
    described.sort();
    assert_eq!(described, crate::security::routes_for_programs());
    let components = &document["components"]["schemas"];
    for (ending, schema) in [
        (".json", "Record"),
        (".dpp.json", "CompressedPassport"),
        (".dpp-full.json", "Passport"),
        (".linkset.json", "Linkset"),
    ] {
        let body: Json = reader.get(&format!("{}{ending}", passport.path)).await.json();
        assert_fits(&document, &components[schema], &body);
    }
    let problem = reader.get_with(&format!("{API}/nowhere"), &[]).await;
    let problem: Json = serde_json::from_slice(&problem.bytes).unwrap();
    assert_fits(&document, &components["Result"], &problem);
}

#[tokio::test]
async fn a_passport_is_read_as_it_was_at_a_date() {
    let t = TestApp::start().await;
    let passport = battery(&t).await;
    let mut reader = t.visitor();
    let today = t.app.clock.now().format("%Y-%m-%d").to_string();
    let asked = |date: &str| format!("{API}/dppsByIdAndDate/{}?date={date}", passport.id);
    let then: Json = reader.get_with(&asked(&today), &[]).await.json();
    let urn = format!("urn:uuid:{}", passport.id);
    assert_eq!(then["digitalProductPassportId"], urn.as_str());
    reader
        .get_with(&asked("2001-01-01"), &[])
        .await
        .assert_status(404);
    reader.get_with(&asked("yesterday"), &[]).await.assert_status(400);
    let without = format!("{API}/dppsByIdAndDate/{}", passport.id);
    reader.get_with(&without, &[]).await.assert_status(400);
}

//! `/registry` as somebody with a browser uses it.

use crate::support::{Client, Reply, Shop, TestApp, shop};
use axum::{body::Body, http::Method};
use chrono::Duration;
use domain::passport::PassportRow;

const PUBLIC: (&str, &str) = ("TESSERA_BASE_URL", "https://id.nordlicht.eu");

/// A brand with jackets published under a public address.
async fn published(t: &TestApp, count: usize) -> (Shop, Vec<PassportRow>) {
    let mut shop = shop(t, "ada@example.com").await;
    let cmd = shop.design("desk_chair", &["name", "weight"]);
    let template = shop.template(&cmd).await;
    let keys: Vec<_> = shop
        .products("desk_chair")
        .await
        .into_iter()
        .take(count)
        .map(|p| p.key)
        .collect();
    shop.publish(t, template.id, &keys).await;
    let mut rows = shop.passports().await;
    rows.sort_by_key(|row| row.id);
    (shop, rows)
}

async fn start() -> TestApp {
    TestApp::start_with(&[PUBLIC]).await
}

/// The parts of a form with a document, as browsers send them.
async fn upload(client: &mut Client, path: &str, fields: &[(&str, &str)], file: Option<&[u8]>) -> Reply {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    if let Some(bytes) = file {
        let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../pr\u{f6}of.pdf\"\r\nContent-Type: text/html\r\n\r\n";
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--x--\r\n");
    let headers = [
        ("content-type", "multipart/form-data; boundary=x"),
        ("accept", "text/html"),
    ];
    client.send(Method::POST, path, &headers, Body::from(body)).await
}

#[tokio::test]
async fn ticked_passports_become_a_file_and_are_marked_as_exported() {
    let t = start().await;
    let (mut shop, rows) = published(&t, 3).await;
    let html = shop.owner.get("/registry").await.text();
    assert!(
        html.contains("Not registered") && html.contains("Export all 3 that match"),
        "{html}"
    );
    assert!(!html.contains("<script"));
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let form = [
        ("what", "chosen"),
        ("format", "json"),
        ("passport", &ids[0]),
        ("passport", &ids[1]),
    ];
    let reply = shop.owner.post_form("/registry/files", &form).await;
    reply.assert_status(200);
    let name = reply
        .header("content-disposition")
        .expect("a download")
        .to_owned();
    assert!(
        name.starts_with("attachment; filename=\"tessera-registry-2026-09-"),
        "{name}"
    );
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let file: serde_json::Value = reply.json();
    let passports = file["passports"].as_array().expect("a list");
    assert_eq!(passports.len(), 2);
    for passport in passports {
        let identifier = passport["uniqueProductIdentifier"].as_str().expect("an address");
        assert!(identifier.starts_with("https://id.nordlicht.eu/"), "{identifier}");
        assert_eq!(passport["granularity"], "model");
        // The hash is the one of the very bytes that the address answers with.
        let path = identifier
            .strip_prefix("https://id.nordlicht.eu")
            .expect("a path");
        let document = t.visitor().get(&format!("{path}.json")).await;
        let hash = format!("sha256:{}", passport["versionSha256"].as_str().expect("a hash"));
        assert_eq!(document.header("tessera-hash"), Some(hash.as_str()));
    }
    let html = shop.owner.get("/registry?state=exported").await.text();
    assert!(
        html.contains("Version 1 exported on") && html.contains("Export all 2 that match"),
        "{html}"
    );
    let log = shop.owner.get("/audit").await.text();
    assert!(
        log.contains("made a file of 2 passports for the EU registry"),
        "{log}"
    );
}

#[tokio::test]
async fn all_that_match_are_offered_as_files_and_xml_is_one_of_the_formats() {
    let t = start().await;
    let (mut shop, rows) = published(&t, 3).await;
    let form = [("what", "all"), ("format", "xml"), ("search", "")];
    let html = shop.owner.post_form("/registry/files", &form).await.text();
    assert!(
        html.contains("Download file 1 of 1") && html.contains("3 passports"),
        "{html}"
    );
    let ids: Vec<String> = rows.iter().map(|row| row.id.to_string()).collect();
    let mut form = vec![("what", "chosen"), ("format", "xml")];
    form.extend(ids.iter().map(|id| ("passport", id.as_str())));
    let reply = shop.owner.post_form("/registry/files", &form).await;
    assert_eq!(reply.header("content-type"), Some("application/xml"));
    assert_eq!(reply.text().matches("<passport>").count(), 3);
    let none = shop
        .owner
        .post_form("/registry/files", &[("what", "chosen")])
        .await;
    none.assert_status(409);
    let many: Vec<(&str, String)> = (0..101)
        .map(|n| ("passport", format!("00000000-0000-7000-8000-{n:012}")))
        .collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, id)| (*name, id.as_str())).collect();
    let reply = shop.owner.post_form("/registry/files", &many).await;
    reply.assert_status(409);
    assert!(reply.text().contains("100 passports in one file at most"));
}

#[tokio::test]
async fn what_the_registry_would_refuse_is_in_no_file() {
    let t = TestApp::start().await;
    let (mut shop, rows) = published(&t, 1).await;
    let id = rows[0].id.to_string();
    let html = shop.owner.get(&format!("/registry/{id}")).await.text();
    for part in [
        "begins with http://",
        "is not a domain that the registry can reach",
        "names the port 3000",
        "User Guide for Economic Operators",
        "There is no commodity code",
        "Article 8(7)(d)",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let list = shop.owner.get("/registry").await.text();
    assert!(
        !list.contains("type=\"checkbox\"") && list.contains("3 to correct"),
        "{list}"
    );
    let reply = shop
        .owner
        .post_form("/registry/files", &[("passport", &id)])
        .await;
    reply.assert_status(409);
    assert!(reply.text().contains("The registry would refuse"));
    let html = shop
        .owner
        .post_form("/registry/files", &[("what", "all")])
        .await
        .text();
    assert!(
        html.contains("1 passport is left out") && html.contains("No file to make"),
        "{html}"
    );
    assert!(
        shop.owner
            .get("/registry?state=exported")
            .await
            .text()
            .contains("No passport matches")
    );
}

#[tokio::test]
async fn a_proof_is_stored_compared_downloaded_and_removed() {
    let t = start().await;
    let (mut shop, rows) = published(&t, 1).await;
    let path = format!("/registry/{}", rows[0].id);
    let json = t.visitor().get(&format!("{}.json", rows[0].path)).await;
    let hash = json
        .header("tessera-hash")
        .expect("a hash")
        .replace("sha256:", "");
    let wrong = upload(
        &mut shop.owner,
        &path,
        &[("registration", "EU-1"), ("hash", "x")],
        None,
    )
    .await;
    wrong.assert_status(422);
    let html = wrong.text();
    assert!(
        html.contains("id=\"hash-error\"") && html.contains("id=\"file-error\""),
        "{html}"
    );
    assert!(html.contains("value=\"EU-1\""), "what was typed is kept");
    let fields = [
        ("registration", "EU-1"),
        ("issued", "2026-09-20"),
        ("hash", hash.as_str()),
    ];
    let document: &[u8] = b"%PDF-1.7 <script>alert(1)</script>\0\xff";
    let reply = upload(&mut shop.owner, &path, &fields, Some(document)).await;
    reply.assert_redirect(&format!("{path}?notice=stored"));
    let html = shop.owner.get(&path).await.text();
    for part in [
        "same hash",
        "Registered until 19 Dec 2026",
        "pr\u{f6}of.pdf",
        "ada@example.com",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let link = html
        .split('"')
        .find(|part| part.starts_with(&format!("{path}/proofs/")) && !part.ends_with("/remove"))
        .expect("a link to the document")
        .to_owned();
    let file = shop.owner.get(&link).await;
    assert_eq!(file.bytes, document);
    assert_eq!(file.header("content-type"), Some("application/octet-stream"));
    let name = file.header("content-disposition").expect("a name");
    assert_eq!(
        name,
        "attachment; filename=\"proof\"; filename*=UTF-8''pr%C3%B6of.pdf"
    );
    // A hash of which nobody knows what it is over is kept, and told.
    let fields = [
        ("registration", "EU-2"),
        ("issued", "2026-09-21"),
        ("hash", &"ab".repeat(32)),
    ];
    upload(&mut shop.owner, &path, &fields, Some(b"x"))
        .await
        .assert_status(303);
    let html = shop.owner.get(&path).await.text();
    assert!(html.contains("no version of yours has this hash"), "{html}");
    let mut eve = t.owner("eve@example.com", "Evil").await;
    eve.get(&link).await.assert_status(404);
    eve.post_form(&format!("{link}/remove"), &[])
        .await
        .assert_status(404);
    t.set_role("ada@example.com", "viewer").await;
    shop.owner.get(&link).await.assert_status(200);
    shop.owner
        .post_form(&format!("{link}/remove"), &[])
        .await
        .assert_status(403);
    upload(&mut shop.owner, &path, &fields, Some(b"x"))
        .await
        .assert_status(403);
    t.set_role("ada@example.com", "editor").await;
    let removed = shop.owner.post_form(&format!("{link}/remove"), &[]).await;
    removed.assert_redirect(&format!("{path}?notice=removed"));
    shop.owner.get(&link).await.assert_status(404);
    t.set_role("ada@example.com", "admin").await;
    let log = shop.owner.get("/audit").await.text();
    assert!(
        log.contains("stored a proof of registration: EU-2")
            && log.contains("removed a proof of registration: EU-1")
    );
}

#[tokio::test]
async fn a_new_version_and_the_end_of_a_proof_are_told_once_each() {
    let t = start().await;
    let (mut shop, rows) = published(&t, 1).await;
    let path = format!("/registry/{}", rows[0].id);
    let fields = [("registration", "EU-1"), ("issued", "2026-09-21")];
    upload(&mut shop.owner, &path, &fields, Some(b"x"))
        .await
        .assert_status(303);
    shop.sim.set_value(
        &rows[0].product_identifier,
        "name",
        Some("en_US"),
        None,
        "Another chair".into(),
    );
    t.advance(Duration::minutes(61));
    let mut shop = again(&t, shop).await;
    let view = shop
        .owner
        .call("passports/get", serde_json::json!({ "id": rows[0].id }))
        .await
        .json::<domain::passport::PassportView>();
    shop.publish(&t, rows[0].template, &[view.product]).await;
    let html = shop.owner.get("/registry?changed=yes").await.text();
    assert!(html.contains("Version changed since"), "{html}");
    let told = async || {
        while server::services::registry::warn(&t.app)
            .await
            .expect("the proofs are looked at")
        {}
        let mails = t.mails_to("ada@example.com").await;
        mails
            .iter()
            .filter(|subject| *subject == "Proofs of registration end")
            .count()
    };
    assert_eq!(told().await, 0);
    // It was generated on 21 September, so it ends on 20 December.
    t.advance(Duration::days(76));
    assert_eq!(told().await, 1);
    assert_eq!(told().await, 1, "once for each threshold");
    let mut shop = again(&t, shop).await;
    let overview = shop
        .owner
        .call("account/overview", serde_json::json!({}))
        .await
        .text();
    assert!(overview.contains("\"proofs_ending\":1"), "{overview}");
    assert!(
        shop.owner
            .get("/registry?state=expiring")
            .await
            .text()
            .contains("Proof ends on 20 Dec 2026")
    );
    t.advance(Duration::days(12));
    assert_eq!(told().await, 2);
    t.advance(Duration::days(9));
    assert_eq!(told().await, 3, "also where a day was missed");
    assert_eq!(told().await, 3);
    let mut shop = again(&t, shop).await;
    assert!(
        shop.owner
            .get("/registry?state=expired")
            .await
            .text()
            .contains("Proof ended on")
    );
    // A new proof begins anew, and the old one is told of no more.
    let fields = [
        ("registration", "EU-2"),
        ("issued", "2026-12-25"),
        ("expires", "2027-01-04"),
    ];
    upload(&mut shop.owner, &path, &fields, Some(b"x"))
        .await
        .assert_status(303);
    assert_eq!(told().await, 4);
}

/// The same person, signed in again: sessions end sooner than proofs.
async fn again(t: &TestApp, mut shop: Shop) -> Shop {
    shop.owner = t.visitor();
    shop.owner
        .sign_in("ada@example.com", crate::support::PASSWORD)
        .await;
    shop
}

//! The headers of every answer, mistakes and refusals included.

use super::{
    inventory::{Access, Row, table},
    matrix::{send, start},
};
use crate::support::{Reply, TestApp};
use axum::{body::Body, http::Method};

/// What is wrong with the headers of an answer.
fn complaints(row: &Row, reply: &Reply) -> Vec<String> {
    let header = |name| reply.header(name).unwrap_or_default();
    let mut wrong = Vec::new();
    let mut want = |ok: bool, what: &str| {
        if !ok {
            wrong.push(format!("{} {} ({}): {what}", row.method, row.path, reply.status));
        }
    };
    want(
        header("strict-transport-security").contains("max-age=63072000; includeSubDomains"),
        "HSTS",
    );
    want(header("x-content-type-options") == "nosniff", "nosniff");
    let policy = header("content-security-policy");
    want(
        policy.contains("default-src 'none'") && policy.contains("base-uri 'none'"),
        "policy",
    );
    want(policy.contains("frame-ancestors"), "frame-ancestors");
    want(!policy.contains("'unsafe-inline'"), "inline script or style");
    want(
        matches!(
            header("referrer-policy"),
            "same-origin" | "no-referrer" | "strict-origin-when-cross-origin"
        ),
        "referrer-policy",
    );
    want(header("cross-origin-opener-policy") == "same-origin", "COOP");
    want(
        header("access-control-allow-origin").is_empty() || row.access == Access::Public,
        "CORS",
    );
    want(
        header("x-powered-by").is_empty() && header("server").is_empty(),
        "names the software",
    );
    let kind = header("content-type");
    if !reply.bytes.is_empty() {
        let is_text = kind.starts_with("text/") || kind.ends_with("xml");
        want(!kind.is_empty(), "content-type");
        want(!is_text || kind.contains("charset=utf-8"), "charset");
    }
    if row.access != Access::Public {
        want(header("cache-control").contains("no-store"), "no-store");
    }
    wrong
}

#[tokio::test]
async fn every_answer_has_its_headers() {
    let t = start().await;
    let ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut wrong = Vec::new();
    for row in table() {
        for mut client in [t.visitor(), ada.clone()] {
            wrong.extend(complaints(&row, &send(&mut client, &row).await));
            client.site = Some("cross-site");
            wrong.extend(complaints(&row, &send(&mut client, &row).await));
        }
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn methods_that_nobody_needs_are_refused() {
    let t = TestApp::start().await;
    for method in ["TRACE", "CONNECT", "TRACK", "DELETE", "PUT"] {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        for path in ["/", "/sign-in", "/healthz", "/p/aaaaaaaaaaaaaaaa"] {
            let reply = t.visitor().send(method.clone(), path, &[], Body::empty()).await;
            assert!(
                matches!(reply.status, 403..=405),
                "{method} {path}: {}",
                reply.status
            );
        }
    }
}

#[tokio::test]
async fn a_form_has_at_most_64_kilobytes() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let long = "x".repeat(70 * 1024);
    for path in ["/sign-in", "/sign-up", "/verify-email", "/account/confirm"] {
        ada.post_form(path, &[("password", &long)])
            .await
            .assert_status(413);
    }
}

#[tokio::test]
async fn security_txt_names_a_contact_and_ends_within_a_year() {
    let t = TestApp::start_with(&[("TESSERA_SECURITY_CONTACT", "security@example.com")]).await;
    let reply = t.visitor().get("/.well-known/security.txt").await;
    reply.assert_status(200).assert_has(&[
        "Contact: mailto:security@example.com\n",
        "Canonical: http://localhost:3000/.well-known/security.txt\n",
    ]);
    assert_eq!(reply.header("content-type"), Some("text/plain; charset=utf-8"));
    let text = reply.text();
    let expires = text
        .lines()
        .find_map(|line| line.strip_prefix("Expires: "))
        .unwrap();
    let expires: chrono::DateTime<chrono::Utc> = expires.parse().unwrap();
    let left = expires - t.app.clock.now();
    assert!(left > chrono::Duration::days(30) && left < chrono::Duration::days(365));
    let t = TestApp::start().await;
    t.visitor()
        .get("/.well-known/security.txt")
        .await
        .assert_status(404);
}

#[tokio::test]
async fn password_managers_find_the_form() {
    let t = TestApp::start().await;
    let reply = t.visitor().get("/.well-known/change-password").await;
    assert_eq!(
        (reply.status, reply.header("location")),
        (307, Some("/admin/settings"))
    );
}

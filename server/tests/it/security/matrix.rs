//! Every route for a stranger, for each role, for another brand and for another site.

use super::inventory::{Access, NIL, Row, table};
use crate::support::{Client, Reply, TestApp, shop};
use app::admin::AdminApp;
use axum::{body::Body, http::Method};
use domain::Role;
use leptos_axum::generate_route_list;
use serde_json::json;

/// How an answer is to be understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was dealt with: done, or refused for what was sent, not for who sent it.
    Dealt,
    /// To be signed in first.
    SignIn,
    /// Not for this role, or not from this site.
    Forbidden,
    /// A failure on our side.
    Failed,
}

fn outcome(reply: &Reply) -> Outcome {
    let location = reply.header("location").unwrap_or_default();
    match reply.status {
        401 => Outcome::SignIn,
        303 if location.starts_with("/sign-in?next=") => Outcome::SignIn,
        303 if location.starts_with("/sign-in/second-factor?next=") => Outcome::SignIn,
        403 => Outcome::Forbidden,
        // An unconfigured provider is "not available", which is said with 503.
        503 => Outcome::Dealt,
        500.. => Outcome::Failed,
        _ => Outcome::Dealt,
    }
}

fn expected(access: Access, role: Option<Role>) -> Outcome {
    match (access, role) {
        // Whoever is signed in already is led on from the page that asks for the second factor.
        (Access::Public, _) | (Access::Person | Access::HalfWay, Some(_)) => Outcome::Dealt,
        (Access::Signed, _) | (Access::Person | Access::HalfWay | Access::Least(_), None) => Outcome::SignIn,
        (Access::Least(least), Some(role)) if role >= least => Outcome::Dealt,
        (Access::Least(_), Some(_)) => Outcome::Forbidden,
    }
}

/// The fields of the forms that cannot do without.
fn form() -> String {
    let design = json!({ "name": "", "channel": "", "locales": [], "name_attribute": null, "description_attribute": null,
        "image_attribute": null, "gtin_attribute": null, "sections": [], "branding": { "accent": "", "logo_url": "" } });
    let nil = "00000000-0000-7000-8000-000000000000";
    let template = json!({ "id": null, "revision": 0, "connection": nil, "family": "", "design": design });
    url::form_urlencoded::Serializer::new(String::new())
        .append_pair("role", "viewer")
        .append_pair("template", &template.to_string())
        .finish()
}

pub(super) async fn send(client: &mut Client, row: &Row) -> Reply {
    let accept = ("accept", "text/html,*/*;q=0.8");
    if row.method == "GET" {
        return client.get_with(&row.path, &[accept]).await;
    }
    if let method @ ("OPTIONS" | "PATCH" | "DELETE") = row.method {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        return client.send(method, &row.path, &[], Body::empty()).await;
    }
    // Of the right shape, so that nothing is refused before it is asked who sends it.
    let (kind, body) = if row.method == "ANY" {
        ("application/json", "{}".to_owned())
    } else {
        ("application/x-www-form-urlencoded", form())
    };
    let headers = [("content-type", kind), accept];
    client
        .send(Method::POST, &row.path, &headers, Body::from(body))
        .await
}

/// What changes who one is comes last.
fn in_order() -> Vec<Row> {
    let mut rows = table();
    rows.sort_by_key(|row| match (row.spelt.as_str(), row.method) {
        ("Route::LeaveBrand", "POST") => 1,
        ("Route::SignOut", _) => 2,
        _ => 0,
    });
    rows
}

pub(super) async fn start() -> TestApp {
    TestApp::start_with(&[("TESSERA_AUTH_ATTEMPTS", "1000")]).await
}

async fn run(role: Option<Role>) {
    let t = start().await;
    let owner = t.owner("ada@example.com", "Nordlicht").await;
    let mut client = match role {
        None => t.visitor(),
        Some(role) => {
            t.set_role("ada@example.com", role.word()).await;
            owner
        }
    };
    let mut wrong = Vec::new();
    for row in in_order() {
        let reply = send(&mut client, &row).await;
        let (found, wanted) = (outcome(&reply), expected(row.access, role));
        if found != wanted {
            wrong.push(format!(
                "{} {}: {found:?} ({}), not {wanted:?}",
                row.method, row.path, reply.status
            ));
        }
    }
    assert!(wrong.is_empty(), "as {role:?}:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_stranger_reaches_public_routes_alone() {
    run(None).await;
}

#[tokio::test]
async fn a_viewer_reaches_what_the_table_says() {
    run(Some(Role::Viewer)).await;
}

#[tokio::test]
async fn an_editor_reaches_what_the_table_says() {
    run(Some(Role::Editor)).await;
}

#[tokio::test]
async fn an_admin_reaches_what_the_table_says() {
    run(Some(Role::Admin)).await;
}

#[tokio::test]
async fn an_owner_reaches_everything() {
    run(Some(Role::Owner)).await;
}

#[tokio::test]
async fn half_a_sign_in_reaches_the_second_factor_and_nothing_else() {
    let t = start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let sql = "UPDATE sessions SET stage = 'second_factor'";
    let rows = t.db.superuser().await.execute(sql, &[]).await;
    assert_eq!(rows.expect("the session is half-way"), 1);
    let mut wrong = Vec::new();
    for row in in_order() {
        let found = outcome(&send(&mut ada, &row).await);
        let wanted = match row.access {
            Access::Public | Access::HalfWay => Outcome::Dealt,
            Access::Person | Access::Least(_) | Access::Signed => Outcome::SignIn,
        };
        if found != wanted {
            wrong.push(format!("{} {}: {found:?}, not {wanted:?}", row.method, row.path));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn another_site_can_post_nothing_in_somebodys_name() {
    let t = start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.site = Some("cross-site");
    let mut wrong = Vec::new();
    for row in in_order() {
        if !matches!(row.method, "GET" | "OPTIONS") {
            let reply = send(&mut ada, &row).await;
            // A signature counts whoever sends it, and who has none is refused before anything else.
            let wanted = match row.access {
                Access::Signed => 401,
                // Who reads there is nobody: no cookie is looked at.
                Access::Public if row.spelt.starts_with("/api/dpp/") => 400,
                _ => 403,
            };
            if reply.status != wanted {
                wrong.push(format!("{} {}: {}", row.method, row.path, reply.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_belongs_to_another_brand_is_not_found() {
    let t = start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let mut ada = shop.owner.clone();
    ada.post_form("/team", &[("email", "bo@example.com"), ("role", "viewer")])
        .await
        .assert_status(303);
    let id = async |sql: &str| -> String {
        let row = t.db.superuser().await.query_one(sql, &[]).await.expect("a row");
        row.get(0)
    };
    let invitation = id("SELECT id::text FROM invitations").await;
    let member = id("SELECT user_id::text FROM members").await;
    let job = id("SELECT id::text FROM jobs").await;
    let fields = [
        ("organisation", "Re-Cell"),
        ("reader", "recycler"),
        ("scope", "all"),
        ("until", "2027-06-30"),
    ];
    ada.post_form("/access", &fields).await.assert_status(200);
    let grant = id("SELECT id::text FROM grants").await;
    let export = id(
        "INSERT INTO exports (id, brand_id, kind, payload, name, mime, created_by, created_at, expires_at)
        SELECT gen_random_uuid(), brand_id, 'labels', '{}', 'labels.pdf', 'application/pdf', user_id, now(), now()
        FROM members RETURNING id::text",
    )
    .await;
    let passkey = id(
        "INSERT INTO passkeys (id, user_id, credential_id, name, credential, created_at)
        SELECT gen_random_uuid(), user_id, '\\x00', 'Phone', '{}', now() FROM members RETURNING id::text",
    )
    .await;
    let domain = id(
        "INSERT INTO domains (id, brand_id, host, token, created_at)
        SELECT gen_random_uuid(), id, 'id.nordlicht.eu', 'a token of more than thirty-two signs', now() FROM brands RETURNING id::text",
    )
    .await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    let mut tried = 0;
    let own = |row: &Row| !matches!(row.access, Access::Signed | Access::Public);
    let by_id = |row: &Row| row.spelt.contains("{id}") && own(row);
    for mut row in table().into_iter().filter(by_id) {
        let theirs = match row.spelt.as_str() {
            path if path.contains("/domains/") => &domain,
            path if path.contains("/invitations/") => &invitation,
            path if path.contains("/passkeys/") => &passkey,
            path if path.contains("/members/") => &member,
            path if path.contains("/grants/") => &grant,
            path if path.contains("/jobs/") => &job,
            path if path.contains("/passports/")
                || path.contains("/drift/")
                || path.starts_with("/registry/") =>
            {
                &passport.id.to_string()
            }
            path if path.starts_with("/readiness/") || path.starts_with("/templates/") => {
                &passport.template.to_string()
            }
            path if path.contains("/exports/") => &export,
            path => panic!("no example for {path}: add one here"),
        };
        row.path = row.path.replace(NIL, theirs);
        let reply = send(&mut eve, &row).await;
        assert_eq!(reply.status, 404, "{} {}", row.method, row.path);
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
}

#[tokio::test]
async fn every_page_of_the_dashboard_wants_a_session_and_a_brand() {
    let t = start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let pages: Vec<String> = generate_route_list(AdminApp)
        .into_iter()
        .map(|listing| listing.path().to_owned())
        .collect();
    assert!(pages.len() >= 10, "{pages:?}");
    for page in pages {
        let path = page
            .split('/')
            .map(|part| {
                if part.starts_with(':') || part.starts_with('{') {
                    "x"
                } else {
                    part
                }
            })
            .collect::<Vec<_>>()
            .join("/");
        let reply = t.visitor().get(&path).await;
        assert_eq!(outcome(&reply), Outcome::SignIn, "{path}: {}", reply.status);
        let reply = ada.get(&path).await;
        assert!(matches!(reply.status, 200 | 404), "{path}: {}", reply.status);
    }
    t.db.superuser()
        .await
        .execute("DELETE FROM members", &[])
        .await
        .expect("ada belongs to no brand");
    ada.get("/admin").await.assert_redirect("/account/brands");
}

//! Brands' own hosts: how they are proven, and what is served there.

use crate::support::{Client, Shop, StubDns, TestApp, shop};
use axum::{body::Body, http::Method};
use chrono::Duration;
use domain::{catalog::ProductKey, passport::PassportRow};

/// A host of the brand's.
pub const HOST: &str = "id.nordlicht.eu";

/// An installation with a DNS of its own.
pub async fn start() -> (TestApp, StubDns) {
    let dns = StubDns::start().await;
    let servers = dns.address.to_string();
    (
        TestApp::start_with(&[("TESSERA_DNS_SERVERS", &servers)]).await,
        dns,
    )
}

/// What stands behind `needle` up to the next quotation mark.
fn value_after(html: &str, needle: &str) -> String {
    let rest = html
        .split(needle)
        .nth(1)
        .unwrap_or_else(|| panic!("{needle} in {html}"));
    rest.split('"').next().unwrap_or_default().to_owned()
}

/// Adds a host; answers where it is checked, and what its record has to say.
async fn added(client: &mut Client, host: &str) -> (String, String) {
    let reply = client.post_form("/settings/domains", &[("host", host)]).await;
    reply.assert_redirect("/settings/domains?notice=added");
    let html = client.get("/settings/domains").await.text();
    let card = html
        .split(&format!(">{host}</h2>"))
        .nth(1)
        .expect("the host is listed")
        .to_owned();
    let id = value_after(&card, "action=\"/settings/domains/");
    let id = id.split('/').next().expect("an id");
    let value = value_after(&card, "value=\"tessera-domain=");
    (
        format!("/settings/domains/{id}"),
        format!("tessera-domain={value}"),
    )
}

/// Adds a host, sets its record and has it verified.
pub async fn verified(t: &TestApp, dns: &StubDns, client: &mut Client, host: &str) -> String {
    let (path, value) = added(client, host).await;
    dns.set_txt(&format!("_tessera-challenge.{host}"), &value);
    t.advance(Duration::seconds(10));
    let reply = client.post_form(&format!("{path}/check"), &[]).await;
    reply.assert_redirect("/settings/domains?notice=found");
    path
}

/// Publishes the nth chair.
pub async fn publish(t: &TestApp, shop: &mut Shop, nth: usize) -> PassportRow {
    let before: Vec<_> = shop.passports().await.into_iter().map(|row| row.id).collect();
    let template = if before.is_empty() {
        let cmd = shop.design("desk_chair", &["name", "weight"]);
        shop.template(&cmd).await.id
    } else {
        shop.passports().await[0].template
    };
    let key: ProductKey = shop.products("desk_chair").await.remove(nth).key;
    shop.publish(t, template, &[key]).await;
    let mut rows = shop.passports().await;
    rows.retain(|row| !before.contains(&row.id));
    rows.remove(0)
}

/// Somebody who reads at a host.
pub fn at(t: &TestApp, host: &str) -> Client {
    let mut client = t.visitor();
    host.clone_into(&mut client.host);
    client
}

#[tokio::test]
async fn a_host_is_proven_by_its_record() {
    let (t, dns) = start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for wrong in ["", "https://id.nordlicht.eu", "localhost", "192.0.2.1"] {
        let reply = ada.post_form("/settings/domains", &[("host", wrong)]).await;
        reply.assert_status(422);
        assert!(reply.text().contains("id=\"host-error\""), "{wrong}");
    }
    let (path, value) = added(&mut ada, HOST).await;
    ada.post_form("/settings/domains", &[("host", "ID.nordlicht.eu.")])
        .await
        .assert_status(422);
    let missing = ada.post_form(&format!("{path}/check"), &[]).await;
    missing.assert_redirect("/settings/domains?notice=missing");
    let html = ada.get("/settings/domains").await.text();
    assert!(
        html.contains("There is no TXT record at _tessera-challenge.id.nordlicht.eu"),
        "{html}"
    );
    ada.post_form(&format!("{path}/check"), &[])
        .await
        .assert_status(429);
    dns.set_txt("_tessera-challenge.id.nordlicht.eu", "tessera-domain=another");
    t.advance(Duration::seconds(10));
    ada.post_form(&format!("{path}/check"), &[]).await;
    assert!(
        ada.get("/settings/domains")
            .await
            .text()
            .contains("says something else")
    );
    // Nothing is led there before.
    at(&t, HOST)
        .get("/internal/tls-allowed?domain=id.nordlicht.eu")
        .await
        .assert_status(404);
    dns.set_txt("_tessera-challenge.id.nordlicht.eu", &value);
    // The platform is at localhost, which every resolver knows without asking (RFC 6761).
    dns.set_a(HOST, [127, 0, 0, 1].into());
    t.advance(Duration::seconds(10));
    let found = ada.post_form(&format!("{path}/check"), &[]).await;
    found.assert_redirect("/settings/domains?notice=found");
    let html = ada.get("/settings/domains").await.text();
    for part in [
        "Verified",
        "New passports are published here",
        "The host leads here.",
        "/assets/copy.js",
    ] {
        assert!(html.contains(part), "{part}: {html}");
    }
    let log = ada.get("/audit").await.text();
    assert!(
        log.contains("proved that a host is the brand\u{2019}s: id.nordlicht.eu"),
        "{log}"
    );
    for (domain, status) in [
        (HOST, 200),
        ("ID.NORDLICHT.EU.", 200),
        ("evil.example.eu", 404),
        ("", 404),
        ("a b", 404),
    ] {
        let query: String = url::form_urlencoded::byte_serialize(domain.as_bytes()).collect();
        let reply = t
            .visitor()
            .get(&format!("/internal/tls-allowed?domain={query}"))
            .await;
        assert_eq!(reply.status, status, "{domain}");
    }
}

#[tokio::test]
async fn new_passports_stand_on_the_host_and_old_ones_stay() {
    let (t, dns) = start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let old = publish(&t, &mut shop, 0).await;
    verified(&t, &dns, &mut shop.owner, HOST).await;
    let new = publish(&t, &mut shop, 1).await;
    assert_eq!((old.host.as_deref(), new.host.as_deref()), (None, Some(HOST)));
    // At the platform, what has another address is led on with its query.
    let reply = t.visitor().get(&format!("{}.json?lang=de&a=b", new.path)).await;
    reply.assert_status(308);
    let target = format!("https://{HOST}{}.json?lang=de&a=b", new.path);
    assert_eq!(reply.header("location"), Some(target.as_str()));
    t.visitor().get(&old.path).await.assert_status(200);
    at(&t, "unknown.example.eu")
        .get(&new.path)
        .await
        .assert_status(308);
    // At the host it is read, under a name of its own for machines too.
    let json: serde_json::Value = at(&t, HOST).get(&format!("{}.json", new.path)).await.json();
    assert_eq!(json["identifier"], format!("https://{HOST}{}", new.path));
    assert_eq!(json["issuer"], format!("did:web:{HOST}"));
    let proof: serde_json::Value = at(&t, HOST)
        .get(&format!("{}.tessera.json", new.path))
        .await
        .json();
    assert_eq!(proof["did"]["id"], format!("did:web:{HOST}"));
    let did: serde_json::Value = at(&t, HOST).get("/.well-known/did.json").await.json();
    assert_eq!(did["id"], format!("did:web:{HOST}"));
    assert!(
        did["verificationMethod"]
            .as_array()
            .is_some_and(|keys| keys.len() == 1),
        "{did}"
    );
    t.visitor().get("/.well-known/did.json").await.assert_status(404);
    let resolver: serde_json::Value = at(&t, HOST).get("/.well-known/gs1resolver").await.json();
    assert_eq!(resolver["resolverRoot"], format!("https://{HOST}"));
    // What was published before leads back to the platform.
    let reply = at(&t, HOST).get(&old.path).await;
    let target = format!("http://localhost:3000{}", old.path);
    assert_eq!(
        (reply.status, reply.header("location")),
        (308, Some(target.as_str()))
    );
    // The next version of each stays where it is.
    let view = shop
        .owner
        .call("passports/get", serde_json::json!({ "id": new.id }))
        .await
        .text();
    assert!(view.contains(&format!("https://{HOST}{}", new.path)), "{view}");
}

#[tokio::test]
async fn a_host_shows_its_own_brand_alone_and_nothing_of_the_platform() {
    let (t, dns) = start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    verified(&t, &dns, &mut ours.owner, HOST).await;
    let passport = publish(&t, &mut ours, 0).await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    verified(&t, &dns, &mut eve, "id.evil.eu").await;
    // Another brand's passport is not there, neither its page nor a word of where it is.
    for path in [
        passport.path.clone(),
        format!("{}.json", passport.path),
        format!("{}/21/1", passport.path),
    ] {
        let reply = at(&t, "id.evil.eu").get(&path).await;
        reply.assert_status(404);
        assert!(!reply.text().contains(HOST), "{path}");
    }
    let file = "INSERT INTO media SELECT id, sha256('x'), 'image/png', 'x', 1, 1, 'x', now() FROM brands WHERE name = 'Nordlicht'";
    t.db.superuser().await.execute(file, &[]).await.expect("a file");
    let file = format!("/media/{}.png", formats::sha256_hex(b"x"));
    for (host, status) in [(HOST, 200), ("localhost:3000", 200), ("id.evil.eu", 404)] {
        assert_eq!(at(&t, host).get(&file).await.status, status, "{host}");
    }
    let mut here = at(&t, HOST);
    here.cookie.clone_from(&ours.owner.cookie);
    for path in [
        "/",
        "/admin",
        "/admin/passports",
        "/sign-in",
        "/sign-up",
        "/account/security",
        "/team",
        "/registry",
        "/settings/domains",
        "/dev/outbox",
        "/healthz",
        "/api/openapi.json",
        "/api/admin/passports/x/qr.svg",
        "/internal/tls-allowed?domain=id.nordlicht.eu",
        "/pkg/tessera.css",
        "/b/00000000-0000-0000-0000-000000000000/did.json",
    ] {
        let reply = here.get(path).await;
        assert_eq!(reply.status, 404, "{path}");
        assert_eq!(reply.header("set-cookie"), None, "{path}");
    }
    let fields = [
        ("email", "ada@example.com"),
        ("password", crate::support::PASSWORD),
    ];
    let reply = here.post_form("/sign-in", &fields).await;
    assert!(matches!(reply.status, 404 | 405), "{}", reply.status);
    assert_eq!(reply.header("set-cookie"), None);
    let page = here.get(&passport.path).await;
    page.assert_status(200);
    assert_eq!(page.header("strict-transport-security"), Some("max-age=63072000"));
    assert_eq!(page.header("set-cookie"), None);
}

#[tokio::test]
async fn the_name_of_a_host_is_read_in_one_way() {
    let (t, dns) = start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    verified(&t, &dns, &mut ours.owner, HOST).await;
    let passport = publish(&t, &mut ours, 0).await;
    for name in ["ID.Nordlicht.EU", "id.nordlicht.eu.", "id.nordlicht.eu:8443"] {
        at(&t, name).get(&passport.path).await.assert_status(200);
    }
    // A header that only some proxies know leads nowhere.
    let forged = [("x-forwarded-host", HOST), ("forwarded", "host=id.nordlicht.eu")];
    let reply = t.visitor().get_with("/sign-in", &forged).await;
    reply.assert_status(200);
    let reply = at(&t, HOST)
        .get_with("/sign-in", &[("x-forwarded-host", "localhost:3000")])
        .await;
    reply.assert_status(404);
    // Two names are none.
    let twice = t.visitor().get_with("/sign-in", &[("host", HOST)]).await;
    twice.assert_status(400);
    let other = format!("https://{HOST}/sign-in");
    let reply = t.visitor().send(Method::GET, &other, &[], Body::empty()).await;
    reply.assert_status(400);
    let reply = at(&t, "user@id.nordlicht.eu").get(&passport.path).await;
    reply.assert_status(400);
    // What a redirect names is the address that was registered, not what was sent.
    let reply = at(&t, "evil.example.eu").get(&passport.path).await;
    let target = format!("https://{HOST}{}", passport.path);
    assert_eq!(reply.header("location"), Some(target.as_str()));
}

#[tokio::test]
async fn a_lost_record_is_told_once_and_switches_nothing_off() {
    const LOST: &str = "The DNS record of your host is missing";
    let (t, dns) = start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    verified(&t, &dns, &mut ours.owner, HOST).await;
    let passport = publish(&t, &mut ours, 0).await;
    let record = format!("_tessera-challenge.{HOST}");
    let mails = async |subject: &str| {
        let mails = t.mails_to("ada@example.com").await;
        mails.iter().filter(|mail| *mail == subject).count()
    };
    let look = async || {
        t.advance(Duration::hours(7));
        while server::services::domains::watch(&t.app)
            .await
            .expect("the hosts are looked at")
        {}
    };
    dns.break_down(true);
    look().await;
    assert_eq!(mails(LOST).await, 0, "a DNS that is down proves nothing");
    dns.break_down(false);
    let value = {
        let row =
            t.db.superuser()
                .await
                .query_one("SELECT token FROM domains", &[])
                .await
                .expect("a host");
        format!("tessera-domain={}", row.get::<_, String>(0))
    };
    dns.remove(&record);
    look().await;
    look().await;
    assert_eq!(mails(LOST).await, 1);
    at(&t, HOST).get(&passport.path).await.assert_status(200);
    let reply = t
        .visitor()
        .get(&format!("/internal/tls-allowed?domain={HOST}"))
        .await;
    reply.assert_status(200);
    let mut ada = t.visitor();
    ada.sign_in("ada@example.com", crate::support::PASSWORD).await;
    assert!(
        ada.get("/settings/domains")
            .await
            .text()
            .contains("Record is missing")
    );
    dns.set_txt(&record, &value);
    look().await;
    let mut ada = t.visitor();
    ada.sign_in("ada@example.com", crate::support::PASSWORD).await;
    assert!(ada.get("/settings/domains").await.text().contains("Verified"));
    dns.remove(&record);
    look().await;
    assert_eq!(mails(LOST).await, 2, "it is news again");
}

#[tokio::test]
async fn a_host_that_waits_is_found_without_being_asked_for() {
    let (t, dns) = start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let (_, value) = added(&mut ada, HOST).await;
    dns.set_txt(&format!("_tessera-challenge.{HOST}"), &value);
    server::services::domains::watch(&t.app)
        .await
        .expect("the hosts are looked at");
    assert!(ada.get("/settings/domains").await.text().contains("Verified"));
    assert!(
        t.mails_to("ada@example.com")
            .await
            .iter()
            .any(|mail| mail == "Your host is verified")
    );
}

#[tokio::test]
async fn a_host_is_one_brands_and_stays_while_passports_stand_on_it() {
    let (t, dns) = start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    // A claim alone keeps nobody out.
    let (theirs, their_value) = added(&mut eve, HOST).await;
    let path = verified(&t, &dns, &mut ours.owner, HOST).await;
    dns.set_txt(&format!("_tessera-challenge.{HOST}"), &their_value);
    let reply = eve.post_form(&format!("{theirs}/check"), &[]).await;
    reply.assert_status(409);
    assert!(reply.text().contains("Another brand of this platform"));
    publish(&t, &mut ours, 0).await;
    publish(&t, &mut ours, 1).await;
    let reply = ours.owner.post_form(&format!("{path}/remove"), &[]).await;
    reply.assert_status(409);
    assert!(
        reply
            .text()
            .contains("2 passports have their address at id.nordlicht.eu"),
        "{}",
        reply.text()
    );
    // From another host on, new passports stand there; the one that is not used can go.
    t.advance(Duration::seconds(10));
    let second = verified(&t, &dns, &mut ours.owner, "dpp.nordlicht.eu").await;
    let reply = ours.owner.post_form(&format!("{second}/remove"), &[]).await;
    reply.assert_redirect("/settings/domains?notice=removed");
    at(&t, "dpp.nordlicht.eu")
        .get("/sign-in")
        .await
        .assert_status(200);
    eve.post_form(&format!("{path}/remove"), &[])
        .await
        .assert_status(404);
    t.set_role("ada@example.com", "editor").await;
    ours.owner.get("/settings/domains").await.assert_status(403);
    ours.owner
        .post_form("/settings/domains", &[("host", "x.nordlicht.eu")])
        .await
        .assert_status(403);
}

#[tokio::test]
async fn programs_find_a_passport_by_its_address_at_the_brands_host() {
    let (t, dns) = start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    verified(&t, &dns, &mut ours.owner, HOST).await;
    let passport = publish(&t, &mut ours, 0).await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    verified(&t, &dns, &mut eve, "id.evil.eu").await;
    let mut reader = t.visitor();
    let path = &passport.path;
    let urn = format!("urn:uuid:{}", passport.id);
    for (stem, status) in [
        ("https://id.nordlicht.eu", 200),
        ("https://ID.Nordlicht.EU", 200),
        ("http://localhost:3000", 200),
        ("https://id.gs1.org", 200),
        ("https://id.evil.eu", 404),
        ("https://unknown.example.eu", 404),
        ("http://id.nordlicht.eu", 404),
        ("https://id.nordlicht.eu:8443", 404),
        ("https://id.nordlicht.eu@id.evil.eu", 404),
    ] {
        let address = format!("{stem}{path}");
        let id: String = url::form_urlencoded::byte_serialize(address.as_bytes()).collect();
        for method in ["dpps", "dppsByProductId"] {
            let reply = reader.get(&format!("/api/dpp/v1/{method}/{id}")).await;
            assert_eq!(reply.status, status, "{method} {address}");
            if status == 200 {
                assert!(reply.text().contains(&urn), "{}", reply.text());
            }
        }
        let body = serde_json::json!([address]).to_string();
        let json = [("content-type", "application/json")];
        let reply = reader
            .send(
                Method::POST,
                "/api/dpp/v1/dppsByProductIds",
                &json,
                Body::from(body),
            )
            .await;
        let ids: Vec<String> = reply.json();
        assert_eq!(ids.contains(&urn), status == 200, "{address}: {ids:?}");
    }
    // A path alone is in the API what it was: the passport is one, wherever its address is.
    let gtin = path.strip_prefix("/01/").expect("a GTIN");
    reader
        .get(&format!("/api/dpp/v1/dppsByProductId/{gtin}"))
        .await
        .assert_status(200);
}

#[tokio::test]
async fn what_is_not_there_on_a_brands_host_leads_nowhere() {
    let (t, dns) = start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    verified(&t, &dns, &mut ours.owner, HOST).await;
    let passport = publish(&t, &mut ours, 0).await;
    let pages = [
        ("/".to_owned(), 404),
        ("/sign-in".to_owned(), 404),
        ("/01/09506000134352".to_owned(), 404),
        ("/01/09506000134353".to_owned(), 400),
        (format!("{}?linkType=gs1:recipeInfo", passport.path), 404),
    ];
    for (path, status) in &pages {
        let page = at(&t, HOST).get_with(path, &[("accept", "text/html")]).await;
        assert_eq!(page.status, *status, "{path}");
        assert!(page.text().contains("<h1>"), "{path}: {}", page.text());
        assert!(!page.text().contains("href=\"/\""), "{path}: {}", page.text());
    }
    for (path, status) in &pages[2..4] {
        let page = t.visitor().get_with(path, &[("accept", "text/html")]).await;
        assert_eq!(page.status, *status, "{path}");
        assert!(page.text().contains("href=\"/\""), "{path}: {}", page.text());
    }
    t.db.superuser()
        .await
        .execute("UPDATE passports SET suspended_at = now()", &[])
        .await
        .expect("the page is taken off");
    let page = at(&t, HOST).get(&passport.path).await;
    assert_eq!(page.status, 410);
    assert!(!page.text().contains("href=\"/\""), "{}", page.text());
}

#[tokio::test]
async fn lives_on_hosts_of_the_brands_own_are_linked_by_their_addresses() {
    let (t, dns) = start().await;
    let mut ours = shop(&t, "ada@example.com").await;
    let second = publish(&t, &mut ours, 0).await;
    verified(&t, &dns, &mut ours.owner, HOST).await;
    let first = publish(&t, &mut ours, 1).await;
    let address = format!("https://{HOST}{}", first.path);
    let lives = format!("/passports/{}/lives", second.id);
    let reply = ours.owner.post_form(&lives, &[("first", &address)]).await;
    reply.assert_status(303);
    let page = t.visitor().get(&second.path).await;
    page.assert_has(&[&format!("href=\"{address}\"")]);
    let page = at(&t, HOST).get(&first.path).await;
    page.assert_has(&[&format!("href=\"http://localhost:3000{}\"", second.path)]);
    let unknown = format!("https://{HOST}/01/09506000134352");
    let reply = ours.owner.post_form(&lives, &[("first", &unknown)]).await;
    reply.assert_status(422);
}

//! Earlier versions under the rules of access of today: what was public once and is not any more, in every form; and what changed,
//! as far as whoever asks may read it.

use super::audiences::grant;
use crate::support::{PASSWORD, Reply, Shop, TestApp, shop};
use chrono::Duration;
use domain::{
    Reader, Readers,
    catalog::ProductKey,
    passport::PassportRow,
    template::{SaveTemplate, TemplateView},
};
use serde_json::{Value, json};
use server::services::representations::Representation;

/// What stands nowhere else.
const MARK: &str = "Quagmire";

/// Headphones whose care was everybody's in version 1, and the recycler's in 2 and 3, each with another text.
struct Story {
    t: TestApp,
    shop: Shop,
    passport: PassportRow,
}

async fn story() -> Story {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("headphones", &["materials", "care_instructions"]);
    let product = shop.products("headphones").await.remove(0);
    for (day, readers) in [
        Readers::default(),
        Readers::from([Reader::Recycler]),
        Readers::from([Reader::Recycler]),
    ]
    .into_iter()
    .enumerate()
    {
        if day > 0 {
            t.advance(Duration::days(1));
            shop.owner
                .sign_in("ada@example.com", PASSWORD)
                .await
                .assert_status(303);
        }
        let text = json!(format!("{MARK} {}", ["first", "second", "third"][day]));
        shop.sim.set_value(
            &product.identifier,
            "care_instructions",
            Some("en_US"),
            None,
            text,
        );
        cmd.design.sections[0].fields[1].readers = readers;
        let template = save(&mut shop, &mut cmd).await;
        publish(&t, &mut shop, &template, &product.key).await;
    }
    let passport = shop.passports().await.remove(0);
    assert_eq!(passport.version, 3);
    Story { t, shop, passport }
}

async fn save(shop: &mut Shop, cmd: &mut SaveTemplate) -> TemplateView {
    let template = shop.template(cmd).await;
    (cmd.id, cmd.revision) = (Some(template.id), template.revision);
    template
}

async fn publish(t: &TestApp, shop: &mut Shop, template: &TemplateView, key: &ProductKey) {
    let connection = json!({ "id": shop.connection });
    shop.owner.call("connections/clear-cache", connection).await;
    shop.publish(t, template.id, std::slice::from_ref(key)).await;
}

impl Story {
    async fn read(&self, path: &str, secret: Option<&str>) -> Reply {
        let bearer = secret.map(|secret| format!("Bearer {secret}"));
        let mut headers = vec![("accept", "text/html")];
        headers.extend(bearer.as_deref().map(|value| ("authorization", value)));
        self.t.visitor().get_with(path, &headers).await
    }

    /// The day of the first version.
    fn first_day(&self) -> String {
        let at = self.passport.published_at - Duration::days(2);
        at.format("%Y-%m-%d").to_string()
    }

    /// Every address at which something of an earlier version can be read.
    fn addresses(&self) -> Vec<String> {
        let (path, day) = (&self.passport.path, self.first_day());
        let queries = [
            "version=1".to_owned(),
            "version=2".to_owned(),
            format!("date={day}"),
            "history".to_owned(),
            "history=2".to_owned(),
            "version=2&history".to_owned(),
            "version=1&linkType=gs1:pip".to_owned(),
        ];
        let mut all: Vec<String> = Representation::ALL
            .iter()
            .flat_map(|form| {
                queries
                    .iter()
                    .map(move |query| format!("{path}{}?{query}", form.ending()))
            })
            .collect();
        let api = format!(
            "/api/dpp/v1/dppsByIdAndDate/urn:uuid:{}?date={day}",
            self.passport.id
        );
        all.extend([format!("{api}&representation=full"), api]);
        all
    }
}

#[tokio::test]
async fn what_was_public_once_and_is_restricted_today_is_in_no_form_of_any_version() {
    let mut s = story().await;
    let authority = grant(&mut s.shop.owner, Reader::Authority, "all").await;
    let recycler = grant(&mut s.shop.owner, Reader::Recycler, "all").await;
    let unknown = format!("tg_{}", "A".repeat(43));
    let mut told = 0;
    for address in s.addresses() {
        for secret in [None, Some(&authority), Some(&unknown)] {
            let reply = s.read(&address, secret.map(String::as_str)).await;
            let text = reply.text();
            let shown = text.contains(MARK) || text.contains("care_instructions") || text.contains(">Care<");
            assert!(!shown, "{address} with {secret:?}: {text}");
            assert!(reply.status < 500, "{address}: {}", reply.status);
        }
        let reply = s.read(&address, Some(&recycler)).await;
        assert_eq!(
            reply.header("cache-control"),
            Some("private, no-store"),
            "{address}"
        );
        told += usize::from(reply.text().contains(MARK));
    }
    // The page, the record, both forms of EN 18223 and schema.org of two versions and a day; two methods; both histories in all ways.
    assert!(told >= 15 + 2 + 6, "{told}");
    // And back: nothing of what a recycler read stays for everybody.
    let page = s.read(&format!("{}?version=1", s.passport.path), None).await;
    assert!(!page.text().contains(MARK));
}

#[tokio::test]
async fn the_history_tells_each_reader_what_they_may_read_today() {
    let mut s = story().await;
    let recycler = grant(&mut s.shop.owner, Reader::Recycler, "all").await;
    let path = s.passport.path.clone();
    let public = s.read(&format!("{path}?history"), None).await;
    public
        .assert_status(200)
        .assert_has(&["No change in what is shown here."]);
    assert!(
        public
            .header("cache-control")
            .unwrap_or_default()
            .contains("public")
    );
    let link = format!("{path}?history&grant={recycler}");
    let page = s.t.visitor().get(&link).await;
    page.assert_status(200).assert_has(&[
        "Re-Cell GmbH",
        "<del>Quagmire second</del> → <ins>Quagmire third</ins>",
        "<del>Quagmire first</del> → <ins>Quagmire second</ins>",
        "<small class=\"for\">For: recycler, brand",
        &format!("{path}?version=1&amp;lang=en-US&amp;grant={recycler}"),
        &format!("{path}.json?version=1&amp;grant={recycler}"),
    ]);
    for (name, value) in [
        ("cache-control", Some("private, no-store")),
        ("referrer-policy", Some("no-referrer")),
        ("etag", None),
    ] {
        assert_eq!(page.header(name), value, "{name}");
    }
    let list: Value = s
        .read(&format!("{path}.json?history"), Some(&recycler))
        .await
        .json();
    let changes = &list["versions"][0]["changes"];
    assert_eq!(changes[0]["old"]["text"], "Quagmire second", "{list}");
    assert_eq!(changes[0]["readers"], json!(["recycler", "brand"]));
    let list: Value = s.read(&format!("{path}.json?history"), None).await.json();
    assert_eq!(list["versions"][0]["changes"], json!([]), "{list}");
    // Both readings are in the log, each once.
    let log = s.shop.owner.get("/access/reads.csv").await.text();
    assert_eq!(log.matches("\"history\"").count(), 2, "{log}");
    // What opens nothing: the page of everybody with a notice, and the reason for programs.
    let unknown = format!("tg_{}", "A".repeat(43));
    s.read(&format!("{path}?history"), Some(&unknown))
        .await
        .assert_status(200)
        .assert_has(&["does not work for this passport"]);
    s.read(&format!("{path}.json?history"), Some(&unknown))
        .await
        .assert_status(403)
        .assert_has(&["grant_refused"]);
}

#[tokio::test]
async fn the_brand_compares_all_that_its_versions_say() {
    let mut s = story().await;
    let path = format!("/passports/{}/compare?from=2&to=3", s.passport.id);
    s.shop
        .owner
        .get(&path)
        .await
        .assert_status(200)
        .assert_has(&["Care", "second", "third"]);
}

#[tokio::test]
async fn what_went_wrong_is_kept_by_no_cache() {
    let s = story().await;
    let path = &s.passport.path;
    let assert_unkept = |reply: &Reply, story: &str| {
        let caching = reply.header("cache-control").unwrap_or_default().to_owned();
        assert!(
            reply.status >= 400 && caching.contains("no-store"),
            "{story}: {} {caching}",
            reply.status
        );
    };
    let wrong = [
        format!("{path}?version=9"),
        format!("{path}?version=9&history"),
        format!("{path}?date=yesterday"),
        format!("{path}?date=2001-01-01"),
        format!("{path}?linkType=gs1:recipeInfo"),
        format!("{path}.batterypass.json"),
        "/01/09520123456789".to_owned(),
        "/01/09506000134352".to_owned(),
        "/p/0000000000000000".to_owned(),
    ];
    for address in &wrong {
        for accept in ["text/html", "application/json"] {
            let reply = s.t.visitor().get_with(address, &[("accept", accept)]).await;
            assert_unkept(&reply, address);
        }
    }
    // The pages that are there were read before the database goes away: what is remembered is still told, and nothing else.
    s.t.visitor().get(path).await.assert_status(200);
    s.t.app.db.close();
    for query in ["history", "version=1", "version=2&history"] {
        for accept in ["text/html", "application/json"] {
            let reply =
                s.t.visitor()
                    .get_with(&format!("{path}?{query}"), &[("accept", accept)])
                    .await;
            assert!(reply.status >= 500, "{query}: {}", reply.status);
            assert_unkept(&reply, query);
        }
    }
}

//! Who reads what: every form of a passport for every reader, with grants that work, and with those that do not.

use crate::support::{Client, Reply, Shop, TestApp, shop};
use chrono::Duration;
use domain::{
    Locale, Reader, Readers,
    passport::PassportRow,
    record::{Document, Localized, Value},
};
use server::services::{access::Form, representations::Representation};
use std::collections::BTreeMap;

/// Who may read which field beside `materials`, which everybody may; each with its name on the page.
const FIELDS: [(&str, &str, &[Reader]); 4] = [
    ("care_instructions", ">Care<", &[Reader::Recycler]),
    ("manual", "User manual", &[Reader::Repairer, Reader::Recycler]),
    ("disposal", "End of life", &[Reader::Owner]),
    ("supplier", "Main supplier", &[]),
];

const PAGE: Form = Form::Of(Representation::Html);
const JSON: Form = Form::Of(Representation::Json);

/// A passport with these fields, of a brand at work.
struct Story {
    t: TestApp,
    shop: Shop,
    passport: PassportRow,
    template: domain::template::TemplateView,
}

async fn story() -> Story {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    // The last two are what a credential of UNTP needs.
    let names: Vec<&str> = ["materials", "country_of_origin", "facilities"]
        .into_iter()
        .chain(FIELDS.map(|(name, ..)| name))
        .collect();
    let mut cmd = shop.design("headphones", &names);
    for (field, (_, _, readers)) in cmd.design.sections[0].fields.iter_mut().skip(3).zip(FIELDS) {
        field.readers = readers.iter().copied().collect();
    }
    let template = shop.template(&cmd).await;
    let product = shop.products("headphones").await.remove(0);
    shop.publish(&t, template.id, &[product.key]).await;
    let passport = shop.passports().await.remove(0);
    Story {
        t,
        shop,
        passport,
        template,
    }
}

/// Makes a grant by the form, and answers its secret.
pub(super) async fn grant(owner: &mut Client, reader: Reader, scope: &str) -> String {
    let fields = [
        ("organisation", "Re-Cell GmbH"),
        ("reader", reader.word()),
        ("scope", scope),
        ("until", "2027-06-30"),
    ];
    let reply = owner.post_form("/access", &fields).await;
    reply.assert_status(200);
    let text = reply.text();
    let key = text.split(">tg_").nth(1).expect("the key is shown");
    format!("tg_{}", key.split('<').next().unwrap_or_default())
}

impl Story {
    /// What a visitor with this secret in the header gets of a form.
    async fn read(&self, form: Form, secret: Option<&str>) -> Reply {
        let bearer = secret.map(|secret| format!("Bearer {secret}"));
        let mut headers = vec![("accept", "text/html")];
        headers.extend(bearer.as_deref().map(|value| ("authorization", value)));
        let path = self.path(form).await;
        self.t.visitor().get_with(&path, &headers).await
    }

    /// The address of each form. Whoever adds a form says here where it is.
    async fn path(&self, form: Form) -> String {
        let path = &self.passport.path;
        match form {
            Form::Of(representation) => format!("{path}{}", representation.ending()),
            Form::History => format!("{path}?history"),
            Form::File => format!("/media/{}.pdf?of={path}", markers(self).await["manual"]),
        }
    }

    async fn scalar(&self, sql: &str) -> i64 {
        self.t
            .db
            .superuser()
            .await
            .query_one(sql, &[])
            .await
            .expect("a row")
            .get(0)
    }
}

/// Words of what a restricted field says, that stand nowhere else; by its attribute.
async fn markers(s: &Story) -> BTreeMap<String, String> {
    let sql = format!(
        "SELECT disclosures::text FROM versions WHERE passport_id = '{}' ORDER BY number LIMIT 1",
        s.passport.id
    );
    let row =
        s.t.db
            .superuser()
            .await
            .query_one(&sql, &[])
            .await
            .expect("a version");
    let texts: Vec<String> = serde_json::from_str(row.get(0)).expect("disclosures");
    texts
        .iter()
        .map(|text| formats::disclosure::read(text).expect("a disclosure").field)
        .map(|field| (field.attribute.clone(), marker(&field.value)))
        .collect()
}

fn marker(value: &Localized<Value>) -> String {
    let english = Locale::parse("en_US").expect("a locale");
    let (_, value) = value.pick(&english, &[]).expect("a value");
    let text = match value {
        Value::Text { text } => text.clone(),
        Value::Html { html } => html.clone(),
        Value::File { file } => return file.sha256.clone(),
        Value::Options { options } => options[0].labels[&english].clone(),
        other => panic!("no marker for {other:?}"),
    };
    let runs = text.split(|c: char| !c.is_ascii_alphanumeric() && c != ' ');
    let longest = runs
        .max_by_key(|run| run.len())
        .unwrap_or_default()
        .trim()
        .to_owned();
    assert!(longest.len() > 5, "{text}");
    longest
}

/// Whether a form tells what every field says; the others tell of some, or of none: one version has changed nothing.
fn tells(form: Form) -> bool {
    use Representation::{BatteryPass, Context, Linkset, Vc};
    !matches!(
        form,
        Form::Of(BatteryPass | Context | Linkset | Vc) | Form::History
    )
}

#[track_caller]
fn assert_told(form: Form, reader: Reader, reply: &Reply, markers: &BTreeMap<String, String>) {
    let text = reply.text();
    for (name, label, readers) in FIELDS {
        let may = readers.iter().copied().collect::<Readers>().admits(reader);
        let says = text.contains(&markers[name]);
        let story = format!("{name} in {form:?} for {reader:?}");
        if form == Form::File {
            assert_eq!(reply.status == 200, FIELDS[1].2.contains(&reader), "{story}");
        } else if may {
            assert!(says || !tells(form), "{story}: {text}");
        } else {
            let named = text.contains(label) || text.contains(&format!("\"{name}\""));
            assert!(!says && !named, "{story}: {text}");
        }
    }
}

#[tokio::test]
async fn every_form_shows_each_reader_what_they_may_read() {
    let mut s = story().await;
    let markers = markers(&s).await;
    let mut expected = 0;
    // Everybody comes first and last: nothing is kept for them of what others read.
    let everybody = [Reader::Public];
    for reader in everybody.into_iter().chain(Reader::GRANTED).chain(everybody) {
        let secret = match reader {
            Reader::Public => None,
            reader => Some(grant(&mut s.shop.owner, reader, "all").await),
        };
        let reads_more = FIELDS.iter().any(|(.., readers)| readers.contains(&reader));
        let others = [Form::File, Form::History];
        for form in Representation::ALL.map(Form::Of).into_iter().chain(others) {
            let reply = s.read(form, secret.as_deref()).await;
            assert_told(form, reader, &reply, &markers);
            if secret.is_some() {
                assert_private(&reply, &format!("{form:?} for {reader:?}"));
            }
            // Headphones are no battery.
            let is_there =
                form == Form::File || form == Form::Of(Representation::BatteryPass) || reply.status == 200;
            assert!(is_there, "{form:?} for {reader:?}: {}", reply.status);
            let told = form != Form::Of(Representation::Linkset) && reply.status == 200;
            expected += i64::from(reads_more && told);
        }
    }
    let public = s.read(JSON, None).await;
    let document: Document = public.json();
    assert_eq!(document.restricted.len(), FIELDS.len());
    assert_eq!(document.content.fields().count(), 3);
    let varies = public.header("vary").unwrap_or_default();
    assert!(varies.contains("authorization"), "{varies}");
    assert_eq!(s.scalar("SELECT count(*) FROM restricted_reads").await, expected);
}

#[tokio::test]
async fn the_methods_of_en_18222_obey_too() {
    let mut s = story().await;
    let markers = markers(&s).await;
    let secret = grant(&mut s.shop.owner, Reader::Recycler, "all").await;
    let bearer = format!("Bearer {secret}");
    let element = "$.elements";
    let api = format!("/api/dpp/v1/dpps/urn:uuid:{}", s.passport.id);
    for path in [
        api.clone(),
        format!("{api}?representation=full"),
        format!("{api}/elements/{element}?representation=full"),
    ] {
        let mut reader = s.t.visitor();
        let public = reader.get_with(&path, &[]).await;
        assert!(!public.text().contains(&markers["care_instructions"]), "{path}");
        let granted = reader.get_with(&path, &[("authorization", &bearer)]).await;
        granted
            .assert_status(200)
            .assert_has(&[&markers["care_instructions"]]);
        assert!(!granted.text().contains(&markers["disposal"]), "{path}");
        assert_private(&granted, &path);
        let wrong = format!("Bearer tg_{}", "A".repeat(43));
        let refused = reader.get_with(&path, &[("authorization", &wrong)]).await;
        refused
            .assert_status(403)
            .assert_has(&["ClientForbidden", "no such grant"]);
    }
}

#[track_caller]
fn assert_private(reply: &Reply, story: &str) {
    if reply.status == 404 {
        return;
    }
    assert_eq!(
        reply.header("cache-control"),
        Some("private, no-store"),
        "{story}"
    );
    assert_eq!(reply.header("referrer-policy"), Some("no-referrer"), "{story}");
    assert_eq!(reply.header("x-robots-tag"), Some("noindex, nofollow"), "{story}");
    for name in ["etag", "repr-digest", "tessera-hash", "set-cookie"] {
        assert_eq!(reply.header(name), None, "{story}: {name}");
    }
}

#[tokio::test]
async fn a_link_opens_the_page_and_its_links_keep_the_grant() {
    let mut s = story().await;
    let scope = format!("passport:{}", s.passport.id);
    let secret = grant(&mut s.shop.owner, Reader::Recycler, &scope).await;
    let mut reader = s.t.visitor();
    let page = reader
        .get(&format!("{}?lang=de-DE&grant={secret}", s.passport.path))
        .await;
    page.assert_status(200);
    assert_private(&page, "the page");
    let path = &s.passport.path;
    page.assert_has(&[
        "Re-Cell GmbH",
        "Recyclingbetrieb",
        &format!("{path}?lang=en-US&amp;grant={secret}"),
    ]);
    page.assert_has(&[&format!("{path}.json?grant={secret}")]);
    let text = page.text();
    let file = text
        .split("href=\"")
        .filter_map(|part| part.split('"').next())
        .find(|href| href.starts_with("/media/"))
        .expect("the manual is linked")
        .replace("&amp;", "&");
    let manual = reader.get(&file).await;
    manual.assert_status(200);
    assert_private(&manual, "the manual");
    assert!(manual.bytes.starts_with(b"%PDF"));
    let bare = file.split('?').next().unwrap_or_default();
    reader.get(bare).await.assert_status(404);
    reader.get(&format!("{bare}?of={path}")).await.assert_status(404);
    // A mistake tells nobody the secret either.
    for query in ["version=99", "date=someday", "linkType=gs1:nothing"] {
        let refused = reader.get(&format!("{path}?{query}&grant={secret}")).await;
        assert!(matches!(refused.status, 400 | 404), "{query}: {}", refused.status);
        assert_eq!(
            refused.header("cache-control"),
            Some("private, no-store"),
            "{query}"
        );
        assert_eq!(refused.header("referrer-policy"), Some("no-referrer"), "{query}");
    }
    // A copy of the public page says nothing about this one.
    let etag = reader.get(&format!("{path}.json")).await;
    let etag = etag.header("etag").expect("an etag").to_owned();
    let headers = [
        ("if-none-match", etag.as_str()),
        ("authorization", &format!("Bearer {secret}")),
    ];
    reader
        .get_with(&format!("{path}.json"), &headers)
        .await
        .assert_status(200);
}

#[tokio::test]
async fn what_opens_nothing_is_told() {
    let mut s = story().await;
    let markers = markers(&s).await;
    let (_, theirs) = {
        let mut other = shop(&s.t, "eve@example.com").await;
        let secret = grant(&mut other.owner, Reader::Recycler, "all").await;
        (other, secret)
    };
    let revoked = grant(&mut s.shop.owner, Reader::Recycler, "all").await;
    let id: String =
        s.t.db
            .superuser()
            .await
            .query_one(
                "SELECT id::text FROM grants WHERE brand_id = (SELECT brand_id FROM passports LIMIT 1)",
                &[],
            )
            .await
            .expect("the grant")
            .get(0);
    s.shop
        .owner
        .post_form(&format!("/access/grants/{id}/revoke"), &[])
        .await
        .assert_redirect("/access?notice=revoked");
    let product = s.shop.products("headphones").await.remove(1);
    s.shop.publish(&s.t, s.template.id, &[product.key]).await;
    let passports = s.shop.passports().await;
    let second = passports
        .iter()
        .find(|p| p.id != s.passport.id)
        .expect("another passport");
    let elsewhere = grant(
        &mut s.shop.owner,
        Reader::Recycler,
        &format!("passport:{}", second.id),
    )
    .await;
    let unknown = format!("tg_{}", "A".repeat(43));
    for (secret, why) in [
        (&theirs, "no such grant"),
        (&revoked, "revoked"),
        (&elsewhere, "not for this passport"),
        (&unknown, "no such grant"),
        (&"tg_short".to_owned(), "no such grant"),
    ] {
        for form in [JSON, Form::File] {
            let reply = s.read(form, Some(secret)).await;
            reply.assert_status(403).assert_has(&["grant_refused", why]);
            assert_private(&reply, why);
        }
        let page = s.read(PAGE, Some(secret)).await;
        page.assert_status(200);
        assert_told(PAGE, Reader::Public, &page, &markers);
        page.assert_has(&["does not work for this passport"]);
        assert_private(&page, why);
    }
    assert_eq!(s.scalar("SELECT count(*) FROM restricted_reads").await, 0);
    // For the template, and then not any more.
    let scope = format!("template:{}", s.template.id);
    let timed = grant(&mut s.shop.owner, Reader::Recycler, &scope).await;
    s.read(JSON, Some(&timed)).await.assert_status(200);
    s.t.advance(Duration::days(400));
    s.read(JSON, Some(&timed))
        .await
        .assert_status(403)
        .assert_has(&["expired"]);
    // A token of another kind is none of ours.
    let headers = [
        ("accept", "application/json"),
        ("authorization", "Bearer something-else"),
    ];
    let reply = s.t.visitor().get_with(&s.passport.path, &headers).await;
    reply.assert_status(200);
    assert!(reply.header("etag").is_some());
}

#[tokio::test]
async fn secrets_lie_nowhere_and_guessing_is_slowed_down() {
    let mut s = story().await;
    let secret = grant(&mut s.shop.owner, Reader::Recycler, "all").await;
    let mut reader = s.t.visitor();
    reader.get(&format!("{}?grant={secret}", s.passport.path)).await;
    assert!(!s.t.dump().await.contains(&secret[3..]));
    let mut guesser = s.t.visitor();
    let mut statuses = Vec::new();
    for n in 0..70 {
        let guess = format!("{}.json?grant=tg_{n:043}", s.passport.path);
        statuses.push(guesser.get(&guess).await.status);
    }
    assert!(statuses[..60].iter().all(|status| *status == 403), "{statuses:?}");
    assert_eq!(statuses.last(), Some(&429));
    // Who reads without a grant is not held up, and neither is anybody elsewhere.
    guesser.get(&s.passport.path).await.assert_status(200);
    let page = reader.get(&format!("{}?grant={secret}", s.passport.path)).await;
    page.assert_status(200).assert_has(&["Re-Cell GmbH"]);
}

#[tokio::test]
async fn the_log_tells_who_read_what_and_all_can_be_taken_back() {
    let mut s = story().await;
    let recycler = grant(&mut s.shop.owner, Reader::Recycler, "all").await;
    let repairer = grant(&mut s.shop.owner, Reader::Repairer, "all").await;
    s.read(JSON, Some(&recycler)).await.assert_status(200);
    let log = s.shop.owner.get("/access/reads").await;
    log.assert_status(200)
        .assert_has(&["Re-Cell GmbH", "Recycler", &s.passport.product_identifier, "json"]);
    let csv = s.shop.owner.get("/access/reads.csv").await;
    csv.assert_status(200)
        .assert_has(&["time,organisation,reader", "\"Re-Cell GmbH\",\"recycler\""]);
    assert_eq!(csv.text().lines().count(), 2);
    s.shop
        .owner
        .post_form("/access/revoke", &[("whose", "recycler"), ("sure", "yes")])
        .await
        .assert_redirect("/access?notice=all-revoked");
    s.read(JSON, Some(&recycler)).await.assert_status(403);
    s.read(JSON, Some(&repairer)).await.assert_status(200);
    s.shop
        .owner
        .post_form("/access/revoke", &[("whose", "all"), ("sure", "yes")])
        .await
        .assert_status(303);
    s.read(JSON, Some(&repairer)).await.assert_status(403);
    let audit = s.shop.owner.get("/audit").await;
    audit.assert_has(&[
        "gave access to Re-Cell GmbH as recycler",
        "revoked 1 grants at once",
    ]);
    assert!(!audit.text().contains(&recycler[3..]));
}

#[tokio::test]
async fn equal_content_makes_no_new_version_and_other_readers_do() {
    let mut s = story().await;
    let key = s.shop.products("headphones").await.remove(0).key;
    let before: Document = s.read(JSON, None).await.json();
    s.shop
        .publish(&s.t, s.template.id, std::slice::from_ref(&key))
        .await;
    let again: Document = s.read(JSON, None).await.json();
    assert_eq!(before, again);
    // The manual becomes everybody's, and with it the file; the materials do not stay so.
    let mut cmd = domain::template::SaveTemplate {
        id: Some(s.template.id),
        revision: s.template.revision,
        connection: s.template.connection,
        family: s.template.family.clone(),
        design: s.template.design.clone(),
    };
    let manual = s.path(Form::File).await;
    let bare = manual.split('?').next().unwrap_or_default().to_owned();
    s.t.visitor().get(&bare).await.assert_status(404);
    for field in &mut cmd.design.sections[0].fields {
        match field.attribute.as_str() {
            "manual" => field.readers = Readers::default(),
            "materials" => field.readers = Readers::from([Reader::Authority]),
            _ => {}
        }
    }
    let changed = s.shop.template(&cmd).await;
    s.shop.publish(&s.t, changed.id, std::slice::from_ref(&key)).await;
    let after: Document = s.read(JSON, None).await.json();
    assert_eq!((after.version, after.restricted.len()), (2, 4));
    let says = |name: &str| after.content.fields().any(|field| field.attribute == name);
    assert!(says("manual") && !says("materials"));
    s.t.visitor().get(&bare).await.assert_status(200);
    // And back: nobody reads the file any more who has no grant.
    cmd.revision = changed.revision;
    cmd.design = s.template.design.clone();
    s.shop.template(&cmd).await;
    s.shop.publish(&s.t, changed.id, &[key]).await;
    s.t.visitor().get(&bare).await.assert_status(404);
    let document: Document = s.read(JSON, None).await.json();
    assert_eq!(
        document.restricted, before.restricted,
        "salts depend on the content alone"
    );
}

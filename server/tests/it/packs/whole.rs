//! Nothing that a brand has is lost on the way through a pack, but what is told in docs/exit-pack.md.

use super::{check, elsewhere, made, open};
use crate::{
    support::{Client, TestApp, stories::connection},
    units::Case,
};
use domain::{
    Reader,
    job::JobView,
    passport::{Accepted, PassportPage, PassportRow},
};
use serde_json::json;
use server::services::packs::restore;
use verify::{
    Verdict,
    pack::{self, Files},
};

/// The tables, each with the columns that are another installation's business.
const TABLES: [(&str, &[&str]); 12] = [
    ("passports", &[]),
    ("versions", &["id", "published_by"]),
    ("templates", &[]),
    ("media", &[]),
    ("brand_keys", &["private_key"]),
    (
        "connections",
        &["secret", "password", "tokens", "username", "health", "last_error"],
    ),
    ("compliance", &[]),
    ("entries", &["entered_by"]),
    ("grants", &["created_by"]),
    ("registrations", &[]),
    ("registration_proofs", &["stored_by"]),
    ("brands", &["created_at"]),
];

/// The rows of a brand as text.
async fn rows(t: &TestApp, brand: &str) -> Vec<(&'static str, Vec<String>)> {
    let reader = t.db.superuser().await;
    let mut all = Vec::new();
    for (table, without) in TABLES {
        let column = if table == "brands" { "id" } else { "brand_id" };
        let sql = format!(
            "SELECT (to_jsonb(t) - $2::text[])::text FROM {table} t WHERE {column} = '{brand}' AND $1 ORDER BY 1"
        );
        let without: Vec<&str> = without.to_vec();
        let found = reader
            .query(&sql, &[&true, &without])
            .await
            .expect("what the story needs");
        all.push((table, found.iter().map(|row| row.get(0)).collect()));
    }
    all
}

/// A brand with something of everything: a model with a batch and an item, each in a state of its own; another model whose product
/// had its first life as one that was published later; a profile with a value that was entered by hand; somebody who may read more;
/// a registration; and three people.
async fn everything() -> (Case, [String; 4]) {
    let mut case = Case::begin().await;
    let batch = case.one("LOT/7", "", &[("one.values.chemistry", "LFP")]).await;
    let item = case.one("LOT/7", "0001", &[("one.values.health", "98,5")]).await;
    let later = case.shop.products("outdoor_jacket").await.remove(1).key;
    let template = case.model.template;
    case.shop.publish(&case.t, template, &[later]).await;
    let all = case.shop.passports().await;
    let first = all
        .iter()
        .find(|row| row.id != case.model.id && row.path.len() == case.model.path.len())
        .expect("another model")
        .clone();
    let address = format!("http://localhost:3000{}", first.path);
    let model = case.model.id.to_string();
    for (path, fields) in [
        (
            format!("/passports/{model}/lives"),
            vec![("first", address.as_str())],
        ),
        (
            format!("/passports/{model}/recall"),
            vec![
                ("since", "2026-01-15"),
                ("text", "Stop using it."),
                ("text.de_DE", "Nicht mehr benutzen."),
            ],
        ),
        (
            format!("/passports/{batch}/state"),
            vec![("status", "inactive"), ("reason", "sold out")],
        ),
        (
            format!("/passports/{item}/end"),
            vec![("how", "recycled"), ("confirm", "yes"), ("reason", "worn out")],
        ),
        (
            format!("/readiness/{template}/mapping"),
            vec![
                ("profile", "battery@2026-07 lmt"),
                ("granularity", "model"),
                ("publish_from", "0"),
            ],
        ),
        (
            "/access".to_owned(),
            vec![
                ("organisation", "Re-Cell GmbH"),
                ("reader", Reader::Recycler.word()),
                ("scope", "all"),
                ("until", "2027-06-30"),
            ],
        ),
    ] {
        case.t.advance(chrono::Duration::seconds(1));
        let reply = case.shop.owner.post_form(&path, &fields).await;
        assert!(matches!(reply.status, 200 | 303), "{path}: {}", reply.text());
    }
    let key = case.shop.products("outdoor_jacket").await.remove(0).key;
    let point = format!(
        "/readiness/{template}/product/points/manufacturer-name?key={}",
        key.0
    );
    let value = [("value", "Nordlicht AB"), ("scope", "family"), ("locale", "")];
    case.shop.owner.post_form(&point, &value).await.assert_status(303);
    case.t.owner("bob@example.com", "Bobs").await;
    case.t.owner("cleo@example.com", "Cleos").await;
    let brand = super::brand(&case.t).await;
    let sql = format!(
        "INSERT INTO members SELECT '{brand}', id, CASE email WHEN 'bob@example.com' THEN 'editor' ELSE 'owner' END, now() \
         FROM users WHERE email IN ('bob@example.com', 'cleo@example.com'); \
         UPDATE brands SET cache_ttl_s = 1234, sitemap = true WHERE id = '{brand}'; \
         INSERT INTO registrations SELECT id, brand_id, 1, now() FROM passports WHERE id = '{model}'; \
         INSERT INTO registration_proofs (id, brand_id, passport_id, registration, issued_at, expires_at, version, \
         hash_matches, file_name, file_sha256, file_bytes, stored_by, stored_at, is_current, warnings) \
         SELECT gen_random_uuid(), brand_id, id, 'REG-1', now(), now() + interval '90 days', 1, true, 'proof.pdf', \
         sha256('proof'), 'proof', (SELECT id FROM users WHERE email = 'ada@example.com'), now(), true, 0 \
         FROM passports WHERE id = '{model}'"
    );
    case.t
        .db
        .superuser()
        .await
        .batch_execute(&sql)
        .await
        .expect("what the story needs");
    let paths = "SELECT path FROM passports ORDER BY granularity, path DESC";
    let paths = case
        .t
        .db
        .superuser()
        .await
        .query(paths, &[])
        .await
        .expect("what the story needs");
    let paths: Vec<String> = paths.iter().map(|row| row.get(0)).collect();
    (case, paths.try_into().expect("what the story needs"))
}

#[tokio::test]
async fn states_units_entries_profiles_grants_and_registrations_survive() {
    let (case, paths) = everything().await;
    let brand = super::brand(&case.t).await.to_string();
    let (bytes, _) = Box::pin(made(&case.t)).await;
    assert_eq!(check(&bytes).verdict, Verdict::Proven);
    let before = rows(&case.t, &brand).await;
    for (table, rows) in &before {
        assert!(!rows.is_empty(), "the story has something in {table}");
    }

    let new = elsewhere().await;
    new.owner("eve@example.com", "Lighthouse").await;
    let restored = restore(&new.app, &mut open(&bytes), "eve@example.com", true)
        .await
        .unwrap();
    for (old, new) in before.iter().zip(rows(&new, &brand).await) {
        assert_eq!(*old, new);
    }
    for path in &paths {
        for ending in ["", ".json", ".dpp.json", ".jsonld", ".linkset.json"] {
            let address = format!("{path}{ending}");
            let (old, new) = (
                case.t.visitor().get(&address).await,
                new.visitor().get(&address).await,
            );
            old.assert_status(200);
            assert_eq!(old.text(), new.text(), "{address}");
        }
    }

    // Nobody becomes a member without agreeing, and nobody an owner by an invitation.
    let mut invited = restored.invited.clone();
    invited.sort();
    assert_eq!(
        invited,
        ["ada@example.com", "bob@example.com", "cleo@example.com"]
    );
    let roles = "SELECT string_agg(email || ' ' || role, ', ' ORDER BY email) FROM invitations";
    let roles = new.db.superuser().await.query_one(roles, &[]).await.unwrap();
    assert_eq!(
        roles.get::<_, String>(0),
        "ada@example.com admin, bob@example.com editor, cleo@example.com admin"
    );
    assert_eq!(
        new.mails_to("bob@example.com").await,
        ["You are invited to a brand on Tessera"]
    );
    let alone = elsewhere().await;
    alone.owner("eve@example.com", "Lighthouse").await;
    let restored = restore(&alone.app, &mut open(&bytes), "eve@example.com", false)
        .await
        .unwrap();
    assert_eq!(restored.invited, [""; 0]);
    assert_eq!(alone.mails_to("bob@example.com").await, [""; 0]);
}

/// A passport whose supplier everybody could read once, and nobody but the brand can now.
async fn restricted() -> (TestApp, crate::support::Shop, PassportRow) {
    let t = TestApp::start().await;
    let mut shop = crate::support::shop(&t, "ada@example.com").await;
    let mut cmd = shop.design("headphones", &["materials", "supplier"]);
    let template = shop.template(&cmd).await;
    let product = shop.products("headphones").await.remove(0);
    shop.publish(&t, template.id, std::slice::from_ref(&product.key))
        .await;
    cmd.id = Some(template.id);
    cmd.revision = template.revision;
    cmd.design.sections[0].fields[1].readers = [].into_iter().collect();
    shop.template(&cmd).await;
    t.advance(chrono::Duration::seconds(5));
    shop.publish(&t, template.id, &[product.key]).await;
    let passport = shop.passports().await.remove(0);
    let recall = [("since", "2026-01-15"), ("text", "Stop using it.")];
    shop.owner
        .post_form(&format!("/passports/{}/recall", passport.id), &recall)
        .await
        .assert_status(303);
    (t, shop, passport)
}

fn text(bytes: &[u8], name: &str) -> String {
    let bytes = open(bytes)
        .read(name)
        .unwrap_or_else(|| panic!("{name} is missing"));
    String::from_utf8(bytes).expect("what the story needs")
}

#[tokio::test]
async fn what_a_pack_shows_of_a_passport_is_what_its_address_shows() {
    let (t, _, passport) = restricted().await;
    let (bytes, _) = made(&t).await;
    assert_eq!(check(&bytes).verdict, Verdict::Proven);
    let (slug, path) = (pack::slug(&passport.path), &passport.path);
    let mut reader = t.visitor();
    for number in [1, 2] {
        for ending in [".dpp.json", ".dpp-full.json", ".jsonld", ".linkset.json"] {
            let served = reader.get(&format!("{path}{ending}?version={number}")).await;
            served.assert_status(200);
            let kept = text(&bytes, &format!("formats/{slug}/{number}{ending}"));
            assert_eq!(kept, served.text(), "{number}{ending}");
        }
    }
    // The saved passport has what everybody gets, and every version.
    let saved = |name: &str| -> verify::ProofFile { serde_json::from_str(&text(&bytes, name)).unwrap() };
    let kept = saved(&format!("passports/{slug}.tessera.json"));
    let served = reader.get(&format!("{path}.tessera.json")).await.text();
    let served: verify::ProofFile = serde_json::from_str(&served).unwrap();
    assert_eq!(
        (&kept.status, &kept.recall, &kept.disclosures, &kept.did),
        (&served.status, &served.recall, &served.disclosures, &served.did)
    );
    assert!(kept.recall.is_some());
    assert_eq!(
        kept.versions[1..],
        served.versions,
        "the first shows too much by now"
    );
    assert_eq!(kept.versions.len(), 2);
    // What the brand alone reads stands apart, and is proven there.
    let whole = saved(&format!("restricted/{slug}.tessera.json"));
    assert_eq!(whole.disclosures.len(), 1);
    let report = verify::verify(
        text(&bytes, &format!("restricted/{slug}.tessera.json")).as_bytes(),
        &verify::Beside::default(),
    )
    .unwrap();
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    let apart = |name: &&String| !name.starts_with("restricted/") && !name.starts_with("restore/");
    for name in open(&bytes).names().iter().filter(apart) {
        let held = open(&bytes).read(name).unwrap();
        let told = String::from_utf8_lossy(&held).contains(&whole.disclosures[0]);
        assert!(!told, "{name} tells what is the brand's alone");
    }
}

/// Publishes in a restored brand: its owner signs in, opens it, and enters what the PIM wants.
async fn publish_again(new: &TestApp, client: &mut Client, shop: &crate::support::Shop) -> JobView {
    let mut cmd = connection(&shop.sim.base_url());
    cmd["id"] = json!(shop.connection);
    client
        .call("connections/save", json!({ "cmd": cmd }))
        .await
        .assert_status(200);
    let page: PassportPage = client
        .call(
            "passports/list",
            json!({ "cmd": { "search": "", "template": null, "page": 1 } }),
        )
        .await
        .json();
    let row = page.items[0].clone();
    let key = new
        .db
        .superuser()
        .await
        .query_one("SELECT product_key FROM passports", &[])
        .await
        .expect("what the story needs");
    let cmd = json!({ "template": row.template, "products": [key.get::<_, String>(0)] });
    let accepted: Accepted = client
        .call("passports/publish", json!({ "cmd": cmd }))
        .await
        .json();
    new.work().await;
    client
        .call("passports/job", json!({ "id": accepted.job }))
        .await
        .json()
}

#[tokio::test]
async fn a_restored_brand_publishes_on_without_the_secrets_that_did_not_come() {
    let (t, shop, passport) = restricted().await;
    let (bytes, _) = made(&t).await;
    let brand = super::brand(&t).await;
    let new = elsewhere().await;
    let mut eve = new.owner("eve@example.com", "Lighthouse").await;
    restore(&new.app, &mut open(&bytes), "eve@example.com", true)
        .await
        .unwrap();
    let did = new.visitor().get(&format!("/b/{brand}/did.json")).await.text();
    assert_eq!(did, t.visitor().get(&format!("/b/{brand}/did.json")).await.text());
    eve.post_form("/account/brands/switch", &[("brand", &brand.to_string())])
        .await
        .assert_status(303);

    // The same content is no new version, although the salts of restricted fields would be others.
    let job = publish_again(&new, &mut eve, &shop).await;
    assert_eq!(job.counts.unchanged, 1, "{job:?}");
    // Other content is one, signed by a key of its own, in the same chain.
    let view = json!({ "id": passport.template });
    let view: domain::template::TemplateView = eve.call("templates/get", view).await.json();
    let mut cmd = shop.design("headphones", &["materials", "supplier", "description"]);
    cmd.id = Some(passport.template);
    cmd.revision = view.revision;
    cmd.design.sections[0].fields[1].readers = [].into_iter().collect();
    eve.call("templates/save", json!({ "cmd": cmd }))
        .await
        .assert_status(200);
    new.advance(chrono::Duration::seconds(5));
    let job = publish_again(&new, &mut eve, &shop).await;
    assert_eq!(job.counts.published, 1, "{job:?}");
    let proof = new
        .visitor()
        .get(&format!("{}.tessera.json", passport.path))
        .await
        .bytes;
    let report = verify::verify(&proof, &verify::Beside::default()).unwrap();
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    assert_eq!(report.subject.version, Some(3));
    let now = new.visitor().get(&format!("/b/{brand}/did.json")).await.text();
    assert!(
        now.contains("\"expires\""),
        "the key that did not come has ended: {now}"
    );
    let (second, _) = Box::pin(made(&new)).await;
    assert_eq!(check(&second).verdict, Verdict::Proven);
}

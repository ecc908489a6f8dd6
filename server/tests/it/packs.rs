//! The exit pack: made of one installation, checked by anybody, restored in another.

mod whole;

use crate::{
    domains::{HOST, at, publish, start, verified},
    support::{Client, Shop, StubDns, TestApp, shop},
};
use async_trait::async_trait;
use domain::{BrandId, Error, passport::PassportRow};
use server::{
    archive::ZipIn,
    services::packs::{self, Out, restore},
};
use std::io::Cursor;
use verify::{
    Beside, Report, Verdict,
    pack::{self, Files},
};

/// A pack in memory.
#[derive(Default)]
struct Memory {
    bytes: Vec<u8>,
    notes: Vec<String>,
    progress: (u32, u32),
}

#[async_trait]
impl Out for Memory {
    type Stop = Error;

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    async fn progress(&mut self, done: u32, total: u32) -> Result<(), Error> {
        self.progress = (done, total);
        Ok(())
    }

    fn note(&mut self, words: String) {
        self.notes.push(words);
    }
}

/// Another installation. Tests count instead of rolling dice, so another day keeps its ids apart.
async fn elsewhere() -> TestApp {
    let t = TestApp::start().await;
    t.advance(chrono::Duration::hours(24));
    t
}

type Archive = ZipIn<Cursor<Vec<u8>>>;

async fn brand(t: &TestApp) -> BrandId {
    let row =
        t.db.superuser()
            .await
            .query_one("SELECT DISTINCT brand_id::text FROM passports", &[])
            .await
            .expect("what the story needs");
    row.get::<_, String>(0).parse().expect("what the story needs")
}

async fn made(t: &TestApp) -> (Vec<u8>, Memory) {
    let mut out = Memory::default();
    Box::pin(packs::write(&t.app, brand(t).await, &mut out))
        .await
        .expect("what the story needs");
    (out.bytes.clone(), out)
}

fn open(bytes: &[u8]) -> Archive {
    ZipIn::open(Cursor::new(bytes.to_vec())).expect("what the story needs")
}

/// The pack of the one brand.
pub(crate) async fn opened(t: &TestApp) -> impl Files + use<> {
    open(&made(t).await.0)
}

fn check(bytes: &[u8]) -> Report {
    pack::verify(&mut open(bytes), &Beside::default()).expect("what the story needs")
}

/// A passport with two versions, the second with more facts.
async fn two_versions(t: &TestApp, shop: &mut Shop) -> PassportRow {
    let mut cmd = shop.design("ebike_battery", &["capacity"]);
    let template = shop.template(&cmd).await;
    let product = shop.products("ebike_battery").await.remove(0);
    shop.publish(t, template.id, std::slice::from_ref(&product.key))
        .await;
    cmd = shop.design("ebike_battery", &["capacity", "materials", "main_image"]);
    cmd.id = Some(template.id);
    cmd.revision = template.revision;
    shop.template(&cmd).await;
    t.advance(chrono::Duration::seconds(5));
    shop.publish(t, template.id, &[product.key]).await;
    shop.passports().await.remove(0)
}

/// A page without the sizes of its pictures, which the site makes and a pack has not.
fn as_saved(page: &str) -> String {
    let mut parts = page.split("<source ");
    let mut saved = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        saved.push_str(part.split_once('>').map_or("", |(_, rest)| rest));
    }
    saved
}

#[tokio::test]
async fn a_pack_holds_every_version_in_every_format_and_the_site_as_it_is() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = two_versions(&t, &mut shop).await;
    let (bytes, out) = made(&t).await;
    let report = check(&bytes);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    assert_eq!(out.progress, (1, 1));
    assert!(
        report
            .findings
            .iter()
            .any(|f| f.words.starts_with("1 passport is proven with 2 versions in all"))
    );

    let mut archive = open(&bytes);
    let mut reader = t.visitor();
    let slug = pack::slug(&passport.path);
    let place = pack::site_file(&passport.path);
    for (name, address) in [
        (format!("{place}.json"), format!("{}.json", passport.path)),
        (
            format!("versions/{slug}/2.json"),
            format!("{}.json", passport.path),
        ),
        (format!("{place}.dpp.json"), format!("{}.dpp.json", passport.path)),
        (
            format!("{place}.linkset.json"),
            format!("{}.linkset.json", passport.path),
        ),
        (
            format!("{place}/index.de-DE.html"),
            format!("{}?lang=de-DE", passport.path),
        ),
        (
            format!("{place}/index.html"),
            format!("{}?lang=en-US", passport.path),
        ),
    ] {
        let served = reader.get(&address).await;
        let kept = archive.read(&name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(
            String::from_utf8_lossy(&kept),
            as_saved(&String::from_utf8_lossy(&served.bytes)),
            "{name}"
        );
    }
    for ending in [".dpp.json", ".dpp-full.json", ".jsonld", ".linkset.json"] {
        for number in [1, 2] {
            let name = pack::format_file(&pack::slug(&passport.path), number, ending);
            assert!(archive.read(&name).is_some(), "{name}");
        }
    }
    let redirects = String::from_utf8(archive.read("site/_redirects").unwrap()).unwrap();
    assert!(
        redirects.contains(&format!("{0} {0}/index.html 200", passport.path)),
        "{redirects}"
    );
    assert!(archive.names().iter().any(|name| name.starts_with("site/media/")));
    let text = archive
        .names()
        .iter()
        .filter_map(|name| archive_text(&bytes, name))
        .collect::<String>();
    for secret in [
        akeneo_sim::credentials::SECRET,
        akeneo_sim::credentials::PASSWORD,
        "private_key",
    ] {
        assert!(!text.contains(secret), "{secret}");
    }
}

fn archive_text(bytes: &[u8], name: &str) -> Option<String> {
    String::from_utf8(open(bytes).read(name)?).ok()
}

#[tokio::test]
async fn a_pack_is_restored_elsewhere_and_everything_proves_as_before() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = two_versions(&t, &mut shop).await;
    let brand = brand(&t).await;
    let (bytes, _) = made(&t).await;
    let mut reader = t.visitor();
    let document = reader.get(&format!("{}.json", passport.path)).await.bytes;
    let page = reader.get(&passport.path).await.bytes;

    let new = elsewhere().await;
    let unknown = restore(&new.app, &mut open(&bytes), "eve@example.com", true).await;
    assert!(matches!(unknown, Err(Error::Conflict { .. })), "{unknown:?}");
    new.owner("eve@example.com", "Lighthouse").await;
    let restored = restore(&new.app, &mut open(&bytes), "Eve@example.com", true)
        .await
        .unwrap();
    assert_eq!(
        (restored.brand, restored.passports, restored.versions),
        (brand, 1, 2)
    );

    let mut reader = new.visitor();
    assert_eq!(
        reader.get(&format!("{}.json", passport.path)).await.bytes,
        document
    );
    assert_eq!(reader.get(&passport.path).await.bytes, page);
    reader
        .get(&format!("/b/{brand}/did.json"))
        .await
        .assert_status(200);
    let again = restore(&new.app, &mut open(&bytes), "eve@example.com", true).await;
    assert!(matches!(again, Err(Error::Conflict { .. })), "{again:?}");

    // The pack of the pack proves the same versions.
    let (second, _) = Box::pin(made(&new)).await;
    assert_eq!(check(&second).verdict, Verdict::Proven);
    let slug = pack::slug(&passport.path);
    for name in [
        format!("versions/{slug}/1.json"),
        format!("versions/{slug}/2.json"),
    ] {
        assert_eq!(open(&second).read(&name), open(&bytes).read(&name));
    }
}

#[tokio::test]
async fn the_pack_of_a_brand_that_revoked_a_key_is_proven_and_restored_once_all_is_signed_again() {
    let t = TestApp::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    let passport = two_versions(&t, &mut shop).await;
    t.advance(chrono::Duration::seconds(5));
    let sure = [("what", "revoke"), ("sure", "yes")];
    shop.owner
        .post_form("/settings/keys", &sure)
        .await
        .assert_status(303);
    t.advance(chrono::Duration::seconds(5));
    let product = shop.products("ebike_battery").await.remove(0);
    shop.publish(&t, passport.template, &[product.key]).await;
    let (bytes, _) = made(&t).await;
    let report = check(&bytes);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");

    let new = elsewhere().await;
    new.owner("eve@example.com", "Lighthouse").await;
    let restored = restore(&new.app, &mut open(&bytes), "eve@example.com", false)
        .await
        .unwrap();
    assert_eq!((restored.passports, restored.versions), (1, 3));
    let (second, _) = Box::pin(made(&new)).await;
    assert_eq!(check(&second).verdict, Verdict::Proven);
}

#[tokio::test]
async fn an_address_that_somebody_else_holds_is_not_taken_over() {
    let t = TestApp::start().await;
    let mut shop_there = shop(&t, "ada@example.com").await;
    two_versions(&t, &mut shop_there).await;
    let (bytes, _) = made(&t).await;
    let new = elsewhere().await;
    let mut other = shop(&new, "bob@example.com").await;
    other.one_passport(&new, "ebike_battery", &["capacity"]).await;
    new.owner("eve@example.com", "Lighthouse").await;
    let refused = restore(&new.app, &mut open(&bytes), "eve@example.com", true)
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("belongs to another brand"),
        "{refused}"
    );
    let left = new
        .db
        .superuser()
        .await
        .query_one("SELECT count(*) FROM templates", &[])
        .await
        .unwrap();
    assert_eq!(left.get::<_, i64>(0), 1, "nothing of the pack was written");
}

/// Another installation that asks the same DNS.
async fn elsewhere_with(dns: &StubDns) -> TestApp {
    let servers = dns.address.to_string();
    let t = TestApp::start_with(&[("TESSERA_DNS_SERVERS", &servers)]).await;
    t.advance(chrono::Duration::hours(24));
    t
}

/// What is read at these addresses.
async fn read(client: &mut Client, paths: &[String]) -> Vec<String> {
    let mut all = Vec::new();
    for path in paths {
        let reply = client.get(path).await;
        reply.assert_status(200);
        all.push(reply.text());
    }
    all
}

const OTHER: &str = "dpp.nordlicht.eu";

/// A brand with a passport on the platform's host and one on each of two hosts of its own, the second the current one.
async fn three_places(t: &TestApp, dns: &StubDns) -> (Shop, [PassportRow; 3]) {
    let mut shop = shop(t, "ada@example.com").await;
    let on_platform = publish(t, &mut shop, 0).await;
    verified(t, dns, &mut shop.owner, HOST).await;
    let first = publish(t, &mut shop, 1).await;
    t.advance(chrono::Duration::seconds(10));
    verified(t, dns, &mut shop.owner, OTHER).await;
    let second = publish(t, &mut shop, 2).await;
    (shop, [on_platform, first, second])
}

#[tokio::test]
async fn a_pack_proves_and_serves_what_stands_on_hosts_of_the_brands_own() {
    let (t, dns) = start().await;
    let (_, passports) = three_places(&t, &dns).await;
    let (bytes, _) = Box::pin(made(&t)).await;
    let report = check(&bytes);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    let told = |words: &str| report.findings.iter().any(|f| f.words.starts_with(words));
    assert!(
        told("3 passports are proven with 3 versions in all"),
        "{report:#?}"
    );
    assert_eq!(
        report.subject.issuer.as_deref(),
        Some("did:web:dpp.nordlicht.eu"),
        "the name of the host that counts now outlives the platform"
    );
    let mut archive = open(&bytes);
    let mut names = pack::names_of(&mut archive);
    names.sort();
    let platform = format!("did:web:localhost%3A3000:b:{}", brand(&t).await);
    assert_eq!(
        names,
        ["did:web:dpp.nordlicht.eu", "did:web:id.nordlicht.eu", &platform]
    );
    for (passport, folder) in
        passports
            .iter()
            .zip(["site", "sites/id.nordlicht.eu", "sites/dpp.nordlicht.eu"])
    {
        let host = passport.host.as_deref().unwrap_or("localhost:3000");
        let mut reader = at(&t, host);
        let did = match &passport.host {
            Some(_) => "/.well-known/did.json".to_owned(),
            None => format!("/b/{}/did.json", brand(&t).await),
        };
        for (name, address) in [
            (
                format!("{}/index.html", passport.path),
                format!("{}?lang=en-US", passport.path),
            ),
            (
                format!("{}.json", passport.path),
                format!("{}.json", passport.path),
            ),
            (
                format!("{}.tessera.json", passport.path),
                format!("{}.tessera.json", passport.path),
            ),
            (did.clone(), did),
        ] {
            let served = reader.get(&address).await;
            let kept = archive
                .read(&format!("{folder}{name}"))
                .unwrap_or_else(|| panic!("{folder}{name} is missing"));
            assert_eq!(
                String::from_utf8_lossy(&kept),
                as_saved(&served.text()),
                "{folder}{name}"
            );
        }
        let redirects = String::from_utf8(archive.read(&format!("{folder}/_redirects")).unwrap()).unwrap();
        assert!(redirects.contains(&format!("{0} {0}/index.html 200", passport.path)));
        assert_eq!(redirects.matches("/index.html 200").count(), 1, "{redirects}");
    }
}

#[tokio::test]
async fn a_pack_with_hosts_is_restored_with_them_and_every_address_says_the_same() {
    let (t, dns) = start().await;
    let (_, passports) = three_places(&t, &dns).await;
    let (bytes, _) = Box::pin(made(&t)).await;
    let brand = brand(&t).await;
    let places = passports.map(|passport| match passport.host {
        Some(host) => (host, passport.path, "/.well-known/did.json".to_owned()),
        None => (
            "localhost:3000".to_owned(),
            passport.path,
            format!("/b/{brand}/did.json"),
        ),
    });
    let all = async |t: &TestApp| {
        let mut all = Vec::new();
        for (host, path, did) in &places {
            let paths = [
                path.clone(),
                format!("{path}?lang=de-DE"),
                format!("{path}.json"),
                format!("{path}.dpp.json"),
                format!("{path}.linkset.json"),
                did.clone(),
            ];
            all.extend(read(&mut at(t, host), &paths).await);
        }
        all
    };
    let before = all(&t).await;

    let new = elsewhere_with(&dns).await;
    new.owner("eve@example.com", "Lighthouse").await;
    let restored = restore(&new.app, &mut open(&bytes), "eve@example.com", true)
        .await
        .unwrap();
    assert_eq!((restored.passports, restored.versions), (3, 3));
    assert_eq!(restored.waiting, [""; 0], "the records are there as before");
    assert_eq!(all(&new).await, before);
    let mut tx = new.app.db.brand(brand).await.unwrap();
    let current = db::queries::domains::current(&mut tx).await.unwrap();
    assert_eq!(
        current.as_deref(),
        Some(OTHER),
        "new passports stand where they did"
    );

    // The pack of the pack proves the same, under a key of its own.
    let (second, _) = Box::pin(made(&new)).await;
    let report = check(&second);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
}

#[tokio::test]
async fn a_pack_alone_does_not_verify_a_host() {
    let (t, dns) = start().await;
    let (_, [_, passport, _]) = three_places(&t, &dns).await;
    let (bytes, _) = Box::pin(made(&t)).await;
    let record = format!("_tessera-challenge.{HOST}");
    dns.remove(&record);
    let new = elsewhere_with(&dns).await;
    new.owner("eve@example.com", "Lighthouse").await;
    let restored = restore(&new.app, &mut open(&bytes), "eve@example.com", true)
        .await
        .unwrap();
    assert_eq!(restored.waiting, [HOST]);
    at(&new, HOST)
        .get("/.well-known/did.json")
        .await
        .assert_status(404);
    at(&new, HOST).get(&passport.path).await.assert_status(200);
    // What the record has to say is the same, and it is looked for like that of a new host.
    let token =
        t.db.superuser()
            .await
            .query_one("SELECT token FROM domains WHERE host = $1", &[&HOST])
            .await
            .unwrap();
    let token: String = token.get(0);
    dns.set_txt(&record, &format!("tessera-domain={token}"));
    new.advance(chrono::Duration::minutes(11));
    server::services::domains::watch(&new.app).await.unwrap();
    let there = at(&new, HOST).get("/.well-known/did.json").await;
    there.assert_status(200);

    // A host that another brand has verified is not taken over.
    let third = elsewhere_with(&dns).await;
    let mut other = third.owner("bob@example.com", "Other").await;
    verified(&third, &dns, &mut other, HOST).await;
    third.owner("eve@example.com", "Lighthouse").await;
    let refused = restore(&third.app, &mut open(&bytes), "eve@example.com", true)
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("belongs to another brand"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_brand_moves_to_an_installation_at_its_own_host() {
    let (t, dns) = start().await;
    let (_, [_, passport, _]) = three_places(&t, &dns).await;
    let (bytes, _) = Box::pin(made(&t)).await;
    let paths = [
        passport.path.clone(),
        format!("{}.json", passport.path),
        format!("{}.dpp.json", passport.path),
        "/.well-known/did.json".to_owned(),
    ];
    let before = read(&mut at(&t, HOST), &paths).await;

    let (servers, base) = (dns.address.to_string(), format!("https://{HOST}"));
    let new = TestApp::start_with(&[("TESSERA_DNS_SERVERS", &servers), ("TESSERA_BASE_URL", &base)]).await;
    new.advance(chrono::Duration::hours(24));
    let account =
        "INSERT INTO users (id, email, created_at) VALUES (gen_random_uuid(), 'eve@example.com', now())";
    new.db.superuser().await.execute(account, &[]).await.unwrap();
    at(&new, HOST)
        .get("/.well-known/did.json")
        .await
        .assert_status(404);
    restore(&new.app, &mut open(&bytes), "eve@example.com", true)
        .await
        .unwrap();
    new.advance(chrono::Duration::minutes(1));
    assert_eq!(read(&mut at(&new, HOST), &paths).await, before);
}

#[tokio::test]
async fn an_installation_with_another_address_proves_the_versions_under_their_own() {
    let (t, dns) = start().await;
    let (_, passports) = three_places(&t, &dns).await;
    let (bytes, _) = Box::pin(made(&t)).await;
    let servers = dns.address.to_string();
    let new = TestApp::start_with(&[
        ("TESSERA_DNS_SERVERS", &servers),
        ("TESSERA_BASE_URL", "https://new.example"),
    ])
    .await;
    new.advance(chrono::Duration::hours(24));
    let account =
        "INSERT INTO users (id, email, created_at) VALUES (gen_random_uuid(), 'eve@example.com', now())";
    new.db.superuser().await.execute(account, &[]).await.unwrap();
    let restored = restore(&new.app, &mut open(&bytes), "eve@example.com", false)
        .await
        .unwrap();
    let old = format!("http://localhost:3000{}", passports[0].path);
    assert_eq!(
        restored.elsewhere,
        [old],
        "hosts of the brand's own come along with it"
    );
    for passport in &passports {
        let host = passport.host.as_deref().unwrap_or("new.example");
        let mut reader = at(&new, host);
        let saved = reader.get(&format!("{}.tessera.json", passport.path)).await;
        saved.assert_status(200);
        let report = verify::verify(&saved.bytes, &Beside::default()).unwrap();
        assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
    }
    // So does its pack.
    let (second, _) = Box::pin(made(&new)).await;
    let report = check(&second);
    assert_eq!(report.verdict, Verdict::Proven, "{report:#?}");
}

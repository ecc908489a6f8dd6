//! Planted secrets lie nowhere: not in the database, not in Redis, not in the log, not in what the browser is given.

use crate::support::{PASSWORD, TestApp, shop};
use akeneo_sim::credentials;
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD},
};
use std::{
    fs,
    io::Write,
    path::Path,
    sync::{Arc, Mutex},
};
use test_support::TestRedis;

const SECOND_PASSWORD: &str = "planted canary sings behind glass";
const GUESS: &str = "planted guess of a careless person";

/// Collects what the log writes.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .expect("nobody panics while writing")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A secret in the shapes in which it could lie about. Base64 is looked for at each of its three alignments.
fn shapes(secret: &str) -> Vec<String> {
    let mut shapes = vec![
        secret.to_owned(),
        hex::encode(secret),
        url::form_urlencoded::byte_serialize(secret.as_bytes()).collect(),
        STANDARD.encode(secret),
        URL_SAFE_NO_PAD.encode(secret),
    ];
    for shift in 1..3 {
        let shifted = STANDARD_NO_PAD.encode([vec![0; shift], secret.as_bytes().to_vec()].concat());
        shapes.push(shifted[4..shifted.len() - 3].to_owned());
    }
    shapes
}

fn assert_absent(what: &str, text: &str, secrets: &[(&str, String)]) {
    for (name, secret) in secrets {
        assert!(secret.len() >= 8, "{name} is too short to be looked for");
        for shape in shapes(secret) {
            assert!(!text.contains(&shape), "{name} lies in {what} as {shape:?}");
        }
    }
}

/// Every key of Redis with its value.
fn dump_redis(url: &str) -> String {
    let output = std::process::Command::new("redis-cli")
        .args(["-u", url, "--scan"])
        .output()
        .expect("redis-cli runs");
    let mut all = String::new();
    for key in String::from_utf8_lossy(&output.stdout).lines() {
        let value = std::process::Command::new("redis-cli")
            .args(["-u", url, "GET", key])
            .output()
            .expect("redis-cli runs");
        all.push_str(key);
        all.push_str(&String::from_utf8_lossy(&value.stdout));
    }
    all
}

#[tokio::test]
async fn no_planted_secret_is_found_again() {
    let log = Captured::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter("server=trace,app=trace,db=trace,pim=trace,formats=trace")
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    // The test's runtime has one thread, so this hears everything.
    let _guard = tracing::subscriber::set_default(subscriber);
    let redis = TestRedis::new();
    let url = redis.url();
    let t = TestApp::start_with(&[("TESSERA_REDIS_URL", &url)]).await;
    for _ in 0..100 {
        if t.app.cache.status().await == "redis" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let email = "ada@example.com";
    let mut shop = shop(&t, email).await;
    shop.one_passport(&t, "outdoor_jacket", &["materials"]).await;
    let verify = t.mailed_token(email, "/verify-email?token=").await;
    let mut ada = shop.owner.clone();
    let session = ada.cookie.clone().unwrap();
    t.visitor().sign_in(email, GUESS).await;
    t.visitor()
        .post_form("/forgot-password", &[("email", email)])
        .await;
    let reset = t.mailed_token(email, "/reset-password?token=").await;
    let new = "ada@nordlicht.example";
    ada.post_form("/account/address", &[("email", new)]).await;
    let change = t.mailed_token(new, "/account/address/confirm?token=").await;
    ada.get(&format!("/account/address/confirm?token={change}")).await;
    ada.post_form("/account/confirm", &[("password", PASSWORD)]).await;
    let rotated = ada.cookie.clone().unwrap();
    let pages = [
        ada.get("/admin/connections").await.text(),
        ada.get("/account/security").await.text(),
        ada.get("/account/sessions").await.text(),
        ada.call("connections/list", serde_json::json!({})).await.text(),
    ]
    .concat();
    t.visitor()
        .post_form(
            "/reset-password",
            &[("token", &reset), ("password", SECOND_PASSWORD)],
        )
        .await
        .assert_redirect("/sign-in?notice=password");
    let token = |cookie: &str| cookie.split_once('=').unwrap().1.to_owned();
    let secrets = [
        ("a password", PASSWORD.to_owned()),
        ("a new password", SECOND_PASSWORD.to_owned()),
        ("a guess", GUESS.to_owned()),
        ("the PIM's secret", credentials::SECRET.to_owned()),
        ("the PIM's password", credentials::PASSWORD.to_owned()),
        ("a session", token(&session)),
        ("a renewed session", token(&rotated)),
        ("a link that confirms", verify),
        ("a link that resets", reset),
        ("a link that changes the address", change),
    ];
    let database = t.dump().await;
    assert!(database.contains(email), "the dump is one");
    assert_absent("the database", &database, &secrets);
    let cached = dump_redis(&url);
    assert!(cached.contains("tessera:"), "Redis was used: {cached}");
    assert!(!cached.contains("example.com"), "no address lies in Redis");
    assert_absent("Redis", &cached, &secrets);
    let logged = String::from_utf8_lossy(&log.0.lock().unwrap()).into_owned();
    assert!(logged.contains("answered"), "the log was heard");
    assert_absent("the log", &logged, &secrets);
    assert!(
        !logged.contains(email) && !logged.contains("203.0.113."),
        "no address lies in the log"
    );
    assert_absent("a page", &pages, &secrets);
}

#[test]
fn the_built_site_holds_no_secret_of_the_look_alike_and_no_name_of_a_secret_variable() {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/site/pkg");
    let Ok(files) = fs::read_dir(built) else {
        // Not built here; the continuous integration builds it before it tests.
        return;
    };
    for file in files {
        let path = file.expect("an entry").path();
        let text = String::from_utf8_lossy(&fs::read(&path).expect("a file")).into_owned();
        let secrets = [("the PIM's secret", credentials::SECRET.to_owned())];
        assert_absent(&path.display().to_string(), &text, &secrets);
        for name in [
            "TESSERA_KEYS",
            "TESSERA_DATABASE_URL",
            "TESSERA_SMTP_URL",
            "BEGIN PRIVATE KEY",
        ] {
            assert!(!text.contains(name), "{name} stands in {}", path.display());
        }
    }
}

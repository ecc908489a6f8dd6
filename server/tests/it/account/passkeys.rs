//! `/account/security/passkeys`, `/sign-in/passkey`, `/sign-in/second-factor/passkey`, `/account/confirm/passkey`

use crate::support::{Authenticator, Client, PASSWORD, Reply, TestApp};
use chrono::Duration;
use serde_json::Value;

const ADA: &str = "ada@example.com";
const ADD: &str = "/account/security/passkeys";
const ASK: &str = "/account/security/passkeys/begin";
const SIGN_IN: &str = "/sign-in/passkey";
const SECOND: &str = "/sign-in/second-factor/passkey";
const CONFIRM: &str = "/account/confirm/passkey";

/// Asks as the script does: with the fields of its form.
async fn post(client: &mut Client, path: &str) -> Reply {
    client.post_form(path, &[("name", "My phone")]).await
}

/// A question: its handle and its options.
async fn question(client: &mut Client, path: &str) -> (String, Value) {
    let reply = post(client, path).await;
    reply.assert_status(200);
    assert_eq!(reply.header("cache-control"), Some("no-store"));
    let body: Value = reply.json();
    (
        body["handle"].as_str().expect("a handle").to_owned(),
        body["options"].clone(),
    )
}

async fn answer(client: &mut Client, path: &str, handle: &str, credential: &str) -> Reply {
    let fields = [
        ("handle", handle),
        ("credential", credential),
        ("name", "My phone"),
    ];
    client.post_form(path, &fields).await
}

/// Adds a passkey as the page does.
async fn add(client: &mut Client) -> (Authenticator, Reply) {
    let mut device = Authenticator::new();
    let (handle, options) = question(client, ASK).await;
    let made = device.make(&options);
    let reply = answer(client, ADD, &handle, &made).await;
    (device, reply)
}

/// Shows the passkey where `path` asks for one.
async fn show(client: &mut Client, path: &str, device: &mut Authenticator) -> Reply {
    let (handle, options) = question(client, &format!("{path}/begin")).await;
    let shown = device.show(&options);
    answer(client, path, &handle, &shown).await
}

async fn log(t: &TestApp) -> Vec<String> {
    let sql = "SELECT action FROM audit_events ORDER BY at, id";
    let rows = t.db.superuser().await.query(sql, &[]).await.expect("the log");
    rows.into_iter().map(|row| row.get(0)).collect()
}

/// The address under which a passkey is changed, from the security page.
async fn place_of(client: &mut Client, action: &str) -> String {
    let page = client.get("/account/security").await.text();
    let end = page.find(&format!("/{action}\"")).expect("a link");
    let start = page[..end].rfind('"').expect("a quote") + 1;
    format!("{}/{action}", &page[start..end])
}

#[tokio::test]
async fn a_passkey_is_added_and_signs_in_with_nothing_else() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let before = ada.cookie.clone();
    ada.get(ADD)
        .await
        .assert_status(200)
        .assert_has(&["Add a passkey", "/assets/passkeys.js"]);
    let (mut device, added) = add(&mut ada).await;
    // The first factor brings backup codes, shown in the answer.
    added.assert_status(200).assert_has(&["Your backup codes"]);
    assert_ne!(ada.cookie, before, "the session has a new token");
    ada.get("/account/security")
        .await
        .assert_status(200)
        .assert_has(&["My phone", "Not yet", "Backup codes"]);
    let mails = t.mails_to(ADA).await;
    assert!(
        mails
            .iter()
            .any(|mail| *mail == "The way you sign in was changed"),
        "{mails:?}"
    );

    let mut other = t.visitor();
    show(&mut other, SIGN_IN, &mut device)
        .await
        .assert_redirect("/admin");
    other.get("/admin").await.assert_status(200);
    other.get("/account/sessions").await.assert_status(200);
    ada.get("/account/security").await.assert_status(200);
    let log = log(&t).await;
    assert!(log.contains(&"passkey.added".to_owned()), "{log:?}");
}

#[tokio::test]
async fn the_way_back_is_kept_and_is_one_of_ours() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (mut device, _) = add(&mut ada).await;
    for (next, way) in [
        ("/admin/products?search=a", "/admin/products?search=a"),
        ("//evil.example", "/admin"),
    ] {
        let mut other = t.visitor();
        let (handle, options) = question(&mut other, "/sign-in/passkey/begin").await;
        let shown = device.show(&options);
        let fields = [
            ("handle", handle.as_str()),
            ("credential", &shown),
            ("next", next),
        ];
        other.post_form(SIGN_IN, &fields).await.assert_redirect(way);
    }
}

#[tokio::test]
async fn what_is_asked_for_needs_no_account_and_wants_the_person_verified() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (_, creating) = question(&mut ada, ASK).await;
    assert_eq!(creating["authenticatorSelection"]["residentKey"], "preferred");
    assert_eq!(creating["authenticatorSelection"]["userVerification"], "required");
    assert_eq!(creating["attestation"], "none");
    assert_eq!(creating["rp"]["id"], "localhost");
    let (_, asking) = question(&mut t.visitor(), "/sign-in/passkey/begin").await;
    assert_eq!(asking["userVerification"], "required");
    assert_eq!(asking["allowCredentials"], serde_json::json!([]));

    let (device, _) = add(&mut ada).await;
    let (_, again) = question(&mut ada, ASK).await;
    assert_eq!(again["excludeCredentials"].as_array().map(Vec::len), Some(1));
    assert_eq!(again["user"]["id"], device.holder, "the handle stays the same");
    let user =
        t.db.superuser()
            .await
            .query_one("SELECT id::text FROM users", &[])
            .await
            .unwrap();
    let id: String = user.get(0);
    assert!(
        !again.to_string().contains(&id),
        "authenticators do not learn our id"
    );
}

#[tokio::test]
async fn an_answer_that_proves_nothing_is_refused() {
    let t = TestApp::start_with(&[("TESSERA_AUTH_ATTEMPTS", "100")]).await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (device, _) = add(&mut ada).await;
    let lies: [fn(&mut Authenticator); 5] = [
        |device| device.signs = false,
        |device| device.verifies = false,
        |device| device.origin = "https://evil.example".to_owned(),
        |device| device.holder = "AAAAAAAAAAAAAAAAAAAAAA".to_owned(),
        |device| *device = device.forged(),
    ];
    for (place, lie) in lies.into_iter().enumerate() {
        let mut liar = device.clone();
        lie(&mut liar);
        let mut eve = t.visitor();
        let reply = show(&mut eve, SIGN_IN, &mut liar).await;
        assert_eq!((reply.status, &eve.cookie), (422, &None), "lie {place}");
        reply.assert_has(&["This passkey"]);
    }
    let log = log(&t).await;
    let refused = log.iter().filter(|action| *action == "passkey.refused").count();
    assert_eq!(refused, 4, "{log:?}");
}

#[tokio::test]
async fn an_answer_counts_once_within_five_minutes_where_it_was_asked_for() {
    let t = TestApp::start_with(&[("TESSERA_AUTH_ATTEMPTS", "100")]).await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (mut device, _) = add(&mut ada).await;

    let mut other = t.visitor();
    let (handle, options) = question(&mut other, "/sign-in/passkey/begin").await;
    let shown = device.show(&options);
    answer(&mut other, SIGN_IN, &handle, &shown)
        .await
        .assert_redirect("/admin");
    let mut eve = t.visitor();
    answer(&mut eve, SIGN_IN, &handle, &shown)
        .await
        .assert_status(422);
    // Nor is it an answer to another question.
    let (fresh, _) = question(&mut eve, "/sign-in/passkey/begin").await;
    answer(&mut eve, SIGN_IN, &fresh, &shown).await.assert_status(422);

    let (handle, options) = question(&mut eve, "/sign-in/passkey/begin").await;
    let shown = device.show(&options);
    t.advance(Duration::seconds(301));
    answer(&mut eve, SIGN_IN, &handle, &shown)
        .await
        .assert_status(422)
        .assert_has(&["longer than five minutes"]);

    // A question to one session is none to another, nor one to sign in with.
    let (handle, options) = question(&mut ada, "/account/confirm/passkey/begin").await;
    let shown = device.show(&options);
    answer(&mut eve, SIGN_IN, &handle, &shown)
        .await
        .assert_status(422);
    let mut bob = t.owner("bob@example.com", "Bobs").await;
    answer(&mut bob, CONFIRM, &handle, &shown)
        .await
        .assert_status(422);
}

#[tokio::test]
async fn of_two_who_send_the_same_answer_at_once_one_gets_in() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (mut device, _) = add(&mut ada).await;
    let (mut one, mut two) = (t.visitor(), t.visitor());
    let (handle, options) = question(&mut one, "/sign-in/passkey/begin").await;
    let shown = device.show(&options);
    let (a, b) = tokio::join!(
        answer(&mut one, SIGN_IN, &handle, &shown),
        answer(&mut two, SIGN_IN, &handle, &shown)
    );
    assert_eq!(u8::from(a.status == 303) + u8::from(b.status == 303), 1);
}

#[tokio::test]
async fn a_counter_that_goes_backwards_suspends_the_passkey() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (mut device, _) = add(&mut ada).await;
    let mut copy = device.clone();
    show(&mut t.visitor(), SIGN_IN, &mut device)
        .await
        .assert_redirect("/admin");
    show(&mut t.visitor(), SIGN_IN, &mut device)
        .await
        .assert_redirect("/admin");

    let mut eve = t.visitor();
    show(&mut eve, SIGN_IN, &mut copy)
        .await
        .assert_status(422)
        .assert_has(&["may have been copied"]);
    assert_eq!(eve.cookie, None);
    // From then on neither of the two works.
    show(&mut t.visitor(), SIGN_IN, &mut device)
        .await
        .assert_status(422)
        .assert_has(&["may have been copied"]);
    let mails = t.mails_to(ADA).await;
    assert!(
        mails.iter().any(|mail| *mail == "A passkey may have been copied"),
        "{mails:?}"
    );
    let log = log(&t).await;
    assert!(log.contains(&"passkey.suspended".to_owned()), "{log:?}");
    let page = ada.get("/account/security").await;
    page.assert_has(&["Suspended"]);
    assert!(!page.text().contains("/rename\""), "it can only be removed");
    let remove = place_of(&mut ada, "remove").await;
    ada.post_form(&remove, &[]).await.assert_status(303);
}

#[tokio::test]
async fn a_passkey_stands_in_for_a_code_and_proves_again_who_one_is() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (mut device, _) = add(&mut ada).await;

    let mut other = t.visitor();
    other
        .sign_in(ADA, PASSWORD)
        .await
        .assert_redirect("/sign-in/second-factor");
    other
        .get("/sign-in/second-factor")
        .await
        .assert_has(&["Use a passkey", "/assets/passkeys.js"]);
    let (_, options) = question(&mut other, "/sign-in/second-factor/passkey/begin").await;
    assert_eq!(options["allowCredentials"].as_array().map(Vec::len), Some(1));
    show(&mut other, SECOND, &mut device)
        .await
        .assert_redirect("/admin");
    other.get("/admin").await.assert_status(200);

    t.advance(Duration::minutes(11));
    other
        .get(ADD)
        .await
        .assert_redirect("/account/confirm?next=%2Faccount%2Fsecurity%2Fpasskeys");
    other
        .get("/account/confirm")
        .await
        .assert_has(&["Confirm with a passkey"]);
    show(&mut other, CONFIRM, &mut device)
        .await
        .assert_redirect("/account/security?notice=confirmed");
    other.get(ADD).await.assert_status(200);

    // Somebody else's passkey proves nothing about oneself.
    let mut bob = t.owner("bob@example.com", "Bobs").await;
    let (mut bobs, _) = add(&mut bob).await;
    show(&mut other, CONFIRM, &mut bobs).await.assert_status(422);
}

#[tokio::test]
async fn a_passkey_is_renamed_and_removed_by_its_owner_alone() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (mut device, _) = add(&mut ada).await;
    let (rename, remove) = (
        place_of(&mut ada, "rename").await,
        place_of(&mut ada, "remove").await,
    );

    let mut bob = t.owner("bob@example.com", "Bobs").await;
    for path in [&rename, &remove] {
        bob.get(path).await.assert_status(404);
        bob.post_form(path, &[("name", "Mine")]).await.assert_status(404);
        let mut nobody = t.visitor();
        assert!(
            nobody
                .get(path)
                .await
                .header("location")
                .unwrap()
                .starts_with("/sign-in?next=")
        );
    }
    ada.post_form(&rename, &[("name", "  ")]).await.assert_status(422);
    ada.post_form(&rename, &[("name", &"x".repeat(61))])
        .await
        .assert_status(422);
    ada.post_form(&rename, &[("name", " <b>Work</b>  laptop ")])
        .await
        .assert_redirect("/account/security?notice=passkey-renamed");
    ada.get("/account/security")
        .await
        .assert_has(&["&lt;b&gt;Work&lt;/b&gt; laptop"]);

    let mut other = t.visitor();
    show(&mut other, SIGN_IN, &mut device)
        .await
        .assert_redirect("/admin");
    ada.get(&remove)
        .await
        .assert_status(200)
        .assert_has(&["Your other sessions end"]);
    let before = ada.cookie.clone();
    ada.post_form(&remove, &[])
        .await
        .assert_redirect("/account/security?notice=passkey-removed");
    assert_ne!(ada.cookie, before);
    assert_ne!(other.get("/admin").await.status, 200, "its session is over");
    show(&mut t.visitor(), SIGN_IN, &mut device)
        .await
        .assert_status(422)
        .assert_has(&["not known here"]);
    let told = t
        .mails_to(ADA)
        .await
        .into_iter()
        .filter(|subject| subject == "The way you sign in was changed");
    assert_eq!(
        told.count(),
        2,
        "of the passkey that was added, and that it was removed"
    );
}

#[tokio::test]
async fn the_last_way_to_sign_in_stays() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    add(&mut ada).await;
    let sql = "UPDATE users SET password_hash = NULL";
    t.db.superuser().await.execute(sql, &[]).await.unwrap();
    let remove = place_of(&mut ada, "remove").await;
    ada.post_form(&remove, &[])
        .await
        .assert_status(409)
        .assert_has(&["only way to sign in"]);
    ada.get("/account/security").await.assert_has(&["My phone"]);
}

#[tokio::test]
async fn every_change_asks_for_a_fresh_proof_of_identity() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    add(&mut ada).await;
    let (rename, remove) = (
        place_of(&mut ada, "rename").await,
        place_of(&mut ada, "remove").await,
    );
    t.advance(Duration::minutes(11));
    for path in [ADD, &rename, &remove] {
        for reply in [ada.get(path).await, ada.post_form(path, &[("name", "x")]).await] {
            assert!(
                reply
                    .header("location")
                    .is_some_and(|to| to.starts_with("/account/confirm?next=")),
                "{path}: {}",
                reply.status
            );
        }
    }
    let told = post(&mut ada, ASK).await;
    told.assert_status(403);
    assert_eq!(
        serde_json::from_slice::<Value>(&told.bytes).unwrap()["next"],
        "/account/confirm?next=/account/security/passkeys"
    );
}

#[tokio::test]
async fn strangers_and_other_sites_are_refused_and_garbage_is_no_failure() {
    let t = TestApp::start_with(&[("TESSERA_AUTH_ATTEMPTS", "100")]).await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    for path in [
        ADD,
        ASK,
        SECOND,
        CONFIRM,
        "/account/confirm/passkey/begin",
        "/sign-in/second-factor/passkey/begin",
    ] {
        let reply = post(&mut t.visitor(), path).await;
        assert!(
            reply
                .header("location")
                .is_some_and(|to| to.starts_with("/sign-in?next=")),
            "{path}: {}",
            reply.status
        );
    }
    let mut evil = ada.clone();
    evil.site = Some("cross-site");
    for path in [
        ADD,
        ASK,
        SIGN_IN,
        SECOND,
        CONFIRM,
        "/sign-in/passkey/begin",
        "/account/confirm/passkey/begin",
    ] {
        post(&mut evil, path).await.assert_status(403);
    }
    // Somebody who is signed in fully has no second factor to show.
    post(&mut ada, SECOND).await.assert_redirect("/admin");
    let (handle, _) = question(&mut t.visitor(), "/sign-in/passkey/begin").await;
    let long = "x".repeat(70 * 1024);
    for (handle, credential, status) in [
        ("", "", 422),
        (handle.as_str(), "{}", 422),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "null", 422),
        ("x", &long, 413),
    ] {
        answer(&mut t.visitor(), SIGN_IN, handle, credential)
            .await
            .assert_status(status);
        answer(&mut ada, CONFIRM, handle, credential)
            .await
            .assert_status(status);
        answer(&mut ada, ADD, handle, credential)
            .await
            .assert_status(status);
    }
    // No passkey to ask for.
    post(&mut ada, "/account/confirm/passkey/begin")
        .await
        .assert_status(409);
}

#[tokio::test]
async fn one_passkey_belongs_to_one_account() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (mut device, _) = add(&mut ada).await;
    let mut eve = t.owner("eve@example.com", "Evil").await;
    let (handle, options) = question(&mut eve, ASK).await;
    let made = device.make(&options);
    answer(&mut eve, ADD, &handle, &made)
        .await
        .assert_status(409)
        .assert_has(&["added already"]);
}

#[tokio::test]
async fn attempts_and_questions_are_limited() {
    let t = TestApp::start().await;
    let mut eve = t.visitor();
    for _ in 0..10 {
        answer(&mut eve, SIGN_IN, "x", "{}").await.assert_status(422);
    }
    let reply = answer(&mut eve, SIGN_IN, "x", "{}").await;
    reply.assert_status(429);
    assert!(reply.header("retry-after").is_some());
    for _ in 0..100 {
        post(&mut eve, "/sign-in/passkey/begin").await.assert_status(200);
    }
    post(&mut eve, "/sign-in/passkey/begin").await.assert_status(429);
}

#[tokio::test]
async fn the_script_is_asked_for_each_time_and_sent_when_it_is_another() {
    let t = TestApp::start().await;
    let reply = t.visitor().get("/assets/passkeys.js").await;
    reply.assert_status(200).assert_has(&["navigator.credentials"]);
    assert_eq!(
        reply.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    assert_eq!(reply.header("cache-control"), Some("no-cache"));
    let tag = reply.header("etag").unwrap().to_owned();
    let again = t
        .visitor()
        .get_with("/assets/passkeys.js", &[("if-none-match", &tag)])
        .await;
    again.assert_status(304);
    let page = t.visitor().get("/sign-in").await;
    page.assert_has(&["Sign in with a passkey", "username webauthn", "need JavaScript"]);
    let policy = page.header("content-security-policy").unwrap();
    assert!(
        policy.contains("script-src 'self'") && !policy.contains("unsafe"),
        "{policy}"
    );
}

#[tokio::test]
async fn the_database_holds_no_handle_and_no_challenge() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let (handle, options) = question(&mut ada, ASK).await;
    let dump = t.dump().await;
    assert!(!dump.contains(&handle) && !dump.contains(options["challenge"].as_str().unwrap()));
}

//! Pages as they leave a listening process: given again while nothing has changed, never after it has, and a CDN is told.

use super::history::again;
use crate::{
    domains,
    support::{Shop, TestApp, shop},
};
use axum::{
    Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    routing::any,
};
use domain::{catalog::ProductRow, passport::PassportRow};
use serde_json::json;
use server::metrics::scrape;
use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::timeout,
};

const SOON: Duration = Duration::from_secs(30);

/// An answer as it came over the wire.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Answer {
    /// Without what each answer has for itself.
    fn common(mut self) -> Self {
        self.headers.remove("x-request-id").expect("an id");
        self.headers.remove("date").expect("a date");
        self
    }

    fn has(&self, text: &str) -> bool {
        String::from_utf8_lossy(&self.body).contains(text)
    }
}

/// The process at work: it listens, and follows what the database tells.
async fn serving(t: &TestApp) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("it works");
    let address = listener.local_addr().expect("it works");
    tokio::spawn(server::http::serve(
        t.app.clone(),
        listener,
        std::future::pending(),
    ));
    tokio::spawn(server::http::follow(t.app.clone()));
    address
}

/// Waits until the database tells of changes.
async fn followed(t: &TestApp) {
    let told = async {
        while !scrape(&t.app).await.contains("\ntessera_heads_trusted 1\n") {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(SOON, told).await.expect("it is followed");
}

/// How many answers were given again.
async fn told_again(t: &TestApp) -> u64 {
    let text = scrape(&t.app).await;
    let line = text
        .lines()
        .find(|line| line.contains("tier=\"answer\""))
        .expect("a line");
    line.rsplit(' ')
        .next()
        .expect("it works")
        .parse()
        .expect("it works")
}

async fn get(at: SocketAddr, path: &str, more: &str) -> Answer {
    get_of(at, "localhost:3000", path, more).await
}

async fn get_of(at: SocketAddr, host: &str, path: &str, more: &str) -> Answer {
    let mut stream = TcpStream::connect(at).await.expect("it works");
    let request = format!("GET {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{more}\r\n");
    stream.write_all(request.as_bytes()).await.expect("it works");
    let mut all = Vec::new();
    timeout(SOON, stream.read_to_end(&mut all))
        .await
        .expect("in time")
        .expect("it works");
    let end = all
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .expect("a head");
    let head = String::from_utf8(all[..end].to_vec()).expect("it works");
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .expect("it works")
        .split(' ')
        .nth(1)
        .expect("it works")
        .parse()
        .expect("it works");
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").expect("a header");
        (name.to_owned(), value.to_owned())
    };
    Answer {
        status,
        headers: lines.map(header).collect(),
        body: all[end + 4..].to_vec(),
    }
}

async fn chair(t: &TestApp) -> (Shop, PassportRow, ProductRow) {
    let mut shop = shop(t, "ada@example.com").await;
    let passport = shop.one_passport(t, "desk_chair", &["name", "weight"]).await;
    let product = shop.products("desk_chair").await.remove(0);
    (shop, passport, product)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_question_has_the_same_answer_until_something_changes() {
    let t = TestApp::start().await;
    let (mut shop, passport, product) = chair(&t).await;
    let (at, path) = (serving(&t).await, &passport.path);
    followed(&t).await;
    let first = get(at, path, "").await.common();
    assert_eq!((first.status, first.headers.get("set-cookie")), (200, None));
    for _ in 0..50 {
        assert_eq!(get(at, path, "").await.common(), first);
    }
    assert!(told_again(&t).await > 0, "no answer was given again");
    // Each of them is an opening all the same, and nothing else is.
    assert_eq!(t.app.scans.waiting().0, 51);
    get(at, path, "sec-purpose: prefetch\r\n").await;
    for _ in 0..3 {
        get(at, path, "accept: application/json\r\n").await;
    }
    assert_eq!(t.app.scans.waiting().0, 51);
    let tag = format!("if-none-match: {}\r\n", first.headers["etag"]);
    for _ in 0..5 {
        let unchanged = get(at, path, &tag).await;
        assert_eq!((unchanged.status, unchanged.body.len()), (304, 0));
        let json = get(at, path, "accept: application/json\r\n").await;
        assert!(json.body.starts_with(b"{"));
        let german = get(at, path, "accept-language: de\r\n").await;
        assert_eq!(german.headers["content-language"], "de-DE");
        let secret = get(at, &format!("{path}?grant=tg_nothing"), "").await;
        assert!(secret.headers["cache-control"].contains("no-store"), "{secret:?}");
    }

    // Once the new one was read, nobody reads the old one any more.
    again(&t, &mut shop, &passport, &product, "Another chair").await;
    let renewed = async { while !get(at, path, "").await.has("Another chair") {} };
    timeout(Duration::from_secs(10), renewed)
        .await
        .expect("the new version");
    for _ in 0..20 {
        assert!(get(at, path, "").await.has("Another chair"));
        assert_eq!(get(at, path, &tag).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_told_again_is_told_at_its_host_alone() {
    let (t, dns) = domains::start().await;
    let mut shop = shop(&t, "ada@example.com").await;
    domains::verified(&t, &dns, &mut shop.owner, domains::HOST).await;
    let passport = domains::publish(&t, &mut shop, 0).await;
    let (at, path) = (serving(&t).await, &passport.path);
    followed(&t).await;
    let first = get_of(at, domains::HOST, path, "").await.common();
    assert_eq!(first.status, 200);
    for _ in 0..10 {
        assert_eq!(get_of(at, domains::HOST, path, "").await.common(), first);
        // The platform leads to the brand's host.
        assert_eq!(
            get(at, path, "").await.headers["location"],
            format!("https://{}{path}", domains::HOST)
        );
    }
    assert!(told_again(&t).await > 0, "no answer was given again");
}

type Told = (mpsc::UnboundedSender<(HeaderMap, String)>, Arc<AtomicBool>);

/// A CDN that says what it was told, and once refuses it.
async fn cdn(refuse: Arc<AtomicBool>) -> (String, mpsc::UnboundedReceiver<(HeaderMap, String)>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("it works");
    let address = format!("http://{}/purge", listener.local_addr().expect("it works"));
    let (told, heard) = mpsc::unbounded_channel();
    let take = async |State((told, refuse)): State<Told>, headers: HeaderMap, body: String| {
        // Once, and decided before anybody reads of this word and sets the next.
        let refused = refuse.swap(false, Ordering::Relaxed);
        let _ = told.send((headers, body));
        if refused {
            StatusCode::TOO_MANY_REQUESTS
        } else {
            StatusCode::OK
        }
    };
    let router = Router::new().fallback(any(take)).with_state((told, refuse));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (address, heard)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cdn_is_told_by_tag_what_has_changed() {
    let refuse = Arc::new(AtomicBool::new(false));
    let (address, mut heard) = cdn(refuse.clone()).await;
    let t = TestApp::start_with(&[
        ("TESSERA_PURGE_URL", &address),
        ("TESSERA_PURGE_HEADER", "Authorization: Bearer let-us-in"),
    ])
    .await;
    let (mut shop, passport, product) = chair(&t).await;
    let at = serving(&t).await;
    let page = get(at, &passport.path, "").await;
    let keys = page.headers["surrogate-key"].clone();
    let (brand, own) = (
        keys.split(' ').nth(1).expect("it works"),
        format!("passport-{}", passport.id),
    );
    assert_eq!(keys, format!("tessera {brand} {own}"));
    assert_eq!(page.headers["cache-tag"], keys.replace(' ', ","));
    let nothing = get(at, "/p/0000000000000000", "").await;
    assert_eq!(
        (nothing.status, nothing.headers.get("surrogate-key")),
        (404, None)
    );

    followed(&t).await;
    // What happened before nobody has heard.
    let (headers, body) = told(&mut heard).await;
    assert_eq!(headers["surrogate-key"], "tessera");
    assert_eq!(headers["authorization"], "Bearer let-us-in");
    assert_eq!(body, json!({ "tags": ["tessera"] }).to_string());
    // It does not take the next word, and is told again.
    refuse.store(true, Ordering::Relaxed);
    again(&t, &mut shop, &passport, &product, "Another chair").await;
    for _ in 0..2 {
        let (headers, body) = told(&mut heard).await;
        let tag = headers["surrogate-key"].to_str().expect("text");
        // Where the database could not tell of changes for a moment, everything is told.
        assert!([brand, "tessera"].contains(&tag), "{tag}");
        assert_eq!(body, json!({ "tags": [tag] }).to_string());
    }
    assert!(!refuse.load(Ordering::Relaxed));
}

async fn told(heard: &mut mpsc::UnboundedReceiver<(HeaderMap, String)>) -> (HeaderMap, String) {
    timeout(SOON, heard.recv())
        .await
        .expect("in time")
        .expect("a word")
}

#[tokio::test]
async fn the_most_read_pages_are_ready_before_anybody_asks() {
    let t = TestApp::start().await;
    let (_, passport, _) = chair(&t).await;
    assert_eq!(server::http::warm_up(&t.app).await.expect("it works"), 0);
    let today = t.app.clock.now().date_naive();
    let read = format!(
        "INSERT INTO scan_counts SELECT brand_id, 'passport', id::text, '{today}', 3, 0 FROM passports"
    );
    t.db.superuser()
        .await
        .batch_execute(&read)
        .await
        .expect("it works");
    let languages = server::http::warm_up(&t.app).await.expect("it works");
    assert!((1..=3).contains(&languages), "{languages}");
    // While the database is away, what was made ready is there.
    t.app.db.close();
    t.visitor().get(&passport.path).await.assert_status(200);
}

//! What goes to collectors, to the byte, and that nobody waits for them.

use crate::support::{PASSWORD, TestApp, shop};
use serde_json::{Value, json};
use server::telemetry::{self, Work};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Mutex,
    time::{Instant, sleep, timeout},
};

/// Keeps every byte that it is sent, and answers 200.
struct Sink {
    address: String,
    messages: Arc<Mutex<Vec<Vec<u8>>>>,
}

impl Sink {
    async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("it is there");
        let address = listener.local_addr().expect("it is there").to_string();
        let messages = Arc::new(Mutex::new(Vec::new()));
        let kept = messages.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(keep(stream, kept.clone()));
            }
        });
        Self { address, messages }
    }

    /// The messages to an address that begins like that, once there are so many.
    async fn messages(&self, path: &str, count: usize) -> Vec<String> {
        let begin = format!("POST {path}");
        let waiting = async {
            loop {
                let all = self.messages.lock().await;
                let texts = all
                    .iter()
                    .map(|bytes| String::from_utf8(bytes.clone()).expect("it is there"));
                let texts: Vec<_> = texts.filter(|text| text.starts_with(&begin)).collect();
                drop(all);
                if texts.len() >= count {
                    return texts;
                }
                sleep(Duration::from_millis(20)).await;
            }
        };
        timeout(Duration::from_secs(20), waiting)
            .await
            .expect("the messages arrive")
    }
}

/// Requests of one connection, each with the length of its body in its head.
async fn keep(mut stream: TcpStream, kept: Arc<Mutex<Vec<Vec<u8>>>>) {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    while let Ok(n @ 1..) = stream.read(&mut part).await {
        bytes.extend_from_slice(&part[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, _)) = text.split_once("\r\n\r\n") else {
            continue;
        };
        let length = head.to_ascii_lowercase();
        let length: usize = length
            .split("content-length: ")
            .nth(1)
            .expect("it is there")
            .split("\r\n")
            .next()
            .expect("it is there")
            .parse()
            .expect("it is there");
        if bytes.len() >= head.len() + 4 + length {
            kept.lock().await.push(std::mem::take(&mut bytes));
            let _ = stream
                .write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                .await;
        }
    }
}

async fn watched(sink: &str) -> TestApp {
    let (otlp, dsn) = (format!("http://{sink}"), format!("http://publickey@{sink}/42"));
    TestApp::start_with(&[
        ("TESSERA_OTLP_ENDPOINT", &otlp),
        ("TESSERA_OTLP_HEADERS", "authorization=Bearer collector-token"),
        ("TESSERA_SENTRY_DSN", &dsn),
        ("TESSERA_TRUSTED_PROXIES", "10.0.0.0/8"),
    ])
    .await
}

fn body(message: &str) -> &str {
    message.split_once("\r\n\r\n").expect("it is there").1
}

/// Everything private that the requests of [`misfortune`] carry.
const PRIVATE: [&str; 12] = [
    "198.51.100.9",
    "10.0.0.1",
    "eve@",
    "example.com",
    "s3cret",
    "lantern",
    "Spy/1.0",
    "tracker.example",
    "session=",
    "Nordlicht",
    "traceparent",
    "/p/0",
];

/// Requests that fail on our side, full of what is nobody's business.
async fn misfortune(t: &TestApp, path: &str) {
    t.app.db.close();
    let mut c = t.visitor_at([10, 0, 0, 1].into());
    let headers = [
        ("accept", "text/html"),
        ("x-forwarded-for", "198.51.100.9"),
        ("user-agent", "Spy/1.0"),
        ("referer", "https://tracker.example/page"),
        ("cookie", "session=s3cret-cookie"),
        (
            "traceparent",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        ),
    ];
    c.get_with(&format!("{path}?email=eve@example.com&grant=s3cret"), &headers)
        .await
        .assert_status(503);
    let form = [("email", "eve@example.com"), ("password", PASSWORD)];
    c.post_form("/sign-in?next=/admin/s3cret", &form)
        .await
        .assert_status(503);
}

#[tokio::test]
async fn a_failure_is_told_with_route_and_status_and_nothing_that_was_sent() {
    let sink = Sink::open().await;
    let t = watched(&sink.address).await;
    let exporting = tokio::spawn(telemetry::export(t.app.clone()));
    let path = "/p/0000000000000000";
    misfortune(&t, path).await;

    let faults = sink.messages("/api/42/envelope/", 2).await;
    for message in &faults {
        for private in PRIVATE {
            assert!(!message.contains(private), "{private} was sent:\n{message}");
        }
        assert!(message.contains("x-sentry-auth: Sentry sentry_version=7, sentry_client=tessera/"));
        assert!(message.contains("sentry_key=publickey"));
        let names: Vec<&str> = message
            .lines()
            .skip(1)
            .take_while(|line| !line.is_empty())
            .collect();
        let names: Vec<&str> = names.iter().map(|line| line.split(':').next().unwrap()).collect();
        for name in &names {
            let known = [
                "content-type",
                "x-sentry-auth",
                "accept",
                "accept-encoding",
                "user-agent",
                "host",
                "content-length",
            ];
            assert!(known.contains(name), "{name}");
        }
    }
    let lines: Vec<Value> = body(&faults[0])
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let [head, item, event] = lines.as_slice() else {
        panic!("{faults:?}")
    };
    assert_eq!(head, &json!({ "event_id": event["event_id"] }));
    assert_eq!(
        item,
        &json!({ "type": "event", "length": body(&faults[0]).lines().nth(2).unwrap().len() })
    );
    let release = event["release"].as_str().unwrap();
    assert!(release.starts_with("tessera@"));
    let message = "a request was answered with a failure";
    assert_eq!(
        event,
        &json!({
            "event_id": event["event_id"], "timestamp": event["timestamp"], "platform": "other", "level": "error",
            "logger": "tessera", "release": release, "environment": "development",
            "transaction": "GET /p/{*rest}", "message": { "formatted": message },
            "fingerprint": ["GET /p/{*rest}", message, ""],
            "tags": { "method": "GET", "route": "/p/{*rest}", "status": "503" },
        })
    );
    assert!(
        faults[1].contains("\"transaction\":\"POST /sign-in\""),
        "{}",
        faults[1]
    );

    let traces = sink.messages("/v1/traces", 1).await.join("\n");
    for private in PRIVATE {
        assert!(!traces.contains(private), "{private} was sent:\n{traces}");
    }
    assert!(traces.contains("authorization: Bearer collector-token"));
    t.app.shutdown.request();
    timeout(Duration::from_secs(20), exporting)
        .await
        .expect("it ends")
        .unwrap();
    assert_eq!(t.app.metrics.errors.sent.get(), 2);
    assert_eq!(t.app.metrics.errors.dropped.get(), 0);
}

fn spans(messages: &[String]) -> Vec<Value> {
    let mut all = Vec::new();
    for message in messages {
        let body: Value = serde_json::from_str(body(message)).expect("it is there");
        all.extend(
            body["resourceSpans"][0]["scopeSpans"][0]["spans"]
                .as_array()
                .expect("it is there")
                .clone(),
        );
    }
    all
}

#[tokio::test]
async fn a_span_goes_on_with_the_trace_of_a_trusted_proxy_and_of_nobody_else() {
    let sink = Sink::open().await;
    let t = watched(&sink.address).await;
    let context = |flag: &str| format!("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-{flag}");
    let (recorded, not_recorded) = (context("01"), context("00"));
    let mut proxy = t.visitor_at([10, 0, 0, 1].into());
    proxy
        .get_with("/legal/privacy?q=s3cret", &[("traceparent", &recorded)])
        .await
        .assert_status(200);
    proxy
        .get_with("/legal/terms", &[("traceparent", &not_recorded)])
        .await
        .assert_status(200);
    let mut stranger = t.visitor_at([198, 51, 100, 9].into());
    stranger
        .get_with("/wp-login.php", &[("traceparent", &recorded)])
        .await
        .assert_status(404);
    t.app.shutdown.request();
    telemetry::export(t.app.clone()).await;

    let messages = sink.messages("/v1/traces", 1).await;
    let spans = spans(&messages);
    assert_eq!(spans.len(), 2, "{spans:?}");
    let (first, second) = (&spans[0], &spans[1]);
    let text = |key: &str, value: &str| json!({ "key": key, "value": { "stringValue": value } });
    assert_eq!(
        first,
        &json!({
            "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "spanId": first["spanId"], "parentSpanId": "00f067aa0ba902b7",
            "name": "GET /legal/{page}", "kind": 2,
            "startTimeUnixNano": "1790000000000000000", "endTimeUnixNano": first["endTimeUnixNano"],
            "attributes": [
                text("http.request.method", "GET"), text("http.route", "/legal/{page}"),
                { "key": "http.response.status_code", "value": { "intValue": "200" } },
            ],
            "status": {},
        })
    );
    assert_eq!(second["name"], "GET other");
    assert_ne!(second["traceId"], first["traceId"]);
    assert_eq!(second.get("parentSpanId"), None);
    assert!(
        !messages[0].contains("s3cret")
            && !messages[0].contains("wp-login")
            && !messages[0].contains("198.51")
    );
    assert_eq!(t.app.metrics.spans.sent.get(), 2);
}

#[tokio::test]
async fn a_collector_that_is_away_or_never_answers_slows_nobody() {
    // Nobody listens at the first; the second takes connections and says nothing.
    let gone = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string();
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    for address in [gone, silent.local_addr().unwrap().to_string()] {
        let t = watched(&address).await;
        let mut shop = shop(&t, "ada@example.com").await;
        let path = shop.one_passport(&t, "headphones", &["name"]).await.path;
        let exporting = tokio::spawn(telemetry::export(t.app.clone()));
        let mut c = t.visitor();
        c.get(&path).await.assert_status(200);
        // More than the queue holds, at once.
        for _ in 0..6000 {
            let begun = t.app.telemetry.begin(&t.app, None).expect("all are recorded");
            let work = Work::Job {
                name: "test",
                well: true,
            };
            t.app.telemetry.end(&t.app, begun, work, Duration::ZERO);
        }
        let begun = Instant::now();
        for _ in 0..50 {
            c.get(&path).await.assert_status(200);
        }
        assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
        t.app.shutdown.request();
        let _ = timeout(Duration::from_secs(5), exporting).await;
        let spans = &t.app.metrics.spans;
        assert_eq!(spans.sent.get(), 0);
        assert!(spans.dropped.get() > 400, "{}", spans.dropped.get());
    }
}

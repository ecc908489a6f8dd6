//! Names that resolve to places nobody may go.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use pim::outbound::Lookup;
use pim::{Outbound, OutboundError, OutboundPolicy};
use reqwest::Url;
use reqwest::header::HeaderMap;

use crate::server::Server;

/// Answers in turn, the last answer for ever.
struct Stub {
    answers: Vec<&'static [&'static str]>,
    asked: AtomicUsize,
}

#[async_trait]
impl Lookup for Stub {
    async fn lookup(&self, _host: &str) -> io::Result<Vec<IpAddr>> {
        let turn = self
            .asked
            .fetch_add(1, Ordering::SeqCst)
            .min(self.answers.len() - 1);
        Ok(self.answers[turn]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect())
    }
}

async fn reach(policy: OutboundPolicy, url: &str, answers: Vec<&'static [&'static str]>) -> OutboundError {
    let stub = Arc::new(Stub {
        answers,
        asked: AtomicUsize::new(0),
    });
    let outbound = Outbound::with_lookup(policy, "tessera-tests", stub).unwrap();
    let outbound = outbound.with_timeout(Duration::from_millis(500));
    outbound
        .get(&Url::parse(url).unwrap(), HeaderMap::new(), 100)
        .await
        .unwrap_err()
}

fn is_refused(error: &OutboundError) -> bool {
    matches!(error, OutboundError::Refused { .. })
}

#[tokio::test]
async fn names_of_private_places_are_refused() {
    for answer in [
        ["127.0.0.1"],
        ["169.254.169.254"],
        ["10.0.0.5"],
        ["::1"],
        ["::ffff:192.168.0.1"],
        ["fd00::1"],
    ] {
        let answer: &'static [&'static str] = Vec::leak(answer.to_vec());
        let error = reach(
            OutboundPolicy::default(),
            "https://pim.example.com/",
            vec![answer],
        )
        .await;
        assert!(is_refused(&error), "{answer:?}: {error:?}");
    }
}

#[tokio::test]
async fn one_private_address_among_public_ones_is_enough() {
    let error = reach(
        OutboundPolicy::default(),
        "https://pim.example.com/",
        vec![&["93.184.216.34", "10.0.0.1"]],
    )
    .await;
    assert!(is_refused(&error), "{error:?}");
}

#[tokio::test]
async fn a_name_without_addresses_is_unreachable() {
    let error = reach(OutboundPolicy::default(), "https://pim.example.com/", vec![&[]]).await;
    assert_eq!(
        error,
        OutboundError::Unreachable {
            why: "the host name does not resolve".into()
        }
    );
}

#[tokio::test]
async fn a_name_that_turns_private_is_refused_the_second_time() {
    // TEST-NET is refused as well, so the harmless first answer stands in a listed network where nobody listens.
    let policy = || OutboundPolicy {
        allow_loopback: false,
        allowed_cidrs: vec!["192.0.2.0/24".parse().unwrap()],
        ..OutboundPolicy::default()
    };
    let stub = Arc::new(Stub {
        answers: vec![&["192.0.2.1"], &["127.0.0.1"]],
        asked: AtomicUsize::new(0),
    });
    let outbound = Outbound::with_lookup(policy(), "tessera-tests", stub).unwrap();
    let outbound = outbound.with_timeout(Duration::from_millis(200));
    let url = Url::parse("https://rebind.example.com/").unwrap();
    let first = outbound.get(&url, HeaderMap::new(), 100).await.unwrap_err();
    assert!(!is_refused(&first), "{first:?}");
    let second = outbound.get(&url, HeaderMap::new(), 100).await.unwrap_err();
    assert!(is_refused(&second), "{second:?}");
}

#[tokio::test]
async fn development_opens_loopback_only_under_its_own_name() {
    let server = Server::saying(vec![b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()], Duration::ZERO).await;
    let policy = || OutboundPolicy {
        allow_loopback: true,
        ..OutboundPolicy::default()
    };
    let error = reach(policy(), "https://pim.example.com/", vec![&["127.0.0.1"]]).await;
    assert!(is_refused(&error), "{error:?}");
    let stub = Arc::new(Stub {
        answers: vec![&["127.0.0.1"]],
        asked: AtomicUsize::new(0),
    });
    let outbound = Outbound::with_lookup(policy(), "tessera-tests", stub).unwrap();
    let url = Url::parse(&format!("http://localhost:{}/", server.address.port())).unwrap();
    assert_eq!(
        outbound
            .get(&url, HeaderMap::new(), 100)
            .await
            .unwrap()
            .status
            .as_u16(),
        204
    );
    assert_eq!(server.visits(), 1);
}

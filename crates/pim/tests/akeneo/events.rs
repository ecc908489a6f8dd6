//! Asking Akeneo's Event Platform to tell of changes.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use pim::{Connector, EventsError, SubscribeTo, SubscriptionStatus};
use url::Url;

use crate::support::Bench;

fn platform(bench: &Bench) -> Url {
    Url::parse(&bench.sim.events_url()).unwrap()
}

fn wanted() -> SubscribeTo {
    SubscribeTo {
        name: "Tessera: Nordlicht".into(),
        contact: "ada@example.com".into(),
        events_url: Url::parse("https://dpp.example.com/webhooks/akeneo/1").unwrap(),
        secret: "a secret that signs events".into(),
        notices_url: Url::parse("https://dpp.example.com/webhooks/akeneo/1/notices").unwrap(),
        notice_secret: "a secret that signs notices".into(),
    }
}

#[tokio::test]
async fn a_subscription_is_made_asked_after_and_ended() {
    let bench = Bench::start().await;
    let (akeneo, platform) = (&bench.akeneo, platform(&bench));
    let made = akeneo.subscribe(&platform, &wanted()).await.unwrap();
    assert_eq!(bench.sim.subscriptions(), (1, 1));
    let status = async || akeneo.subscription_status(&platform, &made).await.unwrap();
    assert_eq!(status().await, SubscriptionStatus::Active);
    bench.sim.suspend_subscriptions();
    assert_eq!(status().await, SubscriptionStatus::Suspended);
    bench.sim.revoke_subscriptions();
    assert_eq!(status().await, SubscriptionStatus::Revoked);
    akeneo.unsubscribe(&platform, &made).await.unwrap();
    assert_eq!(status().await, SubscriptionStatus::Gone);
    assert_eq!(bench.sim.subscriptions(), (0, 0));
    akeneo.unsubscribe(&platform, &made).await.unwrap();
}

#[tokio::test]
async fn a_pim_without_the_platform_is_told_from_one_that_declines() {
    let bench = Bench::start().await;
    let (akeneo, platform) = (&bench.akeneo, platform(&bench));
    bench.sim.faults().refuse_subscription = true;
    let declined = akeneo.subscribe(&platform, &wanted()).await;
    assert_eq!(declined, Err(EventsError::Declined(422)));
    assert_eq!(bench.sim.subscriptions(), (0, 0), "nor half of one");
    bench.sim.faults().no_event_platform = true;
    let refused = akeneo.subscribe(&platform, &wanted()).await;
    assert_eq!(refused, Err(EventsError::NotOffered(403)));
}

/// What a server got: its path and the token.
type Got = Arc<Mutex<Vec<(String, bool)>>>;

/// A server that notes who calls and sends everybody elsewhere.
async fn signpost(to: String) -> (Url, Got) {
    async fn answer(State((to, got)): State<(String, Got)>, request: Request) -> Response {
        let token = request.headers().contains_key("x-pim-token");
        got.lock().unwrap().push((request.uri().path().to_owned(), token));
        (StatusCode::TEMPORARY_REDIRECT, [("location", to)]).into_response()
    }
    let got = Got::default();
    let router = Router::new().fallback(answer).with_state((to, Arc::clone(&got)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api/v1", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (Url::parse(&url).unwrap(), got)
}

#[tokio::test]
async fn the_token_goes_to_the_configured_address_and_nowhere_else() {
    let bench = Bench::start().await;
    let (elsewhere, stolen) = signpost("http://127.0.0.1:9/".to_owned()).await;
    let (platform, got) = signpost(elsewhere.to_string()).await;
    let answer = bench.akeneo.subscribe(&platform, &wanted()).await;
    assert!(matches!(answer, Err(EventsError::Unavailable(_))), "{answer:?}");
    assert_eq!(*got.lock().unwrap(), [("/api/v1/subscribers".to_owned(), true)]);
    assert_eq!(*stolen.lock().unwrap(), []);
    let words = answer.unwrap_err().plain_words();
    assert!(
        words.contains("redirects") && !words.contains("127.0.0.1"),
        "{words}"
    );
}

#[tokio::test]
async fn a_token_that_the_platform_refuses_is_renewed_once() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    let before = bench.saved.count();
    let elsewhere = Bench::start().await;
    // This platform belongs to another PIM, which has never seen the token.
    let answer = bench.akeneo.subscribe(&platform(&elsewhere), &wanted()).await;
    assert_eq!(answer, Err(EventsError::NotOffered(401)));
    assert_eq!(bench.saved.count(), before + 1);
}

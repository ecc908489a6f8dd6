//! A PIM that is down is left alone, and found again.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use futures::future::join_all;
use pim::{Circuit, Connector, PimError, RetryPolicy};

use crate::support::{Bench, start};

/// Five failed calls.
async fn broken() -> Bench {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.faults().unavailable = true;
    for _ in 0..5 {
        let error = bench.akeneo.channels().await.unwrap_err();
        assert!(matches!(error, PimError::Unavailable { .. }));
    }
    bench.sim.clear_requests();
    bench
}

#[tokio::test]
async fn an_open_circuit_sends_nothing_and_says_when_it_will() {
    let bench = broken().await;
    let error = bench.akeneo.families().await.unwrap_err();
    let retry_at = start() + TimeDelta::seconds(30);
    let why = "it answers with status 503".to_owned();
    assert_eq!(
        error,
        PimError::CircuitOpen {
            retry_at,
            why: why.clone()
        }
    );
    assert!(error.is_transient() && !error.needs_attention());
    assert!(
        error.plain_words().contains("until 12:00:30 UTC"),
        "{}",
        error.plain_words()
    );
    assert_eq!(bench.sim.requests(), []);
    assert_eq!(
        bench.akeneo.state().await.circuit,
        Circuit::Open { retry_at, why }
    );
}

#[tokio::test]
async fn the_probe_closes_it_when_the_pim_is_back() {
    let bench = broken().await;
    bench.advance(TimeDelta::seconds(30));
    assert!(matches!(
        bench.akeneo.channels().await,
        Err(PimError::Unavailable { .. })
    ));
    assert_eq!(bench.sim.requests().len(), 1, "a probe is not repeated");
    bench.advance(TimeDelta::seconds(59));
    assert!(matches!(
        bench.akeneo.channels().await,
        Err(PimError::CircuitOpen { .. })
    ));
    bench.advance(TimeDelta::seconds(1));
    bench.sim.faults().unavailable = false;
    bench.akeneo.channels().await.unwrap();
    let all = join_all((0..6).map(|_| bench.akeneo.channels())).await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(
        bench.akeneo.state().await.circuit,
        Circuit::Closed { failures: 0 }
    );
}

#[tokio::test]
async fn only_one_of_many_calls_is_the_probe() {
    let bench = broken().await;
    bench.advance(TimeDelta::seconds(30));
    bench.sim.faults().latency_ms = 100;
    let all = join_all((0..8).map(|_| bench.akeneo.channels())).await;
    let open = |result: &&Result<_, PimError>| matches!(result, Err(PimError::CircuitOpen { .. }));
    assert_eq!(all.iter().filter(open).count(), 7);
    assert_eq!(bench.sim.requests().len(), 1);
}

#[tokio::test]
async fn a_persons_test_goes_through_and_closes_it() {
    let bench = broken().await;
    assert!(!bench.akeneo.test().await.ok);
    assert!(!bench.sim.requests().is_empty());
    bench.sim.faults().unavailable = false;
    assert!(bench.akeneo.test().await.ok);
    bench.akeneo.channels().await.unwrap();
}

#[tokio::test]
async fn refusals_are_no_failures() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.faults().forbidden = ["channels".to_owned()].into();
    for _ in 0..10 {
        assert_eq!(bench.akeneo.channels().await.unwrap_err().code(), "forbidden");
        assert_eq!(bench.akeneo.media("a/b").await.unwrap_err().code(), "not_found");
    }
    assert_eq!(
        bench.akeneo.state().await.circuit,
        Circuit::Closed { failures: 0 }
    );
}

#[tokio::test]
async fn a_pause_concerns_every_call_of_the_connection() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    {
        let mut faults = bench.sim.faults();
        faults.retry_after = Some("600".into());
        faults.fail_next = [429].into();
    }
    assert!(bench.akeneo.channels().await.is_err());
    bench.sim.clear_requests();
    let error = bench.akeneo.families().await.unwrap_err();
    assert_eq!(
        error,
        PimError::RateLimited {
            retry_after_s: Some(600)
        }
    );
    assert_eq!(bench.sim.requests(), []);
    bench.advance(TimeDelta::seconds(590));
    bench.akeneo.families().await.unwrap();
    assert_eq!(bench.waits(), [Duration::from_secs(10)]);
    let state = bench.akeneo.state().await;
    assert_eq!((state.limited, state.can_refresh), (1, true));
    assert!(state.calls >= 4 && state.token_expires_at.is_some());
}

#[tokio::test]
async fn every_third_call_may_fail() {
    let bench = Bench::start().await;
    bench.sim.faults().fail_every = 3;
    let quick = bench.akeneo.with_retry(RetryPolicy {
        base: Duration::ZERO,
        random: Arc::new(|| 0.5),
        ..RetryPolicy::default()
    });
    for _ in 0..20 {
        quick.channels().await.unwrap();
    }
}

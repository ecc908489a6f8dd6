//! Limits, hiccups and nonsense: what is repeated, what is given up, and what a caller learns.

use std::time::{Duration, Instant};

use futures::future::join_all;
use pim::{Connector, Outbound, PimError, RetryPolicy};

use crate::support::{Bench, credentials, outbound, start};

#[tokio::test]
async fn passing_failures_are_repeated_until_they_pass() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    for status in [408, 429, 500, 502, 503, 504] {
        bench.sim.faults().fail_next = [status, status].into();
        bench.akeneo.channels().await.unwrap();
    }
    assert_eq!(bench.waits().len(), 12);
}

#[tokio::test]
async fn five_failures_are_enough() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.clear_requests();
    bench.sim.faults().unavailable = true;
    let error = bench.akeneo.channels().await.unwrap_err();
    assert_eq!(
        error,
        PimError::Unavailable {
            why: "it answers with status 503".into()
        }
    );
    assert!(error.is_transient());
    assert_eq!(bench.sim.requests().len(), 5);
}

#[tokio::test]
async fn retry_after_is_honoured_in_every_spelling() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    let in_ten = "Sat, 21 Nov 2026 12:00:10 GMT";
    for (header, expected) in [("7", 7..=7), (in_ten, 10..=10), ("soon", 0..=1)] {
        {
            let mut faults = bench.sim.faults();
            faults.retry_after = Some(header.to_owned());
            faults.fail_next = [429].into();
        }
        bench.akeneo.channels().await.unwrap();
        let waited = bench.waits().last().unwrap().as_secs();
        assert!(expected.contains(&waited), "{header}: {waited}");
    }
}

#[tokio::test]
async fn a_wait_beyond_our_patience_is_the_callers_to_plan() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    {
        let mut faults = bench.sim.faults();
        faults.retry_after = Some("3600".into());
        faults.fail_next = [429].into();
    }
    let error = bench.akeneo.channels().await.unwrap_err();
    assert_eq!(
        error,
        PimError::RateLimited {
            retry_after_s: Some(3600)
        }
    );
    assert!(bench.waits().is_empty());
}

#[tokio::test]
async fn forbidden_names_the_resource_and_repeats_only_akeneos_sentence() {
    let bench = Bench::start().await;
    bench.sim.faults().forbidden = ["families".to_owned()].into();
    let expected = PimError::Forbidden {
        resource: "families".into(),
        message: "Access forbidden. You are not allowed to list families.".into(),
    };
    assert_eq!(bench.akeneo.families().await.unwrap_err(), expected);
    {
        let mut faults = bench.sim.faults();
        faults.plain_text_errors = true;
        faults.fail_next = [403].into();
    }
    let expected = PimError::Forbidden {
        resource: "channels".into(),
        message: String::new(),
    };
    assert_eq!(bench.akeneo.channels().await.unwrap_err(), expected);
}

#[tokio::test]
async fn unreadable_answers_are_told_apart() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.faults().truncate_body = true;
    assert!(matches!(
        bench.akeneo.channels().await,
        Err(PimError::Malformed { .. })
    ));
    bench.sim.faults().truncate_body = false;
    bench.sim.faults().html_instead_of_json = true;
    assert!(matches!(
        bench.akeneo.channels().await,
        Err(PimError::NotAkeneo { .. })
    ));
    bench.sim.faults().html_instead_of_json = false;
    bench.sim.faults().redirect = true;
    assert!(matches!(
        bench.akeneo.channels().await,
        Err(PimError::NotAkeneo { .. })
    ));
}

#[tokio::test]
async fn a_slow_pim_is_given_up_in_time() {
    let bench = Bench::start().await;
    let quick: Outbound = outbound().with_timeout(Duration::from_millis(100));
    let akeneo = pim::Akeneo::new(
        quick,
        credentials(&bench.sim.base_url()),
        None,
        std::sync::Arc::new(start),
        bench.saved.clone(),
    );
    bench.sim.faults().latency_ms = 2_000;
    let akeneo = akeneo.with_retry(RetryPolicy {
        attempts: 2,
        base: Duration::ZERO,
        ..RetryPolicy::default()
    });
    let started = Instant::now();
    let error = akeneo.channels().await.unwrap_err();
    assert_eq!(
        error,
        PimError::Unavailable {
            why: "it did not answer in time".into()
        }
    );
    assert!(started.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn at_most_four_calls_run_at_once() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.faults().latency_ms = 200;
    let started = Instant::now();
    join_all((0..12).map(|_| bench.akeneo.channels())).await;
    assert!(
        started.elapsed() >= Duration::from_millis(600),
        "twelve calls take three turns"
    );
}

//! Staying signed in: expiry, rotation, single flight, and the end of it.

use chrono::TimeDelta;
use futures::future::join_all;
use pim::{Connector, PimError};
use secrecy::ExposeSecret;

use crate::support::Bench;

const TOKEN: &str = "/oauth/v1/token";

#[tokio::test]
async fn an_expired_token_is_refreshed_once_for_everybody() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.faults().expire_access_tokens = true;
    let calls = join_all((0..20).map(|_| bench.akeneo.channels())).await;
    assert!(calls.iter().all(Result::is_ok), "{calls:?}");
    assert_eq!(bench.calls(TOKEN), 2, "one sign-in and one refresh");
    let saved = bench.saved.0.lock().unwrap();
    assert_eq!(saved.len(), 2);
    assert_ne!(
        saved[0].access_token.expose_secret(),
        saved[1].access_token.expose_secret()
    );
    let refresh = |index: usize| {
        saved[index]
            .refresh_token
            .as_ref()
            .unwrap()
            .expose_secret()
            .to_owned()
    };
    assert_ne!(refresh(0), refresh(1));
}

#[tokio::test]
async fn a_token_near_its_end_is_renewed_before_use() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.advance(TimeDelta::seconds(3_590));
    bench.akeneo.channels().await.unwrap();
    assert_eq!(bench.calls(TOKEN), 2);
}

#[tokio::test]
async fn a_lost_refresh_token_falls_back_to_the_password() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    {
        let mut faults = bench.sim.faults();
        faults.expire_access_tokens = true;
        faults.revoke_refresh_tokens = true;
    }
    bench.akeneo.channels().await.unwrap();
    assert_eq!(bench.calls(TOKEN), 3, "sign-in, refused refresh, sign-in");
}

#[tokio::test]
async fn a_changed_password_needs_a_person_and_is_not_tried_again_and_again() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    {
        let mut faults = bench.sim.faults();
        faults.expire_access_tokens = true;
        faults.revoke_refresh_tokens = true;
        faults.password_changed = true;
    }
    let calls = join_all((0..10).map(|_| bench.akeneo.channels())).await;
    for call in calls {
        let error = call.unwrap_err();
        assert_eq!(error, PimError::WrongUser);
        assert!(error.needs_attention());
    }
    assert_eq!(
        bench.calls(TOKEN),
        3,
        "sign-in, refused refresh, one refused sign-in"
    );
    bench.sim.faults().password_changed = false;
    bench.advance(TimeDelta::seconds(31));
    bench.akeneo.channels().await.unwrap();
}

#[tokio::test]
async fn disconnection_is_definitive_and_not_mistaken_for_expiry() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.faults().disconnected = true;
    assert_eq!(bench.akeneo.channels().await.unwrap_err(), PimError::Disconnected);
    assert_eq!(bench.calls(TOKEN), 1, "no refresh for a removed connection");
}

#[tokio::test]
async fn an_ambiguous_refusal_is_answered_with_a_new_token() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    bench.sim.faults().fail_next = [401].into();
    bench.akeneo.channels().await.unwrap();
    assert_eq!(bench.calls(TOKEN), 2);
}

#[tokio::test]
async fn the_password_is_never_part_of_an_error_or_debug_text() {
    let bench = Bench::start().await;
    bench.akeneo.channels().await.unwrap();
    let credentials = crate::support::credentials(&bench.sim.base_url());
    let shown = format!("{credentials:?} {:?}", bench.saved.0.lock().unwrap());
    assert!(
        !shown.contains(akeneo_sim::credentials::PASSWORD)
            && !shown.contains(akeneo_sim::credentials::SECRET)
    );
    let token = bench.saved.0.lock().unwrap()[0]
        .access_token
        .expose_secret()
        .to_owned();
    assert!(!shown.contains(&token));
}

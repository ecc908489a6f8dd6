//! Limits on guessing: by address, by network, by account, and across processes

use crate::support::{Client, PASSWORD, TestApp};
use chrono::Duration;
use test_support::TestRedis;

const ADA: &str = "ada@example.com";
const WRONG: &str = "guess after guess after guess";

async fn guess(client: &mut Client, email: &str) -> u16 {
    client.sign_in(email, WRONG).await.status
}

/// Many visitors with one address, each with an account of their own in mind.
async fn hammer(clients: &[Client], path: &'static str) -> usize {
    let mut tries = tokio::task::JoinSet::new();
    for (n, client) in clients.iter().enumerate() {
        let mut client = client.clone();
        tries.spawn(async move {
            let email = format!("somebody{n}@example.com");
            let form = [
                ("email", email.as_str()),
                ("password", WRONG),
                ("brand_name", "Nordlicht"),
                ("token", "x"),
            ];
            client.post_form(path, &form).await.status
        });
    }
    let statuses = tries.join_all().await;
    statuses.into_iter().filter(|status| *status != 429).count()
}

/// A process counts for itself until it has reached Redis.
async fn connected(t: &TestApp) {
    for _ in 0..200 {
        if t.app.cache.status().await == "redis" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("Redis cannot be reached");
}

#[tokio::test]
async fn the_eleventh_attempt_in_fifteen_minutes_waits() {
    let t = TestApp::start().await;
    t.owner(ADA, "Nordlicht").await;
    let mut guesser = t.visitor();
    for n in 0..10 {
        assert_eq!(guess(&mut guesser, &format!("nobody{n}@example.com")).await, 422);
    }
    let reply = guesser.sign_in(ADA, PASSWORD).await;
    reply.assert_status(429).assert_has(&["Try again in 15 min."]);
    let wait: i64 = reply.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=900).contains(&wait), "{wait}");
    t.visitor().sign_in(ADA, PASSWORD).await.assert_redirect("/admin");
    t.advance(Duration::seconds(wait));
    guesser.sign_in(ADA, PASSWORD).await.assert_redirect("/admin");
}

#[tokio::test]
async fn two_processes_let_exactly_ten_attempts_pass_between_them() {
    let redis = TestRedis::new();
    let url = redis.url();
    let variables = [("TESSERA_REDIS_URL", url.as_str())];
    let (one, two) = tokio::join!(TestApp::start_with(&variables), TestApp::start_with(&variables));
    connected(&one).await;
    connected(&two).await;
    // Both give their first visitor the same address.
    let (at_one, at_two) = (one.visitor(), two.visitor());
    let clients: Vec<Client> = (0..40)
        .map(|n| {
            if n % 2 == 0 {
                at_one.clone()
            } else {
                at_two.clone()
            }
        })
        .collect();
    assert_eq!(hammer(&clients, "/sign-in").await, 10);
    // All forms share the count.
    for path in ["/forgot-password", "/reset-password", "/verify-email"] {
        assert_eq!(hammer(&clients[..2], path).await, 0, "{path}");
    }
}

#[tokio::test]
async fn a_network_gets_a_hundred_attempts() {
    let t = TestApp::start().await;
    let clients: Vec<Client> = (0..120).map(|_| t.visitor()).collect();
    assert_eq!(hammer(&clients, "/verify-email").await, 100);
}

#[tokio::test]
async fn guesses_at_one_account_get_slower_but_never_lock_it_for_good() {
    let t = TestApp::start().await;
    t.owner(ADA, "Nordlicht").await;
    // From ever new addresses, so that only the account counts; an unknown account is treated alike.
    for email in [ADA, "nobody@example.com"] {
        for _ in 0..5 {
            assert_eq!(guess(&mut t.visitor(), email).await, 422);
        }
        for seconds in [30, 60, 120, 240, 480, 900, 900] {
            let reply = t.visitor().sign_in(email, PASSWORD).await;
            reply.assert_status(429);
            let wait = seconds.to_string();
            assert_eq!(reply.header("retry-after"), Some(wait.as_str()), "{email}");
            t.advance(Duration::seconds(seconds));
            assert_eq!(guess(&mut t.visitor(), email).await, 422);
        }
    }
    t.advance(Duration::seconds(900));
    t.visitor().sign_in(ADA, PASSWORD).await.assert_redirect("/admin");
    for _ in 0..4 {
        assert_eq!(guess(&mut t.visitor(), ADA).await, 422, "a success forgets them");
    }
}

#[tokio::test]
async fn a_new_password_by_mail_ends_the_pause() {
    let t = TestApp::start().await;
    t.owner(ADA, "Nordlicht").await;
    for _ in 0..5 {
        guess(&mut t.visitor(), ADA).await;
    }
    let mut ada = t.visitor();
    ada.sign_in(ADA, PASSWORD).await.assert_status(429);
    ada.post_form("/forgot-password", &[("email", ADA)]).await;
    let token = t.mailed_token(ADA, "/reset-password?token=").await;
    let new = "seven marble otters hum at dusk";
    ada.post_form("/reset-password", &[("token", &token), ("password", new)])
        .await
        .assert_redirect("/sign-in?notice=password");
    ada.sign_in(ADA, new).await.assert_redirect("/admin");
}

#[tokio::test]
async fn guesses_at_one_account_in_parallel_do_not_slip_through() {
    let redis = TestRedis::new();
    let url = redis.url();
    let t = TestApp::start_with(&[("TESSERA_REDIS_URL", &url)]).await;
    connected(&t).await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let mut client = t.visitor();
        tries.spawn(async move { guess(&mut client, ADA).await });
    }
    let statuses = tries.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 5);
}

#[tokio::test]
async fn strangers_who_keep_guessing_do_not_keep_the_owner_out() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    // From elsewhere, with another browser, at every free moment.
    let stranger = |n: u8| t.visitor_at([198, 51, 100, n].into());
    for n in 0..5 {
        assert_eq!(guess(&mut stranger(n), ADA).await, 422);
    }
    for (n, seconds) in (10..).zip([30, 60, 120]) {
        stranger(n).sign_in(ADA, PASSWORD).await.assert_status(429);
        t.advance(Duration::seconds(seconds));
        assert_eq!(guess(&mut stranger(n), ADA).await, 422);
    }
    // The owner signs in where they always do, and proves who they are where they are signed in.
    t.visitor().sign_in(ADA, PASSWORD).await.assert_redirect("/admin");
    ada.post_form("/account/confirm", &[("password", PASSWORD)])
        .await
        .assert_redirect("/account/security?notice=confirmed");
    // That gives the strangers no new attempts.
    stranger(20).sign_in(ADA, PASSWORD).await.assert_status(429);
}

#[tokio::test]
async fn whoever_claims_to_be_a_known_device_is_slowed_down_too() {
    let t = TestApp::start().await;
    t.owner(ADA, "Nordlicht").await;
    for _ in 0..5 {
        assert_eq!(guess(&mut t.visitor(), ADA).await, 422);
    }
    assert_eq!(guess(&mut t.visitor(), ADA).await, 429);
    // Another network of the same provider has its own count, until all of them together have tried fifty times.
    let mut tried = 5;
    for network in 0..20 {
        for _ in 0..5 {
            tried += usize::from(guess(&mut t.visitor_at([203, 0, network, 1].into()), ADA).await == 422);
        }
    }
    assert_eq!(tried, 50);
}

#[tokio::test]
async fn who_is_signed_in_and_guesses_waits_as_well() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    for _ in 0..5 {
        ada.post_form("/account/confirm", &[("password", WRONG)])
            .await
            .assert_status(422);
    }
    let reply = ada.post_form("/account/confirm", &[("password", PASSWORD)]).await;
    reply.assert_status(429);
    assert_eq!(reply.header("retry-after"), Some("30"));
    t.visitor().sign_in(ADA, PASSWORD).await.assert_redirect("/admin");
}

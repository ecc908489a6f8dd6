//! How much a network may read of what is public.

use crate::support::{TestApp, shop};
use std::net::IpAddr;

const CLASS: [u8; 4] = [198, 51, 100, 20];

/// A minute's worth of sixty pages: thirty at once.
async fn strict(more: &[(&str, &str)]) -> TestApp {
    let mut variables = vec![("TESSERA_PUBLIC_READS_PER_MINUTE", "60")];
    variables.extend(more);
    TestApp::start_with(&variables).await
}

#[tokio::test]
async fn who_reads_too_much_is_told_to_come_back_and_others_are_not() {
    let t = strict(&[]).await;
    let mut shop = shop(&t, "ada@example.com").await;
    let path = shop.one_passport(&t, "headphones", &["name"]).await.path;
    let mut greedy = t.visitor_at(CLASS.into());
    let mut read = 0;
    let refused = loop {
        let reply = greedy
            .get_with(&path, &[("accept", "text/html"), ("accept-language", "de")])
            .await;
        if reply.status != 200 {
            break reply;
        }
        read += 1;
    };
    assert!((25..=32).contains(&read), "{read}");
    refused.assert_status(429);
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=3).contains(&wait), "{wait}");
    assert_eq!(refused.header("cache-control"), Some("no-store"));
    assert!(refused.header("set-cookie").is_none());
    assert!(refused.text().contains("<html lang=\"de\""), "{}", refused.text());
    // A program reads data.
    let refused = greedy.get_with(&path, &[("accept", "application/json")]).await;
    refused.assert_status(429).assert_has(&["retry_after_s"]);
    // The whole /24 is one network; everybody else is not, and neither is who signs in.
    t.visitor_at([198, 51, 100, 99].into())
        .get(&path)
        .await
        .assert_status(429);
    t.visitor_at([198, 51, 101, 20].into())
        .get(&path)
        .await
        .assert_status(200);
    greedy.get("/sign-in").await.assert_status(200);
    greedy.get("/healthz").await.assert_status(200);
    assert!(t.app.metrics.slowed.get() >= 3);
}

#[tokio::test]
async fn what_is_still_right_costs_little_and_trying_identifiers_much() {
    let t = strict(&[]).await;
    let mut shop = shop(&t, "ada@example.com").await;
    let path = shop.one_passport(&t, "headphones", &["name"]).await.path;
    let mut reader = t.visitor_at(CLASS.into());
    let first = reader.get(&path).await;
    let tag = first.header("etag").unwrap().to_owned();
    for _ in 0..60 {
        reader
            .get_with(&path, &[("accept", "text/html"), ("if-none-match", &tag)])
            .await
            .assert_status(304);
    }
    let mut prober = t.visitor_at([192, 0, 2, 1].into());
    let mut tried = 0;
    while prober.get(&format!("/p/{tried:016}")).await.status == 404 {
        tried += 1;
        assert!(tried < 20, "identifiers can be tried");
    }
    assert!(tried >= 5, "{tried}");
}

#[tokio::test]
async fn behind_a_proxy_it_is_the_reader_who_counts() {
    let t = strict(&[("TESSERA_TRUSTED_PROXIES", "10.0.0.0/8")]).await;
    let mut proxy = t.visitor_at([10, 0, 0, 1].into());
    let from = |ip: &'static str| [("accept", "text/html"), ("x-forwarded-for", ip)];
    let mut last = 200;
    for _ in 0..40 {
        last = proxy
            .get_with("/legal/privacy", &from("198.51.100.1"))
            .await
            .status;
    }
    assert_eq!(last, 429);
    proxy
        .get_with("/legal/privacy", &from("192.0.2.1"))
        .await
        .assert_status(200);
    // What a stranger claims is not believed.
    let mut stranger = t.visitor_at("2001:db8:7::1".parse::<IpAddr>().unwrap());
    for n in 0..40 {
        let claim = format!("192.0.{n}.1");
        last = stranger
            .get_with(
                "/legal/privacy",
                &[("accept", "text/html"), ("x-forwarded-for", &claim)],
            )
            .await
            .status;
    }
    assert_eq!(last, 429);
    // The proxy's own requests, and those of which it tells nothing, are everybody's.
    for _ in 0..60 {
        proxy.get("/legal/privacy").await.assert_status(200);
    }
}

//! The environment in many shapes.

use super::*;
use domain::security::Provider;
use std::collections::HashMap;

fn read(pairs: &[(&str, &str)]) -> Result<Config, Mistakes> {
    let map: HashMap<&str, &str> = pairs.iter().copied().collect();
    Config::read(&|name| map.get(name).map(|value| (*value).to_owned()))
}

fn variables(mistakes: &Mistakes) -> Vec<&str> {
    mistakes.0.iter().map(|m| m.variable).collect()
}

#[test]
fn an_empty_environment_is_a_developers_machine() {
    let config = read(&[]).unwrap();
    assert_eq!(config.server.bind.to_string(), "127.0.0.1:3000");
    assert_eq!(config.link("/admin"), "http://localhost:3000/admin");
    assert!(config.database.url.is_none() && config.redis_url.is_none());
    assert!(config.mail.stays_in_outbox());
    assert!(matches!(&config.keys.source, KeySource::Generated(path) if path.ends_with(".data/keys")));
    assert!(!config.outbound.allow_loopback);
}

#[test]
fn the_base_url_follows_the_bound_port_unless_it_is_given() {
    let bound = "127.0.0.1:4711".parse().unwrap();
    let mut derived = read(&[("TESSERA_BIND", "127.0.0.1:0")]).unwrap().server;
    derived.bound_to(bound);
    assert_eq!(derived.base_url.as_str(), "http://localhost:4711/");
    let mut given = read(&[("TESSERA_BASE_URL", "https://dpp.example.com/")])
        .unwrap()
        .server;
    given.bound_to(bound);
    assert_eq!(given.base_url.as_str(), "https://dpp.example.com/");
}

#[test]
fn metrics_have_a_port_of_their_own() {
    let bind = |text| read(&[("TESSERA_METRICS_BIND", text)]);
    assert_eq!(bind("").unwrap().watch.metrics, None);
    assert_eq!(
        bind("127.0.0.1:9464").unwrap().watch.metrics.unwrap().port(),
        9464
    );
    // Port 0 takes a free one; the public port is refused at whatever address.
    assert!(bind("0.0.0.0:0").is_ok());
    for text in ["127.0.0.1:3000", "[::1]:3000", "9464"] {
        assert_eq!(
            variables(&bind(text).unwrap_err()),
            ["TESSERA_METRICS_BIND"],
            "{text}"
        );
    }
}

#[test]
fn a_cdn_is_told_at_an_address_and_with_what_lets_us_in() {
    let url = ("TESSERA_PURGE_URL", "https://cdn.example/purge");
    let header = ("TESSERA_PURGE_HEADER", "Fastly-Key: s3cret");
    let cdn = read(&[url, header]).unwrap().cdn.unwrap();
    assert_eq!(cdn.purge_url.as_str(), url.1);
    assert!(!format!("{cdn:?}").contains("s3cret"));
    assert!(read(&[url]).unwrap().cdn.unwrap().header.is_none());
    assert!(read(&[]).unwrap().cdn.is_none());
    for (variable, pairs) in [
        (
            "TESSERA_PURGE_URL",
            vec![("TESSERA_PURGE_URL", "cdn.example/purge")],
        ),
        (
            "TESSERA_PURGE_URL",
            vec![("TESSERA_PURGE_URL", "ftp://cdn.example"), header],
        ),
        (
            "TESSERA_PURGE_HEADER",
            vec![url, ("TESSERA_PURGE_HEADER", "s3cret")],
        ),
        (
            "TESSERA_PURGE_HEADER",
            vec![url, ("TESSERA_PURGE_HEADER", "a b: s3cret")],
        ),
        // Alone it opens nothing.
        ("TESSERA_PURGE_HEADER", vec![header]),
    ] {
        let mistakes = read(&pairs).unwrap_err();
        assert_eq!(variables(&mistakes), [variable], "{pairs:?}");
        assert!(!mistakes.to_string().contains("s3cret"));
    }
}

#[test]
fn collectors_are_named_in_full() {
    let config = read(&[
        ("TESSERA_OTLP_ENDPOINT", "http://collector:4318"),
        ("TESSERA_OTLP_HEADERS", "Authorization=Bearer s3cret, x-team=a"),
        ("TESSERA_OTLP_RATIO", "0.1"),
        (
            "TESSERA_SENTRY_DSN",
            "https://abc123:old@sentry.example.com/inside/42",
        ),
    ]);
    let watch = config.unwrap().watch;
    assert!(!format!("{watch:?}").contains("s3cret") && !format!("{watch:?}").contains("abc123"));
    let (traces, errors) = (watch.traces.unwrap(), watch.errors.unwrap());
    assert_eq!(traces.url.as_str(), "http://collector:4318/v1/traces");
    assert_eq!(traces.headers.len(), 2);
    assert_eq!(
        errors.url.as_str(),
        "https://sentry.example.com/inside/api/42/envelope/"
    );
    for (variable, text) in [
        ("TESSERA_OTLP_ENDPOINT", "collector:4318"),
        ("TESSERA_OTLP_ENDPOINT", "http://user:s3cret@collector:4318"),
        ("TESSERA_OTLP_HEADERS", "no value"),
        ("TESSERA_OTLP_RATIO", "2"),
        ("TESSERA_SENTRY_DSN", "https://sentry.example.com/42"),
        ("TESSERA_SENTRY_DSN", "https://abc123@sentry.example.com/"),
        ("TESSERA_SENTRY_DSN", "ftp://abc123@sentry.example.com/42"),
    ] {
        let mistakes = read(&[(variable, text)]).unwrap_err();
        assert_eq!(variables(&mistakes), [variable], "{text}");
        assert!(!mistakes.to_string().contains("s3cret"));
    }
}

#[test]
fn every_mistake_is_named_at_once_with_its_remedy_and_without_the_value() {
    let mistakes = read(&[
        ("TESSERA_ENV", "staging"),
        ("TESSERA_BIND", "localhost"),
        ("TESSERA_BASE_URL", "https://example.com/path"),
        ("TESSERA_TRUSTED_PROXIES", "10.0.0.0/8,proxy"),
        ("TESSERA_DATABASE_URL", "mysql://s3cret"),
        ("TESSERA_DATABASE_POOL", "0"),
        ("TESSERA_REDIS_URL", "http://s3cret"),
        ("TESSERA_KEYS", "s3cret"),
        ("TESSERA_MAIL", "pigeon"),
        ("TESSERA_LOG_FORMAT", "xml"),
        ("TESSERA_ALLOW_LOOPBACK_PIM", "maybe"),
    ])
    .unwrap_err();
    assert_eq!(
        variables(&mistakes),
        [
            "TESSERA_ENV",
            "TESSERA_BIND",
            "TESSERA_BASE_URL",
            "TESSERA_TRUSTED_PROXIES",
            "TESSERA_DATABASE_URL",
            "TESSERA_DATABASE_POOL",
            "TESSERA_REDIS_URL",
            "TESSERA_KEYS",
            "TESSERA_MAIL",
            "TESSERA_LOG_FORMAT",
            "TESSERA_ALLOW_LOOPBACK_PIM",
        ]
    );
    let text = mistakes.to_string();
    assert!(text.starts_with("The configuration has 11 mistakes:"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}

#[test]
fn production_refuses_every_convenience() {
    let mistakes = read(&[
        ("TESSERA_ENV", "production"),
        ("TESSERA_BASE_URL", "http://dpp.example.com"),
        ("TESSERA_ALLOW_LOOPBACK_PIM", "true"),
    ])
    .unwrap_err();
    assert_eq!(
        variables(&mistakes),
        [
            "TESSERA_BASE_URL",
            "TESSERA_KEYS",
            "TESSERA_MAIL",
            "TESSERA_ALLOW_LOOPBACK_PIM"
        ]
    );
}

#[test]
fn the_event_platform_is_akeneos_own_unless_another_one_is_named() {
    let url = |pairs: &[(&str, &str)]| read(pairs).map(|config| config.outbound.events_url.to_string());
    assert_eq!(url(&[]).unwrap(), "https://event.prd.sdk.akeneo.cloud/api/v1");
    let variable = "TESSERA_AKENEO_EVENTS_URL";
    assert_eq!(
        url(&[(variable, "http://127.0.0.1:8099/event-platform/api/v1")]).unwrap(),
        "http://127.0.0.1:8099/event-platform/api/v1"
    );
    for wrong in [
        "event.example",
        "ftp://event.example",
        "https://event.example/?x=1",
        "https://",
    ] {
        assert_eq!(
            variables(&url(&[(variable, wrong)]).unwrap_err()),
            [variable],
            "{wrong}"
        );
    }
    let plain = [
        ("TESSERA_ENV", "production"),
        (variable, "http://event.example/api/v1"),
    ];
    assert!(variables(&url(&plain).unwrap_err()).contains(&variable));
}

#[test]
fn a_complete_production_environment_is_accepted() {
    let key = format!("k1:{}", "A".repeat(43) + "=");
    let config = read(&[
        ("TESSERA_ENV", "production"),
        ("TESSERA_BASE_URL", "https://dpp.example.com"),
        ("TESSERA_DATABASE_URL", "postgresql://tessera:pw@db/tessera"),
        ("TESSERA_REDIS_URL", "rediss://cache:6379"),
        ("TESSERA_KEYS", &key),
        ("TESSERA_MAIL", "smtp"),
        ("TESSERA_SMTP_URL", "smtps://user:pw@mail.example.com"),
        ("TESSERA_MAIL_FROM", "Passports <dpp@example.com>"),
        ("TESSERA_TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.7"),
    ])
    .unwrap();
    assert!(config.is_production());
    assert_eq!(config.server.trusted_proxies.len(), 2);
    assert!(
        !format!("{config:?}").contains("pw@"),
        "secrets stay out of Debug"
    );
}

#[test]
fn mail_carriers_say_what_they_miss() {
    assert_eq!(
        variables(&read(&[("TESSERA_MAIL", "smtp")]).unwrap_err()),
        ["TESSERA_SMTP_URL", "TESSERA_MAIL_FROM"]
    );
    let resend = read(&[("TESSERA_MAIL", "resend"), ("TESSERA_RESEND_API_KEY", "re_1")]).unwrap_err();
    assert_eq!(variables(&resend), ["TESSERA_MAIL_FROM"]);
    let sender = read(&[("TESSERA_MAIL_FROM", "nobody\r\nBcc: x@example.com")]).unwrap_err();
    assert_eq!(variables(&sender), ["TESSERA_MAIL_FROM"]);
}

#[test]
fn a_provider_is_offered_where_both_halves_are_given() {
    let none = read(&[]).unwrap();
    assert!(none.oidc.offered().is_empty());
    let google = [
        ("TESSERA_GOOGLE_CLIENT_ID", "id"),
        ("TESSERA_GOOGLE_CLIENT_SECRET", "s3cret"),
    ];
    let config = read(&google).unwrap();
    assert_eq!(config.oidc.offered(), [Provider::Google]);
    assert_eq!(
        config.oidc.google.as_ref().unwrap().authority,
        Authority::Issuer("https://accounts.google.com".to_owned())
    );
    assert!(!format!("{config:?}").contains("s3cret"));
    for half in google {
        let mistakes = read(&[half]).unwrap_err();
        assert_eq!(mistakes.0.len(), 1);
        assert!(mistakes.to_string().contains("is missing"), "{mistakes}");
    }
}

#[test]
fn microsofts_tenant_is_a_word_or_an_id() {
    let tenant = |text: &str| {
        let config = read(&[
            ("TESSERA_MICROSOFT_CLIENT_ID", "id"),
            ("TESSERA_MICROSOFT_CLIENT_SECRET", "s3cret"),
            ("TESSERA_MICROSOFT_TENANT", text),
        ]);
        match config?.oidc.microsoft.unwrap().authority {
            Authority::Entra { tenant, .. } => Ok(tenant),
            Authority::Issuer(issuer) => panic!("{issuer}"),
        }
    };
    assert_eq!(tenant(""), Ok(Tenant::Common));
    assert_eq!(tenant("organizations"), Ok(Tenant::Organizations));
    let id = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    assert_eq!(tenant(id), Ok(Tenant::One(id.parse().unwrap())));
    assert_eq!(
        variables(&tenant("contoso.onmicrosoft.com").unwrap_err()),
        ["TESSERA_MICROSOFT_TENANT"]
    );
}

#[test]
fn another_issuer_is_reached_over_https_or_on_this_machine_in_development() {
    let issuer = |text: &str, loopback: &str| {
        read(&[
            ("TESSERA_GOOGLE_ISSUER", text),
            ("TESSERA_ALLOW_LOOPBACK_PIM", loopback),
        ])
    };
    assert!(issuer("https://id.example.com/realm", "false").is_ok());
    assert!(issuer("http://localhost:4010", "true").is_ok());
    for (text, loopback) in [
        ("http://localhost:4010", "false"),
        ("http://id.example.com", "true"),
        ("https://user@id.example.com", "true"),
        ("https://id.example.com/?x", "true"),
        ("id.example.com", "true"),
        ("ftp://id.example.com", "true"),
    ] {
        assert_eq!(
            variables(&issuer(text, loopback).unwrap_err()),
            ["TESSERA_GOOGLE_ISSUER"],
            "{text}"
        );
    }
}

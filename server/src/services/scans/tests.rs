//! What is written, what is not lost, and what is forgotten.

use super::{
    Alike, Opening, Outcome, Recorder, Scans, Told, WAITING_MAX, flush, keep,
    pending::{COUNTS_MAX, Pending, SCANS_MAX},
    write::{self, HOSTS_MAX},
};
use crate::testing::World;
use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use domain::{BrandId, PassportId, scan::Device};
use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};
use uuid::Uuid;

const OURS: BrandId = BrandId(Uuid::from_u128(0xa1));
const THEIRS: BrandId = BrandId(Uuid::from_u128(0xb1));
/// Nobody's.
const GONE: BrandId = BrandId(Uuid::from_u128(0xc1));

fn passport_of(brand: BrandId) -> PassportId {
    PassportId(Uuid::from_u128(brand.0.as_u128() + 4))
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap()
}

fn opening(brand: BrandId, device: Device) -> Opening {
    Opening {
        brand,
        at: noon(),
        device,
        told: Some(Told {
            passport: passport_of(brand),
            country: Some("DE".to_owned()),
            language: Some("de"),
            referrer: None,
        }),
    }
}

fn from_host(brand: BrandId, host: String) -> Opening {
    let mut opening = opening(brand, Device::Mobile);
    opening.told.as_mut().unwrap().referrer = Some(host);
    opening
}

/// One of many that differ in the second alone.
fn nth(number: usize, opening: Opening) -> Opening {
    let at = noon() + TimeDelta::seconds(i64::try_from(number).unwrap());
    Opening { at, ..opening }
}

fn once(opening: Opening) -> Alike {
    Alike { opening, number: 1 }
}

fn unknown(brand: BrandId) -> Opening {
    Opening {
        told: None,
        ..opening(brand, Device::Desktop)
    }
}

/// Two brands with a passport each.
async fn world() -> World {
    let world = World::new().await;
    let superuser = world.db.superuser().await;
    for (letter, brand) in [("a", OURS), ("b", THEIRS)] {
        let id = |n: u128| Uuid::from_u128(brand.0.as_u128() + n);
        let (connection, template, passport) = (id(2), id(3), id(4));
        let path = format!("/p/{}", letter.repeat(16));
        let brand = brand.0;
        let rows = format!(
            "INSERT INTO brands VALUES ('{brand}', 'Brand {letter}', 3600, now());
             INSERT INTO connections (id, brand_id, name, base_url, client_id, secret, username, password, created_at)
                 VALUES ('{connection}', '{brand}', 'PIM', 'https://pim.example', 'x', 'x', 'x', 'x', now());
             INSERT INTO templates VALUES ('{template}', '{brand}', '{connection}', 'chairs', 1, '{{}}', NULL, now(), now());
             INSERT INTO passports VALUES ('{passport}', '{brand}', '{template}', 'key', 'sku', '{path}', '{{}}', '', 1,
                 sha256('x'), sha256('x'), now(), NULL, now());"
        );
        superuser.batch_execute(&rows).await.unwrap();
    }
    world
}

/// One value as text, as the superuser.
async fn value(world: &World, sql: &str) -> String {
    let sql = format!("SELECT coalesce(({sql})::text, '')");
    let superuser = world.db.superuser().await;
    superuser.query_one(&sql, &[]).await.unwrap().get(0)
}

/// A brand's counts as `dimension/key scans+bots`.
async fn counts(world: &World, table: &str, brand: BrandId) -> String {
    let sql = format!(
        "SELECT string_agg(dimension || '/' || replace(replace(key, '{passport}', 'passport'), '{template}', 'template')
             || ' ' || scans || '+' || bots, ', ' ORDER BY dimension, key) FROM {table} WHERE brand_id = '{brand}'",
        passport = passport_of(brand),
        template = Uuid::from_u128(brand.0.as_u128() + 3),
        brand = brand.0,
    );
    value(world, &sql).await
}

/// Ends all connections and lets none in.
async fn shut(world: &World, away: bool) {
    let url = world.db.superuser_url();
    let (server, rest) = url.rsplit_once('/').unwrap();
    let (name, options) = rest.split_once('?').unwrap_or((rest, ""));
    // From another database: nobody may be in this one.
    let elsewhere = format!("{server}/postgres?{options}");
    let sql = format!(
        "ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS {};
         SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'",
        !away
    );
    let (client, connection) =
        test_support::tokio_postgres::connect(&elsewhere, test_support::tokio_postgres::NoTls)
            .await
            .unwrap();
    tokio::spawn(connection);
    client.batch_execute(&sql).await.unwrap();
}

#[tokio::test]
async fn a_batch_is_scans_and_counts_and_no_brand_counts_anothers() {
    let world = world().await;
    let scans = &world.app.scans;
    for device in [Device::Mobile, Device::Mobile, Device::Bot] {
        scans.note(opening(OURS, device));
    }
    scans.note(unknown(OURS));
    scans.note(from_host(THEIRS, "shop.example".to_owned()));
    assert_eq!(flush(&world.app).await, Outcome::Written);

    let ours = "country/DE 2+1, device/bot 0+1, device/mobile 2+0, language/de 2+1, passport/passport 2+1, \
                referrer/ 2+1, template/template 2+1, total/ 3+1";
    assert_eq!(counts(&world, "scan_counts", OURS).await, ours);
    assert_eq!(counts(&world, "scan_months", OURS).await, ours);
    let theirs = counts(&world, "scan_counts", THEIRS).await;
    assert!(
        theirs.contains("referrer/shop.example 1+0") && theirs.contains("total/ 1+0"),
        "{theirs}"
    );
    // Of somebody who asks for privacy there is no scan.
    let rows = "SELECT string_agg(number || ' ' || device || ' ' || country || ' ' || language || ' ' || keep_days, ', ' ORDER BY device)
                FROM scans WHERE brand_id = (SELECT id FROM brands WHERE name = 'Brand a')";
    assert_eq!(value(&world, rows).await, "1 bot DE de 365, 2 mobile DE de 365");

    // A second batch adds to the first, and what is written is written once.
    scans.note(opening(OURS, Device::Tablet));
    assert_eq!(flush(&world.app).await, Outcome::Written);
    assert_eq!(flush(&world.app).await, Outcome::Written);
    let again = counts(&world, "scan_months", OURS).await;
    assert!(
        again.contains("total/ 4+1") && again.contains("passport/passport 3+1"),
        "{again}"
    );
}

#[tokio::test]
async fn what_is_gone_stands_in_nobodys_way() {
    let world = world().await;
    world.app.scans.note(opening(GONE, Device::Mobile));
    world.app.scans.note(unknown(GONE));
    let mut strange = opening(OURS, Device::Mobile);
    strange.told.as_mut().unwrap().passport = passport_of(GONE);
    world.app.scans.note(strange);
    world.app.scans.note(opening(OURS, Device::Mobile));
    assert_eq!(flush(&world.app).await, Outcome::Written);
    assert_eq!(
        value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await,
        "1"
    );
    let ours = counts(&world, "scan_counts", OURS).await;
    assert!(
        ours.contains("total/ 2+0") && ours.contains("passport/passport 1+0"),
        "{ours}"
    );
    assert_eq!(counts(&world, "scan_counts", GONE).await, "");
}

#[tokio::test]
async fn nothing_is_lost_while_the_database_is_away() {
    let world = world().await;
    world.app.scans.note(opening(OURS, Device::Mobile));
    flush(&world.app).await;
    shut(&world, true).await;
    for _ in 0..2 {
        world.app.scans.note(opening(OURS, Device::Mobile));
        assert_eq!(flush(&world.app).await, Outcome::Away);
    }
    shut(&world, false).await;
    world.app.scans.note(opening(OURS, Device::Mobile));
    assert_eq!(flush(&world.app).await, Outcome::Written);
    assert_eq!(
        value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await,
        "4"
    );
    assert!(counts(&world, "scan_counts", OURS).await.contains("total/ 4+0"));
}

#[test]
fn memory_is_bounded_and_the_counts_stay_complete() {
    let mut pending = Pending::default();
    let more = SCANS_MAX + 5;
    let mobile = |n| once(nth(n, opening(OURS, Device::Mobile)));
    pending.take_up((0..more).map(mobile).collect());
    assert_eq!(
        (pending.scans.len(), pending.folded(), pending.lost()),
        (SCANS_MAX, 5, 0)
    );
    assert_eq!(pending.total(), i64::try_from(more).unwrap());
    // However many are alike, there is room for them.
    pending.take_up((0..more).map(|_| mobile(more - 1)).collect());
    assert_eq!((pending.scans.len(), pending.folded()), (SCANS_MAX, 5));
    assert_eq!(pending.total(), i64::try_from(more * 2).unwrap());

    // Beyond the bound of counts, the total alone goes on.
    let mut pending = Pending::default();
    let hosts = (0..COUNTS_MAX).map(|n| once(from_host(OURS, format!("h{n}.example"))));
    pending.take_up(hosts.collect());
    assert!(pending.counts.len() + pending.passports.len() <= COUNTS_MAX + 5);
    assert!(pending.lost() > 0);
    assert_eq!(pending.total(), i64::try_from(COUNTS_MAX).unwrap());
}

#[test]
fn where_nothing_is_taken_up_openings_are_lost_and_counted() {
    let scans = Scans::default();
    for n in 0..WAITING_MAX + 3 {
        scans.note(nth(n, unknown(OURS)));
    }
    let all = u64::try_from(WAITING_MAX).unwrap();
    assert_eq!(scans.waiting(), (all, 3));
    assert_eq!(scans.take().len(), WAITING_MAX);
    // What is alike takes the room of one.
    for _ in 0..WAITING_MAX {
        scans.note(unknown(OURS));
    }
    assert_eq!(scans.waiting(), (all, 3));
    assert_eq!(scans.take().len(), 1);
}

#[tokio::test]
async fn at_the_end_the_rest_is_written() {
    let world = world().await;
    let recorder = Recorder::start(world.app.clone());
    world.app.scans.note(opening(OURS, Device::Mobile));
    recorder.finish().await;
    assert_eq!(
        value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await,
        "1"
    );
}

#[tokio::test]
async fn a_crash_loses_five_seconds_at_most() {
    let world = world().await;
    // Never told to finish: what is in the database after five seconds would have outlived a crash.
    let _recorder = Recorder::start(world.app.clone());
    for _ in 0..2 {
        let before: u64 = value(&world, "SELECT coalesce(sum(number), 0) FROM scans")
            .await
            .parse()
            .unwrap();
        world.app.scans.note(opening(OURS, Device::Mobile));
        let noted = Instant::now();
        while value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await == before.to_string() {
            assert!(noted.elapsed() < Duration::from_secs(5), "still in memory alone");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

#[tokio::test]
async fn many_scans_are_written_at_once_by_several_processes() {
    let world = world().await;
    let batches = (0..12).map(|n| {
        let app = world.app.clone();
        tokio::spawn(async move {
            let mut pending = Pending::default();
            // In different orders, which is how two of them would wait for each other for ever.
            let mut openings = vec![opening(OURS, Device::Mobile), opening(THEIRS, Device::Bot)];
            openings.extend((0..50).map(|host| from_host(OURS, format!("h{}.example", (host * 7 + n) % 50))));
            pending.take_up(openings.into_iter().map(once).collect());
            write::batch(&app, &pending, &BTreeSet::new()).await.unwrap();
        })
    });
    for batch in batches.collect::<Vec<_>>() {
        batch.await.unwrap();
    }
    let ours = counts(&world, "scan_counts", OURS).await;
    assert!(
        ours.contains("total/ 612+0") && ours.contains("referrer/h49.example 12+0"),
        "{ours}"
    );
    assert!(
        counts(&world, "scan_months", THEIRS)
            .await
            .contains("total/ 0+12")
    );
    assert_eq!(
        value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await,
        "624"
    );
}

#[tokio::test]
async fn a_stranger_cannot_fill_a_brands_list_of_hosts() {
    let world = world().await;
    for round in 0..2 {
        for n in 0..HOSTS_MAX {
            let host = format!("h{}.example", round * 3 + n);
            world.app.scans.note(from_host(OURS, host));
        }
        flush(&world.app).await;
    }
    let hosts = "SELECT count(*) FROM scan_counts WHERE dimension = 'referrer' AND key LIKE 'h%'";
    assert_eq!(value(&world, hosts).await, HOSTS_MAX.to_string());
    assert!(
        counts(&world, "scan_counts", OURS)
            .await
            .contains("referrer/other 3+0")
    );
}

#[tokio::test]
async fn partitions_are_made_ahead_and_dropped_when_their_time_is_over() {
    let world = world().await;
    let parts = "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class
                 WHERE relispartition AND relkind = 'r' AND relname ~ '_20..._..$|_20.._..$'";
    keep(&world.app).await.unwrap();
    let there = value(&world, parts).await;
    for month in ["2026_10", "2026_11", "2026_12", "2027_01"] {
        for days in ["30", "90", "365"] {
            assert!(there.contains(&format!("scans_{days}_{month}")), "{there}");
        }
    }
    let again = keep(&world.app).await.unwrap();
    assert_eq!((again.made, again.dropped), (0, 0));

    world.app.scans.note(opening(OURS, Device::Mobile));
    flush(&world.app).await;
    // 101 days on: November is over for those that keep 30 days, and not for those that keep more.
    world.advance(TimeDelta::days(101));
    keep(&world.app).await.unwrap();
    let there = value(&world, parts).await;
    assert!(
        !there.contains("scans_30_2026_11") && !there.contains("scans_90_2026_10"),
        "{there}"
    );
    assert!(
        there.contains("scans_90_2026_12") && there.contains("scans_365_2026_11"),
        "{there}"
    );
    assert_eq!(
        value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await,
        "1"
    );
    world.advance(TimeDelta::days(300));
    keep(&world.app).await.unwrap();
    assert!(!value(&world, parts).await.contains("2026_11"));
    assert_eq!(
        value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await,
        "0"
    );
    assert_eq!(counts(&world, "scan_counts", OURS).await, "");
    assert_eq!(counts(&world, "scan_months", OURS).await, "");
}

#[tokio::test]
async fn a_month_that_nobody_has_prepared_is_written_all_the_same() {
    let world = world().await;
    for years in [5, 6] {
        let mut late = opening(OURS, Device::Mobile);
        late.at += TimeDelta::days(365 * years);
        world.app.scans.note(late.clone());
        assert_eq!(flush(&world.app).await, Outcome::Written);
        // Somebody drops what this process believes to be there.
        let name = late.at.format("scans_365_%Y_%m");
        let superuser = world.db.superuser().await;
        superuser
            .batch_execute(&format!("DROP TABLE {name}"))
            .await
            .unwrap();
        world.app.scans.note(late);
        assert_eq!(flush(&world.app).await, Outcome::Away);
        assert_eq!(flush(&world.app).await, Outcome::Written);
    }
    assert_eq!(
        value(&world, "SELECT coalesce(sum(number), 0) FROM scans").await,
        "2"
    );
}

#[tokio::test]
async fn each_brand_keeps_for_as_long_as_its_plan_says() {
    let world = world().await;
    let superuser = world.db.superuser().await;
    superuser
        .batch_execute("UPDATE brands SET scan_days = 30 WHERE name = 'Brand a'")
        .await
        .unwrap();
    for brand in [OURS, THEIRS] {
        world.app.scans.note(opening(brand, Device::Mobile));
    }
    flush(&world.app).await;
    let kept = "SELECT string_agg(keep_days::text, ' ' ORDER BY keep_days) FROM scans";
    assert_eq!(value(&world, kept).await, "30 365");
    world.advance(TimeDelta::days(31));
    keep(&world.app).await.unwrap();
    assert_eq!(counts(&world, "scan_counts", OURS).await, "");
    assert!(counts(&world, "scan_counts", THEIRS).await.contains("total/ 1+0"));
    // A month is over for a brand when its last day is.
    assert!(counts(&world, "scan_months", OURS).await.contains("total/ 1+0"));
    world.advance(TimeDelta::days(9));
    keep(&world.app).await.unwrap();
    assert_eq!(counts(&world, "scan_months", OURS).await, "");
    assert_eq!(value(&world, kept).await, "365");
}

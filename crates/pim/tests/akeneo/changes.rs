//! What changed: rounds, restarts, time zones.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use pim::{Change, ChangeCursor, ChangePage, Changed, Connector, Watched};
use serde_json::json;

use crate::support::Bench;

/// A round, with the process stopping after every page: cursors survive as JSON only.
async fn round(bench: &Bench, what: Watched, cursor: &mut ChangeCursor) -> Vec<Change> {
    let mut found = Vec::new();
    for _ in 0..100 {
        let stored = serde_json::to_string(cursor).unwrap();
        let restored = serde_json::from_str(&stored).unwrap();
        let page = bench.akeneo.changes(what, &restored).await.unwrap();
        found.extend(page.changes);
        *cursor = page.cursor;
        if page.complete {
            return found;
        }
    }
    panic!("the round has no end");
}

fn identifier(change: &Change) -> &str {
    match &change.what {
        Changed::Product { identifier, .. } => identifier.as_deref().unwrap(),
        Changed::Model { code } => code,
    }
}

/// What a consumer does: skip what it has seen with the same time.
fn news(seen: &mut BTreeMap<String, Option<DateTime<Utc>>>, changes: &[Change]) -> BTreeSet<String> {
    let fresh =
        |change: &&Change| seen.insert(identifier(change).to_owned(), change.updated) != Some(change.updated);
    let fresh: Vec<&Change> = changes.iter().filter(fresh).collect();
    fresh
        .into_iter()
        .map(|change| identifier(change).to_owned())
        .collect()
}

fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn the_first_round_names_everything_and_the_next_what_changed() {
    for minutes in [0, 120, -480, 330] {
        let bench = Bench::start().await;
        bench.sim.faults().time_zone_minutes = minutes;
        let (mut cursor, mut seen) = (ChangeCursor::beginning(), BTreeMap::new());
        let first = round(&bench, Watched::Products, &mut cursor).await;
        assert_eq!((first.len(), news(&mut seen, &first).len()), (320, 320));
        assert!(cursor.reached().is_some() && !cursor.in_round());
        let second = round(&bench, Watched::Products, &mut cursor).await;
        assert_eq!(news(&mut seen, &second), names(&[]));
        bench
            .sim
            .set_value("EB-0001", "brand", None, None, json!("Other"));
        bench.sim.set_enabled("EB-0002", false);
        bench.sim.set_value("hp_001", "brand", None, None, json!("Other"));
        let third = round(&bench, Watched::Products, &mut cursor).await;
        let variants = ["HP-001-BLK", "HP-001-IVY", "HP-001-OBL", "HP-001-TRC"];
        let mut expected = names(&["EB-0001", "EB-0002"]);
        expected.extend(names(&variants));
        assert_eq!(news(&mut seen, &third), expected, "{minutes}");
        let off = third
            .iter()
            .find(|change| identifier(change) == "EB-0002")
            .unwrap();
        assert!(!off.enabled && off.family.as_deref() == Some("ebike_battery"));
    }
}

#[tokio::test]
async fn a_change_during_a_round_is_not_lost() {
    let bench = Bench::start().await;
    let (mut cursor, mut seen) = (ChangeCursor::beginning(), BTreeMap::new());
    let ChangePage {
        changes,
        cursor: next,
        ..
    } = bench.akeneo.changes(Watched::Products, &cursor).await.unwrap();
    news(&mut seen, &changes);
    // On the page that was just read, hence not on any page to come.
    let behind = identifier(&changes[0]).to_owned();
    bench.sim.set_value(&behind, "brand", None, None, json!("Other"));
    cursor = next;
    let rest = round(&bench, Watched::Products, &mut cursor).await;
    assert!(!news(&mut seen, &rest).contains(&behind));
    let second = round(&bench, Watched::Products, &mut cursor).await;
    assert_eq!(news(&mut seen, &second), names(&[&behind]));
}

#[tokio::test]
async fn a_call_that_fails_leaves_the_cursor_where_it_was() {
    let bench = Bench::start().await;
    let cursor = ChangeCursor::beginning();
    let page = bench.akeneo.changes(Watched::Products, &cursor).await.unwrap();
    bench.sim.faults().unavailable = true;
    assert!(
        bench
            .akeneo
            .changes(Watched::Products, &page.cursor)
            .await
            .is_err()
    );
    bench.sim.faults().unavailable = false;
    let mut cursor = page.cursor;
    assert_eq!(round(&bench, Watched::Products, &mut cursor).await.len(), 220);
}

#[tokio::test]
async fn models_are_watched_on_their_own() {
    let bench = Bench::start().await;
    let (mut cursor, mut seen) = (ChangeCursor::beginning(), BTreeMap::new());
    let first = round(&bench, Watched::Models, &mut cursor).await;
    assert_eq!(news(&mut seen, &first).len(), 45);
    bench.sim.set_value("jk_001", "brand", None, None, json!("Other"));
    let second = round(&bench, Watched::Models, &mut cursor).await;
    assert_eq!(
        news(&mut seen, &second),
        names(&["jk_001", "jk_001_blk", "jk_001_fgr", "jk_001_obl", "jk_001_trc"])
    );
}

#[tokio::test]
async fn old_pims_are_watched_by_identifier() {
    let bench = Bench::start().await;
    bench.sim.faults().no_uuid_endpoints = true;
    let mut cursor = ChangeCursor::since("2026-10-01T00:00:00Z".parse().unwrap());
    let found = round(&bench, Watched::Products, &mut cursor).await;
    assert!(!found.is_empty() && found.len() < 320);
    let since: DateTime<Utc> = "2026-09-30T11:00:00Z".parse().unwrap();
    assert!(
        found.iter().all(|change| change.updated.unwrap() > since),
        "not much more than asked for"
    );
}

#[tokio::test]
async fn pages_carry_no_values() {
    let bench = Bench::start().await;
    bench
        .akeneo
        .changes(Watched::Products, &ChangeCursor::beginning())
        .await
        .unwrap();
    let asked = bench.sim.requests().pop().unwrap().query;
    assert!(asked.contains("attributes=sku"), "{asked}");
}

#[tokio::test]
async fn a_renamed_supplier_changes_its_products() {
    let bench = Bench::start().await;
    let (mut cursor, mut seen) = (ChangeCursor::beginning(), BTreeMap::new());
    let first = round(&bench, Watched::LinkedProducts, &mut cursor).await;
    assert_eq!(news(&mut seen, &first).len(), 320);
    bench
        .sim
        .set_record_label("supplier", "sitvara_mobler", "de_DE", "Sitvara AB");
    let second = round(&bench, Watched::LinkedProducts, &mut cursor).await;
    let chairs = second
        .iter()
        .filter(|change| identifier(change).starts_with("DC-"));
    assert_eq!((chairs.count(), second.len()), (80, 80));
    let plain = ChangeCursor::since(cursor.reached().unwrap());
    let own = bench.akeneo.changes(Watched::Products, &plain).await.unwrap();
    assert!(
        own.changes
            .iter()
            .all(|change| !identifier(change).starts_with("DC-"))
    );
    let book = bench.akeneo.records("supplier", None).await.unwrap();
    assert!(book.iter().any(|record| record.labels["de_DE"] == "Sitvara AB"));
}

#[tokio::test]
async fn linked_records_are_watched_where_the_pim_can() {
    for (community, property) in [(false, "updated_including_linked_entities"), (true, "updated")] {
        let bench = Bench::start().await;
        bench.sim.faults().community_edition = community;
        let mut cursor = ChangeCursor::since("2026-10-01T00:00:00Z".parse().unwrap());
        assert!(
            !round(&bench, Watched::LinkedProducts, &mut cursor)
                .await
                .is_empty()
        );
        let asked = bench.sim.requests().pop().unwrap().query;
        assert!(asked.contains(&format!("%22{property}%22")), "{asked}");
    }
}

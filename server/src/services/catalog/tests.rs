//! The catalogue against a real database and a look-alike of Akeneo.

use super::*;
use crate::services::{
    connections::clear_cache,
    publish::stage::{Stage, made},
};
use chrono::TimeDelta;
use domain::Kind;
use serde_json::json;

#[test]
fn attributes_come_in_the_order_of_group_then_name() {
    let attribute = |code: &str, group: &str, label: &str| -> Attribute {
        serde_json::from_value(json!({
            "code": code, "type": "pim_catalog_text", "group": group, "labels": { "en_US": label },
            "group_labels": { "en_US": "from the attribute" },
        }))
        .unwrap()
    };
    let groups: Vec<AttributeGroup> = serde_json::from_value(json!([
        { "code": "late", "sort_order": 9, "labels": {} },
        { "code": "early", "sort_order": 1, "labels": { "en_US": "Early" } },
    ]))
    .unwrap();
    let attributes = Aged {
        fetched_at: DateTime::UNIX_EPOCH,
        value: vec![
            attribute("a", "unknown", "A"),
            attribute("b", "late", "B"),
            attribute("z", "early", "alpha"),
            attribute("y", "early", "Beta"),
        ],
    };
    let views = sorted(attributes, &groups).attributes;
    let codes: Vec<_> = views.iter().map(|v| v.code.as_str()).collect();
    assert_eq!(codes, ["z", "y", "b", "a"]);
    let group = |at: usize| views[at].group_labels.values().next().map(String::as_str);
    assert_eq!([group(0), group(2)], [Some("Early"), Some("from the attribute")]);
}

#[tokio::test]
async fn the_catalogue_is_read_once_within_its_time_to_live() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let read = async || catalog(app, &stage.op, stage.connection).await;
    let first = read().await.unwrap();
    assert_eq!((first.families.len(), first.channels.len()), (4, 2));
    let attributes = family_attributes(app, &stage.op, stage.connection, "desk_chair".into())
        .await
        .unwrap();
    assert!(
        attributes
            .attributes
            .iter()
            .any(|a| a.code == "acme_passport_badge" && a.kind == "acme_custom_widget")
    );

    stage.sim.clear_requests();
    stage.world.advance(TimeDelta::minutes(59));
    assert_eq!(read().await.unwrap(), first);
    assert_eq!(stage.sim.requests(), []);
    stage.world.advance(TimeDelta::minutes(2));
    assert!(read().await.unwrap().read_at > first.read_at);

    let unknown = family_attributes(app, &stage.op, stage.connection, "nothing".into())
        .await
        .unwrap_err();
    assert!(unknown.at("family").is_some());
}

#[tokio::test]
async fn a_copy_is_shown_while_the_pim_is_down_but_never_past_its_time() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let list = async |search: &str| {
        let cmd = ListProducts {
            search: search.into(),
            ..ListProducts::default()
        };
        products(app, &stage.op, cmd).await
    };
    let fresh = list("").await.unwrap();
    assert_eq!((fresh.items.len(), fresh.stale.as_deref()), (25, None));
    stage.sim.faults().unavailable = true;
    stage.world.advance(TimeDelta::minutes(10));
    let error = list("DC-0001").await.unwrap_err();
    assert!(error.to_string().contains("Akeneo is not available"), "{error}");
    let copy = list("").await.unwrap();
    assert_eq!((copy.items, copy.read_at), (fresh.items, fresh.read_at));
    assert!(copy.stale.is_some_and(|why| why.contains("not available")));

    stage.world.advance(TimeDelta::minutes(51));
    assert!(matches!(list("").await, Err(Error::Unavailable { .. })));
    stage.sim.faults().unavailable = false;
    assert_eq!(list("").await.unwrap().stale, None);
}

#[tokio::test]
async fn a_change_in_the_pim_is_seen_when_the_cache_is_cleared() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let first = stage.products("desk_chair").await.remove(0);
    let locale = Locale::parse("en_US").unwrap();
    stage.sim.set_value(
        &first.identifier,
        "name",
        Some("en_US"),
        None,
        json!("Another name"),
    );
    assert_eq!(stage.products("desk_chair").await[0].labels, first.labels);
    clear_cache(app, &stage.op, stage.connection).await.unwrap();
    assert_eq!(
        stage.products("desk_chair").await[0].labels[&locale],
        "Another name"
    );
}

#[tokio::test]
async fn products_are_paged_searched_and_shown_with_their_passports() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let chair = stage.products("desk_chair").await.remove(3);
    let job = stage.publish(template.id, std::slice::from_ref(&chair.key)).await;
    let (id, version, _) = made(&job.report[0]);
    let shown = stage.products("desk_chair").await.remove(3);
    assert_eq!(
        shown.passports,
        [domain::catalog::ProductPassport {
            id,
            template: template.id,
            version
        }]
    );

    let mut seen = std::collections::BTreeSet::new();
    let mut cmd = ListProducts {
        family: Some("desk_chair".into()),
        ..ListProducts::default()
    };
    loop {
        let page = products(app, &stage.op, cmd.clone()).await.unwrap();
        assert!(page.items.iter().all(|row| seen.insert(row.key.clone())));
        match page.next {
            Some(next) => cmd.cursor = Some(next),
            None => break,
        }
    }
    assert_eq!(seen.len(), 80);

    let cmd = ListProducts {
        search: chair.identifier.clone(),
        ..ListProducts::default()
    };
    let found = products(app, &stage.op, cmd).await.unwrap();
    assert_eq!(
        found.items.iter().map(|r| &r.identifier).collect::<Vec<_>>(),
        [&chair.identifier]
    );

    let (rival, _) = stage.rival().await;
    let theirs = ListProducts {
        connection: Some(stage.connection),
        ..ListProducts::default()
    };
    assert_eq!(
        products(app, &rival, theirs).await.unwrap_err(),
        Error::NotFound(Kind::Connection)
    );
}

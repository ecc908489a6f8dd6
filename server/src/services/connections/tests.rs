//! Connections against a real database and a look-alike of Akeneo.

use super::*;
use crate::services::{
    catalog,
    publish::stage::{Stage, typed},
};
use akeneo_sim::{Sim, SimConfig};
use chrono::TimeDelta;
use domain::{
    Role,
    catalog::ListProducts,
    connection::{Health, Outcome},
};

/// The stored connection as somebody edits it, with the secrets left empty.
fn edited(stage: &Stage, base_url: &str) -> SaveConnection {
    SaveConnection {
        id: Some(stage.connection),
        secret: String::new(),
        password: String::new(),
        ..typed(base_url)
    }
}

async fn health(stage: &Stage) -> ConnectionView {
    get(&stage.world.app, &stage.op, stage.connection).await.unwrap()
}

fn signed_in(sim: &Sim) -> usize {
    sim.requests()
        .iter()
        .filter(|r| r.path.contains("/oauth/"))
        .count()
}

#[tokio::test]
async fn a_person_tests_thirty_connections_in_a_quarter_of_an_hour() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let nowhere = typed("http://127.0.0.1:9");
    // The one that the stage has saved counts.
    for _ in 1..30 {
        test_unsaved(app, &stage.op, nowhere.clone()).await.unwrap();
    }
    for refused in [
        test_unsaved(app, &stage.op, nowhere.clone()).await.map(|_| ()),
        test(app, &stage.op, stage.connection).await.map(|_| ()),
        save(app, &stage.op, nowhere.clone()).await.map(|_| ()),
    ] {
        assert!(matches!(refused, Err(Error::RateLimited { .. })), "{refused:?}");
    }
    let (rival, _) = stage.rival().await;
    assert!(test_unsaved(app, &rival, nowhere.clone()).await.is_ok());
    stage.world.advance(TimeDelta::minutes(15));
    assert!(test_unsaved(app, &stage.op, nowhere).await.is_ok());
}

#[tokio::test]
async fn a_stored_secret_is_sent_to_no_other_address() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let elsewhere = Sim::start(SimConfig::default()).await.unwrap();
    let cmd = edited(&stage, &elsewhere.base_url());
    for refused in [
        test_unsaved(app, &stage.op, cmd.clone()).await.map(|_| ()),
        save(app, &stage.op, cmd.clone()).await.map(|_| ()),
    ] {
        let error = refused.unwrap_err();
        assert!(
            error.at("secret").is_some() && error.at("password").is_some(),
            "{error:?}"
        );
    }
    assert_eq!(elsewhere.requests(), []);
    assert_eq!(health(&stage).await.base_url, stage.sim.base_url());

    let same = test_unsaved(app, &stage.op, edited(&stage, &stage.sim.base_url()))
        .await
        .unwrap();
    assert!(same.ok, "{same:?}");
    let moved = SaveConnection {
        id: Some(stage.connection),
        ..typed(&elsewhere.base_url())
    };
    save(app, &stage.op, moved).await.unwrap();
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    assert!(!elsewhere.requests().is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_connection_is_told_and_remembered() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    assert_eq!(health(&stage).await.health, Health::New);
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    let before = health(&stage).await;
    assert_eq!(
        (before.health, before.last_success_at),
        (Health::Working, Some(app.clock.now()))
    );

    stage.sim.faults().password_changed = true;
    let report = test(app, &stage.op, stage.connection).await.unwrap();
    let failed: Vec<_> = report
        .checks
        .iter()
        .filter(|c| c.outcome == Outcome::Failed)
        .map(|c| c.name.as_str())
        .collect();
    assert_eq!(failed, ["User name and password"]);
    let after = health(&stage).await;
    assert_eq!(after.health, Health::NeedsAttention);
    assert!(after.last_error.unwrap().contains("Connection settings"));

    stage.sim.faults().password_changed = false;
    stage.sim.faults().forbidden.insert("families".to_owned());
    let report = test(app, &stage.op, stage.connection).await.unwrap();
    assert!(!report.ok);
    assert_eq!(health(&stage).await.health, Health::Failing);

    stage.sim.faults().forbidden.clear();
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    assert_eq!(health(&stage).await.health, Health::Working);
}

#[tokio::test]
async fn a_session_at_the_pim_is_kept_sealed_and_used_after_a_restart() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    catalog::catalog(app, &stage.op, stage.connection).await.unwrap();
    assert_eq!(signed_in(&stage.sim), 1);
    app.connectors.forget(stage.connection);
    clear_cache(app, &stage.op, stage.connection).await.unwrap();
    catalog::catalog(app, &stage.op, stage.connection).await.unwrap();
    assert_eq!(signed_in(&stage.sim), 1, "the stored session still works");

    let thief = stage.world.db.superuser().await;
    let row = thief
        .query_one("SELECT row_to_json(c)::text FROM connections c", &[])
        .await
        .unwrap();
    let bytes = |text: &str| hex::encode(text);
    let stolen: String = row.get(0);
    for secret in [akeneo_sim::credentials::SECRET, akeneo_sim::credentials::PASSWORD] {
        assert!(!stolen.contains(secret) && !stolen.contains(&bytes(secret)));
    }
}

#[tokio::test]
async fn a_new_name_keeps_the_session_and_new_credentials_do_not() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    catalog::catalog(app, &stage.op, stage.connection).await.unwrap();
    let renamed = SaveConnection {
        name: "Main PIM".into(),
        ..edited(&stage, &stage.sim.base_url())
    };
    save(app, &stage.op, renamed).await.unwrap();
    let view = health(&stage).await;
    assert_eq!((view.name.as_str(), view.health), ("Main PIM", Health::Working));

    let other = SaveConnection {
        password: "wrong".into(),
        ..edited(&stage, &stage.sim.base_url())
    };
    save(app, &stage.op, other).await.unwrap();
    assert_eq!(health(&stage).await.health, Health::New);
    let error = catalog::catalog(app, &stage.op, stage.connection)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("user name and password"), "{error}");
    assert_eq!(health(&stage).await.health, Health::NeedsAttention);
}

#[tokio::test]
async fn the_age_of_the_cache_is_shown_until_it_is_cleared_or_over() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    assert_eq!(health(&stage).await.cache_oldest_at, None);
    let first = app.clock.now();
    stage.products("desk_chair").await;
    stage.world.advance(TimeDelta::minutes(30));
    stage.products("headphones").await;
    assert_eq!(health(&stage).await.cache_oldest_at, Some(first));
    stage.world.advance(TimeDelta::minutes(31));
    let second = first + TimeDelta::minutes(30);
    stage.products("desk_chair").await;
    assert_eq!(health(&stage).await.cache_oldest_at, Some(second));
    clear_cache(app, &stage.op, stage.connection).await.unwrap();
    assert_eq!(health(&stage).await.cache_oldest_at, None);
}

#[tokio::test]
async fn a_connection_in_use_stays_and_an_unused_one_goes() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    assert_eq!(health(&stage).await.templates, 1);
    let error = delete(app, &stage.op, stage.connection).await.unwrap_err();
    assert!(matches!(error, Error::Conflict { .. }), "{error:?}");
    crate::services::templates::delete(app, &stage.op, template.id)
        .await
        .unwrap();
    delete(app, &stage.op, stage.connection).await.unwrap();
    let gone = Error::NotFound(Kind::Connection);
    assert_eq!(delete(app, &stage.op, stage.connection).await, Err(gone.clone()));
    assert_eq!(
        catalog::products(app, &stage.op, ListProducts::default())
            .await
            .unwrap_err(),
        gone
    );
}

#[tokio::test]
async fn strangers_and_editors_keep_out() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let (rival, _) = stage.rival().await;
    let missing = Error::NotFound(Kind::Connection);
    assert_eq!(get(app, &rival, stage.connection).await.unwrap_err(), missing);
    assert_eq!(test(app, &rival, stage.connection).await.unwrap_err(), missing);
    assert_eq!(
        clear_cache(app, &rival, stage.connection).await.unwrap_err(),
        missing
    );
    assert_eq!(delete(app, &rival, stage.connection).await.unwrap_err(), missing);
    let cmd = edited(&stage, &stage.sim.base_url());
    assert_eq!(save(app, &rival, cmd.clone()).await.unwrap_err(), missing);
    assert_eq!(test_unsaved(app, &rival, cmd.clone()).await.unwrap_err(), missing);

    let mut editor = stage.op.clone();
    editor.caller.role = Role::Editor;
    assert!(list(app, &editor).await.is_ok());
    assert_eq!(save(app, &editor, cmd).await, Err(Error::Forbidden));
    assert_eq!(
        clear_cache(app, &editor, stage.connection).await,
        Err(Error::Forbidden)
    );
}

#[tokio::test]
async fn an_address_inside_the_house_is_refused_at_its_field() {
    let stage = Stage::set().await;
    for inside in [
        "https://10.0.0.1",
        "http://169.254.169.254",
        "https://[::ffff:10.0.0.1]",
    ] {
        let error = save(&stage.world.app, &stage.op, typed(inside))
            .await
            .unwrap_err();
        assert!(error.at("base_url").is_some(), "{inside}: {error:?}");
    }
}

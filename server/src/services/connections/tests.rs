//! Connections against a real database and a look-alike of Akeneo.

use super::*;
use crate::services::{
    catalog,
    publish::stage::{Stage, typed},
};
use akeneo_sim::{Sim, SimConfig};
use chrono::{DateTime, TimeDelta, Utc};
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

/// What the page says under a label, and when.
async fn told(stage: &Stage, label: &str) -> Option<(Option<DateTime<Utc>>, String)> {
    let facts = health(stage).await.facts;
    let fact = facts.into_iter().find(|fact| fact.label == label)?;
    Some((fact.at, fact.text))
}

async fn oldest(stage: &Stage) -> Option<DateTime<Utc>> {
    told(stage, "Oldest cached value").await.and_then(|(at, _)| at)
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
    assert_eq!(oldest(&stage).await, None);
    let first = app.clock.now();
    stage.products("desk_chair").await;
    stage.world.advance(TimeDelta::minutes(30));
    stage.products("headphones").await;
    assert_eq!(oldest(&stage).await, Some(first));
    stage.world.advance(TimeDelta::minutes(31));
    let second = first + TimeDelta::minutes(30);
    stage.products("desk_chair").await;
    assert_eq!(oldest(&stage).await, Some(second));
    clear_cache(app, &stage.op, stage.connection).await.unwrap();
    assert_eq!(oldest(&stage).await, None);
}

/// Everybody of the brand who is mailed to, with what.
async fn mailed(stage: &Stage) -> Vec<(String, String)> {
    let mails = stage.world.mails().await;
    let mut mailed: Vec<_> = mails.into_iter().map(|m| (m.to, m.text)).collect();
    mailed.sort();
    mailed
}

/// The PIM forgets the session and no longer knows the password.
fn refuse(sim: &Sim) {
    let mut faults = sim.faults();
    (faults.expire_access_tokens, faults.revoke_refresh_tokens) = (true, true);
    faults.password_changed = true;
}

#[tokio::test]
async fn owners_and_admins_are_told_once_that_a_connection_needs_them() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let superuser = stage.world.db.superuser().await;
    for (n, role) in ["admin", "editor"].iter().enumerate() {
        let sql = format!(
            "INSERT INTO users (id, email, created_at) VALUES ('00000000-0000-0000-0000-00000000000{n}', '{role}@example.com', now());
             INSERT INTO members SELECT brand_id, '00000000-0000-0000-0000-00000000000{n}', '{role}', now() FROM connections"
        );
        superuser.batch_execute(&sql).await.unwrap();
    }
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    assert_eq!(mailed(&stage).await, []);

    refuse(&stage.sim);
    // Several calls fail at once, and again later.
    let (one, two) = tokio::join!(
        test(app, &stage.op, stage.connection),
        test(app, &stage.op, stage.connection)
    );
    assert!(!one.unwrap().ok && !two.unwrap().ok);
    clear_cache(app, &stage.op, stage.connection).await.unwrap();
    stage.world.advance(TimeDelta::hours(1));
    catalog::catalog(app, &stage.op, stage.connection)
        .await
        .unwrap_err();
    let mails = mailed(&stage).await;
    let to: Vec<_> = mails.iter().map(|(to, _)| to.as_str()).collect();
    assert_eq!(to, ["ada@example.com", "admin@example.com"]);
    let text = &mails[0].1;
    for words in [
        "\u{201c}PIM\u{201d}",
        "user name and password",
        "Published passports stay",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(text.contains(&format!(
        "https://dpp.example.com/admin/connections/{}",
        stage.connection
    )));

    // It works now and then: whoever was told knows. After a day it is news again.
    stage.sim.faults().password_changed = false;
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    refuse(&stage.sim);
    assert!(!test(app, &stage.op, stage.connection).await.unwrap().ok);
    assert_eq!(mailed(&stage).await, []);
    stage.sim.faults().password_changed = false;
    stage.world.advance(TimeDelta::hours(24));
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    refuse(&stage.sim);
    assert!(!test(app, &stage.op, stage.connection).await.unwrap().ok);
    assert_eq!(mailed(&stage).await.len(), 2);
}

#[tokio::test]
async fn of_two_processes_that_see_the_same_failure_one_writes_the_mail() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let mut tx = app.db.brand(stage.op.caller.brand_id).await.unwrap();
    let connection = rows::by_id(&mut tx, stage.connection).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    let fail = async || {
        let mut tx = app.db.system("test").await.unwrap();
        let failure = (app.clock.now(), Health::NeedsAttention, "The password is wrong.");
        attention::note(app, &mut tx, &connection, failure).await.unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        tx.commit().await.unwrap();
    };
    tokio::join!(fail(), fail(), fail());
    assert_eq!(mailed(&stage).await.len(), 1);

    // A mail that was not committed was not sent: the next failure sends it.
    let mut tx = app.db.brand(stage.op.caller.brand_id).await.unwrap();
    let later = app.clock.now() + TimeDelta::hours(24);
    rows::note_success(&mut tx, stage.connection, later)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let mut tx = app.db.system("test").await.unwrap();
    let failure = (app.clock.now(), Health::NeedsAttention, "The password is wrong.");
    attention::note(app, &mut tx, &connection, failure).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(mailed(&stage).await, []);
    fail().await;
    assert_eq!(mailed(&stage).await.len(), 1);
}

#[tokio::test]
async fn the_page_tells_quota_session_circuit_changes_and_what_may_not_be_read() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let text = async |label: &str| {
        told(&stage, label)
            .await
            .map(|(_, text)| text)
            .unwrap_or_default()
    };
    assert_eq!(text("Last read").await, "Never");
    assert!(text("Session at the PIM").await.starts_with("None yet"));
    assert!(text("Changes in the PIM").await.starts_with("Not read yet"));

    stage
        .sim
        .faults()
        .forbidden
        .insert("reference-entities".to_owned());
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    let (until, renewed) = told(&stage, "Session at the PIM until").await.unwrap();
    assert_eq!(until, Some(app.clock.now() + TimeDelta::hours(1)));
    assert!(renewed.contains("without the password"), "{renewed}");
    assert!(text("May not read").await.starts_with("reference entities."));
    assert_eq!(text("Calls").await, "Go through");
    assert!(!text("Quota used").await.starts_with("0 calls"));
    stage.sim.faults().forbidden.clear();
    assert!(test(app, &stage.op, stage.connection).await.unwrap().ok);
    assert_eq!(told(&stage, "May not read").await, None);

    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let key = stage.products("desk_chair").await.remove(0).key;
    stage.publish(template.id, &[key]).await;
    stage.world.advance(TimeDelta::minutes(6));
    crate::jobs::drift::run_due(app).await.unwrap();
    assert_eq!(
        told(&stage, "Changes last read").await.unwrap().0,
        Some(app.clock.now())
    );
    assert!(told(&stage, "Changes read next").await.unwrap().0 > Some(app.clock.now()));

    stage.sim.faults().unavailable = true;
    clear_cache(app, &stage.op, stage.connection).await.unwrap();
    for _ in 0..5 {
        catalog::catalog(app, &stage.op, stage.connection)
            .await
            .unwrap_err();
    }
    let (until, why) = told(&stage, "Calls stopped until").await.unwrap();
    assert!(until > Some(app.clock.now()) && why.contains("503"), "{why}");
    assert!(
        text("Last failure").await.contains("not available"),
        "{:?}",
        text("Last failure").await
    );
    stage.world.advance(TimeDelta::minutes(1));
    assert!(text("Calls").await.contains("tries whether the PIM is back"));
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

#[tokio::test]
async fn a_session_is_kept_only_with_the_pim_that_gave_it() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let brand = stage.op.caller.brand_id;
    let keep = async |base_url: &str| {
        let mut tx = app.db.brand(brand).await.unwrap();
        let connection = rows::by_id(&mut tx, stage.connection).await.unwrap().unwrap();
        let whose = (
            base_url,
            connection.client_id.as_str(),
            connection.username.as_str(),
        );
        rows::set_tokens(&mut tx, stage.connection, whose, b"a session")
            .await
            .unwrap();
        let kept = rows::by_id(&mut tx, stage.connection)
            .await
            .unwrap()
            .unwrap()
            .tokens;
        tx.rollback().await.unwrap();
        kept
    };
    assert_eq!(keep("https://another.example.com").await, None);
    assert_eq!(
        keep(&stage.sim.base_url()).await.as_deref(),
        Some(&b"a session"[..])
    );
}

//! Many units at once, workers that die, and somebody who is quicker.

use super::*;
use crate::{
    jobs::publish::run_due,
    services::{
        audit::verify,
        passports::public_passport,
        publish::{self, stage::Stage},
    },
};
use domain::{
    Error, PassportId,
    job::{JobState, JobView},
    unit::{ChangeUnit, CreateUnits, Created, Level, NewUnits, UnitEntry, UnitField, UnitKind, UnitRange},
};
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

/// A brand with one published chair, whose items have a state of health.
async fn chair() -> (Stage, PassportId) {
    let stage = Stage::set().await;
    let template = stage.template(stage.typed("desk_chair", &["weight"])).await;
    let field = UnitField {
        key: "health".into(),
        label: [(publish::stage::locale("en_US"), "State of health".to_owned())].into(),
        level: Level::Item,
        kind: UnitKind::Number,
        unit: Some("%".into()),
        point: None,
        readers: domain::Readers::default(),
    };
    let place = (template.id, template.revision);
    save_fields(&stage.world.app, &stage.op, place, vec![field])
        .await
        .unwrap();
    let product = stage.products("desk_chair").await.remove(0);
    let report = stage.publish(template.id, &[product.key]).await;
    let (passport, ..) = publish::stage::made(&report.report[0]);
    (stage, passport)
}

fn items(parent: PassportId, to: u32, health: &str) -> CreateUnits {
    let range = UnitRange {
        level: Level::Item,
        prefix: String::new(),
        from: "00001".into(),
        to: to.to_string(),
    };
    CreateUnits {
        parent,
        what: NewUnits::Range {
            range,
            batch: String::new(),
            values: [("health".to_owned(), health.to_owned())].into(),
        },
    }
}

impl Stage {
    async fn created(&self, cmd: CreateUnits) -> Created {
        create(&self.world.app, &self.op, cmd).await.unwrap()
    }

    /// Creates units by a job and waits for its report.
    async fn by_job(&self, cmd: CreateUnits) -> JobView {
        let Created::Job(job) = self.created(cmd).await else {
            panic!("a job");
        };
        run_due(&self.world.app).await.unwrap();
        publish::job(&self.world.app, &self.op, job).await.unwrap()
    }
}

#[tokio::test]
async fn ten_thousand_serial_numbers_take_seconds() {
    let (stage, chair) = chair().await;
    let begun = Instant::now();
    let report = stage.by_job(items(chair, 10_000, "100")).await;
    let took = begun.elapsed();
    assert_eq!((report.state, report.counts.published), (JobState::Done, 10_000));
    assert!(took < Duration::from_secs(90), "{took:?}, without optimisation");
    let again = stage.by_job(items(chair, 10_000, "100")).await;
    assert_eq!((again.counts.published, again.counts.unchanged), (0, 10_000));
    let chains = verify(&stage.world.app, Some(stage.op.caller.brand_id))
        .await
        .unwrap();
    assert_eq!(chains[0].broken, None);
}

#[tokio::test]
async fn a_worker_that_dies_leaves_nothing_twice_and_the_chain_goes_on() {
    let (stage, chair) = chair().await;
    let Created::Job(job) = stage.created(items(chair, 1100, "100")).await else {
        panic!("a job");
    };
    // It is cut off wherever it is.
    _ = tokio::time::timeout(Duration::from_millis(120), publish::run(&stage.world.app)).await;
    stage.world.advance(chrono::TimeDelta::minutes(3));
    let mut done = 0;
    // Its last transaction may hold the job until the database has noticed that nobody is there any more.
    for _ in 0..1000 {
        run_due(&stage.world.app).await.unwrap();
        let report = publish::job(&stage.world.app, &stage.op, job).await.unwrap();
        done = report.counts.published + report.counts.unchanged;
        if done == 1100 {
            break;
        }
    }
    assert_eq!(done, 1100);
    let versions = "SELECT count(*), count(DISTINCT passport_id) FROM versions";
    let row = stage
        .world
        .db
        .superuser()
        .await
        .query_one(versions, &[])
        .await
        .unwrap();
    assert_eq!((row.get::<_, i64>(0), row.get::<_, i64>(1)), (1101, 1101));
    let second = stage.by_job(items(chair, 1100, "99")).await;
    assert_eq!((second.counts.published, second.counts.unchanged), (0, 1100));
    let paths = "SELECT path, id::text FROM passports WHERE serial = '00007'";
    let client = stage.world.db.superuser().await;
    let row = client.query_one(paths, &[]).await.unwrap();
    let (path, id): (String, String) = (row.get(0), row.get(1));
    let cmd = ChangeUnit {
        unit: id.parse().unwrap(),
        values: [("health".to_owned(), "99".to_owned())].into(),
        onto: Some(1),
    };
    let version = change(&stage.world.app, &stage.op, cmd).await.unwrap();
    assert_eq!(version, Some(2));
    let late = ChangeUnit {
        unit: id.parse().unwrap(),
        values: [("health".to_owned(), "97".to_owned())].into(),
        onto: Some(1),
    };
    let refused = change(&stage.world.app, &stage.op, late).await;
    assert!(matches!(refused, Err(Error::Conflict { .. })), "{refused:?}");
    let page = public_passport(&stage.world.app, &path).await.unwrap().unwrap();
    assert_eq!(page.number, 2);
    assert!(
        page.document.previous.is_some(),
        "the second version names the first"
    );
    assert_eq!(page.above.len(), 1);
}

#[tokio::test]
async fn two_who_create_the_same_make_it_once() {
    let (stage, chair) = chair().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (one, other) = tokio::join!(
        create(app, op, items(chair, 200, "100")),
        create(app, op, items(chair, 200, "100"))
    );
    let mut made: Vec<u32> = [one, other]
        .into_iter()
        .map(|answer| match answer.unwrap() {
            Created::Now { made, .. } => made,
            Created::Job(_) => panic!("no job"),
        })
        .collect();
    made.sort_unstable();
    assert_eq!(made, [0, 200]);
}

#[tokio::test]
async fn units_follow_their_model_and_not_the_pim() {
    let (stage, chair) = chair().await;
    let entry = UnitEntry {
        serial: "1".into(),
        ..UnitEntry::default()
    };
    let cmd = CreateUnits {
        parent: chair,
        what: NewUnits::One(entry),
    };
    stage.created(cmd.clone()).await;
    let view = list(
        &stage.world.app,
        &stage.op,
        chair,
        domain::unit::ListUnits::default(),
    )
    .await
    .unwrap();
    let item = view.items[0].id;
    // The PIM looks at models alone.
    stage.world.advance(chrono::TimeDelta::days(2));
    crate::jobs::drift::run_due(&stage.world.app).await.unwrap();
    let sql = format!("SELECT count(*) FROM drift WHERE passport_id <> '{chair}'");
    let client = stage.world.db.superuser().await;
    let looked: i64 = client.query_one(&sql, &[]).await.unwrap().get(0);
    assert_eq!(looked, 0);
    let none = ChangeUnit {
        unit: chair,
        values: BTreeMap::new(),
        onto: None,
    };
    let refused = change(&stage.world.app, &stage.op, none).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "a model is no unit");
    let below_item = CreateUnits { parent: item, ..cmd };
    let refused = create(&stage.world.app, &stage.op, below_item).await;
    assert!(
        matches!(refused, Err(Error::NotFound(_))),
        "nothing is below an item"
    );
}

//! Files against a real database, made by a maker that counts.

use super::*;
use crate::{services::publish::stage::Stage, testing::World};
use async_trait::async_trait;
use chrono::TimeDelta;
use domain::{Permission, Role};
use serde::Deserialize;

/// Writes the numbers up to `to`, and has accidents on request.
pub(super) struct Counting;

#[derive(Deserialize)]
struct Counted {
    to: u32,
    #[serde(default)]
    accident: String,
}

#[async_trait]
impl Maker for Counting {
    fn kind(&self) -> &'static str {
        "counting"
    }

    fn permission(&self) -> Permission {
        Permission::Publish
    }

    fn remedy(&self) -> &'static str {
        "Count to a smaller number."
    }

    async fn make(&self, app: &App, order: &Order, sink: &mut Sink) -> Result<(), Stop> {
        let counted: Counted = order.read()?;
        for n in 0..counted.to {
            sink.write(format!("{n:0>9}\n").as_bytes()).await?;
            if n % 1000 == 999 {
                sink.progress(n + 1, counted.to).await?;
            }
        }
        sink.note("Zero was counted too.");
        match counted.accident.as_str() {
            "fails" => Err(Stop::Failed(Error::Internal)),
            "too long" => {
                sink.fill();
                sink.write(&vec![b'x'; 700_000]).await
            }
            "impossible" => Err(Error::conflict("There is no such number.").into()),
            "cancelled" => {
                let mut tx = app.db.brand(order.brand).await?;
                assert!(rows::cancel(&mut tx, order.id, app.clock.now()).await?);
                tx.commit().await?;
                sink.write(&vec![b'x'; 700_000]).await?;
                sink.progress(counted.to, counted.to).await
            }
            _ => Ok(()),
        }
    }
}

fn wanted(to: u32, accident: &str) -> Wanted {
    Wanted {
        kind: "counting",
        payload: json!({ "to": to, "accident": accident }),
        name: "numbers.txt".to_owned(),
        mime: "text/plain",
        kept: TimeDelta::days(1),
    }
}

async fn whole(world: &World, op: &OpContext, id: ExportId) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut position = 0;
    while let Some(piece) = piece(&world.app, op, id, position).await.unwrap() {
        bytes.extend(piece);
        position += 1;
    }
    bytes
}

#[tokio::test]
async fn a_file_is_made_in_pieces_fetched_and_forgotten() {
    let world = World::new().await;
    let (_, op) = world.member("ada@example.com").await;
    let app = &world.app;
    let id = start(app, &op, &wanted(200_000, "")).await.unwrap();
    assert_eq!(get(app, &op, id).await.unwrap().state, JobState::Queued);
    assert!(open(app, &op, id).await.is_err());
    run_due(app).await.unwrap();
    let view = open(app, &op, id).await.unwrap();
    assert_eq!(
        (view.state, view.done, view.total, view.size),
        (JobState::Done, 200_000, 200_000, 2_000_000)
    );
    assert_eq!(view.notes, ["Zero was counted too."]);
    let bytes = whole(&world, &op, id).await;
    assert_eq!(bytes.len(), 2_000_000);
    assert!(bytes.starts_with(b"000000000\n000000001\n") && bytes.ends_with(b"000199999\n"));
    assert_eq!(list(app, &op, "counting").await.unwrap(), [view]);

    world.advance(TimeDelta::hours(25));
    assert!(open(app, &op, id).await.is_err());
    crate::jobs::Job::run(&crate::jobs::cleanup::Cleanup, app)
        .await
        .unwrap();
    assert!(matches!(get(app, &op, id).await, Err(Error::NotFound(_))));
    let left = "SELECT count(*) FROM export_chunks";
    let left: i64 = world
        .db
        .superuser()
        .await
        .query_one(left, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 0);
}

#[tokio::test]
async fn a_worker_that_dies_is_followed_by_another_that_begins_anew() {
    let world = World::new().await;
    let (_, op) = world.member("ada@example.com").await;
    let app = &world.app;
    let id = start(app, &op, &wanted(60_000, "fails")).await.unwrap();
    for _ in 0..4 {
        assert!(run(app).await.is_err());
        // Nobody else takes it while the lease lasts.
        assert!(!run(app).await.unwrap());
        world.advance(TimeDelta::seconds(91));
    }
    run_due(app).await.unwrap();
    let view = get(app, &op, id).await.unwrap();
    assert_eq!(view.state, JobState::Failed);
    assert!(view.trouble.unwrap().contains("interrupted too often"));
    assert!(whole(&world, &op, id).await.is_empty());

    let superuser = world.db.superuser().await;
    let again = "UPDATE exports SET state = 'running', attempts = 1, lease_until = '2026-11-01', payload = '{\"to\": 60000}'";
    superuser.batch_execute(again).await.unwrap();
    superuser
        .batch_execute("INSERT INTO export_chunks SELECT id, brand_id, 7, 'left behind' FROM exports")
        .await
        .unwrap();
    run_due(app).await.unwrap();
    assert_eq!(whole(&world, &op, id).await.len(), 600_000);
}

#[tokio::test]
async fn what_cannot_be_made_says_why_and_what_is_stopped_leaves_nothing() {
    let world = World::new().await;
    let (_, op) = world.member("ada@example.com").await;
    let app = &world.app;
    let impossible = start(app, &op, &wanted(60_000, "impossible")).await.unwrap();
    let stopped = start(app, &op, &wanted(60_000, "cancelled")).await.unwrap();
    let never = start(app, &op, &wanted(1, "")).await.unwrap();
    cancel(app, &op, never).await.unwrap();
    run_due(app).await.unwrap();
    let view = get(app, &op, impossible).await.unwrap();
    assert_eq!(
        (view.state, view.trouble.as_deref()),
        (JobState::Failed, Some("There is no such number."))
    );
    for id in [stopped, never] {
        assert_eq!(get(app, &op, id).await.unwrap().state, JobState::Cancelled);
    }
    let left = "SELECT count(*) FROM export_chunks";
    let left: i64 = world
        .db
        .superuser()
        .await
        .query_one(left, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(left, 0);
    // What is over cannot be stopped, and nothing says that it was.
    cancel(app, &op, impossible).await.unwrap();
    assert_eq!(get(app, &op, impossible).await.unwrap().state, JobState::Failed);
}

#[tokio::test]
async fn other_brands_and_lesser_roles_have_no_part_in_it() {
    let stage = Stage::set().await;
    let (world, op) = (&stage.world, &stage.op);
    let app = &world.app;
    let id = start(app, op, &wanted(10, "")).await.unwrap();
    run_due(app).await.unwrap();
    let (eve, _) = stage.rival().await;
    assert!(matches!(get(app, &eve, id).await, Err(Error::NotFound(_))));
    assert!(matches!(cancel(app, &eve, id).await, Err(Error::NotFound(_))));
    assert_eq!(piece(app, &eve, id, 0).await.unwrap(), None);
    let mut viewer = op.clone();
    viewer.caller.role = Role::Viewer;
    assert!(matches!(get(app, &viewer, id).await, Err(Error::Forbidden)));
    assert!(matches!(open(app, &viewer, id).await, Err(Error::Forbidden)));
    assert!(matches!(
        start(app, &viewer, &wanted(1, "")).await,
        Err(Error::Forbidden)
    ));
    for _ in 0..OPEN_MAX {
        start(app, op, &wanted(1, "")).await.unwrap();
    }
    assert!(matches!(
        start(app, op, &wanted(1, "")).await,
        Err(Error::Conflict { .. })
    ));
    // A brand has one at a time, and others are not kept waiting by it.
    world.advance(TimeDelta::seconds(1));
    start(app, &eve, &wanted(1, "")).await.unwrap();
    let mut claimed = Vec::new();
    for _ in 0..3 {
        let mut tx = app.db.system("test").await.unwrap();
        let now = app.clock.now();
        claimed.push(
            rows::claim(&mut tx, now, now + TimeDelta::seconds(90))
                .await
                .unwrap()
                .map(|c| c.brand),
        );
        tx.commit().await.unwrap();
    }
    assert_eq!(
        claimed,
        [Some(op.caller.brand_id), Some(eve.caller.brand_id), None]
    );
}

#[tokio::test]
async fn a_file_that_is_too_long_names_a_remedy_that_there_is() {
    let world = World::new().await;
    let (_, op) = world.member("ada@example.com").await;
    let app = &world.app;
    let id = start(app, &op, &wanted(1, "too long")).await.unwrap();
    run_due(app).await.unwrap();
    let view = get(app, &op, id).await.unwrap();
    assert_eq!(view.state, JobState::Failed);
    assert_eq!(
        view.trouble.as_deref(),
        Some("The file would be longer than 2 GB. Count to a smaller number.")
    );
    // There is no less of an exit pack.
    let remedy = super::makers::maker("exit_pack").unwrap().remedy();
    assert!(remedy.contains("tessera pack make"), "{remedy}");
}

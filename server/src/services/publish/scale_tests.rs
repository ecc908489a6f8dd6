//! Publications of many products: chunks, walks through the PIM, workers that die, and somebody who is quicker.

use super::{
    run::run,
    stage::{Stage, failure, made},
    work::{Ending, work},
    *,
};
use crate::{
    jobs::publish::run_due,
    services::{audit::verify, passports::public_passport},
};
use chrono::TimeDelta;
use db::queries::{jobs as rows, jobs::Claimed};
use domain::{
    Role,
    job::{Counts, PublishResult},
    record::Content,
    template::{SaveTemplate, TemplateView},
};
use std::{collections::BTreeMap, time::Duration};

/// A design without pictures, which the look-alike takes long to draw.
fn chairs(stage: &Stage, attributes: &[&str]) -> SaveTemplate {
    let mut cmd = stage.typed("desk_chair", attributes);
    cmd.design.image_attribute = Some("name".into());
    cmd
}

impl Stage {
    async fn start_family(&self, template: &TemplateView) -> JobId {
        let cmd = PublishFamily {
            template: template.id,
        };
        let accepted = publish_family(&self.world.app, &self.op, cmd).await;
        accepted.unwrap().job
    }

    async fn look(&self, id: JobId) -> JobView {
        job(&self.world.app, &self.op, id).await.unwrap()
    }

    /// All lines of a report.
    async fn lines(&self, id: JobId) -> Vec<PublishOutcome> {
        let (mut lines, mut after) = (Vec::new(), None);
        loop {
            let share = report_share(&self.world.app, &self.op, id, after).await.unwrap();
            lines.extend(share.0);
            match share.1 {
                Some(last) => after = Some(last),
                None => return lines,
            }
        }
    }

    async fn number(&self, sql: &str) -> i64 {
        let client = self.world.db.superuser().await;
        client
            .query_one(&format!("SELECT count(*) FROM {sql}"), &[])
            .await
            .unwrap()
            .get(0)
    }

    /// That there are so many passports of one version each, each told once in the log, whose chain holds.
    async fn assert_once(&self, passports: i64) {
        for table in [
            "passports",
            "versions",
            "audit_events WHERE action = 'passport.published'",
        ] {
            assert_eq!(self.number(table).await, passports, "{table}");
        }
        assert_eq!(self.number("passports WHERE latest <> 1").await, 0);
        let untold = "versions v WHERE NOT EXISTS (SELECT FROM audit_events e WHERE e.target = v.passport_id::text \
                      AND e.detail ->> 'sha256' = encode(v.hash, 'hex'))";
        assert_eq!(self.number(untold).await, 0);
        let chains = verify(&self.world.app, Some(self.op.caller.brand_id))
            .await
            .unwrap();
        assert_eq!(chains[0].broken, None);
    }

    fn product_requests(&self) -> usize {
        let requests = self.sim.requests();
        requests.iter().filter(|r| r.path.contains("/products")).count()
    }

    async fn claim(&self) -> Claimed {
        let now = self.world.app.clock.now();
        let mut tx = self.world.app.db.system("test").await.unwrap();
        let claimed = rows::claim(&mut tx, now, now + TimeDelta::seconds(90))
            .await
            .unwrap();
        tx.commit().await.unwrap();
        claimed.unwrap()
    }
}

#[tokio::test]
async fn a_family_is_published_with_a_request_for_each_hundred_products() {
    let stage = Stage::with_products(3996).await;
    let template = stage.template(chairs(&stage, &["name", "weight"])).await;
    stage.sim.clear_requests();
    let id = stage.start_family(&template).await;
    let view = stage.look(id).await;
    assert_eq!(
        (view.state, view.walking, view.total),
        (JobState::Queued, true, 0)
    );
    run_due(&stage.world.app).await.unwrap();
    let view = stage.look(id).await;
    assert_eq!(
        (view.state, view.walking, view.done, view.total, view.pages),
        (JobState::Done, false, 999, 999, 10)
    );
    assert_eq!(view.counts.in_words(), "999 published");
    assert_eq!(stage.product_requests(), 10);
    stage.assert_once(999).await;

    stage.sim.clear_requests();
    let again = stage.start_family(&template).await;
    run_due(&stage.world.app).await.unwrap();
    assert_eq!(stage.look(again).await.counts.in_words(), "999 unchanged");
    stage.assert_once(999).await;
}

#[tokio::test]
async fn a_thousand_chosen_products_are_read_a_hundred_at_a_time() {
    let stage = Stage::with_products(4000).await;
    let template = stage.template(chairs(&stage, &["name"])).await;
    let family = stage.start_family(&template).await;
    run_due(&stage.world.app).await.unwrap();
    let products: Vec<_> = stage
        .lines(family)
        .await
        .into_iter()
        .map(|line| line.key)
        .collect();
    assert_eq!(products.len(), 1000);
    stage.sim.clear_requests();
    let view = stage.publish(template.id, &products).await;
    assert_eq!(view.counts.in_words(), "1000 unchanged");
    assert_eq!(stage.product_requests(), 10);
    assert_eq!((view.report.len(), view.page, view.pages), (100, 1, 10));
    let last = job_page(&stage.world.app, &stage.op, view.id, 99).await.unwrap();
    assert_eq!((last.page, last.report.len()), (10, 100));
}

#[tokio::test]
async fn workers_that_die_anywhere_leave_nothing_undone_and_nothing_done_twice() {
    let stage = Stage::with_products(1400).await;
    let app = stage.world.app.clone();
    let template = stage.template(chairs(&stage, &["name", "weight"])).await;
    let id = stage.start_family(&template).await;
    let mut deaths = Vec::new();
    // The fifth worker may finish.
    for wait in [30, 90, 200, 400] {
        let worker = tokio::spawn({
            let app = app.clone();
            async move { run(&app).await }
        });
        while stage.look(id).await.state == JobState::Queued {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        tokio::time::sleep(Duration::from_millis(wait)).await;
        worker.abort();
        let _ = worker.await;
        // What the database was told already it still does.
        tokio::time::sleep(Duration::from_millis(200)).await;
        let view = stage.look(id).await;
        if view.state.is_over() {
            break;
        }
        deaths.push(view.done);
        run_due(&app).await.unwrap();
        assert_eq!(
            stage.look(id).await.done,
            view.done,
            "the lease of the dead worker still holds"
        );
        stage.world.advance(TimeDelta::minutes(5));
    }
    run_due(&app).await.unwrap();
    let view = stage.look(id).await;
    assert_eq!(
        (view.state, view.done, view.total),
        (JobState::Done, 350, 350),
        "deaths at {deaths:?}"
    );
    let mut keys: Vec<_> = stage.lines(id).await.into_iter().map(|line| line.key).collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 350);
    stage.assert_once(350).await;
}

#[tokio::test]
async fn a_worker_whose_lease_ran_out_writes_nothing_any_more() {
    let stage = Stage::with_products(800).await;
    let app = &stage.world.app;
    let template = stage.template(chairs(&stage, &["name"])).await;
    let id = stage.start_family(&template).await;
    let late = stage.claim().await;
    stage.world.advance(TimeDelta::minutes(5));
    run_due(app).await.unwrap();
    assert_eq!(stage.look(id).await.counts.published, 200);
    // It wakes up behind its successor, or beside it.
    assert!(matches!(work(app, &late).await.unwrap(), Ending::Lost));
    let second = stage.start_family(&template).await;
    let held = stage.claim().await;
    cancel_job(app, &stage.op, second).await.unwrap();
    assert!(matches!(work(app, &held).await.unwrap(), Ending::Lost));
    assert_eq!(stage.look(second).await.done, 0);
    stage.assert_once(200).await;
}

#[tokio::test]
async fn a_gtin_that_is_taken_holds_up_nobody_else() {
    let stage = Stage::with_products(600).await;
    let app = &stage.world.app;
    let (rival, connection) = stage.rival().await;
    let mut cmd = chairs(&stage, &["name"]);
    cmd.connection = connection;
    let theirs = crate::services::templates::save(app, &rival, cmd).await.unwrap();
    let rows = stage.products("desk_chair").await;
    let gtins = ["9520123456788", "9520123456795", "9520123456801"];
    for (row, gtin) in rows.iter().zip([0, 1, 2, 2]) {
        stage
            .sim
            .set_value(&row.identifier, "gtin", None, None, json!(gtins[gtin]));
    }
    let cmd = Publish {
        template: theirs.id,
        products: rows[..2].iter().map(|r| r.key.clone()).collect(),
    };
    publish(app, &rival, cmd).await.unwrap();
    run_due(app).await.unwrap();

    let template = stage.template(chairs(&stage, &["name"])).await;
    let id = stage.start_family(&template).await;
    run_due(app).await.unwrap();
    let view = stage.look(id).await;
    assert_eq!(view.counts.in_words(), "147 published, 3 failed");
    let why: Vec<&str> = view.report[..3].iter().map(failure).collect();
    let other = why.iter().filter(|why| why.starts_with("Another brand")).count();
    let own = why
        .iter()
        .filter(|why| why.contains("desk_chair passports"))
        .count();
    assert_eq!((other, own), (2, 1), "{why:?}");
    assert_eq!(stage.product_requests_of_walk(), 2);

    // The failed ones alone are tried again.
    stage
        .sim
        .set_value(&rows[0].identifier, "gtin", None, None, json!("9520123456818"));
    let again = retry_job(app, &stage.op, id).await.unwrap().job;
    run_due(app).await.unwrap();
    assert_eq!(stage.look(again).await.counts.in_words(), "1 published, 2 failed");
}

impl Stage {
    /// Requests for pages of a family.
    fn product_requests_of_walk(&self) -> usize {
        let requests = self.sim.requests();
        let walks = |query: &str| query.contains("family") && query.contains("limit=100");
        requests
            .iter()
            .filter(|r| r.path.contains("/products") && walks(&r.query))
            .count()
    }
}

#[tokio::test]
async fn a_product_that_is_asked_for_under_both_its_names_gets_one_version() {
    let stage = Stage::set().await;
    let template = stage.template(chairs(&stage, &["name"])).await;
    let row = stage.products("desk_chair").await.remove(0);
    let names = [row.key.clone(), ProductKey(row.identifier)];
    let view = stage.publish(template.id, &names).await;
    assert_eq!(view.counts.in_words(), "1 published, 1 unchanged");
    assert_eq!(made(&view.report[0]).0, made(&view.report[1]).0);
    stage.assert_once(1).await;
}

#[tokio::test]
async fn a_walk_that_the_pim_ends_goes_on_where_it_stopped() {
    let stage = Stage::with_products(1200).await;
    let app = &stage.world.app;
    let template = stage.template(chairs(&stage, &["name"])).await;
    let id = stage.start_family(&template).await;
    let held = stage.claim().await;
    // The PIM refuses the second page, and each attempt to repeat it.
    stage.sim.faults().latency_ms = 20;
    let ended = {
        let (app, held) = (app.clone(), held.clone());
        let worker = tokio::spawn(async move { work(&app, &held).await });
        while stage.look(id).await.done < 100 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        stage.sim.faults().disconnected = true;
        worker.await.unwrap().unwrap()
    };
    let Ending::GivenUp(why) = ended else {
        panic!("the PIM was cut off too late for this test")
    };
    assert!(why.len() > 20 && why.ends_with('.'), "{why}");
    let mut tx = app.db.brand(stage.op.caller.brand_id).await.unwrap();
    rows::finish(&mut tx, &held, (JobState::Failed, Some(&why)), app.clock.now())
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let view = stage.look(id).await;
    assert!(
        view.walking && view.can_repeat() && view.trouble.is_some(),
        "{view:?}"
    );

    stage.sim.faults().disconnected = false;
    stage.sim.faults().latency_ms = 0;
    let again = retry_job(app, &stage.op, id).await.unwrap().job;
    run_due(app).await.unwrap();
    let rest = stage.look(again).await;
    assert_eq!((rest.state, rest.done), (JobState::Done, 300 - view.done));
    stage.assert_once(300).await;
}

#[tokio::test]
async fn a_cursor_that_the_pim_does_not_know_any_more_starts_the_walk_anew() {
    let stage = Stage::with_products(800).await;
    let app = &stage.world.app;
    let template = stage.template(chairs(&stage, &["name"])).await;
    let id = stage.start_family(&template).await;
    let client = stage.world.db.superuser().await;
    let sql = "UPDATE jobs SET cursor = '7:pagination_type=search_after'";
    client.batch_execute(sql).await.unwrap();
    run_due(app).await.unwrap();
    assert_eq!(stage.look(id).await.counts.in_words(), "200 published");
}

/// What a publication made of a product: its content, and what the report says.
type Result_ = (Content, String, Vec<String>);

async fn results(stage: &Stage, lines: Vec<PublishOutcome>) -> BTreeMap<ProductKey, Result<Result_, String>> {
    let mut results = BTreeMap::new();
    for line in lines {
        let result = match &line.result {
            PublishResult::Published {
                passport, warnings, ..
            } => {
                let path = stage.passport(*passport).await.row.path;
                let public = public_passport(&stage.world.app, &path).await.unwrap().unwrap();
                Ok((public.document.content, line.label.clone(), warnings.clone()))
            }
            PublishResult::Unchanged {
                passport, version, ..
            } => {
                panic!("{passport} {version} is new")
            }
            PublishResult::Failed { why } => Err(why.clone()),
        };
        results.insert(line.key, result);
    }
    results
}

#[tokio::test]
async fn many_at_a_time_become_what_one_at_a_time_becomes() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let mut rows = stage.products("desk_chair").await;
    rows.truncate(12);
    for (n, row) in rows.iter().enumerate() {
        let broken = match (n * 7919 + n / 3) % 6 {
            0 => ("main_image", json!("9/9/gone_photo.jpg")),
            1 => ("gtin", json!("123")),
            2 => ("name", json!(null)),
            3 => ("weight", json!({ "amount": n + 1, "unit": "KILOGRAM" })),
            _ => continue,
        };
        stage
            .sim
            .set_value(&row.identifier, broken.0, None, None, broken.1);
    }
    let mut keys: Vec<_> = rows.iter().map(|row| row.key.clone()).collect();
    keys.push(ProductKey("nothing-is-called-so".into()));
    keys.push(stage.products("headphones").await.remove(0).key);
    let mut cmd = chairs(
        &stage,
        &["name", "weight", "main_image", "manual", "surface", "composition"],
    );
    (cmd.design.gtin_attribute, cmd.design.image_attribute) = (None, None);
    let together = stage.template(cmd.clone()).await;
    let apart = stage.template(cmd).await;
    let job = stage.publish(together.id, &keys).await;
    let many = results(&stage, stage.lines(job.id).await).await;
    let mut single = Vec::new();
    for key in &keys {
        single.extend(stage.publish(apart.id, std::slice::from_ref(key)).await.report);
    }
    let one = results(&stage, single).await;
    assert_eq!(many.len(), keys.len());
    assert_eq!(many, one);
    assert!(many.values().any(Result::is_err));
    assert!(
        many.values()
            .flatten()
            .any(|(_, _, warnings)| !warnings.is_empty())
    );
    let chains = verify(app, None).await.unwrap();
    assert!(chains.iter().all(|chain| chain.broken.is_none()));
}

#[tokio::test]
async fn only_what_failed_is_repeated_and_after_a_defect_also_what_was_never_tried() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(chairs(&stage, &["name"])).await;
    let lost = |n: u32| ProductKey(format!("lost-{n}"));
    let mut keys = vec![lost(1), stage.products("desk_chair").await.remove(0).key];
    let view = stage.publish(template.id, &keys).await;
    keys.push(lost(2));
    // As a defect leaves it: two are dealt with, one is not.
    let client = stage.world.db.superuser().await;
    let line = format!(
        "INSERT INTO job_lines (job_id, brand_id, position, product_key, label) \
         SELECT id, brand_id, 2, 'lost-2', 'lost-2' FROM jobs WHERE id = '{}'",
        view.id
    );
    client.batch_execute(&line).await.unwrap();
    for (state, expected) in [("cancelled", 1), ("failed", 2)] {
        let sql = format!("UPDATE jobs SET state = '{state}' WHERE id = '{}'", view.id);
        client.batch_execute(&sql).await.unwrap();
        let again = retry_job(app, &stage.op, view.id).await.unwrap().job;
        let waiting = stage.look(again).await;
        assert_eq!(
            (waiting.total, waiting.counts),
            (expected, Counts::default()),
            "{state}"
        );
        run_due(app).await.unwrap();
        assert_eq!(stage.look(again).await.counts.failed, expected, "{state}");
    }
}

#[tokio::test]
async fn viewers_publish_no_family() {
    let stage = Stage::set().await;
    let template = stage.template(chairs(&stage, &["name"])).await;
    let mut viewer = stage.op.clone();
    viewer.caller.role = Role::Viewer;
    let cmd = PublishFamily {
        template: template.id,
    };
    let answer = publish_family(&stage.world.app, &viewer, cmd).await;
    assert_eq!(answer, Err(Error::Forbidden));
}

//! Live passports against a real database and a look-alike of Akeneo.

use super::*;
use crate::services::{
    connections,
    media::cached,
    passports::{public_head, shown_media},
    publish::stage::{Stage, failure, locale, made},
    readiness, templates,
};
use chrono::TimeDelta;
use domain::{
    PassportId,
    catalog::ProductRow,
    job::PublishResult,
    template::{SaveTemplate, TemplateView},
};
use serde_json::json;

/// A brand with a live template and one passport.
struct Case {
    stage: Stage,
    cmd: SaveTemplate,
    template: TemplateView,
    product: ProductRow,
    passport: PassportId,
    path: String,
}

impl Case {
    async fn set(attributes: &[&str]) -> Self {
        let stage = Stage::set().await;
        let mut cmd = stage.typed("desk_chair", attributes);
        cmd.design.live = true;
        let template = stage.template(cmd.clone()).await;
        let product = stage.products("desk_chair").await.remove(0);
        let job = stage
            .publish(template.id, std::slice::from_ref(&product.key))
            .await;
        let (passport, version, is_new) = made(&job.report[0]);
        assert!(is_new && version == 0);
        let path = stage.passport(passport).await.row.path;
        stage.sim.clear_requests();
        Self {
            stage,
            cmd,
            template,
            product,
            passport,
            path,
        }
    }

    async fn show(&self) -> Shown {
        let app = &self.stage.world.app;
        let head = public_head(app, &self.path).await.unwrap().unwrap();
        assert!(head.live);
        show(app, &head, &self.path).await.unwrap()
    }

    /// Forgets what was read of the PIM.
    async fn clear_cache(&self) {
        let (world, op) = (&self.stage.world, &self.stage.op);
        connections::clear_cache(&world.app, op, self.stage.connection)
            .await
            .unwrap();
        self.stage.sim.clear_requests();
    }

    async fn page(&self) -> Arc<PublicPassport> {
        match self.show().await {
            Shown::Passport(passport) => passport,
            other => panic!("{other:?}"),
        }
    }

    async fn name(&self) -> String {
        self.page().await.document.content.name[&locale("en_US")].clone()
    }

    /// Waits for a reading that goes on behind the reader's back.
    async fn wait_for(&self, name: &str) {
        for _ in 0..200 {
            if self.name().await == name {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{name} is never read");
    }

    fn rename(&self, name: &str) {
        let identifier = &self.product.identifier;
        self.stage
            .sim
            .set_value(identifier, "name", Some("en_US"), None, json!(name));
    }

    fn advance(&self, minutes: i64) {
        self.stage.world.advance(TimeDelta::minutes(minutes));
    }

    fn calls(&self) -> usize {
        self.stage.sim.requests().len()
    }

    async fn count(&self, sql: &str) -> i64 {
        let superuser = self.stage.world.db.superuser().await;
        superuser.query_one(sql, &[]).await.unwrap().get(0)
    }
}

#[tokio::test]
async fn publishing_claims_the_path_and_stores_nothing_of_the_product() {
    let case = Case::set(&["name", "weight", "main_image"]).await;
    let name = case.name().await;
    let view = case.stage.passport(case.passport).await;
    assert!(view.row.is_live() && view.row.name.is_empty() && view.versions.is_empty());
    assert_eq!(
        case.path,
        format!("/01/{}", case.page().await.document.content.gtin.clone().unwrap())
    );
    let rows = "SELECT (SELECT count(*) FROM versions) + (SELECT count(*) FROM media)";
    assert_eq!(case.count(rows).await, 0);
    let told = format!(
        "SELECT count(*) FROM passports p, job_lines l, audit_events a
         WHERE concat(to_jsonb(p), to_jsonb(l), to_jsonb(a)) LIKE '%{name}%'"
    );
    assert_eq!(case.count(&told).await, 0, "{name} is stored");

    case.rename("A new name");
    let again = std::slice::from_ref(&case.product.key);
    let job = case.stage.publish(case.template.id, again).await;
    assert_eq!(
        made(&job.report[0]),
        (case.passport, 0, false),
        "there is nothing to do again"
    );
    let app = &case.stage.world.app;
    let rival = case.stage.rival().await.0;
    let other = crate::services::passports::get(app, &rival, case.passport).await;
    assert_eq!(other, Err(Error::NotFound(domain::Kind::Passport)));
}

#[tokio::test]
async fn what_was_read_is_shown_and_read_again_before_it_is_too_old() {
    let case = Case::set(&["name", "weight"]).await;
    let first = case.page().await;
    let calls = case.calls();
    case.rename("A new name");
    case.advance(29);
    assert_eq!(case.page().await, first, "from the cache");
    assert_eq!(case.calls(), calls);
    case.advance(2);
    assert_eq!(case.page().await, first, "nobody waits");
    case.wait_for("A new name").await;
    let second = case.page().await;
    assert_eq!(second.published_at, case.stage.world.app.clock.now());
    assert_eq!(second.live_until, Some(second.published_at + TimeDelta::hours(1)));
}

#[tokio::test]
async fn a_change_that_is_known_is_seen_by_the_next_reader_but_one() {
    let case = Case::set(&["name"]).await;
    let first = case.page().await;
    case.rename("A new name");
    case.advance(1);
    let (app, brand) = (&case.stage.world.app, case.stage.op.caller.brand_id);
    let live = connections::Live::open(app, brand, case.stage.connection)
        .await
        .unwrap();
    live.note_change(&case.product.key).await;
    assert_eq!(case.page().await, first, "nobody waits");
    case.wait_for("A new name").await;
    let calls = case.calls();
    case.page().await;
    assert_eq!(case.calls(), calls, "the news are taken away");
}

#[tokio::test]
async fn a_pim_that_is_down_is_answered_from_the_cache_until_the_values_are_too_old() {
    let case = Case::set(&["name"]).await;
    let first = case.page().await;
    case.stage.sim.faults().unavailable = true;
    case.advance(59);
    assert_eq!(case.page().await, first);
    // The attempt to read it again ends in a pause.
    tokio::time::sleep(Duration::from_millis(100)).await;
    case.advance(1);
    let Shown::Later { seconds } = case.show().await else {
        panic!("nothing is shown after its time");
    };
    assert!((1..=PAUSE_SHOWN).contains(&seconds), "{seconds}");
    let calls = case.calls();
    for _ in 0..5 {
        assert!(matches!(case.show().await, Shown::Later { .. }));
    }
    assert_eq!(case.calls(), calls, "a PIM that failed is left alone");

    case.stage.sim.faults().unavailable = false;
    case.stage.world.advance(TimeDelta::seconds(301));
    assert_eq!(case.page().await.document.content, first.document.content);
}

/// The longest pause that a reader is told of, in seconds.
const PAUSE_SHOWN: u32 = 300;

#[tokio::test]
async fn a_slow_pim_does_not_keep_a_reader_waiting_and_is_read_all_the_same() {
    let case = Case::set(&["name"]).await;
    case.clear_cache().await;
    case.stage.sim.faults().latency_ms = 300;
    let app = &case.stage.world.app;
    let head = public_head(app, &case.path).await.unwrap().unwrap();
    let hasty = show_within(app, &head, &case.path, Duration::from_millis(50)).await;
    assert_eq!(hasty, Ok(Shown::Later { seconds: SOON }));
    // The next reader waits for the reading that goes on, and causes none.
    case.page().await;
    let asked = case.stage.sim.requests();
    assert_eq!(asked.iter().filter(|r| of_product(r)).count(), 1, "{asked:?}");
}

#[tokio::test]
async fn a_connection_that_was_removed_in_the_pim_needs_somebody_and_is_not_tried_again_and_again() {
    let case = Case::set(&["name"]).await;
    case.clear_cache().await;
    case.stage.sim.faults().disconnected = true;
    assert_eq!(case.show().await, Shown::Later { seconds: 30 });
    let calls = case.calls();
    assert_eq!(case.show().await, Shown::Later { seconds: 30 });
    assert_eq!(case.calls(), calls);
    let (app, op) = (&case.stage.world.app, &case.stage.op);
    let view = connections::get(app, op, case.stage.connection).await.unwrap();
    assert_eq!(view.health, domain::connection::Health::NeedsAttention);
}

#[tokio::test]
async fn the_profile_that_a_live_template_follows_is_on_the_page_and_its_threshold_counts() {
    let case = Case::set(&["name"]).await;
    let (app, op, id) = (&case.stage.world.app, &case.stage.op, case.template.id);
    let sections = case.page().await.document.content.sections.len();
    let choice = domain::profile::ProfileChoice {
        id: domain::profile::ProfileId::parse("battery@2026-07").unwrap(),
        category: "lmt".parse().unwrap(),
        granularity: domain::record::Granularity::Model,
    };
    readiness::choose(app, op, id, Some(choice), 90).await.unwrap();
    case.stage.world.advance(TimeDelta::seconds(1));
    let named = domain::profile::Mapping {
        point: domain::profile::PointId::parse("manufacturer-name").unwrap(),
        source: domain::profile::Source::Constant {
            value: domain::record::Localized::All("Nordlicht".to_owned()),
        },
        transform: None,
    };
    readiness::set(app, op, id, named).await.unwrap();
    let page = case.page().await;
    assert!(page.document.content.sections.len() > sections, "seen at once");
    let other = case.stage.products("desk_chair").await.remove(1);
    let job = case.stage.publish(id, &[other.key]).await;
    assert!(failure(&job.report[0]).contains("90 % are asked for"));
}

fn of_product(request: &akeneo_sim::RequestLogEntry) -> bool {
    request.path.contains("/products")
}

#[tokio::test]
async fn readers_who_come_together_cause_one_reading() {
    let case = Case::set(&["name"]).await;
    case.clear_cache().await;
    case.stage.sim.faults().latency_ms = 50;
    let all = futures::future::join_all((0..20).map(|_| case.page())).await;
    assert!(all.iter().all(|page| *page == all[0]));
    let asked = case.stage.sim.requests();
    assert_eq!(asked.iter().filter(|r| of_product(r)).count(), 1, "{asked:?}");
}

#[tokio::test]
async fn strangers_do_not_make_the_pim_busy() {
    let case = Case::set(&["name"]).await;
    let app = &case.stage.world.app;
    for _ in 0..300 {
        app.cache
            .hit(
                &crate::cache::Key::LiveReads(case.stage.connection),
                Duration::from_mins(1),
            )
            .await;
    }
    let calls = case.calls();
    assert!(matches!(case.show().await, Shown::Later { seconds: 1..=60 }));
    assert_eq!(case.calls(), calls);
    case.advance(1);
    case.page().await;
}

#[tokio::test]
async fn a_changed_template_and_a_cleared_cache_are_seen_at_once() {
    let mut case = Case::set(&["name"]).await;
    assert_eq!(case.page().await.document.content.sections[0].fields.len(), 1);
    let app = case.stage.world.app.clone();
    case.cmd.id = Some(case.template.id);
    case.cmd.revision = case.template.revision;
    case.cmd.design.sections[0].fields.push(domain::template::Field {
        attribute: "weight".into(),
        ..Default::default()
    });
    let saved = templates::save(&app, &case.stage.op, case.cmd.clone())
        .await
        .unwrap();
    assert_eq!(case.page().await.document.content.sections[0].fields.len(), 2);

    case.rename("A new name");
    assert_ne!(case.name().await, "A new name");
    case.clear_cache().await;
    assert_eq!(case.name().await, "A new name");

    // Passports that stand on products cannot turn into something else.
    case.cmd.revision = saved.revision;
    case.cmd.design.live = false;
    let refused = templates::save(&app, &case.stage.op, case.cmd).await.unwrap_err();
    assert!(
        matches!(&refused, Error::Invalid(list) if list[0].field == "live"),
        "{refused:?}"
    );
}

#[tokio::test]
async fn a_product_that_the_pim_has_no_longer_is_not_shown() {
    let case = Case::set(&["name"]).await;
    case.stage.sim.delete_product(&case.product.identifier);
    case.clear_cache().await;
    assert_eq!(case.show().await, Shown::Gone);
    let calls = case.calls();
    assert_eq!(case.show().await, Shown::Gone);
    assert_eq!(case.calls(), calls, "it is remembered for a minute");
}

#[tokio::test]
async fn pictures_and_documents_live_in_the_cache_as_long_as_the_page() {
    let case = Case::set(&["name", "main_image", "manual"]).await;
    let app = &case.stage.world.app;
    let page = case.page().await;
    let image = page.document.content.image.clone().expect("a main picture");
    let mut sha256 = [0; 32];
    hex::decode_to_slice(&image.sha256, &mut sha256).unwrap();
    assert_eq!(shown_media(app, &sha256, None).await.unwrap(), None);
    let media = cached(app, case.stage.op.caller.brand_id, sha256)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(
        (media.mime, formats::sha256_hex(&media.bytes)),
        (image.mime, image.sha256)
    );
    assert_eq!(media.until, page.live_until.unwrap());

    case.advance(61);
    assert_eq!(
        cached(app, case.stage.op.caller.brand_id, sha256).await.unwrap(),
        None
    );
    case.page().await;
    assert!(
        cached(app, case.stage.op.caller.brand_id, sha256)
            .await
            .unwrap()
            .is_some()
    );
    case.clear_cache().await;
    assert_eq!(
        cached(app, case.stage.op.caller.brand_id, sha256).await.unwrap(),
        None
    );
}

#[tokio::test]
async fn a_live_passport_has_no_drift() {
    let case = Case::set(&["name"]).await;
    case.rename("A new name");
    let app = &case.stage.world.app;
    case.advance(24 * 60);
    crate::services::drift::run(app).await.unwrap();
    let listed = crate::services::drift::list(app, &case.stage.op, domain::drift::ListDrift::default())
        .await
        .unwrap();
    assert_eq!((listed.items.len(), listed.total), (0, 0));
    let one = crate::services::drift::of(app, &case.stage.op, case.passport).await;
    assert_eq!(one, Err(Error::NotFound(domain::Kind::Passport)));
    let kept = case
        .stage
        .template(case.stage.typed("desk_chair", &["name"]))
        .await;
    let other = case.stage.products("desk_chair").await.remove(1);
    let job = case.stage.publish(kept.id, &[other.key]).await;
    assert!(matches!(
        job.report[0].result,
        PublishResult::Published { version: 1, .. }
    ));
}

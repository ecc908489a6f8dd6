//! Publication against a real database and a look-alike of Akeneo.

use super::*;
use super::{
    run::run_for,
    stage::{Stage, failure, locale, made},
};
use crate::{
    jobs::publish::run_due,
    services::passports::{self, public_head, public_passport, shown_media},
};
use chrono::TimeDelta;
use domain::{
    catalog::ProductRow,
    job::PublishResult,
    passport::ListPassports,
    record::{Localized, Value},
    template::TemplateView,
};

const FAMILIES: [&str; 4] = ["ebike_battery", "outdoor_jacket", "desk_chair", "headphones"];

/// Every attribute of a family in one section.
pub(super) async fn everything(stage: &Stage, family: &str) -> TemplateView {
    let catalog = crate::services::catalog::catalog(&stage.world.app, &stage.op, stage.connection)
        .await
        .unwrap();
    let family = catalog.families.into_iter().find(|f| f.code == family).unwrap();
    let attributes: Vec<&str> = family.attributes.iter().map(String::as_str).collect();
    let mut cmd = stage.typed(&family.code, &attributes);
    cmd.design.description_attribute = Some("short_description".into());
    cmd.design.image_attribute = Some("main_image".into());
    stage.template(cmd).await
}

fn keys(rows: &[ProductRow]) -> Vec<ProductKey> {
    rows.iter().map(|r| r.key.clone()).collect()
}

#[tokio::test]
async fn products_of_every_family_with_every_attribute_become_passports_that_everybody_reads() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    for family in FAMILIES {
        let template = everything(&stage, family).await;
        let products = stage.products(family).await;
        let job = stage.publish(template.id, &keys(&products[..3])).await;
        assert_eq!((job.state, job.done, job.total), (JobState::Done, 3, 3));
        for line in &job.report {
            let (id, version, is_new) = made(line);
            assert!(is_new && version == 1);
            let view = stage.passport(id).await;
            let public = public_passport(app, &view.row.path).await.unwrap().unwrap();
            assert_eq!(public.hash, formats::sha256_hex(&public.bytes));
            assert_eq!(public.hash, view.versions[0].hash);
            assert_eq!(
                public.document.identifier,
                format!("https://dpp.example.com{}", view.row.path)
            );
            assert!(public.is_as(&public_head(app, &view.row.path).await.unwrap().unwrap()));
            let content = &public.document.content;
            let image = content.image.as_ref().expect("a main picture");
            let sha256 = hex::decode(&image.sha256).unwrap();
            let media = shown_media(app, &sha256, None).await.unwrap().unwrap();
            assert_eq!(media.mime, image.mime);
            assert!(
                content.description.contains_key(&locale("de_DE")),
                "{:?}",
                content.description
            );
        }
    }
}

#[tokio::test]
async fn publishing_again_makes_a_version_only_where_something_changed() {
    let stage = Stage::set().await;
    let template = stage
        .template(stage.typed("desk_chair", &["name", "weight"]))
        .await;
    let product = stage.products("desk_chair").await.remove(0);
    let publish = async || {
        made(
            &stage
                .publish(template.id, std::slice::from_ref(&product.key))
                .await
                .report[0],
        )
    };
    let (id, version, is_new) = publish().await;
    assert!(is_new && version == 1);
    assert_eq!(publish().await, (id, 1, false));

    stage.sim.set_value(
        &product.identifier,
        "name",
        Some("en_US"),
        None,
        json!("A new name"),
    );
    stage.world.advance(TimeDelta::seconds(5));
    assert_eq!(publish().await, (id, 2, true));
    let view = stage.passport(id).await;
    let numbers: Vec<_> = view
        .versions
        .iter()
        .map(|v| (v.number, v.published_by.as_str()))
        .collect();
    assert_eq!(numbers, [(2, "ada@example.com"), (1, "ada@example.com")]);
    assert_eq!(view.row.name[&locale("en_US")], "A new name");

    let search = |search: &str| ListPassports {
        search: search.into(),
        ..ListPassports::default()
    };
    let found = async |text: &str| {
        passports::list(&stage.world.app, &stage.op, search(text))
            .await
            .unwrap()
            .total
    };
    assert_eq!(
        [
            found("a NEW na").await,
            found(&product.identifier).await,
            found("100%").await
        ],
        [1, 1, 0]
    );
}

#[tokio::test]
async fn the_address_is_the_gtin_or_a_short_id_and_stays() {
    let stage = Stage::set().await;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let product = stage.products("desk_chair").await.remove(0);
    stage
        .sim
        .set_value(&product.identifier, "gtin", None, None, json!(null));
    let key = std::slice::from_ref(&product.key);
    let (id, ..) = made(&stage.publish(template.id, key).await.report[0]);
    let path = stage.passport(id).await.row.path;
    assert!(path.starts_with("/p/") && path.len() == 19, "{path}");

    stage
        .sim
        .set_value(&product.identifier, "gtin", None, None, json!("9520123456788"));
    assert_eq!(
        made(&stage.publish(template.id, key).await.report[0]),
        (id, 2, true)
    );
    assert_eq!(stage.passport(id).await.row.path, path);

    let mut cmd = stage.typed("desk_chair", &["name"]);
    cmd.design.name = "Second".into();
    let second = stage.template(cmd).await;
    let (other, ..) = made(&stage.publish(second.id, key).await.report[0]);
    assert_eq!(stage.passport(other).await.row.path, "/01/09520123456788");
}

#[tokio::test]
async fn a_gtin_leads_to_one_passport() {
    let stage = Stage::set().await;
    let first = stage.template(stage.typed("desk_chair", &["name"])).await;
    let mut cmd = stage.typed("desk_chair", &["weight"]);
    cmd.design.name = "Second".into();
    let second = stage.template(cmd).await;
    let product = stage.products("desk_chair").await.remove(0);
    stage
        .sim
        .set_value(&product.identifier, "gtin", None, None, json!("9520123456788"));
    let key = [product.key.clone()];
    made(&stage.publish(first.id, &key).await.report[0]);
    let again = stage.publish(second.id, &key).await;
    let why = failure(&again.report[0]);
    assert!(
        why.contains(&product.identifier) && why.contains("desk_chair passports"),
        "{why}"
    );

    let (rival, connection) = stage.rival().await;
    let mut cmd = stage.typed("desk_chair", &["name"]);
    cmd.connection = connection;
    let app = &stage.world.app;
    let theirs = crate::services::templates::save(app, &rival, cmd).await.unwrap();
    let cmd = Publish {
        template: theirs.id,
        products: key.to_vec(),
    };
    let accepted = publish(app, &rival, cmd).await.unwrap();
    run_due(app).await.unwrap();
    let view = job(app, &rival, accepted.job).await.unwrap();
    let why = failure(&view.report[0]);
    assert!(
        why.starts_with("Another brand") && !why.contains(&product.identifier),
        "{why}"
    );
    assert_eq!(
        job(app, &stage.op, accepted.job).await.unwrap_err(),
        Error::NotFound(Kind::Job)
    );
}

#[tokio::test]
async fn two_who_publish_the_same_products_at_once_make_one_version_of_each() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let products = keys(&stage.products("desk_chair").await[..6]);
    let mut jobs = Vec::new();
    for _ in 0..3 {
        let cmd = Publish {
            template: template.id,
            products: products.clone(),
        };
        jobs.push(publish(app, &stage.op, cmd).await.unwrap().job);
    }
    let (a, b, c) = tokio::join!(run(app), run(app), run(app));
    let at_work = [a, b, c].into_iter().filter(|taken| *taken.as_ref().unwrap());
    assert_eq!(at_work.count(), 1, "one of the brand at a time");
    run_due(app).await.unwrap();
    let mut fresh = 0;
    for id in jobs {
        let view = job(app, &stage.op, id).await.unwrap();
        fresh += view.report.iter().filter(|line| made(line).2).count();
        assert!(view.report.iter().all(|line| made(line).1 == 1));
    }
    assert_eq!(fresh, 6);
}

#[tokio::test]
async fn a_publication_can_be_stopped_and_what_failed_repeated() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let products = keys(&stage.products("desk_chair").await[..2]);
    let cmd = Publish {
        template: template.id,
        products: products.clone(),
    };
    let stopped = publish(app, &stage.op, cmd).await.unwrap().job;
    assert_eq!(
        cancel_job(app, &stage.op, stopped).await.unwrap().state,
        JobState::Cancelled
    );
    // Stopping what is over already is nothing that was done.
    cancel_job(app, &stage.op, stopped).await.unwrap();
    let thief = stage.world.db.superuser().await;
    let sql = "SELECT count(*) FROM audit_events WHERE action = 'publication.cancelled'";
    let noted: i64 = thief.query_one(sql, &[]).await.unwrap().get(0);
    assert_eq!(noted, 1);
    run_due(app).await.unwrap();
    assert_eq!(job(app, &stage.op, stopped).await.unwrap().done, 0);
    let nothing = retry_job(app, &stage.op, stopped).await.unwrap_err();
    assert!(matches!(nothing, Error::Conflict { .. }), "{nothing}");

    let foreign = ProductKey("no-such-product".into());
    let chair = products[0].clone();
    let jacket = stage.products("outdoor_jacket").await.remove(0).key;
    let view = stage
        .publish(template.id, &[chair, foreign.clone(), jacket.clone()])
        .await;
    assert_eq!(view.counts.in_words(), "1 published, 2 failed");
    // Failures come first.
    assert!(failure(&view.report[0]).contains("no longer has this product"));
    assert!(failure(&view.report[1]).contains("outdoor_jacket"));
    assert!(made(&view.report[2]).2);
    let again = retry_job(app, &stage.op, view.id).await.unwrap().job;
    run_due(app).await.unwrap();
    let keys: Vec<_> = job(app, &stage.op, again)
        .await
        .unwrap()
        .report
        .into_iter()
        .map(|l| l.key)
        .collect();
    assert_eq!(keys, [foreign, jacket]);
}

#[tokio::test]
async fn a_worker_that_is_asked_to_stop_gives_its_job_back() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let products = keys(&stage.products("desk_chair").await[..2]);
    let cmd = Publish {
        template: template.id,
        products,
    };
    let accepted = publish(app, &stage.op, cmd).await.unwrap();
    app.shutdown.request();
    for _ in 0..10 {
        assert!(run(app).await.unwrap());
    }
    let view = job(app, &stage.op, accepted.job).await.unwrap();
    assert_eq!(
        (view.state, view.done),
        (JobState::Queued, 0),
        "ten restarts are no defect"
    );
}

/// A publication of one chair by somebody.
async fn ask(stage: &Stage, op: &OpContext, template: &TemplateView) -> JobId {
    let cmd = Publish {
        template: template.id,
        products: keys(&stage.products("desk_chair").await[..1]),
    };
    publish(&stage.world.app, op, cmd).await.unwrap().job
}

/// The job that a worker gets now, and keeps.
async fn next(app: &App) -> Option<JobId> {
    let (now, mut tx) = (app.clock.now(), app.db.system("test").await.unwrap());
    let claimed = rows::claim(&mut tx, now, now + TimeDelta::minutes(2))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    claimed.map(|job| job.id)
}

#[tokio::test]
async fn no_brand_keeps_all_workers_to_itself() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let mut first = Vec::new();
    for _ in 0..3 {
        first.push(ask(&stage, &stage.op, &template).await);
        stage.world.advance(TimeDelta::seconds(1));
    }
    let (rival, connection) = stage.rival().await;
    let mut cmd = stage.typed("desk_chair", &["name"]);
    cmd.connection = connection;
    let theirs = crate::services::templates::save(app, &rival, cmd).await.unwrap();
    let late = ask(&stage, &rival, &theirs).await;
    // Three workers, of whom one finds nothing to do.
    let taken = [next(app).await, next(app).await, next(app).await];
    assert_eq!(taken, [Some(first[0]), Some(late), None]);
    cancel_job(app, &stage.op, first[0]).await.unwrap();
    assert_eq!(next(app).await, Some(first[1]));
    // Workers that ask at the same moment do not get two of one brand either.
    cancel_job(app, &stage.op, first[1]).await.unwrap();
    cancel_job(app, &rival, late).await.unwrap();
    ask(&stage, &stage.op, &template).await;
    let taken = tokio::join!(next(app), next(app), next(app));
    let taken = [taken.0, taken.1, taken.2];
    assert_eq!(taken.iter().flatten().count(), 1, "{taken:?}");
}

#[tokio::test]
async fn a_publication_whose_turn_is_over_waits_behind_the_others_and_is_given_up_in_the_end() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let slow = ask(&stage, &stage.op, &template).await;
    let queued = ask(&stage, &stage.op, &template).await;
    stage.world.advance(TimeDelta::seconds(1));
    // A turn in which the PIM does not answer.
    let nothing = std::time::Duration::ZERO;
    assert!(run_for(app, nothing).await.unwrap());
    assert_eq!(job(app, &stage.op, slow).await.unwrap().state, JobState::Queued);
    assert_eq!(next(app).await, Some(queued), "the other one comes first now");
    cancel_job(app, &stage.op, queued).await.unwrap();
    for _ in 0..5 {
        assert!(run_for(app, nothing).await.unwrap());
    }
    let view = job(app, &stage.op, slow).await.unwrap();
    assert_eq!((view.state, view.done), (JobState::Failed, 0));
    assert!(!run(app).await.unwrap());

    let old = ask(&stage, &stage.op, &template).await;
    stage.world.advance(TimeDelta::hours(25));
    assert!(run(app).await.unwrap());
    let view = job(app, &stage.op, old).await.unwrap();
    assert_eq!((view.state, view.done), (JobState::Failed, 0), "a day is enough");
}

#[tokio::test]
async fn a_turn_with_progress_is_no_failed_attempt() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let id = ask(&stage, &stage.op, &template).await;
    let now = app.clock.now();
    for turn in 0..9 {
        let mut tx = app.db.system("test").await.unwrap();
        let held = rows::claim(&mut tx, now, now + TimeDelta::minutes(2))
            .await
            .unwrap()
            .unwrap();
        assert_eq!((held.id, held.attempt), (id, 1), "turn {turn}");
        let mut step = rows::Step::default();
        step.counts.failed = 1;
        assert!(rows::hold(&mut tx, &held).await.unwrap());
        rows::advance(&mut tx, &held, &step).await.unwrap();
        assert!(rows::end_turn(&mut tx, &held, now).await.unwrap());
        tx.commit().await.unwrap();
    }
}

#[tokio::test]
async fn files_that_cannot_be_had_are_told_and_left_out() {
    let stage = Stage::set().await;
    let template = stage
        .template(stage.typed("desk_chair", &["name", "main_image", "manual"]))
        .await;
    let product = stage.products("desk_chair").await.remove(0);
    stage.sim.set_value(
        &product.identifier,
        "main_image",
        None,
        None,
        json!("9/9/gone_photo.jpg"),
    );
    let view = stage.publish(template.id, &[product.key]).await;
    let PublishResult::Published { warnings, .. } = &view.report[0].result else {
        panic!("{view:?}")
    };
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("photo.jpg"), "{warnings:?}");
    let path = stage.passport(made(&view.report[0]).0).await.row.path;
    let public = public_passport(&stage.world.app, &path).await.unwrap().unwrap();
    assert_eq!(public.document.content.image, None);
    let manual = &public.document.content.sections[0].fields[1].value;
    let Localized::PerLocale { locales } = manual else {
        panic!("{manual:?}")
    };
    let Value::File { file } = &locales[&locale("en_US")] else {
        panic!("{manual:?}")
    };
    assert_eq!(file.mime, "application/pdf");
}

#[tokio::test]
async fn an_attribute_that_was_deleted_in_the_pim_is_told_and_the_rest_published() {
    let stage = Stage::set().await;
    let template = stage
        .template(stage.typed("desk_chair", &["name", "water_column", "surface"][..1]))
        .await;
    let mut cmd = stage.typed("desk_chair", &["name", "surface"]);
    cmd.id = Some(template.id);
    cmd.revision = template.revision;
    let template = stage.template(cmd).await;
    let product = stage.products("desk_chair").await.remove(0);
    stage.sim.delete_attribute("surface");
    crate::services::connections::clear_cache(&stage.world.app, &stage.op, stage.connection)
        .await
        .unwrap();
    let view = stage.publish(template.id, &[product.key]).await;
    let PublishResult::Published { warnings, .. } = &view.report[0].result else {
        panic!("{view:?}")
    };
    assert!(warnings.iter().any(|w| w.contains("surface")), "{warnings:?}");
}

#[tokio::test]
async fn an_older_pim_without_uuids_publishes_by_identifier() {
    let stage = Stage::set().await;
    stage.sim.faults().no_uuid_endpoints = true;
    let template = stage
        .template(stage.typed("headphones", &["name", "colour", "connectivity"]))
        .await;
    let product = stage.products("headphones").await.remove(0);
    assert_eq!(product.key.0, product.identifier);
    let view: JobView = stage
        .publish(template.id, std::slice::from_ref(&product.key))
        .await;
    let passport = stage.passport(made(&view.report[0]).0).await;
    assert_eq!(passport.product, product.key);
}

#[tokio::test]
async fn a_preview_shows_what_would_be_published_and_publishes_nothing() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let cmd = stage.typed("desk_chair", &["name", "weight", "composition"]);
    let mut half = cmd.clone();
    half.design.name.clear();
    half.design.sections[0].title.clear();
    let product = stage.products("desk_chair").await.remove(0);
    assert!(
        preview(app, &stage.op, half, (None, Reader::Public))
            .await
            .is_ok(),
        "a design that is being typed"
    );
    let whose = (Some(product.key.clone()), Reader::Public);
    let (shown, _) = preview(app, &stage.op, cmd.clone(), whose).await.unwrap();
    assert_eq!(
        passports::list(app, &stage.op, ListPassports::default())
            .await
            .unwrap()
            .total,
        0
    );

    let template = stage.template(cmd).await;
    let view = stage.publish(template.id, &[product.key]).await;
    let path = stage.passport(made(&view.report[0]).0).await.row.path;
    let public = public_passport(app, &path).await.unwrap().unwrap();
    assert_eq!(shown.content, public.document.content);
}

#[tokio::test]
async fn viewers_read_and_do_not_publish() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let template = stage.template(stage.typed("desk_chair", &["name"])).await;
    let key = stage.products("desk_chair").await.remove(0).key;
    let view = stage.publish(template.id, std::slice::from_ref(&key)).await;
    let mut viewer = stage.op.clone();
    viewer.caller.role = domain::Role::Viewer;
    assert!(job(app, &viewer, view.id).await.is_ok());
    let cmd = Publish {
        template: template.id,
        products: vec![key],
    };
    assert_eq!(publish(app, &viewer, cmd).await, Err(Error::Forbidden));
    assert_eq!(cancel_job(app, &viewer, view.id).await, Err(Error::Forbidden));
    assert_eq!(retry_job(app, &viewer, view.id).await, Err(Error::Forbidden));
    let cmd = stage.typed("desk_chair", &["name"]);
    let whose = (None, Reader::Brand);
    assert_eq!(preview(app, &viewer, cmd, whose).await, Err(Error::Forbidden));
}

#[tokio::test]
async fn a_template_keeps_its_kind_while_it_is_published() {
    let stage = Stage::set().await;
    let app = &stage.world.app;
    let mut cmd = stage.typed("desk_chair", &["name"]);
    let template = stage.template(cmd.clone()).await;
    (cmd.id, cmd.revision) = (Some(template.id), template.revision);
    cmd.design.live = true;
    let family = PublishFamily {
        template: template.id,
    };
    let job = publish_family(app, &stage.op, family).await.unwrap().job;
    let refused = crate::services::templates::save(app, &stage.op, cmd.clone()).await;
    let Err(Error::Invalid(mistakes)) = &refused else {
        panic!("{refused:?}")
    };
    assert!(mistakes[0].field == "live" && mistakes[0].message.contains("is being published"));
    cancel_job(app, &stage.op, job).await.unwrap();
    assert!(
        crate::services::templates::save(app, &stage.op, cmd)
            .await
            .is_ok()
    );
}

//! Drift against a real database and a look-alike of Akeneo.

use super::*;
use crate::{
    jobs::{drift::run_due, publish},
    services::{
        publish::{
            job,
            stage::{Stage, locale, made},
        },
        states,
    },
};
use domain::{
    PassportId, Role, TemplateId,
    catalog::ProductRow,
    drift::{DriftPage, DriftState, ListDrift, Subject},
    record::Value,
    state::{SetStatus, Status},
    template::SaveTemplate,
};
use serde_json::json;

/// A brand with a few chairs published.
struct Shop {
    stage: Stage,
    template: TemplateId,
    products: Vec<ProductRow>,
    passports: Vec<PassportId>,
}

const POLL: TimeDelta = TimeDelta::minutes(6);

impl Shop {
    async fn open(family: &str, attributes: &[&str], count: usize) -> Self {
        let stage = Stage::set().await;
        let template = stage.template(stage.typed(family, attributes)).await.id;
        let mut products = stage.products(family).await;
        products.truncate(count);
        let keys: Vec<_> = products.iter().map(|p| p.key.clone()).collect();
        let job = stage.publish(template, &keys).await;
        let passports = job.report.iter().map(|line| made(line).0).collect();
        let shop = Self {
            stage,
            template,
            products,
            passports,
        };
        shop.poll().await;
        assert_eq!(
            shop.drifted().await.total,
            0,
            "what was just published is no drift"
        );
        shop
    }

    fn app(&self) -> &App {
        &self.stage.world.app
    }

    /// Lets the time of a poll come, and polls.
    async fn poll(&self) {
        self.stage.world.advance(POLL);
        run_due(self.app()).await.unwrap();
    }

    async fn drifted(&self) -> DriftPage {
        list(self.app(), &self.stage.op, ListDrift::default())
            .await
            .unwrap()
    }

    fn set(&self, at: usize, attribute: &str, locale: Option<&str>, data: serde_json::Value) {
        let identifier = &self.products[at].identifier;
        self.stage
            .sim
            .set_value(identifier, attribute, locale, None, data);
    }

    async fn view(&self, at: usize) -> domain::drift::DriftView {
        of(self.app(), &self.stage.op, self.passports[at]).await.unwrap()
    }

    async fn failing(&self) -> Option<String> {
        self.drifted().await.watches[0].last_error.clone()
    }
}

fn text(text: &str) -> Value {
    Value::Text { text: text.into() }
}

#[tokio::test]
async fn a_changed_value_is_noticed_shown_beside_the_old_one_and_published_again() {
    let shop = Shop::open("desk_chair", &["name", "weight"], 3).await;
    let (app, op) = (shop.app(), &shop.stage.op);
    let before = shop.stage.passport(shop.passports[1]).await.row.name[&locale("de_DE")].clone();
    shop.set(1, "name", Some("de_DE"), json!("Ein anderer Stuhl"));
    shop.poll().await;
    let page = shop.drifted().await;
    assert_eq!((page.total, page.republishable, page.items.len()), (1, 1, 1));
    let row = &page.items[0];
    assert_eq!(
        (row.passport, row.mark.state),
        (shop.passports[1], DriftState::Changed)
    );
    assert_eq!(
        (row.mark.fields, row.mark.attributes.clone()),
        (2, vec!["name".to_owned()])
    );
    assert!(!row.mark.design_changed);

    let view = shop.view(1).await;
    assert_eq!(
        view.read_at,
        Some(row.mark.checked_at),
        "from the cache that the poll refreshed"
    );
    let told: Vec<_> = view
        .differences
        .iter()
        .map(|d| {
            (
                d.subject,
                d.attribute.as_str(),
                d.locale.clone(),
                d.old.clone(),
                d.new.clone(),
            )
        })
        .collect();
    let de = Some(locale("de_DE"));
    let (old, new) = (Some(text(&before)), Some(text("Ein anderer Stuhl")));
    assert_eq!(
        told,
        [
            (Subject::Name, "name", de.clone(), old.clone(), new.clone()),
            (Subject::Field, "name", de, old, new),
        ]
    );

    let chosen = Chosen::These(vec![shop.passports[1], shop.passports[2]]);
    let done = republish(app, op, chosen.clone()).await.unwrap();
    assert_eq!((done.jobs.len(), done.passports, done.left), (1, 1, 0));
    publish::run_due(app).await.unwrap();
    let report = job(app, op, done.jobs[0]).await.unwrap().report;
    assert_eq!(made(&report[0]), (shop.passports[1], 2, true));
    assert_eq!(shop.drifted().await.total, 0, "at once");
    let again = republish(app, op, chosen).await.unwrap_err();
    assert!(matches!(again, Error::Conflict { .. }), "{again:?}");
}

#[tokio::test]
async fn what_is_kept_for_the_record_is_no_drift() {
    let shop = Shop::open("desk_chair", &["name", "weight"], 2).await;
    let (app, op) = (shop.app(), &shop.stage.op);
    for at in [0, 1] {
        shop.set(at, "name", Some("de_DE"), json!("Ein anderer Stuhl"));
    }
    shop.poll().await;
    assert_eq!(shop.drifted().await.total, 2);
    let set = async |status| {
        let cmd = SetStatus {
            passport: shop.passports[0],
            status,
            reason: "No longer made".into(),
        };
        states::set_status(app, op, cmd).await.unwrap();
    };
    set(Status::Archived).await;
    let page = shop.drifted().await;
    assert_eq!((page.total, page.republishable), (1, 1));
    assert_eq!(page.items[0].passport, shop.passports[1]);
    assert!(shop.stage.passport(shop.passports[0]).await.drift.is_none());
    // Its product is not asked for either, until it is in use again.
    shop.set(0, "name", Some("de_DE"), json!("Noch ein anderer Stuhl"));
    shop.poll().await;
    assert_eq!(shop.drifted().await.total, 1);
    set(Status::Active).await;
    assert_eq!(shop.drifted().await.total, 2);
}

#[tokio::test]
async fn a_value_that_is_put_back_is_no_drift_any_more() {
    let shop = Shop::open("desk_chair", &["warranty_years", "weight"], 1).await;
    let weight = |amount: &str| json!({ "amount": amount, "unit": "KILOGRAM" });
    shop.set(0, "weight", None, weight("99.5"));
    shop.poll().await;
    assert_eq!(shop.drifted().await.items[0].mark.attributes, ["weight"]);
    let view = shop.view(0).await;
    let Some(Value::Metric { amount, .. }) = &view.differences[0].old else {
        panic!("{:?}", view.differences)
    };
    shop.set(0, "weight", None, weight(amount));
    shop.poll().await;
    assert_eq!(shop.drifted().await.total, 0);
    assert_eq!(shop.view(0).await.state, DriftState::Same);
}

#[tokio::test]
async fn values_are_in_the_cache_and_in_versions_and_nowhere_else() {
    let shop = Shop::open("desk_chair", &["name"], 1).await;
    shop.set(0, "name", Some("en_US"), json!("A secret of the PIM"));
    shop.poll().await;
    assert_eq!(shop.drifted().await.total, 1);
    let all = shop.stage.world.db.superuser().await;
    for table in ["polls", "drift"] {
        let rows = all
            .query(&format!("SELECT row_to_json(t)::text FROM {table} t"), &[])
            .await;
        for row in rows.unwrap() {
            let text: String = row.get(0);
            assert!(!text.contains("secret of the PIM"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_change_of_a_model_is_a_change_of_its_variants() {
    let shop = Shop::open("outdoor_jacket", &["materials", "brand"], 4).await;
    let model = shop.products[0].identifier.split('-').nth(1).unwrap().to_owned();
    let of_model = shop
        .products
        .iter()
        .filter(|p| p.identifier.split('-').nth(1) == Some(&model))
        .count();
    let code = format!("jk_{model}");
    shop.stage
        .sim
        .set_value(&code, "brand", None, None, json!("Another brand"));
    shop.poll().await;
    let page = shop.drifted().await;
    assert_eq!(page.total as usize, of_model);
    assert!(page.items.iter().all(|row| row.mark.attributes == ["brand"]));
}

#[tokio::test]
async fn a_deleted_product_is_told_and_cannot_be_published_again() {
    let shop = Shop::open("desk_chair", &["name"], 2).await;
    let (app, op) = (shop.app(), &shop.stage.op);
    shop.stage.sim.delete_product(&shop.products[0].identifier);
    shop.poll().await;
    assert_eq!(shop.drifted().await.total, 0, "no list of changes tells of it");
    check_now(app, op).await.unwrap();
    shop.poll().await;
    let page = shop.drifted().await;
    assert_eq!((page.total, page.republishable), (1, 0));
    assert_eq!(page.items[0].mark.state, DriftState::Gone);
    let view = shop.view(0).await;
    assert_eq!((view.state, view.differences.len()), (DriftState::Gone, 0));
    let chosen = Chosen::These(vec![shop.passports[0]]);
    assert!(matches!(
        republish(app, op, chosen).await,
        Err(Error::Conflict { .. })
    ));
}

#[tokio::test]
async fn every_passport_is_checked_once_a_day() {
    let shop = Shop::open("desk_chair", &["name"], 2).await;
    shop.stage.sim.delete_product(&shop.products[1].identifier);
    shop.stage.world.advance(TimeDelta::hours(24));
    run_due(shop.app()).await.unwrap();
    let page = shop.drifted().await;
    assert_eq!((page.total, page.items[0].passport), (1, shop.passports[1]));
    assert_eq!(page.watches[0].waiting, 0);
}

#[tokio::test]
async fn a_changed_template_is_told_apart_from_a_changed_value() {
    let shop = Shop::open("desk_chair", &["name"], 2).await;
    shop.stage.world.advance(TimeDelta::seconds(5));
    let stored = crate::services::templates::get(shop.app(), &shop.stage.op, shop.template)
        .await
        .unwrap();
    let mut cmd = SaveTemplate {
        id: Some(shop.template),
        revision: stored.revision,
        ..shop.stage.typed("desk_chair", &["name", "weight"])
    };
    cmd.design.branding = stored.design.branding;
    shop.stage.template(cmd).await;
    shop.poll().await;
    let page = shop.drifted().await;
    assert_eq!(page.total, 2);
    assert!(
        page.items
            .iter()
            .all(|row| row.mark.design_changed && row.mark.attributes == ["weight"])
    );
    let weight = &shop.view(0).await.differences[0];
    assert!(weight.old.is_none() && weight.new.is_some());
}

#[tokio::test]
async fn a_pim_that_is_down_is_told_and_asked_less_and_less_often() {
    let shop = Shop::open("desk_chair", &["name"], 1).await;
    shop.set(0, "name", Some("en_US"), json!("New"));
    shop.stage.sim.faults().unavailable = true;
    shop.poll().await;
    let why = shop.failing().await.unwrap();
    assert!(why.contains("not available"), "{why}");
    let view = shop.view(0).await;
    assert!(view.trouble.is_none(), "the cached copy is young enough");
    shop.stage.sim.clear_requests();
    shop.stage.world.advance(TimeDelta::seconds(40));
    run_due(shop.app()).await.unwrap();
    assert_eq!(shop.stage.sim.requests(), [], "not before the pause is over");
    shop.stage.world.advance(TimeDelta::hours(2));
    let view = shop.view(0).await;
    assert!(
        view.trouble.unwrap().contains("not available"),
        "the copy is too old"
    );
    shop.stage.sim.faults().unavailable = false;
    shop.poll().await;
    assert_eq!(shop.failing().await, None);
    assert_eq!(shop.drifted().await.total, 1, "nothing was lost");
}

#[tokio::test]
async fn a_worker_that_dies_in_the_middle_of_a_list_loses_no_change() {
    let shop = Shop::open("desk_chair", &["name"], 8).await;
    let app = shop.app().clone();
    // More than a page, so that the list has a middle.
    for at in 0..8 {
        shop.set(at, "name", Some("en_US"), json!(format!("New {at}")));
    }
    let others = shop.stage.products("headphones").await;
    for round in 0..5 {
        for product in &others {
            let name = json!(format!("Another {round}"));
            shop.stage
                .sim
                .set_value(&product.identifier, "name", Some("en_US"), None, name);
        }
    }
    shop.stage.world.advance(POLL);
    shop.stage.sim.faults().latency_ms = 40;
    let mut killed = 0;
    for after_ms in [10, 30, 70, 110, 150, 190] {
        let worker = tokio::spawn({
            let app = app.clone();
            async move { run(&app).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(after_ms)).await;
        worker.abort();
        killed += usize::from(worker.await.is_err());
        shop.stage.world.advance(LEASE_OVER);
    }
    assert!(killed > 0, "no worker was stopped in the middle");
    shop.stage.sim.faults().latency_ms = 0;
    run_due(&app).await.unwrap();
    assert_eq!(shop.drifted().await.total, 8);
}

/// Longer than a worker holds a connection.
const LEASE_OVER: TimeDelta = TimeDelta::minutes(6);

#[tokio::test]
async fn a_long_list_is_read_page_by_page_and_goes_on_where_it_was() {
    let shop = Shop::open("desk_chair", &["name"], 3).await;
    let mut identifiers = Vec::new();
    for family in ["desk_chair", "headphones", "ebike_battery", "outdoor_jacket"] {
        let all = catalog_of(&shop.stage, family).await;
        identifiers.extend(all);
    }
    assert!(identifiers.len() > 200, "{}", identifiers.len());
    for identifier in &identifiers {
        shop.stage
            .sim
            .set_value(identifier, "name", Some("en_US"), None, json!("New"));
    }
    shop.stage.world.advance(POLL);
    assert!(run(shop.app()).await.unwrap());
    let open = "SELECT cursor->'round'->>'next' FROM polls";
    let row = shop
        .stage
        .world
        .db
        .superuser()
        .await
        .query_one(open, &[])
        .await
        .unwrap();
    let next: Option<String> = row.get(0);
    assert!(
        next.is_some_and(|n| n.contains("search_after")),
        "the place in the list is stored"
    );
    // Another process goes on: it knows nothing but the database.
    shop.stage.sim.clear_requests();
    run_due(shop.app()).await.unwrap();
    let lists: Vec<_> = shop
        .stage
        .sim
        .requests()
        .into_iter()
        .filter(|r| r.query.contains("updated"))
        .collect();
    assert!(lists[0].query.contains("search_after="), "{lists:?}");
    assert_eq!(shop.drifted().await.total, 3);
}

async fn catalog_of(stage: &Stage, family: &str) -> Vec<String> {
    let mut cmd = domain::catalog::ListProducts {
        family: Some(family.into()),
        ..domain::catalog::ListProducts::default()
    };
    let mut found = Vec::new();
    loop {
        let page = crate::services::catalog::products(&stage.world.app, &stage.op, cmd.clone())
            .await
            .unwrap();
        found.extend(page.items.into_iter().map(|row| row.identifier));
        cmd.cursor = page.next;
        if cmd.cursor.is_none() {
            return found;
        }
    }
}

#[tokio::test]
async fn two_workers_never_look_at_one_connection_together() {
    let shop = Shop::open("desk_chair", &["name"], 1).await;
    shop.stage.world.advance(POLL);
    shop.stage.sim.faults().latency_ms = 50;
    let (a, b) = tokio::join!(run(shop.app()), run(shop.app()));
    assert_eq!(
        [a.unwrap(), b.unwrap()]
            .into_iter()
            .filter(|worked| *worked)
            .count(),
        1
    );
}

#[tokio::test]
async fn each_role_may_what_the_table_says_and_each_brand_sees_its_own() {
    let shop = Shop::open("desk_chair", &["name"], 1).await;
    shop.set(0, "name", Some("en_US"), json!("New"));
    shop.poll().await;
    let app = shop.app();
    let mut viewer = shop.stage.op.clone();
    viewer.caller.role = Role::Viewer;
    assert_eq!(list(app, &viewer, ListDrift::default()).await.unwrap().total, 1);
    assert!(of(app, &viewer, shop.passports[0]).await.is_ok());
    assert_eq!(check_now(app, &viewer).await, Err(Error::Forbidden));
    let chosen = Chosen::All(ListDrift::default());
    assert_eq!(
        republish(app, &viewer, chosen.clone()).await,
        Err(Error::Forbidden)
    );

    let (rival, _) = shop.stage.rival().await;
    let theirs = list(app, &rival, ListDrift::default()).await.unwrap();
    assert_eq!((theirs.total, theirs.watches.len()), (0, 0));
    let other = of(app, &rival, shop.passports[0]).await.unwrap_err();
    assert_eq!(other, Error::NotFound(domain::Kind::Passport));
    assert!(matches!(
        republish(app, &rival, chosen).await,
        Err(Error::Conflict { .. })
    ));
}

#[tokio::test]
async fn the_list_is_filtered_and_sorted_and_all_that_matches_is_published() {
    let shop = Shop::open("desk_chair", &["name", "weight"], 3).await;
    let (app, op) = (shop.app(), &shop.stage.op);
    shop.set(0, "name", Some("en_US"), json!("New"));
    shop.poll().await;
    shop.set(2, "weight", None, json!({ "amount": "1.5", "unit": "KILOGRAM" }));
    shop.poll().await;
    let order = |order| ListDrift {
        order,
        ..ListDrift::default()
    };
    let seen = async |cmd: ListDrift| {
        let page = list(app, op, cmd).await.unwrap();
        page.items.iter().map(|row| row.passport).collect::<Vec<_>>()
    };
    let (first, third) = (shop.passports[0], shop.passports[2]);
    assert_eq!(
        seen(order(domain::drift::DriftOrder::Fields)).await,
        [first, third]
    );
    let search = ListDrift {
        search: shop.products[2].identifier.to_uppercase(),
        ..ListDrift::default()
    };
    assert_eq!(seen(search.clone()).await, [third]);
    let none = ListDrift {
        template: Some(TemplateId(app.new_id())),
        ..ListDrift::default()
    };
    assert_eq!(seen(none).await, []);
    let done = republish(app, op, Chosen::All(search)).await.unwrap();
    publish::run_due(app).await.unwrap();
    assert_eq!(
        (done.passports, seen(ListDrift::default()).await),
        (1, vec![first])
    );
}

#[tokio::test]
async fn asking_is_logged_and_asking_twice_is_asking_once() {
    let shop = Shop::open("desk_chair", &["name"], 1).await;
    let (app, op) = (shop.app(), &shop.stage.op);
    check_now(app, op).await.unwrap();
    check_now(app, op).await.unwrap();
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await.unwrap();
    let events = db::queries::audit::latest(&mut tx, brand, 50).await.unwrap();
    tx.commit().await.unwrap();
    let asked = events
        .iter()
        .filter(|e| e.action == "drift.check_requested")
        .count();
    assert_eq!(asked, 1);
}

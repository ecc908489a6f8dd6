//! Following a profile: mapping, checking, entering by hand and publishing, against the look-alike of Akeneo.

use super::*;
use crate::{
    context::OpContext,
    services::{
        passports,
        publish::stage::{Stage, failure, made},
    },
};
use chrono::TimeDelta;
use db::queries::compliance as held;
use domain::{
    Error, Readers, Role, TemplateId,
    catalog::ProductKey,
    profile::{Mapping, PointId, ProfileChoice, ProfileId, Source},
    readiness::{BoardQuery, CheckState, Enter, Fill, Order, PointState, ProductReadiness, Scope, Show},
    record::{Document, Granularity, Localized, Value},
};

const FAMILY: &str = "battery";

fn point(id: &str) -> PointId {
    PointId::parse(id).unwrap()
}

fn choice() -> ProfileChoice {
    ProfileChoice {
        id: ProfileId::parse("battery@2026-07").unwrap(),
        category: "lmt".parse().unwrap(),
        granularity: Granularity::Model,
    }
}

fn attribute(id: &str, code: &str) -> Mapping {
    Mapping {
        point: point(id),
        source: Source::Attribute {
            attribute: code.to_owned(),
        },
        transform: None,
    }
}

fn constant(id: &str, text: &str) -> Mapping {
    Mapping {
        point: point(id),
        source: Source::Constant {
            value: Localized::All(text.to_owned()),
        },
        transform: None,
    }
}

/// A brand with a template for batteries that follows the battery profile.
struct Case {
    stage: Stage,
    template: TemplateId,
}

impl Case {
    async fn begin() -> Self {
        Self::designed(&["weight"], &Readers::default()).await
    }

    /// With these attributes on the page, for these readers.
    async fn designed(attributes: &[&str], readers: &Readers) -> Self {
        let stage = Stage::set().await;
        let family = Self::family(&stage).await;
        let mut cmd = stage.typed(&family, attributes);
        for field in cmd.design.sections.iter_mut().flat_map(|s| &mut s.fields) {
            field.readers = readers.clone();
        }
        let template = stage.template(cmd).await.id;
        choose(&stage.world.app, &stage.op, template, Some(choice()), 0)
            .await
            .unwrap();
        Self { stage, template }
    }

    /// The look-alike's family of batteries.
    async fn family(stage: &Stage) -> String {
        let catalog = crate::services::catalog::catalog(&stage.world.app, &stage.op, stage.connection)
            .await
            .unwrap();
        let known = catalog.families.into_iter().find(|f| f.code.contains(FAMILY));
        known.expect("a family of batteries").code
    }

    async fn map(&self, mapping: Mapping) {
        set(&self.stage.world.app, &self.stage.op, self.template, mapping)
            .await
            .unwrap();
    }

    async fn first(&self) -> ProductKey {
        let family = Self::family(&self.stage).await;
        self.stage.products(&family).await[0].key.clone()
    }

    async fn look(&self, key: &ProductKey) -> ProductReadiness {
        product(&self.stage.world.app, &self.stage.op, self.template, key)
            .await
            .unwrap()
    }

    async fn enter(&self, key: &ProductKey, id: &str, scope: Scope, value: &str) -> Result<(), Error> {
        let cmd = Enter {
            template: self.template,
            product: key.clone(),
            point: point(id),
            scope,
            locale: None,
            value: value.to_owned(),
        };
        self.stage.world.advance(TimeDelta::seconds(1));
        enter(&self.stage.world.app, &self.stage.op, cmd).await
    }

    async fn check_all(&self) {
        ask_check(&self.stage.world.app, &self.stage.op, self.template)
            .await
            .unwrap();
        while run(&self.stage.world.app).await.unwrap() {}
    }

    async fn board(&self, query: &BoardQuery) -> domain::readiness::Board {
        board(&self.stage.world.app, &self.stage.op, self.template, query)
            .await
            .unwrap()
    }

    async fn document(&self, key: &ProductKey) -> Document {
        let job = self.stage.publish(self.template, std::slice::from_ref(key)).await;
        let (id, ..) = made(&job.report[0]);
        let path = self.stage.passport(id).await.row.path;
        let found = passports::public_passport(&self.stage.world.app, &path).await;
        found.unwrap().expect("a passport").document
    }
}

#[track_caller]
fn of<'a>(product: &'a ProductReadiness, id: &str) -> &'a PointState {
    product
        .points
        .iter()
        .find(|p| p.point == point(id))
        .expect("the point applies")
}

#[tokio::test]
async fn attributes_are_suggested_and_taken_when_somebody_ticks_them() {
    let case = Case::begin().await;
    let (app, op) = (&case.stage.world.app, &case.stage.op);
    let view = mapping(app, op, case.template).await.unwrap();
    let weight = view
        .suggestions
        .iter()
        .find(|s| s.point == point("weight"))
        .expect("a suggestion");
    assert_eq!(weight.attribute, "weight");
    assert!(
        view.compliance.unwrap().mappings.is_empty(),
        "a suggestion is no mapping"
    );
    let ticked = [
        (point("weight"), "weight".to_owned()),
        (point("capacity"), "no_such_attribute".to_owned()),
    ];
    assert_eq!(accept(app, op, case.template, &ticked).await.unwrap(), 1);
    let view = mapping(app, op, case.template).await.unwrap();
    assert_eq!(view.compliance.unwrap().mappings, [attribute("weight", "weight")]);
    assert!(view.suggestions.iter().all(|s| s.point != point("weight")));
}

#[tokio::test]
async fn a_change_answers_what_was_there_before() {
    let case = Case::begin().await;
    let (app, op) = (&case.stage.world.app, &case.stage.op);
    let old = attribute("weight", "weight");
    assert_eq!(set(app, op, case.template, old.clone()).await.unwrap(), None);
    let before = set(app, op, case.template, constant("weight", "2.5 kg"))
        .await
        .unwrap();
    assert_eq!(before, Some(old.clone()));
    let before = unset(app, op, case.template, &point("weight")).await.unwrap();
    assert_eq!(before, Some(constant("weight", "2.5 kg")));
    set(app, op, case.template, old).await.unwrap();
}

#[tokio::test]
async fn each_mistake_of_a_mapping_is_told_at_its_field() {
    let case = Case::begin().await;
    let (app, op) = (&case.stage.world.app, &case.stage.op);
    for (mapping, field) in [
        (attribute("weight", "no_such_attribute"), "source.attribute"),
        (constant("weight", "heavy"), "source.value"),
        (constant("no-such-point", "1"), "point"),
    ] {
        let error = set(app, op, case.template, mapping).await.unwrap_err();
        assert!(error.at(field).is_some(), "{field}: {error:?}");
    }
    let mut wrong = choice();
    wrong.category = "toaster".parse().unwrap();
    let error = choose(app, op, case.template, Some(wrong), 0).await.unwrap_err();
    assert!(error.at("profile.category").is_some(), "{error:?}");
    let error = choose(app, op, case.template, Some(choice()), 101)
        .await
        .unwrap_err();
    assert!(error.at("publish_from").is_some(), "{error:?}");
}

#[tokio::test]
async fn a_check_fills_the_board_with_what_each_product_lacks() {
    let case = Case::begin().await;
    case.map(attribute("weight", "weight")).await;
    case.map(constant("manufacturer-name", "Nordlicht")).await;
    case.map(attribute("nominal-voltage", "name")).await;
    case.check_all().await;
    let all = case.board(&BoardQuery::default()).await;
    assert!(matches!(all.template.check, CheckState::Done { .. }));
    assert!(all.matches > 5 && all.template.products == all.matches && all.template.ready == 0);
    let row = &all.rows[0];
    assert!(row.percent > 0 && row.percent < 100, "{row:?}");
    assert!(row.missing.contains(&"Hazardous substances".to_owned()) || !row.missing.is_empty());
    assert_eq!(row.invalid.len(), 1, "a name is no voltage");
    assert!(all.rows.windows(2).all(|two| two[0].percent <= two[1].percent));

    let search = BoardQuery {
        search: row.identifier.clone(),
        order: Order::Identifier,
        ..BoardQuery::default()
    };
    assert_eq!(case.board(&search).await.rows[0].identifier, row.identifier);
    let ready = BoardQuery {
        show: Show::Ready,
        ..BoardQuery::default()
    };
    assert_eq!(case.board(&ready).await.matches, 0);
    let gap = &all.gaps[0];
    let lacking = BoardQuery {
        point: Some(gap.point.clone()),
        ..BoardQuery::default()
    };
    assert_eq!(case.board(&lacking).await.matches, gap.missing + gap.invalid);

    let table = export(&case.stage.world.app, &case.stage.op, case.template)
        .await
        .unwrap();
    assert_eq!(table.len(), all.matches as usize);
    assert!(table.iter().any(|line| line[1] == row.identifier));
}

#[tokio::test]
async fn a_check_goes_on_where_a_dead_worker_stopped_and_begins_anew_when_asked() {
    let case = Case::begin().await;
    let app = &case.stage.world.app;
    ask_check(app, &case.stage.op, case.template).await.unwrap();
    let now = app.clock.now();
    let mut tx = app.db.system("a worker that dies").await.unwrap();
    let dead = held::claim(&mut tx, now, now + TimeDelta::minutes(5))
        .await
        .unwrap()
        .unwrap();
    tx.commit().await.unwrap();
    assert!(!run(app).await.unwrap(), "somebody holds it");
    case.stage.world.advance(TimeDelta::seconds(301));
    assert!(run(app).await.unwrap());
    let done = case.board(&BoardQuery::default()).await;
    assert!(matches!(done.template.check, CheckState::Done { .. }));

    ask_check(app, &case.stage.op, case.template).await.unwrap();
    let mut tx = app.db.brand(case.stage.op.caller.brand_id).await.unwrap();
    let lease = app.clock.now();
    let held_still = held::advance(&mut tx, &dead, None, 1, lease).await.unwrap();
    assert!(!held_still, "the check that the dead worker held is over");
}

#[tokio::test]
async fn a_check_says_why_it_could_not_go_on() {
    let case = Case::begin().await;
    case.stage.sim.faults().forbidden.insert("products".to_owned());
    case.check_all().await;
    let board = case.board(&BoardQuery::default()).await;
    assert!(
        matches!(board.template.check, CheckState::Failed { .. }),
        "{:?}",
        board.template.check
    );
}

#[tokio::test]
async fn what_is_entered_closest_to_the_product_counts() {
    let case = Case::begin().await;
    let key = case.first().await;
    let id = "extinguishing-agent";
    assert_eq!(of(&case.look(&key).await, id).state, Fill::Missing);
    let before = case.look(&key).await.readiness.filled;
    for (scope, text) in [
        (Scope::Default, "Water"),
        (Scope::Family, "Sand"),
        (Scope::Product, "Class D extinguisher"),
    ] {
        case.enter(&key, id, scope, text).await.unwrap();
        let seen = case.look(&key).await;
        assert_eq!(of(&seen, id).values, [text]);
        assert_eq!(seen.readiness.filled, before + 1);
    }
    case.enter(&key, id, Scope::Product, "").await.unwrap();
    let seen = case.look(&key).await;
    assert_eq!(of(&seen, id).values, ["Sand"]);
    let history: Vec<_> = of(&seen, id)
        .history
        .iter()
        .map(|e| (e.scope, e.value.as_deref()))
        .collect();
    assert_eq!(history[0], (Scope::Product, None));
    assert_eq!(history.len(), 4);
    assert_eq!(of(&seen, id).history[0].by.as_deref(), Some("ada@example.com"));

    let family = Case::family(&case.stage).await;
    let other = case.stage.products(&family).await[1].key.clone();
    assert_eq!(of(&case.look(&other).await, id).values, ["Sand"]);
}

#[tokio::test]
async fn what_does_not_fit_is_refused_where_it_is_entered() {
    let case = Case::begin().await;
    let key = case.first().await;
    let error = case
        .enter(&key, "weight", Scope::Product, "heavy")
        .await
        .unwrap_err();
    assert!(error.at("value").is_some(), "{error:?}");
    let error = case
        .enter(&key, "no-such-point", Scope::Product, "1")
        .await
        .unwrap_err();
    assert!(error.at("point").is_some(), "{error:?}");
    let long = "x".repeat(10_001);
    let error = case
        .enter(&key, "extinguishing-agent", Scope::Product, &long)
        .await
        .unwrap_err();
    assert!(error.at("value").is_some(), "{error:?}");
}

#[tokio::test]
async fn too_little_is_not_published_and_the_report_lists_what_is_missing() {
    let case = Case::begin().await;
    let key = case.first().await;
    let (app, op) = (&case.stage.world.app, &case.stage.op);
    choose(app, op, case.template, Some(choice()), 80).await.unwrap();
    let job = case
        .stage
        .publish(case.template, std::slice::from_ref(&key))
        .await;
    let why = failure(&job.report[0]);
    assert!(
        why.contains("80 % are asked for") && why.contains("Extinguishing agent"),
        "{why}"
    );
    choose(app, op, case.template, Some(choice()), 0).await.unwrap();
    case.document(&key).await;
}

#[tokio::test]
async fn a_passport_says_the_public_points_and_no_others() {
    let case = Case::begin().await;
    let key = case.first().await;
    case.map(attribute("weight", "weight")).await;
    case.map(constant("manufacturer-name", "Nordlicht")).await;
    case.map(constant("safety-measures", "For recyclers only")).await;
    case.enter(&key, "extinguishing-agent", Scope::Default, "Sand")
        .await
        .unwrap();
    let document = case.document(&key).await;
    assert_eq!(
        document.restricted.len(),
        1,
        "what it keeps for those who may read it"
    );
    let content = document.content;
    let fields: Vec<_> = content.sections.iter().flat_map(|s| &s.fields).collect();
    let said = |id: &str| fields.iter().filter(|f| f.point.as_deref() == Some(id)).count();
    assert_eq!(
        said("weight"),
        1,
        "where the design shows it already, it is not said twice"
    );
    assert_eq!(said("manufacturer-name"), 1);
    assert_eq!(said("extinguishing-agent"), 1);
    assert_eq!(said("safety-measures"), 0, "not everybody may read it");
    let agent = fields
        .iter()
        .find(|f| f.point.as_deref() == Some("extinguishing-agent"))
        .unwrap();
    assert!(agent.label.values().any(|name| name == "Extinguishing agent"));
    assert!(matches!(&agent.value, Localized::All(Value::Text { text }) if text == "Sand"));
    assert_eq!(content.granularity, Granularity::Model);
}

#[tokio::test]
async fn what_the_design_keeps_from_readers_no_further_point_tells_them() {
    let case = Case::designed(&["brand", "weight"], &Readers::brand()).await;
    let key = case.first().await;
    case.map(attribute("manufacturer-name", "brand")).await;
    case.map(attribute("extinguishing-agent", "brand")).await;
    let document = case.document(&key).await;
    let fields: Vec<_> = document.content.sections.iter().flat_map(|s| &s.fields).collect();
    assert!(
        fields.iter().all(|field| field.attribute != "brand"),
        "{fields:?}"
    );
    assert_eq!(document.restricted.len(), 3, "both points, and the weight");
}

#[tokio::test]
async fn viewers_read_and_others_find_nothing() {
    let case = Case::begin().await;
    let app = &case.stage.world.app;
    let key = case.first().await;
    let mut viewer: OpContext = case.stage.op.clone();
    viewer.caller.role = Role::Viewer;
    mapping(app, &viewer, case.template).await.unwrap();
    board(app, &viewer, case.template, &BoardQuery::default())
        .await
        .unwrap();
    let forbidden = [
        choose(app, &viewer, case.template, None, 0).await.unwrap_err(),
        set(app, &viewer, case.template, constant("weight", "1 kg"))
            .await
            .unwrap_err(),
        ask_check(app, &viewer, case.template).await.unwrap_err(),
    ];
    assert!(
        forbidden.iter().all(|error| *error == Error::Forbidden),
        "{forbidden:?}"
    );
    let (rival, _) = case.stage.rival().await;
    for error in [
        mapping(app, &rival, case.template).await.unwrap_err(),
        board(app, &rival, case.template, &BoardQuery::default())
            .await
            .unwrap_err(),
        product(app, &rival, case.template, &key).await.unwrap_err(),
        export(app, &rival, case.template).await.unwrap_err(),
        choose(app, &rival, case.template, Some(choice()), 0)
            .await
            .unwrap_err(),
    ] {
        assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    }
    assert!(list(app, &rival).await.unwrap().is_empty());
    assert_eq!(list(app, &viewer).await.unwrap()[0].points, 40);
}

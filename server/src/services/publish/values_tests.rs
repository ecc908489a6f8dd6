//! What the values of a product become on its passport: names for codes, files of assets, units of the channel.

use super::*;
use super::{
    stage::{Stage, locale, made},
    tests::everything,
};
use crate::services::passports::{public_passport, shown_bytes};
use domain::{
    job::PublishResult,
    record::{Localized, Value},
};

/// The published document of a product of a family, and the remarks on it.
async fn document_of(stage: &Stage, family: &str, nth: usize) -> (domain::record::Document, Vec<String>) {
    let template = everything(stage, family).await;
    let product = stage.products(family).await.remove(nth);
    let job = stage.publish(template.id, &[product.key]).await;
    let (id, ..) = made(&job.report[0]);
    let PublishResult::Published { warnings, .. } = &job.report[0].result else {
        panic!("{:?}", job.report)
    };
    let path = stage.passport(id).await.row.path;
    let public = public_passport(&stage.world.app, &path).await.unwrap().unwrap();
    (public.document, warnings.clone())
}

fn field<'a>(document: &'a domain::record::Document, attribute: &str) -> &'a Localized<Value> {
    let mut fields = document.content.sections.iter().flat_map(|s| &s.fields);
    &fields.find(|f| f.attribute == attribute).unwrap().value
}

/// The German names of the options of a field.
fn german(document: &domain::record::Document, attribute: &str) -> Vec<Option<String>> {
    match field(document, attribute) {
        Localized::All(Value::Options { options }) => {
            let names = options.iter().map(|o| o.labels.get(&locale("de_DE")).cloned());
            names.collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn records_assets_and_linked_products_are_called_by_their_names_and_read_once() {
    let stage = Stage::set().await;
    let (battery, chair) = (
        stage.products("ebike_battery").await.remove(0),
        stage.products("desk_chair").await.remove(0),
    );
    let link = json!({ "type": "product", "id": chair.key.0 });
    stage
        .sim
        .set_value(&battery.identifier, "recommended_accessory", None, None, link);
    let (document, warnings) = document_of(&stage, "ebike_battery", 0).await;
    assert!(
        german(&document, "recommended_accessory")
            .iter()
            .all(Option::is_some)
    );
    assert!(german(&document, "supplier").iter().all(Option::is_some));
    assert!(german(&document, "facilities").iter().all(Option::is_some));
    assert!(
        german(&document, "recommended_accessory")
            .iter()
            .all(Option::is_some)
    );
    assert_eq!(
        german(&document, "documents")[0].as_deref(),
        Some("EU-Konformitätserklärung")
    );
    let Localized::All(Value::Options { options }) = field(&document, "documents") else {
        panic!("{:?}", field(&document, "documents"))
    };
    for option in options {
        let Some(domain::record::Media::File(file)) = &option.media else {
            panic!("{option:?}")
        };
        let sha256 = hex::decode(&file.sha256).unwrap();
        let stored = shown_bytes(&stage.world.app, &sha256).await.unwrap().unwrap();
        assert!(stored.starts_with(b"%PDF-"), "{}", file.name);
    }
    assert_eq!(warnings, Vec::<String>::new());
    stage.sim.clear_requests();
    document_of(&stage, "ebike_battery", 1).await;
    let asked = stage.sim.requests().into_iter().map(|r| r.path);
    let asked: Vec<String> = asked
        .filter(|p| p.contains("records") || p.contains("asset"))
        .collect();
    assert_eq!(
        asked,
        Vec::<String>::new(),
        "the second template reads them from the cache"
    );
}

#[tokio::test]
async fn where_the_pim_shows_no_labels_the_codes_stand_and_the_report_says_so() {
    let stage = Stage::set().await;
    stage.sim.faults().community_edition = true;
    let (document, warnings) = document_of(&stage, "ebike_battery", 0).await;
    assert_eq!(german(&document, "supplier"), [None]);
    let told = |what: &str| {
        warnings
            .iter()
            .any(|w| w.contains(what) && w.contains("shows their codes"))
    };
    assert!(told("records of \u{201c}supplier\u{201d}"), "{warnings:?}");
    assert!(
        told("assets of \u{201c}product_documents\u{201d}"),
        "{warnings:?}"
    );
}

#[tokio::test]
async fn measures_are_shown_in_the_units_of_the_channel() {
    let stage = Stage::set().await;
    let mut cmd = stage.typed("desk_chair", &["weight"]);
    cmd.design.locales = vec![locale("de_DE")];
    let weight = async |cmd: &SaveTemplate, nth: usize| {
        let template = stage.template(cmd.clone()).await;
        let product = stage.products("desk_chair").await.remove(nth);
        let job = stage.publish(template.id, &[product.key]).await;
        let path = stage.passport(made(&job.report[0]).0).await.row.path;
        let public = public_passport(&stage.world.app, &path).await.unwrap().unwrap();
        match field(&public.document, "weight") {
            Localized::All(Value::Metric { unit, symbol, .. }) => (unit.clone(), symbol.clone()),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(weight(&cmd, 0).await, ("KILOGRAM".to_owned(), "kg".to_owned()));
    // The one channel of the PIM that asks for other units than those the values are in.
    cmd.design.channel = "print".into();
    assert_eq!(weight(&cmd, 1).await, ("GRAM".to_owned(), "g".to_owned()));
}

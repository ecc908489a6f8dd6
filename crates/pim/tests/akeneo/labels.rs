//! Names for codes: options, records, assets, linked products, cells of tables, units.

use akeneo_sim::Faults;
use pim::{
    Attribute, Connector, LabelBook, Labels, MainMedia, Needs, Origin, Product, ProductKey, ValueData,
};

use crate::support::Bench;

async fn product(bench: &Bench, identifier: &str) -> Product {
    let key = ProductKey::Identifier(identifier.to_owned());
    bench.akeneo.product(&key).await.unwrap()
}

async fn attributes(bench: &Bench, product: &Product) -> Vec<Attribute> {
    let codes: Vec<String> = product.values.keys().cloned().collect();
    bench.akeneo.attributes(&codes).await.unwrap()
}

/// The product with all labels, and how it came to them.
async fn named(bench: &Bench, identifier: &str) -> (Product, Vec<Attribute>, LabelBook) {
    let product = product(bench, identifier).await;
    let attributes = attributes(bench, &product).await;
    let product = product.typed(&attributes);
    let needs = Needs::of([&product], &attributes);
    let book = bench.akeneo.labels(&needs).await.unwrap();
    let product = book.name_values(product, &attributes);
    let attributes = attributes.into_iter().map(|one| book.name_columns(one)).collect();
    (product, attributes, book)
}

fn label<'p>(product: &'p Product, attribute: &str, code: &str) -> Option<&'p str> {
    product.values[attribute][0].label_of(code, "de_DE")
}

#[tokio::test]
async fn records_assets_and_links_get_their_names() {
    let bench = Bench::start().await;
    let (chair, _, book) = named(&bench, "DC-0001").await;
    assert_eq!(
        label(&chair, "supplier", "sitvara_mobler"),
        Some("Sitvara Möbler AB")
    );
    assert_eq!(
        label(&chair, "facilities", "malmo_workshop"),
        Some("Werkstatt Malmö")
    );
    assert_eq!(
        label(&chair, "documents", "desk_chair_repair_guide"),
        Some("Reparaturanleitung")
    );
    let ValueData::ProductLink { id, .. } = &chair.values["recommended_accessory"][0].data else {
        panic!("no link")
    };
    assert_eq!(
        label(&chair, "recommended_accessory", id),
        Some("Over-Ear-Kopfhörer Kestrel One Mk 1")
    );
    assert_eq!(
        label(&chair, "colour", "graphite"),
        Some("Graphit"),
        "came beside the value"
    );
    assert_eq!(
        label(&chair, "certifications", "oeko_tex_100"),
        None,
        "has none in the PIM"
    );
    assert!(book.options.is_empty(), "nothing was asked twice");
    let (jacket, ..) = named(&bench, "JK-001-FGR-S").await;
    assert_eq!(
        label(&jacket, "recommended_accessory", "hp_001"),
        Some("Over-Ear-Kopfhörer Kestrel One Mk 1")
    );
}

#[tokio::test]
async fn columns_of_records_get_the_records_names() {
    let bench = Bench::start().await;
    let (_, attributes, _) = named(&bench, "EB-0001").await;
    let table = attributes.iter().find(|one| one.code == "spare_parts").unwrap();
    let maker = table
        .table_configuration
        .iter()
        .find(|one| one.code == "maker")
        .unwrap();
    assert_eq!(maker.options[0].labels["fr_FR"], "Ampelo Energy GmbH");
    let part = table
        .table_configuration
        .iter()
        .find(|one| one.code == "part")
        .unwrap();
    assert!(part.options.iter().any(|one| one.labels["de_DE"] == "Zellpaket"));
}

#[tokio::test]
async fn options_are_read_where_they_do_not_come_with_the_values() {
    let bench = Bench::start().await;
    bench.sim.faults().no_attribute_options = true;
    let (chair, ..) = named(&bench, "DC-0001").await;
    assert_eq!(label(&chair, "colour", "graphite"), Some("Graphit"));
    assert_eq!(label(&chair, "materials", "beech_wood"), Some("Buchenholz"));
    let models = bench.akeneo.product_models(&["jk_001".to_owned()]).await.unwrap();
    let definitions = bench.akeneo.attributes(&["materials".to_owned()]).await.unwrap();
    let mut needs = Needs::default();
    needs.add(&models[0].values, &definitions);
    let book = bench.akeneo.labels(&needs).await.unwrap();
    assert_eq!(book.options["materials"]["polyamide"]["de_DE"], "Polyamid");
}

#[tokio::test]
async fn what_may_not_be_read_stays_a_code_and_is_told() {
    let bench = Bench::start().await;
    bench.sim.faults().forbidden = ["reference-entity-records", "assets"].map(str::to_owned).into();
    let (chair, _, book) = named(&bench, "DC-0001").await;
    assert_eq!(label(&chair, "supplier", "sitvara_mobler"), None);
    let told: Vec<&str> = book.unavailable.iter().map(String::as_str).collect();
    assert_eq!(told, ["assets", "reference entity records"]);
    let community = Bench::start().await;
    community.sim.faults().community_edition = true;
    assert_eq!(community.akeneo.reference_entities().await.unwrap(), []);
    assert_eq!(community.akeneo.asset_families().await.unwrap(), []);
    let (_, _, book) = named(&community, "DC-0001").await;
    assert_eq!(book.unavailable.len(), 2);
}

#[tokio::test]
async fn records_and_assets_are_read_whole() {
    let bench = Bench::start().await;
    let entities = bench.akeneo.reference_entities().await.unwrap();
    assert_eq!(entities[1].labels["de_DE"], "Lieferant");
    let definitions = bench.akeneo.record_attributes("supplier").await.unwrap();
    let suppliers = bench.akeneo.records("supplier", None).await.unwrap();
    assert_eq!(suppliers.len(), 4);
    let supplier = suppliers[0].clone().typed(&definitions);
    let value = |attribute: &str| supplier.value(attribute, None, None).unwrap().data.clone();
    assert_eq!(value("country"), ValueData::Option("de".into()));
    let countries = bench.akeneo.record_options("supplier", "country").await.unwrap();
    assert!(countries.iter().any(|one| one.labels["fr_FR"] == "Allemagne"));
    let ValueData::Media { code } = value("image") else {
        panic!("no image")
    };
    assert!(!bench.akeneo.record_media(&code).await.unwrap().bytes.is_empty());
    let some = ["gera_cell_line".to_owned(), "nowhere".to_owned()];
    assert_eq!(
        bench.akeneo.records("facility", Some(&some)).await.unwrap().len(),
        1
    );
    let missing = bench.akeneo.records("nothing", None).await.unwrap_err();
    assert_eq!(missing.code(), "not_found");
}

#[tokio::test]
async fn documents_are_fetched_with_the_token_or_by_their_share_link() {
    let bench = Bench::start().await;
    let families = bench.akeneo.asset_families().await.unwrap();
    let definitions = bench.akeneo.asset_attributes(&families[0].code).await.unwrap();
    let code = "ebike_battery_declaration".to_owned();
    let assets = bench
        .akeneo
        .assets(&families[0].code, Some(std::slice::from_ref(&code)))
        .await
        .unwrap();
    let Some(MainMedia::File { code: file }) = assets[0].main_media(&families[0], &definitions, None, None)
    else {
        panic!("no file")
    };
    let fetched = bench.akeneo.asset_media(&file).await.unwrap();
    assert_eq!(fetched.content_type.as_deref(), Some("application/pdf"));
    let battery = product(&bench, "EB-0001").await;
    let links = battery.values["documents"][0].share_links(&code);
    bench.sim.faults().disconnected = true;
    let shared = bench.akeneo.shared_file(&links[0].href).await.unwrap();
    assert_eq!(shared.bytes, fetched.bytes);
    for href in ["file:///etc/passwd", "http://169.254.169.254/latest"] {
        assert_eq!(
            bench.akeneo.shared_file(href).await.unwrap_err().code(),
            "refused",
            "{href}"
        );
    }
}

#[tokio::test]
async fn measurements_follow_the_channels_units() {
    let bench = Bench::start().await;
    let channels = bench.akeneo.channels().await.unwrap();
    let print = channels.iter().find(|one| one.code == "print").unwrap();
    let families = bench.akeneo.measurement_families().await.unwrap();
    let battery = product(&bench, "EB-0001").await;
    let definitions = attributes(&bench, &battery).await;
    let shown = battery.in_units(&definitions, &families, |code| match code {
        "capacity" => Some("WATTHOUR"),
        code => print.conversion_units.get(code).map(String::as_str),
    });
    let metric = |amount: &str, unit: &str, symbol: &str| ValueData::Metric {
        amount: amount.into(),
        unit: unit.into(),
        symbol: Some(symbol.into()),
    };
    assert_eq!(shown.values["capacity"][0].data, metric("418", "WATTHOUR", "Wh"));
    assert_eq!(shown.values["weight"][0].data, metric("2570", "GRAM", "g"));
    let energy = families.iter().find(|one| one.code == "Energy").unwrap();
    assert_eq!(
        energy.unit("WATTHOUR").unwrap().label("de_DE"),
        Some("Wattstunde")
    );
}

#[tokio::test]
async fn a_variant_knows_its_axes_and_where_values_come_from() {
    let bench = Bench::start().await;
    let jacket = product(&bench, "JK-001-FGR-M").await;
    let battery = product(&bench, "EB-0001").await;
    assert_eq!(jacket.root_parent.as_deref(), Some("jk_001"));
    bench.sim.clear_requests();
    let lineages = bench.akeneo.lineages(&[battery, jacket.clone()]).await.unwrap();
    assert_eq!(bench.sim.requests().len(), 3, "two levels of models, one family");
    assert!(lineages[0].models.is_empty());
    let line = &lineages[1];
    let codes: Vec<&str> = line.models.iter().map(|model| model.code.as_str()).collect();
    assert_eq!(codes, ["jk_001_fgr", "jk_001"]);
    assert_eq!(line.axes(), ["colour", "size"]);
    assert_eq!(line.origin(&jacket, "size"), Origin::Own);
    assert_eq!(
        line.origin(&jacket, "main_image"),
        Origin::Inherited("jk_001_fgr")
    );
    assert_eq!(line.origin(&jacket, "brand"), Origin::Inherited("jk_001"));
    assert_eq!(
        line.models[0].values["brand"], jacket.values["brand"],
        "models inherit as well"
    );
    let label: &Labels = &line.variant.as_ref().unwrap().labels;
    assert_eq!(label["de_DE"], "Nach Farbe und Größe");
}

#[tokio::test]
async fn families_say_what_they_require_and_groups_how_to_sort() {
    let bench = Bench::start().await;
    let families = bench.akeneo.families().await.unwrap();
    let chair = families.iter().find(|one| one.code == "desk_chair").unwrap();
    assert!(chair.requires("ecommerce", "gtin") && !chair.requires("print", "gtin"));
    assert_eq!(chair.labels["fr_FR"], "Siège de bureau");
    let groups = bench.akeneo.attribute_groups().await.unwrap();
    let mut definitions = bench.akeneo.attributes(&chair.attributes).await.unwrap();
    definitions.sort_by_key(|attribute| attribute.place(&groups));
    let first: Vec<&str> = definitions.iter().take(3).map(|one| one.code.as_str()).collect();
    assert_eq!(first, ["sku", "name", "brand"]);
    assert_eq!(definitions[0].group_labels["de_DE"], "Allgemein");
}

#[tokio::test]
async fn numbers_as_strings_and_other_spellings_read_the_same() {
    let bench = Bench::start().await;
    let plain = named(&bench, "EB-0001").await.0;
    let families = bench.akeneo.measurement_families().await.unwrap();
    *bench.sim.faults() = Faults {
        numbers_as_strings: true,
        underscore_items: true,
        empty_maps_as_arrays: false,
        ..Faults::default()
    };
    let odd = named(&bench, "EB-0001").await.0;
    for (code, values) in &plain.values {
        let (data, odd) = (&values[0].data, &odd.values[code][0].data);
        if !matches!(data, ValueData::Table(_) | ValueData::Raw(_)) {
            assert_eq!(odd, data, "{code}");
        }
    }
    assert_eq!(bench.akeneo.measurement_families().await.unwrap(), families);
    let variants = bench.akeneo.family_variants("outdoor_jacket").await.unwrap();
    assert_eq!((variants[0].depth(), variants[0].level_of("size")), (2, 2));
}

//! Suggestions on the attributes of a PIM that grew for ten years.

use domain::{
    Locale,
    profile::{AttributeFacts, Confidence, Suggestion},
};

/// Code, type, unit, labels.
type Attribute = (
    &'static str,
    &'static str,
    &'static str,
    &'static [(&'static str, &'static str)],
);

const MESSY: &[Attribute] = &[
    ("sku", "pim_catalog_identifier", "", &[("en_US", "SKU")]),
    (
        "BAT_WEIGHT",
        "pim_catalog_metric",
        "GRAM",
        &[("en_US", "Weight"), ("de_DE", "Gewicht")],
    ),
    (
        "packaging_weight",
        "pim_catalog_metric",
        "GRAM",
        &[("en_US", "Packaging weight")],
    ),
    (
        "nennspannung",
        "pim_catalog_metric",
        "VOLT",
        &[("de_DE", "Nennspannung")],
    ),
    (
        "u_max_v",
        "pim_catalog_number",
        "",
        &[("de_DE", "Maximale Spannung")],
    ),
    (
        "att_0815",
        "pim_catalog_metric",
        "MILLIAMPEREHOUR",
        &[("fr_FR", "Capacit\u{e9} nominale")],
    ),
    (
        "cellChemistry",
        "pim_catalog_simpleselect",
        "",
        &[("en_US", "Cell chemistry")],
    ),
    (
        "hersteller",
        "pim_catalog_simpleselect",
        "",
        &[("de_DE", "Hersteller")],
    ),
    (
        "prod_date",
        "pim_catalog_date",
        "",
        &[("en_US", "Production date")],
    ),
    (
        "konformitaetserklaerung",
        "pim_catalog_file",
        "",
        &[("de_DE", "EU-Konformit\u{e4}tserkl\u{e4}rung")],
    ),
    ("recycled_cobalt_pct", "pim_catalog_number", "", &[]),
    (
        "anteil_rezykliertes_nickel",
        "pim_catalog_number",
        "",
        &[("en_US", "Share of recycled nickel")],
    ),
    (
        "warranty",
        "pim_catalog_text",
        "",
        &[("en_US", "Warranty"), ("de_DE", "Garantie")],
    ),
    ("color", "pim_catalog_simpleselect", "", &[("en_US", "Colour")]),
    ("price", "pim_catalog_price_collection", "", &[("en_US", "Price")]),
    (
        "description",
        "pim_catalog_textarea",
        "",
        &[("en_US", "Description")],
    ),
    (
        "battery_included",
        "pim_catalog_boolean",
        "",
        &[("en_US", "Battery included")],
    ),
    ("weight_note", "pim_catalog_boolean", "", &[("en_US", "Weight")]),
    (
        "safety_instructions",
        "pim_catalog_textarea",
        "",
        &[("en_US", "Safety instructions")],
    ),
    (
        "demontageanleitung",
        "pim_catalog_file",
        "",
        &[("de_DE", "Demontageanleitung")],
    ),
    ("cycle_life", "pim_catalog_number", "", &[("en_US", "Cycle life")]),
    ("", "", "", &[]),
];

fn facts(attributes: &[Attribute]) -> Vec<AttributeFacts> {
    let labels = |labels: &[(&str, &str)]| {
        labels
            .iter()
            .map(|(l, text)| (Locale::parse(l).unwrap(), (*text).to_owned()))
            .collect()
    };
    attributes
        .iter()
        .map(|(code, kind, unit, names)| AttributeFacts {
            code: (*code).into(),
            kind: (*kind).into(),
            unit: (!unit.is_empty()).then(|| (*unit).into()),
            labels: labels(names),
        })
        .collect()
}

fn battery() -> Vec<Suggestion> {
    profiles::suggest(profiles::latest("battery").unwrap(), &facts(MESSY))
}

fn best(found: &[Suggestion], point: &str) -> Option<Suggestion> {
    found.iter().find(|s| s.point.as_str() == point).cloned()
}

#[test]
fn names_in_any_language_lead_to_the_point() {
    let found = battery();
    for (point, attribute) in [
        ("weight", "BAT_WEIGHT"),
        ("nominal-voltage", "nennspannung"),
        ("maximum-voltage", "u_max_v"),
        ("capacity", "att_0815"),
        ("chemistry", "cellChemistry"),
        ("manufacturer-name", "hersteller"),
        ("manufacturing-date", "prod_date"),
        ("declaration-of-conformity", "konformitaetserklaerung"),
        ("recycled-cobalt", "recycled_cobalt_pct"),
        ("recycled-nickel", "anteil_rezykliertes_nickel"),
        ("warranty-period", "warranty"),
        ("safety-measures", "safety_instructions"),
        ("dismantling", "demontageanleitung"),
        ("lifetime-cycles", "cycle_life"),
    ] {
        let guess = best(&found, point).unwrap_or_else(|| panic!("nothing for {point}: {found:#?}"));
        assert_eq!(guess.attribute, attribute, "{point}: {found:#?}");
    }
}

#[test]
fn type_and_unit_decide_how_sure_a_guess_is() {
    let found = battery();
    let guess = |point: &str, attribute: &str| {
        found
            .iter()
            .find(|s| s.point.as_str() == point && s.attribute == attribute)
            .cloned()
    };
    let weight = guess("weight", "BAT_WEIGHT").unwrap();
    assert_eq!(weight.confidence(), Confidence::High);
    assert_eq!(
        weight.why,
        "Its code and label match \u{201c}Weight\u{201d}; it is a measure in g, which fits."
    );
    assert!(guess("weight", "weight_note").is_none_or(|g| g.confidence() == Confidence::Low));
    assert!(
        guess("warranty-period", "warranty").unwrap().confidence() < Confidence::High,
        "text, not a measure"
    );
}

#[test]
fn what_has_nothing_to_do_with_it_is_left_alone() {
    let found = battery();
    for attribute in ["color", "price", "description", "battery_included", ""] {
        let guess = found.iter().find(|s| s.attribute == attribute);
        assert!(guess.is_none(), "{guess:?}");
    }
    // A number of the article does identify the model: a person decides.
    assert!(
        found
            .iter()
            .all(|s| s.attribute != "sku" || s.point.as_str() == "model-identification")
    );
}

#[test]
fn nothing_is_suggested_for_what_nobody_fills() {
    let found = battery();
    for point in [
        "unique-identifier",
        "battery-category",
        "material-composition",
        "rated-capacity",
        "carbon-footprint-label",
    ] {
        assert_eq!(best(&found, point), None);
    }
    assert!(profiles::suggest(profiles::latest("battery").unwrap(), &[]).is_empty());
}

#[test]
fn suggestions_come_in_the_order_of_the_profile_and_the_best_first() {
    let profile = profiles::latest("battery").unwrap();
    let place = |s: &Suggestion| profile.points.iter().position(|p| p.id == s.point).unwrap();
    let found = battery();
    assert!(
        found
            .windows(2)
            .all(|w| (place(&w[0]), 100 - w[0].score) <= (place(&w[1]), 100 - w[1].score))
    );
}

/// A fashion brand's attributes.
const FASHION: &[Attribute] = &[
    ("ean", "pim_catalog_identifier", "", &[("en_US", "EAN")]),
    (
        "materials",
        "pim_catalog_textarea",
        "",
        &[("en_US", "Material composition"), ("fr_FR", "Composition")],
    ),
    (
        "pflege",
        "pim_catalog_multiselect",
        "",
        &[("de_DE", "Pflegehinweise")],
    ),
    (
        "zolltarifnummer",
        "pim_catalog_text",
        "",
        &[("de_DE", "Zolltarifnummer")],
    ),
    (
        "countryOfOrigin",
        "pim_catalog_simpleselect",
        "",
        &[("en_US", "Country of origin")],
    ),
    (
        "recycled_pct",
        "pim_catalog_number",
        "",
        &[("en_US", "Recycled content (%)")],
    ),
    (
        "grs_certificate",
        "pim_catalog_file",
        "",
        &[("en_US", "GRS certificate")],
    ),
    (
        "svhc",
        "pim_catalog_multiselect",
        "",
        &[("en_US", "Substances of very high concern")],
    ),
    ("marque", "pim_catalog_simpleselect", "", &[("fr_FR", "Marque")]),
    ("size", "pim_catalog_simpleselect", "", &[("en_US", "Size")]),
    (
        "fit",
        "pim_catalog_simpleselect",
        "",
        &[("en_US", "Fit"), ("de_DE", "Passform")],
    ),
    ("season", "pim_catalog_simpleselect", "", &[("en_US", "Season")]),
];

#[test]
fn a_fashion_brand_finds_its_points() {
    let found = profiles::suggest(profiles::latest("textile").unwrap(), &facts(FASHION));
    for (point, attribute) in [
        ("gtin", "ean"),
        ("fibre-composition", "materials"),
        ("care", "pflege"),
        ("commodity-code", "zolltarifnummer"),
        ("steps-origin", "countryOfOrigin"),
        ("recycled-content", "recycled_pct"),
        ("recycled-certificate", "grs_certificate"),
        ("substances-of-concern", "svhc"),
        ("operator-name", "marque"),
    ] {
        let guess = best(&found, point).unwrap_or_else(|| panic!("nothing for {point}: {found:#?}"));
        assert_eq!(guess.attribute, attribute, "{point}: {found:#?}");
    }
    for attribute in ["size", "fit", "season"] {
        assert!(found.iter().all(|s| s.attribute != attribute), "{found:#?}");
    }
}

#[test]
fn the_same_attributes_serve_the_generic_list() {
    let found = profiles::suggest(profiles::latest("espr-annex-iii").unwrap(), &facts(FASHION));
    for (point, attribute) in [
        ("gtin", "ean"),
        ("commodity-code", "zolltarifnummer"),
        ("manufacturer", "marque"),
    ] {
        assert_eq!(
            best(&found, point).map(|s| s.attribute).as_deref(),
            Some(attribute),
            "{found:#?}"
        );
    }
}

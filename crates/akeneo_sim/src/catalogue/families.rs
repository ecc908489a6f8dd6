//! Families, their attributes and their variants.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::kinds::ProductKind;
use super::text::labels;

/// Attributes every family has.
#[rustfmt::skip]
const COMMON: &[&str] = &[
    "sku", "name", "brand", "gtin", "model_number", "release_date", "country_of_origin", "colour", "made_to_order", "price",
    "short_description", "description", "recommended_accessory", "main_image", "gallery_2", "manual", "documents", "weight",
    "surface", "materials", "composition", "recycled_content", "substances_of_concern", "co2_footprint",
    "repairability_score", "certifications", "supplier", "facilities", "warranty_years", "care_instructions", "disposal",
    "spare_parts", "acme_passport_badge",
];

fn own_attributes(kind: ProductKind) -> &'static [&'static str] {
    match kind {
        ProductKind::Battery => &[
            "width",
            "height",
            "capacity",
            "voltage",
            "charging_time",
            "battery_chemistry",
            "charge_cycles",
            "energy_class",
        ],
        ProductKind::Jacket => &["size", "water_column"],
        ProductKind::Chair => &["width", "height", "max_load"],
        ProductKind::Headphones => &[
            "battery_life",
            "charging_time",
            "charge_cycles",
            "noise_cancelling",
            "connectivity",
            "energy_class",
        ],
    }
}

/// What a product must have to be complete for a channel.
pub(crate) fn requirements(channel: &str) -> &'static [&'static str] {
    match channel {
        "print" => &["sku", "name", "description", "main_image"],
        _ => &[
            "sku",
            "name",
            "gtin",
            "description",
            "main_image",
            "price",
            "country_of_origin",
            "composition",
        ],
    }
}

/// All families as the API shows them, sorted by code.
pub(crate) fn families() -> Vec<Value> {
    let mut shown: Vec<Value> = ProductKind::ALL
        .iter()
        .map(|kind| {
            let mut attributes: Vec<&str> = COMMON.iter().chain(own_attributes(*kind)).copied().collect();
            attributes.sort_unstable();
            json!({
                "code": kind.family(),
                "attributes": attributes,
                "attribute_as_label": "name",
                "attribute_as_image": "main_image",
                "attribute_requirements": {"ecommerce": requirements("ecommerce"), "print": requirements("print")},
                "labels": labels(&kind.label()),
                "parent": null,
            })
        })
        .collect();
    shown.sort_by(|a, b| a["code"].as_str().cmp(&b["code"].as_str()));
    shown
}

/// Family variants by family, as the API shows them.
pub(crate) fn family_variants() -> BTreeMap<&'static str, Vec<Value>> {
    let jackets = json!({
        "code": "jacket_by_colour_and_size",
        "labels": labels(&["By colour and size", "Nach Farbe und Größe", "Par couleur et taille"]),
        "variant_attribute_sets": [
            {"level": 1, "axes": ["colour"], "attributes": ["colour", "gallery_2", "main_image", "surface"]},
            {"level": 2, "axes": ["size"], "attributes": ["gtin", "price", "size", "sku", "weight"]},
        ],
    });
    let headphones = json!({
        "code": "headphones_by_colour",
        "labels": labels(&["By colour", "Nach Farbe", "Par couleur"]),
        "variant_attribute_sets": [{
            "level": 1, "axes": ["colour"],
            "attributes": ["colour", "gallery_2", "gtin", "main_image", "price", "sku", "surface"],
        }],
    });
    BTreeMap::from([
        (ProductKind::Jacket.family(), vec![jackets]),
        (ProductKind::Headphones.family(), vec![headphones]),
    ])
}

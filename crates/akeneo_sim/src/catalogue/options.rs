//! Options of the select attributes.

use serde_json::{Value, json};

use super::text::{Texts, labels};

/// Code and label of an option.
pub(crate) type Choice = (&'static str, Texts);

/// Options of a select attribute; empty for any other.
pub(crate) fn choices(attribute: &str) -> &'static [Choice] {
    match attribute {
        "colour" => COLOURS,
        "country_of_origin" => COUNTRIES,
        "size" => SIZES,
        "battery_chemistry" => CHEMISTRIES,
        "energy_class" => ENERGY_CLASSES,
        "materials" => MATERIALS,
        "certifications" => CERTIFICATIONS,
        "connectivity" => CONNECTIONS,
        _ => &[],
    }
}

/// Options as the API shows them, sorted by code as the API does.
pub(crate) fn attribute_options(attribute: &str) -> Vec<Value> {
    let mut shown: Vec<Value> = choices(attribute).iter().enumerate().map(|(order, (code, label))| {
        json!({"code": code, "attribute": attribute, "sort_order": order + 1, "labels": labels_of(code, label)})
    }).collect();
    shown.sort_by(|a, b| a["code"].as_str().cmp(&b["code"].as_str()));
    shown
}

/// `linked_data` of one option.
pub(crate) fn linked_option(attribute: &str, code: &str) -> Option<Value> {
    let (_, label) = choices(attribute).iter().find(|(choice, _)| *choice == code)?;
    Some(json!({"attribute": attribute, "code": code, "labels": labels_of(code, label)}))
}

/// One option was never translated, as happens.
fn labels_of(code: &str, label: &Texts) -> Value {
    if code == "oeko_tex_100" {
        json!({})
    } else {
        labels(label)
    }
}

#[rustfmt::skip]
const COLOURS: &[Choice] = &[
    ("black", ["Black", "Schwarz", "Noir"]),
    ("forest_green", ["Forest green", "Waldgrün", "Vert forêt"]),
    ("ocean_blue", ["Ocean blue", "Ozeanblau", "Bleu océan"]),
    ("sand", ["Sand", "Sand", "Sable"]),
    ("terracotta", ["Terracotta", "Terrakotta", "Terre cuite"]),
    ("graphite", ["Graphite", "Graphit", "Graphite"]),
    ("silver", ["Silver", "Silber", "Argent"]),
    ("ivory", ["Ivory", "Elfenbein", "Ivoire"]),
];

#[rustfmt::skip]
const COUNTRIES: &[Choice] = &[
    ("AT", ["Austria", "Österreich", "Autriche"]),
    ("CZ", ["Czechia", "Tschechien", "Tchéquie"]),
    ("DE", ["Germany", "Deutschland", "Allemagne"]),
    ("FR", ["France", "Frankreich", "France"]),
    ("IT", ["Italy", "Italien", "Italie"]),
    ("PL", ["Poland", "Polen", "Pologne"]),
    ("PT", ["Portugal", "Portugal", "Portugal"]),
    ("SE", ["Sweden", "Schweden", "Suède"]),
    ("VN", ["Vietnam", "Vietnam", "Viêt Nam"]),
];

const SIZES: &[Choice] = &[
    ("s", ["S", "S", "S"]),
    ("m", ["M", "M", "M"]),
    ("l", ["L", "L", "L"]),
    ("xl", ["XL", "XL", "XL"]),
];

#[rustfmt::skip]
const CHEMISTRIES: &[Choice] = &[
    ("li_nmc", ["Lithium nickel manganese cobalt oxide (NMC)", "Lithium-Nickel-Mangan-Cobalt-Oxid (NMC)", "Lithium nickel manganèse cobalt (NMC)"]),
    ("lifepo4", ["Lithium iron phosphate (LFP)", "Lithium-Eisenphosphat (LFP)", "Lithium fer phosphate (LFP)"]),
];

const ENERGY_CLASSES: &[Choice] = &[
    ("a", ["A", "A", "A"]),
    ("b", ["B", "B", "B"]),
    ("c", ["C", "C", "C"]),
];

#[rustfmt::skip]
pub(crate) const MATERIALS: &[Choice] = &[
    ("aluminium", ["Aluminium", "Aluminium", "Aluminium"]),
    ("beech_wood", ["Beech wood", "Buchenholz", "Hêtre"]),
    ("cobalt", ["Cobalt", "Cobalt", "Cobalt"]),
    ("copper", ["Copper", "Kupfer", "Cuivre"]),
    ("elastane", ["Elastane", "Elasthan", "Élasthanne"]),
    ("graphite", ["Graphite", "Graphit", "Graphite"]),
    ("linen", ["Linen", "Leinen", "Lin"]),
    ("lithium", ["Lithium", "Lithium", "Lithium"]),
    ("nickel", ["Nickel", "Nickel", "Nickel"]),
    ("pc_abs", ["PC/ABS plastic", "Kunststoff PC/ABS", "Plastique PC/ABS"]),
    ("polyamide", ["Polyamide", "Polyamid", "Polyamide"]),
    ("polyester", ["Polyester", "Polyester", "Polyester"]),
    ("polyurethane", ["Polyurethane", "Polyurethan", "Polyuréthane"]),
    ("steel", ["Steel", "Stahl", "Acier"]),
    ("wool", ["Wool", "Wolle", "Laine"]),
];

#[rustfmt::skip]
const CERTIFICATIONS: &[Choice] = &[
    ("bluesign", ["bluesign® approved fabric", "Stoff nach bluesign®", "Tissu approuvé bluesign®"]),
    ("ce", ["CE", "CE", "CE"]),
    ("en_1335", ["EN 1335 office chair", "EN 1335 Bürostuhl", "EN 1335 siège de bureau"]),
    ("en_50604", ["EN 50604-1 battery safety", "EN 50604-1 Akkusicherheit", "EN 50604-1 sécurité des batteries"]),
    ("fsc", ["FSC® wood", "FSC®-Holz", "Bois FSC®"]),
    ("grs", ["Global Recycled Standard", "Global Recycled Standard", "Global Recycled Standard"]),
    ("oeko_tex_100", ["", "", ""]),
    ("rohs", ["RoHS", "RoHS", "RoHS"]),
    ("un_38_3", ["UN 38.3 transport test", "UN-38.3-Transporttest", "Essai de transport UN 38.3"]),
];

#[rustfmt::skip]
const CONNECTIONS: &[Choice] = &[
    ("bluetooth", ["Bluetooth", "Bluetooth", "Bluetooth"]),
    ("jack", ["3.5 mm socket", "3,5-mm-Klinke", "Prise jack 3,5 mm"]),
    ("usb_c", ["USB-C", "USB-C", "USB-C"]),
];

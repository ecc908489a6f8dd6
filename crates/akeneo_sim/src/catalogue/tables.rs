//! Columns and select options of the two table attributes.

use serde_json::{Value, json};

use super::options::{self, Choice};
use super::text::{Texts, labels};

/// Options of the `part` column of the spare parts table.
pub(crate) const PARTS: &[Choice] = &[
    ("cell_pack", ["Cell pack", "Zellpaket", "Bloc de cellules"]),
    ("housing", ["Housing", "Gehäuse", "Boîtier"]),
    ("lock", ["Lock", "Schloss", "Serrure"]),
    ("charge_port", ["Charging port", "Ladebuchse", "Port de charge"]),
    ("zip", ["Main zip", "Frontreißverschluss", "Fermeture principale"]),
    ("cord_stop", ["Cord stopper", "Kordelstopper", "Arrêt de cordon"]),
    ("castors", ["Set of castors", "Rollensatz", "Jeu de roulettes"]),
    ("gas_lift", ["Gas lift", "Gasfeder", "Vérin à gaz"]),
    ("armrest", ["Armrest pads", "Armauflagen", "Manchettes"]),
    ("ear_pads", ["Ear pads", "Ohrpolster", "Coussinets"]),
    (
        "headband",
        ["Headband pad", "Kopfbügelpolster", "Coussin d’arceau"],
    ),
    ("battery", ["Battery", "Akku", "Batterie"]),
];

/// Options of the `component` column of the composition table.
pub(crate) const COMPONENTS: &[Choice] = &[
    ("cells", ["Cells", "Zellen", "Cellules"]),
    ("housing", ["Housing", "Gehäuse", "Boîtier"]),
    ("electronics", ["Electronics", "Elektronik", "Électronique"]),
    ("shell", ["Shell fabric", "Oberstoff", "Tissu extérieur"]),
    ("lining", ["Lining", "Futter", "Doublure"]),
    ("filling", ["Filling", "Füllung", "Garnissage"]),
    ("frame", ["Frame", "Gestell", "Structure"]),
    ("cover", ["Cover", "Bezug", "Revêtement"]),
    ("cushion", ["Cushion", "Polster", "Coussin"]),
];

/// `table_configuration` of a table attribute.
pub(crate) fn configuration(code: &str, with_options: bool) -> Value {
    match code {
        "composition" => json!([
            select(
                "component",
                &["Component", "Bestandteil", "Composant"],
                COMPONENTS,
                with_options
            ),
            select(
                "material",
                &["Material", "Material", "Matériau"],
                options::MATERIALS,
                with_options
            ),
            column("share", "number", &["Share in %", "Anteil in %", "Part en %"]),
            column("recycled", "boolean", &["Recycled", "Rezykliert", "Recyclé"]),
            column("origin", "text", &["Origin", "Herkunft", "Origine"]),
        ]),
        "spare_parts" => json!([
            select("part", &["Part", "Teil", "Pièce"], PARTS, with_options),
            column(
                "part_number",
                "text",
                &["Part number", "Teilenummer", "Référence"]
            ),
            column(
                "position",
                "incremental_number",
                &["Position", "Position", "Position"]
            ),
            measurement("weight", &["Weight", "Gewicht", "Poids"]),
            column(
                "available_until",
                "date",
                &["Available until", "Erhältlich bis", "Disponible jusqu’au"]
            ),
            reference("maker", &["Made by", "Hergestellt von", "Fabriqué par"]),
            column("fits", "product_link", &["Fits", "Passt zu", "Compatible avec"]),
        ]),
        _ => json!([]),
    }
}

fn column(code: &str, data_type: &str, label: &Texts) -> Value {
    json!({
        "code": code, "data_type": data_type, "validations": {}, "labels": labels(label),
        "is_required_for_completeness": false,
    })
}

fn select(code: &str, label: &Texts, choices: &[Choice], with_options: bool) -> Value {
    let mut shown = column(code, "select", label);
    if with_options {
        shown["options"] = choices
            .iter()
            .map(|(code, label)| json!({"code": code, "labels": labels(label)}))
            .collect();
    }
    shown
}

fn measurement(code: &str, label: &Texts) -> Value {
    let mut shown = column(code, "measurement", label);
    shown["measurement_family_code"] = json!("Weight");
    shown["measurement_default_unit_code"] = json!("GRAM");
    shown
}

fn reference(code: &str, label: &Texts) -> Value {
    let mut shown = column(code, "reference_entity", label);
    shown["reference_entity_identifier"] = json!("supplier");
    shown
}

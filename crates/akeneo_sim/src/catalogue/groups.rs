//! Attribute groups.

use serde_json::{Value, json};

use super::attributes::Attribute;
use super::text::{Texts, labels};

/// Groups in the order of the product form.
const GROUPS: &[(&str, Texts)] = &[
    ("general", ["General", "Allgemein", "Général"]),
    ("marketing", ["Marketing", "Marketing", "Marketing"]),
    (
        "technical",
        ["Technical data", "Technische Daten", "Données techniques"],
    ),
    ("materials", ["Materials", "Materialien", "Matériaux"]),
    (
        "sustainability",
        ["Sustainability", "Nachhaltigkeit", "Durabilité"],
    ),
    ("compliance", ["Compliance", "Konformität", "Conformité"]),
    (
        "service",
        ["Care and service", "Pflege und Service", "Entretien et service"],
    ),
    ("media", ["Media", "Medien", "Médias"]),
    ("other", ["Other", "Andere", "Autre"]),
];

/// The label of a group.
pub(crate) fn group_label(code: &str) -> &'static Texts {
    GROUPS
        .iter()
        .find(|(group, _)| *group == code)
        .map_or(&["", "", ""], |(_, label)| label)
}

/// All groups as the API shows them.
pub(crate) fn attribute_groups(attributes: &[Attribute]) -> Vec<Value> {
    let shown = GROUPS.iter().enumerate().map(|(order, (code, label))| {
        let members: Vec<&str> = attributes
            .iter()
            .filter(|attribute| attribute.group == *code)
            .map(|attribute| attribute.code)
            .collect();
        json!({"code": code, "sort_order": order, "attributes": members, "labels": labels(label)})
    });
    shown.collect()
}

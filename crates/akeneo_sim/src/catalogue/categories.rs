//! Two category trees, one per channel.

use serde_json::{Value, json};

use super::text::{Texts, labels};

type Row = (&'static str, Option<&'static str>, Texts);

#[rustfmt::skip]
const CATEGORIES: &[Row] = &[
    ("master", None, ["Master catalogue", "Hauptkatalog", "Catalogue principal"]),
    ("mobility", Some("master"), ["Mobility", "Mobilität", "Mobilité"]),
    ("batteries", Some("mobility"), ["E-bike batteries", "E-Bike-Akkus", "Batteries de vélo"]),
    ("clothing", Some("master"), ["Clothing", "Bekleidung", "Vêtements"]),
    ("jackets", Some("clothing"), ["Jackets", "Jacken", "Vestes"]),
    ("furniture", Some("master"), ["Furniture", "Möbel", "Mobilier"]),
    ("office_chairs", Some("furniture"), ["Desk chairs", "Bürostühle", "Sièges de bureau"]),
    ("audio", Some("master"), ["Audio", "Audio", "Audio"]),
    ("headphones", Some("audio"), ["Headphones", "Kopfhörer", "Casques"]),
    ("print_catalogue", None, ["Print catalogue", "Druckkatalog", "Catalogue imprimé"]),
    ("print_spring", Some("print_catalogue"), ["Spring edition", "Frühjahrsausgabe", "Édition de printemps"]),
];

/// All categories as the API shows them, sorted by code.
pub(crate) fn categories() -> Vec<Value> {
    let mut shown: Vec<Value> = CATEGORIES
        .iter()
        .map(|(code, parent, label)| {
            let position = CATEGORIES
                .iter()
                .filter(|row| row.1 == *parent)
                .position(|row| row.0 == *code);
            json!({
                "code": code, "parent": parent, "updated": "2026-03-02T09:00:00+00:00",
                "position": position.unwrap_or_default() + 1, "labels": labels(label), "values": {},
                "channel_requirements": [],
            })
        })
        .collect();
    shown.sort_by(|a, b| a["code"].as_str().cmp(&b["code"].as_str()));
    shown
}

/// Whether `category` is `root` or lies below it.
pub(crate) fn is_within(category: &str, root: &str) -> bool {
    let mut here = Some(category);
    while let Some(code) = here {
        if code == root {
            return true;
        }
        here = CATEGORIES.iter().find(|row| row.0 == code).and_then(|row| row.1);
    }
    false
}

/// Whether the category exists.
pub(crate) fn exists(category: &str) -> bool {
    CATEGORIES.iter().any(|row| row.0 == category)
}

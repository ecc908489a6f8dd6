//! Channels, locales, currencies, measurement families and association types.

use serde_json::{Value, json};

use super::text::{Texts, labels};

pub(crate) fn channels() -> Vec<Value> {
    vec![
        json!({
            "code": "ecommerce", "currencies": ["EUR", "USD"], "locales": ["de_DE", "en_US", "fr_FR"],
            "category_tree": "master", "conversion_units": {},
            "labels": labels(&["Online shop", "Online-Shop", "Boutique en ligne"]),
        }),
        json!({
            "code": "print", "currencies": ["EUR"], "locales": ["de_DE"],
            "category_tree": "print_catalogue", "conversion_units": {"weight": "GRAM"},
            "labels": labels(&["Print catalogue", "Druckkatalog", "Catalogue imprimé"]),
        }),
    ]
}

pub(crate) fn locales() -> Vec<Value> {
    [
        ("de_DE", true),
        ("en_US", true),
        ("es_ES", false),
        ("fr_FR", true),
    ]
    .iter()
    .map(|(code, enabled)| json!({"code": code, "enabled": enabled}))
    .collect()
}

pub(crate) fn currencies() -> Vec<Value> {
    [
        ("EUR", true, "Euro"),
        ("GBP", false, "British Pound"),
        ("USD", true, "US Dollar"),
    ]
    .iter()
    .map(|(code, enabled, label)| json!({"code": code, "enabled": enabled, "label": label}))
    .collect()
}

pub(crate) fn association_types() -> Vec<Value> {
    let kinds: [(&str, Texts, bool); 4] = [
        ("ACCESSORIES", ["Accessories", "Zubehör", "Accessoires"], false),
        ("BUNDLE", ["Bundle", "Set", "Lot"], true),
        (
            "SUBSTITUTION",
            [
                "Successor or substitute",
                "Nachfolger oder Ersatz",
                "Remplacement",
            ],
            false,
        ),
        ("X_SELL", ["Cross-sell", "Cross-Selling", "Vente croisée"], false),
    ];
    kinds
        .iter()
        .map(|(code, label, quantified)| {
            json!({"code": code, "labels": labels(label), "is_two_way": false, "is_quantified": quantified})
        })
        .collect()
}

type Unit = (&'static str, &'static str, &'static str, Texts);

#[rustfmt::skip]
const MEASUREMENTS: &[(&str, &str, Texts, &[Unit])] = &[
    ("Weight", "KILOGRAM", ["Weight", "Gewicht", "Poids"], &[
        ("GRAM", "g", "0.001", ["Gram", "Gramm", "Gramme"]),
        ("KILOGRAM", "kg", "1", ["Kilogram", "Kilogramm", "Kilogramme"]),
    ]),
    ("Length", "METER", ["Length", "Länge", "Longueur"], &[
        ("MILLIMETER", "mm", "0.001", ["Millimetre", "Millimeter", "Millimètre"]),
        ("CENTIMETER", "cm", "0.01", ["Centimetre", "Zentimeter", "Centimètre"]),
        ("METER", "m", "1", ["Metre", "Meter", "Mètre"]),
    ]),
    ("Energy", "JOULE", ["Energy", "Energie", "Énergie"], &[
        ("JOULE", "J", "1", ["Joule", "Joule", "Joule"]),
        ("WATTHOUR", "Wh", "3600", ["Watt-hour", "Wattstunde", "Wattheure"]),
        ("KILOWATTHOUR", "kWh", "3600000", ["Kilowatt-hour", "Kilowattstunde", "Kilowattheure"]),
    ]),
    ("Voltage", "VOLT", ["Voltage", "Spannung", "Tension"], &[
        ("VOLT", "V", "1", ["Volt", "Volt", "Volt"]),
    ]),
    ("Duration", "SECOND", ["Duration", "Dauer", "Durée"], &[
        ("SECOND", "s", "1", ["Second", "Sekunde", "Seconde"]),
        ("MINUTE", "min", "60", ["Minute", "Minute", "Minute"]),
        ("HOUR", "h", "3600", ["Hour", "Stunde", "Heure"]),
    ]),
];

pub(crate) fn measurement_families() -> Vec<Value> {
    MEASUREMENTS
        .iter()
        .map(|(code, standard, label, units)| {
            let units: serde_json::Map<String, Value> = units
                .iter()
                .map(|(unit, symbol, factor, label)| {
                    let shown = json!({
                        "code": unit, "labels": labels(label), "symbol": symbol,
                        "convert_from_standard": [{"operator": "mul", "value": factor}],
                    });
                    ((*unit).to_owned(), shown)
                })
                .collect();
            json!({"code": code, "labels": labels(label), "standard_unit_code": standard, "units": units})
        })
        .collect()
}

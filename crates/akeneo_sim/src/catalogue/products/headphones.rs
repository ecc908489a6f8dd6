//! Headphones: a model and below it a product per colour.

use super::super::kinds::{Colour, ProductKind};
use super::super::values::metric;
use super::Stock;
use super::prose::{self, Prose};
use super::shared::{self, Profile, decimal};

const COLOURS: [Colour; 4] = [Colour::BLACK, Colour::IVORY, Colour::OCEAN, Colour::TERRACOTTA];
/// Name and hours of playing.
const LINES: [(&str, u32); 5] = [("One", 35), ("Studio", 42), ("Air", 28), ("Go", 30), ("Pro", 50)];

/// Adds the `nth` pair, and its model with the first of them.
pub(crate) fn add(stock: &mut Stock<'_>, index: usize, nth: usize) {
    let line = nth / 4;
    let colour = COLOURS[nth % 4];
    let code = format!("hp_{:03}", line + 1);
    if !stock.models.contains_key(&code) {
        add_line(stock, &code, index, line);
    }
    let sku = format!("HP-{:03}-{}", line + 1, colour.short);
    let mut product = shared::product(index, sku.clone(), ProductKind::Headphones, Some(&code));
    shared::picture(
        &mut product.values,
        ProductKind::Headphones,
        colour,
        &sku,
        stock.media,
    );
    shared::price(
        &mut product.values,
        index,
        12_900 + line % 5 * 4_000 + line / 5 * 500,
    );
    stock.products.push(product);
}

fn add_line(stock: &mut Stock<'_>, code: &str, index: usize, line: usize) {
    let (title, hours) = LINES[line % 5];
    let mark = line / 5 + 1;
    let name = [
        format!("Kestrel {title} Mk {mark} over-ear headphones"),
        format!("Over-Ear-Kopfhörer Kestrel {title} Mk {mark}"),
        format!("Casque circum-aural Kestrel {title} Mk {mark}"),
    ];
    let mut model = shared::model(code, ProductKind::Headphones, "headphones_by_colour", None, index);
    let values = &mut model.values;
    shared::describe(values, &PROFILE, index, &name, stock.media);
    prose::describe(values, &PROSE, index, &name);
    values
        .set(
            "battery_life",
            serde_json::json!({"amount": hours, "unit": "HOUR", "symbol": "h"}),
        )
        .set("charging_time", metric("1.5000", "HOUR", "h"))
        .set("charge_cycles", 800)
        .set("noise_cancelling", line % 5 != 3)
        .set("connectivity", serde_json::json!(["bluetooth", "jack", "usb_c"]))
        .set("energy_class", ["a", "b"][line % 2])
        .set(
            "weight",
            metric(&format!("0.{}0", 248 + line % 5 * 11), "KILOGRAM", "kg"),
        )
        .set("co2_footprint", format!("{}00", decimal(960 + line % 5 * 120)));
    stock.models.insert(code.to_owned(), model);
}

const PROFILE: Profile = Profile {
    kind: ProductKind::Headphones,
    brand: "Kestrel",
    country: "CZ",
    supplier: "kestrel_acoustics",
    facilities: &["brno_audio_works"],
    certifications: &["ce", "rohs"],
    materials: &["aluminium", "copper", "pc_abs", "polyurethane", "steel"],
    composition: &[
        ("housing", "pc_abs", "46", Some(true), Some("Czechia")),
        ("frame", "steel", "21", Some(true), None),
        ("frame", "aluminium", "12", Some(true), Some("Norway")),
        ("electronics", "copper", "9", None, None),
        ("cushion", "polyurethane", "12", Some(false), Some("Poland")),
    ],
    spare_parts: &[
        ("ear_pads", "EP", Some("38")),
        ("headband", "HB", Some("52")),
        ("battery", "BT", Some("17")),
    ],
    substances: &["lead"],
    warranty: 3,
    summary: [
        "Over-ear headphones you can open, with a battery you can change yourself.",
        "Over-Ear-Kopfhörer zum Öffnen, mit einem Akku, den du selbst tauschst.",
        "Un casque qui s’ouvre, avec une batterie que vous changez vous-même.",
    ],
    care: [
        "Wipe the ear pads with a damp cloth and let them dry in the air.\nStore in the pouch, away from heat.",
        "Ohrpolster feucht abwischen und an der Luft trocknen lassen.\nIm Beutel und nicht in der Wärme aufbewahren.",
        "Essuyer les coussinets avec un chiffon humide et laisser sécher à l’air.\nRanger dans la pochette, à l’abri de la chaleur.",
    ],
    disposal: [
        "<p>Take out the battery first. Hand both in as <strong>electronic waste</strong> or send them back with our return label.</p>",
        "<p>Zuerst den Akku entnehmen. Beides als <strong>Elektroaltgerät</strong> abgeben oder mit unserem Rücksendeetikett einschicken.</p>",
        "<p>Retirez d’abord la batterie. Déposez le tout aux <strong>déchets électroniques</strong> ou renvoyez-le avec notre étiquette.</p>",
    ],
};

const PROSE: Prose = Prose {
    opening: [
        "{name} sounds warm and stays comfortable all day. Four screws open it; pads, band and battery are ordinary spare parts.",
        "{name} klingt warm und trägt sich den ganzen Tag bequem. Vier Schrauben öffnen ihn; Polster, Bügel und Akku sind gewöhnliche Ersatzteile.",
        "{name} offre un son chaleureux et un confort durable. Quatre vis l’ouvrent ; coussinets, arceau et batterie sont des pièces courantes.",
    ],
    points: &[
        [
            "Battery changed without tools",
            "Akkutausch ohne Werkzeug",
            "Batterie remplaçable sans outil",
        ],
        [
            "Housing of recycled plastic",
            "Gehäuse aus rezykliertem Kunststoff",
            "Boîtier en plastique recyclé",
        ],
        [
            "Wired listening when the battery is flat",
            "Hören per Kabel bei leerem Akku",
            "Écoute filaire quand la batterie est vide",
        ],
    ],
    link: "https://kestrel.example/making-of",
};

//! Headphones: a model and below it a product per colour.

use super::super::kinds::{Colour, ProductKind};
use super::super::media_library::MediaLibrary;
use super::super::values::metric;
use super::super::world::{Model, Product};
use super::Seed;
use super::prose::{self, Prose};
use super::shared::{self, Profile, decimal};

const COLOURS: [Colour; 4] = [Colour::BLACK, Colour::IVORY, Colour::OCEAN, Colour::TERRACOTTA];
/// Name and hours of playing.
const LINES: [(&str, u32); 5] = [("One", 35), ("Studio", 42), ("Air", 28), ("Go", 30), ("Pro", 50)];

const PER_LINE: usize = 4;

/// The code of the model above the `nth` pair.
pub(crate) fn parent(nth: usize) -> String {
    format!("hp_{:03}", nth / PER_LINE + 1)
}

/// The identifier of the `nth` pair.
pub(crate) fn identifier(nth: usize) -> String {
    format!("HP-{:03}-{}", nth / PER_LINE + 1, COLOURS[nth % 4].short)
}

/// The model that begins with the `nth` pair.
pub(crate) fn seeds(nth: usize) -> Vec<Seed> {
    let seed = Seed {
        code: parent(nth),
        kind: ProductKind::Headphones,
        variant: "headphones_by_colour",
        parent: None,
        nth,
        span: PER_LINE,
    };
    nth.is_multiple_of(PER_LINE).then_some(seed).into_iter().collect()
}

/// The `nth` pair.
pub(crate) fn build(index: usize, nth: usize, media: &mut MediaLibrary) -> Product {
    let line = nth / PER_LINE;
    let sku = identifier(nth);
    let above = parent(nth);
    let mut product = shared::product(index, sku.clone(), ProductKind::Headphones, Some(&above));
    let values = &mut product.values;
    shared::picture(values, ProductKind::Headphones, COLOURS[nth % 4], &sku, media);
    shared::price(values, index, 12_900 + line % 5 * 4_000 + line / 5 * 500);
    product
}

/// Sets the values of a model.
pub(crate) fn describe(model: &mut Model, seed: &Seed, media: &mut MediaLibrary) {
    let line = seed.nth / PER_LINE;
    let (title, hours) = LINES[line % 5];
    let mark = line / 5 + 1;
    let name = [
        format!("Kestrel {title} Mk {mark} over-ear headphones"),
        format!("Over-Ear-Kopfhörer Kestrel {title} Mk {mark}"),
        format!("Casque circum-aural Kestrel {title} Mk {mark}"),
    ];
    let index = seed.index();
    let values = &mut model.values;
    shared::describe(values, &PROFILE, index, (&seed.code, &name), media);
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

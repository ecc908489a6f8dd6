//! E-bike batteries: simple products, five capacities of each line.

use super::super::kinds::{Colour, ProductKind};
use super::super::media_library::MediaLibrary;
use super::super::values::metric;
use super::super::world::Product;
use super::prose::{self, Prose};
use super::shared::{self, Profile, decimal};

/// Line, watt-hours and cell chemistry.
const LINES: [(&str, &str); 4] = [
    ("City", "lifepo4"),
    ("Trail", "li_nmc"),
    ("Cargo", "lifepo4"),
    ("Range", "li_nmc"),
];
const WATT_HOURS: [usize; 5] = [418, 504, 625, 756, 900];
const COLOURS: [Colour; 4] = [Colour::GRAPHITE, Colour::BLACK, Colour::SILVER, Colour::FOREST];

/// The identifier of the `nth` battery.
pub(crate) fn identifier(nth: usize) -> String {
    format!("EB-{:04}", nth + 1)
}

/// The `nth` battery.
pub(crate) fn build(index: usize, nth: usize, media: &mut MediaLibrary) -> Product {
    let wh = WATT_HOURS[nth % 5];
    let (line, chemistry) = LINES[nth / 5 % 4];
    let generation = nth / 20 + 1;
    let product_name = format!("Ampelo {line} {wh} Gen {generation}");
    let name = [
        format!("{product_name} e-bike battery"),
        format!("E-Bike-Akku {product_name}"),
        format!("Batterie de vélo électrique {product_name}"),
    ];
    let sku = identifier(nth);
    let mut product = shared::product(index, sku.clone(), ProductKind::Battery, None);
    let values = &mut product.values;
    shared::describe(values, &PROFILE, index, (&sku, &name), media);
    prose::describe(values, &PROSE, index, &name);
    shared::picture(values, ProductKind::Battery, COLOURS[nth / 5 % 4], &sku, media);
    shared::price(values, index, 29_900 + wh * 52 + generation * 500);
    values
        .set("capacity", metric(&format!("0.{wh}0"), "KILOWATTHOUR", "kWh"))
        .set(
            "voltage",
            serde_json::json!({"amount": if wh > 700 { 48 } else { 36 }, "unit": "VOLT", "symbol": "V"}),
        )
        .set("weight", metric(&decimal(90 + wh * 4 / 10), "KILOGRAM", "kg"))
        .set("width", metric("9.2000", "CENTIMETER", "cm"))
        .set(
            "height",
            metric(&format!("{}.5000", 30 + wh / 50), "CENTIMETER", "cm"),
        )
        .set(
            "charging_time",
            metric(&format!("{}.5000", wh / 160), "HOUR", "h"),
        )
        .set("battery_chemistry", chemistry)
        .set("charge_cycles", if chemistry == "lifepo4" { 2000 } else { 1000 })
        .set("energy_class", ["a", "b", "a", "c"][nth % 4])
        .set(
            "co2_footprint",
            format!("{}00", decimal(wh * 11 + generation * 40)),
        );
    product
}

const PROFILE: Profile = Profile {
    kind: ProductKind::Battery,
    brand: "Ampelo",
    country: "DE",
    supplier: "ampelo_energy",
    facilities: &["gera_cell_line", "leipzig_pack_plant"],
    certifications: &["ce", "en_50604", "rohs", "un_38_3"],
    materials: &["aluminium", "copper", "graphite", "lithium", "nickel", "pc_abs"],
    composition: &[
        ("cells", "nickel", "24", Some(false), Some("Finland")),
        ("cells", "graphite", "19", Some(false), Some("Norway")),
        ("cells", "lithium", "6", Some(true), Some("Germany")),
        ("cells", "copper", "13", Some(true), None),
        ("housing", "aluminium", "27", Some(true), Some("Norway")),
        ("electronics", "pc_abs", "11", None, None),
    ],
    spare_parts: &[
        ("cell_pack", "CP", Some("1850")),
        ("housing", "HS", Some("640")),
        ("charge_port", "PT", Some("35")),
        ("lock", "LK", None),
    ],
    substances: &["cobalt_compounds", "lead"],
    warranty: 3,
    summary: [
        "A frame battery with replaceable cells and a traceable origin.",
        "Ein Rahmenakku mit tauschbaren Zellen und nachvollziehbarer Herkunft.",
        "Une batterie de cadre aux cellules remplaçables et à l’origine vérifiable.",
    ],
    care: [
        "Store between 10 and 20 °C at about half charge.\nClean with a damp cloth, never with a pressure washer.",
        "Bei 10 bis 20 °C und etwa halber Ladung lagern.\nMit einem feuchten Tuch reinigen, nie mit dem Hochdruckreiniger.",
        "Conserver entre 10 et 20 °C, chargée à moitié environ.\nNettoyer avec un chiffon humide, jamais au jet haute pression.",
    ],
    disposal: [
        "<p>Batteries are never household waste. <strong>Return it to any bicycle shop</strong> free of charge; we recover lithium, nickel and copper.</p>",
        "<p>Akkus gehören nie in den Hausmüll. <strong>Jeder Fahrradladen nimmt sie kostenlos zurück</strong>; wir gewinnen Lithium, Nickel und Kupfer zurück.</p>",
        "<p>Une batterie ne se jette jamais avec les ordures. <strong>Rapportez-la gratuitement chez un vélociste</strong> ; nous récupérons lithium, nickel et cuivre.</p>",
    ],
};

const PROSE: Prose = Prose {
    opening: [
        "{name} carries you through a working week on one charge. Each cell can be traced to its batch, and the pack opens with standard tools.",
        "{name} bringt dich mit einer Ladung durch die Arbeitswoche. Jede Zelle ist bis zur Charge rückverfolgbar, und das Paket lässt sich mit üblichem Werkzeug öffnen.",
        "{name} vous accompagne toute la semaine sur une seule charge. Chaque cellule est traçable jusqu’à son lot, et le bloc s’ouvre avec des outils courants.",
    ],
    points: &[
        [
            "Cells replaceable in the workshop",
            "Zellen in der Werkstatt tauschbar",
            "Cellules remplaçables en atelier",
        ],
        [
            "Housing of recycled aluminium",
            "Gehäuse aus rezykliertem Aluminium",
            "Boîtier en aluminium recyclé",
        ],
        [
            "State of health readable by app or display",
            "Zustand per App oder Display auslesbar",
            "État de santé lisible sur l’application ou l’écran",
        ],
    ],
    link: "https://ampelo.example/making-of",
};

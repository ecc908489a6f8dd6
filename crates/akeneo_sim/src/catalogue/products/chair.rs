//! Desk chairs: simple products, four covers of each line.

use super::super::ids::product_uuid;
use super::super::kinds::{Colour, ProductKind};
use super::super::media_library::MediaLibrary;
use super::super::values::metric;
use super::super::world::Product;
use super::prose::{self, Prose};
use super::shared::{self, Profile, decimal};

const LINES: [&str; 5] = ["Halden", "Orla", "Tovik", "Mira", "Senna"];
const COVERS: [(Colour, [&str; 3]); 4] = [
    (Colour::GRAPHITE, ["wool", "Wolle", "laine"]),
    (Colour::SAND, ["linen", "Leinen", "lin"]),
    (
        Colour::OCEAN,
        ["recycled weave", "Recyclinggewebe", "tissu recyclé"],
    ),
    (Colour::TERRACOTTA, ["wool felt", "Wollfilz", "feutre de laine"]),
];

/// The `nth` chair.
pub(crate) fn build(index: usize, nth: usize, media: &mut MediaLibrary) -> Product {
    let (colour, cover) = COVERS[nth % 4];
    let title = LINES[nth / 4 % 5];
    let series = nth / 20 + 1;
    let name = [
        format!("Sitvara {title} {series} desk chair, {}", cover[0]),
        format!("Bürostuhl Sitvara {title} {series}, {}", cover[1]),
        format!("Siège de bureau Sitvara {title} {series}, {}", cover[2]),
    ];
    let sku = identifier(nth);
    let mut product = shared::product(index, sku.clone(), ProductKind::Chair, None);
    let values = &mut product.values;
    let key = sku.replace('/', "_");
    shared::describe(values, &PROFILE, index, (&key, &name), media);
    prose::describe(values, &PROSE, index, &name);
    shared::picture(values, ProductKind::Chair, colour, &key, media);
    shared::price(values, index, 34_900 + nth % 20 * 900);
    values
        .set("weight", metric(&decimal(1_420 + nth % 5 * 60), "KILOGRAM", "kg"))
        .set("width", metric("66.0000", "CENTIMETER", "cm"))
        .set(
            "height",
            metric(&format!("{}.5000", 98 + nth % 5 * 3), "CENTIMETER", "cm"),
        )
        .set(
            "max_load",
            serde_json::json!({"amount": 120 + nth % 3 * 15, "unit": "KILOGRAM", "symbol": "kg"}),
        )
        .set("co2_footprint", format!("{}00", decimal(4_870 + nth % 20 * 64)))
        .set(
            "recommended_accessory",
            serde_json::json!({"type": "product", "id": product_uuid(3)}),
        );
    product
}

/// The identifier of the `nth` chair. One has a slash, which some routers stumble over.
pub(crate) fn identifier(nth: usize) -> String {
    if nth == 7 {
        "DC-0008/B".to_owned()
    } else {
        format!("DC-{:04}", nth + 1)
    }
}

const PROFILE: Profile = Profile {
    kind: ProductKind::Chair,
    brand: "Sitvara",
    country: "SE",
    supplier: "sitvara_mobler",
    facilities: &["malmo_workshop"],
    certifications: &["en_1335", "fsc", "oeko_tex_100"],
    materials: &["aluminium", "beech_wood", "polyurethane", "steel", "wool"],
    composition: &[
        ("frame", "beech_wood", "38", Some(false), Some("Sweden")),
        ("frame", "steel", "29", Some(true), Some("Sweden")),
        ("frame", "aluminium", "14", Some(true), None),
        ("cushion", "polyurethane", "11", Some(false), None),
        ("cover", "wool", "8", Some(false), Some("Norway")),
    ],
    spare_parts: &[
        ("castors", "CA", Some("480")),
        ("gas_lift", "GL", Some("1120")),
        ("armrest", "AR", Some("350")),
    ],
    substances: &[],
    warranty: 10,
    summary: [
        "A height-adjustable chair of wood and steel, every part screwed, none glued.",
        "Ein höhenverstellbarer Stuhl aus Holz und Stahl, alles geschraubt, nichts geklebt.",
        "Un siège réglable en bois et en acier, tout est vissé, rien n’est collé.",
    ],
    care: [
        "Vacuum the cover; treat stains at once with lukewarm water.\nWipe wood with a damp cloth and oil it once a year.",
        "Bezug absaugen, Flecken sofort mit lauwarmem Wasser behandeln.\nHolz feucht abwischen und einmal im Jahr ölen.",
        "Aspirer le revêtement, traiter les taches aussitôt à l’eau tiède.\nEssuyer le bois avec un chiffon humide et l’huiler une fois par an.",
    ],
    disposal: [
        "<p>Take it apart with one hex key (5 mm). <strong>Wood, metal and foam</strong> are marked and go to separate collection.</p>",
        "<p>Mit einem Innensechskant (5 mm) zerlegen. <strong>Holz, Metall und Schaum</strong> sind gekennzeichnet und werden getrennt gesammelt.</p>",
        "<p>Se démonte avec une clé six pans (5 mm). <strong>Bois, métal et mousse</strong> sont marqués et se trient séparément.</p>",
    ],
};

const PROSE: Prose = Prose {
    opening: [
        "{name} follows the way you sit. The mechanism is adjusted with two levers and can be serviced for decades.",
        "{name} folgt deiner Art zu sitzen. Die Mechanik stellst du mit zwei Hebeln ein, und sie lässt sich jahrzehntelang warten.",
        "{name} s’adapte à votre façon de vous asseoir. Deux leviers règlent le mécanisme, réparable pendant des décennies.",
    ],
    points: &[
        [
            "Cover can be taken off and washed",
            "Bezug abnehmbar und waschbar",
            "Housse amovible et lavable",
        ],
        [
            "Beech from certified forests",
            "Buche aus zertifizierten Wäldern",
            "Hêtre issu de forêts certifiées",
        ],
        [
            "Spare parts for at least ten years",
            "Ersatzteile für mindestens zehn Jahre",
            "Pièces détachées pendant au moins dix ans",
        ],
    ],
    link: "https://sitvara.example/making-of",
};

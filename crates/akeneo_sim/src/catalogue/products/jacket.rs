//! Outdoor jackets: a model, below it a model per colour, below that a product per size.

use super::super::kinds::{Colour, ProductKind};
use super::super::media_library::MediaLibrary;
use super::super::values::metric;
use super::super::world::{Model, Product};
use super::Seed;
use super::prose::{self, Prose};
use super::shared::{self, Profile, decimal};

const VARIANT: &str = "jacket_by_colour_and_size";
const COLOURS: [Colour; 4] = [Colour::FOREST, Colour::OCEAN, Colour::TERRACOTTA, Colour::BLACK];
const SIZES: [&str; 4] = ["s", "m", "l", "xl"];

/// Name, kind of jacket in three languages, water column in millimetres.
#[rustfmt::skip]
const LINES: [(&str, [&str; 3], u32); 5] = [
    ("Skarv", ["three-layer shell jacket", "Dreilagen-Hardshelljacke", "veste trois couches"], 20_000),
    ("Rype", ["insulated jacket", "Isolationsjacke", "veste isolante"], 8_000),
    ("Terne", ["windbreaker", "Windjacke", "coupe-vent"], 3_000),
    ("Lom", ["rain jacket", "Regenjacke", "veste de pluie"], 15_000),
    ("Hubro", ["winter parka", "Winterparka", "parka d’hiver"], 12_000),
];

/// Products per line, and per colour of a line.
const PER_LINE: usize = 16;
const PER_COLOUR: usize = 4;

fn colour(nth: usize) -> Colour {
    COLOURS[nth / PER_COLOUR % COLOURS.len()]
}

fn root(nth: usize) -> String {
    format!("jk_{:03}", nth / PER_LINE + 1)
}

/// The code of the model above the `nth` jacket.
pub(crate) fn parent(nth: usize) -> String {
    format!("{}_{}", root(nth), colour(nth).short.to_lowercase())
}

/// The identifier of the `nth` jacket.
pub(crate) fn identifier(nth: usize) -> String {
    let size = SIZES[nth % 4].to_uppercase();
    format!("JK-{:03}-{}-{size}", nth / PER_LINE + 1, colour(nth).short)
}

/// The models that begin with the `nth` jacket.
pub(crate) fn seeds(nth: usize) -> Vec<Seed> {
    let seed = |code: String, parent: Option<String>, span: usize| {
        nth.is_multiple_of(span).then_some(Seed {
            code,
            kind: ProductKind::Jacket,
            variant: VARIANT,
            parent,
            nth,
            span,
        })
    };
    let line = seed(root(nth), None, PER_LINE);
    line.into_iter()
        .chain(seed(parent(nth), Some(root(nth)), PER_COLOUR))
        .collect()
}

/// The `nth` jacket.
pub(crate) fn build(index: usize, nth: usize) -> Product {
    let line = nth / PER_LINE;
    let above = parent(nth);
    let mut product = shared::product(index, identifier(nth), ProductKind::Jacket, Some(&above));
    product.values.set("size", SIZES[nth % 4]).set(
        "weight",
        metric(&format!("0.{}0", 420 + nth % 4 * 35), "KILOGRAM", "kg"),
    );
    shared::price(&mut product.values, index, 17_900 + line * 2_500);
    product
}

/// Sets the values of a model.
pub(crate) fn describe(model: &mut Model, seed: &Seed, media: &mut MediaLibrary) {
    if seed.parent.is_some() {
        let values = &mut model.values;
        shared::picture(values, ProductKind::Jacket, colour(seed.nth), &seed.code, media);
        return;
    }
    let line = seed.nth / PER_LINE;
    let (title, what, water_column) = LINES[line % 5];
    let series = if line < 5 {
        String::new()
    } else {
        format!(" {}", line / 5 + 1)
    };
    let [en, de, fr] = what;
    let name = [
        format!("Fjellmark {title}{series} {en}"),
        format!("{de} Fjellmark {title}{series}"),
        format!("Fjellmark {title}{series}, {fr}"),
    ];
    let index = seed.index();
    shared::describe(&mut model.values, &PROFILE, index, (&seed.code, &name), media);
    prose::describe(&mut model.values, &PROSE, index, &name);
    model
        .values
        .set("water_column", water_column)
        .set("co2_footprint", format!("{}00", decimal(1_420 + line * 85)))
        .set(
            "recommended_accessory",
            serde_json::json!({"type": "product_model", "identifier": "hp_001"}),
        );
}

const PROFILE: Profile = Profile {
    kind: ProductKind::Jacket,
    brand: "Fjellmark",
    country: "PT",
    supplier: "fjellmark_textil",
    facilities: &["porto_mill", "porto_sewing"],
    certifications: &["bluesign", "grs", "oeko_tex_100"],
    materials: &["elastane", "polyamide", "polyester"],
    composition: &[
        ("shell", "polyamide", "92", Some(true), Some("Portugal")),
        ("shell", "elastane", "8", Some(false), None),
        ("lining", "polyester", "100", Some(true), Some("Italy")),
    ],
    spare_parts: &[("zip", "ZP", Some("42")), ("cord_stop", "CS", None)],
    substances: &[],
    warranty: 5,
    summary: [
        "A light weatherproof jacket, dyed without PFAS and made to be mended.",
        "Eine leichte Wetterjacke, ohne PFAS ausgerüstet und zum Flicken gemacht.",
        "Une veste légère et imperméable, sans PFAS, conçue pour être réparée.",
    ],
    care: [
        "Wash at 30 °C with mild detergent, zips closed.\nDo not use fabric softener. Tumble dry on low to renew the water repellency.",
        "Bei 30 °C mit Feinwaschmittel und geschlossenen Reißverschlüssen waschen.\nKeinen Weichspüler verwenden. Schonend im Trockner trocknen, das erneuert die Imprägnierung.",
        "Laver à 30 °C avec une lessive douce, fermetures fermées.\nPas d’adoucissant. Séchage doux en machine pour raviver la déperlance.",
    ],
    disposal: [
        "<p>Still wearable? Pass it on or send it to our <strong>second-hand shop</strong>. Otherwise hand it in at a textile collection point.</p>",
        "<p>Noch tragbar? Gib sie weiter oder an unseren <strong>Second-Hand-Laden</strong>. Sonst zur Textilsammlung bringen.</p>",
        "<p>Encore portable ? Donnez-la ou envoyez-la à notre <strong>boutique de seconde main</strong>. Sinon, déposez-la dans une borne textile.</p>",
    ],
};

const PROSE: Prose = Prose {
    opening: [
        "{name} keeps wind and rain out and lets your warmth breathe. One kind of fibre per layer makes it recyclable at the end.",
        "{name} hält Wind und Regen ab und bleibt dabei atmungsaktiv. Eine Faserart je Lage macht sie am Ende rezyklierbar.",
        "{name} arrête le vent et la pluie tout en restant respirante. Une seule fibre par couche la rend recyclable en fin de vie.",
    ],
    points: &[
        [
            "Outer fabric of recycled polyamide",
            "Oberstoff aus rezykliertem Polyamid",
            "Tissu extérieur en polyamide recyclé",
        ],
        [
            "Seams taped, zip replaceable",
            "Verschweißte Nähte, tauschbarer Reißverschluss",
            "Coutures étanchées, fermeture remplaçable",
        ],
        [
            "Finished without PFAS",
            "Ohne PFAS ausgerüstet",
            "Traitement sans PFAS",
        ],
    ],
    link: "https://fjellmark.example/making-of",
};

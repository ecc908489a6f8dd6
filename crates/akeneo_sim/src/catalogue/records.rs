//! Reference entities and their records.

use serde_json::{Value, json};

use super::kinds::{Colour, ProductKind};
use super::media_library::{MediaLibrary, Picture, View};
use super::text::{LOCALES, Texts, labels};

/// A reference entity with its attributes and records, as the API shows them.
pub(crate) struct ReferenceEntity {
    pub(crate) code: &'static str,
    pub(crate) shown: Value,
    pub(crate) attributes: Vec<Value>,
    /// Options by attribute.
    pub(crate) options: Vec<(&'static str, Vec<Value>)>,
    /// Sorted by code.
    pub(crate) records: Vec<Value>,
}

struct Supplier {
    code: &'static str,
    name: &'static str,
    country: &'static str,
    city: &'static str,
    kind: ProductKind,
    about: Texts,
}

#[rustfmt::skip]
const SUPPLIERS: &[Supplier] = &[
    Supplier { code: "ampelo_energy", name: "Ampelo Energy GmbH", country: "de", city: "Leipzig", kind: ProductKind::Battery,
        about: ["Builds battery packs with replaceable cells.", "Baut Akkus mit tauschbaren Zellen.", "Fabrique des batteries à cellules remplaçables."] },
    Supplier { code: "fjellmark_textil", name: "Fjellmark Textil Lda.", country: "pt", city: "Porto", kind: ProductKind::Jacket,
        about: ["Weaves and sews weatherproof clothing.", "Webt und näht Wetterschutzkleidung.", "Tisse et coud des vêtements imperméables."] },
    Supplier { code: "kestrel_acoustics", name: "Kestrel Acoustics s.r.o.", country: "cz", city: "Brno", kind: ProductKind::Headphones,
        about: ["Develops headphones that can be taken apart.", "Entwickelt zerlegbare Kopfhörer.", "Conçoit des casques démontables."] },
    Supplier { code: "sitvara_mobler", name: "Sitvara Möbler AB", country: "se", city: "Malmö", kind: ProductKind::Chair,
        about: ["Makes office chairs meant to be repaired.", "Fertigt Bürostühle, die sich reparieren lassen.", "Fabrique des sièges de bureau réparables."] },
];

struct Facility {
    code: &'static str,
    label: Texts,
    address: &'static str,
    gln: &'static str,
    activity: &'static str,
}

#[rustfmt::skip]
const FACILITIES: &[Facility] = &[
    Facility { code: "brno_audio_works", label: ["Brno audio works", "Audiowerk Brünn", "Atelier audio de Brno"],
        address: "Vídeňská 12, 639 00 Brno, Czechia", gln: "9521000000019", activity: "assembly" },
    Facility { code: "gera_cell_line", label: ["Gera cell line", "Zellfertigung Gera", "Ligne de cellules de Gera"],
        address: "Industriestraße 4, 07549 Gera, Germany", gln: "9521000000026", activity: "components" },
    Facility { code: "leipzig_pack_plant", label: ["Leipzig pack plant", "Akkuwerk Leipzig", "Usine de batteries de Leipzig"],
        address: "Torgauer Straße 231, 04347 Leipzig, Germany", gln: "9521000000033", activity: "assembly" },
    Facility { code: "malmo_workshop", label: ["Malmö workshop", "Werkstatt Malmö", "Atelier de Malmö"],
        address: "Lundavägen 60, 212 24 Malmö, Sweden", gln: "9521000000040", activity: "assembly" },
    Facility { code: "porto_mill", label: ["Porto weaving mill", "Weberei Porto", "Tissage de Porto"],
        address: "Rua do Freixo 1071, 4300-219 Porto, Portugal", gln: "9521000000057", activity: "components" },
    Facility { code: "porto_sewing", label: ["Porto sewing hall", "Näherei Porto", "Atelier de couture de Porto"],
        address: "Rua do Freixo 1099, 4300-219 Porto, Portugal", gln: "9521000000064", activity: "assembly" },
];

#[rustfmt::skip]
const COUNTRIES: &[(&str, Texts)] = &[
    ("cz", ["Czechia", "Tschechien", "Tchéquie"]),
    ("de", ["Germany", "Deutschland", "Allemagne"]),
    ("pt", ["Portugal", "Portugal", "Portugal"]),
    ("se", ["Sweden", "Schweden", "Suède"]),
];

const ACTIVITIES: &[(&str, Texts)] = &[
    ("assembly", ["Assembly", "Endmontage", "Assemblage"]),
    ("components", ["Components", "Bauteile", "Composants"]),
];

/// Builds both reference entities.
pub(crate) fn build(media: &mut MediaLibrary) -> Vec<ReferenceEntity> {
    vec![facilities(), suppliers(media)]
}

fn suppliers(media: &mut MediaLibrary) -> ReferenceEntity {
    let records = SUPPLIERS.iter().map(|supplier| {
        let picture = Picture {
            kind: supplier.kind,
            colour: Colour::GRAPHITE,
            view: View::Whole,
            tint: supplier.code.len(),
        };
        let image = media.picture(&format!("supplier_{}", supplier.code), picture);
        json!({"code": supplier.code, "values": {
            "label": translated(&[supplier.name; 3]),
            "image": plain(&json!(image)),
            "country": plain(&json!(supplier.country)),
            "city": plain(&json!(supplier.city)),
            "about": translated(&supplier.about),
            "website": plain(&json!(format!("https://{}.example", supplier.code.replace('_', "-")))),
        }, "created": "2026-01-12T10:00:00+00:00", "updated": "2026-06-01T10:00:00+00:00"})
    });
    let records: Vec<Value> = records.collect();
    ReferenceEntity {
        code: "supplier",
        shown: json!({"code": "supplier", "labels": labels(&["Supplier", "Lieferant", "Fournisseur"]), "image": null}),
        attributes: vec![
            attribute("label", "text", &["Label", "Bezeichnung", "Libellé"], true),
            attribute("image", "image", &["Image", "Bild", "Image"], false),
            attribute("country", "single_option", &["Country", "Land", "Pays"], false),
            attribute("city", "text", &["City", "Ort", "Ville"], false),
            attribute("about", "text", &["About", "Über", "À propos"], true),
            attribute("website", "text", &["Website", "Website", "Site web"], false),
        ],
        options: vec![("country", options(COUNTRIES))],
        records,
    }
}

fn facilities() -> ReferenceEntity {
    let records = FACILITIES.iter().map(|facility| {
        json!({"code": facility.code, "values": {
            "label": translated(&facility.label),
            "address": plain(&json!(facility.address)),
            "gln": plain(&json!(facility.gln)),
            "activity": plain(&json!(facility.activity)),
        }, "created": "2026-01-12T10:00:00+00:00", "updated": "2026-06-01T10:00:00+00:00"})
    });
    ReferenceEntity {
        code: "facility",
        shown: json!({
            "code": "facility",
            "labels": labels(&["Production site", "Produktionsstätte", "Site de production"]),
            "image": null,
        }),
        attributes: vec![
            attribute("label", "text", &["Label", "Bezeichnung", "Libellé"], true),
            attribute("address", "text", &["Address", "Anschrift", "Adresse"], false),
            attribute("gln", "text", &["GLN", "GLN", "GLN"], false),
            attribute(
                "activity",
                "single_option",
                &["Activity", "Tätigkeit", "Activité"],
                false,
            ),
        ],
        options: vec![("activity", options(ACTIVITIES))],
        records: records.collect(),
    }
}

fn attribute(code: &str, kind: &str, label: &Texts, per_locale: bool) -> Value {
    json!({
        "code": code, "labels": labels(label), "type": kind, "value_per_locale": per_locale,
        "value_per_channel": false, "is_required_for_completeness": code == "label",
    })
}

fn options(choices: &[(&str, Texts)]) -> Vec<Value> {
    choices
        .iter()
        .map(|(code, label)| json!({"code": code, "labels": labels(label)}))
        .collect()
}

/// A record value for all locales; records say `channel` where products say `scope`.
pub(crate) fn plain(data: &Value) -> Value {
    json!([{"locale": null, "channel": null, "data": data}])
}

/// A record value per locale.
pub(crate) fn translated(texts: &Texts) -> Value {
    LOCALES
        .iter()
        .zip(texts)
        .map(|(locale, text)| json!({"locale": locale, "channel": null, "data": text}))
        .collect()
}

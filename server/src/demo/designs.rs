//! The designs of the demo's templates: one per family of the simulated PIM, in three languages.

use domain::{
    Locale, Readers,
    branding::Branding,
    template::{Field, Section, TemplateDesign},
    text::Labels,
};

const LOCALES: [&str; 3] = ["en_US", "de_DE", "fr_FR"];

/// A text in English, German and French.
type Texts = [&'static str; 3];

/// One template.
pub(super) struct Design {
    /// The family that it describes.
    pub family: &'static str,
    name: &'static str,
    accent: &'static str,
    /// What this family's goods are asked for first.
    technical: &'static [&'static str],
    key_facts: &'static [&'static str],
    use_title: Texts,
}

const CARE: Texts = ["Care", "Pflege", "Entretien"];
const USE: Texts = ["Use and care", "Gebrauch und Pflege", "Utilisation et entretien"];

/// All templates.
pub(super) const DESIGNS: &[Design] = &[
    Design {
        family: "ebike_battery",
        name: "E-bike batteries",
        accent: "#0b5d7a",
        technical: &[
            "capacity",
            "voltage",
            "battery_chemistry",
            "charge_cycles",
            "charging_time",
            "weight",
            "width",
            "height",
        ],
        key_facts: &[
            "capacity",
            "battery_chemistry",
            "charge_cycles",
            "co2_footprint",
            "recycled_content",
            "warranty_years",
        ],
        use_title: USE,
    },
    Design {
        family: "outdoor_jacket",
        name: "Outdoor jackets",
        accent: "#2f6b3c",
        technical: &["size", "colour", "water_column", "weight"],
        key_facts: &[
            "materials",
            "recycled_content",
            "country_of_origin",
            "co2_footprint",
            "repairability_score",
            "water_column",
        ],
        use_title: CARE,
    },
    Design {
        family: "desk_chair",
        name: "Desk chairs",
        accent: "#8a4b2a",
        technical: &["colour", "max_load", "width", "height", "weight"],
        key_facts: &[
            "materials",
            "recycled_content",
            "max_load",
            "co2_footprint",
            "repairability_score",
            "warranty_years",
        ],
        use_title: CARE,
    },
    Design {
        family: "headphones",
        name: "Headphones",
        accent: "#5a3d8f",
        technical: &[
            "colour",
            "battery_life",
            "charging_time",
            "charge_cycles",
            "noise_cancelling",
            "connectivity",
            "weight",
        ],
        key_facts: &[
            "battery_life",
            "charge_cycles",
            "repairability_score",
            "recycled_content",
            "co2_footprint",
            "warranty_years",
        ],
        use_title: USE,
    },
];

/// The design as somebody would have made it in the editor.
pub(super) fn template(design: &Design) -> TemplateDesign {
    let section = |title: Texts, attributes: &[&str]| Section {
        title: labels(title),
        fields: attributes.iter().map(|a| field(design, a)).collect(),
    };
    let sections = vec![
        section(
            [
                "About this product",
                "Über dieses Produkt",
                "À propos de ce produit",
            ],
            &["description", "gallery_2"],
        ),
        section(
            [
                "Materials and composition",
                "Materialien und Zusammensetzung",
                "Matériaux et composition",
            ],
            &["materials", "composition", "recycled_content"],
        ),
        section(
            ["Technical data", "Technische Daten", "Données techniques"],
            design.technical,
        ),
        section(design.use_title, &["care_instructions", "manual"]),
        section(
            [
                "Repair and spare parts",
                "Reparatur und Ersatzteile",
                "Réparation et pièces détachées",
            ],
            &["repairability_score", "spare_parts", "warranty_years"],
        ),
        section(["End of life", "Entsorgung", "Fin de vie"], &["disposal"]),
        section(
            [
                "Origin and supply chain",
                "Herkunft und Lieferkette",
                "Origine et chaîne d\u{2019}approvisionnement",
            ],
            &["country_of_origin", "supplier", "facilities", "co2_footprint"],
        ),
        section(
            [
                "Compliance and documents",
                "Konformität und Dokumente",
                "Conformité et documents",
            ],
            &["certifications", "documents", "model_number", "release_date"],
        ),
    ];
    TemplateDesign {
        name: design.name.to_owned(),
        channel: "ecommerce".to_owned(),
        locales: LOCALES.iter().filter_map(|l| Locale::parse(l)).collect(),
        description_attribute: Some("short_description".to_owned()),
        gtin_attribute: Some("gtin".to_owned()),
        sections,
        branding: Branding {
            accent: design.accent.to_owned(),
            logo_url: String::new(),
        },
        ..TemplateDesign::default()
    }
}

fn field(design: &Design, attribute: &str) -> Field {
    let label = match attribute {
        "co2_footprint" => labels([
            "Carbon footprint (kg CO\u{2082}e)",
            "CO\u{2082}-Fußabdruck (kg CO\u{2082}e)",
            "Empreinte carbone (kg CO\u{2082}e)",
        ]),
        "recycled_content" => labels([
            "Recycled content (%)",
            "Rezyklatanteil (%)",
            "Matières recyclées (%)",
        ]),
        "description" => labels(["Description", "Beschreibung", "Description"]),
        _ => Labels::new(),
    };
    Field {
        attribute: attribute.to_owned(),
        label,
        key_fact: design.key_facts.contains(&attribute),
        readers: Readers::default(),
    }
}

fn labels(texts: Texts) -> Labels {
    let locales = LOCALES.iter().filter_map(|l| Locale::parse(l));
    locales
        .zip(texts)
        .map(|(locale, text)| (locale, text.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_design_is_sound() {
        for design in DESIGNS {
            let template = template(design);
            assert_eq!(template.check(), Ok(()), "{}", design.family);
            assert_eq!(
                template.fields().filter(|f| f.key_fact).count(),
                6,
                "{}",
                design.family
            );
        }
    }
}

//! Asset families and their assets: the documents that come with a product.

use serde_json::{Value, json};

use super::kinds::ProductKind;
use super::media_library::MediaLibrary;
use super::records::{plain, translated};
use super::text::{Texts, labels};

/// An asset family with its attributes and assets, as the API shows them.
pub(crate) struct AssetFamily {
    pub(crate) code: &'static str,
    pub(crate) shown: Value,
    pub(crate) attributes: Vec<Value>,
    /// Sorted by code.
    pub(crate) assets: Vec<Value>,
}

impl AssetFamily {
    /// `linked_data` of an asset: where its file may be fetched without a token.
    pub(crate) fn share_links(&self, base: &str, code: &str) -> Option<Value> {
        let asset = self.assets.iter().find(|asset| asset["code"] == code)?;
        let file = asset.pointer("/values/file/0/data")?.as_str()?;
        Some(json!({"share_links": [{
            "attribute": "file", "scope": null, "locale": null,
            "_links": {"self": {"href": format!("{base}/share/{file}")}},
        }]}))
    }
}

const DOCUMENTS: &[(&str, Texts)] = &[
    (
        "declaration",
        [
            "EU declaration of conformity",
            "EU-Konformitätserklärung",
            "Déclaration UE de conformité",
        ],
    ),
    (
        "repair_guide",
        ["Repair guide", "Reparaturanleitung", "Guide de réparation"],
    ),
];

/// Codes of the documents of one kind of product.
pub(crate) fn document_codes(kind: ProductKind) -> Vec<String> {
    DOCUMENTS
        .iter()
        .map(|(document, _)| format!("{}_{document}", kind.family()))
        .collect()
}

/// Builds the one asset family.
pub(crate) fn build(media: &mut MediaLibrary) -> Vec<AssetFamily> {
    let mut assets = Vec::new();
    for kind in ProductKind::ALL {
        for (document, label) in DOCUMENTS {
            assets.push(asset(kind, document, label, media));
        }
    }
    assets.sort_by(|a, b| a["code"].as_str().cmp(&b["code"].as_str()));
    vec![AssetFamily {
        code: "product_documents",
        shown: json!({
            "code": "product_documents",
            "labels": labels(&["Product documents", "Produktdokumente", "Documents produit"]),
            "naming_convention": {}, "product_link_rules": [], "transformations": [],
            "attribute_as_main_media": "file", "sharing_enabled": true,
        }),
        attributes: vec![
            attribute("label", "text", &["Label", "Bezeichnung", "Libellé"], true),
            attribute("file", "media_file", &["File", "Datei", "Fichier"], false),
        ],
        assets,
    }]
}

fn asset(kind: ProductKind, document: &str, label: &Texts, media: &mut MediaLibrary) -> Value {
    let code = format!("{}_{document}", kind.family());
    let [product, ..] = kind.label();
    let file = media.pdf(
        &code,
        label[0],
        &[product, "A document of the demonstration catalogue."],
    );
    json!({
        "code": code,
        "values": {"label": translated(label), "file": plain(&json!(file))},
        "created": "2026-01-12T10:00:00+00:00", "updated": "2026-06-01T10:00:00+00:00",
    })
}

fn attribute(code: &str, kind: &str, label: &Texts, per_locale: bool) -> Value {
    json!({
        "code": code, "labels": labels(label), "type": kind, "value_per_locale": per_locale,
        "value_per_channel": false, "is_required_for_completeness": false, "is_read_only": false,
    })
}

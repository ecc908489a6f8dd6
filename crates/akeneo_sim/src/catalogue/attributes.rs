//! Every attribute of the catalogue; together they show every attribute type.

use serde_json::{Value, json};

use super::tables;
use super::text::{Texts, labels};

/// One attribute.
#[expect(clippy::struct_excessive_bools, reason = "each is a field of the API")]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attribute {
    pub(crate) code: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) group: &'static str,
    pub(crate) label: Texts,
    pub(crate) localizable: bool,
    pub(crate) scopable: bool,
    /// Measurement family and standard unit.
    pub(crate) metric: Option<(&'static str, &'static str)>,
    /// Reference entity, asset family or reference data behind the attribute.
    pub(crate) reference: Option<&'static str>,
    decimals: bool,
    wysiwyg: bool,
}

const fn attribute(code: &'static str, kind: &'static str, group: &'static str, label: Texts) -> Attribute {
    Attribute {
        code,
        kind,
        group,
        label,
        localizable: false,
        scopable: false,
        metric: None,
        reference: None,
        decimals: false,
        wysiwyg: false,
    }
}

impl Attribute {
    const fn localizable(mut self) -> Self {
        self.localizable = true;
        self
    }

    const fn scopable(mut self) -> Self {
        self.scopable = true;
        self
    }

    const fn wysiwyg(mut self) -> Self {
        self.wysiwyg = true;
        self
    }

    const fn decimals(mut self) -> Self {
        self.decimals = true;
        self
    }

    const fn metric(mut self, family: &'static str, unit: &'static str) -> Self {
        self.metric = Some((family, unit));
        self
    }

    const fn refers_to(mut self, target: &'static str) -> Self {
        self.reference = Some(target);
        self
    }

    /// Whether the attribute has options.
    pub(crate) fn is_select(&self) -> bool {
        matches!(self.kind, SIMPLESELECT | MULTISELECT)
    }

    /// Whether the values are codes of media files.
    pub(crate) fn is_media(&self) -> bool {
        matches!(self.kind, IMAGE | FILE)
    }

    /// Whether the values are codes of assets.
    pub(crate) fn is_assets(&self) -> bool {
        self.kind == ASSETS
    }

    /// The attribute as the API shows it.
    pub(crate) fn json(&self, group_label: &Texts, table_options: bool) -> Value {
        let identifier = self.kind == IDENTIFIER;
        let number = matches!(self.kind, NUMBER | METRIC | PRICE);
        let text = matches!(self.kind, TEXT | IDENTIFIER);
        let mut shown = json!({
            "code": self.code,
            "type": self.kind,
            "group": self.group,
            "unique": identifier,
            "useable_as_grid_filter": true,
            "allowed_extensions": match self.kind { IMAGE => vec!["png", "jpg"], FILE => vec!["pdf"], _ => vec![] },
            "metric_family": self.metric.map(|(family, _)| family),
            "default_metric_unit": self.metric.map(|(_, unit)| unit),
            "reference_data_name": self.reference,
            "available_locales": [],
            "max_characters": if text { json!(255) } else { Value::Null },
            "validation_rule": null,
            "validation_regexp": null,
            "wysiwyg_enabled": if self.kind == TEXTAREA { json!(self.wysiwyg) } else { Value::Null },
            "number_min": null,
            "number_max": null,
            "decimals_allowed": if number { json!(self.decimals) } else { Value::Null },
            "negative_allowed": if number { json!(false) } else { Value::Null },
            "date_min": null,
            "date_max": null,
            "max_file_size": if matches!(self.kind, IMAGE | FILE) { json!("10") } else { Value::Null },
            "minimum_input_length": null,
            "sort_order": ALL.iter().position(|other| other.code == self.code).unwrap_or_default(),
            "localizable": self.localizable,
            "scopable": self.scopable,
            "labels": labels(&self.label),
            "guidelines": {},
            "auto_option_sorting": if self.is_select() { json!(true) } else { Value::Null },
            "default_value": if self.kind == BOOLEAN { json!(false) } else { Value::Null },
            "group_labels": labels(group_label),
            "is_main_identifier": identifier,
            "is_mandatory": identifier,
            "is_read_only": false,
            "decimal_places_strategy": null,
            "decimal_places": null,
        });
        if self.kind == TABLE {
            shown["table_configuration"] = tables::configuration(self.code, table_options);
        }
        shown
    }
}

pub(crate) const IDENTIFIER: &str = "pim_catalog_identifier";
pub(crate) const TEXT: &str = "pim_catalog_text";
pub(crate) const TEXTAREA: &str = "pim_catalog_textarea";
pub(crate) const NUMBER: &str = "pim_catalog_number";
pub(crate) const METRIC: &str = "pim_catalog_metric";
pub(crate) const PRICE: &str = "pim_catalog_price_collection";
pub(crate) const SIMPLESELECT: &str = "pim_catalog_simpleselect";
pub(crate) const MULTISELECT: &str = "pim_catalog_multiselect";
pub(crate) const BOOLEAN: &str = "pim_catalog_boolean";
pub(crate) const DATE: &str = "pim_catalog_date";
pub(crate) const IMAGE: &str = "pim_catalog_image";
pub(crate) const FILE: &str = "pim_catalog_file";
pub(crate) const TABLE: &str = "pim_catalog_table";
pub(crate) const PRODUCT_LINK: &str = "pim_catalog_product_link";
pub(crate) const ASSETS: &str = "pim_catalog_asset_collection";
pub(crate) const RECORD: &str = "akeneo_reference_entity";
pub(crate) const RECORDS: &str = "akeneo_reference_entity_collection";
pub(crate) const REFERENCE_DATUM: &str = "pim_catalog_reference_data_simple_select";
pub(crate) const REFERENCE_DATA: &str = "pim_catalog_reference_data_multi_select";
/// A type no reader knows: somebody's own bundle.
pub(crate) const CUSTOM: &str = "acme_custom_widget";

/// All attributes, in the order a person would read them.
#[rustfmt::skip]
pub(crate) const ALL: &[Attribute] = &[
    attribute("sku", IDENTIFIER, "general", ["SKU", "Artikelnummer", "Référence"]),
    attribute("name", TEXT, "general", ["Name", "Name", "Nom"]).localizable(),
    attribute("brand", TEXT, "general", ["Brand", "Marke", "Marque"]),
    attribute("gtin", TEXT, "general", ["GTIN", "GTIN", "GTIN"]),
    attribute("model_number", TEXT, "general", ["Model number", "Modellnummer", "Numéro de modèle"]),
    attribute("release_date", DATE, "general", ["On the market since", "Auf dem Markt seit", "Sur le marché depuis"]),
    attribute("country_of_origin", SIMPLESELECT, "general", ["Country of origin", "Herkunftsland", "Pays d’origine"]),
    attribute("colour", SIMPLESELECT, "general", ["Colour", "Farbe", "Couleur"]),
    attribute("made_to_order", BOOLEAN, "general", ["Made to order", "Auf Bestellung gefertigt", "Fabriqué à la commande"]),
    attribute("price", PRICE, "marketing", ["Price", "Preis", "Prix"]).decimals(),
    attribute("short_description", TEXTAREA, "marketing", ["Short description", "Kurzbeschreibung", "Description courte"]).localizable(),
    attribute("description", TEXTAREA, "marketing", ["Description", "Beschreibung", "Description"]).localizable().scopable().wysiwyg(),
    attribute("recommended_accessory", PRODUCT_LINK, "marketing", ["Goes well with", "Passt gut zu", "Se combine avec"]),
    attribute("main_image", IMAGE, "media", ["Main image", "Hauptbild", "Image principale"]),
    attribute("gallery_2", IMAGE, "media", ["Detail image", "Detailbild", "Image de détail"]),
    attribute("manual", FILE, "media", ["User manual", "Bedienungsanleitung", "Mode d’emploi"]).localizable(),
    attribute("documents", ASSETS, "media", ["Documents", "Dokumente", "Documents"]).refers_to("product_documents"),
    attribute("weight", METRIC, "technical", ["Weight", "Gewicht", "Poids"]).metric("Weight", "KILOGRAM").decimals(),
    attribute("width", METRIC, "technical", ["Width", "Breite", "Largeur"]).metric("Length", "CENTIMETER").decimals(),
    attribute("height", METRIC, "technical", ["Height", "Höhe", "Hauteur"]).metric("Length", "CENTIMETER").decimals(),
    attribute("capacity", METRIC, "technical", ["Rated capacity", "Nennkapazität", "Capacité nominale"]).metric("Energy", "KILOWATTHOUR").decimals(),
    attribute("voltage", METRIC, "technical", ["Nominal voltage", "Nennspannung", "Tension nominale"]).metric("Voltage", "VOLT"),
    attribute("charging_time", METRIC, "technical", ["Charging time", "Ladezeit", "Temps de charge"]).metric("Duration", "HOUR").decimals(),
    attribute("battery_life", METRIC, "technical", ["Battery life", "Akkulaufzeit", "Autonomie"]).metric("Duration", "HOUR"),
    attribute("max_load", METRIC, "technical", ["Maximum load", "Maximale Belastung", "Charge maximale"]).metric("Weight", "KILOGRAM"),
    attribute("battery_chemistry", SIMPLESELECT, "technical", ["Battery chemistry", "Zellchemie", "Chimie des cellules"]),
    attribute("charge_cycles", NUMBER, "technical", ["Charge cycles to 80 % capacity", "Ladezyklen bis 80 % Kapazität", "Cycles de charge jusqu’à 80 % de capacité"]),
    attribute("water_column", NUMBER, "technical", ["Water column in mm", "Wassersäule in mm", "Colonne d’eau en mm"]),
    attribute("noise_cancelling", BOOLEAN, "technical", ["Active noise cancelling", "Aktive Geräuschunterdrückung", "Réduction active du bruit"]),
    attribute("connectivity", MULTISELECT, "technical", ["Connections", "Anschlüsse", "Connexions"]),
    attribute("size", SIMPLESELECT, "technical", ["Size", "Größe", "Taille"]),
    attribute("surface", REFERENCE_DATUM, "technical", ["Surface", "Oberfläche", "Surface"]).refers_to("surfaces"),
    attribute("materials", MULTISELECT, "materials", ["Materials", "Materialien", "Matériaux"]),
    attribute("composition", TABLE, "materials", ["Composition", "Zusammensetzung", "Composition"]),
    attribute("recycled_content", NUMBER, "materials", ["Recycled content in %", "Rezyklatanteil in %", "Part de matières recyclées en %"]).decimals(),
    attribute("substances_of_concern", REFERENCE_DATA, "materials", ["Substances of concern", "Besorgniserregende Stoffe", "Substances préoccupantes"]).refers_to("substances"),
    attribute("co2_footprint", NUMBER, "sustainability", ["Carbon footprint in kg CO₂e", "CO₂-Fußabdruck in kg CO₂e", "Empreinte carbone en kg CO₂e"]).decimals(),
    attribute("repairability_score", NUMBER, "sustainability", ["Repairability score (0–10)", "Reparierbarkeitswert (0–10)", "Indice de réparabilité (0–10)"]).decimals(),
    attribute("energy_class", SIMPLESELECT, "sustainability", ["Charger energy class", "Energieklasse des Ladegeräts", "Classe énergétique du chargeur"]),
    attribute("certifications", MULTISELECT, "compliance", ["Certifications", "Zertifizierungen", "Certifications"]),
    attribute("supplier", RECORD, "compliance", ["Main supplier", "Hauptlieferant", "Fournisseur principal"]).refers_to("supplier"),
    attribute("facilities", RECORDS, "compliance", ["Production sites", "Produktionsstätten", "Sites de production"]).refers_to("facility"),
    attribute("warranty_years", NUMBER, "service", ["Warranty in years", "Garantie in Jahren", "Garantie en années"]),
    attribute("care_instructions", TEXTAREA, "service", ["Care", "Pflege", "Entretien"]).localizable(),
    attribute("disposal", TEXTAREA, "service", ["End of life", "Entsorgung", "Fin de vie"]).localizable().wysiwyg(),
    attribute("spare_parts", TABLE, "service", ["Spare parts", "Ersatzteile", "Pièces détachées"]),
    attribute("acme_passport_badge", CUSTOM, "service", ["Acme badge", "Acme-Plakette", "Badge Acme"]),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_attribute_type_occurs() {
        let kinds: BTreeSet<&str> = ALL.iter().map(|attribute| attribute.kind).collect();
        assert_eq!(kinds.len(), 20);
    }

    #[test]
    fn codes_are_unique() {
        let codes: BTreeSet<&str> = ALL.iter().map(|attribute| attribute.code).collect();
        assert_eq!(codes.len(), ALL.len());
    }
}

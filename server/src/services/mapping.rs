//! A product of the PIM and a template's design become the content of a passport. Pure: no I/O, no clock.
//!
//! Whether a value differs by language or channel is read off the value itself, not off the attribute's definition: an
//! attribute that was changed in the PIM leaves old values behind, and those are what is published.

mod assets;
mod html;
mod names;
mod tables;
#[cfg(test)]
mod tests;
mod units;
mod values;

pub use assets::{Asset, AssetFile, Assets};
/// What a media file of the PIM became.
pub use domain::record::Media as Stored;

use domain::{
    Locale,
    record::{Content, Granularity, Image, Localized, RecordField, RecordSection, Value},
    template::{Field, Section, TemplateDesign},
    text::Labels,
};
use gs1::Gtin;
use pim::{Attribute, AttributeType, Family, Product, ScopedValue, ValueData};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a record is mapped from.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// The brand's name.
    pub brand: &'a str,
    /// The template's design.
    pub design: &'a TemplateDesign,
    /// The product's family.
    pub family: &'a Family,
    /// The definitions of the attributes that the design names; those that the PIM has no longer are absent.
    pub attributes: &'a BTreeMap<String, Attribute>,
    /// The product with typed values; the labels that codes have stand beside them.
    pub product: &'a Product,
    /// The assets that the product refers to.
    pub assets: &'a Assets,
    /// Attributes that are read besides those of the design.
    pub extra: &'a BTreeSet<String>,
}

/// Stored media by the PIM's media code.
pub type MediaMap = BTreeMap<String, Stored>;

/// A media file that a record needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WantedMedia {
    /// The PIM's media code, or an address elsewhere.
    pub code: String,
    /// Whether it is to be shown as a picture.
    pub picture: bool,
    /// Where it is.
    pub origin: Origin,
}

/// Where a media file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Among the files of products.
    Product,
    /// Among the files of assets.
    Asset,
    /// At an address elsewhere, without a token.
    Link,
}

/// A mapped record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapped {
    /// What the passport says.
    pub content: Content,
    /// The GTIN, where the template asks for one and the product's is valid.
    pub gtin: Option<Gtin>,
    /// Remarks that do not stop a publication.
    pub warnings: Vec<String>,
    /// Whether a file is missing that may well be there a moment later.
    pub incomplete: bool,
}

impl Mapped {
    /// The product's name for people: in its first language.
    pub fn label(&self) -> String {
        let first = self.content.locales.iter().find_map(|l| self.content.name.get(l));
        first
            .or_else(|| self.content.name.values().next())
            .unwrap_or(&self.content.product_identifier)
            .clone()
    }
}

/// The codes of all attributes that a design reads from products of a family.
pub fn attribute_codes(design: &TemplateDesign, family: &Family) -> BTreeSet<String> {
    let chosen = [
        design
            .name_attribute
            .as_ref()
            .or(family.attribute_as_label.as_ref()),
        design.description_attribute.as_ref(),
        design
            .image_attribute
            .as_ref()
            .or(family.attribute_as_image.as_ref()),
        design.gtin_attribute.as_ref(),
    ];
    let fields = design.fields().map(|f| &f.attribute);
    chosen.into_iter().flatten().chain(fields).cloned().collect()
}

/// The media files that have to be stored before the record is mapped.
pub fn wanted_media(source: &Source<'_>) -> BTreeSet<WantedMedia> {
    let main = main_image_attribute(source).into_iter();
    let fields = source.design.fields().map(|f| f.attribute.as_str());
    main.chain(fields)
        .chain(source.extra.iter().map(String::as_str))
        .flat_map(|attribute| in_scope(source, attribute).map(move |value| (attribute, value)))
        .filter(|(_, value)| shown_locale(source, value))
        .flat_map(|(attribute, value)| files(source, attribute, value))
        .collect()
}

fn files(source: &Source<'_>, attribute: &str, value: &ScopedValue) -> BTreeSet<WantedMedia> {
    match &value.data {
        ValueData::Media { code } => BTreeSet::from([WantedMedia {
            code: code.clone(),
            picture: value.attribute_type != Some(AttributeType::File),
            origin: Origin::Product,
        }]),
        ValueData::AssetCollection(codes) => {
            let attribute = source.attributes.get(attribute);
            attribute
                .map(|a| assets::wanted(source, a, codes))
                .unwrap_or_default()
        }
        _ => BTreeSet::new(),
    }
}

/// Maps a product. `media` holds what [`wanted_media`] asked for; what is missing there is left out.
pub fn map(source: &Source<'_>, media: &MediaMap) -> Mapped {
    let mut warnings = Vec::new();
    let gtin = gtin(source, &mut warnings);
    let sections = source
        .design
        .sections
        .iter()
        .filter_map(|section| map_section(source, media, section, &mut warnings))
        .collect();
    let content = Content {
        granularity: Granularity::Model,
        parent: None,
        batch: None,
        serial: None,
        brand: source.brand.to_owned(),
        gtin: gtin.map(Gtin::to_digits),
        product_identifier: identifier(source.product),
        locales: source.design.locales.clone(),
        name: names::name(source),
        description: names::description(source),
        image: main_image(source, media),
        sections,
    };
    Mapped {
        content,
        gtin,
        warnings,
        incomplete: false,
    }
}

/// The identifier that people know, or the PIM's own key where there is none.
pub fn identifier(product: &Product) -> String {
    let known = product.identifier.as_ref().or(product.uuid.as_ref());
    known.cloned().unwrap_or_default()
}

fn map_section(
    source: &Source<'_>,
    media: &MediaMap,
    section: &Section,
    warnings: &mut Vec<String>,
) -> Option<RecordSection> {
    let fields: Vec<_> = section
        .fields
        .iter()
        .filter_map(|field| map_field(source, media, field, warnings))
        .collect();
    (!fields.is_empty()).then(|| RecordSection {
        title: in_languages(source, &section.title),
        fields,
    })
}

fn map_field(
    source: &Source<'_>,
    media: &MediaMap,
    field: &Field,
    warnings: &mut Vec<String>,
) -> Option<RecordField> {
    let Some(attribute) = source.attributes.get(&field.attribute) else {
        warnings.push(format!(
            "The attribute \u{201c}{}\u{201d} no longer exists in the PIM, so it was left out. Remove it from the template.",
            field.attribute
        ));
        return None;
    };
    let value = localized(source, media, attribute)?;
    Some(RecordField {
        attribute: field.attribute.clone(),
        point: None,
        label: names::field_label(source, attribute, &field.label),
        key_fact: field.key_fact,
        readers: field.readers.clone(),
        value,
    })
}

/// The values of an attribute, whether or not the design shows it.
pub fn attribute_value(source: &Source<'_>, media: &MediaMap, code: &str) -> Option<Localized<Value>> {
    localized(source, media, source.attributes.get(code)?)
}

/// The product's GTIN, where it has a valid one.
pub fn gtin_of(source: &Source<'_>) -> Option<Gtin> {
    gtin(source, &mut Vec::new())
}

/// The values of an attribute: one for all languages, or one per language of the template.
fn localized(source: &Source<'_>, media: &MediaMap, attribute: &Attribute) -> Option<Localized<Value>> {
    let per_locale: BTreeMap<Locale, Value> = source
        .design
        .locales
        .iter()
        .filter_map(|locale| {
            let value =
                in_scope(source, &attribute.code).find(|v| v.locale.as_deref() == Some(locale.as_str()))?;
            Some((
                locale.clone(),
                values::value(source, media, attribute, value, locale)?,
            ))
        })
        .collect();
    if !per_locale.is_empty() {
        return Some(Localized::PerLocale { locales: per_locale });
    }
    let value = in_scope(source, &attribute.code).find(|v| v.locale.is_none())?;
    if matches!(value.data, ValueData::Table(_)) {
        return tables::localized(source, attribute, value);
    }
    if matches!(value.data, ValueData::AssetCollection(_)) {
        return assets::localized(source, media, attribute, value);
    }
    let default = source.design.locales.first()?;
    values::value(source, media, attribute, value, default).map(Localized::All)
}

/// The values of an attribute in the template's channel; those of the channel come before those of all channels.
fn in_scope<'a>(source: &Source<'a>, attribute: &str) -> impl Iterator<Item = &'a ScopedValue> {
    let values = source
        .product
        .values
        .get(attribute)
        .map_or(&[][..], Vec::as_slice);
    let channel = source.design.channel.as_str();
    let own = values.iter().filter(move |v| v.scope.as_deref() == Some(channel));
    own.chain(values.iter().filter(|v| v.scope.is_none()))
}

/// Whether a value is in a language of the template, or in none.
fn shown_locale(source: &Source<'_>, value: &ScopedValue) -> bool {
    let locale = value.locale.as_deref();
    locale.is_none_or(|code| source.design.locales.iter().any(|l| l.as_str() == code))
}

fn main_image_attribute<'a>(source: &Source<'a>) -> Option<&'a str> {
    let chosen = source.design.image_attribute.as_deref();
    chosen.or(source.family.attribute_as_image.as_deref())
}

/// The first picture of the main image attribute, in the order of the template's languages.
fn main_image(source: &Source<'_>, media: &MediaMap) -> Option<Image> {
    let attribute = main_image_attribute(source)?;
    let rank = |value: &&ScopedValue| {
        let at = |l: &Locale| value.locale.as_deref() == Some(l.as_str());
        source.design.locales.iter().position(at).unwrap_or(usize::MAX)
    };
    let mut values: Vec<_> = in_scope(source, attribute)
        .filter(|v| shown_locale(source, v))
        .collect();
    values.sort_by_key(rank);
    values.iter().find_map(|value| match &value.data {
        ValueData::Media { code } => match media.get(code)? {
            Stored::Image(image) => Some(image.clone()),
            Stored::File(_) => None,
        },
        _ => None,
    })
}

/// The GTIN of the attribute that the template names; one that is wrong is told and passed over.
fn gtin(source: &Source<'_>, warnings: &mut Vec<String>) -> Option<Gtin> {
    let attribute = source.design.gtin_attribute.as_deref()?;
    let text = in_scope(source, attribute).find_map(|v| v.as_text().filter(|t| !t.trim().is_empty()))?;
    match Gtin::parse(text) {
        Ok(gtin) => Some(gtin),
        Err(error) => {
            let shown: String = text.chars().take(40).collect();
            warnings.push(format!(
                "\u{201c}{shown}\u{201d} is not a GTIN: {error} The passport has a Tessera address instead."
            ));
            None
        }
    }
}

/// Only the languages of the template that have a text; all texts where none of them has one.
fn in_languages(source: &Source<'_>, labels: &Labels) -> Labels {
    let said = |text: &&String| !text.trim().is_empty();
    let wanted: Labels = source
        .design
        .locales
        .iter()
        .filter_map(|l| Some((l.clone(), labels.get(l).filter(said)?.trim().to_owned())))
        .collect();
    if wanted.is_empty() {
        let any = labels.iter().filter(|(_, t)| said(t));
        return any.map(|(l, t)| (l.clone(), t.trim().to_owned())).collect();
    }
    wanted
}

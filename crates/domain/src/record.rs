//! The published record of a passport: what is made canonical, hashed and shown.

use crate::{Locale, Reader, Readers, text::Labels};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// The format of [`Document`]; changes with its shape.
pub const SCHEMA: &str = "tessera.passport/1";

/// The format of [`LiveDocument`]; changes with its shape.
pub const LIVE_SCHEMA: &str = "tessera.passport.live/1";

/// What a live passport says: read from the PIM, kept by nobody. It has no number, and no hash proves it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LiveDocument {
    /// [`LIVE_SCHEMA`].
    pub schema: String,
    /// The unique product identifier: the passport's own address.
    pub identifier: String,
    /// When it was read from the PIM: RFC 3339, in UTC, to the second.
    pub read_at: String,
    /// What was mapped from the PIM.
    pub content: Content,
}

/// The whole published document: the record with its number and time. Its canonical form is what is hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// [`SCHEMA`].
    pub schema: String,
    /// The unique product identifier: the passport's own address.
    pub identifier: String,
    /// 1, 2, 3, ...
    pub version: u32,
    /// RFC 3339, in UTC, to the second.
    pub published_at: String,
    /// Who signs it: the brand's DID; none where the site has no domain name.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub issuer: Option<String>,
    /// SHA-256 of the version before, in hex; none in the first.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub previous: Option<String>,
    /// Digests of the fields that not everybody may read, in no telling order; what they say is with those who may.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub restricted: Vec<String>,
    /// What was mapped from the PIM; equal content makes no new version.
    pub content: Content,
}

/// What a passport says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    /// The level that it describes.
    pub granularity: Granularity,
    /// The passport above it; a model has none. It never changes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub parent: Option<Parent>,
    /// The number of the batch that it describes, or that the item is from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub batch: Option<String>,
    /// The serial number of the item that it describes.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub serial: Option<String>,
    /// The brand's name.
    pub brand: String,
    /// GTIN with 14 digits, where the product has one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub gtin: Option<String>,
    /// The product's identifier in the PIM.
    pub product_identifier: String,
    /// The languages; the first is the default.
    pub locales: Vec<Locale>,
    /// The product's name.
    pub name: Labels,
    /// One line of description.
    #[serde(skip_serializing_if = "Labels::is_empty", default)]
    pub description: Labels,
    /// The main picture.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub image: Option<Image>,
    /// The sections in their order; empty ones are left out.
    pub sections: Vec<RecordSection>,
}

impl Content {
    /// What a reader may read of it; a section without a field is left out.
    #[must_use]
    pub fn seen_by(&self, reader: Reader) -> Self {
        let mut seen = self.clone();
        for section in &mut seen.sections {
            section.fields.retain(|field| field.readers.admits(reader));
        }
        seen.sections.retain(|section| !section.fields.is_empty());
        seen
    }

    /// The hashes of the pictures and documents that it shows to everybody.
    pub fn public_files(&self) -> BTreeSet<&str> {
        let image = self.image.iter().map(|image| image.sha256.as_str());
        let public = self.fields().filter(|field| field.readers.is_public());
        image.chain(public.flat_map(RecordField::files)).collect()
    }

    /// All fields in the order of the page.
    pub fn fields(&self) -> impl Iterator<Item = &RecordField> {
        self.sections.iter().flat_map(|section| &section.fields)
    }
}

/// The passport above a batch or an item: what that one says counts for this one too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Parent {
    /// Its level.
    pub granularity: Granularity,
    /// Its unique product identifier.
    pub identifier: String,
}

/// The level of a passport, from the coarsest to the finest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Granularity {
    /// All products of a model.
    Model,
    /// One batch.
    Batch,
    /// One item.
    Item,
}

impl Granularity {
    /// The word in the database and in data.
    pub fn word(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Batch => "batch",
            Self::Item => "item",
        }
    }

    /// The level of a word; unknown words count as models.
    pub fn parse(word: &str) -> Self {
        match word {
            "batch" => Self::Batch,
            "item" => Self::Item,
            _ => Self::Model,
        }
    }
}

/// A section with its fields.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordSection {
    /// Title per locale.
    pub title: Labels,
    /// The fields that have a value.
    pub fields: Vec<RecordField>,
}

/// A field with its values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RecordField {
    /// The PIM attribute that it comes from, or the key of a field of batches and items; empty where it comes from neither.
    pub attribute: String,
    /// The data point of the profile that the template follows, where it is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub point: Option<String>,
    /// Its name per locale.
    pub label: Labels,
    /// Whether it stands "at a glance".
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub key_fact: bool,
    /// Who may read it. A published document names nobody: what not everybody may read is not in it.
    #[serde(skip_serializing_if = "Readers::is_public", default)]
    pub readers: Readers,
    /// The values: either one for all languages, or one per locale.
    pub value: Localized<Value>,
}

impl RecordField {
    /// The hashes of the pictures and documents in it, in hex.
    pub fn files(&self) -> Vec<&str> {
        let values: Vec<&Value> = match &self.value {
            Localized::All(value) => vec![value],
            Localized::PerLocale { locales } => locales.values().collect(),
        };
        values.into_iter().flat_map(Value::files).collect()
    }
}

/// Something that is the same in all languages, or differs by locale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Localized<T> {
    /// One per locale.
    PerLocale {
        /// By locale.
        locales: BTreeMap<Locale, T>,
    },
    /// The same in all languages.
    All(T),
}

impl<T> Localized<T> {
    /// The value for `locale`, else in the first of `fallbacks` that has one, else any; with the locale that it is in.
    pub fn pick(&self, locale: &Locale, fallbacks: &[Locale]) -> Option<(Option<&Locale>, &T)> {
        match self {
            Self::All(value) => Some((None, value)),
            Self::PerLocale { locales } => {
                let same = || locales.iter().find(|(l, _)| l.language() == locale.language());
                let fallback = || fallbacks.iter().find_map(|l| locales.get_key_value(l));
                let found = locales
                    .get_key_value(locale)
                    .or_else(same)
                    .or_else(fallback)
                    .or_else(|| locales.iter().next());
                found.map(|(l, v)| (Some(l), v))
            }
        }
    }
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum Value {
    /// Plain text; line breaks count.
    Text {
        /// The text.
        text: String,
    },
    /// Rich text, sanitised when it was published.
    Html {
        /// The safe HTML.
        html: String,
    },
    /// Yes or no.
    Boolean {
        /// Yes.
        value: bool,
    },
    /// A number, exactly as the PIM holds it.
    Number {
        /// Decimal digits.
        value: String,
    },
    /// A measure.
    Metric {
        /// Decimal digits.
        amount: String,
        /// The PIM's unit code, such as `KILOGRAM`.
        unit: String,
        /// The unit's sign, such as `kg`.
        symbol: String,
    },
    /// Prices.
    Prices {
        /// One per currency.
        prices: Vec<Money>,
    },
    /// A day, `YYYY-MM-DD`.
    Date {
        /// The day.
        date: String,
    },
    /// One or more options of a list, records, or assets.
    Options {
        /// The chosen ones.
        options: Vec<OptionValue>,
    },
    /// A picture.
    Image {
        /// The picture.
        image: Image,
    },
    /// A document.
    File {
        /// The document.
        file: File,
    },
    /// A table.
    Table {
        /// The columns.
        columns: Vec<OptionValue>,
        /// The rows, each a cell per column; an empty cell is an empty text.
        rows: Vec<Vec<String>>,
    },
    /// Something of a kind that Tessera does not know; kept as the PIM sent it.
    Raw {
        /// The PIM's data.
        data: serde_json::Value,
    },
}

impl Value {
    /// The hashes of the pictures and documents in it, in hex.
    pub fn files(&self) -> Vec<&str> {
        match self {
            Self::Image { image } => vec![&image.sha256],
            Self::File { file } => vec![&file.sha256],
            Self::Options { options } => {
                let media = options.iter().filter_map(|option| option.media.as_ref());
                media
                    .map(|media| match media {
                        Media::Image(image) => image.sha256.as_str(),
                        Media::File(file) => file.sha256.as_str(),
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }
}

/// An amount of money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    /// Decimal digits.
    pub amount: String,
    /// ISO 4217 code.
    pub currency: String,
}

/// A code with its names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptionValue {
    /// The code.
    pub code: String,
    /// Names per locale; may be empty.
    #[serde(skip_serializing_if = "Labels::is_empty", default)]
    pub labels: Labels,
    /// The file that an asset is about.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub media: Option<Media>,
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    /// A picture.
    Image(Image),
    /// A document.
    File(File),
}

/// A picture that was fetched, re-encoded and stored at publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// SHA-256 of the stored bytes, in hex: also its name under `/media/`.
    pub sha256: String,
    /// `image/jpeg` or `image/png`.
    pub mime: String,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// A document that was fetched and stored at publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// SHA-256 of the stored bytes, in hex.
    pub sha256: String,
    /// Media type.
    pub mime: String,
    /// File name.
    pub name: String,
    /// Size in bytes.
    pub size: u64,
}

impl Image {
    /// The widths in which pictures are served besides as they are, in pixels.
    pub const WIDTHS: [u32; 3] = [480, 960, 1280];

    /// The same as WebP in the widths that it is worth, each with its address: `/media/{sha256}-{width}.webp`.
    pub fn sized(&self) -> impl Iterator<Item = (u32, String)> {
        let mut before = 0;
        let worth = Self::WIDTHS.into_iter().take_while(move |width| {
            let more = before < self.width;
            before = *width;
            more
        });
        worth.map(|width| {
            let path = format!("/media/{}-{width}.webp", self.sha256);
            (width.min(self.width), path)
        })
    }

    /// The address under which it is served.
    pub fn path(&self) -> String {
        format!(
            "/media/{}.{}",
            self.sha256,
            if self.mime == "image/png" { "png" } else { "jpg" }
        )
    }
}

impl File {
    /// The address under which it is served.
    pub fn path(&self) -> String {
        format!(
            "/media/{}.{}",
            self.sha256,
            if self.mime == "application/pdf" {
                "pdf"
            } else {
                "bin"
            }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_offered_in_widths_up_to_its_own() {
        let widths = |width: u32| {
            let picture = Image {
                sha256: "ab".to_owned(),
                mime: "image/jpeg".to_owned(),
                width,
                height: 10,
            };
            let sized: Vec<_> = picture.sized().collect();
            assert!(sized.iter().all(|(_, path)| path.starts_with("/media/ab-")));
            sized.into_iter().map(|(width, _)| width).collect::<Vec<_>>()
        };
        assert_eq!(widths(300), [300]);
        assert_eq!(widths(480), [480]);
        assert_eq!(widths(700), [480, 700]);
        assert_eq!(widths(1280), [480, 960, 1280]);
        assert_eq!(widths(4000), [480, 960, 1280]);
        assert!(widths(0).is_empty());
    }
}

//! Reference entities with their records and asset families with their assets (Enterprise Edition).
//!
//! Both are a code with values, and both name themselves by the attribute `label`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{AttributeType, Labels, ScopedValue, ValueData, Values};
use crate::tolerant::{self, code, map_of, object};

/// The attribute that names records and assets.
const LABEL: &str = "label";

/// A reference entity: a kind of thing that products refer to, such as suppliers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceEntity {
    /// Code.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Code of its picture, to be fetched with [`crate::Connector::record_media`].
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub image: Option<String>,
}

/// A family of assets, such as documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssetFamily {
    /// Code.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// The attribute that holds the file or link an asset is about.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub attribute_as_main_media: Option<String>,
    /// Whether assets have links that work without a token.
    #[serde(default, deserialize_with = "tolerant::flag")]
    pub sharing_enabled: bool,
}

/// An attribute of a reference entity or asset family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntityAttribute {
    /// Code.
    pub code: String,
    /// `text`, `media_file`, `single_option`… as the PIM spells it.
    #[serde(rename = "type", default, deserialize_with = "tolerant::code_or_empty")]
    pub kind: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Whether values differ by locale.
    #[serde(default, deserialize_with = "tolerant::flag")]
    pub value_per_locale: bool,
    /// Whether values differ by channel.
    #[serde(default, deserialize_with = "tolerant::flag")]
    pub value_per_channel: bool,
    /// The reference entity that a link leads to.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub reference_entity_code: Option<String>,
    /// What stands before every media link.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub prefix: Option<String>,
    /// What stands behind every media link.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub suffix: Option<String>,
    /// `image`, `pdf`, `youtube`… for media.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub media_type: Option<String>,
}

impl EntityAttribute {
    /// The product attribute type whose values look the same.
    pub fn value_type(&self) -> AttributeType {
        use AttributeType as T;
        match self.kind.as_str() {
            "text" => T::Text,
            "number" => T::Number,
            "boolean" => T::Boolean,
            "date" => T::Date,
            "image" => T::Image,
            "media_file" if self.media_type.as_deref() == Some("image") => T::Image,
            "media_file" => T::File,
            "single_option" => T::SimpleSelect,
            "multiple_options" => T::MultiSelect,
            "reference_entity_single_link" => T::ReferenceEntity,
            "reference_entity_multiple_links" => T::ReferenceEntityCollection,
            "asset_collection" => T::AssetCollection,
            other => T::Other(other.to_owned()),
        }
    }
}

/// A record of a reference entity, or an asset of an asset family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Code.
    pub code: String,
    /// Its name by locale.
    pub labels: Labels,
    /// Values by attribute code. Raw until [`Record::typed`].
    pub values: Values,
    /// ISO 8601 with offset.
    pub updated: Option<String>,
}

/// What an asset is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MainMedia {
    /// A file of the PIM, to be fetched with [`crate::Connector::asset_media`].
    File {
        /// Media code.
        code: String,
    },
    /// An address elsewhere. Written by people: judge it before following it.
    Link {
        /// The whole address.
        url: String,
    },
}

impl Record {
    /// Reads an item of a records or assets list; `None` without a code. Older PIMs put labels beside the values.
    pub(crate) fn from_wire(item: Value) -> Option<Self> {
        let mut item = object(item);
        let mut take = |key: &str| item.remove(key).unwrap_or(Value::Null);
        let code = code(&take("code"))?;
        let mut labels: Labels = map_of(take("labels"));
        let values = super::product::read_values(object(take("values")));
        for value in values.get(LABEL).into_iter().flatten() {
            if let (Some(locale), Some(text)) = (&value.locale, value.raw.as_str()) {
                labels.insert(locale.clone(), text.to_owned());
            }
        }
        labels.retain(|_, text| !text.trim().is_empty());
        Some(Self {
            code,
            labels,
            values,
            updated: tolerant::code(&take("updated")),
        })
    }

    /// Reads the values with the definitions given.
    #[must_use]
    pub fn typed(mut self, attributes: &[EntityAttribute]) -> Self {
        for attribute in attributes {
            for value in self.values.get_mut(&attribute.code).into_iter().flatten() {
                value.retype(&attribute.value_type());
            }
        }
        self
    }

    /// The value that fits a locale and channel.
    pub fn value(
        &self,
        attribute: &str,
        locale: Option<&str>,
        channel: Option<&str>,
    ) -> Option<&ScopedValue> {
        self.values
            .get(attribute)?
            .iter()
            .find(|value| value.fits(locale, channel))
    }

    /// The file or link an asset is about, in a locale and channel; any other where those have none.
    pub fn main_media(
        &self,
        family: &AssetFamily,
        attributes: &[EntityAttribute],
        locale: Option<&str>,
        channel: Option<&str>,
    ) -> Option<MainMedia> {
        let code = family.attribute_as_main_media.as_deref()?;
        let attribute = attributes.iter().find(|attribute| attribute.code == code)?;
        let any = || self.values.get(code)?.first();
        let value = self.value(code, locale, channel).or_else(any)?;
        let text = value.raw.as_str().filter(|text| !text.is_empty())?;
        if attribute.kind != "media_link" {
            return Some(MainMedia::File {
                code: text.to_owned(),
            });
        }
        let around = |part: &Option<String>| part.clone().unwrap_or_default();
        let url = format!("{}{text}{}", around(&attribute.prefix), around(&attribute.suffix));
        Some(MainMedia::Link { url })
    }
}

/// An address under which the PIM shows a file of an asset to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLink {
    /// The asset's attribute that holds the file.
    pub attribute: Option<String>,
    /// Locale code, or `None` for all.
    pub locale: Option<String>,
    /// Channel code, or `None` for all.
    pub scope: Option<String>,
    /// The address. To be fetched with [`crate::Connector::shared_file`], which sends no token.
    pub href: String,
}

impl ScopedValue {
    /// The share links of an asset in this value, where the PIM sent them.
    pub fn share_links(&self, asset: &str) -> Vec<ShareLink> {
        let linked = self.linked_raw.as_ref().and_then(|linked| linked.get(asset));
        let links = linked.and_then(|asset| asset.get("share_links")?.as_array());
        let link = |entry: &Value| {
            let text = |key: &str| entry.get(key).and_then(code);
            Some(ShareLink {
                attribute: text("attribute"),
                locale: text("locale"),
                scope: text("scope").or_else(|| text("channel")),
                href: entry.pointer("/_links/self/href")?.as_str()?.to_owned(),
            })
        };
        links.into_iter().flatten().filter_map(link).collect()
    }

    /// Asset codes of this value.
    pub fn assets(&self) -> &[String] {
        match &self.data {
            ValueData::AssetCollection(codes) => codes,
            _ => &[],
        }
    }
}

#[cfg(test)]
#[path = "entity_tests.rs"]
mod tests;

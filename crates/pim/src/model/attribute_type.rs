//! Attribute types as an open set: Akeneo's documentation disagrees with itself about their spelling, editions add
//! their own, and an unknown type must never hide the attributes beside it (contracts.md 1.3).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! attribute_types {
    ($($variant:ident, $code:literal, $doc:literal, [$($squashed:literal),+];)+) => {
        /// The type of an attribute. Written as Akeneo's most common spelling, read in all of them.
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AttributeType {
            $(#[doc = $doc] $variant,)+
            /// A type this version does not know, in the PIM's own spelling. Its values stay raw.
            Other(String),
        }

        impl AttributeType {
            /// Akeneo's code for the type.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$variant => $code,)+
                    Self::Other(code) => code,
                }
            }

            /// Reads any known spelling; everything else is kept as [`AttributeType::Other`].
            pub fn parse(code: &str) -> Self {
                match squash(code).as_str() {
                    $($($squashed)|+ => Self::$variant,)+
                    _ => Self::Other(code.to_owned()),
                }
            }

            /// All types known by name.
            pub const KNOWN: &[Self] = &[$(Self::$variant,)+];
        }
    };
}

attribute_types! {
    Identifier, "pim_catalog_identifier", "The product's identifier.", ["identifier"];
    Text, "pim_catalog_text", "One line of text.", ["text"];
    Textarea, "pim_catalog_textarea", "Long text, possibly HTML.", ["textarea"];
    SimpleSelect, "pim_catalog_simpleselect", "One option of a list.", ["simpleselect"];
    MultiSelect, "pim_catalog_multiselect", "Several options of a list.", ["multiselect"];
    Boolean, "pim_catalog_boolean", "Yes or no.", ["boolean"];
    Date, "pim_catalog_date", "A day.", ["date"];
    Number, "pim_catalog_number", "A number without unit.", ["number"];
    Metric, "pim_catalog_metric", "A measurement with unit.", ["metric", "measurement"];
    Price, "pim_catalog_price_collection", "Amounts in several currencies.", ["price", "pricecollection", "prices"];
    Image, "pim_catalog_image", "An image file.", ["image"];
    File, "pim_catalog_file", "Any other file.", ["file"];
    ReferenceDataSimple, "pim_reference_data_simpleselect", "One entry of custom reference data.",
        ["referencedatasimpleselect", "referencedatasimple"];
    ReferenceDataMulti, "pim_reference_data_multiselect", "Several entries of custom reference data.",
        ["referencedatamultiselect", "referencedatamulti"];
    ReferenceEntity, "akeneo_reference_entity", "One reference entity record (Enterprise).",
        ["referenceentity", "referenceentitysimpleselect"];
    ReferenceEntityCollection, "akeneo_reference_entity_collection", "Several reference entity records (Enterprise).",
        ["referenceentitycollection", "referenceentitymultiselect"];
    AssetCollection, "pim_catalog_asset_collection", "Assets of a family (Enterprise).",
        ["assetcollection", "assetscollection"];
    ProductLink, "pim_catalog_product_link", "A link to a product or product model.", ["productlink"];
    Table, "pim_catalog_table", "Rows and columns.", ["table"];
}

impl AttributeType {
    /// True for types whose values are option codes with labels of their own.
    pub const fn has_options(&self) -> bool {
        matches!(self, Self::SimpleSelect | Self::MultiSelect)
    }

    /// True for types whose values are files in the PIM's media store.
    pub const fn is_media(&self) -> bool {
        matches!(self, Self::Image | Self::File)
    }
}

/// Lower case, without vendor prefix and separators: `pim_catalog_price_collection` becomes `pricecollection`.
fn squash(code: &str) -> String {
    let lower = code.to_ascii_lowercase();
    let bare = ["pim_catalog_", "akeneo_", "pim_"]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix));
    bare.unwrap_or(&lower)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

impl Serialize for AttributeType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for AttributeType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::parse(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_type_reads_its_own_spelling() {
        for known in AttributeType::KNOWN {
            assert_eq!(&AttributeType::parse(known.code()), known);
        }
    }

    #[test]
    fn documented_misspellings_are_understood() {
        use AttributeType as T;
        for (spelling, meant) in [
            ("pim_catalog_price", T::Price),
            ("pim_catalog_reference_data_simple_select", T::ReferenceDataSimple),
            ("pim_reference_data_simpleselect", T::ReferenceDataSimple),
            ("pim_catalog_reference_data_multi_select", T::ReferenceDataMulti),
            ("pim_assets_collection", T::AssetCollection),
            ("pim_catalog_assets_collection", T::AssetCollection),
            ("akeneo_reference_entity_collection", T::ReferenceEntityCollection),
        ] {
            assert_eq!(T::parse(spelling), meant, "{spelling}");
        }
    }

    #[test]
    fn unknown_types_keep_their_spelling() {
        let other = AttributeType::parse("acme_hologram");
        assert_eq!(other, AttributeType::Other("acme_hologram".into()));
        assert_eq!(serde_json::to_string(&other).unwrap(), "\"acme_hologram\"");
    }
}

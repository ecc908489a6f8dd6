//! What the PIM holds, as the dashboard shows it.

use crate::{ConnectionId, Locale, PassportId, TemplateId, text::Labels};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// How a product is named towards the PIM: its UUID, or its identifier on older PIMs.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ProductKey(pub String);

/// A channel with its locales.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelView {
    /// Code.
    pub code: String,
    /// Names.
    pub labels: Labels,
    /// The locales that are active in it.
    pub locales: Vec<Locale>,
}

/// A family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyView {
    /// Code.
    pub code: String,
    /// Names.
    pub labels: Labels,
    /// Codes of its attributes.
    pub attributes: Vec<String>,
    /// The attribute that names a product.
    pub label_attribute: Option<String>,
    /// The attribute with its main picture.
    pub image_attribute: Option<String>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeView {
    /// Code.
    pub code: String,
    /// The PIM's type, such as `pim_catalog_metric`.
    pub kind: String,
    /// Names.
    pub labels: Labels,
    /// The code of its group.
    pub group: String,
    /// The names of its group.
    pub group_labels: Labels,
    /// Whether values differ by locale.
    pub localizable: bool,
    /// Whether values differ by channel.
    pub scopable: bool,
    /// The unit that the PIM takes for it by default, such as `KILOGRAM`, where it is a measure.
    #[serde(default)]
    pub unit: Option<String>,
}

/// What a template is designed from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogView {
    /// The channels.
    pub channels: Vec<ChannelView>,
    /// The families.
    pub families: Vec<FamilyView>,
    /// When this was read from the PIM.
    pub read_at: DateTime<Utc>,
}

/// The attributes of one family.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyAttributes {
    /// In the order of group, then name.
    pub attributes: Vec<AttributeView>,
    /// When this was read from the PIM.
    pub read_at: DateTime<Utc>,
}

/// Asks for a page of products.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListProducts {
    /// The connection; none takes the brand's first.
    pub connection: Option<ConnectionId>,
    /// Part of an identifier or a name.
    pub search: String,
    /// Only this family.
    pub family: Option<String>,
    /// Where to go on, as the page before said.
    pub cursor: Option<String>,
}

/// A page of products.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPage {
    /// The connection that they come from.
    pub connection: ConnectionId,
    /// The products.
    pub items: Vec<ProductRow>,
    /// Where the next page begins; none at the end.
    pub next: Option<String>,
    /// When this was read from the PIM.
    pub read_at: DateTime<Utc>,
    /// Set when the PIM could not be reached and this is an older copy: why, in words.
    pub stale: Option<String>,
}

/// A product in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRow {
    /// How the PIM names it.
    pub key: ProductKey,
    /// Its identifier, such as the SKU.
    pub identifier: String,
    /// Its name per locale; one entry at least where the PIM has a name.
    pub labels: Labels,
    /// Its family.
    pub family: Option<String>,
    /// Whether it is enabled.
    pub enabled: bool,
    /// When the PIM changed it last.
    pub updated: Option<DateTime<Utc>>,
    /// The passports that it already has.
    pub passports: Vec<ProductPassport>,
}

/// A passport of a product in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductPassport {
    /// The passport.
    pub id: PassportId,
    /// Its template.
    pub template: TemplateId,
    /// Its latest version; 0 where its page is live.
    pub version: u32,
}

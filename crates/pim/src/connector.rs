//! The one trait behind which PIM systems stand.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::PimError;
use crate::model::{
    AssetFamily, Attribute, AttributeGroup, AttributeOption, ChangeCursor, ChangePage, Channel,
    ConnectionReport, EntityAttribute, Family, FamilyVariant, LabelBook, Lineage, Locale, MeasurementFamily,
    MediaFile, Needs, Product, ProductKey, ProductModel, ProductPage, ProductQuery, Record, ReferenceEntity,
    Watched,
};

/// A connected PIM. Reads only; every call may take as long as its retry policy allows.
#[async_trait]
pub trait Connector: Send + Sync {
    /// Looks at everything a connection needs and says in plain words what is wrong. Signs in afresh.
    async fn test(&self) -> ConnectionReport;

    /// All channels.
    async fn channels(&self) -> Result<Vec<Channel>, PimError>;

    /// All enabled locales.
    async fn locales(&self) -> Result<Vec<Locale>, PimError>;

    /// All families.
    async fn families(&self) -> Result<Vec<Family>, PimError>;

    /// The definitions of these attributes, 100 per request. Codes the PIM does not know are left out.
    async fn attributes(&self, codes: &[String]) -> Result<Vec<Attribute>, PimError>;

    /// All attribute groups.
    async fn attribute_groups(&self) -> Result<Vec<AttributeGroup>, PimError>;

    /// All options of a select attribute.
    async fn options(&self, attribute: &str) -> Result<Vec<AttributeOption>, PimError>;

    /// All measurement families with their units; empty on PIMs that do not offer them.
    async fn measurement_families(&self) -> Result<Vec<MeasurementFamily>, PimError>;

    /// One page of products.
    async fn products(&self, query: &ProductQuery) -> Result<ProductPage, PimError>;

    /// One product with all its values.
    async fn product(&self, key: &ProductKey) -> Result<Product, PimError>;

    /// Many products with all their values, 100 per request, in the order of the keys; unknown keys are left out.
    async fn products_by_key(&self, keys: &[ProductKey]) -> Result<Vec<Product>, PimError>;

    /// Product models with all their values, 100 per request, in the order of the codes; unknown codes are left out.
    async fn product_models(&self, codes: &[String]) -> Result<Vec<ProductModel>, PimError>;

    /// The ways in which products of a family vary.
    async fn family_variants(&self, family: &str) -> Result<Vec<FamilyVariant>, PimError>;

    /// The models above each of these products, in the order of the products, and how their families vary.
    async fn lineages(&self, products: &[Product]) -> Result<Vec<Lineage>, PimError>;

    /// The next hundred changes; see [`ChangeCursor`] for what may come twice and what never gets lost.
    async fn changes(&self, what: Watched, cursor: &ChangeCursor) -> Result<ChangePage, PimError>;

    /// All reference entities; empty on PIMs that do not offer them.
    async fn reference_entities(&self) -> Result<Vec<ReferenceEntity>, PimError>;

    /// The attributes of a reference entity.
    async fn record_attributes(&self, entity: &str) -> Result<Vec<EntityAttribute>, PimError>;

    /// The options of an attribute of a reference entity.
    async fn record_options(&self, entity: &str, attribute: &str) -> Result<Vec<AttributeOption>, PimError>;

    /// Records of a reference entity, 100 per request; all of them with `None`. Unknown codes are left out.
    async fn records(&self, entity: &str, codes: Option<&[String]>) -> Result<Vec<Record>, PimError>;

    /// All asset families; empty on PIMs that do not offer them.
    async fn asset_families(&self) -> Result<Vec<AssetFamily>, PimError>;

    /// The attributes of an asset family.
    async fn asset_attributes(&self, family: &str) -> Result<Vec<EntityAttribute>, PimError>;

    /// Assets of a family, 100 per request; all of them with `None`. Unknown codes are left out.
    async fn assets(&self, family: &str, codes: Option<&[String]>) -> Result<Vec<Record>, PimError>;

    /// The labels of everything in `needs`. What may not be read is told in [`LabelBook::unavailable`], and is no error.
    async fn labels(&self, needs: &Needs) -> Result<LabelBook, PimError>;

    /// A media file of a product by its code.
    async fn media(&self, code: &str) -> Result<MediaFile, PimError>;

    /// A media file of a record or reference entity by its code.
    async fn record_media(&self, code: &str) -> Result<MediaFile, PimError>;

    /// A media file of an asset by its code.
    async fn asset_media(&self, code: &str) -> Result<MediaFile, PimError>;

    /// A file the PIM shows to everybody, see [`crate::ShareLink`]. No token is sent, whatever the address.
    async fn shared_file(&self, href: &str) -> Result<MediaFile, PimError>;
}

/// A session at the PIM.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// Sent with every call.
    pub access_token: SecretString,
    /// Exchanged for the next pair, once.
    pub refresh_token: Option<SecretString>,
    /// When the access token stops working.
    pub expires_at: DateTime<Utc>,
}

/// Keeps rotated tokens, encrypted, for the next start. A failure to save is the store's to log: the call goes on, and
/// the worst that follows is one more sign-in.
#[async_trait]
pub trait TokenStore: Send + Sync {
    /// Replaces the stored tokens. Called before any call uses the new ones.
    async fn save(&self, tokens: &Tokens);
}

/// Forgets tokens: for testing a connection before it is stored.
pub struct ForgetTokens;

#[async_trait]
impl TokenStore for ForgetTokens {
    async fn save(&self, _tokens: &Tokens) {}
}

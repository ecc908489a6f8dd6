//! The one trait behind which PIM systems stand.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;

use crate::PimError;
use crate::model::{
    Attribute, AttributeGroup, AttributeOption, Channel, ConnectionReport, Family, Locale, MeasurementFamily,
    MediaFile, Product, ProductKey, ProductPage, ProductQuery,
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

    /// A media file by its code.
    async fn media(&self, code: &str) -> Result<MediaFile, PimError>;
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

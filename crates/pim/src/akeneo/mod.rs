//! Akeneo: contracts.md 1.1 and 1.3 to 1.5.

mod address;
mod auth;
mod changes;
mod cursor;
mod entities;
mod events;
mod exchange;
mod labels;
mod media;
mod meter;
mod models;
mod products;
mod report;
mod search;
mod sentences;
mod structure;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use secrecy::SecretString;
use tokio::sync::{Mutex, OnceCell, Semaphore};
use url::Url;

pub use address::parse_base_url;
pub use events::{EventsError, SubscribeTo, Subscription, SubscriptionStatus};
pub use meter::ConnectionState;

use crate::breaker::{Breaker, BreakerPolicy};
use crate::connector::{Connector, TokenStore, Tokens};
use crate::model::{
    AssetFamily, Attribute, AttributeGroup, AttributeOption, ChangeCursor, ChangePage, Channel,
    ConnectionReport, EntityAttribute, Family, FamilyVariant, LabelBook, Lineage, Locale, MeasurementFamily,
    MediaFile, Needs, Product, ProductKey, ProductModel, ProductPage, ProductQuery, Record, ReferenceEntity,
    Watched,
};
use crate::{Outbound, PimError, RetryPolicy};

/// Akeneo asks for at most four calls at once per connection.
const CALLS_AT_ONCE: usize = 4;
/// A hundred products with all their values are a few megabytes; more than this is not a page.
const MAX_JSON: usize = 32_000_000;
/// Largest page, and largest number of values in an `IN` filter that fits in an address.
const PAGE: usize = 100;

/// Where and as whom to sign in. Made in Akeneo under Connect → Connection settings.
#[derive(Debug, Clone)]
pub struct AkeneoCredentials {
    /// The PIM's address, see [`parse_base_url`].
    pub base_url: Url,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub secret: SecretString,
    /// The connection's user.
    pub username: String,
    /// The user's password.
    pub password: SecretString,
}

/// The time, from whoever owns it.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// A connection to one Akeneo PIM. Keep one per stored connection: the limit of parallel calls and the single-flight
/// token refresh work per instance. Clones share both.
///
/// # How the search box works
///
/// Akeneo cannot search "identifier or name" in one query. [`Connector::products`] therefore asks several questions one
/// after the other and joins the answers into one list:
///
/// 1. products whose identifier contains the term;
/// 2. for each label attribute of the families concerned (at most four, those of the most families first): products of
///    exactly those families whose label contains the term, in the first requested locale and the requested channel.
///
/// A product found by its name is left out when its identifier contains the term too, because the first question has
/// shown it already; families do not overlap, so the list has no duplicates. A [`Cursor`](crate::Cursor) says which question the
/// next page belongs to.
///
/// # When the PIM fails
///
/// Passing failures are repeated within the bounds of the [`RetryPolicy`]. After several failed calls in a row the
/// connection's circuit opens, see [`BreakerPolicy`]: calls fail at once with [`PimError::CircuitOpen`]. When the PIM asks
/// for a pause with `Retry-After`, all calls of the connection keep it. A connection test goes through regardless, and
/// closes the circuit when it succeeds.
#[derive(Clone)]
pub struct Akeneo {
    shared: Arc<Shared>,
    retry: RetryPolicy,
    /// Calls go through an open circuit: a person wants to know.
    insistent: bool,
}

struct Shared {
    outbound: Outbound,
    credentials: AkeneoCredentials,
    auth: Mutex<auth::AuthState>,
    token_store: Arc<dyn TokenStore>,
    clock: Clock,
    permits: Semaphore,
    breaker: Arc<Breaker>,
    meter: meter::Meter,
    /// Set once the PIM turned out to be too old for `products-uuid`.
    without_uuids: AtomicBool,
    identifier: OnceCell<String>,
    search_context: Mutex<Option<(DateTime<Utc>, Arc<search::SearchContext>)>>,
}

impl Akeneo {
    /// A connection; nothing is sent before the first call. `tokens` are those last given to `token_store`.
    pub fn new(
        outbound: Outbound,
        credentials: AkeneoCredentials,
        tokens: Option<Tokens>,
        clock: Clock,
        token_store: Arc<dyn TokenStore>,
    ) -> Self {
        let shared = Shared {
            outbound,
            credentials,
            auth: Mutex::new(auth::AuthState::new(tokens)),
            token_store,
            clock,
            permits: Semaphore::new(CALLS_AT_ONCE),
            breaker: Breaker::new(BreakerPolicy::default()),
            meter: meter::Meter::default(),
            without_uuids: AtomicBool::new(false),
            identifier: OnceCell::new(),
            search_context: Mutex::new(None),
        };
        Self {
            shared: Arc::new(shared),
            retry: RetryPolicy::default(),
            insistent: false,
        }
    }

    /// The same connection with other bounds for repeating calls.
    #[must_use]
    pub fn with_retry(&self, retry: RetryPolicy) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            retry,
            insistent: self.insistent,
        }
    }

    /// The same connection for somebody who wants to know now, whatever the circuit says.
    fn insistent(&self) -> Self {
        Self {
            insistent: true,
            ..self.clone()
        }
    }

    /// How the connection is doing: circuit, calls, tokens. For its page.
    pub async fn state(&self) -> ConnectionState {
        let (calls_last_minute, calls, limited) = self.shared.meter.read(self.now());
        let auth = self.shared.auth.lock().await;
        ConnectionState {
            circuit: self.shared.breaker.circuit(),
            calls_last_minute,
            calls,
            limited,
            token_expires_at: auth.tokens().map(|tokens| tokens.expires_at),
            can_refresh: auth.tokens().is_some_and(|tokens| tokens.refresh_token.is_some()),
        }
    }

    fn base(&self) -> &Url {
        &self.shared.credentials.base_url
    }

    fn now(&self) -> DateTime<Utc> {
        (self.shared.clock)()
    }
}

#[async_trait]
impl Connector for Akeneo {
    async fn test(&self) -> ConnectionReport {
        // A person is waiting: one repetition is enough to get over a hiccup.
        report::test(&self.insistent().with_retry(self.retry.at_most(2))).await
    }

    async fn channels(&self) -> Result<Vec<Channel>, PimError> {
        self.read_channels().await
    }

    async fn locales(&self) -> Result<Vec<Locale>, PimError> {
        self.read_locales().await
    }

    async fn families(&self) -> Result<Vec<Family>, PimError> {
        self.read_families().await
    }

    async fn attributes(&self, codes: &[String]) -> Result<Vec<Attribute>, PimError> {
        self.read_attributes(codes).await
    }

    async fn attribute_groups(&self) -> Result<Vec<AttributeGroup>, PimError> {
        self.read_attribute_groups().await
    }

    async fn options(&self, attribute: &str) -> Result<Vec<AttributeOption>, PimError> {
        self.read_options(attribute).await
    }

    async fn measurement_families(&self) -> Result<Vec<MeasurementFamily>, PimError> {
        self.read_measurement_families().await
    }

    async fn products(&self, query: &ProductQuery) -> Result<ProductPage, PimError> {
        self.search_products(query).await
    }

    async fn product(&self, key: &ProductKey) -> Result<Product, PimError> {
        self.read_product(key).await
    }

    async fn products_by_key(&self, keys: &[ProductKey]) -> Result<Vec<Product>, PimError> {
        self.read_products(keys).await
    }

    async fn product_models(&self, codes: &[String]) -> Result<Vec<ProductModel>, PimError> {
        self.read_models(codes).await
    }

    async fn family_variants(&self, family: &str) -> Result<Vec<FamilyVariant>, PimError> {
        self.read_family_variants(family).await
    }

    async fn lineages(&self, products: &[Product]) -> Result<Vec<Lineage>, PimError> {
        self.read_lineages(products).await
    }

    async fn changes(&self, what: Watched, cursor: &ChangeCursor) -> Result<ChangePage, PimError> {
        self.read_changes(what, cursor).await
    }

    async fn reference_entities(&self) -> Result<Vec<ReferenceEntity>, PimError> {
        self.read_reference_entities().await
    }

    async fn record_attributes(&self, entity: &str) -> Result<Vec<EntityAttribute>, PimError> {
        self.read_record_attributes(entity).await
    }

    async fn record_options(&self, entity: &str, attribute: &str) -> Result<Vec<AttributeOption>, PimError> {
        self.read_record_options(entity, attribute).await
    }

    async fn records(&self, entity: &str, codes: Option<&[String]>) -> Result<Vec<Record>, PimError> {
        self.read_records(entity, codes).await
    }

    async fn asset_families(&self) -> Result<Vec<AssetFamily>, PimError> {
        self.read_asset_families().await
    }

    async fn asset_attributes(&self, family: &str) -> Result<Vec<EntityAttribute>, PimError> {
        self.read_asset_attributes(family).await
    }

    async fn assets(&self, family: &str, codes: Option<&[String]>) -> Result<Vec<Record>, PimError> {
        self.read_assets(family, codes).await
    }

    async fn labels(&self, needs: &Needs) -> Result<LabelBook, PimError> {
        self.read_labels(needs).await
    }

    async fn media(&self, code: &str) -> Result<MediaFile, PimError> {
        self.read_media(media::PRODUCT_MEDIA, code).await
    }

    async fn record_media(&self, code: &str) -> Result<MediaFile, PimError> {
        self.read_media(media::RECORD_MEDIA, code).await
    }

    async fn asset_media(&self, code: &str) -> Result<MediaFile, PimError> {
        self.read_media(media::ASSET_MEDIA, code).await
    }

    async fn shared_file(&self, href: &str) -> Result<MediaFile, PimError> {
        self.read_shared_file(href).await
    }
}

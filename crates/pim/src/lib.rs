//! Outbound connectors to PIM systems, Akeneo first, behind one trait.
//!
//! - [`outbound`] is the only way out of Tessera to an address somebody typed.
//! - [`model`] is what a PIM contains, without loss, as JSON that can be cached.
//! - [`Connector`] is what the server uses; [`Akeneo`] implements it.
//! - [`PimError::plain_words`] says what went wrong to the person who can repair it.
//!
//! Values are codes; people read labels. To show a product:
//!
//! 1. read it ([`Connector::product`], [`Connector::products_by_key`]) and the definitions of the attributes to be shown;
//! 2. type the values of older PIMs with [`Product::typed`];
//! 3. ask [`Needs::of`] which codes came without labels, for a whole batch at once, and read them with
//!    [`Connector::labels`]; the [`LabelBook`] is JSON and can be cached;
//! 4. put them in place: [`LabelBook::name_values`] beside the values, [`LabelBook::name_columns`] into tables;
//! 5. show measurements in the channel's units with [`Product::in_units`], and symbols with [`Product::with_symbols`].
//!
//! Reference data has no labels that the API would tell: [`readable`] makes the best of its codes.
//!
//! To learn what changed, walk [`Connector::changes`] and store the [`ChangeCursor`] with what was done about it.
//!
//! The crate knows no database: tokens go out through [`TokenStore`], the time comes in through [`Clock`].

mod akeneo;
mod breaker;
mod connector;
mod error;
mod gone;
pub mod model;
pub mod outbound;
mod retry;
mod tally;
mod tolerant;

pub use akeneo::{
    Akeneo, AkeneoCredentials, Clock, ConnectionState, EventsError, SubscribeTo, Subscription,
    SubscriptionStatus, parse_base_url,
};
pub use breaker::{BreakerPolicy, Circuit};
pub use connector::{Connector, ForgetTokens, TokenStore, Tokens};
pub use error::PimError;
pub use gone::Gone;
pub use model::{
    AssetFamily, Attribute, AttributeGroup, AttributeOption, AttributeType, Change, ChangeCursor, ChangePage,
    Changed, Channel, Check, Completeness, ConnectionReport, Conversion, Cursor, EntityAttribute, Family,
    FamilyVariant, LabelBook, Labels, Lineage, LinkedOption, Locale, MainMedia, MeasurementFamily,
    MeasurementUnit, MediaFile, Needs, Origin, Outcome, Price, Product, ProductKey, ProductModel,
    ProductPage, ProductQuery, Record, ReferenceEntity, ScopedValue, ShareLink, TableColumn, TableOption,
    ValueData, Values, VariantSet, Watched, interpret, readable,
};
pub use outbound::{Outbound, OutboundError, OutboundPolicy, OutboundResponse};
pub use retry::{Random, RetryPolicy, Sleep};
pub use tally::tally;

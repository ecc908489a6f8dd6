//! Outbound connectors to PIM systems, Akeneo first, behind one trait.
//!
//! - [`outbound`] is the only way out of Tessera to an address somebody typed.
//! - [`model`] is what a PIM contains, without loss, as JSON that can be cached.
//! - [`Connector`] is what the server uses; [`Akeneo`] implements it.
//! - [`PimError::plain_words`] says what went wrong to the person who can repair it.
//!
//! The crate knows no database: tokens go out through [`TokenStore`], the time comes in through [`Clock`].

mod akeneo;
mod breaker;
mod connector;
mod error;
pub mod model;
pub mod outbound;
mod retry;
mod tolerant;

pub use akeneo::{Akeneo, AkeneoCredentials, Clock, ConnectionState, parse_base_url};
pub use breaker::{BreakerPolicy, Circuit};
pub use connector::{Connector, ForgetTokens, TokenStore, Tokens};
pub use error::{Gone, PimError};
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

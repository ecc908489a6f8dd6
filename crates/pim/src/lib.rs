//! Outbound connectors to PIM systems, Akeneo first, behind one trait.
//!
//! - [`outbound`] is the only way out of Tessera to an address somebody typed.
//! - [`model`] is what a PIM contains, without loss, as JSON that can be cached.
//! - [`Connector`] is what the server uses; [`Akeneo`] implements it.
//! - [`PimError::plain_words`] says what went wrong to the person who can repair it.
//!
//! The crate knows no database: tokens go out through [`TokenStore`], the time comes in through [`Clock`].

mod akeneo;
mod connector;
mod error;
pub mod model;
pub mod outbound;
mod retry;
mod tolerant;

pub use akeneo::{Akeneo, AkeneoCredentials, Clock, parse_base_url};
pub use connector::{Connector, ForgetTokens, TokenStore, Tokens};
pub use error::PimError;
pub use model::{
    Attribute, AttributeGroup, AttributeOption, AttributeType, Channel, Check, Completeness,
    ConnectionReport, Cursor, Family, Labels, LinkedOption, Locale, MeasurementFamily, MeasurementUnit,
    MediaFile, Outcome, Price, Product, ProductKey, ProductPage, ProductQuery, ScopedValue, TableColumn,
    TableOption, ValueData, Values, interpret,
};
pub use outbound::{Outbound, OutboundError, OutboundPolicy, OutboundResponse};
pub use retry::{RetryPolicy, Sleep};

//! What Tessera speaks about: ids, value types, commands (in), views (out), validation and errors.
//!
//! Shared by the browser and the server, so nothing here does I/O, reads a clock or draws a random number.

pub mod account;
pub mod api_key;
pub mod audit;
pub mod brand_key;
pub mod branding;
pub mod catalog;
pub mod changes;
pub mod connection;
pub mod drift;
pub mod error;
pub mod export;
pub mod grant;
pub mod host;
pub mod ids;
pub mod insight;
pub mod job;
pub mod labels;
pub mod locale;
pub mod natural;
pub mod passport;
pub mod permission;
pub mod profile;
pub mod readers;
pub mod readiness;
pub mod record;
pub mod registry;
pub mod scan;
pub mod security;
pub mod state;
pub mod team;
pub mod template;
pub mod text;
pub mod unit;
pub mod version;

pub use error::{Error, FieldError, Kind};
pub use ids::*;
pub use locale::Locale;
pub use permission::{Permission, Role};
pub use readers::{Reader, Readers};

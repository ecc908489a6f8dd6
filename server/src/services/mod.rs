//! Business operations. Each takes the [`crate::app::App`] and who asks, owns its transaction, and answers with views or
//! [`domain::Error`].

pub mod access;
pub mod account;
pub mod audit;
pub mod brand_keys;
pub mod catalog;
pub mod claims;
pub mod connections;
mod disclosures;
pub mod drift;
pub mod exports;
pub mod factors;
pub mod grants;
pub mod identities;
pub mod labels;
mod limits;
pub mod live;
pub mod lookup;
pub mod mapping;
pub mod media;
pub mod notices;
pub mod passkeys;
pub mod passports;
pub mod publish;
pub mod readiness;
pub mod registry;
pub mod representations;
pub mod sessions;
pub mod signing;
pub mod team;
pub mod templates;
pub mod units;

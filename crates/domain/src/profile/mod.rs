//! What a law asks of a passport, as data: profiles with their data points, how a template feeds each point, and how
//! ready a product is.
//!
//! The profiles themselves are files of the crate `profiles`, on the server. Here stand their types and the pure rules that both
//! sides need.

mod attribute;
mod audience;
mod composition;
mod country;
mod date;
mod decimal;
mod fit;
mod id;
mod identifier;
mod kind;
mod mapping;
mod point;
mod readiness;
mod suggestion;
mod unit;
mod view;

pub use attribute::AttributeFacts;
pub use audience::{Audience, Audiences};
pub use composition::{Part, Share, composition, composition_of};
pub use country::is_country;
pub use date::{DatePattern, Precision, read_date};
pub use decimal::Decimal;
pub use fit::{enter, fit, is_empty};
pub use id::{CategoryId, PointId, ProfileId};
pub use identifier::Scheme;
pub use kind::{Code, PointKind};
pub use mapping::{Mapping, Source, Transform, check_mappings, check_transform};
pub use point::{DataPoint, Duty, Requirement, Supply};
pub use readiness::{Inputs, InvalidPoint, Readiness, assess};
pub use suggestion::{Confidence, Suggestion};
pub use unit::{Dimension, Unit, convert};
pub use view::{Category, Group, Law, Profile, ProfileChoice, ProfileRow, Status};

#[cfg(test)]
mod fit_tests;
#[cfg(test)]
mod mapping_tests;
#[cfg(test)]
mod readiness_tests;
#[cfg(test)]
mod samples;

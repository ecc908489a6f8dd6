//! wip
mod error;
pub mod model;
pub mod outbound;
mod tolerant;
pub use error::PimError;
pub use model::*;

//! The `search` parameter: filters by property and operator.

mod compare;
pub(crate) mod completeness;
mod criteria;
mod products;
mod structure;
mod values;

pub(crate) use criteria::Criteria;
pub(crate) use products::{Candidate, Defaults, model_matches, named};
pub(crate) use structure::filter as filter_structure;

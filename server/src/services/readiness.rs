//! Readiness: which law a template follows, where each data point comes from, and what a product still lacks.

mod board;
mod check;
mod followed;
mod mapping;
mod product;
#[cfg(test)]
mod tests;
mod words;

pub use board::{ask_check, board, export, list};
pub use check::run;
pub(in crate::services) use followed::{Followed, pretended};
pub use mapping::{accept, choose, mapping, set, unset};
pub use product::{enter, product};

//! Numbers, money, measures, days and sizes as a reader of a language writes them. Never through a float: every digit
//! that the PIM holds is the digit that is shown.

mod date;
mod decimal;
mod money;
mod size;
mod style;

#[cfg(test)]
mod tests;

pub(crate) use date::{day, moment};
pub(crate) use decimal::{measure, number};
pub(crate) use money::price;
pub(crate) use size::{file_kind, file_size};

/// Keeps a number and its unit on one line.
pub(crate) const NBSP: char = '\u{a0}';

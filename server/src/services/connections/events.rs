//! Akeneo's Event Platform, where a PIM has it: it tells of changes at once. The list of changes is read all the same, because
//! events come late, twice, in any order, or not at all.

mod receive;
mod signature;
mod switch;
#[cfg(test)]
mod tests;
mod words;

pub use receive::{event, notice};
pub use signature::Signatures;
pub use switch::set;
pub(super) use switch::{look_again, retire, say_goodbye};
pub(super) use words::facts;

//! The simulator over HTTP, as its users see it.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod catalogue;
mod faults;
mod filters;
mod helpers;
mod media;
mod paging;
mod structure;
mod token;

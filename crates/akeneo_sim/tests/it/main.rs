//! The simulator over HTTP, as its users see it.

#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod catalogue;
mod control;
mod events;
mod faults;
mod filters;
mod helpers;
mod large;
mod media;
mod paging;
mod structure;
mod token;

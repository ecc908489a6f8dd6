//! A stateful look-alike of an Akeneo PIM for tests, demonstrations and development.
//!
//! It speaks the part of Akeneo's REST API that a passport reader needs, with the statuses, texts and traps of the
//! real system, and serves a made-up but believable catalogue. Nothing is stored: a restart starts afresh.

pub mod catalogue;
mod clock;
pub mod credentials;
mod events;
mod faults;
mod http;
mod media;
mod paging;
mod present;
mod search;
mod sim;
mod state;
mod tokens;

pub use events::Delivery;
pub use faults::Faults;
pub use sim::{Sim, SimConfig};
pub use state::RequestLogEntry;

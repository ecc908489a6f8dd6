//! The application under test, people who use it, and what they get back.

mod authenticator;
mod client;
mod dns;
pub mod provider;
mod reply;
pub mod stories;
mod test_app;

pub use authenticator::Authenticator;
pub use client::Client;
pub use dns::StubDns;
pub use reply::Reply;
pub use stories::{Shop, shop};
pub use test_app::TestApp;

/// A password that the rules accept.
pub const PASSWORD: &str = "copper lantern walks quietly north";

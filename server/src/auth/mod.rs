//! Passwords, tokens, the life of a session, and what other providers say.

pub mod oidc;
mod passwords;
mod policy;
pub mod sessions;
pub mod tokens;

pub use passwords::{Cost, Passwords, Verdict};
pub use policy::judge;

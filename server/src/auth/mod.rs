//! Passwords, tokens and the life of a session.

mod passwords;
mod policy;
pub mod sessions;
pub mod tokens;

pub use passwords::{Cost, Passwords, Verdict};
pub use policy::judge;

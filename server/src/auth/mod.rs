//! Passwords, one-time and backup codes, tokens, the life of a session, and what other providers say.

pub mod backup_codes;
mod common;
pub mod oidc;
pub mod passkeys;
mod passwords;
mod policy;
pub mod sessions;
pub mod tokens;
pub mod totp;

pub use passwords::{Cost, Passwords, Verdict};
pub use policy::judge;

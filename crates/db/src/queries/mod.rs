//! Named queries, one file per area. Each takes an open transaction and returns domain types or small structs.

pub mod audit;
pub mod backup_codes;
pub mod brands;
pub mod ceremonies;
pub mod claims;
pub mod connections;
pub mod drift;
pub mod factors;
pub mod identities;
pub mod invitations;
pub mod jobs;
pub mod known_devices;
pub mod mailed_tokens;
pub mod media;
pub mod members;
pub mod outbox;
pub mod passkeys;
pub mod passports;
pub mod polls;
pub mod secrets;
pub mod sessions;
pub mod signing_keys;
pub mod templates;
pub mod totp;
pub mod users;
pub mod versions;

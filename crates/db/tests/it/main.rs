//! The database as a whole, on a real PostgreSQL.

#![expect(
    clippy::unwrap_used,
    reason = "in a helper of tests as in a test, a panic is a failure that shows its place"
)]

mod accounts;
mod changes;
mod columns;
mod domains;
mod doors;
mod files;
mod isolation;
mod login_role;
mod mail;
mod migrations;
mod public_door;
mod team;
mod versions;
mod world;

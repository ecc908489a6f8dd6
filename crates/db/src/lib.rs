//! The database: three doors, the schema, and named queries that return domain types.
//!
//! Rows never leave this crate. A service opens a door ([`Doors::brand`], [`Doors::public`], [`Doors::system`]), calls
//! functions of [`queries`] with the transaction it got, and commits.

mod changes;
mod connect;
mod doors;
mod error;
pub mod migrations;
pub mod queries;
mod reach;
pub mod roles;
mod schema;
pub mod types;
mod usage;

pub use changes::{Changes, Told};
pub use diesel_async::AsyncPgConnection;
pub use doors::{Doors, Tx};
pub use error::{DbError, OnUnique};
pub use migrations::{migrate, pending};
pub use roles::{check_login_role, create_login_role};
pub use usage::{DoorUse, PoolSize, PoolUse};

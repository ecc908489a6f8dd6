//! User accounts.

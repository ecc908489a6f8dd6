//! Passport configurations.

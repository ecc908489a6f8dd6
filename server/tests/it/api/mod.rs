//! `/api`

mod admin;

//! The brand's settings.

mod api_keys;
mod keys;

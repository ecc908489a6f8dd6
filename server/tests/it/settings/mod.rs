//! The brand's settings.

mod api_keys;
mod exit_pack;
mod keys;

//! The brand's settings.

mod exit_pack;
mod keys;

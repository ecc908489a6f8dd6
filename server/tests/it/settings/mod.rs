//! The brand's settings.

mod keys;

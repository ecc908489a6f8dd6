//! Widgets without business types.

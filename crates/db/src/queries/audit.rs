//! The audit log: written and read, never changed.

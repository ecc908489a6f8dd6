//! The account service against a real database.

//! Tokens of mailed links: single use, hashed at rest.

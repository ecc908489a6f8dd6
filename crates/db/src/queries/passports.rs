//! Passports: the living entry over the versions.

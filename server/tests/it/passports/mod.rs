//! `/passports/{id}/...`: versions, two of them side by side, and the state of a passport.

mod lives;
mod state;
mod versions;

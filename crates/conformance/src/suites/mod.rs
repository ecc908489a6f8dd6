//! The suites, one file per family of standards.

mod canonical;
mod digital_link;
mod identifiers;
mod passport;
mod proof;

use crate::Suite;

/// In the order of the page.
pub(crate) const ALL: &[Suite] = &[
    identifiers::SUITE,
    digital_link::SYNTAX,
    digital_link::COMPRESSION,
    digital_link::LINKSET,
    passport::EN_18223,
    passport::UNTP,
    canonical::SUITE,
    proof::ED25519,
    proof::DATA_INTEGRITY,
    proof::DID_WEB,
];

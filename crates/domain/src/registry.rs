//! The EU registry of product passports: what it wants to know of a passport, what it would object to, and how a passport
//! stands there.
//!
//! Sources: Implementing Regulation (EU) 2026/1778; the Commission's "DPP Registry User Guide for Economic Operators" 1.02,
//! chapter 6, which tells of the errors that the registry reports. Its interface for programs is not documented in public,
//! so nothing here speaks to it.

mod facts;
mod lint;
mod rule;
mod view;

pub use facts::Facts;
pub use lint::{Circumstances, lint};
pub use rule::{Finding, Rule, Severity};
pub use view::{
    CheckedProof, ListRegistry, Proof, RegistryDetail, RegistryPage, RegistryRow, Standing, State,
    UploadProof, days_left,
};

/// The most passports of one file (User Guide 1.02, chapter 6).
pub const FILE_MAX: usize = 100;

/// For how many days the registry hands a proof of registration out (Article 9(4)).
pub const PROOF_DAYS: i64 = 90;

/// How many days before the end of a proof its brand is told; the last time on the day itself.
pub const WARNED_BEFORE: [i64; 3] = [14, 3, 0];

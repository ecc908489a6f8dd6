//! Application identifiers 00 to 255: keys of trade items and logistic units, and what belongs to them.

use crate::Ai;
use crate::ai::entry::{
    DATE_OR_MONTH, Entry, GLN13, GTIN14,
    Rule::{CheckDigit, PrefixAfterFirst},
    ai, n, nv, xv,
};

/// AIs that begin with 0.
#[rustfmt::skip]
pub(super) static ZERO: &[Entry] = &[
    ai(2, 0, "SSCC", &[n(18).with(&[CheckDigit, PrefixAfterFirst])]).predefined().attribute().key(&[]),
    ai(2, 1, "GTIN", &[GTIN14])
        .predefined().attribute().excludes("255,37").key(&[&[Ai::CPV, Ai::BATCH, Ai::SERIAL], &[Ai::TPX]]),
    ai(2, 2, "CONTENT", &[GTIN14]).predefined().attribute().excludes("01,03").needs("37"),
    ai(2, 3, "MTO GTIN", &[GTIN14]).predefined().excludes("01,02,37,235"),
];

/// AIs that begin with 1.
#[rustfmt::skip]
pub(super) static ONE: &[Entry] = &[
    ai(2, 10, "BATCH/LOT", &[xv(20)]).attribute().needs("01,02,03,8006,8026"),
    ai(2, 11, "PROD DATE", &[DATE_OR_MONTH]).predefined().attribute().needs("01,02,03,8006,8026"),
    ai(2, 12, "DUE DATE", &[DATE_OR_MONTH]).predefined().attribute().needs("8020"),
    ai(2, 13, "PACK DATE", &[DATE_OR_MONTH]).predefined().attribute().needs("01,02,03,8006,8026"),
    ai(2, 15, "BEST BEFORE or BEST BY", &[DATE_OR_MONTH])
        .predefined().attribute().needs("01,02,03,8006,8026"),
    ai(2, 16, "SELL BY", &[DATE_OR_MONTH]).predefined().attribute().needs("01,02,03,8006,8026"),
    ai(2, 17, "USE BY or EXPIRY", &[DATE_OR_MONTH]).predefined().attribute().needs("01,02,03,255,8006,8026"),
];

/// AIs that begin with 2.
#[rustfmt::skip]
pub(super) static TWO: &[Entry] = &[
    ai(2, 20, "VARIANT", &[n(2)]).predefined().attribute().needs("01,02,03,8006,8026"),
    ai(2, 21, "SERIAL", &[xv(20)]).needs("01,03,8006").excludes("235"),
    ai(2, 22, "CPV", &[xv(20)]).needs("01"),
    ai(3, 235, "TPX", &[xv(28)]).needs("01"),
    ai(3, 240, "ADDITIONAL ID", &[xv(30)]).attribute().needs("01,02,03,8006,8026"),
    ai(3, 241, "CUST. PART No.", &[xv(30)]).attribute().needs("01,02,03,8006,8026"),
    ai(3, 242, "MTO VARIANT", &[nv(6)]).attribute().needs("01,02,8006,8026"),
    ai(3, 243, "PCN", &[xv(20)]).attribute().needs("01,03"),
    ai(3, 250, "SECONDARY SERIAL", &[xv(30)]).attribute().needs("01+21,03+21,8006+21"),
    ai(3, 251, "REF. TO SOURCE", &[xv(30)]).attribute().needs("01,03,8006"),
    ai(3, 253, "GDTI", &[GLN13, xv(17).optional()]).attribute().key(&[]),
    ai(3, 254, "GLN EXTENSION COMPONENT", &[xv(20)]).needs("414"),
    ai(3, 255, "GCN", &[GLN13, nv(12).optional()]).attribute().key(&[]).excludes("01,02,415,8006,8020,8026"),
];

//! Application identifiers 400 to 4333: orders, parties, places and transport.

use crate::Ai;
use crate::ai::entry::{
    COUNTRIES, COUNTRY, DATE, DATE_OR_MONTH, Entry, GLN13, HOUR_MINUTE,
    Rule::{CheckDigit, CountryLetters, Hyphen, Latitude, Longitude, PercentEncoded, Prefix, YesNo},
    ai, n, x, xv,
};

/// AIs that begin with 4.
#[rustfmt::skip]
pub(super) static FOUR: &[Entry] = &[
    ai(3, 400, "ORDER NUMBER", &[xv(30)]).attribute(),
    ai(3, 401, "GINC", &[xv(30).with(&[Prefix])]).attribute().key(&[]),
    ai(3, 402, "GSIN", &[n(17).with(&[CheckDigit, Prefix])]).attribute().key(&[]),
    ai(3, 403, "ROUTE", &[xv(30)]).attribute().needs("00"),
    ai(3, 410, "SHIP TO LOC", &[GLN13]).predefined().attribute(),
    ai(3, 411, "BILL TO", &[GLN13]).predefined().attribute(),
    ai(3, 412, "PURCHASE FROM", &[GLN13]).predefined().attribute(),
    ai(3, 413, "SHIP FOR LOC", &[GLN13]).predefined().attribute(),
    ai(3, 414, "LOC No.", &[GLN13]).predefined().attribute().key(&[&[Ai::EXTENSION], &[Ai::UIC]]),
    ai(3, 415, "PAY TO", &[GLN13]).predefined().attribute().needs("8020").key(&[&[Ai::REFERENCE]]),
    ai(3, 416, "PROD/SERV LOC", &[GLN13]).predefined().attribute(),
    ai(3, 417, "PARTY", &[GLN13]).predefined().attribute().key(&[&[Ai::UIC]]),
    ai(3, 420, "SHIP TO POST", &[xv(20)]).attribute().excludes("421"),
    ai(3, 421, "SHIP TO POST", &[COUNTRY, xv(9)]).attribute().excludes("4307"),
    ai(3, 422, "ORIGIN", &[COUNTRY]).attribute().needs("01,02,03,8006,8026").excludes("426"),
    ai(3, 423, "COUNTRY - INITIAL PROCESS", COUNTRIES).attribute().needs("01,02,03").excludes("426"),
    ai(3, 424, "COUNTRY - PROCESS", &[COUNTRY]).attribute().needs("01,02,03").excludes("426"),
    ai(3, 425, "COUNTRY - DISASSEMBLY", COUNTRIES).attribute().needs("01,02,03").excludes("426"),
    ai(3, 426, "COUNTRY - FULL PROCESS", &[COUNTRY]).attribute().needs("01,02,03"),
    ai(3, 427, "ORIGIN SUBDIVISION", &[xv(3)]).attribute().needs("01+422,02+422,03+422"),
    ai(4, 4300, "SHIP TO COMP", &[xv(35).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4301, "SHIP TO NAME", &[xv(35).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4302, "SHIP TO ADD1", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4303, "SHIP TO ADD2", &[xv(70).with(&[PercentEncoded])]).attribute().needs("4302"),
    ai(4, 4304, "SHIP TO SUB", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4305, "SHIP TO LOC", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4306, "SHIP TO REG", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4307, "SHIP TO COUNTRY", &[x(2).with(&[CountryLetters])]).attribute().needs("00"),
    ai(4, 4308, "SHIP TO PHONE", &[xv(30)]).attribute().needs("00"),
    ai(4, 4309, "SHIP TO GEO", &[n(10).with(&[Latitude]), n(10).with(&[Longitude])]).attribute().needs("00"),
    ai(4, 4310, "RTN TO COMP", &[xv(35).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4311, "RTN TO NAME", &[xv(35).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4312, "RTN TO ADD1", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4313, "RTN TO ADD2", &[xv(70).with(&[PercentEncoded])]).attribute().needs("4312"),
    ai(4, 4314, "RTN TO SUB", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4315, "RTN TO LOC", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4316, "RTN TO REG", &[xv(70).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4317, "RTN TO COUNTRY", &[x(2).with(&[CountryLetters])]).attribute().needs("00"),
    ai(4, 4318, "RTN TO POST", &[xv(20)]).attribute().needs("00"),
    ai(4, 4319, "RTN TO PHONE", &[xv(30)]).attribute().needs("00"),
    ai(4, 4320, "SRV DESCRIPTION", &[xv(35).with(&[PercentEncoded])]).attribute().needs("00"),
    ai(4, 4321, "DANGEROUS GOODS", &[n(1).with(&[YesNo])]).attribute().needs("00"),
    ai(4, 4322, "AUTH TO LEAVE", &[n(1).with(&[YesNo])]).attribute().needs("00"),
    ai(4, 4323, "SIG REQUIRED", &[n(1).with(&[YesNo])]).attribute().needs("00"),
    ai(4, 4324, "NOT BEF DEL DT", &[DATE_OR_MONTH, HOUR_MINUTE]).attribute().needs("00"),
    ai(4, 4325, "NOT AFT DEL DT", &[DATE_OR_MONTH, HOUR_MINUTE]).attribute().needs("00"),
    ai(4, 4326, "REL DATE", &[DATE]).attribute().needs("00"),
    ai(4, 4330, "MAX TEMP F.", &[n(6), x(1).with(&[Hyphen]).optional()])
        .attribute().needs("00").excludes("4331"),
    ai(4, 4331, "MAX TEMP C.", &[n(6), x(1).with(&[Hyphen]).optional()])
        .attribute().needs("00").excludes("4330"),
    ai(4, 4332, "MIN TEMP F.", &[n(6), x(1).with(&[Hyphen]).optional()])
        .attribute().needs("00").excludes("4333"),
    ai(4, 4333, "MIN TEMP C.", &[n(6), x(1).with(&[Hyphen]).optional()])
        .attribute().needs("00").excludes("4332"),
];

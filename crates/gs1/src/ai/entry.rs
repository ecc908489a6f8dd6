//! One line of the table of application identifiers, and the words in which it is written.

use crate::Ai;

/// What is known of an application identifier, or of a run of them that differ in their number only.
#[derive(Debug)]
pub struct Entry {
    pub(super) digits: u8,
    /// The first of the run as [`Ai`] sorts it, computed once because it is what a search compares.
    pub(super) rank: u16,
    pub(super) last: u16,
    /// The data title of the General Specifications, such as `BATCH/LOT`.
    pub title: &'static str,
    pub(crate) parts: &'static [Part],
    /// Whether its length is predefined, so that no separator follows (General Specifications, 7.8.5).
    pub predefined_length: bool,
    /// Whether it may stand in the query of a Digital Link.
    pub data_attribute: bool,
    /// For a primary key, the sequences of qualifiers that may follow it, each in its order.
    pub qualifiers: Option<&'static [&'static [Ai]]>,
    /// With which others it has to appear: alternatives separated by commas, joined by plus signs.
    pub(crate) needs: &'static str,
    /// With which others it must not appear.
    pub(crate) excludes: &'static str,
    /// Whether only one of its run may appear: a weight has one number of decimals.
    pub(crate) one_of_run: bool,
}

/// The character sets of General Specifications 7.11, and the one of digital signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Charset {
    Digits,
    Set82,
    Set39,
    Base64Url,
}

/// A piece of a value: so many characters of a set, under some rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    pub(crate) set: Charset,
    pub(crate) min: u8,
    pub(crate) max: u8,
    pub(crate) optional: bool,
    pub(crate) rules: &'static [Rule],
}

/// What a part has to satisfy beyond its characters; named after what it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    CheckDigit,
    CheckPair,
    Country,
    CountryLetters,
    CountryOr999,
    /// A coupon of North America: digits; what they say is not looked into.
    Coupon,
    Currency,
    Date,
    DateOrMonth,
    Hour,
    HourMinute,
    Hyphen,
    Iban,
    ImporterIndex,
    Latitude,
    LongDate,
    Longitude,
    MediaType,
    Minute,
    NoLeadingZero,
    NonDigit,
    NonZero,
    Package,
    PercentEncoded,
    PieceOfTotal,
    PositionOfTotal,
    Prefix,
    PrefixAfterFirst,
    Sex,
    Winding,
    YesNo,
    Zero,
}

/// Stands where an identifier is not in the table, which [`Ai::parse`] does not let happen.
pub(super) static UNKNOWN: Entry = ai(0, 0, "", &[]);

pub(super) const GTIN14: Part = n(14).with(&[Rule::CheckDigit, Rule::PrefixAfterFirst]);
pub(super) const GLN13: Part = n(13).with(&[Rule::CheckDigit, Rule::Prefix]);
pub(super) const KEY18: Part = n(18).with(&[Rule::CheckDigit, Rule::Prefix]);
pub(super) const DATE: Part = n(6).with(&[Rule::Date]);
pub(super) const DATE_OR_MONTH: Part = n(6).with(&[Rule::DateOrMonth]);
pub(super) const LONG_DATE: Part = n(8).with(&[Rule::LongDate]);
pub(super) const HOUR_MINUTE: Part = n(4).with(&[Rule::HourMinute]);
pub(super) const MINUTE: Part = n(2).with(&[Rule::Minute]);
pub(super) const COUNTRY: Part = n(3).with(&[Rule::Country]);
const SIX: &[Part] = &[n(6)];
const MORE: Part = COUNTRY.optional();
pub(super) const COUNTRIES: &[Part] = &[COUNTRY, MORE, MORE, MORE, MORE];

const fn part(set: Charset, min: u8, max: u8) -> Part {
    Part {
        set,
        min,
        max,
        optional: false,
        rules: &[],
    }
}

/// So many digits.
pub(super) const fn n(length: u8) -> Part {
    part(Charset::Digits, length, length)
}

/// One digit up to so many.
pub(super) const fn nv(max: u8) -> Part {
    part(Charset::Digits, 1, max)
}

/// So many characters of set 82.
pub(super) const fn x(length: u8) -> Part {
    part(Charset::Set82, length, length)
}

/// One character of set 82 up to so many.
pub(super) const fn xv(max: u8) -> Part {
    part(Charset::Set82, 1, max)
}

/// One character of set 39 up to so many.
pub(super) const fn yv(max: u8) -> Part {
    part(Charset::Set39, 1, max)
}

/// One character of base64url up to so many.
pub(super) const fn zv(max: u8) -> Part {
    part(Charset::Base64Url, 1, max)
}

impl Part {
    pub(super) const fn with(mut self, rules: &'static [Rule]) -> Self {
        self.rules = rules;
        self
    }

    pub(super) const fn optional(mut self) -> Self {
        self.optional = true;
        self
    }
}

/// One identifier.
pub(super) const fn ai(digits: u8, number: u16, title: &'static str, parts: &'static [Part]) -> Entry {
    range(digits, number, number, title, parts)
}

/// A run of identifiers.
pub(super) const fn range(
    digits: u8,
    first: u16,
    last: u16,
    title: &'static str,
    parts: &'static [Part],
) -> Entry {
    Entry {
        digits,
        rank: Ai::at(digits, first).rank(),
        last,
        title,
        parts,
        predefined_length: false,
        data_attribute: false,
        qualifiers: None,
        needs: "",
        excludes: "",
        one_of_run: false,
    }
}

/// Six digits whose identifier ends in the number of decimals, 0 to 5.
pub(super) const fn measure(first: u16, title: &'static str, needs: &'static str) -> Entry {
    let mut entry = range(4, first, first + 5, title, SIX)
        .predefined()
        .attribute()
        .needs(needs);
    entry.one_of_run = true;
    entry
}

impl Entry {
    pub(super) const fn predefined(mut self) -> Self {
        self.predefined_length = true;
        self
    }

    pub(super) const fn attribute(mut self) -> Self {
        self.data_attribute = true;
        self
    }

    pub(super) const fn key(mut self, qualifiers: &'static [&'static [Ai]]) -> Self {
        self.qualifiers = Some(qualifiers);
        self
    }

    pub(super) const fn needs(mut self, others: &'static str) -> Self {
        self.needs = others;
        self
    }

    pub(super) const fn excludes(mut self, others: &'static str) -> Self {
        self.excludes = others;
        self
    }

    /// Whether it is a primary key of a Digital Link.
    pub const fn is_key(&self) -> bool {
        self.qualifiers.is_some()
    }
}

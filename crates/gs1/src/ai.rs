//! Application identifiers: the two to four digits that say what the data after them means.
//!
//! Source: GS1 General Specifications 26, section 3; the facts of each are in [`table`], taken from the GS1
//! Barcode Syntax Dictionary as of July 2026.

mod entry;
mod table;

use std::{cmp::Ordering, fmt};

pub use entry::Entry;
pub(crate) use entry::{Charset, Part, Rule};

/// An application identifier that exists, such as `01` or `3103`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Ai {
    digits: u8,
    number: u16,
}

impl Ai {
    /// `00`: Serial Shipping Container Code.
    pub const SSCC: Self = Self::at(2, 0);
    /// `01`: Global Trade Item Number.
    pub const GTIN: Self = Self::at(2, 1);
    /// `10`: batch or lot number.
    pub const BATCH: Self = Self::at(2, 10);
    /// `21`: serial number.
    pub const SERIAL: Self = Self::at(2, 21);
    /// `22`: consumer product variant.
    pub const CPV: Self = Self::at(2, 22);
    /// `235`: third party controlled, serialised extension of a GTIN.
    pub const TPX: Self = Self::at(3, 235);
    /// `253`: Global Document Type Identifier.
    pub const GDTI: Self = Self::at(3, 253);
    /// `254`: extension component of a Global Location Number.
    pub const EXTENSION: Self = Self::at(3, 254);
    /// `255`: Global Coupon Number.
    pub const GCN: Self = Self::at(3, 255);
    /// `414`: Global Location Number of a place.
    pub const GLN: Self = Self::at(3, 414);
    /// `417`: Global Location Number of a party, such as the economic operator.
    pub const PARTY: Self = Self::at(3, 417);
    /// `7040`: unique identification code with extensions (EU 2018/574).
    pub const UIC: Self = Self::at(4, 7040);
    /// `8003`: Global Returnable Asset Identifier.
    pub const GRAI: Self = Self::at(4, 8003);
    /// `8004`: Global Individual Asset Identifier.
    pub const GIAI: Self = Self::at(4, 8004);
    /// `8006`: identification of an individual trade item piece.
    pub const ITIP: Self = Self::at(4, 8006);
    /// `8010`: Component or Part Identifier.
    pub const CPID: Self = Self::at(4, 8010);
    /// `8011`: serial number of a component or part.
    pub const CPID_SERIAL: Self = Self::at(4, 8011);
    /// `8013`: Global Model Number.
    pub const GMN: Self = Self::at(4, 8013);
    /// `8019`: Service Relation Instance Number.
    pub const SRIN: Self = Self::at(4, 8019);
    /// `8020`: reference number of a payment slip.
    pub const REFERENCE: Self = Self::at(4, 8020);

    pub(crate) const fn at(digits: u8, number: u16) -> Self {
        Self { digits, number }
    }

    /// The identifier that is written exactly so, if there is one.
    ///
    /// ```
    /// assert!(gs1::Ai::parse("3103").is_some());
    /// assert!(gs1::Ai::parse("89").is_none());
    /// ```
    pub fn parse(text: &str) -> Option<Self> {
        if !(2..=4).contains(&text.len()) {
            return None;
        }
        let number = text.bytes().try_fold(0, |n: u16, b| {
            let digit = b.wrapping_sub(b'0');
            (digit < 10).then(|| n * 10 + u16::from(digit))
        })?;
        let ai = Self::at(u8::try_from(text.len()).ok()?, number);
        table::find(ai).map(|_| ai)
    }

    /// The identifier with which a text of concatenated element strings begins.
    pub(crate) fn starting(text: &str) -> Option<Self> {
        (2..=4).find_map(|n| Self::parse(text.get(..n)?))
    }

    /// What the table says of it.
    pub fn entry(self) -> &'static Entry {
        table::find(self).unwrap_or(&entry::UNKNOWN)
    }

    /// How many digits it has: 2, 3 or 4.
    pub const fn digits(self) -> usize {
        self.digits as usize
    }

    /// Its number; with the digits, its identity.
    pub(crate) const fn number(self) -> u16 {
        self.number
    }

    /// Its number as if it had four digits, so that texts and numbers sort alike.
    const fn rank(self) -> u16 {
        match self.digits {
            2 => self.number * 100,
            3 => self.number * 10,
            _ => self.number,
        }
    }
}

/// By their text, as `10` < `235` < `30`.
impl Ord for Ai {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.rank(), self.digits).cmp(&(other.rank(), other.digits))
    }
}

impl PartialOrd for Ai {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = self.digits())
    }
}

impl fmt::Debug for Ai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ai({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_identifier_is_in_the_table() {
        for (ai, text) in [
            (Ai::SSCC, "00"),
            (Ai::GTIN, "01"),
            (Ai::BATCH, "10"),
            (Ai::SERIAL, "21"),
            (Ai::CPV, "22"),
            (Ai::TPX, "235"),
            (Ai::GDTI, "253"),
            (Ai::EXTENSION, "254"),
            (Ai::GCN, "255"),
            (Ai::GLN, "414"),
            (Ai::PARTY, "417"),
            (Ai::UIC, "7040"),
            (Ai::GRAI, "8003"),
            (Ai::GIAI, "8004"),
            (Ai::ITIP, "8006"),
            (Ai::CPID, "8010"),
            (Ai::CPID_SERIAL, "8011"),
            (Ai::GMN, "8013"),
            (Ai::SRIN, "8019"),
            (Ai::REFERENCE, "8020"),
        ] {
            assert_eq!(Ai::parse(text), Some(ai));
            assert_eq!(ai.to_string(), text);
        }
    }

    #[test]
    fn only_what_the_table_knows_is_an_identifier() {
        for text in [
            "", "0", "1", "89", "001", "01 ", "+1", "3106", "99999", "gtin", "３１",
        ] {
            assert_eq!(Ai::parse(text), None, "{text}");
        }
        assert_eq!(Ai::starting("0109520123456788"), Some(Ai::GTIN));
        assert_eq!(Ai::starting("3103000195"), Ai::parse("3103"));
        assert_eq!(Ai::starting("é"), None);
    }
}

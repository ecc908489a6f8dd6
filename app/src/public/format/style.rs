//! The signs with which a locale writes numbers and money (Unicode CLDR 48).
//!
//! A table of our own: the libraries that bring the data of all languages of the world are larger than the whole rest of the page, and
//! go through numbers that cannot hold every digit of a PIM.

use super::NBSP;
use domain::Locale;

/// A narrow space that does not break: how French groups digits.
const NARROW_NBSP: char = '\u{202f}';

/// Where the sign of a currency stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `€5`, and `CHF 5` for a code.
    Before,
    /// `€ 5`.
    BeforeSpaced,
    /// `€ -5`: before the minus.
    BeforeMinus,
    /// `5 €`.
    After,
}

/// How a locale writes numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    /// Groups digits.
    pub(super) group: char,
    /// Groups the digits of money.
    pub(super) money_group: char,
    /// Marks the fraction.
    pub(super) point: char,
    /// The least number of whole digits that are grouped.
    pub(super) group_from: usize,
    /// Says that a number is negative.
    pub(super) minus: char,
    /// Whether % stands close to the number.
    pub(super) close_percent: bool,
    /// Where the sign of a currency stands.
    pub(super) money: Place,
}

impl Style {
    /// The style of the locale; that of English where the language is not known.
    pub(super) fn of(locale: &Locale) -> Self {
        let language = locale.language();
        let region = region(locale);
        let style = Self::of_language(&language);
        match (language.as_str(), region.as_str()) {
            ("de" | "it", "CH" | "LI") => Self {
                group: '’',
                money_group: '’',
                point: '.',
                close_percent: true,
                money: Place::BeforeSpaced,
                ..style
            },
            ("de", "AT") => Self {
                group: NBSP,
                money: Place::BeforeSpaced,
                ..style
            },
            ("fr", "LU") => style.grouped('.'),
            ("pt", "BR") => Self {
                group_from: 4,
                money: Place::BeforeSpaced,
                ..style.grouped('.')
            },
            _ => style,
        }
    }

    fn of_language(language: &str) -> Self {
        let (group, point) = separators(language);
        Self {
            group,
            money_group: group,
            point,
            group_from: match language {
                "bg" | "es" | "et" | "hu" | "it" | "lv" | "pl" | "pt" | "sl" => 5,
                _ => 4,
            },
            minus: match language {
                "et" | "fi" | "hr" | "lt" | "sl" | "sv" => '\u{2212}',
                _ => '-',
            },
            close_percent: !matches!(
                language,
                "cs" | "da" | "de" | "es" | "fi" | "fr" | "hr" | "lt" | "ro" | "sk" | "sl" | "sv"
            ),
            money: match language {
                _ if point == '.' => Place::Before,
                "nl" => Place::BeforeMinus,
                _ => Place::After,
            },
        }
    }

    fn grouped(self, group: char) -> Self {
        Self {
            group,
            money_group: group,
            ..self
        }
    }
}

/// The region in capitals: the part of two letters.
fn region(locale: &Locale) -> String {
    let part = locale.as_str().split('_').skip(1).find(|part| part.len() == 2);
    part.unwrap_or_default().to_ascii_uppercase()
}

/// The signs that group digits and that mark the fraction.
fn separators(language: &str) -> (char, char) {
    match language {
        "da" | "de" | "el" | "es" | "hr" | "it" | "nl" | "ro" | "sl" => ('.', ','),
        "fr" => (NARROW_NBSP, ','),
        "bg" | "cs" | "et" | "fi" | "hu" | "lt" | "lv" | "pl" | "pt" | "sk" | "sv" => (NBSP, ','),
        _ => (',', '.'),
    }
}

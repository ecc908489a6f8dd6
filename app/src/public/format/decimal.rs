//! Decimal numbers, and measures with their sign.

use super::{NBSP, style::Style};
use domain::Locale;

/// The digits of a number, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Decimal<'a> {
    pub(super) negative: bool,
    pub(super) whole: &'a str,
    pub(super) fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// Reads `-1234.50`; anything else is not a plain decimal number.
    pub(super) fn parse(input: &'a str) -> Option<Self> {
        let text = input.trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if !numeric(whole) || !numeric(fraction) || (whole.is_empty() && fraction.is_empty()) {
            return None;
        }
        let whole = whole.trim_start_matches('0');
        Some(Self {
            negative,
            whole: if whole.is_empty() { "0" } else { whole },
            fraction,
        })
    }

    /// Without the zeros at the end, with which a PIM fills up its columns.
    fn trimmed(self) -> Self {
        let fraction = self.fraction.trim_end_matches('0');
        Self { fraction, ..self }
    }

    /// The number with these signs; `group_from` is the least number of whole digits that are grouped.
    pub(super) fn write(&self, style: &Style, group: char, group_from: usize) -> String {
        let mut out = String::new();
        if self.negative {
            out.push(style.minus);
        }
        let grouped = self.whole.len() >= group_from;
        for (at, digit) in self.whole.chars().enumerate() {
            if grouped && at > 0 && (self.whole.len() - at).is_multiple_of(3) {
                out.push(group);
            }
            out.push(digit);
        }
        if !self.fraction.is_empty() {
            out.push(style.point);
            out.push_str(self.fraction);
        }
        out
    }
}

/// A bare number. Four digits stay together, because many of them are years.
pub(crate) fn number(value: &str, locale: &Locale) -> String {
    let style = Style::of(locale);
    Decimal::parse(value).map_or_else(|| value.to_owned(), |n| n.trimmed().write(&style, style.group, 5))
}

/// A number with its unit's sign; a unit without a sign is written out.
pub(crate) fn measure(amount: &str, unit: &str, symbol: &str, locale: &Locale) -> String {
    let style = Style::of(locale);
    let amount = Decimal::parse(amount).map_or_else(
        || amount.to_owned(),
        |n| n.trimmed().write(&style, style.group, style.group_from),
    );
    let sign = if symbol.trim().is_empty() {
        unit.to_lowercase().replace('_', " ")
    } else {
        symbol.trim().to_owned()
    };
    match sign.as_str() {
        "" => amount,
        "°" => format!("{amount}°"),
        "%" if style.close_percent => format!("{amount}%"),
        sign => format!("{amount}{NBSP}{sign}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn locale(tag: &str) -> Locale {
        Locale::parse(tag).unwrap()
    }

    #[test]
    fn numbers_are_written_as_the_language_does_and_keep_every_digit() {
        let n = "12345678901234567890.1234567890123";
        assert_eq!(
            number(n, &locale("en_US")),
            "12,345,678,901,234,567,890.1234567890123"
        );
        assert_eq!(
            number(n, &locale("de_DE")),
            "12.345.678.901.234.567.890,1234567890123"
        );
        assert_eq!(number("-98765.5", &locale("fr_FR")), "-98\u{202f}765,5");
        assert_eq!(number("98765.5", &locale("de_CH")), "98’765.5");
        assert_eq!(number("2026", &locale("en_US")), "2026");
        assert_eq!(number("12.5000", &locale("en_US")), "12.5");
        assert_eq!(number("007.000", &locale("en_US")), "7");
        for odd in ["1e5", "", "abc", "1.2.3", "--1", "."] {
            assert_eq!(number(odd, &locale("en_US")), odd);
        }
    }

    #[test]
    fn measures_carry_their_sign() {
        let en = locale("en_GB");
        assert_eq!(measure("2500.0000", "GRAM", "g", &en), "2,500\u{a0}g");
        assert_eq!(measure("80", "PERCENT", "%", &en), "80%");
        assert_eq!(measure("80", "PERCENT", "%", &locale("de_DE")), "80\u{a0}%");
        assert_eq!(measure("3", "SQUARE_METER", "", &en), "3\u{a0}square meter");
        assert_eq!(measure("1234", "GRAM", "g", &locale("es_ES")), "1234\u{a0}g");
    }

    proptest! {
        #[test]
        fn digits_survive(whole in "[1-9][0-9]{0,24}", fraction in "[0-9]{0,9}[1-9]", tag in "(en|de|fr|pl|xx)") {
            let digits = |s: &str| s.chars().filter(char::is_ascii_digit).collect::<String>();
            let shown = number(&format!("{whole}.{fraction}"), &locale(&tag));
            prop_assert_eq!(digits(&shown), format!("{whole}{fraction}"));
        }

        #[test]
        fn any_text_is_shown_without_panic(text in ".*") {
            let _ = (number(&text, &locale("en")), measure(&text, &text, &text, &locale("de")));
        }
    }
}

//! Amounts of money.

use super::{
    NBSP,
    decimal::Decimal,
    style::{Place, Style},
};
use domain::{Locale, record::Money};

/// An amount with its currency's sign where everyone knows it, else with its code.
pub(crate) fn price(money: &Money, locale: &Locale) -> String {
    let currency = money.currency.to_uppercase();
    let Some(decimal) = Decimal::parse(&money.amount) else {
        return format!("{}{NBSP}{currency}", money.amount);
    };
    let fraction = fraction(decimal.fraction, minor_digits(&currency));
    let style = Style::of(locale);
    let unsigned = Decimal {
        negative: false,
        whole: decimal.whole,
        fraction: &fraction,
    };
    let minus = if decimal.negative {
        style.minus.to_string()
    } else {
        String::new()
    };
    let amount = unsigned.write(&style, style.money_group, style.group_from);
    let sign = sign(&currency, locale);
    let shown = sign.unwrap_or(&currency);
    match style.money {
        Place::Before if sign.is_some() => format!("{minus}{shown}{amount}"),
        Place::Before | Place::BeforeSpaced => format!("{minus}{shown}{NBSP}{amount}"),
        Place::BeforeMinus => format!("{shown}{NBSP}{minus}{amount}"),
        Place::After => format!("{minus}{amount}{NBSP}{shown}"),
    }
}

/// At least the currency's own number of digits, more where the amount has more than zeros.
fn fraction(digits: &str, least: usize) -> String {
    let kept = digits.trim_end_matches('0');
    format!("{kept:0<least$}")
}

/// Digits after the point (ISO 4217); two where it is not known.
fn minor_digits(currency: &str) -> usize {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
        | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// A sign that cannot be mistaken in this place of the world.
fn sign(currency: &str, locale: &Locale) -> Option<&'static str> {
    match currency {
        // Unicode CLDR has them write the code.
        "EUR" if matches!(locale.language().as_str(), "hu" | "ro") => None,
        "EUR" => Some("€"),
        "HUF" if locale.language() == "hu" => Some("Ft"),
        "GBP" => Some("£"),
        "JPY" => Some("¥"),
        // Many countries call their money dollar.
        "USD" if locale.language() != "en" || matches!(locale.as_str(), "en" | "en_US") => Some("$"),
        "USD" => Some("US$"),
        "PLN" if locale.language() == "pl" => Some("zł"),
        "CZK" if locale.language() == "cs" => Some("Kč"),
        "SEK" if locale.language() == "sv" => Some("kr"),
        "DKK" if locale.language() == "da" => Some("kr."),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_written_as_in_the_shops_of_the_country() {
        let show = |amount: &str, currency: &str, tag: &str| {
            let money = Money {
                amount: amount.into(),
                currency: currency.into(),
            };
            price(&money, &Locale::parse(tag).unwrap())
        };
        for (amount, currency, tag, expected) in [
            ("1299.5", "EUR", "en_US", "€1,299.50"),
            ("1299.50", "EUR", "de_DE", "1.299,50\u{a0}€"),
            ("1299.5", "EUR", "fr_FR", "1\u{202f}299,50\u{a0}€"),
            ("1299.5", "EUR", "nl_NL", "€\u{a0}1.299,50"),
            ("49", "USD", "en_US", "$49.00"),
            ("49", "USD", "en_AU", "US$49.00"),
            ("49", "CHF", "en_US", "CHF\u{a0}49.00"),
            ("49", "CHF", "de_CH", "CHF\u{a0}49.00"),
            ("12000.00", "JPY", "en_US", "¥12,000"),
            ("1.2345", "KWD", "en_US", "KWD\u{a0}1.2345"),
            ("-5", "GBP", "en_GB", "-£5.00"),
            ("on request", "EUR", "en_GB", "on request\u{a0}EUR"),
        ] {
            assert_eq!(show(amount, currency, tag), expected);
        }
    }
}

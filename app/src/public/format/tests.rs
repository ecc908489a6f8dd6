//! What every official language of the European Union writes, against what Unicode CLDR 48 says.

use super::{day, measure, moment, number, price};
use crate::public::words::Words;
use domain::{Locale, record::Money};

/// Locale, number, weight, share, price, negative price, price in another currency, two days, and a time of the day.
/// `~` is a space that does not break, `_` a narrow one.
#[rustfmt::skip]
const WRITTEN: [[&str; 10]; 28] = [
    [
        "bg", "-98~765,5", "1234,5~kg", "80%", "1299,50~€",
        "-5,00~€", "49,00~CHF", "21 ноември 2026 г.", "2 март 2026 г.", "3:04",
    ],
    [
        "cs", "-98~765,5", "1~234,5~kg", "80~%", "1~299,50~€",
        "-5,00~€", "49,00~CHF", "21. listopadu 2026", "2. března 2026", "3:04",
    ],
    [
        "da", "-98.765,5", "1.234,5~kg", "80~%", "1.299,50~€",
        "-5,00~€", "49,00~CHF", "21. november 2026", "2. marts 2026", "03.04",
    ],
    [
        "de", "-98.765,5", "1.234,5~kg", "80~%", "1.299,50~€",
        "-5,00~€", "49,00~CHF", "21. November 2026", "2. März 2026", "03:04",
    ],
    [
        "el", "-98.765,5", "1.234,5~kg", "80%", "1.299,50~€",
        "-5,00~€", "49,00~CHF", "21 Νοεμβρίου 2026", "2 Μαρτίου 2026", "03:04",
    ],
    [
        "en_GB", "-98,765.5", "1,234.5~kg", "80%", "€1,299.50",
        "-€5.00", "CHF~49.00", "21 November 2026", "2 March 2026", "03:04",
    ],
    [
        "es", "-98.765,5", "1234,5~kg", "80~%", "1299,50~€",
        "-5,00~€", "49,00~CHF", "21 de noviembre de 2026", "2 de marzo de 2026", "3:04",
    ],
    [
        "et", "−98~765,5", "1234,5~kg", "80%", "1299,50~€",
        "−5,00~€", "49,00~CHF", "21. november 2026", "2. märts 2026", "03:04",
    ],
    [
        "fi", "−98~765,5", "1~234,5~kg", "80~%", "1~299,50~€",
        "−5,00~€", "49,00~CHF", "21. marraskuuta 2026", "2. maaliskuuta 2026", "3.04",
    ],
    [
        "fr", "-98_765,5", "1_234,5~kg", "80~%", "1_299,50~€",
        "-5,00~€", "49,00~CHF", "21 novembre 2026", "2 mars 2026", "03:04",
    ],
    [
        "ga", "-98,765.5", "1,234.5~kg", "80%", "€1,299.50",
        "-€5.00", "CHF~49.00", "21 Samhain 2026", "2 Márta 2026", "03:04",
    ],
    [
        "hr", "−98.765,5", "1.234,5~kg", "80~%", "1.299,50~€",
        "−5,00~€", "49,00~CHF", "21. studenoga 2026.", "2. ožujka 2026.", "03:04",
    ],
    [
        "hu", "-98~765,5", "1234,5~kg", "80%", "1299,50~EUR",
        "-5,00~EUR", "49,00~CHF", "2026. november 21.", "2026. március 2.", "3:04",
    ],
    [
        "it", "-98.765,5", "1234,5~kg", "80%", "1299,50~€",
        "-5,00~€", "49,00~CHF", "21 novembre 2026", "2 marzo 2026", "03:04",
    ],
    [
        "lt", "−98~765,5", "1~234,5~kg", "80~%", "1~299,50~€",
        "−5,00~€", "49,00~CHF", "2026 m. lapkričio 21 d.", "2026 m. kovo 2 d.", "03:04",
    ],
    [
        "lv", "-98~765,5", "1234,5~kg", "80%", "1299,50~€",
        "-5,00~€", "49,00~CHF", "2026. gada 21. novembris", "2026. gada 2. marts", "03:04",
    ],
    [
        "mt", "-98,765.5", "1,234.5~kg", "80%", "€1,299.50",
        "-€5.00", "CHF~49.00", "21 ta’ Novembru 2026", "2 ta’ Marzu 2026", "03:04",
    ],
    [
        "nl", "-98.765,5", "1.234,5~kg", "80%", "€~1.299,50",
        "€~-5,00", "CHF~49,00", "21 november 2026", "2 maart 2026", "03:04",
    ],
    [
        "pl", "-98~765,5", "1234,5~kg", "80%", "1299,50~€",
        "-5,00~€", "49,00~CHF", "21 listopada 2026", "2 marca 2026", "03:04",
    ],
    [
        "pt_PT", "-98~765,5", "1234,5~kg", "80%", "1299,50~€",
        "-5,00~€", "49,00~CHF", "21 de novembro de 2026", "2 de março de 2026", "03:04",
    ],
    [
        "ro", "-98.765,5", "1.234,5~kg", "80~%", "1.299,50~EUR",
        "-5,00~EUR", "49,00~CHF", "21 noiembrie 2026", "2 martie 2026", "03:04",
    ],
    [
        "sk", "-98~765,5", "1~234,5~kg", "80~%", "1~299,50~€",
        "-5,00~€", "49,00~CHF", "21. novembra 2026", "2. marca 2026", "3:04",
    ],
    [
        "sl", "−98.765,5", "1234,5~kg", "80~%", "1299,50~€",
        "−5,00~€", "49,00~CHF", "21. november 2026", "2. marec 2026", "03:04",
    ],
    [
        "sv", "−98~765,5", "1~234,5~kg", "80~%", "1~299,50~€",
        "−5,00~€", "49,00~CHF", "21 november 2026", "2 mars 2026", "03:04",
    ],
    [
        "de_AT", "-98~765,5", "1~234,5~kg", "80~%", "€~1.299,50",
        "-€~5,00", "CHF~49,00", "21. November 2026", "2. März 2026", "03:04",
    ],
    [
        "fr_LU", "-98.765,5", "1.234,5~kg", "80~%", "1.299,50~€",
        "-5,00~€", "49,00~CHF", "21 novembre 2026", "2 mars 2026", "03:04",
    ],
    [
        "nl_BE", "-98.765,5", "1.234,5~kg", "80%", "€~1.299,50",
        "€~-5,00", "CHF~49,00", "21 november 2026", "2 maart 2026", "03:04",
    ],
    [
        "pt_BR", "-98.765,5", "1.234,5~kg", "80%", "€~1.299,50",
        "-€~5,00", "CHF~49,00", "21 de novembro de 2026", "2 de março de 2026", "03:04",
    ],
];

#[test]
fn numbers_money_and_dates_are_written_as_unicode_cldr_says() {
    for row in WRITTEN {
        let locale = Locale::parse(row[0]).unwrap();
        let words = Words::of(&locale);
        let money = |amount: &str, currency: &str| {
            let (amount, currency) = (amount.into(), currency.into());
            price(&Money { amount, currency }, &locale)
        };
        let at = moment("2026-11-21T04:04:00+01:00", &locale, words);
        let (date, time) = at.rsplit_once(", ").unwrap();
        let shown = [
            row[0].to_owned(),
            number("-98765.500", &locale),
            measure("1234.5", "KILOGRAM", "kg", &locale),
            measure("80", "PERCENT", "%", &locale),
            money("1299.5", "EUR"),
            money("-5", "EUR"),
            money("49", "CHF"),
            date.to_owned(),
            day("2026-03-02", &locale, words),
            time.trim_end_matches(" UTC").to_owned(),
        ];
        assert_eq!(
            shown.map(|text| text.replace('\u{a0}', "~").replace('\u{202f}', "_")),
            row
        );
    }
}

//! Which form of a word goes with a number (Unicode CLDR, cardinal numbers).

use serde::Deserialize;

/// What the forms are called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// As with none, in Latvian.
    Zero,
    /// As with one.
    One,
    /// As with two.
    Two,
    /// As with a few.
    Few,
    /// As with many.
    Many,
    /// As with all others.
    Other,
}

/// A phrase with `{count}`, in each form that its language has.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counted {
    zero: Option<String>,
    one: Option<String>,
    two: Option<String>,
    few: Option<String>,
    many: Option<String>,
    other: String,
}

impl Counted {
    /// The phrase in the form that the number has in that language.
    pub(super) fn of(&self, language: &str, count: u64) -> &str {
        self.form(form(language, count)).unwrap_or(&self.other)
    }

    /// The phrase in a form, where the language has it.
    pub(super) fn form(&self, form: Form) -> Option<&str> {
        match form {
            Form::Zero => self.zero.as_deref(),
            Form::One => self.one.as_deref(),
            Form::Two => self.two.as_deref(),
            Form::Few => self.few.as_deref(),
            Form::Many => self.many.as_deref(),
            Form::Other => Some(&self.other),
        }
    }
}

/// The form of a whole number in one of the official languages of the European Union.
pub(super) fn form(language: &str, n: u64) -> Form {
    let (ten, hundred) = (n % 10, n % 100);
    let in_teens = (11..=19).contains(&hundred);
    let paucal = (2..=4).contains(&ten) && !(12..=14).contains(&hundred);
    match language {
        "cs" | "sk" => match n {
            1 => Form::One,
            2..=4 => Form::Few,
            _ => Form::Other,
        },
        "fr" if n == 0 => Form::One,
        "es" | "fr" | "it" | "pt" if n > 0 && n.is_multiple_of(1_000_000) => Form::Many,
        "ga" => irish(n),
        "hr" if ten == 1 && hundred != 11 => Form::One,
        "hr" | "pl" if paucal => Form::Few,
        "lt" if ten == 0 || in_teens => Form::Other,
        "lt" if ten == 1 => Form::One,
        "lt" => Form::Few,
        "lv" if ten == 0 || in_teens => Form::Zero,
        "lv" if ten == 1 => Form::One,
        "mt" => maltese(n, hundred),
        "pl" if n == 1 => Form::One,
        "pl" => Form::Many,
        "ro" if n == 0 || (n != 1 && (1..=19).contains(&hundred)) => Form::Few,
        "sl" => slovenian(hundred),
        _ if n == 1 => Form::One,
        _ => Form::Other,
    }
}

fn irish(n: u64) -> Form {
    match n {
        1 => Form::One,
        2 => Form::Two,
        3..=6 => Form::Few,
        7..=10 => Form::Many,
        _ => Form::Other,
    }
}

fn maltese(n: u64, hundred: u64) -> Form {
    match (n, hundred) {
        (1, _) => Form::One,
        (2, _) => Form::Two,
        (0, _) | (_, 3..=10) => Form::Few,
        (_, 11..=19) => Form::Many,
        _ => Form::Other,
    }
}

fn slovenian(hundred: u64) -> Form {
    match hundred {
        1 => Form::One,
        2 => Form::Two,
        3 | 4 => Form::Few,
        _ => Form::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{
        Form::{Few, Many, One, Other, Two, Zero},
        *,
    };

    const NUMBERS: [u64; 17] = [0, 1, 2, 3, 4, 5, 7, 10, 11, 12, 19, 20, 21, 22, 101, 102, 111];

    /// What Unicode CLDR 48 says for these numbers.
    #[test]
    fn numbers_have_the_form_of_their_language() {
        let table: [(&[&str], [Form; 17]); 11] = [
            (
                &[
                    "bg", "da", "de", "el", "en", "es", "et", "fi", "hu", "it", "nl", "pt", "sv",
                ],
                [
                    Other, One, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other,
                    Other, Other, Other, Other,
                ],
            ),
            (
                &["cs", "sk"],
                [
                    Other, One, Few, Few, Few, Other, Other, Other, Other, Other, Other, Other, Other, Other,
                    Other, Other, Other,
                ],
            ),
            (
                &["fr"],
                [
                    One, One, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other, Other,
                    Other, Other, Other, Other,
                ],
            ),
            (
                &["ga"],
                [
                    Other, One, Two, Few, Few, Few, Many, Many, Other, Other, Other, Other, Other, Other,
                    Other, Other, Other,
                ],
            ),
            (
                &["hr"],
                [
                    Other, One, Few, Few, Few, Other, Other, Other, Other, Other, Other, Other, One, Few,
                    One, Few, Other,
                ],
            ),
            (
                &["lt"],
                [
                    Other, One, Few, Few, Few, Few, Few, Other, Other, Other, Other, Other, One, Few, One,
                    Few, Other,
                ],
            ),
            (
                &["lv"],
                [
                    Zero, One, Other, Other, Other, Other, Other, Zero, Zero, Zero, Zero, Zero, One, Other,
                    One, Other, Zero,
                ],
            ),
            (
                &["mt"],
                [
                    Few, One, Two, Few, Few, Few, Few, Few, Many, Many, Many, Other, Other, Other, Other,
                    Other, Many,
                ],
            ),
            (
                &["pl"],
                [
                    Many, One, Few, Few, Few, Many, Many, Many, Many, Many, Many, Many, Many, Few, Many, Few,
                    Many,
                ],
            ),
            (
                &["ro"],
                [
                    Few, One, Few, Few, Few, Few, Few, Few, Few, Few, Few, Other, Other, Other, Few, Few, Few,
                ],
            ),
            (
                &["sl"],
                [
                    Other, One, Two, Few, Few, Other, Other, Other, Other, Other, Other, Other, Other, Other,
                    One, Two, Other,
                ],
            ),
        ];
        for (languages, expected) in table {
            for language in languages {
                assert_eq!(NUMBERS.map(|n| form(language, n)), expected, "{language}");
            }
        }
        for language in ["es", "fr", "it", "pt"] {
            assert_eq!(form(language, 1_000_000), Many);
        }
        assert_eq!(form("de", 1_000_000), Other);
    }
}

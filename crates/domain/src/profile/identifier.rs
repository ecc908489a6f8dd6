//! Identifiers of products, operators and substances, each checked as far as its own standard allows.

use serde::{Deserialize, Serialize};

/// The scheme of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scheme {
    /// Global Trade Item Number.
    Gtin,
    /// Global Location Number, 13 digits.
    Gln,
    /// Economic Operators Registration and Identification: country and up to 15 characters.
    Eori,
    /// Legal Entity Identifier, ISO 17442.
    Lei,
    /// Chemical Abstracts Service number of a substance.
    Cas,
    /// European Community number of a substance.
    Ec,
    /// A commodity code: HS (6 digits), CN (8) or TARIC (10).
    Commodity,
    /// A serial or batch number: up to 20 characters of GS1's set.
    Serial,
    /// An https address that is itself the identifier, such as a Digital Link.
    Link,
    /// Any other scheme: up to 100 characters.
    Other,
}

impl Scheme {
    /// The identifier in its normal form, or what is wrong with it.
    pub fn read(self, text: &str) -> Result<String, String> {
        let text = text.trim();
        let compact: String = text.chars().filter(|c| !matches!(c, ' ' | '.' | '-')).collect();
        let wrong = |message: &str| Err(message.to_owned());
        match self {
            Self::Gtin => gs1::Gtin::parse(text)
                .map(gs1::Gtin::to_digits)
                .map_err(|e| e.to_string()),
            Self::Gln if compact.len() != 13 => wrong("A GLN has 13 digits."),
            Self::Gln => match gs1::Gtin::parse(&compact) {
                Ok(_) => Ok(compact),
                Err(error) => Err(error.to_string().replace("GTIN", "GLN")),
            },
            Self::Eori if is_eori(&compact) => Ok(compact.to_ascii_uppercase()),
            Self::Eori => {
                wrong("An EORI number is a country code and up to 15 letters and digits, such as DE1234567.")
            }
            Self::Lei if is_lei(&compact) => Ok(compact.to_ascii_uppercase()),
            Self::Lei => wrong("An LEI has 20 letters and digits, and the last two check the others."),
            Self::Cas if is_cas(text) => Ok(text.to_owned()),
            Self::Cas => wrong("A CAS number looks like 7439-92-1, and its last digit checks the others."),
            Self::Ec if is_ec(text) => Ok(text.to_owned()),
            Self::Ec => wrong("An EC number looks like 231-100-4, and its last digit checks the others."),
            Self::Commodity if is_digits(&compact) && matches!(compact.len(), 6 | 8 | 10) => Ok(compact),
            Self::Commodity => wrong("A commodity code has 6, 8 or 10 digits (HS, CN or TARIC)."),
            Self::Serial if is_serial(text) => Ok(text.to_owned()),
            Self::Serial => {
                wrong("A serial or batch number has up to 20 letters, digits and signs, without blanks.")
            }
            Self::Link if is_https(text) => Ok(text.to_owned()),
            Self::Link => wrong("Enter the full address, starting with https://."),
            Self::Other if (1..=100).contains(&text.chars().count()) && !text.contains(char::is_control) => {
                Ok(text.to_owned())
            }
            Self::Other => wrong("An identifier has 1 to 100 characters."),
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_eori(text: &str) -> bool {
    (3..=17).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
        && super::is_country(&text[..2].to_ascii_uppercase())
}

/// ISO 7064 MOD 97-10 over letters as numbers (A = 10).
fn is_lei(text: &str) -> bool {
    let remainder = text.chars().try_fold(0_u32, |sum, c| {
        let value = c.to_digit(36).filter(|_| c.is_ascii_alphanumeric())?;
        Some((sum * if value > 9 { 100 } else { 10 } + value) % 97)
    });
    text.len() == 20 && remainder == Some(1)
}

/// Two to seven digits, two, and a check digit: the sum of the digits times their place from the right, modulo 10.
fn is_cas(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [a, b, check] = parts[..] else { return false };
    let shape = (2..=7).contains(&a.len()) && b.len() == 2 && check.len() == 1;
    let sum = || {
        a.bytes()
            .chain(b.bytes())
            .rev()
            .zip(1_u32..)
            .map(|(d, place)| u32::from(d - b'0') * place)
            .sum::<u32>()
    };
    shape && [a, b, check].iter().all(|p| is_digits(p)) && (sum() % 10).to_string() == check
}

/// Three digits, three, and a check digit: the sum of the digits times their place from the left, modulo 11.
fn is_ec(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [a, b, check] = parts[..] else { return false };
    let shape = a.len() == 3 && b.len() == 3 && check.len() == 1;
    let sum = || {
        a.bytes()
            .chain(b.bytes())
            .zip(1_u32..)
            .map(|(d, place)| u32::from(d - b'0') * place)
            .sum::<u32>()
    };
    shape && [a, b, check].iter().all(|p| is_digits(p)) && (sum() % 11).to_string() == check
}

/// GS1's character set 82, up to 20 (General Specifications, 7.11).
fn is_serial(text: &str) -> bool {
    (1..=20).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"!\"%&'()*+,-./_:;<=>?".contains(&b))
}

/// Whether it has the shape of an https address, or of one on this very machine, for trying things out. What is fetched is
/// parsed again by who fetches it.
pub(super) fn is_https(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let here = matches!(host.split(':').next(), Some("localhost" | "127.0.0.1"));
    (scheme.eq_ignore_ascii_case("https") || (here && scheme.eq_ignore_ascii_case("http")))
        && !host.is_empty()
        && !host.contains('@')
        && text.len() <= 2000
        && !text.contains(|c: char| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::{Scheme::*, *};
    use proptest::prelude::*;

    const ALL: [Scheme; 10] = [Gtin, Gln, Eori, Lei, Cas, Ec, Commodity, Serial, Link, Other];

    #[test]
    fn each_scheme_knows_its_own() {
        for (scheme, text, normal) in [
            (Gtin, "4006381333931", "04006381333931"),
            (Gln, "4012345000009", "4012345000009"),
            (Eori, "de 1234567", "DE1234567"),
            (Lei, "529900T8BM49AURSDO55", "529900T8BM49AURSDO55"),
            (Cas, "7439-92-1", "7439-92-1"),
            (Ec, "231-100-4", "231-100-4"),
            (Commodity, "8507 60 00", "85076000"),
            (Serial, "SN-0001/A", "SN-0001/A"),
            (
                Link,
                "https://id.example.com/01/04006381333931",
                "https://id.example.com/01/04006381333931",
            ),
            (Other, "ACME plant 7", "ACME plant 7"),
        ] {
            assert_eq!(scheme.read(text).as_deref(), Ok(normal), "{scheme:?}");
        }
    }

    #[test]
    fn a_wrong_digit_is_noticed() {
        for (scheme, text) in [
            (Gtin, "4006381333932"),
            (Gln, "4012345000008"),
            (Gln, "40123455"),
            (Eori, "QQ123"),
            (Eori, "DE"),
            (Lei, "529900T8BM49AURSDO54"),
            (Cas, "7439-92-2"),
            (Cas, "7439-921"),
            (Ec, "231-100-5"),
            (Commodity, "8507600"),
            (Commodity, "85O76000"),
            (Serial, "with blank"),
            (Serial, "123456789012345678901"),
            (Link, "http://example.com"),
            (Link, "https://user@example.com/"),
            (Link, "https://"),
            (Other, " "),
        ] {
            assert!(scheme.read(text).is_err(), "{scheme:?} {text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_normal(text in ".{0,30}", digits in "[0-9A-Z-]{0,22}") {
            for scheme in ALL {
                for input in [&text, &digits] {
                    if let Ok(normal) = scheme.read(input) {
                        prop_assert_eq!(scheme.read(&normal), Ok(normal));
                    }
                }
            }
        }
    }
}

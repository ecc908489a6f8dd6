//! Texts in several languages, and the limits on what people type.

use crate::Locale;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One text per locale; may be empty.
pub type Labels = BTreeMap<Locale, String>;

/// The text in `locale`, else in the same language, else in the first of `fallbacks` that has one, or its language, else in English,
/// else any.
pub fn pick<'a>(labels: &'a Labels, locale: &Locale, fallbacks: &[Locale]) -> Option<(&'a Locale, &'a str)> {
    let some = |l: &Locale| labels.get_key_value(l).filter(|(_, t)| !t.trim().is_empty());
    let speaks = |language: &str| {
        labels
            .iter()
            .find(|(l, t)| l.language() == language && !t.trim().is_empty())
    };
    some(locale)
        .or_else(|| speaks(&locale.language()))
        .or_else(|| {
            fallbacks
                .iter()
                .find_map(|l| some(l).or_else(|| speaks(&l.language())))
        })
        .or_else(|| speaks("en"))
        .or_else(|| labels.iter().find(|(_, t)| !t.trim().is_empty()))
        .map(|(l, t)| (l, t.as_str()))
}

/// An e-mail address: trimmed, lower-cased, with one `@` and a dotted or local host.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Email(String);

impl Email {
    /// At most 254 characters, no white space, no control character, something on both sides of the `@`.
    pub fn parse(input: &str) -> Result<Self, &'static str> {
        const MESSAGE: &str = "Enter an e-mail address, such as ada@example.com.";
        let text = input.trim();
        let (local, host) = text.rsplit_once('@').ok_or(MESSAGE)?;
        let plain = |c: char| {
            !c.is_whitespace() && !c.is_control() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '\\')
        };
        let host_ok = host.contains('.') || host.eq_ignore_ascii_case("localhost");
        let dots_ok = !host.starts_with('.') && !host.ends_with('.') && !host.contains("..");
        let ok = !local.is_empty() && !local.contains('@') && host_ok && dots_ok && text.chars().all(plain);
        if ok && text.len() <= 254 && local.len() <= 64 {
            Ok(Self(text.to_lowercase()))
        } else {
            Err(MESSAGE)
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_found_in_the_closest_language() {
        let locale = |l: &str| Locale::parse(l).unwrap();
        let labels: Labels = [
            ("de", "Gewicht"),
            ("en", "Weight"),
            ("fr", "Poids"),
            ("it_IT", " "),
        ]
        .map(|(l, t)| (locale(l), t.to_owned()))
        .into();
        let text =
            |wish: &str, fallbacks: &[Locale]| pick(&labels, &locale(wish), fallbacks).unwrap().1.to_owned();
        assert_eq!(text("fr_FR", &[]), "Poids");
        assert_eq!(text("it_IT", &[locale("it_IT"), locale("de_AT")]), "Gewicht");
        assert_eq!(
            text("pl_PL", &[locale("it_IT")]),
            "Weight",
            "English before the first by chance"
        );
    }

    #[test]
    fn addresses_are_trimmed_and_lower_cased() {
        assert_eq!(
            Email::parse("  Ada@Example.COM ").unwrap().as_str(),
            "ada@example.com"
        );
        for bad in [
            "",
            "ada",
            "@example.com",
            "ada@",
            "a b@example.com",
            "a@example.com\r\nBcc: x@y.z",
            "a@b..c",
            "a@b@c.d",
        ] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }
}

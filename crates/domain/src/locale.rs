//! Language codes as the PIM writes them (`de_DE`) and as the web writes them (`de-DE`).

use serde::{Deserialize, Serialize};
use std::fmt;

/// A locale in the PIM's spelling: `en_US`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Locale(String);

impl Locale {
    /// Two or three letters, then parts of letters and digits, joined by `_` or `-`; at most 20 characters.
    pub fn parse(input: &str) -> Option<Self> {
        let text = input.trim().replace('-', "_");
        let mut parts = text.split('_');
        let language = parts.next()?;
        let language_ok =
            (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
        let rest_ok =
            parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
        (language_ok && rest_ok && text.len() <= 20).then_some(Self(text))
    }

    /// The PIM's spelling.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The BCP 47 tag for `lang` and `hreflang`.
    pub fn tag(&self) -> String {
        self.0.replace('_', "-")
    }

    /// The language alone, in lower case: `de`.
    pub fn language(&self) -> String {
        self.0.split('_').next().unwrap_or_default().to_ascii_lowercase()
    }

    /// Whether the script runs from right to left.
    pub fn is_rtl(&self) -> bool {
        matches!(self.language().as_str(), "ar" | "he" | "fa" | "ur" | "yi")
    }

    /// The language's own name, or the code where it is not known.
    pub fn native_name(&self) -> String {
        let name = match self.language().as_str() {
            "bg" => "Български",
            "cs" => "Čeština",
            "da" => "Dansk",
            "de" => "Deutsch",
            "el" => "Ελληνικά",
            "en" => "English",
            "es" => "Español",
            "et" => "Eesti",
            "fi" => "Suomi",
            "fr" => "Français",
            "ga" => "Gaeilge",
            "hr" => "Hrvatski",
            "hu" => "Magyar",
            "it" => "Italiano",
            "lt" => "Lietuvių",
            "lv" => "Latviešu",
            "mt" => "Malti",
            "nl" => "Nederlands",
            "pl" => "Polski",
            "pt" => "Português",
            "ro" => "Română",
            "sk" => "Slovenčina",
            "sl" => "Slovenščina",
            "sv" => "Svenska",
            _ => return self.tag(),
        };
        name.to_owned()
    }

    /// Chooses from `offered`: the explicit wish first, then the `Accept-Language` header, then the first.
    pub fn negotiate(offered: &[Self], wish: Option<&str>, accept_language: Option<&str>) -> Option<Self> {
        let find = |tag: &str| {
            let want = Self::parse(tag)?;
            let exact = offered.iter().find(|l| l.0.eq_ignore_ascii_case(&want.0));
            exact
                .or_else(|| offered.iter().find(|l| l.language() == want.language()))
                .cloned()
        };
        if let Some(found) = wish.and_then(find) {
            return Some(found);
        }
        accept_language
            .and_then(|header| accepted(header).into_iter().find_map(find))
            .or_else(|| offered.first().cloned())
    }
}

/// The tags of an `Accept-Language` header, best first; those with `q=0` are left out.
fn accepted(header: &str) -> Vec<&str> {
    let mut tags: Vec<(u16, &str)> = header
        .split(',')
        .filter_map(|part| {
            let mut pieces = part.split(';').map(str::trim);
            let tag = pieces.next().filter(|t| !t.is_empty())?;
            let q = pieces
                .find_map(|p| p.strip_prefix("q="))
                .map_or(Some(1.0), |q| q.parse::<f32>().ok())?;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to 0..=1000"
            )]
            let weight = (q.clamp(0.0, 1.0) * 1000.0) as u16;
            (weight > 0).then_some((weight, tag))
        })
        .collect();
    tags.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

impl fmt::Display for Locale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn offered() -> Vec<Locale> {
        ["en_US", "de_DE", "fr_FR"]
            .iter()
            .filter_map(|l| Locale::parse(l))
            .collect()
    }

    #[test]
    fn the_wish_comes_before_the_header_and_the_header_before_the_first() {
        let pick = |wish, header| Locale::negotiate(&offered(), wish, header).unwrap().tag();
        assert_eq!(pick(Some("fr"), Some("de")), "fr-FR");
        assert_eq!(pick(Some("xx"), Some("de-AT,en;q=0.5")), "de-DE");
        assert_eq!(pick(None, Some("it, fr;q=0.4, de;q=0.8, en;q=0")), "de-DE");
        assert_eq!(pick(None, Some("it")), "en-US");
        assert_eq!(pick(None, None), "en-US");
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_panic(wish in ".*", header in ".*") {
            prop_assert!(Locale::negotiate(&offered(), Some(&wish), Some(&header)).is_some());
        }
    }
}

//! Codes and labels as words: split, folded to plain letters, and brought to one word per meaning across languages.

use serde::Deserialize;
use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::LazyLock,
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    ignore: Vec<String>,
    weak: Vec<String>,
    words: BTreeMap<String, Vec<String>>,
}

/// The word that stands for all words which most attributes of a sector share.
pub(super) const WEAK: &str = "*";
/// The endings by which a word differs from the form in the list.
const ENDINGS: [&str; 8] = ["s", "es", "e", "n", "en", "er", "x", "i"];
/// What may join the parts of a compound.
const JOINTS: [&str; 5] = ["", "s", "n", "en", "e"];
/// Shorter forms are no parts of compounds: too many words begin with them by chance.
const PART_MIN: usize = 4;

struct Words {
    /// A word's form to its meaning; none for a word that says nothing.
    forms: HashMap<String, Option<String>>,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../../data/words.json"))
        .expect("the word list is compiled in and a test reads it");
    let mut forms = HashMap::new();
    for (meaning, others) in file.words {
        for form in others {
            forms.insert(fold(&form), Some(meaning.clone()));
        }
        forms.insert(fold(&meaning), Some(meaning));
    }
    for form in file.weak {
        forms.insert(fold(&form), Some(WEAK.to_owned()));
    }
    for form in file.ignore {
        forms.insert(fold(&form), None);
    }
    Words { forms }
});

/// The meanings in a code or label; words that the list does not know stand for themselves.
pub(super) fn meanings(text: &str) -> BTreeSet<String> {
    pieces(text)
        .iter()
        .flat_map(|piece| WORDS.meanings(piece))
        .collect()
}

impl Words {
    fn meanings(&self, piece: &str) -> Vec<String> {
        if let Some(known) = self.known(piece) {
            return known.clone().into_iter().collect();
        }
        if let Some(parts) = self.compound(piece, 3) {
            return parts;
        }
        let plain = piece.strip_suffix('s').filter(|p| p.len() > 3).unwrap_or(piece);
        vec![plain.to_owned()]
    }

    fn known(&self, piece: &str) -> Option<&Option<String>> {
        let without = |ending: &str| piece.strip_suffix(ending).and_then(|stem| self.forms.get(stem));
        self.forms.get(piece).or_else(|| {
            ENDINGS
                .iter()
                .filter(|_| piece.len() > 4)
                .find_map(|e| without(e))
        })
    }

    /// `nennspannung` as the meanings of its parts; none unless all of it is known.
    fn compound(&self, piece: &str, depth: usize) -> Option<Vec<String>> {
        if depth == 0 {
            return None;
        }
        let ends = piece.char_indices().map(|(i, _)| i).filter(|i| *i >= PART_MIN);
        for end in ends.collect::<Vec<_>>().into_iter().rev() {
            let Some(meaning) = self.forms.get(&piece[..end]) else {
                continue;
            };
            for joint in JOINTS {
                let Some(rest) = piece[end..].strip_prefix(joint).filter(|r| r.len() >= PART_MIN) else {
                    continue;
                };
                let rest = match self.known(rest) {
                    Some(known) => Some(known.clone().into_iter().collect()),
                    None => self.compound(rest, depth - 1),
                };
                if let Some(rest) = rest {
                    return Some(meaning.clone().into_iter().chain(rest).collect());
                }
            }
        }
        None
    }
}

/// The words of `netWeight_kg`, `Gewicht (netto)` or `CO2-Fußabdruck`, folded.
pub(super) fn pieces(text: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut before = ' ';
    let mut end = |piece: &mut String| {
        if !piece.is_empty() {
            pieces.push(fold(&std::mem::take(piece)));
        }
    };
    for c in text.chars() {
        let camel = before.is_lowercase() && c.is_uppercase();
        if !c.is_alphanumeric() || camel {
            end(&mut piece);
        }
        if c.is_alphanumeric() {
            piece.push(c);
        }
        before = c;
    }
    end(&mut piece);
    pieces
}

/// Lower case, without accents; umlauts as codes write them (`ä` as `ae`).
fn fold(text: &str) -> String {
    let mut folded = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        match c {
            '\u{e4}' => folded.push_str("ae"),
            '\u{f6}' => folded.push_str("oe"),
            '\u{fc}' => folded.push_str("ue"),
            '\u{df}' => folded.push_str("ss"),
            '\u{e0}'..='\u{e5}' => folded.push('a'),
            '\u{e7}' | '\u{107}' | '\u{10d}' => folded.push('c'),
            '\u{e8}'..='\u{eb}' | '\u{119}' => folded.push('e'),
            '\u{ec}'..='\u{ef}' => folded.push('i'),
            '\u{f1}' | '\u{144}' => folded.push('n'),
            '\u{f2}'..='\u{f5}' => folded.push('o'),
            '\u{f9}'..='\u{fb}' => folded.push('u'),
            '\u{142}' => folded.push('l'),
            '\u{15b}' | '\u{161}' => folded.push('s'),
            '\u{17a}'..='\u{17e}' => folded.push('z'),
            other => folded.push(other),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(text: &str) -> Vec<String> {
        meanings(text).into_iter().collect()
    }

    #[test]
    fn words_of_several_languages_mean_the_same() {
        for text in [
            "netWeight",
            "NET_WEIGHT",
            "Gewicht (netto)",
            "Nettogewicht",
            "poids net",
            "peso neto",
        ] {
            assert_eq!(all(text), ["net", "weight"], "{text}");
        }
        for text in [
            "nominal voltage",
            "Nennspannung",
            "BAT_NOM_VOLT",
            "tension nominale",
            "tensi\u{f3}n nominal",
        ] {
            let found = meanings(text);
            assert!(
                found.contains("nominal") && found.contains("voltage"),
                "{text}: {found:?}"
            );
        }
        assert_eq!(all("Batteriekapazit\u{e4}t"), ["*", "capacity"]);
        assert_eq!(all("batterie_kapazitaet"), ["*", "capacity"]);
        assert_eq!(all("Date of the manufacture"), ["date", "manufacturing"]);
    }

    #[test]
    fn unknown_words_stand_for_themselves() {
        assert_eq!(all("Waist sizes"), ["size", "waist"]);
        assert_eq!(all("of the"), Vec::<String>::new());
    }

    #[test]
    fn a_form_has_one_meaning() {
        let file: File = serde_json::from_str(include_str!("../../data/words.json")).unwrap();
        let others = file
            .words
            .iter()
            .flat_map(|(meaning, others)| std::iter::once(meaning).chain(others));
        let mut seen = BTreeSet::new();
        for form in others.chain(&file.weak).chain(&file.ignore) {
            assert!(seen.insert(form.clone()), "{form} stands twice");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_split_without_panic(text in ".*", likely in "[a-zA-Z\u{e4}\u{f6}_ -]{0,40}") {
            let _ = (meanings(&text), meanings(&likely));
        }
    }
}

//! What holds for every catalogue.

use super::{
    plural::{Form, form},
    *,
};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is no word, and may be as in English in any language.
const SIGNS: [&str; 6] = ["gtin", "first_day", "time", "date", "bytes", "months"];
/// Words that a language writes as English does.
const SHARED: [&str; 18] = [
    "cs.level.model",
    "da.access.only_for",
    "da.level.model",
    "da.version",
    "de.version",
    "es.no",
    "fr.history.description",
    "fr.version",
    "hr.level.model",
    "it.file",
    "it.no",
    "nl.access.reader.recycler",
    "nl.level.model",
    "pl.level.model",
    "ro.level.model",
    "sk.level.model",
    "sl.level.model",
    "sv.version",
];

fn placeholders(text: &str) -> Vec<&str> {
    let mut found: Vec<_> = text
        .split('{')
        .skip(1)
        .filter_map(|t| t.split('}').next())
        .collect();
    found.sort_unstable();
    found
}

/// Whether the object is one of forms for numbers: its members depend on the language.
fn is_counted(value: &Value) -> bool {
    value.get("other").is_some_and(Value::is_string)
}

fn compare(path: &str, english: &Value, other: &Value) {
    match (english, other) {
        (Value::String(a), Value::String(b)) => {
            assert_eq!(placeholders(a), placeholders(b), "{path}");
            assert!(
                !b.trim().is_empty() || path.ends_with("first_day"),
                "{path} is empty"
            );
            assert_eq!(b.trim(), b, "{path}");
            let (language, key) = path.split_once('.').unwrap();
            let sign = SIGNS.contains(&key.trim_end_matches(|c: char| c == '.' || c.is_ascii_digit()));
            let same = language == "en" || sign || SHARED.contains(&path);
            assert!(same || a != b, "{path} is English: {b}");
        }
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{path}");
            for (at, (a, b)) in a.iter().zip(b).enumerate() {
                compare(&format!("{path}.{at}"), a, b);
            }
        }
        (Value::Object(a), Value::Object(b)) if is_counted(english) => {
            for (key, text) in b {
                compare(&format!("{path}.{key}"), &a["other"], text);
            }
        }
        (Value::Object(a), Value::Object(b)) => {
            assert!(a.keys().eq(b.keys()), "{path}: other keys");
            a.iter()
                .for_each(|(k, v)| compare(&format!("{path}.{k}"), v, &b[k]));
        }
        _ => panic!("{path}: other kind"),
    }
}

#[test]
fn every_catalogue_has_the_keys_and_placeholders_of_the_english_one_and_no_english_left() {
    let english: Value = serde_json::from_str(include_str!("en.json")).unwrap();
    for (language, json) in CATALOGUES {
        compare(language, &english, &serde_json::from_str(json).unwrap());
    }
    assert_eq!(WORDS.len(), CATALOGUES.len());
}

#[test]
fn all_official_languages_of_the_union_are_spoken_and_known_by_name() {
    let tags: Vec<String> = languages().iter().map(Locale::tag).collect();
    assert_eq!(tags.len(), 24);
    assert_eq!(tags[0], "en");
    for language in languages() {
        assert_ne!(language.native_name(), language.tag());
        let dated = &Words::of(&language).date;
        assert!(dated.contains("{day}") && dated.contains("{month}") && dated.contains("{year}"));
        let months: BTreeSet<_> = Words::of(&language).months.iter().collect();
        assert_eq!(months.len(), 12, "{language}");
    }
}

#[test]
fn every_language_has_the_forms_for_numbers_that_it_needs_and_no_others() {
    for (language, words) in WORDS.iter() {
        let numbers = (0..=200).chain([1_000_000]);
        let needed: BTreeSet<Form> = numbers.map(|n| form(language, n)).collect();
        for counted in [&words.history.more, &words.history.elsewhere] {
            let forms = [Form::Zero, Form::One, Form::Two, Form::Few, Form::Many];
            for one in forms {
                assert_eq!(
                    counted.form(one).is_some(),
                    needed.contains(&one),
                    "{language}: {one:?}"
                );
            }
        }
    }
}

#[test]
fn a_language_without_a_catalogue_gets_english() {
    let of = |tag: &str| Words::of(&Locale::parse(tag).unwrap()).yes.as_str();
    assert_eq!(
        [of("de_AT"), of("fr"), of("en_US"), of("mt_MT"), of("ja_JP")],
        ["Ja", "Oui", "Yes", "Iva", "Yes"]
    );
    let japanese = Locale::parse("ja").unwrap();
    let one = Words::counted(&japanese, &Words::of(&japanese).history.more, 1);
    assert_eq!(one, "1 further change");
}

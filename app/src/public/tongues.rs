//! Pages in every official language of the European Union, and what readers and editors see where a text is missing.

use super::{
    languages,
    sample::{document, labels, large_document, locale},
    tests::{assert_holds, page_in},
    words::Words,
};
use domain::{
    Locale,
    record::{Document, Localized, OptionValue, Value},
};
use flate2::{Compression, write::GzEncoder};
use std::{collections::BTreeMap, io::Write};

/// A record that speaks one language more.
fn speaking(mut record: Document, language: &Locale) -> Document {
    record
        .content
        .name
        .insert(language.clone(), "PowerTrail 625".into());
    record.content.locales.push(language.clone());
    record
}

#[test]
fn a_page_speaks_each_official_language_and_none_of_the_systems_words_is_marked_as_english() {
    for language in languages() {
        let html = page_in(&speaking(document(), &language), language.as_str(), false);
        let words = Words::of(&language);
        assert_holds(
            &html,
            &[
                &format!("<html lang=\"{language}\" dir=\"ltr\">"),
                &format!("<h2 id=\"glance\">{}</h2>", words.at_a_glance),
                &format!("<dt>{}</dt>", words.last_updated),
                &format!("<footer><div class=\"wrap\"><p>{}", words.promise),
                "<h1>PowerTrail 625</h1>",
            ],
        );
        assert!(
            !html.contains("lang=\"en\"") || language.as_str() == "en",
            "{language}"
        );
    }
}

#[test]
fn every_language_fits_the_first_round_trip() {
    for language in languages() {
        let html = page_in(&speaking(large_document(), &language), language.as_str(), false);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(html.as_bytes()).unwrap();
        let size = encoder.finish().unwrap().len();
        assert!(size < 14_000, "{language}: {size} bytes compressed");
    }
}

#[test]
fn editors_see_what_is_missing_and_readers_read_what_there_is() {
    let mut record = document();
    record.content.name = labels(&[("en_US", "Battery")]);
    let preview = page_in(&record, "de_DE", true);
    let words = Words::of(&locale("de_DE"));
    assert_holds(
        &preview,
        &[
            &words.preview_missing,
            "content:\" [\" attr(lang) \"]\"",
            "<h1 lang=\"en-US\">Battery</h1>",
        ],
    );
    let public = page_in(&record, "de_DE", false);
    assert_holds(&public, &["<h1 lang=\"en-US\">Battery</h1>"]);
    assert!(!public.contains("attr(lang)") && !public.contains(words.preview_missing.as_str()));
}

#[test]
fn a_preview_with_all_texts_says_nothing_of_missing_ones() {
    let mut record = document();
    record.content.sections.clear();
    record.content.name = labels(&[("de_DE", "Akku")]);
    record.content.description = labels(&[("de_DE", "Für lange Wege")]);
    let preview = page_in(&record, "de_DE", true);
    assert!(!preview.contains(Words::of(&locale("de_DE")).preview_missing.as_str()));
}

#[test]
fn names_of_options_at_a_glance_say_their_language_and_numbers_have_none() {
    let mut record = document();
    let field = &mut record.content.sections[0].fields[0];
    let option = |code: &str, pair: (&str, &str)| OptionValue {
        code: code.into(),
        labels: labels(&[pair]),
        media: None,
    };
    let options = vec![
        option("a", ("en_US", "Aluminium")),
        option("b", ("fr_FR", "Acier")),
    ];
    field.value = Localized::All(Value::Options { options });
    let yes = BTreeMap::from([(locale("de_DE"), Value::Boolean { value: true })]);
    record.content.sections[0].fields[1].value = Localized::PerLocale { locales: yes };
    let html = page_in(&record, "en_US", false);
    assert_holds(
        &html,
        &[
            "<bdi><span>Aluminium</span>, <span lang=\"fr-FR\">Acier</span></bdi>",
            "<bdi>Yes</bdi>",
        ],
    );
    assert!(!html.contains("<dd lang=\"de-DE\"><bdi>Yes"));
}

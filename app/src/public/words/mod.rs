//! The system's own words on the public pages: one JSON catalogue per language, English where there is none.
//!
//! They are read on the server alone: no part of them is in what a browser loads as a program. To add a language, write its file beside
//! the others and add its line to [`CATALOGUES`], and how it writes numbers to `format/style.rs`; tests compare keys and placeholders
//! with the English ones and the forms for numbers with those that the language has.

mod history;
mod plural;
mod state;

pub use history::HistoryWords;
pub use plural::Counted;
pub use state::StateWords;

use domain::{Locale, Reader};
use serde::Deserialize;
use std::{collections::BTreeMap, sync::LazyLock};

/// The languages that there are, with their catalogues: the 24 official languages of the European Union.
const CATALOGUES: [(&str, &str); 24] = [
    ("bg", include_str!("bg.json")),
    ("cs", include_str!("cs.json")),
    ("da", include_str!("da.json")),
    ("de", include_str!("de.json")),
    ("el", include_str!("el.json")),
    ("en", include_str!("en.json")),
    ("es", include_str!("es.json")),
    ("et", include_str!("et.json")),
    ("fi", include_str!("fi.json")),
    ("fr", include_str!("fr.json")),
    ("ga", include_str!("ga.json")),
    ("hr", include_str!("hr.json")),
    ("hu", include_str!("hu.json")),
    ("it", include_str!("it.json")),
    ("lt", include_str!("lt.json")),
    ("lv", include_str!("lv.json")),
    ("mt", include_str!("mt.json")),
    ("nl", include_str!("nl.json")),
    ("pl", include_str!("pl.json")),
    ("pt", include_str!("pt.json")),
    ("ro", include_str!("ro.json")),
    ("sk", include_str!("sk.json")),
    ("sl", include_str!("sl.json")),
    ("sv", include_str!("sv.json")),
];

/// A title with its text.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// The heading.
    pub title: String,
    /// What happened and what to do.
    pub text: String,
}

/// A word for each level of a passport.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// For all products of a model.
    pub model: String,
    /// For one batch.
    pub batch: String,
    /// For one item.
    pub item: String,
}

/// A word for each reader.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReaderWords {
    /// Everybody.
    pub public: String,
    /// Who owns the product.
    pub owner: String,
    /// Who repairs it.
    pub repairer: String,
    /// Who recycles it.
    pub recycler: String,
    /// Authorities.
    pub authority: String,
    /// The brand.
    pub brand: String,
}

impl ReaderWords {
    /// The word for a reader.
    pub fn of(&self, reader: Reader) -> &str {
        match reader {
            Reader::Public => &self.public,
            Reader::Owner => &self.owner,
            Reader::Repairer => &self.repairer,
            Reader::Recycler => &self.recycler,
            Reader::Authority => &self.authority,
            Reader::Brand => &self.brand,
        }
    }
}

/// Words on what not everybody may read.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessWords {
    /// The banner of a page that is read with a grant, with `{reader}` and `{organisation}`.
    pub granted: String,
    /// The banner where what was presented opens nothing.
    pub refused: String,
    /// Below the name of a field, with `{readers}`.
    pub only_for: String,
    /// There is more than is shown.
    pub more: String,
    /// The readers.
    pub reader: ReaderWords,
}

/// The words of one language.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// What this page is.
    pub passport: String,
    /// The link that skips the band.
    pub skip: String,
    /// Names the list of languages.
    pub languages: String,
    /// The banner of a preview.
    pub preview: String,
    /// In the banner of a preview, where the brand's texts are not all in its language.
    pub preview_missing: String,
    /// Stands in a preview where the stamp will be.
    pub preview_stamp: String,
    /// The levels.
    pub level: Levels,
    /// What a passport of that level describes.
    pub level_note: Levels,
    /// The GTIN's name.
    pub gtin: String,
    /// The PIM's product identifier.
    pub article: String,
    /// The heading of the key facts.
    pub at_a_glance: String,
    /// A true value.
    pub yes: String,
    /// A false value.
    pub no: String,
    /// What not everybody may read.
    pub access: AccessWords,
    /// Data that is shown as it came.
    pub technical_data: String,
    /// A document whose type is not known.
    pub file: String,
    /// The heading of the stamp.
    pub about: String,
    /// Who is responsible, with `{brand}`.
    pub declared_by: String,
    /// The version's number.
    pub version: String,
    /// The time of publication.
    pub last_updated: String,
    /// The time at which a live page was read.
    pub read_at: String,
    /// What a live page is.
    pub live: String,
    /// The unique product identifier.
    pub identifier: String,
    /// The hash.
    pub fingerprint: String,
    /// The heading of how to verify.
    pub verify: String,
    /// How to verify.
    pub verify_text: String,
    /// The heading of the other formats.
    pub other_formats: String,
    /// The link to the record as data.
    pub machine_readable: String,
    /// How programs get the record.
    pub machine_readable_note: String,
    /// The promise in the footer.
    pub promise: String,
    /// Who runs the page.
    pub made_with: String,
    /// What is true of the passport besides its versions.
    pub state: StateWords,
    /// Earlier versions and what changed.
    pub history: HistoryWords,
    /// 404.
    pub not_found: Message,
    /// 404 of a live passport.
    pub not_listed: Message,
    /// 410.
    pub gone: Message,
    /// 429.
    pub too_many_requests: Message,
    /// 503.
    pub unavailable: Message,
    /// 500.
    pub server_error: Message,
    /// The link to the front page.
    pub home: String,
    /// The months, in the form that stands in a date.
    pub months: [String; 12],
    /// A day, with `{day}`, `{month}` and `{year}`.
    pub date: String,
    /// The first of a month, where it is written differently.
    pub first_day: String,
    /// A time of the day, with `HH` or `H` and `mm`.
    pub time: String,
    /// Signs of byte, thousand bytes and million bytes.
    pub bytes: [String; 3],
}

static WORDS: LazyLock<BTreeMap<&'static str, Words>> = LazyLock::new(|| {
    let read = |(language, json): (&'static str, &str)| {
        let words = serde_json::from_str(json).expect("catalogues are compiled in, and a test reads each");
        (language, words)
    };
    CATALOGUES.into_iter().map(read).collect()
});

impl Words {
    /// The words in the locale's language, else in English.
    pub fn of(locale: &Locale) -> &'static Self {
        WORDS
            .get(locale.language().as_str())
            .unwrap_or_else(|| &WORDS["en"])
    }

    /// The form of `words` that goes with `count`, with the number in it.
    pub fn counted(locale: &Locale, words: &Counted, count: u64) -> String {
        let language = locale.language();
        let spoken = if Self::speaks(locale) {
            language.as_str()
        } else {
            "en"
        };
        words.of(spoken, count).replace("{count}", &count.to_string())
    }

    /// Whether there is a catalogue in the locale's language; if not, the words are English and must say so.
    pub fn speaks(locale: &Locale) -> bool {
        WORDS.contains_key(locale.language().as_str())
    }
}

/// The languages that the system itself speaks, for pages that belong to no passport.
pub fn languages() -> Vec<Locale> {
    // English comes first: it is what a visitor gets who asks for none of them.
    std::iter::once("en")
        .chain(WORDS.keys().copied().filter(|l| *l != "en"))
        .filter_map(Locale::parse)
        .collect()
}

#[cfg(test)]
mod tests;

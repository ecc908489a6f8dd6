//! What is true of a passport besides what its versions say, in the words of the formats.

use domain::{
    Locale,
    state::{Recall, Status},
    text,
};
use serde_json::{Value as Json, json};

/// The state of a passport as the formats tell it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Standing<'a> {
    /// Today's status.
    pub status: Status,
    /// The recall in force.
    pub recall: Option<&'a Recall>,
}

/// The element in which EN 18223 and UNTP, which have no word for it, say that a product is recalled.
pub(crate) const RECALL: &str = "recallNotice";

/// The notice in a language.
pub(crate) fn notice(recall: &Recall, locale: &Locale, locales: &[Locale]) -> Json {
    let mut notice = json!({ "since": recall.since.to_string() });
    if let Some(text) = words(recall, locale, locales) {
        notice["text"] = text.into();
    }
    if let Some(link) = &recall.link {
        notice["url"] = link.as_str().into();
    }
    notice
}

/// Its words in a language, else in any: a recall is said to everybody.
pub(crate) fn words<'a>(recall: &'a Recall, locale: &Locale, locales: &[Locale]) -> Option<&'a str> {
    let picked = text::pick(&recall.text, locale, locales).map(|(_, text)| text);
    picked.or_else(|| recall.text.values().next().map(String::as_str))
}

//! What stands on a page that shows more than everybody may read, or refuses to.

use super::{page::Page, words::Words};
use domain::{Reader, Readers, record::RecordField};
use leptos::prelude::*;

/// How a page is read.
#[derive(Clone, Copy, Debug, Default)]
pub enum Reading<'a> {
    /// As everybody reads it.
    #[default]
    Public,
    /// With a grant.
    Granted {
        /// As whom.
        reader: Reader,
        /// Who.
        organisation: &'a str,
        /// The secret, where it stands in the address: links on the page keep it.
        secret: Option<&'a str>,
    },
    /// With something that opens nothing.
    Refused,
}

/// The banner above everything else.
pub(super) fn banner(page: &Page<'_>) -> Option<impl IntoView + use<>> {
    let words = &page.words.access;
    let text = match page.input.reading {
        Reading::Public => return None,
        Reading::Granted {
            reader, organisation, ..
        } => words
            .granted
            .replace("{reader}", words.reader.of(reader))
            .replace("{organisation}", organisation),
        Reading::Refused => words.refused.clone(),
    };
    Some(view! {
        <p class="preview" role="note" lang=page.words_lang() dir=page.words_dir()>
            {text}
        </p>
    })
}

/// Below the name of a field that not everybody may read: who may.
pub(super) fn mark(page: &Page<'_>, field: &RecordField) -> Option<impl IntoView + use<>> {
    mark_for(page, &field.readers)
}

/// Who may read something, where not everybody may.
pub(super) fn mark_for(page: &Page<'_>, readers: &Readers) -> Option<impl IntoView + use<>> {
    (!readers.is_public()).then(|| {
        let text = names(page.words, readers);
        view! {
            <small class="for" lang=page.words_lang()>
                {text}
            </small>
        }
    })
}

fn names(words: &Words, readers: &Readers) -> String {
    let all: Vec<_> = readers
        .iter()
        .map(|reader| words.access.reader.of(reader))
        .collect();
    words.access.only_for.replace("{readers}", &all.join(", "))
}

/// Says in the stamp that there is more than is shown here.
pub(super) fn more(page: &Page<'_>) -> Option<impl IntoView + use<>> {
    let shown = page
        .content()
        .fields()
        .filter(|field| !field.readers.is_public())
        .count();
    let text = page.words.access.more.as_str();
    (page.input.document.restricted.len() > shown).then(|| view! { <p>{text}</p> })
}

impl Page<'_> {
    /// An address with a query, which keeps the grant of the page that leads there.
    pub(super) fn link(&self, path: &str, query: &str) -> String {
        let grant = match self.input.reading {
            Reading::Granted {
                secret: Some(secret), ..
            } => format!("grant={secret}"),
            _ => String::new(),
        };
        let all: Vec<&str> = [query, &grant]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        if all.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{}", all.join("&"))
        }
    }
}

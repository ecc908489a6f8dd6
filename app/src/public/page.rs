//! The passport page as a whole, and what its parts share.

use super::{
    access::Reading,
    facts::facts,
    head::head,
    hero::{band, hero},
    mark::mark,
    notices::{alert, notes, superseded},
    render,
    sections::sections,
    stamp::stamp,
    words::Words,
};
use domain::{
    Locale,
    branding::Branding,
    record::{Content, Document, Granularity, Image, OptionValue, RecordField, Value},
    state::State,
    text::{Labels, pick},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// What a passport page is made of.
#[derive(Clone, Copy, Debug)]
pub struct PassportPageInput<'a> {
    /// The published document, or what would be published.
    pub document: &'a Document,
    /// SHA-256 of the document's canonical bytes, in hex; not shown in a preview.
    pub hash: &'a str,
    /// What it belongs to, the nearest first: what they say counts for this one too.
    pub above: &'a [Above<'a>],
    /// The template's colours.
    pub branding: &'a Branding,
    /// The logo's path on this very site.
    pub logo: Option<&'a str>,
    /// The language of the page.
    pub locale: &'a Locale,
    /// The absolute address, without a query.
    pub url: &'a str,
    /// The path of that address.
    pub path: &'a str,
    /// What else there is of it, besides the record itself.
    pub formats: &'a [PageFormat],
    /// The product for search engines as JSON that is safe in a page.
    pub product: Option<&'a str>,
    /// Whether this is a preview: it says so, and search engines stay away.
    pub preview: bool,
    /// Whether it is live: then the document has no number, and its time is that of its reading.
    pub live: bool,
    /// How it is read.
    pub reading: Reading<'a>,
    /// Whether the site has its pictures in several sizes; a saved page has not.
    pub sized: bool,
    /// What has to follow the address of a file that not everybody may read, by its hash.
    pub file_keys: &'a BTreeMap<String, String>,
    /// What is true of the passport besides.
    pub state: &'a State,
    /// The latest version, where the document is an earlier one.
    pub newer: Option<Newer<'a>>,
    /// What an address of this very state asks for, such as `version=2`; nothing where all of it is as it is now.
    pub past: &'a str,
}

/// The latest version of a passport.
#[derive(Clone, Copy, Debug)]
pub struct Newer<'a> {
    /// Its number.
    pub number: u32,
    /// When it was published: RFC 3339.
    pub published_at: &'a str,
}

/// A format that the page leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageFormat {
    /// Its name, which is the same in all languages.
    pub title: &'static str,
    /// What stands behind the passport's address.
    pub ending: &'static str,
    /// Its media type.
    pub media_type: &'static str,
}

/// A passport above the one of the page.
#[derive(Clone, Copy, Debug)]
pub struct Above<'a> {
    /// The version that counts.
    pub document: &'a Document,
    /// Its path.
    pub path: &'a str,
    /// Its latest version, where that is another one.
    pub newer: Option<Newer<'a>>,
}

/// Renders a passport as a whole HTML document.
pub fn passport_page(input: &PassportPageInput<'_>) -> String {
    let query = if input.past.is_empty() {
        String::new()
    } else {
        format!("{}&", input.past)
    };
    let page = Page::new(input, query);
    let locale = input.locale;
    render::document(|| {
        view! {
            <html lang=locale.tag() dir=direction(locale)>
                {head(&page)}
                <body>
                    <a class="skip" href="#main" lang=page.words_lang()>
                        {page.words.skip.as_str()}
                    </a>
                    {alert(&page)}
                    {band(&page)}
                    <main id="main" class="wrap">
                        {superseded(&page)}
                        {notes(&page)}
                        {hero(&page)}
                        {facts(&page)}
                        <div class="cols">{sections(&page)} {stamp(&page)}</div>
                    </main>
                    {footer(&page)}
                </body>
            </html>
        }
    })
}

/// The page and the words of its language.
pub(super) struct Page<'a> {
    pub(super) input: PassportPageInput<'a>,
    pub(super) words: &'static Words,
    /// What links to the same page in another language ask for besides: empty, or with `&` at its end.
    pub(super) query: String,
}

/// A text, with its language where that is not the page's.
pub(super) struct Phrase {
    pub(super) text: String,
    pub(super) lang: Option<String>,
    pub(super) dir: Option<&'static str>,
}

impl Phrase {
    /// A text that is no word of any language.
    pub(super) fn plain(text: String) -> Self {
        Self {
            text,
            lang: None,
            dir: None,
        }
    }
}

impl<'a> Page<'a> {
    pub(super) fn new(input: &PassportPageInput<'a>, query: String) -> Self {
        Self {
            input: *input,
            words: Words::of(input.locale),
            query,
        }
    }

    /// What the passport says.
    pub(super) fn content(&self) -> &'a Content {
        &self.input.document.content
    }

    /// What counts for the product: what the passport says, then what those above it say.
    pub(super) fn contents(&self) -> impl Iterator<Item = &'a Content> + use<'a> {
        let above = self.input.above.iter().map(|above| &above.document.content);
        std::iter::once(self.content()).chain(above)
    }

    /// The level of a passport with its number: `Batch LOT-7`.
    pub(super) fn level(&self, content: &Content) -> String {
        let words = &self.words.level;
        let (word, number) = match content.granularity {
            Granularity::Model => (&words.model, None),
            Granularity::Batch => (&words.batch, content.batch.as_deref()),
            Granularity::Item => (&words.item, content.serial.as_deref()),
        };
        number.map_or_else(|| word.clone(), |number| format!("{word} {number}"))
    }

    /// What a passport of that level describes.
    pub(super) fn level_note(&self, content: &Content) -> &'static str {
        let notes = &self.words.level_note;
        match content.granularity {
            Granularity::Model => &notes.model,
            Granularity::Batch => &notes.batch,
            Granularity::Item => &notes.item,
        }
    }

    /// One line of description: the closest that there is.
    pub(super) fn line(&self) -> Option<Phrase> {
        self.contents()
            .find_map(|content| self.phrase(&content.description))
    }

    /// The main picture: the closest that there is.
    pub(super) fn image(&self) -> Option<&'a Image> {
        self.contents().find_map(|content| content.image.as_ref())
    }

    /// The text in the page's language, else in another one, then marked as such.
    pub(super) fn phrase(&self, labels: &Labels) -> Option<Phrase> {
        pick(labels, self.input.locale, &self.content().locales).map(|(locale, text)| {
            let (lang, dir) = self.tongue(Some(locale));
            let text = text.to_owned();
            Phrase { text, lang, dir }
        })
    }

    /// As [`Self::phrase`]; where there is no text, the code itself.
    pub(super) fn phrase_or(&self, labels: &Labels, code: &str) -> Phrase {
        self.phrase(labels)
            .unwrap_or_else(|| Phrase::plain(format!("[{code}]")))
    }

    /// Whether readers of this language get some text of the brand in another one.
    fn lacks_texts(&self) -> bool {
        let content = self.content();
        let other = |labels: &Labels| self.phrase(labels).is_some_and(|phrase| phrase.lang.is_some());
        let field = |field: &RecordField| {
            let found = field.value.pick(self.input.locale, &content.locales);
            let valued = found.is_some_and(|(locale, value)| {
                let tongue = self.tongue_of(value, locale).0;
                tongue.is_some() || options(value).iter().any(|option| other(&option.labels))
            });
            valued || (found.is_some() && other(&field.label))
        };
        other(&content.name)
            || other(&content.description)
            || content
                .sections
                .iter()
                .any(|section| other(&section.title) || section.fields.iter().any(field))
    }

    /// As [`Self::tongue`], for a value that was found for `locale`: what is the same in all languages is written in the page's own.
    pub(super) fn tongue_of(
        &self,
        value: &Value,
        locale: Option<&Locale>,
    ) -> (Option<String>, Option<&'static str>) {
        match value {
            Value::Boolean { .. }
            | Value::Number { .. }
            | Value::Metric { .. }
            | Value::Prices { .. }
            | Value::Date { .. } => (None, None),
            _ => self.tongue(locale),
        }
    }

    /// The attributes of something in `locale`: none where that is the page's own language.
    pub(super) fn tongue(&self, locale: Option<&Locale>) -> (Option<String>, Option<&'static str>) {
        let page = self.input.locale;
        match locale {
            Some(other) if other.language() != page.language() => {
                let turned = (other.is_rtl() != page.is_rtl()).then(|| direction(other));
                (Some(other.tag()), turned)
            }
            _ => (None, None),
        }
    }

    /// The language of the system's words, where they are not in the page's.
    pub(super) fn words_lang(&self) -> Option<&'static str> {
        (!Words::speaks(self.input.locale)).then_some("en")
    }

    /// The direction of the system's words, where it is not the page's.
    pub(super) fn words_dir(&self) -> Option<&'static str> {
        self.words_lang()
            .filter(|_| self.input.locale.is_rtl())
            .map(|_| "ltr")
    }

    /// The smaller and lighter forms of a picture, as `srcset` has them; none of what is not the site's for everybody.
    pub(super) fn sources(&self, image: &Image) -> Option<String> {
        let input = self.input;
        if !input.sized || input.live || input.preview || input.file_keys.contains_key(&image.sha256) {
            return None;
        }
        let sources: Vec<_> = image
            .sized()
            .map(|(width, path)| format!("{path} {width}w"))
            .collect();
        (!sources.is_empty()).then(|| sources.join(", "))
    }

    /// The address of a picture or document. That of a live page says whose it is: it is in the brand's cache, and may have to be read
    /// again.
    pub(super) fn media(&self, path: String) -> String {
        let hash = path
            .trim_start_matches("/media/")
            .split('.')
            .next()
            .unwrap_or_default();
        if self.input.live {
            format!("{path}?of={}", self.input.path)
        } else if let Some(key) = self.input.file_keys.get(hash) {
            format!("{path}?{key}")
        } else {
            path
        }
    }

    /// The address of the record in another format: that of an earlier version says its number.
    pub(super) fn address(&self, ending: &str) -> String {
        let address = format!("{}{ending}", self.input.path);
        self.link(&address, self.query.trim_end_matches('&'))
    }

    /// The product's name.
    pub(super) fn name(&self) -> Phrase {
        self.phrase(&self.content().name)
            .unwrap_or_else(|| Phrase::plain(self.content().product_identifier.clone()))
    }

    /// What stands above everything else in a preview.
    pub(super) fn preview_banner(&self) -> Option<impl IntoView + use<>> {
        let lang = self.words_lang();
        let words = self.words;
        self.input.preview.then(|| {
            let missing = self.lacks_texts().then(|| format!(" {}", words.preview_missing));
            view! {
                <p class="preview" role="note" lang=lang dir=self.words_dir()>
                    {words.preview.as_str()}
                    {missing}
                </p>
            }
        })
    }
}

/// What a value says in the words of the brand's options.
fn options(value: &Value) -> &[OptionValue] {
    match value {
        Value::Options { options } => options,
        Value::Table { columns, .. } => columns,
        _ => &[],
    }
}

/// The value of `dir`.
pub(super) fn direction(locale: &Locale) -> &'static str {
    if locale.is_rtl() { "rtl" } else { "ltr" }
}

pub(super) fn footer(page: &Page<'_>) -> impl IntoView + use<> {
    let words = page.words;
    view! {
        <footer lang=page.words_lang() dir=page.words_dir()>
            <div class="wrap">
                <p>{words.promise.as_str()}</p>
                <p class="by">{mark()} {words.made_with.as_str()}</p>
            </div>
        </footer>
    }
}

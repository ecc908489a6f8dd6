//! Earlier versions of a passport and what changed from each to the next, in the reader's language.

use super::{
    access::mark_for,
    brand_style,
    css::palette,
    format::{day, moment},
    head::basics,
    hero::band,
    notices::alert,
    page::{Page, PassportPageInput, direction, footer},
    render,
    stamp::shortened,
    status, stylesheet,
    values::short,
    words::{Counted, Words},
};
use domain::{
    Locale,
    changes::{Change, How},
    drift::Subject,
    record::{OptionValue, Value},
    text::{Labels, pick},
};
use leptos::prelude::*;

/// Changes of one version that are told one by one beside others.
const CHANGES_MAX: usize = 8;
/// Characters of a value that are shown.
const VALUE_MAX: usize = 80;

/// What a history page is made of.
#[derive(Clone, Copy, Debug)]
pub struct HistoryPageInput<'a> {
    /// The latest version, as on its own page.
    pub passport: PassportPageInput<'a>,
    /// The versions, latest first.
    pub steps: &'a [HistoryStep],
    /// Whether this is one version, with all its changes.
    pub whole: bool,
}

/// A version, and what it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryStep {
    /// Its number.
    pub number: u32,
    /// RFC 3339.
    pub published_at: String,
    /// SHA-256 of the canonical document, in hex.
    pub hash: String,
    /// What is different from the version before.
    pub changes: Vec<Change>,
}

/// Renders the history of a passport as a whole HTML document.
pub fn history_page(input: &HistoryPageInput<'_>) -> String {
    let only = input.steps.first().filter(|_| input.whole);
    let only = only.map(|step| format!("version={}&", step.number));
    let page = Page::new(&input.passport, format!("{}history&", only.unwrap_or_default()));
    let locale = input.passport.locale;
    let words = &page.words.history;
    let title = format!(
        "{} · {} · {}",
        words.title,
        page.name().text,
        page.content().brand
    );
    let versions: Vec<_> = input
        .steps
        .iter()
        .map(|step| version(&page, step, input.whole))
        .collect();
    let name = page.name();
    render::document(|| {
        view! {
            <html lang=locale.tag() dir=direction(locale)>
                <head>
                    {basics(title, &palette(input.passport.branding).band.hex())}
                    <meta name="robots" content="noindex" />
                    <link rel="canonical" href=input.passport.url.to_owned() />
                    <style inner_html=stylesheet()></style>
                    <style inner_html=brand_style(input.passport.branding)></style>
                </head>
                <body>
                    <a class="skip" href="#main" lang=page.words_lang()>
                        {page.words.skip.as_str()}
                    </a>
                    {alert(&page)}
                    {band(&page)}
                    <main id="main" class="wrap history">
                        <h1 lang=page.words_lang() dir=page.words_dir()>{words.title.as_str()}</h1>
                        <p class="line" lang=name.lang dir=name.dir>{name.text}</p>
                        <p lang=page.words_lang() dir=page.words_dir()>
                            <a href=page.link(input.passport.path, &format!("lang={}", locale.tag()))>{words.latest.as_str()}</a>
                        </p>
                        {versions}
                        {older(&page, input)}
                    </main>
                    {footer(&page)}
                </body>
            </html>
        }
    })
}

fn older(page: &Page<'_>, input: &HistoryPageInput<'_>) -> Option<impl IntoView + use<>> {
    if input.whole {
        return None;
    }
    let steps = input.steps;
    let last = steps.last().filter(|step| step.number > 1)?.number - 1;
    let (path, tag) = (page.input.path, page.input.locale.tag());
    let href = page.link(path, &format!("history={last}&lang={tag}"));
    let text = page.words.history.older.as_str();
    Some(view! {
        <p lang=page.words_lang() dir=page.words_dir()>
            <a href=href rel="next">{text}</a>
        </p>
    })
}

fn version(page: &Page<'_>, step: &HistoryStep, whole: bool) -> impl IntoView + use<> {
    let words = page.words;
    let (path, tag, number) = (page.input.path, page.input.locale.tag(), step.number);
    let published = moment(&step.published_at, page.input.locale, words);
    let id = format!("v{number}");
    let heading = id.clone();
    let own = page.link(path, &format!("version={number}&lang={tag}"));
    let data = page.link(&format!("{path}.json"), &format!("version={number}"));
    view! {
        <section class="section" aria-labelledby=id>
            <div lang=page.words_lang() dir=page.words_dir()>
                <h2 id=heading>{format!("{} {number}", words.version)}</h2>
                <p>
                    <time datetime=step.published_at.clone()>{published}</time>
                    " · "
                    <code title=step.hash.clone()>{shortened(&step.hash)}</code>
                </p>
                <p>
                    <a href=own>{words.history.open.as_str()}</a>
                    " · "
                    <a href=data type="application/json">"JSON"</a>
                </p>
            </div>
            {changes(page, step, whole)}
        </section>
    }
}

/// What happened, as far as it can be read in the language of the page.
fn changes(page: &Page<'_>, step: &HistoryStep, whole: bool) -> AnyView {
    let words = &page.words.history;
    if step.number == 1 {
        let text = words.first.as_str();
        return view! { <p lang=page.words_lang() dir=page.words_dir()>{text}</p> }.into_any();
    }
    if step.changes.is_empty() {
        let text = words.nothing.as_str();
        return view! { <p lang=page.words_lang() dir=page.words_dir()>{text}</p> }.into_any();
    }
    let own = |change: &&Change| {
        let language = change.locale.as_ref().map(Locale::language);
        language.is_none_or(|language| language == page.input.locale.language())
    };
    let (told, others): (Vec<&Change>, Vec<&Change>) = step.changes.iter().partition(own);
    let shown = if whole { told.len() } else { CHANGES_MAX };
    let left = told.len().saturating_sub(shown);
    let (path, tag, number) = (page.input.path, page.input.locale.tag(), step.number);
    let href = page.link(path, &format!("version={number}&history&lang={tag}"));
    let counted = |words: &Counted, n: usize| {
        Words::counted(page.input.locale, words, u64::try_from(n).unwrap_or(u64::MAX))
    };
    let more = (left > 0).then(|| {
        let text = counted(&words.more, left);
        view! { <li lang=page.words_lang() dir=page.words_dir()><a href=href>{text}</a></li> }
    });
    let elsewhere = (!others.is_empty()).then(|| {
        let text = counted(&words.elsewhere, others.len());
        view! { <li lang=page.words_lang() dir=page.words_dir()>{text}</li> }
    });
    let items: Vec<_> = told.into_iter().take(shown).map(|c| item(page, c)).collect();
    let rest = (more, elsewhere);
    view! { <ul>{items} {rest}</ul> }.into_any()
}

fn item(page: &Page<'_>, change: &Change) -> impl IntoView + use<> {
    let words = &page.words.history;
    let how = match change.how {
        How::Added => &words.added,
        How::Changed => &words.changed,
        How::Renamed => &words.renamed,
        How::Moved => &words.moved,
        How::Removed => &words.removed,
    };
    let (lang, dir) = page.tongue(change.locale.as_ref());
    let said = |value: &Option<Value>| value.as_ref().and_then(|value| brief(page, value));
    let old = said(&change.old).map(|text| view! { <del>{text}</del> });
    let new = said(&change.new).map(|text| view! { <ins>{text}</ins> });
    // What was stands before what is, on whichever side the line begins.
    let rtl = dir.unwrap_or(direction(page.input.locale)) == "rtl";
    let arrow = (old.is_some() && new.is_some()).then_some(if rtl { " ← " } else { " → " });
    let lead = (old.is_some() || new.is_some()).then_some(": ");
    view! {
        <li>
            <b lang=page.words_lang()>{how.as_str()}</b>
            " "
            {subject(page, change)}
            {lead}
            <span lang=lang dir=dir>{old} {arrow} {new}</span>
            {mark_for(page, &change.readers)}
        </li>
    }
}

/// What a change is about.
fn subject(page: &Page<'_>, change: &Change) -> AnyView {
    let words = page.words;
    let own = match change.subject {
        Subject::Name => &words.history.name,
        Subject::Description => &words.history.description,
        Subject::Image => &words.history.picture,
        Subject::Gtin => &words.gtin,
        Subject::Identifier => &words.article,
        Subject::Brand => &words.history.brand,
        Subject::Languages => &words.history.languages,
        Subject::Layout if change.label.is_empty() => &words.history.layout,
        Subject::Layout | Subject::Field | Subject::FieldName | Subject::Readers => {
            let name = page.phrase_or(&change.label, &change.attribute);
            return view! { <span lang=name.lang dir=name.dir>{name.text}</span> }.into_any();
        }
    };
    let text = own.as_str();
    view! { <span lang=page.words_lang()>{text}</span> }.into_any()
}

/// A value in one line; none of what needs more.
fn brief(page: &Page<'_>, value: &Value) -> Option<String> {
    let text = match value {
        Value::Text { text } => text.clone(),
        Value::Html { html } => without_tags(html),
        Value::Options { options } => {
            let name = |option: &OptionValue| named(page, &option.labels, &option.code);
            options.iter().map(name).collect::<Vec<_>>().join(", ")
        }
        Value::File { file } => file.name.clone(),
        other => short(page, other)?,
    };
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let cut: String = line.chars().take(VALUE_MAX).collect();
    let dots = if cut.len() < line.len() { "…" } else { "" };
    (!cut.is_empty()).then(|| format!("{cut}{dots}"))
}

fn named(page: &Page<'_>, labels: &Labels, code: &str) -> String {
    let found = pick(labels, page.input.locale, &page.content().locales);
    found.map_or_else(|| format!("[{code}]"), |(_, text)| text.to_owned())
}

/// The words of rich text, which was sanitised: every `<` begins a tag of a short list.
fn without_tags(html: &str) -> String {
    let after = |part: &str| part.split_once('>').map_or("", |(_, text)| text).to_owned();
    let mut parts = html.split('<');
    let first = parts.next().unwrap_or_default().to_owned();
    let text = std::iter::once(first)
        .chain(parts.map(after))
        .collect::<Vec<_>>()
        .join(" ");
    // What the sanitiser writes.
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (code, sign)| text.replace(code, sign))
}

/// Why there is no such version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoVersion<'a> {
    /// None has that number.
    Number,
    /// There was none yet; the day of the first one, `YYYY-MM-DD`.
    NotYet(&'a str),
    /// Nothing is kept of a live passport.
    NotKept,
}

/// 404: the passport is there, the version is not. Leads to the latest.
pub fn no_version_page(locale: &Locale, path: &str, why: NoVersion<'_>) -> String {
    let words = Words::of(locale);
    let (message, date) = match why {
        NoVersion::Number => (&words.history.no_version, ""),
        NoVersion::NotYet(date) => (&words.history.not_yet, date),
        NoVersion::NotKept => (&words.history.not_kept, ""),
    };
    let text = message.text.replace("{date}", &day(date, locale, words));
    status::told(
        locale,
        (&message.title, &text),
        Some((path, &words.history.latest)),
    )
}

/// 400: what was asked for is no version and no date. Leads to the latest.
pub fn unclear_version_page(locale: &Locale, path: &str) -> String {
    let words = Words::of(locale);
    let message = &words.history.unclear;
    status::told(
        locale,
        (&message.title, &message.text),
        Some((path, &words.history.latest)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::public::Reading;
    use crate::public::sample::{HASH, PATH, URL, branding, document, labels, locale};
    use domain::state::State;
    use flate2::{Compression, write::GzEncoder};
    use std::{collections::BTreeMap, io::Write};

    fn page_of(tag: &str, steps: &[HistoryStep], whole: bool) -> String {
        let (document, branding, locale) = (document(), branding(), locale(tag));
        history_page(&HistoryPageInput {
            passport: PassportPageInput {
                document: &document,
                hash: HASH,
                above: &[],
                branding: &branding,
                logo: None,
                locale: &locale,
                url: URL,
                path: PATH,
                formats: &[],
                product: None,
                preview: false,
                live: false,
                reading: Reading::Public,
                sized: false,
                file_keys: &BTreeMap::new(),
                state: &State::default(),
                newer: None,
                past: "",
            },
            steps,
            whole,
        })
    }

    fn change(how: How, language: Option<&str>, old: Option<&str>, new: Option<&str>) -> Change {
        let value = |text: &str| Value::Text { text: text.into() };
        Change {
            how,
            subject: Subject::Field,
            attribute: "care".into(),
            label: labels(&[("en_US", "Care"), ("de_DE", "Pflege")]),
            readers: domain::Readers::default(),
            locale: language.map(locale),
            old: old.map(value),
            new: new.map(value),
        }
    }

    fn step(number: u32, changes: Vec<Change>) -> HistoryStep {
        HistoryStep {
            number,
            published_at: "2026-11-21T03:34:00Z".into(),
            hash: HASH.into(),
            changes,
        }
    }

    #[test]
    fn changes_are_told_in_the_language_of_the_page() {
        let steps = [
            step(
                2,
                vec![
                    change(
                        How::Changed,
                        Some("en_US"),
                        Some("Cold <water>"),
                        Some("Warm water"),
                    ),
                    change(How::Changed, Some("de_DE"), Some("Kalt"), Some("Warm")),
                    change(How::Moved, None, None, None),
                ],
            ),
            step(1, Vec::new()),
        ];
        let english = page_of("en_US", &steps, false);
        for part in [
            "<b>Changed:</b> <span>Care</span>: <span><del>Cold &lt;water&gt;</del> → <ins>Warm water</ins></span>",
            "<b>Moved:</b> <span>Care</span>",
            ">1 change in other languages<",
            "The first version.",
            "<link rel=\"canonical\" href=\"https://id.example.com/01/09520000000127\">",
            "?history&amp;lang=de-DE\"",
        ] {
            assert!(english.contains(part), "{part}: {english}");
        }
        assert!(!english.contains("Kalt") && !english.contains("<script") && !english.contains("Older"));
        let german = page_of("de_DE", &steps, false);
        assert!(german.contains("<b>Geändert:</b> <span>Pflege</span>") && !german.contains("Warm water"));
        assert_eq!(english.matches("<style").count(), 2, "the policy names two");
    }

    #[test]
    fn a_page_of_long_changes_fits_the_first_round_trip_and_leads_to_the_rest() {
        let text = |seed: usize| -> String {
            let word = |n: usize| format!("{:x} ", (seed * 7919 + n * 104_729) % 1_048_573);
            (0..40).map(word).collect()
        };
        let many = |number: u32| {
            let one = |n: usize| {
                let seed = number as usize * 100 + n;
                change(How::Changed, None, Some(&text(seed)), Some(&text(seed + 50)))
            };
            step(number, (0..40).map(one).collect())
        };
        let steps: Vec<_> = (11..=20).rev().map(many).collect();
        let html = page_of("en_US", &steps, false);
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(html.as_bytes()).unwrap();
        let size = encoder.finish().unwrap().len();
        assert!(size < 14_000, "{size} bytes compressed, {} plain", html.len());
        assert!(html.contains("?history=10&amp;lang=en-US\" rel=\"next\">Older versions"));
        assert!(html.contains("?version=20&amp;history&amp;lang=en-US\">32 further changes"));
        let whole = page_of("en_US", &steps[..1], true);
        assert_eq!(whole.matches("<b>Changed:</b>").count(), 40);
        assert!(!whole.contains("Older versions") && !whole.contains("further changes"));
    }

    #[test]
    fn why_there_is_no_version_is_said_with_the_way_to_the_latest() {
        let english = locale("en_US");
        for (why, text) in [
            (NoVersion::Number, "no version of that number"),
            (NoVersion::NotYet("2026-11-21"), "published on November 21, 2026"),
            (NoVersion::NotKept, "nothing is kept"),
        ] {
            let html = no_version_page(&english, PATH, why);
            assert!(
                html.contains(text) && html.contains(&format!("href=\"{PATH}\"")),
                "{html}"
            );
        }
        assert!(unclear_version_page(&locale("fr_FR"), PATH).contains("?date=2026-11-21"));
    }
}

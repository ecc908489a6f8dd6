//! What a reader must know before the record itself: a recall, a status that is not the usual one, the end of the product, its
//! other lives.

use super::{
    format::{day, moment},
    page::{Newer, Page},
    words::Message,
};
use domain::{
    record::Document,
    state::{Ending, Recall, State, Status},
};
use leptos::prelude::*;

/// A recall: the first thing on the page, whichever version it shows.
pub(super) fn alert(page: &Page<'_>) -> Option<impl IntoView + use<>> {
    let recall = page.input.state.recall.as_ref()?;
    let words = &page.words.state;
    let since = day(&recall.since.to_string(), page.input.locale, page.words);
    let title = words.recalled.replace("{date}", &since);
    let text = page.phrase(&recall.text);
    Some(view! {
        <div class="recall" role="alert">
            <div class="wrap">
                <p lang=page.words_lang() dir=page.words_dir()>
                    <b>{title}</b>
                </p>
                {text.map(|t| view! { <p class="text" lang=t.lang dir=t.dir>{t.text}</p> })}
                {more(page, recall)}
            </div>
        </div>
    })
}

fn more(page: &Page<'_>, recall: &Recall) -> Option<impl IntoView + use<>> {
    let href = recall.link.clone()?;
    let text = page.words.state.recall_link.as_str();
    Some(view! {
        <p lang=page.words_lang() dir=page.words_dir()>
            <a href=href rel="external">{text}</a>
        </p>
    })
}

/// That the page shows an earlier version, of itself or of what it belongs to, with the way to the latest.
pub(super) fn superseded(page: &Page<'_>) -> impl IntoView + use<> {
    let above = page.input.above.iter();
    let above = above.filter_map(|above| earlier(page, above.document, above.newer, above.path));
    let own = earlier(page, page.input.document, page.input.newer, page.input.path);
    let all: Vec<_> = own.into_iter().chain(above).collect();
    all
}

fn earlier(
    page: &Page<'_>,
    document: &Document,
    newer: Option<Newer<'_>>,
    path: &str,
) -> Option<impl IntoView + use<>> {
    let newer = newer?;
    let is_other = path != page.input.path;
    let of = is_other.then(|| format!("{}: ", page.level(&document.content)));
    let time = |at: &str| moment(at, page.input.locale, page.words);
    let text = page
        .words
        .history
        .superseded
        .replace("{number}", &document.version.to_string())
        .replace("{date}", &time(&document.published_at))
        .replace("{latest}", &newer.number.to_string())
        .replace("{latest_date}", &time(newer.published_at));
    let href = page.link(path, &format!("lang={}", page.input.locale.tag()));
    Some(view! {
        <p class="note grave" role="note" lang=page.words_lang() dir=page.words_dir()>
            {of} {text} " " <a href=href>{page.words.history.latest.as_str()}</a>
        </p>
    })
}

/// Status, end and other lives; nothing for a passport in use.
pub(super) fn notes(page: &Page<'_>) -> impl IntoView + use<> {
    let state = page.input.state;
    let words = &page.words.state;
    let status = message(page, state).map(|(said, grave)| {
        let ended = state.ended.map(|ended| ended.at.format("%Y-%m-%d").to_string());
        let date = ended.map(|at| day(&at, page.input.locale, page.words));
        let text = said.text.replace("{date}", &date.unwrap_or_default());
        view! {
            <p class="note" class:grave=grave role="note" lang=page.words_lang() dir=page.words_dir()>
                <b>{said.title.as_str()}</b>
                " "
                {text}
            </p>
        }
    });
    let first: Vec<String> = state.first_life.iter().cloned().collect();
    let first = lives(page, &first, &words.first_life, &words.first_life_link);
    let second = lives(
        page,
        &state.second_lives,
        &words.second_life,
        &words.second_life_link,
    );
    (status, first, second)
}

/// What the status, or the end behind it, means, and whether it is grave.
fn message(page: &Page<'_>, state: &State) -> Option<(&'static Message, bool)> {
    let words = &page.words.state;
    let ended = state.ended.map(|ended| match ended.how {
        Ending::Recycled => &words.recycled,
        Ending::Destroyed => &words.destroyed,
    });
    match (state.status(), ended) {
        (Status::Invalid, _) => Some((&words.invalid, true)),
        (_, Some(ended)) => Some((ended, false)),
        (Status::Active, None) => None,
        (Status::Inactive, None) => Some((&words.inactive, false)),
        (Status::Archived, None) => Some((&words.archived, false)),
    }
}

fn lives(
    page: &Page<'_>,
    addresses: &[String],
    text: &'static str,
    link: &'static str,
) -> Option<impl IntoView + use<>> {
    let links: Vec<_> = addresses
        .iter()
        .map(|href| view! { " "<a href=href.clone()>{link}</a> })
        .collect();
    (!links.is_empty()).then(|| {
        view! {
            <p class="note" role="note" lang=page.words_lang() dir=page.words_dir()>
                {text}
                {links}
            </p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::{
        page::{PassportPageInput, passport_page},
        sample::{HASH, PATH, URL, branding, document, labels, locale},
    };
    use crate::public::Reading;
    use chrono::{DateTime, NaiveDate};
    use domain::state::{Ended, Ending, Recall, State, Status};
    use std::collections::BTreeMap;

    fn page(tag: &str, state: &State) -> String {
        let (document, branding, locale) = (document(), branding(), locale(tag));
        passport_page(&PassportPageInput {
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
            state,
            newer: None,
            past: "",
        })
    }

    #[test]
    fn a_recall_is_the_first_thing_on_the_page_and_speaks_its_language() {
        let state = State {
            recall: Some(Recall {
                since: NaiveDate::from_ymd_opt(2026, 11, 12).unwrap(),
                text: labels(&[("en_US", "Stop <using> it."), ("de_DE", "Nicht mehr benutzen.")]),
                link: Some("https://brand.example/recall".into()),
            }),
            ..State::default()
        };
        let english = page("en_US", &state);
        let at = |part: &str| english.find(part).unwrap_or_else(|| panic!("{part}: {english}"));
        assert!(at("role=\"alert\"") < at("<header class=\"band\">"));
        at("Product recall, since November 12, 2026");
        at("Stop &lt;using&gt; it.");
        at("<a href=\"https://brand.example/recall\" rel=\"external\">What to do now</a>");
        let german = page("de_DE", &state);
        assert!(
            german.contains("Produktrückruf, seit 12. November 2026")
                && german.contains("Nicht mehr benutzen.")
        );
        let french = page("fr_FR", &state);
        assert!(
            french.contains("<p lang=\"en-US\" class=\"text\">Stop"),
            "{french}"
        );
    }

    #[test]
    fn a_passport_in_use_says_nothing_of_its_state() {
        let html = page("en_US", &State::default());
        assert!(!html.contains("role=\"alert\"") && !html.contains("class=\"note"));
    }

    #[test]
    fn status_end_and_other_lives_are_plainly_said() {
        let with = |chosen| State {
            chosen,
            ..State::default()
        };
        for (status, words) in [
            (
                Status::Inactive,
                "<p role=\"note\" class=\"note\"><b>Not in use</b>",
            ),
            (Status::Archived, "<b>Kept for the record</b>"),
            (
                Status::Invalid,
                "<p role=\"note\" class=\"note grave\"><b>Not valid</b>",
            ),
        ] {
            let html = page("en_US", &with(status));
            assert!(html.contains(words), "{html}");
        }
        let ended = State {
            ended: Some(Ended {
                at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
                how: Ending::Recycled,
            }),
            first_life: Some("https://id.example.com/p/first".into()),
            second_lives: vec!["https://id.example.com/p/second".into()],
            ..State::default()
        };
        let html = page("de_DE", &ended);
        for part in [
            "<b>Recycelt</b>",
            "Sein Pass endete am 21. September 2026",
            "<a href=\"https://id.example.com/p/first\">Pass seines ersten Lebens</a>",
            "<a href=\"https://id.example.com/p/second\">Pass seines zweiten Lebens</a>",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
    }
}

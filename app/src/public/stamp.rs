//! The stamp: which version this is, since when, and how anyone can check that it was not changed.

use super::{access, format::moment, mark::mark, page::Page};
use leptos::prelude::*;

/// Hex digits that are shown at first.
const SHORT_HASH: usize = 16;

/// The stamp of a published passport, or its place in a preview.
pub(super) fn stamp(page: &Page<'_>) -> impl IntoView + use<> {
    let declared = page.words.declared_by.replace("{brand}", &page.content().brand);
    let lang = page.words_lang();
    let inside = if page.input.live {
        (!page.input.preview).then(|| formats(page)).into_any()
    } else if page.input.preview {
        let text = page.words.preview_stamp.as_str();
        view! { <p>{text}</p> }.into_any()
    } else {
        (proof(page), earlier(page), formats(page)).into_any()
    };
    view! {
        <aside class="stamp" aria-labelledby="about" lang=lang dir=page.words_dir()>
            <h2 id="about">{mark()} {page.words.about.as_str()}</h2>
            <p>{declared}</p>
            {access::more(page)}
            {page.input.live.then(|| reading(page))}
            {inside}
        </aside>
    }
}

/// When a live page was read, and what that means.
fn reading(page: &Page<'_>) -> impl IntoView + use<> {
    let words = page.words;
    let document = page.input.document;
    let read = moment(&document.published_at, page.input.locale, words);
    view! {
        <dl>
            <div>
                <dt>{words.read_at.as_str()}</dt>
                <dd>
                    <time datetime=document.published_at.clone()>{read}</time>
                </dd>
            </div>
            <div>
                <dt>{words.identifier.as_str()}</dt>
                <dd>
                    <code>{document.identifier.clone()}</code>
                </dd>
            </div>
        </dl>
        <p>{words.live.as_str()}</p>
    }
}

fn proof(page: &Page<'_>) -> impl IntoView + use<> {
    let words = page.words;
    let document = page.input.document;
    let hash = page.input.hash.to_owned();
    let published = moment(&document.published_at, page.input.locale, words);
    view! {
        <dl>
            <div>
                <dt>{words.version.as_str()}</dt>
                <dd>{document.version}</dd>
            </div>
            <div>
                <dt>{words.last_updated.as_str()}</dt>
                <dd>
                    <time datetime=document.published_at.clone()>{published}</time>
                </dd>
            </div>
            <div>
                <dt>{words.identifier.as_str()}</dt>
                <dd>
                    <code>{document.identifier.clone()}</code>
                </dd>
            </div>
            <div>
                <dt>{words.fingerprint.as_str()}</dt>
                <dd>
                    <code title=hash.clone()>{shortened(&hash)}</code>
                </dd>
            </div>
        </dl>
        <details>
            <summary>{words.verify.as_str()}</summary>
            <p>{words.verify_text.as_str()}</p>
            <p>
                <code>{hash}</code>
            </p>
        </details>
    }
}

/// The way to the other versions, where there are any.
fn earlier(page: &Page<'_>) -> Option<impl IntoView + use<>> {
    let several = page.input.document.version > 1 || page.input.newer.is_some();
    let query = format!("history&lang={}", page.input.locale.tag());
    let href = page.link(page.input.path, &query);
    several.then(|| {
        view! {
            <p>
                <a href=href>{page.words.history.title.as_str()}</a>
            </p>
        }
    })
}

fn formats(page: &Page<'_>) -> impl IntoView + use<> {
    let words = page.words;
    let others: Vec<_> = page
        .input
        .formats
        .iter()
        .map(|one| {
            view! {
                <li>
                    <a href=page.address(one.ending) type=one.media_type>
                        {one.title}
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <details>
            <summary>{words.other_formats.as_str()}</summary>
            <ul>
                <li>
                    <a href=page.address(".json") type="application/json">
                        {words.machine_readable.as_str()}
                    </a>
                </li>
                {others}
            </ul>
            <p>{words.machine_readable_note.as_str()}</p>
        </details>
    }
}

/// The first digits in groups of four, as they are read aloud.
pub(super) fn shortened(hash: &str) -> String {
    let head: Vec<char> = hash.chars().take(SHORT_HASH).collect();
    let groups: Vec<String> = head.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn the_short_form_is_four_groups() {
        assert_eq!(
            shortened("0123456789abcdef0123456789abcdef"),
            "0123 4567 89ab cdef"
        );
        assert_eq!(shortened(""), "");
    }
}

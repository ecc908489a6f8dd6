//! The sections of the record: headings that fold, labels with their values.

use super::{
    access,
    page::Page,
    values::{is_wide, value},
};
use domain::record::{Content, RecordField, RecordSection};
use leptos::prelude::*;

/// Sections that are open at first; on paper all are.
const OPEN_AT_FIRST: usize = 2;

/// All sections: the passport's own, then those of what it belongs to, each marked with its level.
pub(super) fn sections(page: &Page<'_>) -> impl IntoView + use<> {
    let mut at = 0;
    let mut of = |content: &Content| {
        let each = content.sections.iter().map(|section| {
            at += 1;
            folding(page, section, at <= OPEN_AT_FIRST)
        });
        each.collect::<Vec<_>>()
    };
    let own = of(page.content());
    let above: Vec<_> = page
        .input
        .above
        .iter()
        .map(|above| {
            let content = &above.document.content;
            let sections = of(content);
            (!sections.is_empty()).then(|| (mark(page, content, above.path), sections))
        })
        .collect();
    view! { <div class="sections">{own} {above}</div> }
}

/// Says whose sections follow.
fn mark(page: &Page<'_>, content: &Content, path: &str) -> impl IntoView + use<> {
    view! {
        <p class="level of" lang=page.words_lang() dir=page.words_dir()>
            <b>
                <a href=page.link(path, "")>{page.level(content)}</a>
            </b>
        </p>
    }
}

fn folding(page: &Page<'_>, section: &RecordSection, open: bool) -> impl IntoView + use<> {
    let title = page.phrase_or(&section.title, "…");
    let fields: Vec<_> = section
        .fields
        .iter()
        .filter_map(|field| row(page, field))
        .collect();
    view! {
        <details class="section" open=open>
            <summary>
                <h2 lang=title.lang dir=title.dir>
                    {title.text}
                </h2>
            </summary>
            <dl>{fields}</dl>
        </details>
    }
}

/// A label with its value; nothing where there is no value in any language.
fn row(page: &Page<'_>, field: &RecordField) -> Option<impl IntoView + use<>> {
    let (locale, found) = field.value.pick(page.input.locale, &page.content().locales)?;
    let (lang, dir) = page.tongue_of(found, locale);
    let label = page.phrase_or(&field.label, &field.attribute);
    let shown = value(page, found, &label.text);
    let wide = is_wide(found);
    Some(view! {
        <div class:wide=wide>
            <dt lang=label.lang dir=label.dir>
                {label.text} {access::mark(page, field)}
            </dt>
            <dd lang=lang dir=dir>
                {shown}
            </dd>
        </div>
    })
}

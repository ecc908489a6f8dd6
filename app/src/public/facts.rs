//! "At a glance": the facts that the template marks as key, where they are short enough for a tile.

use super::{
    page::Page,
    values::{brief, short},
};
use leptos::prelude::*;

/// More would be a second list, not a glance.
const FACTS_MAX: usize = 6;
/// Characters above which a fact is set smaller, so that its words stay whole.
const LONG: usize = 14;

/// The tiles; nothing where no fact is marked.
pub(super) fn facts(page: &Page<'_>) -> Option<impl IntoView + use<>> {
    let tiles: Vec<_> = page
        .contents()
        .flat_map(|content| &content.sections)
        .flat_map(|section| &section.fields)
        .filter(|field| field.key_fact)
        .filter_map(|field| {
            let (locale, value) = field.value.pick(page.input.locale, &page.content().locales)?;
            let text = short(page, value)?;
            let shown = brief(page, value, &text);
            let label = page.phrase_or(&field.label, &field.attribute);
            let (lang, dir) = page.tongue_of(value, locale);
            let crowded = text.chars().count() > LONG;
            Some(view! {
                <div>
                    <dt lang=label.lang dir=label.dir>
                        {label.text}
                    </dt>
                    <dd lang=lang dir=dir class:long=crowded>
                        <bdi>{shown}</bdi>
                    </dd>
                </div>
            })
        })
        .take(FACTS_MAX)
        .collect();
    let title = page.words.at_a_glance.as_str();
    (!tiles.is_empty()).then(|| {
        view! {
            <section aria-labelledby="glance">
                <h2 id="glance" lang=page.words_lang() dir=page.words_dir()>
                    {title}
                </h2>
                <dl class="tiles">{tiles}</dl>
            </section>
        }
    })
}

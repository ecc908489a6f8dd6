//! The band with the brand, and the product below it: who speaks, and about what.

use super::{
    access,
    format::{day, moment},
    page::{Page, Phrase},
};
use domain::{
    Locale,
    record::{Granularity, Image},
};
use leptos::prelude::*;

/// Brand, kind of page and languages.
pub(super) fn band(page: &Page<'_>) -> impl IntoView + use<> {
    let logo = page.input.logo.map(str::to_owned);
    view! {
        <header class="band">
            {page.preview_banner()} {access::banner(page)}
            <div class="wrap">
                <p class="brand">
                    // The name beside it says what the logo says.
                    {logo.map(|src| view! { <img src=src alt="" height="28" /> })}
                    <span>{page.content().brand.clone()}</span>
                </p>
                <p class="kind" lang=page.words_lang()>
                    {page.words.passport.as_str()}
                </p>
                {languages(page)}
            </div>
        </header>
    }
}

/// Links to the page's other languages; in a preview only their names.
fn languages(page: &Page<'_>) -> Option<impl IntoView + use<>> {
    let all = &page.content().locales;
    if all.len() < 2 {
        return None;
    }
    let items: Vec<_> = all
        .iter()
        .map(|locale| {
            let tag = locale.tag();
            let name = language_name(locale, all);
            let current = (locale == page.input.locale).then_some("page");
            let href = (!page.input.preview)
                .then(|| page.link(page.input.path, &format!("{}lang={tag}", page.query)));
            view! {
                <li>
                    <a href=href lang=tag.clone() hreflang=tag aria-current=current>
                        {name}
                    </a>
                </li>
            }
        })
        .collect();
    let label = page.words.languages.as_str();
    Some(view! { <nav aria-label=label><ul>{items}</ul></nav> })
}

/// The language's own name, with its region where another one shares the language.
fn language_name(locale: &Locale, all: &[Locale]) -> String {
    let shared = all.iter().filter(|l| l.language() == locale.language()).count() > 1;
    let tag = locale.tag();
    match tag.split_once('-') {
        Some((_, region)) if shared => format!("{} ({region})", locale.native_name()),
        _ => locale.native_name(),
    }
}

/// Picture, name, one line of description, and what identifies the product.
pub(super) fn hero(page: &Page<'_>) -> impl IntoView + use<> {
    let name = page.name();
    let line = page.line();
    let picture = page.image().map(|image| picture(page, image, &name.text));
    view! {
        <section class="hero">
            {picture}
            <div>
                <h1 lang=name.lang dir=name.dir>
                    {name.text}
                </h1>
                {line.map(|l| view! { <p class="line" lang=l.lang dir=l.dir>{l.text}</p> })}
                {identity(page)}
            </div>
        </section>
    }
}

fn picture(page: &Page<'_>, image: &Image, name: &str) -> impl IntoView + use<> {
    let sources = page.sources(image).map(|set| {
        view! { <source type="image/webp" srcset=set sizes="(min-width:48rem) 20rem,92vw" /> }
    });
    view! {
        <picture>
            {sources}
            <img
                class="product"
                src=page.media(image.path())
                width=image.width.to_string()
                height=image.height.to_string()
                alt=name.to_owned()
                fetchpriority="high"
            />
        </picture>
    }
}

fn identity(page: &Page<'_>) -> impl IntoView + use<> {
    let words = page.words;
    let content = page.content();
    let (level, note) = (page.level(content), page.level_note(content));
    let lang = page.words_lang();
    let gtin = content.gtin.clone().map(|gtin| {
        view! {
            <div>
                <dt lang=lang>{words.gtin.as_str()}</dt>
                <dd>
                    <code>{gtin}</code>
                </dd>
            </div>
        }
    });
    view! {
        <dl class="ids">
            {gtin} <div>
                <dt lang=lang>{words.article.as_str()}</dt>
                <dd>
                    <code>{content.product_identifier.clone()}</code>
                </dd>
            </div>
            {numbers(page)}
        </dl>
        <p class="level" lang=lang dir=page.words_dir()>
            <b>{level}</b>
            {note}
        </p>
        {(!page.input.preview).then(|| since(page))}
    }
}

/// The numbers of a batch or an item, with the ways up to what it belongs to.
fn numbers(page: &Page<'_>) -> impl IntoView + use<> {
    let (words, lang) = (&page.words.level, page.words_lang());
    let part = move |word: &'static str, number: AnyView| {
        view! {
            <div>
                <dt lang=lang>{word}</dt>
                <dd>{number}</dd>
            </div>
        }
    };
    let content = page.content();
    let own = match content.granularity {
        Granularity::Model => None,
        Granularity::Batch => content.batch.clone().map(|batch| (words.batch.as_str(), batch)),
        Granularity::Item => content.serial.clone().map(|serial| (words.item.as_str(), serial)),
    };
    let own = own.map(|(word, number)| part(word, view! { <code>{number}</code> }.into_any()));
    let above: Vec<_> = page
        .input
        .above
        .iter()
        .map(|above| {
            let of = &above.document.content;
            let (word, name) = match (&of.batch, of.granularity) {
                (Some(batch), Granularity::Batch) => (words.batch.as_str(), Phrase::plain(batch.clone())),
                _ => (
                    words.model.as_str(),
                    page.phrase_or(&of.name, &of.product_identifier),
                ),
            };
            part(
                word,
                view! { <a href=page.link(above.path, "") lang=name.lang dir=name.dir>{name.text}</a> }
                    .into_any(),
            )
        })
        .collect();
    view! { {own} {above} }
}

/// How fresh the record is, with the way to its proof.
fn since(page: &Page<'_>) -> impl IntoView + use<> {
    let words = page.words;
    let document = page.input.document;
    let text = if page.input.live {
        let read = moment(&document.published_at, page.input.locale, words);
        format!("{}: {read}", words.read_at)
    } else {
        let updated = day(&document.published_at, page.input.locale, words);
        format!(
            "{} {} · {} {updated}",
            words.version, document.version, words.last_updated
        )
    };
    view! {
        <p class="since" lang=page.words_lang() dir=page.words_dir()>
            <a href="#about">{text}</a>
        </p>
    }
}

//! One value of a record, as a person reads it.

use super::{
    format::{NBSP, day, file_kind, file_size, measure, number, price},
    page::Page,
};
use domain::record::{File, Image, Media, OptionValue, Value};
use leptos::prelude::*;

/// The most characters of a text that fits a tile.
const SHORT_MAX: usize = 60;

/// Whether the value needs the whole width, below its label.
pub(super) fn is_wide(value: &Value) -> bool {
    let is_picture = |option: &OptionValue| matches!(option.media, Some(Media::Image(_)));
    match value {
        Value::Html { .. } | Value::Table { .. } | Value::Image { .. } | Value::Raw { .. } => true,
        Value::Options { options } => options.iter().any(is_picture),
        _ => false,
    }
}

/// The value as one short line for a tile; `None` where it is not one.
pub(super) fn short(page: &Page<'_>, value: &Value) -> Option<String> {
    let text = match value {
        Value::Text { text } => text.trim().to_owned(),
        Value::Options { options } => {
            let names = options.iter().map(|o| page.phrase_or(&o.labels, &o.code).text);
            names.collect::<Vec<_>>().join(", ")
        }
        other => plain(page, other)?,
    };
    let fits = !text.is_empty() && !text.contains('\n') && text.chars().count() <= SHORT_MAX;
    fits.then_some(text)
}

/// What [`short`] says; the names of options that are in another language say so.
pub(super) fn brief(page: &Page<'_>, value: &Value, text: &str) -> AnyView {
    let Value::Options { options } = value else {
        return text.to_owned().into_any();
    };
    let phrases: Vec<_> = options
        .iter()
        .map(|o| page.phrase_or(&o.labels, &o.code))
        .collect();
    if phrases.iter().all(|phrase| phrase.lang.is_none()) {
        return text.to_owned().into_any();
    }
    let parts = phrases.into_iter().enumerate().map(|(at, p)| {
        let comma = (at > 0).then_some(", ");
        view! {
            {comma}
            <span lang=p.lang dir=p.dir>{p.text}</span>
        }
    });
    parts.collect_view().into_any()
}

/// The values that are one line of text in the page's own language.
fn plain(page: &Page<'_>, value: &Value) -> Option<String> {
    let locale = page.input.locale;
    Some(match value {
        Value::Boolean { value: true } => page.words.yes.clone(),
        Value::Boolean { value: false } => page.words.no.clone(),
        Value::Number { value } => number(value, locale),
        Value::Metric { amount, unit, symbol } => measure(amount, unit, symbol, locale),
        Value::Prices { prices } => {
            let all = prices.iter().map(|p| price(p, locale));
            all.collect::<Vec<_>>().join(" · ")
        }
        Value::Date { date } => day(date, locale, page.words),
        _ => return None,
    })
}

/// Any value, in full. `label` names what has no words of its own.
pub(super) fn value(page: &Page<'_>, value: &Value, label: &str) -> AnyView {
    match value {
        Value::Text { text } => view! { <span class="text">{text.trim().to_owned()}</span> }.into_any(),
        Value::Html { html } => {
            // Sanitised when it was published, and immutable since.
            view! { <div class="rich" inner_html=html.clone()></div> }.into_any()
        }
        Value::Boolean { .. } => {
            let text = plain(page, value);
            view! { <span lang=page.words_lang()>{text}</span> }.into_any()
        }
        Value::Date { date } => {
            let text = plain(page, value);
            view! { <time datetime=date.clone() lang=page.words_lang()>{text}</time> }.into_any()
        }
        Value::Options { options } => choices(page, options),
        Value::Image { image } => picture(page, image, label).into_any(),
        Value::File { file } => document(page, file).into_any(),
        Value::Table { columns, rows } => table(page, columns, rows, label).into_any(),
        Value::Raw { data } => raw(page, data).into_any(),
        Value::Number { .. } | Value::Metric { .. } | Value::Prices { .. } => {
            // Isolated, or a page that runs from right to left would put the unit before its number.
            view! { <bdi>{plain(page, value)}</bdi> }.into_any()
        }
    }
}

fn choices(page: &Page<'_>, options: &[OptionValue]) -> AnyView {
    if options.iter().any(|o| o.media.is_some()) {
        let items: Vec<_> = options
            .iter()
            .map(|o| view! { <li>{asset(page, o)}</li> })
            .collect();
        return view! { <ul class="files">{items}</ul> }.into_any();
    }
    let phrases = options.iter().map(|o| page.phrase_or(&o.labels, &o.code));
    if let [_] = options {
        let one: Vec<_> = phrases
            .map(|p| view! { <span lang=p.lang dir=p.dir>{p.text}</span> })
            .collect();
        return one.into_any();
    }
    let items: Vec<_> = phrases
        .map(|p| view! { <li lang=p.lang dir=p.dir>{p.text}</li> })
        .collect();
    view! { <ul class="tags">{items}</ul> }.into_any()
}

fn picture(page: &Page<'_>, image: &Image, label: &str) -> impl IntoView + use<> {
    let sources = page.sources(image).map(|set| {
        view! { <source type="image/webp" srcset=set sizes="(min-width:48rem) 34rem,92vw" /> }
    });
    view! {
        <picture>
            {sources}
            <img
                src=page.media(image.path())
                width=image.width.to_string()
                height=image.height.to_string()
                alt=label.to_owned()
                loading="lazy"
                decoding="async"
            />
        </picture>
    }
}

/// A document or a picture of the brand's library, under its name there.
fn asset(page: &Page<'_>, option: &OptionValue) -> AnyView {
    let name = page.phrase_or(&option.labels, &option.code);
    match &option.media {
        Some(Media::Image(image)) => view! {
            {picture(page, image, &name.text)}
            <small lang=name.lang dir=name.dir>{name.text}</small>
        }
        .into_any(),
        Some(Media::File(file)) => {
            let name = view! { <span lang=name.lang dir=name.dir>{name.text}</span> };
            link(page, file, name).into_any()
        }
        None => view! { <span lang=name.lang dir=name.dir>{name.text}</span> }.into_any(),
    }
}

fn document(page: &Page<'_>, file: &File) -> impl IntoView + use<> {
    link(page, file, view! { <span>{file.name.clone()}</span> })
}

fn link<V: IntoView>(page: &Page<'_>, file: &File, name: V) -> impl IntoView + use<V> {
    let note = format!(
        "{},{NBSP}{}",
        file_kind(file, page.words),
        file_size(file.size, page.input.locale, page.words)
    );
    // The file itself does not say what the brand calls it: two brands may have the same bytes.
    let saved_as = (!file.mime.starts_with("image/")).then(|| file.name.clone());
    view! {
        <a class="file" href=page.media(file.path()) type=file.mime.clone() download=saved_as>
            {name}
            <small>{format!(" ({note})")}</small>
        </a>
    }
}

fn table(
    page: &Page<'_>,
    columns: &[OptionValue],
    rows: &[Vec<String>],
    label: &str,
) -> impl IntoView + use<> {
    let head: Vec<_> = columns
        .iter()
        .map(|c| page.phrase_or(&c.labels, &c.code))
        .map(|p| view! { <th scope="col" lang=p.lang dir=p.dir>{p.text}</th> })
        .collect();
    let body: Vec<_> = rows.iter().map(|row| table_row(row)).collect();
    // A box that scrolls must be reachable by keyboard, and then it needs a name.
    view! {
        <div class="scroll" role="region" tabindex="0" aria-label=label.to_owned()>
            <table>
                <caption>{label.to_owned()}</caption>
                <thead>
                    <tr>{head}</tr>
                </thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    }
}

/// The first cell names the row, unless it is empty.
fn table_row(cells: &[String]) -> impl IntoView + use<> {
    let cells: Vec<_> = cells
        .iter()
        .enumerate()
        .map(|(at, text)| match (at, text.trim()) {
            (_, "") => view! { <td></td> }.into_any(),
            (0, text) => view! { <th scope="row">{text.to_owned()}</th> }.into_any(),
            (_, text) => view! { <td>{text.to_owned()}</td> }.into_any(),
        })
        .collect();
    view! { <tr>{cells}</tr> }
}

fn raw(page: &Page<'_>, data: &serde_json::Value) -> impl IntoView + use<> {
    let json = serde_json::to_string_pretty(data).unwrap_or_else(|_| data.to_string());
    view! {
        <details>
            <summary lang=page.words_lang()>{page.words.technical_data.as_str()}</summary>
            <pre>
                <code>{json}</code>
            </pre>
        </details>
    }
}

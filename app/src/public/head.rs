//! What browsers, search engines and messengers read before the page.

use super::{brand_style, css::palette, page::Page, preview_style, stylesheet};
use domain::record::Granularity;
use leptos::prelude::*;

/// Search engines cut descriptions at about this length.
const DESCRIPTION_MAX: usize = 200;

/// The `<head>` of a passport page.
pub(super) fn head(page: &Page<'_>) -> impl IntoView + use<> {
    let input = &page.input;
    let level = match page.content().granularity {
        Granularity::Model => String::new(),
        _ => format!(" · {}", page.level(page.content())),
    };
    let title = format!(
        "{}{level} · {} · {}",
        page.name().text,
        page.words.passport,
        page.content().brand
    );
    view! {
        <head>
            {basics(title.clone(), &palette(input.branding).band.hex())}
            <meta name="description" content=description(page) />
            {(!input.preview).then(|| public_links(page, title))}
            {input.preview.then(|| view! { <meta name="robots" content="noindex, nofollow" /> })}
            <style inner_html=stylesheet()></style>
            <style inner_html=brand_style(input.branding)></style>
            {input.preview.then(|| view! { <style inner_html=preview_style()></style> })}
            // Data, which no browser runs and no policy has to allow.
            {input
                .product
                .map(|json| {
                    view! { <script type="application/ld+json" inner_html=json.to_owned()></script> }
                })}
        </head>
    }
}

/// What every page starts with.
pub(super) fn basics(title: String, band: &str) -> impl IntoView + use<> {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content=band.to_owned() />
    }
}

/// What others may link to: only of a page that is public.
fn public_links(page: &Page<'_>, title: String) -> impl IntoView + use<> {
    let input = &page.input;
    let url = input.url;
    let picture = page
        .image()
        .map(|image| format!("{}{}", origin(url), page.media(image.path())));
    let languages: Vec<_> = page
        .content()
        .locales
        .iter()
        // The latest version has alternates, an earlier one is none.
        .filter(|_| input.past.is_empty())
        .map(|locale| {
            let tag = locale.tag();
            view! { <link rel="alternate" hreflang=tag.clone() href=format!("{url}?lang={tag}") /> }
        })
        .collect();
    view! {
        <link rel="canonical" href=url.to_owned() />
        {languages}
        <link rel="alternate" hreflang="x-default" href=url.to_owned() />
        <link rel="alternate" type="application/json" href=page.address(".json") />
        {open_graph("og:type", "product".to_owned())}
        {open_graph("og:site_name", page.content().brand.clone())}
        {open_graph("og:title", title)}
        {open_graph("og:description", description(page))}
        {open_graph("og:url", url.to_owned())}
        {picture.map(|address| open_graph("og:image", address))}
    }
}

/// What messengers show of a link; `property` is an attribute of `RDFa`, not of HTML.
fn open_graph(property: &'static str, content: String) -> impl IntoView + use<> {
    leptos::html::meta().attr("property", property).content(content)
}

fn description(page: &Page<'_>) -> String {
    let text = page.line().map_or_else(
        || {
            format!(
                "{}: {}, {}",
                page.words.passport,
                page.name().text,
                page.content().brand
            )
        },
        |phrase| phrase.text,
    );
    shortened(&text)
}

fn shortened(text: &str) -> String {
    let words = text.split_whitespace();
    let line = words.collect::<Vec<_>>().join(" ");
    if line.chars().count() <= DESCRIPTION_MAX {
        return line;
    }
    let cut: String = line.chars().take(DESCRIPTION_MAX).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{}…", &cut[..end])
}

/// Scheme and host of an absolute address.
fn origin(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    url[host..].find('/').map_or(url, |end| &url[..host + end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_ends_before_the_path() {
        assert_eq!(origin("https://id.example.com/01/123"), "https://id.example.com");
        assert_eq!(origin("http://localhost:3000/p/x"), "http://localhost:3000");
        assert_eq!(origin("https://id.example.com"), "https://id.example.com");
    }

    #[test]
    fn long_descriptions_end_at_a_word() {
        assert_eq!(shortened(" a\n b "), "a b");
        let long = "größer ".repeat(60);
        let short = shortened(&long);
        assert!(short.ends_with("größer…") && short.chars().count() <= DESCRIPTION_MAX + 1);
    }
}

//! What a visitor reads where no passport can be shown.

use super::{
    brand_style, css::palette, head::basics, mark::mark, page::direction, render, stylesheet, words::Words,
};
use crate::routes::Route;
use domain::{Locale, branding::Branding};
use leptos::prelude::*;

/// Why there is no passport.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusPage {
    /// There is nothing at this address.
    NotFound,
    /// There is a passport, but its product is listed no longer.
    NotListed,
    /// There was, and it has ended.
    Gone,
    /// Too many requests.
    TooManyRequests,
    /// Something that we need is not there at the moment.
    Unavailable,
    /// A defect on our side.
    ServerError,
}

/// A whole HTML document that says what happened and what to do. `home` tells whether there is a front page to go to: a brand's own
/// host has none.
pub fn status_page(status: StatusPage, locale: &Locale, home: bool) -> String {
    let words = Words::of(locale);
    let message = match status {
        StatusPage::NotFound => &words.not_found,
        StatusPage::NotListed => &words.not_listed,
        StatusPage::Gone => &words.gone,
        StatusPage::TooManyRequests => &words.too_many_requests,
        StatusPage::Unavailable => &words.unavailable,
        StatusPage::ServerError => &words.server_error,
    };
    let href = Route::Home.href();
    let link = home.then_some((href.as_str(), words.home.as_str()));
    told(locale, (&message.title, &message.text), link)
}

/// Any message in English, for a host that has no front page to go to.
pub fn bare_message_page(locale: &Locale, title: &str, text: &str) -> String {
    let english = Locale::parse("en");
    render::document(|| document((title, text), None, english.as_ref().unwrap_or(locale)))
}

/// The same for any message in the words of the locale's language, with a link that leads on.
pub(super) fn told(locale: &Locale, message: (&str, &str), link: Option<(&str, &str)>) -> String {
    let english = Locale::parse("en").filter(|_| !Words::speaks(locale));
    render::document(|| document(message, link, english.as_ref().unwrap_or(locale)))
}

/// 404.
pub fn not_found_page(locale: &Locale, home: bool) -> String {
    status_page(StatusPage::NotFound, locale, home)
}

/// 404 of a live passport.
pub fn not_listed_page(locale: &Locale, home: bool) -> String {
    status_page(StatusPage::NotListed, locale, home)
}

/// 410.
pub fn gone_page(locale: &Locale, home: bool) -> String {
    status_page(StatusPage::Gone, locale, home)
}

/// 429.
pub fn too_many_requests_page(locale: &Locale, home: bool) -> String {
    status_page(StatusPage::TooManyRequests, locale, home)
}

/// 503.
pub fn unavailable_page(locale: &Locale, home: bool) -> String {
    status_page(StatusPage::Unavailable, locale, home)
}

/// 500.
pub fn server_error_page(locale: &Locale, home: bool) -> String {
    status_page(StatusPage::ServerError, locale, home)
}

fn document(
    (title, text): (&str, &str),
    link: Option<(&str, &str)>,
    locale: &Locale,
) -> impl IntoView + use<> {
    let words = Words::of(locale);
    let branding = Branding::default();
    let heading = title.to_owned();
    let title = format!("{title} · Tessera");
    view! {
        <html lang=locale.tag() dir=direction(locale)>
            <head>
                {basics(title, &palette(&branding).band.hex())} <meta name="robots" content="noindex" />
                <style inner_html=stylesheet()></style>
                <style inner_html=brand_style(&branding)></style>
            </head>
            <body class="status">
                <header class="band">
                    <div class="wrap">
                        <p class="brand">{mark()} <span>"Tessera"</span></p>
                        <p class="kind">{words.passport.as_str()}</p>
                    </div>
                </header>
                <main id="main" class="wrap">
                    <h1>{heading}</h1>
                    <p class="line">{text.to_owned()}</p>
                    {link.map(|(href, label)| view! {
                        <p>
                            <a href=href.to_owned()>{label.to_owned()}</a>
                        </p>
                    })}
                </main>
            </body>
        </html>
    }
}

//! The frame of the account pages and of the front page.

use super::words;
use crate::{
    public::{mark::mark, minified, render},
    routes::Route,
};
use leptos::prelude::*;
use std::sync::LazyLock;

static STYLESHEET: LazyLock<String> = LazyLock::new(|| minified(include_str!("../../../style/account.css")));

/// The stylesheet of these pages, without comments and needless white space.
pub fn stylesheet() -> &'static str {
    &STYLESHEET
}

/// A whole document: `title` for the tab, `class` for the kind of page, `content` from the first to the last element.
pub(crate) fn document<V: IntoView>(
    title: &str,
    class: &'static str,
    robots: &'static str,
    content: impl FnOnce() -> V,
) -> String {
    render::document(|| {
        view! {
            <html lang="en">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title>{format!("{title} · {}", words::PRODUCT)}</title>
                    <meta name="color-scheme" content="light dark" />
                    <meta name="robots" content=robots />
                    // Not `no-referrer`: with it a browser posts a form with `Origin: null`, as a stranger would.
                    <meta name="referrer" content="same-origin" />
                    <style inner_html=stylesheet()></style>
                </head>
                <body class=class>
                    <a class="skip" href="#main">
                        {words::SKIP}
                    </a>
                    {content().into_view()}
                </body>
            </html>
        }
    })
}

/// The mark and the name, as a link to the front page.
pub(crate) fn site_header() -> impl IntoView {
    view! {
        <a class="home" href=Route::Home.href()>
            {mark()}
            <span>{words::PRODUCT}</span>
        </a>
    }
}

/// A page around one form or one message.
pub(super) fn card<V: IntoView>(title: &str, content: impl FnOnce() -> V) -> String {
    document(title, "account", "noindex", || {
        view! {
            <header class="wrap">{site_header()}</header>
            <main id="main" class="card">
                {content().into_view()}
            </main>
        }
    })
}

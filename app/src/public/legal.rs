//! The legal pages of the site, and the footer that leads to them.

use crate::{
    account,
    routes::{LegalPage, Route},
};
use leptos::prelude::*;

/// A page whose text, in HTML, was made from Markdown that whoever runs the site answers for.
pub fn legal_page(page: LegalPage, text: &str) -> String {
    account::document(page.title(), "front legal", "index", || {
        view! {
            <header class="wrap top">{account::site_header()}</header>
            <main id="main">
                <article class="wrap" inner_html=text.to_owned()></article>
            </main>
            {site_footer(Some(page))}
        }
    })
}

/// Links to the pages about the site; `here` is the one that is open.
pub(super) fn site_footer(here: Option<LegalPage>) -> impl IntoView {
    let links = LegalPage::ALL
        .map(|page| {
            let current = (here == Some(page)).then_some("page");
            view! { <li><a href=Route::Legal(page).href() aria-current=current>{page.title()}</a></li> }
        })
        .collect_view();
    view! {
        <footer class="wrap">
            <p>"Tessera makes Digital Product Passports. This page sets no cookies and runs no scripts."</p>
            <nav aria-label="About this site">
                <ul class="links">
                    {links}
                    <li><a href=Route::Conformance.href()>"Standards and conformance"</a></li>
                </ul>
            </nav>
        </footer>
    }
}

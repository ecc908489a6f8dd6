//! The front page of the service: what Tessera is, and the two doors.

use super::legal::site_footer;
use crate::{account, routes::Route};
use leptos::prelude::*;

/// Each step: what is done, and what it means.
const STEPS: [(&str, &str); 4] = [
    (
        "Connect",
        "Give Tessera read access to your Akeneo PIM. The credentials are encrypted; product values are fetched when they are needed and kept only as long as you choose.",
    ),
    (
        "Design",
        "Pick the attributes that a passport shows, put them into sections, name them in your languages and choose your colour. The preview is the real page.",
    ),
    (
        "Publish",
        "One product or hundreds at once. Each publication is a numbered version with its own fingerprint, and a published version is never changed.",
    ),
    (
        "Print",
        "Download the QR code as SVG or PNG. It holds the product’s GS1 Digital Link where there is a GTIN, and its address stays the same when you publish again.",
    ),
];

/// What a reader of a passport can rely on.
const PROMISES: [(&str, &str); 4] = [
    (
        "Quick on any phone",
        "The whole page is one small document without scripts. It reads well on a weak connection, on paper, in the dark and with a screen reader.",
    ),
    (
        "In the reader’s language",
        "The page follows the phone’s language and offers the others that the brand has filled in.",
    ),
    (
        "Nobody is watched",
        "No cookies, no third parties, no banner, nothing to agree to.",
    ),
    (
        "Open to programs",
        "The same address answers with the record as canonical JSON, and its SHA-256 shows that not a character was changed.",
    ),
];

/// The front page. It carries the stylesheet of [`crate::account`], not that of the passport.
pub fn home_page() -> String {
    account::document("Digital Product Passports", "front", "index", || {
        view! {
            <header class="wrap top">
                {account::site_header()}
                <nav aria-label="Account">
                    <a href=Route::SignIn.href()>"Sign in"</a>
                    <a class="button" href=Route::SignUp.href()>
                        "Create account"
                    </a>
                </nav>
            </header>
            <main id="main">
                {opening()}
                {list("From your product data to the code on the product", "steps", &STEPS)}
                {list("What the person who scans it gets", "promises", &PROMISES)}
            </main>
            {site_footer(None)}
        }
    })
}

fn opening() -> impl IntoView {
    view! {
        <section class="wrap opening">
            <div>
                <h1>"A passport for every product you make"</h1>
                <p class="lead">
                    "Tessera turns the product data that you already keep into Digital Product Passports: a page that anyone can read after scanning a code, and a record that any program can check."
                </p>
                <p class="actions">
                    <a class="button" href=Route::SignUp.href()>
                        "Create account"
                    </a>
                    <a href=Route::SignIn.href()>"Sign in"</a>
                </p>
            </div>
            {example()}
        </section>
    }
}

/// A drawing of a passport page, made of text; it repeats nothing that a reader would miss.
fn example() -> impl IntoView {
    let facts = [
        ("Rated capacity", "625 Wh"),
        ("Weight", "3.5 kg"),
        ("Recycled content", "18 %"),
        ("Removable", "Yes"),
    ];
    let tiles: Vec<_> = facts
        .iter()
        .map(|(label, value)| view! { <p><span>{*label}</span> <b>{*value}</b></p> })
        .collect();
    view! {
        <figure class="phone" aria-hidden="true">
            <div>
                <p class="strip">"Your brand"</p>
                <p class="name">"E-bike battery"</p>
                <p class="code">"(01) 09520000000127"</p>
                <div class="mini">{tiles}</div>
                <p class="fold">"Materials and composition"</p>
                <p class="fold">"Care and end of life"</p>
                <p class="seal">"Version 3 · 9f86 d081 884c 7d65"</p>
            </div>
            <figcaption>"An example of a passport page"</figcaption>
        </figure>
    }
}

fn list(
    title: &'static str,
    class: &'static str,
    items: &[(&'static str, &'static str)],
) -> impl IntoView + use<> {
    let items: Vec<_> = items
        .iter()
        .map(|(title, text)| {
            view! {
                <li>
                    <h3>{*title}</h3>
                    <p>{*text}</p>
                </li>
            }
        })
        .collect();
    view! {
        <section class="wrap">
            <h2>{title}</h2>
            <ol class=class>{items}</ol>
        </section>
    }
}

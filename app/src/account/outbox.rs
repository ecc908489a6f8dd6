//! The local outbox: what a server without a mail service would have sent, with links that can be followed.

use super::{
    layout::{document, site_header},
    words,
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Where the outbox is read; it exists only where mail is kept on this machine.
pub const DEV_OUTBOX_PATH: &str = "/dev/outbox";

/// A mail in the local outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DevMail {
    /// The address that it goes to.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its plain text.
    pub text: String,
    /// Its HTML, where it has one.
    pub html: Option<String>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
}

/// Lists the mails in the order that they are given in.
pub fn dev_outbox_page(mails: &[DevMail]) -> String {
    let list: Vec<_> = mails.iter().map(mail).collect();
    document(words::OUTBOX_TITLE, "outbox", "noindex", || {
        view! {
            <header class="wrap">{site_header()}</header>
            <main id="main" class="wrap">
                <h1>{words::OUTBOX_TITLE}</h1>
                <p class="lead">{words::OUTBOX_LEAD}</p>
                {list.is_empty().then(|| view! { <p class="notice">{words::OUTBOX_EMPTY}</p> })}
                {list}
            </main>
        }
    })
}

fn mail(mail: &DevMail) -> impl IntoView + use<> {
    let time = mail.created_at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let shown = mail.created_at.format("%Y-%m-%d %H:%M:%S UTC").to_string();
    let html = mail.html.clone().map(|html| {
        view! {
            <details>
                <summary>{words::OUTBOX_HTML}</summary>
                <pre>{html}</pre>
            </details>
        }
    });
    view! {
        <article class="mail">
            <h2>{mail.subject.clone()}</h2>
            <dl>
                <dt>{words::OUTBOX_TO}</dt>
                <dd>{mail.to.clone()}</dd>
                <dt>{words::OUTBOX_SENT}</dt>
                <dd>
                    <time datetime=time>{shown}</time>
                </dd>
            </dl>
            <p class="body">{linked(&mail.text)}</p>
            {html}
        </article>
    }
}

/// The text with its web addresses as links.
fn linked(text: &str) -> Vec<AnyView> {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.into_any(),
            Piece::Link(url) => view! { <a href=url.clone()>{url.clone()}</a> }.into_any(),
        })
        .collect()
}

#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Text(String),
    Link(String),
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(from) = next_address(rest) {
        let address = &rest[from..];
        let end = address
            .find(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(address.len());
        // A full stop or a bracket after an address belongs to the sentence.
        let url = address[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
        if from > 0 {
            pieces.push(Piece::Text(rest[..from].to_owned()));
        }
        pieces.push(Piece::Link(url.to_owned()));
        rest = &address[url.len()..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Text(rest.to_owned()));
    }
    pieces
}

fn next_address(text: &str) -> Option<usize> {
    let starts = ["http://", "https://"].map(|scheme| text.find(scheme));
    starts.into_iter().flatten().min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn joined(text: &str) -> String {
        let show = |p| match p {
            Piece::Text(t) => t,
            Piece::Link(l) => l,
        };
        pieces(text).into_iter().map(show).collect()
    }

    #[test]
    fn addresses_become_links_without_the_sentence_around_them() {
        let text =
            "Open http://localhost:3000/verify-email?token=a_b-c.\nOr (https://example.com/x), thanks.";
        let links: Vec<_> = pieces(text)
            .into_iter()
            .filter_map(|p| match p {
                Piece::Link(l) => Some(l),
                Piece::Text(_) => None,
            })
            .collect();
        assert_eq!(
            links,
            [
                "http://localhost:3000/verify-email?token=a_b-c",
                "https://example.com/x"
            ]
        );
        assert_eq!(joined(text), text);
    }

    proptest! {
        #[test]
        fn no_character_is_lost(text in "(.|https?://|[ <>.\"]){0,40}") {
            prop_assert_eq!(joined(&text), text);
        }
    }
}

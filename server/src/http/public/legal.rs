//! `/legal/{page}`: the legal pages, written in Markdown: Tessera's own in `legal/`, or those of whoever runs the site.

use super::home;
use crate::{
    app::App,
    config::Legal,
    http::{
        page::{account_policy, html},
        site::Site,
    },
};
use app::{
    public::legal_page,
    routes::{LegalPage, Route},
};
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::Response,
};
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

/// How a link to a test begins, before its file.
const TEST: &str = "test:";
/// How a link to another page of the site begins. One to a legal page is that to its file.
const SITE: &str = "site:";

/// The text that Tessera brings along.
fn built_in(page: LegalPage) -> &'static str {
    match page {
        LegalPage::Privacy => include_str!("../../../../legal/privacy.md"),
        LegalPage::Terms => include_str!("../../../../legal/terms.md"),
        LegalPage::Dpa => include_str!("../../../../legal/dpa.md"),
        LegalPage::Security => include_str!("../../../../legal/security.md"),
        LegalPage::SubProcessors => include_str!("../../../../legal/sub-processors.md"),
        LegalPage::Imprint => include_str!("../../../../legal/imprint.md"),
    }
}

/// The page of that name.
pub(super) async fn page(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(page) = LegalPage::ALL.into_iter().find(|page| page.word() == name) else {
        return home::missing_page(&site, &uri, &headers);
    };
    let legal = &app.config.legal;
    let text = legal.own.get(page.word()).map_or(built_in(page), String::as_str);
    let mut response = html(legal_page(page, &written(text, legal)), account_policy("'none'"));
    let caching = HeaderValue::from_static("public, max-age=300");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response
}

/// Markdown as HTML. Tags in it are shown as text: these pages need none.
fn written(text: &str, legal: &Legal) -> String {
    let mut events = Vec::new();
    let mut named = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Html(tag) | Event::InlineHtml(tag) => events.push(Event::Text(tag)),
            Event::Start(Tag::Link { ref dest_url, .. }) if dest_url.starts_with(TEST) => {
                let (file, name) = place(dest_url);
                if let Some(source) = &legal.source {
                    events.push(Event::InlineHtml(
                        format!("<a href=\"{}\">", escaped(&format!("{source}/{file}"))).into(),
                    ));
                }
                named = Some((file.to_owned(), name.to_owned()));
            }
            Event::End(TagEnd::Link) if named.is_some() => {
                if legal.source.is_some() {
                    events.push(Event::InlineHtml("</a>".into()));
                }
                let (file, name) = named.take().unwrap_or_default();
                events.push(Event::Text(": ".into()));
                events.push(Event::Code(if name.is_empty() { file } else { name }.into()));
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => events.push(Event::Start(Tag::Link {
                link_type,
                dest_url: address(dest_url),
                title,
                id,
            })),
            other => events.push(other),
        }
    }
    let mut html = String::new();
    push_html(&mut html, events.into_iter());
    html.replace(
        "<table>",
        "<div class=\"table-box\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>",
    )
    .replace("</table>", "</table></div>")
}

/// Where a link leads on the site.
fn address(link: CowStr<'_>) -> CowStr<'_> {
    if let Some(path) = link.strip_prefix(SITE) {
        return path.to_owned().into();
    }
    let page = LegalPage::ALL
        .into_iter()
        .find(|page| link.strip_suffix(".md") == Some(page.word()));
    page.map_or(link, |page| Route::Legal(page).href().into())
}

/// The file and the name of a test that a link names.
fn place(link: &str) -> (&str, &str) {
    let test = link.strip_prefix(TEST).unwrap_or(link);
    test.split_once('#').unwrap_or((test, ""))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{fs, path::PathBuf};

    fn source(address: &str) -> Legal {
        Legal {
            source: Some(address.to_owned()),
            ..Legal::default()
        }
    }

    #[test]
    fn every_promise_links_to_a_test_that_there_is() {
        let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut found = 0;
        for page in LegalPage::ALL {
            for part in built_in(page).split("](").skip(1) {
                let link = part.split(')').next().unwrap_or_default();
                if !link.starts_with(TEST) {
                    let led = address(link.into());
                    assert!(led.starts_with('/') && !led.contains(".md"), "{link}");
                    continue;
                }
                let (file, name) = place(link);
                let text = fs::read_to_string(root.join(file)).unwrap_or_else(|_| panic!("{file}"));
                assert!(name.is_empty() || text.contains(&format!("fn {name}(")), "{link}");
                found += 1;
            }
        }
        assert!(found >= 9, "{found}");
    }

    #[test]
    fn a_test_is_named_and_leads_into_the_source_where_there_is_one() {
        let text = "It holds. [The test](test:server/tests/it/main.rs#it_holds)";
        assert_eq!(
            written(text, &Legal::default()),
            "<p>It holds. The test: <code>it_holds</code></p>\n"
        );
        assert_eq!(
            written(text, &source("https://code.example/tree")),
            "<p>It holds. <a href=\"https://code.example/tree/server/tests/it/main.rs\">The test</a>: <code>it_holds</code></p>\n"
        );
    }

    #[test]
    fn tags_are_text_and_tables_can_be_moved_sideways() {
        let html = written(
            "<script>x</script> a <b>\n\n| a |\n|---|\n| b |\n",
            &Legal::default(),
        );
        assert!(!html.contains("<script>") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<div class=\"table-box\""), "{html}");
    }
}

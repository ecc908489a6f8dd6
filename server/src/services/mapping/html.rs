//! Text of the PIM made safe: a small list of tags is let through, everything else is text.

use ammonia::{Builder, UrlRelative};
use domain::record::Value;
use std::{
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

/// What a passport may be written with. Headings are lowered afterwards to stand below those of the page.
const TAGS: &[&str] = &[
    "a", "b", "br", "div", "em", "h1", "h2", "h3", "h4", "h5", "h6", "i", "li", "ol", "p", "strong", "sub",
    "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
];

static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::default();
    let cells: HashSet<&str> = ["colspan", "rowspan"].into();
    builder
        .tags(TAGS.iter().copied().collect())
        .generic_attributes(HashSet::new())
        .tag_attributes(HashMap::from([
            ("a", HashSet::from(["href"])),
            ("td", cells.clone()),
            ("th", cells),
        ]))
        .url_schemes(["http", "https", "mailto"].into())
        .url_relative(UrlRelative::Deny)
        .link_rel(Some("nofollow noopener"));
    builder
});

static STRIPPER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut builder = Builder::empty();
    builder.clean_content_tags(["script", "style", "title"].into());
    builder
});

/// Safe rich text; plain text where no tag is left; nothing where nothing is left.
pub(super) fn rich(input: &str) -> Option<Value> {
    let html = safe(input);
    if !html.contains('<') {
        return text(&decoded(&html));
    }
    (!plain(&html).trim().is_empty()).then_some(Value::Html { html })
}

/// Plain text without control characters; nothing where only white space is left.
pub(super) fn text(input: &str) -> Option<Value> {
    let unix = input.replace("\r\n", "\n").replace('\r', "\n");
    let clean: String = unix
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    let text = clean.trim();
    (!text.is_empty()).then(|| Value::Text {
        text: text.to_owned(),
    })
}

/// The words of a rich text alone, blocks set apart by a space.
pub(super) fn plain(input: &str) -> String {
    let mut apart = safe(input);
    for end in ["</p>", "<br>", "</li>", "</td>", "</th>", "</h3>", "</h4>"] {
        apart = apart.replace(end, &format!(" {end}"));
    }
    decoded(&STRIPPER.clean(&apart).to_string())
}

/// Whether a text was written as HTML: a tag that opens and closes.
pub(super) fn looks_rich(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    TAGS.iter()
        .any(|tag| lower.contains(&format!("</{tag}>")) || lower.contains(&format!("<{tag}>")))
        || lower.contains("<br/>")
        || lower.contains("<br />")
}

/// Cleaned twice: the first pass leaves tags without attributes, so that the names of tags can be replaced as text; the
/// second one puts the nesting right that this may have broken.
fn safe(input: &str) -> String {
    let mut html = CLEANER.clean(input).to_string();
    for (from, to) in [
        ("h1", "h3"),
        ("h2", "h3"),
        ("h5", "h4"),
        ("h6", "h4"),
        ("div", "p"),
    ] {
        html = html.replace(&format!("<{from}>"), &format!("<{to}>"));
        html = html.replace(&format!("</{from}>"), &format!("</{to}>"));
    }
    let html = CLEANER.clean(&html).to_string();
    html.replace("<p></p>", "").trim().to_owned()
}

/// The characters that the serialiser escapes in text, as themselves.
fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", "\u{a0}")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn html(input: &str) -> String {
        match rich(input) {
            Some(Value::Html { html }) => html,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_the_small_list_of_tags_is_let_through() {
        assert_eq!(
            html(
                r#"<h1 class="x" onclick="a()">Care</h1><p style="color:red">Wash <b>cold</b><script>alert(1)</script></p>"#
            ),
            "<h3>Care</h3><p>Wash <b>cold</b></p>"
        );
        assert_eq!(
            html(
                r#"<p><a href="https://x.example/a" target="_blank">a</a><a href="javascript:alert(1)">b</a><a href="/c">c</a></p>"#
            ),
            r#"<p><a href="https://x.example/a" rel="nofollow noopener">a</a><a rel="nofollow noopener">b</a><a rel="nofollow noopener">c</a></p>"#
        );
        assert_eq!(
            html("<div><div>one</div><ul><li>two</li></ul></div><img src=x onerror=alert(1)>"),
            "<p>one</p><ul><li>two</li></ul>"
        );
    }

    #[test]
    fn what_has_no_tags_left_is_text() {
        assert_eq!(
            rich("<span>5 &lt; 6 &amp; 7</span>"),
            Some(Value::Text {
                text: "5 < 6 & 7".into()
            })
        );
        assert_eq!(rich("<p> </p><p></p>"), None);
        assert_eq!(text(" a\r\nb\u{7} "), Some(Value::Text { text: "a\nb".into() }));
        assert_eq!(
            plain("<p>One</p><p>two &amp; three</p>").trim(),
            "One two & three"
        );
        assert!(looks_rich("<P>x</P>") && looks_rich("a<br />b") && !looks_rich("5 < 6 > 4"));
    }

    proptest! {
        #[test]
        fn nothing_that_runs_survives(input in "[<>/a-z\"'=:&; ]{0,80}", tag in "(script|style|iframe|svg|math|p|div|h1|a)") {
            let html = safe(&format!("<{tag} {input}>{input}</{tag}>{input}"));
            for bad in ["<script", "<style", "<iframe", "<svg", "<math", "javascript:"] {
                // Escaped text may hold the letters; a tag cannot.
                prop_assert!(!html.contains(bad) || bad == "javascript:", "{}", html);
            }
            prop_assert_eq!(safe(&html), html.clone(), "cleaning is stable");
        }
    }
}

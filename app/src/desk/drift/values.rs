//! Two values side by side, as plainly as can be: what differs is marked, by more than colour.

use super::words::{Piece, compared};
use crate::{admin::named, ui::time::plural};
use domain::record::{OptionValue, Value};
use leptos::prelude::*;

/// The published value and the new one, each for its cell.
pub(in crate::desk) fn side_by_side(old: Option<&Value>, new: Option<&Value>) -> (AnyView, AnyView) {
    match (old.and_then(text), new.and_then(text)) {
        (Some(was), Some(is)) if was == is => {
            let note = "The words are the same; how they are written or formatted differs.";
            (
                plain(&was),
                view! { {plain(&is)} <p class="hint">{note}</p> }.into_any(),
            )
        }
        (Some(was), Some(is)) => {
            let (was, is) = compared(&was, &is);
            (marked(was, false), marked(is, true))
        }
        _ => (shown(old, false), shown(new, true)),
    }
}

fn shown(value: Option<&Value>, new: bool) -> AnyView {
    let Some(value) = value else {
        return view! { <span class="muted">"Nothing"</span> }.into_any();
    };
    match value {
        Value::Image { image } => {
            let alt = if new { "The new picture" } else { "The old picture" };
            view! {
                <img
                    class="drift-picture"
                    src=image.path()
                    width=image.width.to_string()
                    height=image.height.to_string()
                    alt=alt
                />
            }
            .into_any()
        }
        Value::File { file } => {
            let size = plural(i64::try_from(file.size).unwrap_or(i64::MAX), "byte");
            view! { <a href=file.path()>{file.name.clone()}</a> " (" {size} ")" }.into_any()
        }
        other => {
            let text = text(other).unwrap_or_default();
            marked(vec![Piece { text, common: false }], new)
        }
    }
}

fn plain(text: &str) -> AnyView {
    view! { <span class="drift-text">{text.to_owned()}</span> }.into_any()
}

fn marked(pieces: Vec<Piece>, new: bool) -> AnyView {
    let piece = |piece: Piece| match (piece.common, new) {
        (true, _) => view! { <span>{piece.text}</span> }.into_any(),
        (false, false) => view! { <del>{piece.text}</del> }.into_any(),
        (false, true) => view! { <ins>{piece.text}</ins> }.into_any(),
    };
    view! { <span class="drift-text">{pieces.into_iter().map(piece).collect_view()}</span> }.into_any()
}

/// The value in words; none of what is no words.
fn text(value: &Value) -> Option<String> {
    Some(match value {
        Value::Text { text } => text.clone(),
        Value::Html { html } => without_tags(html),
        Value::Boolean { value } => if *value { "Yes" } else { "No" }.to_owned(),
        Value::Number { value } => value.clone(),
        Value::Metric { amount, symbol, .. } => format!("{amount} {symbol}"),
        Value::Prices { prices } => {
            let all = prices.iter().map(|p| format!("{} {}", p.amount, p.currency));
            all.collect::<Vec<_>>().join(", ")
        }
        Value::Date { date } => date.clone(),
        Value::Options { options } => options.iter().map(option).collect::<Vec<_>>().join(", "),
        Value::Table { columns, rows } => {
            let head = columns.iter().map(option).collect::<Vec<_>>().join(" | ");
            let body = rows.iter().map(|row| row.join(" | "));
            std::iter::once(head).chain(body).collect::<Vec<_>>().join("\n")
        }
        Value::Raw { data } => data.to_string(),
        Value::Image { .. } | Value::File { .. } => return None,
    })
}

/// The name with the code behind it: a label may change while the code stays, and the other way round.
fn option(option: &OptionValue) -> String {
    let name = named(&option.labels, &option.code);
    if name == option.code {
        name
    } else {
        format!("{name} [{}]", option.code)
    }
}

/// The words of rich text, which was sanitised: every `<` begins a tag of a short list.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    for (at, part) in html.split('<').enumerate() {
        let (tag, words) = match part.split_once('>') {
            Some((tag, words)) if at > 0 => (tag, words),
            _ => ("", part),
        };
        let block = ["/p", "br", "/li", "/h3", "/h4", "/tr", "/ul", "/ol"].contains(&tag);
        let cell = ["/td", "/th"].contains(&tag);
        if block {
            text.push('\n');
        } else if cell {
            text.push(' ');
        }
        text.push_str(words);
    }
    let decoded = text
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&nbsp;", " ")
        .replace("&quot;", "\"")
        .replace("&amp;", "&");
    decoded.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rich_text_is_compared_by_its_words() {
        assert_eq!(
            without_tags("<p>Wash <strong>cold</strong></p><ul><li>5 &lt; 6 &amp; 7</li></ul>"),
            "Wash cold\n5 < 6 & 7"
        );
        assert_eq!(without_tags("plain"), "plain");
    }

    #[test]
    fn values_are_words_where_they_can_be() {
        let metric = Value::Metric {
            amount: "1.5".into(),
            unit: "KILOGRAM".into(),
            symbol: "kg".into(),
        };
        assert_eq!(text(&metric).as_deref(), Some("1.5 kg"));
        let options = Value::Options {
            options: vec![OptionValue {
                code: "oak".into(),
                labels: [(domain::Locale::parse("en_US").unwrap(), "Oak".into())].into(),
                media: None,
            }],
        };
        assert_eq!(text(&options).as_deref(), Some("Oak [oak]"));
    }
}

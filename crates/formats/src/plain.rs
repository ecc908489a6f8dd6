//! Values as plain texts and numbers.

use domain::{
    Locale,
    record::{Document, OptionValue, Value},
    text,
};
use serde_json::{Number, Value as Json};

/// A decimal as a JSON number where a double keeps all of its digits, else as its text.
pub(crate) fn number(text: &str) -> Json {
    exact(text).map_or_else(|| text.into(), Json::Number)
}

/// IEEE 754 doubles keep any 15 significant decimal digits.
fn exact(text: &str) -> Option<Number> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let fraction_used = fraction.trim_end_matches('0');
    let significant = whole.trim_start_matches('0').len() + fraction_used.len();
    if !plain(whole) || !plain(fraction) || significant > 15 {
        return None;
    }
    if fraction_used.is_empty() {
        let sign = if text.starts_with('-') { "-" } else { "" };
        return format!("{sign}{whole}").parse::<i64>().ok().map(Number::from);
    }
    Number::from_f64(text.parse().ok()?)
}

/// Whether a name consists of these letters and digits, whatever stands between them.
pub(crate) fn is_spelt(name: &str, letters: &str) -> bool {
    let own = name.bytes().filter(u8::is_ascii_alphanumeric);
    own.map(|byte| byte.to_ascii_lowercase()).eq(letters.bytes())
}

/// The words of sanitised HTML; blocks end a line.
pub(crate) fn of_html(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        words.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |n| at + n + 1);
        let tag = rest[at + 1..end].trim_start_matches('/').to_ascii_lowercase();
        let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
        let block = matches!(
            name.as_str(),
            "p" | "br" | "div" | "li" | "ul" | "ol" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
        );
        if block && !words.is_empty() && !words.ends_with('\n') {
            words.push('\n');
        }
        rest = &rest[end..];
    }
    words.push_str(rest);
    // The ampersand comes last, or `&amp;lt;` would become a sign.
    for (entity, sign) in [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&nbsp;", "\u{a0}"),
        ("&amp;", "&"),
    ] {
        words = words.replace(entity, sign);
    }
    words.trim().to_owned()
}

/// The name of an option in a language, else its code.
pub(crate) fn option<'a>(option: &'a OptionValue, locale: &Locale, locales: &[Locale]) -> &'a str {
    text::pick(&option.labels, locale, locales).map_or(option.code.as_str(), |(_, label)| label)
}

/// A value in words; nothing for pictures, documents, tables and what is not understood.
pub(crate) fn words(value: &Value, locale: &Locale, locales: &[Locale]) -> Option<String> {
    Some(match value {
        Value::Text { text } => text.clone(),
        Value::Html { html } => of_html(html),
        Value::Boolean { value } => value.to_string(),
        Value::Number { value } => value.clone(),
        Value::Metric { amount, symbol, .. } => format!("{amount} {symbol}").trim().to_owned(),
        Value::Prices { prices } => {
            let each: Vec<_> = prices
                .iter()
                .map(|p| format!("{} {}", p.amount, p.currency))
                .collect();
            each.join(", ")
        }
        Value::Date { date } => date.clone(),
        Value::Options { options } => {
            let each: Vec<_> = options.iter().map(|o| option(o, locale, locales)).collect();
            each.join(", ")
        }
        Value::Image { .. } | Value::File { .. } | Value::Table { .. } | Value::Raw { .. } => return None,
    })
}

/// The address of a stored file on the passport's own host.
pub(crate) fn absolute(document: &Document, path: &str) -> String {
    let identifier = &document.identifier;
    let host = identifier.find("://").map_or(0, |n| n + 3);
    let end = identifier[host..]
        .find('/')
        .map_or(identifier.len(), |n| host + n);
    format!("{}{path}", &identifier[..end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_number_keeps_its_value_or_stays_text() {
        for (text, json) in [
            ("7.50", json!(7.5)),
            ("-12", json!(-12)),
            ("0.1", json!(0.1)),
            ("3.000", json!(3)),
            ("123456789012345.6", json!("123456789012345.6")),
            ("9007199254740993", json!("9007199254740993")),
            ("1e3", json!("1e3")),
            (".5", json!(".5")),
            ("", json!("")),
        ] {
            assert_eq!(number(text), json, "{text}");
        }
    }

    #[test]
    fn names_are_spelt_with_and_without_signs() {
        assert!(is_spelt("Country-Of_origin", "countryoforigin") && is_spelt("", ""));
        assert!(!is_spelt("country", "countryoforigin") && !is_spelt("pays d'origine 2", "paysdorigine"));
    }

    #[test]
    fn html_becomes_its_words() {
        let html = "<p>Wash at <b>30&nbsp;°C</b></p><ul><li>a &amp;lt; b</li><li>\"c\"</li></ul>";
        assert_eq!(of_html(html), "Wash at 30\u{a0}°C\na &lt; b\n\"c\"");
        assert_eq!(of_html("plain"), "plain");
        assert_eq!(of_html("open <b"), "open");
    }

    proptest! {
        #[test]
        fn any_decimal_comes_back(text in "-?[0-9]{1,12}(\\.[0-9]{1,8})?") {
            let json = number(&text);
            let back: f64 = json.as_f64().unwrap_or_else(|| json.as_str().unwrap().parse().unwrap());
            prop_assert!((back - text.parse::<f64>().unwrap()).abs() < f64::EPSILON);
        }

        #[test]
        fn any_html_is_read(html in ".{0,80}") {
            of_html(&html);
        }
    }
}

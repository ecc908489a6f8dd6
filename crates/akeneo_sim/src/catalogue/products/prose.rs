//! Rich text descriptions, harmless and hostile.

use serde_json::json;

use super::super::text::{LOCALES, Texts};
use super::super::values::Values;

/// Indexes of the two products whose shop description tries to run scripts.
const HOSTILE: [usize; 2] = [12, 22];

/// The building blocks of a description; `{name}` stands for the product's name.
pub(crate) struct Prose {
    pub(crate) opening: Texts,
    pub(crate) points: &'static [Texts],
    pub(crate) link: &'static str,
}

const MORE: Texts = ["How we make it", "Wie wir fertigen", "Notre fabrication"];

/// Sets the description for the shop and, mostly, for print.
pub(crate) fn describe(values: &mut Values, prose: &Prose, index: usize, name: &[String; 3]) {
    for (place, locale) in LOCALES.iter().enumerate() {
        let mut html = html(prose, place, &name[place]);
        if HOSTILE.contains(&index) && place < 2 {
            html.push_str(hostile());
        }
        values.put("description", Some(locale), Some("ecommerce"), json!(html));
    }
    // Some print texts are still to be written, which leaves those products incomplete.
    if index % 7 != 3 {
        let text = prose.opening[1].replace("{name}", &name[1]);
        values.put(
            "description",
            Some("de_DE"),
            Some("print"),
            json!(format!("<p>{text}</p>")),
        );
    }
}

fn html(prose: &Prose, place: usize, name: &str) -> String {
    let opening = prose.opening[place].replace("{name}", &format!("<strong>{name}</strong>"));
    let points: Vec<&str> = prose.points.iter().map(|point| point[place]).collect();
    let points = points.join("</li><li>");
    format!(
        "<p>{opening}</p><ul><li>{points}</li></ul><p><a href=\"{}\">{}</a></p>",
        prose.link, MORE[place]
    )
}

/// What a careless or malicious editor might have pasted.
fn hostile() -> &'static str {
    concat!(
        "<script>document.title='pwned'</script>",
        "<img src=\"x\" onerror=\"document.title='pwned'\">",
        "<p onclick=\"document.title='pwned'\" style=\"position:fixed;inset:0\">",
        "<a href=\"javascript:document.title='pwned'\">Read the test report</a></p>",
        "<iframe src=\"https://evil.example\"></iframe><svg onload=\"document.title='pwned'\"></svg>",
    )
}

//! The styles of the public pages, as the text that stands between `<style>` and `</style>`.

use domain::branding::{Branding, Palette, Rgb};
use std::sync::LazyLock;

static STYLESHEET: LazyLock<String> = LazyLock::new(|| minified(include_str!("../../../style/public.css")));

/// The stylesheet of the public pages, without comments and needless white space.
pub fn stylesheet() -> &'static str {
    &STYLESHEET
}

static PREVIEW: LazyLock<String> = LazyLock::new(|| minified(include_str!("../../../style/preview.css")));

/// What a preview adds, as the text of its third `<style>`: marks on texts that its language lacks. Readers never load it.
pub fn preview_style() -> &'static str {
    &PREVIEW
}

/// The colours of a template, each readable where it stands: the text of the page's second `<style>`.
pub fn brand_style(branding: &Branding) -> String {
    let palette = palette(branding);
    format!(
        ":root{{--band:{};--on-band:{};--accent-l:{};--accent-d:{}}}",
        palette.band.hex(),
        palette.on_band.hex(),
        palette.accent_light.hex(),
        palette.accent_dark.hex()
    )
}

/// The colours of a template; Tessera's own where its colour is not one.
pub(crate) fn palette(branding: &Branding) -> Palette {
    let accent = Rgb::parse(&branding.accent).or_else(|| Rgb::parse(&Branding::default().accent));
    Palette::derive(accent.unwrap_or(Rgb(15, 107, 102)))
}

/// CSS without comments and needless white space; the first round trip has no room for them.
pub(crate) fn minified(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let taken = match c {
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            '"' => {
                let quoted = rest[1..].find('"').map_or(rest.len(), |end| end + 2);
                out.push_str(&rest[..quoted]);
                quoted
            }
            c if c.is_whitespace() => {
                if !out.is_empty() && !out.ends_with([' ', '{', '}', ';', ',']) {
                    out.push(' ');
                }
                c.len_utf8()
            }
            '{' | '}' | ';' | ',' => {
                // The last declaration of a block needs no semicolon, and none of these a space before it.
                while out.ends_with(' ') || (c == '}' && out.ends_with(';')) {
                    out.pop();
                }
                out.push(c);
                1
            }
            c => {
                // `a : b` never stands in our declarations, but `a: b` does; a selector's ` :` keeps its space.
                out.push(c);
                c.len_utf8()
            }
        };
        rest = &rest[taken..];
    }
    out.replace(": ", ":").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_white_space_go_and_meaning_stays() {
        let source = "/* a; b */\n.a .b,\n.c  >  .d {\n  color: red;\n  content: \"a;  {b\";\n}\n@media (min-width: 4em) {\n  :is(a) :hover { margin: 0 auto; }\n}\n";
        let expected =
            ".a .b,.c > .d{color:red;content:\"a;  {b\"}@media (min-width:4em){:is(a) :hover{margin:0 auto}}";
        assert_eq!(minified(source), expected);
    }

    #[test]
    fn a_colour_that_is_none_falls_back_and_cannot_break_out() {
        let hostile = Branding {
            accent: "red}</style><script>".into(),
            logo_url: String::new(),
        };
        assert_eq!(brand_style(&hostile), brand_style(&Branding::default()));
        assert!(brand_style(&hostile).starts_with(":root{--band:#0f6b66;--on-band:#ffffff;"));
    }

    #[test]
    fn the_stylesheet_cannot_end_its_element() {
        assert!(!stylesheet().contains('<') && !stylesheet().contains("/*"));
        assert!(!preview_style().contains('<') && !preview_style().contains("/*"));
        assert_eq!(
            stylesheet().matches('{').count(),
            stylesheet().matches('}').count()
        );
    }
}

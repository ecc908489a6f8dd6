//! A brand's colours on the page, and the arithmetic that keeps text readable on them.
//!
//! Source of the contrast formula: WCAG 2.2, "relative luminance" and "contrast ratio".

use serde::{Deserialize, Serialize};

/// The looks of a template's pages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branding {
    /// The brand's colour, `#rrggbb`.
    pub accent: String,
    /// The address of the logo, https only; empty for none.
    #[serde(default)]
    pub logo_url: String,
}

impl Default for Branding {
    fn default() -> Self {
        Self {
            accent: "#0f6b66".into(),
            logo_url: String::new(),
        }
    }
}

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// Parses `#rrggbb` or `#rgb`, with or without the `#`.
    pub fn parse(input: &str) -> Option<Self> {
        let hex = input.trim().trim_start_matches('#');
        if !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let long = match hex.len() {
            3 => hex.chars().flat_map(|c| [c, c]).collect(),
            6 => hex.to_owned(),
            _ => return None,
        };
        let byte = |at: usize| u8::from_str_radix(long.get(at..at + 2)?, 16).ok();
        Some(Self(byte(0)?, byte(2)?, byte(4)?))
    }

    /// `#rrggbb`.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }

    /// Relative luminance, 0 to 1.
    pub fn luminance(self) -> f64 {
        let channel = |c: u8| {
            let c = f64::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(self.0) + 0.7152 * channel(self.1) + 0.0722 * channel(self.2)
    }

    /// Contrast ratio with another colour, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Moves towards `target` in the smallest of 50 steps that reaches `ratio` against `ground`.
    #[must_use]
    pub fn readable_on(self, ground: Self, target: Self, ratio: f64) -> Self {
        (0..=50u16)
            .map(|step| self.mixed(target, step))
            .find(|c| c.contrast(ground) >= ratio)
            .unwrap_or(target)
    }

    fn mixed(self, target: Self, step: u16) -> Self {
        let mix = |a: u8, b: u8| {
            let sum = u16::from(a) * (50 - step) + u16::from(b) * step;
            u8::try_from(sum / 50).unwrap_or(u8::MAX)
        };
        Self(
            mix(self.0, target.0),
            mix(self.1, target.1),
            mix(self.2, target.2),
        )
    }
}

/// White.
pub const WHITE: Rgb = Rgb(255, 255, 255);
/// Black.
pub const BLACK: Rgb = Rgb(0, 0, 0);
/// The ground of the page in dark mode.
pub const DARK_PAPER: Rgb = Rgb(0x12, 0x17, 0x1a);

/// The colours that a page derives from the brand's one: each readable where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The brand's colour as given: the band.
    pub band: Rgb,
    /// Text on the band, at least 4.5:1.
    pub on_band: Rgb,
    /// The brand's colour as text on white, at least 4.5:1.
    pub accent_light: Rgb,
    /// The brand's colour as text on the dark ground, at least 4.5:1.
    pub accent_dark: Rgb,
    /// Whether a colour had to be adjusted for contrast.
    pub adjusted: bool,
}

impl Palette {
    /// Derives the palette; no colour is refused, only adjusted.
    pub fn derive(accent: Rgb) -> Self {
        let on_band = if accent.contrast(WHITE) >= accent.contrast(BLACK) {
            WHITE
        } else {
            BLACK
        };
        let accent_light = accent.readable_on(WHITE, BLACK, 4.5);
        let accent_dark = accent.readable_on(DARK_PAPER, WHITE, 4.5);
        Self {
            band: accent,
            on_band,
            accent_light,
            accent_dark,
            adjusted: accent_light != accent,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn black_on_white_is_twenty_one_to_one() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert_eq!(Rgb::parse("#0F6B66"), Some(Rgb(15, 107, 102)));
        assert_eq!(Rgb::parse("abc"), Some(Rgb(0xaa, 0xbb, 0xcc)));
        for bad in ["", "#12", "#12345g", "red", "ééé"] {
            assert_eq!(Rgb::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn every_brand_colour_gives_readable_pairs(r: u8, g: u8, b: u8) {
            let p = Palette::derive(Rgb(r, g, b));
            prop_assert!(p.band.contrast(p.on_band) >= 4.5);
            prop_assert!(p.accent_light.contrast(WHITE) >= 4.5);
            prop_assert!(p.accent_dark.contrast(DARK_PAPER) >= 4.5);
        }
    }
}

//! Colours as a scanner sees them.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Colour {
    /// Red.
    pub red: u8,
    /// Green.
    pub green: u8,
    /// Blue.
    pub blue: u8,
}

impl Colour {
    /// Black.
    pub const BLACK: Self = Self {
        red: 0,
        green: 0,
        blue: 0,
    };
    /// White.
    pub const WHITE: Self = Self {
        red: 255,
        green: 255,
        blue: 255,
    };

    /// Reads `#0a6b5e`; the sign may be missing.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().trim_start_matches('#');
        if digits.len() != 6 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        Some(Self {
            red: part(0)?,
            green: part(2)?,
            blue: part(4)?,
        })
    }

    pub(crate) fn channels(self) -> [u8; 3] {
        [self.red, self.green, self.blue]
    }

    /// How much light it throws back, from 0 to 1: of red light (660 nm), as laser and checkout scanners use it, and of white
    /// light, as a phone's camera does.
    fn reflectances(self) -> [f64; 2] {
        let [red, green, blue] = self.channels().map(linear);
        [red, 0.2126 * red + 0.7152 * green + 0.0722 * blue]
    }

    /// The contrast of a symbol in this ink on `paper`, in percent: the difference of what they throw back, in the worse light.
    /// An estimate of the symbol contrast of ISO/IEC 15415; negative where the ink is the lighter of the two.
    pub(crate) fn contrast_on(self, paper: Self) -> i32 {
        let (ink, paper) = (self.reflectances(), paper.reflectances());
        let worse = (paper[0] - ink[0]).min(paper[1] - ink[1]);
        let percent = crate::number::whole(worse.abs() * 100.0);
        let percent = i32::try_from(percent).unwrap_or(0);
        if worse < 0.0 { -percent } else { percent }
    }
}

/// sRGB to light.
fn linear(channel: u8) -> f64 {
    let c = f64::from(channel) / 255.0;
    if c <= 0.040_45 {
        c / 12.92
    } else {
        ((c + 0.055) / 1.055).powf(2.4)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl From<Colour> for String {
    fn from(colour: Colour) -> Self {
        colour.to_string()
    }
}

impl TryFrom<String> for Colour {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text} is no colour"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_worse_light() {
        let of = |ink: &str, paper: &str| {
            Colour::parse(ink)
                .unwrap()
                .contrast_on(Colour::parse(paper).unwrap())
        };
        assert_eq!(of("#000000", "#ffffff"), 100);
        assert_eq!(of("#ffffff", "#000000"), -100);
        // Red ink is dark to the eye, and white to a scanner with red light.
        assert_eq!(of("#ff0000", "#ffffff"), 0);
        // Green and blue are dark in red light, less so to a camera.
        assert!(of("#0000ff", "#ffffff") > 90 && of("#00ff00", "#ffffff") < 30);
        assert_eq!(Colour::parse("#12345"), None);
        assert_eq!(Colour::parse("0A6b5e").unwrap().to_string(), "#0a6b5e");
    }
}

//! Lengths on paper.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Micrometres in an inch.
const INCH: u64 = 25_400;

/// A length in micrometres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Length(u32);

impl Length {
    /// So many micrometres.
    pub const fn um(um: u32) -> Self {
        Self(um)
    }

    /// So many millimetres.
    pub const fn mm(mm: u32) -> Self {
        Self(mm * 1000)
    }

    /// In micrometres.
    pub const fn as_um(self) -> u32 {
        self.0
    }

    /// In millimetres.
    pub fn as_mm(self) -> f64 {
        f64::from(self.0) / 1000.0
    }

    /// In points of 1/72 inch, as PDF counts.
    pub(crate) fn as_points(self) -> f64 {
        f64::from(self.0) * 72.0 / 25_400.0
    }

    /// Reads `63.5` or `63,5` as millimetres, below ten metres.
    pub fn parse_mm(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches("mm").trim_end();
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 4 || part.len() > 3 || !digits(whole) || !digits(part) {
            return None;
        }
        let thousandths: u32 = format!("{part:0<3}").parse().ok()?;
        Some(Self(whole.parse::<u32>().ok()? * 1000 + thousandths))
    }

    /// Whole dots that fit into it.
    pub(crate) fn dots(self, dpi: u32) -> u32 {
        u32::try_from(u64::from(self.0) * u64::from(dpi) / INCH).unwrap_or(u32::MAX)
    }

    /// The length of so many dots.
    pub(crate) fn of_dots(dots: u32, dpi: u32) -> Self {
        let um = (u64::from(dots) * INCH + u64::from(dpi) / 2) / u64::from(dpi.max(1));
        Self(u32::try_from(um).unwrap_or(u32::MAX))
    }

    /// The same, up to the next tenth of a millimetre: what somebody is told to type holds the dots.
    pub(crate) fn holding_dots(dots: u32, dpi: u32) -> Self {
        let um = (u64::from(dots) * INCH).div_ceil(u64::from(dpi.max(1)));
        Self(u32::try_from(um.div_ceil(100) * 100).unwrap_or(u32::MAX))
    }
}

impl fmt::Display for Length {
    /// `63.5 mm`; three decimals at most.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (self.0 / 1000, self.0 % 1000);
        if part == 0 {
            return write!(f, "{whole} mm");
        }
        let part = format!("{part:03}");
        write!(f, "{whole}.{} mm", part.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn millimetres_are_read_as_people_type_them() {
        let um = |text| Length::parse_mm(text).map(Length::as_um);
        assert_eq!(um("63.5"), Some(63_500));
        assert_eq!(um(" 33,9 mm "), Some(33_900));
        assert_eq!(um("0.396"), Some(396));
        assert_eq!(um("20."), Some(20_000));
        for wrong in ["", "-1", "1e3", "12345", "1.2345", "a", ".5", "1 000"] {
            assert_eq!(um(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_are_shown_without_idle_zeros() {
        let shown = |um| Length::um(um).to_string();
        assert_eq!(
            [shown(63_500), shown(20_000), shown(396)],
            ["63.5 mm", "20 mm", "0.396 mm"]
        );
    }

    #[test]
    fn dots_and_lengths_agree() {
        assert_eq!(Length::mm(25).dots(300), 295);
        assert_eq!(Length::um(25_400).dots(203), 203);
        assert_eq!(Length::of_dots(3, 203), Length::um(375));
        for dots in 1..2000 {
            assert!(Length::holding_dots(dots, 203).dots(203) >= dots);
        }
    }
}

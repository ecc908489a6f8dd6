//! The few conversions between numbers that lose something, each with why that is all right.

/// A coordinate of a drawing for formats that take floating-point numbers.
#[expect(
    clippy::cast_precision_loss,
    reason = "coordinates are below 2^24, where f32 is exact"
)]
pub(crate) fn float(n: u32) -> f32 {
    n as f32
}

/// A length for formats that take 32-bit numbers.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a page is measured in points with six digits at most"
)]
pub(crate) fn single(n: f64) -> f32 {
    n as f32
}

/// The nearest whole number that is not negative.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "both ends are clamped before"
)]
pub(crate) fn whole(n: f64) -> u32 {
    n.round().clamp(0.0, f64::from(u32::MAX)) as u32
}

/// The index of a pixel or a module.
pub(crate) fn index(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// A count that is known to be small.
pub(crate) fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

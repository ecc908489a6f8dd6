//! Decimal numbers, exact: what a PIM sends as `"1.500"` must not become `1.4999999999999998` in a published record.

use std::{cmp::Ordering, fmt};

/// The most digits that are read; enough for every measure, few enough for exact arithmetic.
const DIGITS_MAX: usize = 24;
/// Places behind the point that are kept where a division does not end.
const PLACES: u32 = 12;

/// A decimal number with up to 24 digits.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    mantissa: i128,
    places: u32,
}

impl Decimal {
    /// A whole number.
    pub const fn whole(number: i64) -> Self {
        Self {
            mantissa: number as i128,
            places: 0,
        }
    }

    /// A number of hundredths.
    pub const fn hundredths(number: i64) -> Self {
        Self {
            mantissa: number as i128,
            places: 2,
        }
    }

    /// An optional sign, digits, and at most one point (or a comma that cannot be meant as a thousands separator).
    pub fn parse(input: &str) -> Option<Self> {
        let text = input.trim();
        let (negative, rest) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match rest.split_once(['.', ',']) {
            Some((_, fraction)) if rest.contains(',') && fraction.len() == 3 => return None,
            Some(parts) => parts,
            None => (rest, ""),
        };
        let digits = whole.len() + fraction.len();
        let plain = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if digits == 0 || digits > DIGITS_MAX || !plain(whole) || !plain(fraction) {
            return None;
        }
        let mantissa: i128 = format!("{whole}{fraction}").parse().ok()?;
        Some(Self {
            mantissa: if negative { -mantissa } else { mantissa },
            places: u32::try_from(fraction.len()).ok()?,
        })
    }

    /// Whether it has no fraction.
    pub fn is_whole(self) -> bool {
        self.mantissa % 10_i128.pow(self.places) == 0
    }

    /// The sum; none where it grows too large.
    pub fn plus(self, other: Self) -> Option<Self> {
        let places = self.places.max(other.places);
        let scaled = |d: Self| d.mantissa.checked_mul(10_i128.checked_pow(places - d.places)?);
        Some(Self {
            mantissa: scaled(self)?.checked_add(scaled(other)?)?,
            places,
        })
    }

    /// Multiplied by `num / den`; rounded to twelve places where the division does not end. None where it grows too large.
    pub fn times(self, num: i128, den: i128) -> Option<Self> {
        let top = self.mantissa.checked_mul(num)?;
        let bottom = den.checked_mul(10_i128.checked_pow(self.places)?)?;
        let mut quotient = top.checked_div(bottom)?;
        let mut rest = top % bottom;
        let mut places = 0;
        // Digit by digit, as on paper: scaling everything up at once would overflow early.
        while rest != 0 && places < PLACES {
            rest = rest.checked_mul(10)?;
            quotient = quotient.checked_mul(10)?.checked_add(rest / bottom)?;
            rest %= bottom;
            places += 1;
        }
        let round_up = rest.checked_mul(2)?.abs() >= bottom.abs();
        let direction = top.signum() * bottom.signum();
        Some(Self {
            mantissa: quotient.checked_add(if round_up { direction } else { 0 })?,
            places,
        })
    }

    /// The negative number.
    #[must_use]
    pub fn minus(self) -> Self {
        Self {
            mantissa: -self.mantissa,
            ..self
        }
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        match other.minus().plus(*self) {
            Some(difference) => difference.mantissa.cmp(&0),
            // So far apart that the signs or the sizes before the point decide.
            None => {
                (self.mantissa / 10_i128.pow(self.places)).cmp(&(other.mantissa / 10_i128.pow(other.places)))
            }
        }
    }
}

impl fmt::Display for Decimal {
    /// Without trailing zeros: `1.5`, `20`, `-0.25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = 10_i128.pow(self.places);
        let (whole, fraction) = ((self.mantissa / unit).abs(), (self.mantissa % unit).abs());
        let sign = if self.mantissa < 0 { "-" } else { "" };
        if fraction == 0 {
            return write!(f, "{sign}{whole}");
        }
        let digits = format!("{fraction:0width$}", width = self.places as usize);
        write!(f, "{sign}{whole}.{}", digits.trim_end_matches('0'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn d(text: &str) -> Decimal {
        Decimal::parse(text).unwrap()
    }

    #[test]
    fn numbers_are_read_as_people_and_pims_write_them() {
        for (text, shown) in [
            ("1.500", "1.5"),
            ("-0.250", "-0.25"),
            ("+7", "7"),
            ("1,5", "1.5"),
            (" 20 ", "20"),
            ("\u{2212}5", "-5"),
            (".5", "0.5"),
            ("0.000", "0"),
        ] {
            assert_eq!(d(text).to_string(), shown, "{text}");
        }
        for bad in ["", "-", ".", "1.2.3", "1 000", "1,500", "1e5", "NaN", "٣", "12a"] {
            assert!(Decimal::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn arithmetic_is_exact() {
        assert_eq!(d("0.1").plus(d("0.2")).unwrap(), d("0.3"));
        assert_eq!(d("1").times(1, 3).unwrap().to_string(), "0.333333333333");
        assert_eq!(d("2").times(1, 3).unwrap().to_string(), "0.666666666667");
        assert_eq!(d("-2").times(1, 3).unwrap().to_string(), "-0.666666666667");
        assert!(d("9.99") < d("10") && d("-1") < d("0.001"));
        assert!(d("20.000").is_whole() && !d("20.5").is_whole());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in ".*", other in "[-+0-9.,]{0,30}") {
            for t in [text, other] {
                if let Some(number) = Decimal::parse(&t) {
                    prop_assert_eq!(Decimal::parse(&number.to_string()), Some(number));
                    let _ = number.times(i128::from(i64::MAX), 7);
                    let _ = number.cmp(&Decimal::whole(i64::MIN));
                }
            }
        }
    }
}

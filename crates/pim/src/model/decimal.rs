//! Exact arithmetic on decimal text: a passport must not say 0.30000000000000004.

use num_bigint::{BigInt, Sign};

/// Longest number that is calculated with; longer ones are no measurement.
const LONGEST: usize = 120;
/// Largest power of ten in scientific notation.
const LARGEST_EXPONENT: i32 = 60;

/// A fraction, never rounded before it is written.
#[derive(Debug, Clone)]
pub(crate) struct Exact {
    over: BigInt,
    /// Always above zero.
    under: BigInt,
}

impl Exact {
    /// Reads `-12.5000` and `1.6E-19`.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse().ok()?),
            None => (text, 0_i32),
        };
        if exponent.abs() > LARGEST_EXPONENT {
            return None;
        }
        let (negative, digits) = match number.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let digits = format!("{whole}{part}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let mut over: BigInt = digits.parse().ok()?;
        if negative {
            over = -over;
        }
        let places = i32::try_from(part.len()).ok()? - exponent;
        let power = ten_to(places.unsigned_abs());
        Some(if places >= 0 {
            Self { over, under: power }
        } else {
            Self {
                over: over * power,
                under: BigInt::from(1),
            }
        })
    }

    pub(crate) fn times(self, other: &Self) -> Self {
        Self {
            over: self.over * &other.over,
            under: self.under * &other.under,
        }
    }

    /// `None` for a division by zero.
    pub(crate) fn divided_by(self, other: &Self) -> Option<Self> {
        let (over, under) = (self.over * &other.under, self.under * &other.over);
        match under.sign() {
            Sign::NoSign => None,
            Sign::Minus => Some(Self {
                over: -over,
                under: -under,
            }),
            Sign::Plus => Some(Self { over, under }),
        }
    }

    pub(crate) fn plus(self, other: &Self) -> Self {
        Self {
            over: self.over * &other.under + &other.over * &self.under,
            under: self.under * &other.under,
        }
    }

    pub(crate) fn minus(self, other: &Self) -> Self {
        let negative = Self {
            over: -other.over.clone(),
            under: other.under.clone(),
        };
        self.plus(&negative)
    }

    /// The number with at most so many decimals, half rounded away from zero, without trailing zeros.
    pub(crate) fn text(&self, decimals: u32) -> String {
        let negative = self.over.sign() == Sign::Minus;
        let over = BigInt::from(self.over.magnitude().clone());
        let doubled: BigInt = over * ten_to(decimals) * 2 + &self.under;
        let rounded: BigInt = doubled / (&self.under * 2);
        let digits = rounded.to_string();
        let places = decimals as usize;
        let padded = format!("{digits:0>width$}", width = places + 1);
        let (whole, part) = padded.split_at(padded.len() - places);
        let part = part.trim_end_matches('0');
        let sign = if negative && padded.bytes().any(|byte| byte != b'0') {
            "-"
        } else {
            ""
        };
        if part.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{part}")
        }
    }
}

fn ten_to(power: u32) -> BigInt {
    BigInt::from(10).pow(power)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn tenths_stay_tenths() {
        assert_eq!(exact("0.1").plus(&exact("0.2")).text(12), "0.3");
        assert_eq!(exact("1").divided_by(&exact("3")).unwrap().text(4), "0.3333");
        assert_eq!(exact("2").divided_by(&exact("-3")).unwrap().text(4), "-0.6667");
        assert_eq!(exact("-0.00001").text(3), "0");
        assert_eq!(exact("1.6E-19").times(&exact("1e19")).text(2), "1.6");
        assert!(exact("1").divided_by(&exact("0.000")).is_none());
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in [
            "",
            "-",
            ".",
            "1,5",
            "0x1",
            "1e",
            "1e99",
            "NaN",
            "١",
            &"9".repeat(200),
        ] {
            assert!(Exact::parse(text).is_none(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn numbers_come_back(whole in "(0|[1-9][0-9]{0,25})", part in "[0-9]{0,11}[1-9]", negative: bool) {
            let text = format!("{}{whole}.{part}", if negative { "-" } else { "" });
            prop_assert_eq!(exact(&text).text(12), text);
        }

        #[test]
        fn there_and_back_is_where_we_started(a in "[1-9][0-9]{0,12}", factor in "0\\.[0-9]{0,9}[1-9]") {
            let there = exact(&a).times(&exact(&factor));
            prop_assert_eq!(there.divided_by(&exact(&factor)).unwrap().text(12), a);
        }

        #[test]
        fn any_text_is_survived(text in ".{0,40}") {
            Exact::parse(&text);
        }
    }
}

//! Units of measure: the signs that profiles use, the codes that PIMs use, and exact conversion between them.

use super::Decimal;
use serde::{Deserialize, Serialize};

/// What a unit measures. Only units of the same dimension convert into each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Mass.
    Mass,
    /// Length.
    Length,
    /// Area.
    Area,
    /// Volume.
    Volume,
    /// Electric charge: the capacity of a battery in Ah.
    Charge,
    /// Energy: the capacity of a battery in Wh.
    Energy,
    /// Power.
    Power,
    /// Voltage.
    Voltage,
    /// Electric current.
    Current,
    /// Electric resistance.
    Resistance,
    /// Temperature.
    Temperature,
    /// Time from milliseconds to weeks.
    Time,
    /// Months and years, which no exact number of days makes up.
    Period,
    /// A share of a whole.
    Ratio,
}

impl Dimension {
    /// The word for a person.
    pub fn word(self) -> &'static str {
        match self {
            Self::Mass => "mass",
            Self::Length => "length",
            Self::Area => "area",
            Self::Volume => "volume",
            Self::Charge => "electric charge",
            Self::Energy => "energy",
            Self::Power => "power",
            Self::Voltage => "voltage",
            Self::Current => "current",
            Self::Resistance => "resistance",
            Self::Temperature => "temperature",
            Self::Time => "time",
            Self::Period => "months or years",
            Self::Ratio => "share",
        }
    }
}

/// A unit: `(value + offset / 100) * num / den` is the value in the dimension's base unit.
#[derive(Debug)]
pub struct Unit {
    /// Its sign: `kg`.
    pub sign: &'static str,
    /// What it measures.
    pub dimension: Dimension,
    offset_hundredths: i64,
    num: i128,
    den: i128,
    /// How PIMs and people write it, in lower case, without blanks, underscores and hyphens.
    names: &'static [&'static str],
}

const fn unit(
    sign: &'static str,
    dimension: Dimension,
    num: i128,
    den: i128,
    names: &'static [&'static str],
) -> Unit {
    Unit {
        sign,
        dimension,
        offset_hundredths: 0,
        num,
        den,
        names,
    }
}

const fn degrees(
    sign: &'static str,
    offset: i64,
    num: i128,
    den: i128,
    names: &'static [&'static str],
) -> Unit {
    Unit {
        sign,
        dimension: Dimension::Temperature,
        offset_hundredths: offset,
        num,
        den,
        names,
    }
}

use Dimension::{
    Area, Charge, Current, Energy, Length, Mass, Period, Power, Ratio, Resistance, Time, Voltage, Volume,
};

static UNITS: &[Unit] = &[
    unit("kg", Mass, 1, 1, &["kilogram", "kilogramm", "kilogramme"]),
    unit("g", Mass, 1, 1000, &["gram", "gramm", "gramme"]),
    unit("mg", Mass, 1, 1_000_000, &["milligram", "milligramm"]),
    unit("t", Mass, 1000, 1, &["ton", "tonne", "metricton"]),
    unit("lb", Mass, 45_359_237, 100_000_000, &["pound", "lbs"]),
    unit("oz", Mass, 28_349_523_125, 1_000_000_000_000, &["ounce"]),
    unit("m", Length, 1, 1, &["meter", "metre"]),
    unit("mm", Length, 1, 1000, &["millimeter", "millimetre"]),
    unit("cm", Length, 1, 100, &["centimeter", "centimetre"]),
    unit("km", Length, 1000, 1, &["kilometer", "kilometre"]),
    unit("in", Length, 254, 10_000, &["inch"]),
    unit("ft", Length, 3048, 10_000, &["feet", "foot"]),
    unit("m\u{b2}", Area, 1, 1, &["squaremeter", "squaremetre", "m2"]),
    unit("cm\u{b2}", Area, 1, 10_000, &["squarecentimeter", "cm2"]),
    unit("l", Volume, 1, 1, &["liter", "litre"]),
    unit("ml", Volume, 1, 1000, &["milliliter", "millilitre"]),
    unit("m\u{b3}", Volume, 1000, 1, &["cubicmeter", "cubicmetre", "m3"]),
    unit("Ah", Charge, 3600, 1, &["amperehour", "amperestunde", "amph"]),
    unit("mAh", Charge, 36, 10, &["milliamperehour", "milliamperestunde"]),
    unit("C", Charge, 1, 1, &["coulomb"]),
    unit("Wh", Energy, 3600, 1, &["watthour", "wattstunde"]),
    unit("kWh", Energy, 3_600_000, 1, &["kilowatthour", "kilowattstunde"]),
    unit("MWh", Energy, 3_600_000_000, 1, &["megawatthour"]),
    unit("J", Energy, 1, 1, &["joule"]),
    unit("kJ", Energy, 1000, 1, &["kilojoule"]),
    unit("MJ", Energy, 1_000_000, 1, &["megajoule"]),
    unit("W", Power, 1, 1, &["watt"]),
    unit("mW", Power, 1, 1000, &["milliwatt"]),
    unit("kW", Power, 1000, 1, &["kilowatt"]),
    unit("MW", Power, 1_000_000, 1, &["megawatt"]),
    unit("V", Voltage, 1, 1, &["volt"]),
    unit("mV", Voltage, 1, 1000, &["millivolt"]),
    unit("kV", Voltage, 1000, 1, &["kilovolt"]),
    unit("A", Current, 1, 1, &["ampere", "amp"]),
    unit("mA", Current, 1, 1000, &["milliampere"]),
    unit("\u{3a9}", Resistance, 1, 1, &["ohm", "\u{3c9}", "\u{2126}"]),
    unit(
        "m\u{3a9}",
        Resistance,
        1,
        1000,
        &["milliohm", "m\u{3c9}", "m\u{2126}"],
    ),
    unit(
        "k\u{3a9}",
        Resistance,
        1000,
        1,
        &["kilohm", "kiloohm", "k\u{3c9}", "k\u{2126}"],
    ),
    degrees(
        "\u{b0}C",
        27_315,
        1,
        1,
        &["celsius", "degreecelsius", "degc", "gradcelsius"],
    ),
    degrees("K", 0, 1, 1, &["kelvin"]),
    degrees("\u{b0}F", 45_967, 5, 9, &["fahrenheit", "degf"]),
    unit("ms", Time, 1, 1000, &["millisecond"]),
    unit("s", Time, 1, 1, &["second", "sekunde", "sec"]),
    unit("min", Time, 60, 1, &["minute"]),
    unit("h", Time, 3600, 1, &["hour", "stunde", "heure", "hr"]),
    unit("d", Time, 86_400, 1, &["day", "tag", "jour"]),
    unit("wk", Time, 604_800, 1, &["week", "woche", "semaine"]),
    unit("mo", Period, 1, 1, &["month", "monat", "monate", "mois"]),
    unit(
        "a",
        Period,
        12,
        1,
        &["year", "jahr", "jahre", "an", "ann\u{e9}e", "yr"],
    ),
    unit(
        "%",
        Ratio,
        1,
        100,
        &["percent", "prozent", "pct", "percentage", "pourcent"],
    ),
    unit("\u{2030}", Ratio, 1, 1000, &["permille", "promille"]),
    unit("ppm", Ratio, 1, 1_000_000, &["partspermillion"]),
    unit("1", Ratio, 1, 1, &["fraction", "ratio"]),
];

impl Unit {
    /// The unit of this sign or name: `kg`, `KILOGRAM`, `kilograms`. A sign counts in its exact case first, because `mW` is
    /// not `MW`.
    pub fn find(name: &str) -> Option<&'static Self> {
        let name = name.trim();
        if let Some(exact) = UNITS.iter().find(|u| u.sign == name) {
            return Some(exact);
        }
        let plain: String = name
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '.'))
            .flat_map(char::to_lowercase)
            .collect();
        let singular = plain.strip_suffix('s').unwrap_or(&plain);
        let named = |u: &&Self| u.names.contains(&plain.as_str()) || u.names.contains(&singular);
        let mut same_sign = UNITS.iter().filter(|u| u.sign.to_lowercase() == plain);
        UNITS.iter().find(named).or_else(|| {
            let first = same_sign.next();
            same_sign.next().map_or(first, |_| None)
        })
    }
}

/// The amount in another unit of the same dimension, exactly, or to twelve places where the division does not end.
pub fn convert(amount: Decimal, from: &Unit, to: &Unit) -> Option<Decimal> {
    if from.dimension != to.dimension {
        return None;
    }
    if from.sign == to.sign {
        return Some(amount);
    }
    let (num, den) = (from.num.checked_mul(to.den)?, from.den.checked_mul(to.num)?);
    let common = gcd(num, den);
    let shifted = |amount: Decimal, hundredths: i64| match hundredths {
        0 => Some(amount),
        n => amount.plus(Decimal::hundredths(n)),
    };
    let base = shifted(amount, from.offset_hundredths)?.times(num / common, den / common)?;
    shifted(base, -to.offset_hundredths)
}

fn gcd(a: i128, b: i128) -> i128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn to(amount: &str, from: &str, into: &str) -> Option<String> {
        let (from, into) = (Unit::find(from).unwrap(), Unit::find(into).unwrap());
        convert(Decimal::parse(amount).unwrap(), from, into).map(|d| d.to_string())
    }

    #[test]
    fn amounts_convert_exactly() {
        for (amount, from, into, result) in [
            ("2500", "GRAM", "kg", "2.5"),
            ("1", "POUND", "kg", "0.45359237"),
            ("14500", "MILLIAMPEREHOUR", "Ah", "14.5"),
            ("0.5", "KILOWATT_HOUR", "Wh", "500"),
            ("77", "FAHRENHEIT", "\u{b0}C", "25"),
            ("-20", "CELSIUS", "K", "253.15"),
            ("45", "MILLIOHM", "\u{3a9}", "0.045"),
            ("2", "YEAR", "mo", "24"),
            ("0.25", "fraction", "%", "25"),
            ("3.60", "V", "V", "3.6"),
        ] {
            assert_eq!(to(amount, from, into).as_deref(), Some(result), "{amount} {from}");
        }
        assert_eq!(to("1", "kg", "V"), None);
        assert_eq!(to("30", "DAY", "mo"), None);
    }

    #[test]
    fn signs_count_in_their_case() {
        assert_eq!(Unit::find("mW").unwrap().num, 1);
        assert_eq!(Unit::find("MW").unwrap().num, 1_000_000);
        assert!(Unit::find("mw").is_none(), "milliwatt or megawatt");
        assert_eq!(Unit::find("KWH").unwrap().sign, "kWh");
        assert_eq!(Unit::find("Ohms").unwrap().sign, "\u{3a9}");
        assert!(Unit::find("").is_none() && Unit::find("parsec").is_none());
    }

    #[test]
    fn each_sign_finds_itself() {
        for unit in UNITS {
            assert!(
                std::ptr::eq(Unit::find(unit.sign).unwrap(), unit),
                "{}",
                unit.sign
            );
        }
    }

    proptest! {
        #[test]
        fn there_and_back_is_the_same(amount in -1_000_000_i64..1_000_000) {
            let start = Decimal::whole(amount);
            let tolerance = Decimal::hundredths(1);
            for (a, b) in UNITS.iter().flat_map(|a| UNITS.iter().map(move |b| (a, b))) {
                // Twelve places must hold the smaller amount.
                if a.dimension != b.dimension || a.num * b.den > b.num * a.den * 1_000_000 {
                    continue;
                }
                let back = convert(convert(start, a, b).unwrap(), b, a).unwrap();
                let error = back.plus(start.minus()).unwrap();
                prop_assert!(error < tolerance && error.minus() < tolerance, "{start} {} {} {back}", a.sign, b.sign);
            }
        }

        #[test]
        fn any_name_is_looked_up_without_panic(name in ".*") {
            let _ = Unit::find(&name);
        }
    }
}

//! Units as trade writes them: the common codes of UN/CEFACT Recommendation 20.

/// Code; the PIM's unit codes without separators, American spelling; signs.
const UNITS: &[(&str, &[&str], &[&str])] = &[
    ("KGM", &["KILOGRAM"], &["kg"]),
    ("GRM", &["GRAM"], &["g"]),
    ("MGM", &["MILLIGRAM"], &["mg"]),
    ("TNE", &["TON", "TONNE", "METRICTON"], &["t"]),
    ("LBR", &["POUND"], &["lb"]),
    ("ONZ", &["OUNCE"], &["oz"]),
    ("MTR", &["METER"], &["m"]),
    ("CMT", &["CENTIMETER"], &["cm"]),
    ("MMT", &["MILLIMETER"], &["mm"]),
    ("KMT", &["KILOMETER"], &["km"]),
    ("INH", &["INCH"], &["in"]),
    ("FOT", &["FEET", "FOOT"], &["ft"]),
    ("MTK", &["SQUAREMETER"], &["m\u{b2}"]),
    ("CMK", &["SQUARECENTIMETER"], &["cm\u{b2}"]),
    ("MTQ", &["CUBICMETER"], &["m\u{b3}"]),
    ("CMQ", &["CUBICCENTIMETER"], &["cm\u{b3}"]),
    ("LTR", &["LITER"], &["l", "L"]),
    ("MLT", &["MILLILITER"], &["ml", "mL"]),
    ("CLT", &["CENTILITER"], &["cl", "cL"]),
    ("WTT", &["WATT"], &["W"]),
    ("C31", &["MILLIWATT"], &["mW"]),
    ("KWT", &["KILOWATT"], &["kW"]),
    ("MAW", &["MEGAWATT"], &["MW"]),
    ("WHR", &["WATTHOUR"], &["Wh"]),
    ("KWH", &["KILOWATTHOUR"], &["kWh"]),
    ("MWH", &["MEGAWATTHOUR"], &["MWh"]),
    ("JOU", &["JOULE"], &["J"]),
    ("KJO", &["KILOJOULE"], &["kJ"]),
    ("3B", &["MEGAJOULE"], &["MJ"]),
    ("AMH", &["AMPEREHOUR"], &["Ah"]),
    ("E09", &["MILLIAMPEREHOUR"], &["mAh"]),
    ("COU", &["COULOMB"], &["C"]),
    ("VLT", &["VOLT"], &["V"]),
    ("2Z", &["MILLIVOLT"], &["mV"]),
    ("KVT", &["KILOVOLT"], &["kV"]),
    ("AMP", &["AMPERE"], &["A"]),
    ("4K", &["MILLIAMPERE"], &["mA"]),
    ("OHM", &["OHM"], &["\u{3a9}", "\u{2126}"]),
    ("E45", &["MILLIOHM"], &["m\u{3a9}", "m\u{2126}"]),
    ("B49", &["KILOHM", "KILOOHM"], &["k\u{3a9}", "k\u{2126}"]),
    ("CEL", &["CELSIUS"], &["\u{b0}C"]),
    ("FAH", &["FAHRENHEIT"], &["\u{b0}F"]),
    ("KEL", &["KELVIN"], &["K"]),
    ("C26", &["MILLISECOND"], &["ms"]),
    ("SEC", &["SECOND"], &["s"]),
    ("MIN", &["MINUTE"], &["min"]),
    ("HUR", &["HOUR"], &["h"]),
    ("DAY", &["DAY"], &["d"]),
    ("WEE", &["WEEK"], &[]),
    ("MON", &["MONTH"], &["mo"]),
    ("ANN", &["YEAR"], &["a"]),
    ("P1", &["PERCENT"], &["%"]),
    ("NX", &["PERMILLE"], &["\u{2030}"]),
    ("59", &["PARTSPERMILLION"], &["ppm"]),
    ("H87", &["PIECE"], &["pc", "pcs"]),
    ("2N", &["DECIBEL"], &["dB"]),
    ("HTZ", &["HERTZ"], &["Hz"]),
    ("KHZ", &["KILOHERTZ"], &["kHz"]),
    ("MHZ", &["MEGAHERTZ"], &["MHz"]),
    ("A86", &["GIGAHERTZ"], &["GHz"]),
    ("NEW", &["NEWTON"], &["N"]),
    ("PAL", &["PASCAL"], &["Pa"]),
    ("BAR", &["BAR"], &["bar"]),
    ("GM", &["GRAMPERSQUAREMETER"], &["g/m\u{b2}"]),
    ("A47", &["DECITEX"], &["dtex"]),
    ("A49", &["DENIER"], &["den"]),
    ("LUM", &["LUMEN"], &["lm"]),
];

/// The common code of a unit that the PIM calls `unit` and writes as `symbol`; nothing where it has none here.
pub(crate) fn common_code(unit: &str, symbol: &str) -> Option<&'static str> {
    let name: String = unit.chars().filter(char::is_ascii_alphanumeric).collect();
    let name = name
        .to_ascii_uppercase()
        .replace("METRE", "METER")
        .replace("LITRE", "LITER");
    let by_name = UNITS.iter().find(|(_, names, _)| names.contains(&name.as_str()));
    by_name
        .or_else(|| UNITS.iter().find(|(_, _, signs)| signs.contains(&symbol)))
        .map(|(code, _, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_known_by_its_name_or_its_sign() {
        assert_eq!(common_code("KILOWATT_HOUR", ""), Some("KWH"));
        assert_eq!(common_code("millimetre", ""), Some("MMT"));
        assert_eq!(common_code("custom", "mAh"), Some("E09"));
        assert_eq!(common_code("custom", "MW"), Some("MAW"), "signs keep their case");
        assert_eq!(common_code("CO2_GRAM", "gCO2e"), None);
    }

    #[test]
    fn no_name_and_no_sign_means_two_units() {
        let names: Vec<_> = UNITS.iter().flat_map(|u| u.1).collect();
        let signs: Vec<_> = UNITS.iter().flat_map(|u| u.2).collect();
        for list in [names, signs] {
            let unique: std::collections::BTreeSet<_> = list.iter().collect();
            assert_eq!(unique.len(), list.len());
        }
    }
}

//! Signs of the units that Akeneo ships with, for PIMs that do not send them.

/// The sign of a unit; a unit of the brand's own is shown by its code in lower case.
pub(super) fn symbol(unit: &str) -> String {
    let known = SYMBOLS.iter().find(|(code, _)| *code == unit);
    known.map_or_else(
        || unit.to_lowercase().replace('_', " "),
        |(_, symbol)| (*symbol).to_owned(),
    )
}

/// Akeneo's standard measurement families, those that describe goods.
#[rustfmt::skip]
const SYMBOLS: &[(&str, &str)] = &[
    // Weight
    ("MICROGRAM", "µg"), ("MILLIGRAM", "mg"), ("GRAM", "g"), ("KILOGRAM", "kg"), ("TON", "t"), ("OUNCE", "oz"), ("POUND", "lb"),
    // Length
    ("NANOMETER", "nm"), ("MICROMETER", "µm"), ("MILLIMETER", "mm"), ("CENTIMETER", "cm"), ("DECIMETER", "dm"), ("METER", "m"),
    ("KILOMETER", "km"), ("INCH", "in"), ("FEET", "ft"), ("YARD", "yd"), ("MILE", "mi"),
    // Area
    ("SQUARE_MILLIMETER", "mm²"), ("SQUARE_CENTIMETER", "cm²"), ("SQUARE_DECIMETER", "dm²"), ("SQUARE_METER", "m²"),
    ("SQUARE_KILOMETER", "km²"), ("HECTARE", "ha"), ("SQUARE_INCH", "in²"), ("SQUARE_FOOT", "ft²"),
    // Volume
    ("CUBIC_MILLIMETER", "mm³"), ("CUBIC_CENTIMETER", "cm³"), ("CUBIC_DECIMETER", "dm³"), ("CUBIC_METER", "m³"),
    ("MILLILITER", "ml"), ("CENTILITER", "cl"), ("DECILITER", "dl"), ("LITER", "l"), ("GALLON", "gal"), ("PINT", "pt"),
    // Electricity and energy
    ("MILLIVOLT", "mV"), ("VOLT", "V"), ("KILOVOLT", "kV"), ("MILLIAMPERE", "mA"), ("AMPERE", "A"), ("WATT", "W"),
    ("KILOWATT", "kW"), ("MEGAWATT", "MW"), ("JOULE", "J"), ("KILOJOULE", "kJ"), ("WATTHOUR", "Wh"), ("WATT_HOUR", "Wh"),
    ("KILOWATTHOUR", "kWh"), ("KILOWATT_HOUR", "kWh"), ("MILLIAMPEREHOUR", "mAh"), ("AMPEREHOUR", "Ah"), ("OHM", "Ω"),
    ("KILOCALORIE", "kcal"), ("CALORIE", "cal"), ("MICROFARAD", "µF"), ("FARAD", "F"), ("COULOMB", "C"),
    // Time and frequency
    ("MILLISECOND", "ms"), ("SECOND", "s"), ("MINUTE", "min"), ("HOUR", "h"), ("DAY", "d"), ("HERTZ", "Hz"),
    ("KILOHERTZ", "kHz"), ("MEGAHERTZ", "MHz"), ("GIGAHERTZ", "GHz"),
    // Temperature, pressure, force
    ("CELSIUS", "°C"), ("FAHRENHEIT", "°F"), ("KELVIN", "K"), ("PASCAL", "Pa"), ("HECTOPASCAL", "hPa"),
    ("KILOPASCAL", "kPa"), ("BAR", "bar"), ("MILLIBAR", "mbar"), ("NEWTON", "N"), ("KILONEWTON", "kN"), ("NEWTON_METER", "Nm"),
    // Data, light, sound, angle, speed, rate
    ("BIT", "bit"), ("BYTE", "B"), ("KILOBYTE", "kB"), ("MEGABYTE", "MB"), ("GIGABYTE", "GB"), ("TERABYTE", "TB"),
    ("LUMEN", "lm"), ("LUX", "lx"), ("CANDELA", "cd"), ("DECIBEL", "dB"), ("DEGREE", "°"), ("RADIAN", "rad"),
    ("METER_PER_SECOND", "m/s"), ("KILOMETER_PER_HOUR", "km/h"), ("ROTATION_PER_MINUTE", "rpm"), ("PERCENT", "%"),
    ("PIECE", "pcs"), ("DOZEN", "dz"), ("GRAM_PER_SQUARE_METER", "g/m²"), ("KILOGRAM_PER_CUBIC_METER", "kg/m³"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_code_has_one_sign_and_unknown_codes_are_readable() {
        let codes: BTreeSet<_> = SYMBOLS.iter().map(|(code, _)| code).collect();
        assert_eq!(codes.len(), SYMBOLS.len());
        assert_eq!(symbol("KILOGRAM"), "kg");
        assert_eq!(symbol("FLUID_OUNCE_PER_DAY"), "fluid ounce per day");
    }
}

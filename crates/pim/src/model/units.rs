//! Measurement families: units with labels, and amounts in other units.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::decimal::Exact;
use super::{Attribute, Labels, Product, ValueData};
use crate::tolerant;

/// Decimals kept where a conversion does not end; as many as Akeneo's own converter keeps.
const DECIMALS: u32 = 12;

/// A measurement family: a quantity with its units.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasurementFamily {
    /// Code, such as `Weight`.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// The unit that all others are defined by.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub standard_unit_code: Option<String>,
    /// Units by code.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub units: BTreeMap<String, MeasurementUnit>,
}

/// One unit of a measurement family.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeasurementUnit {
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// Symbol, such as `kg`; may be absent.
    #[serde(default, deserialize_with = "tolerant::optional_code")]
    pub symbol: Option<String>,
    /// The steps from this unit **to** the standard unit. Akeneo's name says the opposite, its converter does not.
    #[serde(default, deserialize_with = "tolerant::records")]
    pub convert_from_standard: Vec<Conversion>,
}

/// One step of a conversion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversion {
    /// `mul`, `div`, `add` or `sub`.
    pub operator: String,
    /// Decimal text.
    #[serde(deserialize_with = "tolerant::code_or_empty")]
    pub value: String,
}

impl MeasurementFamily {
    /// The unit with this code; like Akeneo, without regard to case where nothing fits exactly.
    pub fn unit(&self, code: &str) -> Option<&MeasurementUnit> {
        self.units.get(code).or_else(|| {
            let same = |(have, _): &(&String, &MeasurementUnit)| have.eq_ignore_ascii_case(code);
            self.units.iter().find(same).map(|(_, unit)| unit)
        })
    }

    /// The amount in another unit: exact where the result has an end, else with twelve decimals.
    /// `None` when a unit is unknown or a step cannot be followed; then the amount is best shown as it is.
    pub fn convert(&self, amount: &str, from: &str, to: &str) -> Option<String> {
        let (start, end) = (self.unit(from)?, self.unit(to)?);
        let mut exact = Exact::parse(amount)?;
        for step in &start.convert_from_standard {
            exact = step.apply(exact, false)?;
        }
        for step in end.convert_from_standard.iter().rev() {
            exact = step.apply(exact, true)?;
        }
        Some(exact.text(DECIMALS))
    }
}

impl MeasurementUnit {
    /// The unit's name in a locale, else its symbol.
    pub fn label(&self, locale: &str) -> Option<&str> {
        let label = self.labels.get(locale).filter(|label| !label.trim().is_empty());
        label.or(self.symbol.as_ref()).map(String::as_str)
    }
}

impl Conversion {
    fn apply(&self, amount: Exact, backwards: bool) -> Option<Exact> {
        let value = Exact::parse(&self.value)?;
        match (self.operator.as_str(), backwards) {
            ("mul", false) | ("div", true) => Some(amount.times(&value)),
            ("div", false) | ("mul", true) => amount.divided_by(&value),
            ("add", false) | ("sub", true) => Some(amount.plus(&value)),
            ("sub", false) | ("add", true) => Some(amount.minus(&value)),
            _ => None,
        }
    }
}

impl Product {
    /// Shows measurements in other units: `unit_of` names the unit wanted for an attribute, for instance
    /// [`super::Channel::conversion_units`]. What cannot be converted stays as it is.
    #[must_use]
    pub fn in_units<'u>(
        mut self,
        attributes: &[Attribute],
        families: &[MeasurementFamily],
        unit_of: impl Fn(&str) -> Option<&'u str>,
    ) -> Self {
        for (code, entries) in &mut self.values {
            let Some(wanted) = unit_of(code) else { continue };
            let attribute = attributes.iter().find(|attribute| &attribute.code == code);
            let family = attribute.and_then(|attribute| attribute.metric_family.as_deref());
            for entry in entries {
                convert(&mut entry.data, family, families, wanted);
            }
        }
        self
    }
}

fn convert(data: &mut ValueData, family: Option<&str>, families: &[MeasurementFamily], wanted: &str) {
    let ValueData::Metric { amount, unit, symbol } = data else {
        return;
    };
    let named = |have: &&MeasurementFamily| family.is_none_or(|code| have.code.eq_ignore_ascii_case(code));
    let has_both = |have: &&MeasurementFamily| have.unit(unit).is_some() && have.unit(wanted).is_some();
    let Some(family) = families.iter().filter(named).find(has_both) else {
        return;
    };
    if unit.as_str() != wanted
        && let Some(converted) = family.convert(amount, unit, wanted)
    {
        *amount = converted;
        wanted.clone_into(unit);
        *symbol = family.unit(wanted).and_then(|unit| unit.symbol.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn family(units: serde_json::Value) -> MeasurementFamily {
        serde_json::from_value(
            json!({ "code": "X", "labels": [], "standard_unit_code": "S", "units": units }),
        )
        .unwrap()
    }

    fn unit(steps: serde_json::Value) -> serde_json::Value {
        json!({ "labels": { "en_US": "Unit" }, "symbol": "u", "convert_from_standard": steps })
    }

    #[test]
    fn units_convert_exactly() {
        let weight = family(json!({
            "KILOGRAM": unit(json!([{ "operator": "mul", "value": "1" }])),
            "GRAM": unit(json!([{ "operator": "mul", "value": "0.001" }])),
            "POUND": unit(json!([{ "operator": "mul", "value": 0.453_592_37 }])),
        }));
        assert_eq!(weight.convert("25.4500", "KILOGRAM", "GRAM").unwrap(), "25450");
        assert_eq!(weight.convert("0.1", "gram", "KILOGRAM").unwrap(), "0.0001");
        assert_eq!(weight.convert("10", "POUND", "GRAM").unwrap(), "4535.9237");
        assert_eq!(
            weight.convert("1", "KILOGRAM", "POUND").unwrap(),
            "2.204622621849"
        );
        assert_eq!(weight.convert("1", "KILOGRAM", "STONE"), None);
        assert_eq!(weight.convert("a lot", "KILOGRAM", "GRAM"), None);
    }

    #[test]
    fn several_steps_are_undone_in_reverse() {
        let temperature = family(json!({
            "KELVIN": unit(json!([{ "operator": "mul", "value": "1" }])),
            "CELSIUS": unit(json!([{ "operator": "add", "value": "273.15" }])),
            "FAHRENHEIT": unit(json!([{ "operator": "sub", "value": "32" }, { "operator": "div", "value": "1.8" },
                { "operator": "add", "value": "273.15" }])),
            "ODD": unit(json!([{ "operator": "log", "value": "2" }])),
            "NIL": unit(json!([{ "operator": "div", "value": "0" }])),
        }));
        assert_eq!(
            temperature.convert("100", "CELSIUS", "FAHRENHEIT").unwrap(),
            "212"
        );
        assert_eq!(
            temperature.convert("-40", "FAHRENHEIT", "CELSIUS").unwrap(),
            "-40"
        );
        assert_eq!(temperature.convert("1", "ODD", "KELVIN"), None);
        assert_eq!(temperature.convert("1", "NIL", "KELVIN"), None);
    }

    #[test]
    fn a_products_measurements_follow_the_channel() {
        let families = [family(json!({
            "KILOGRAM": unit(json!([])), "GRAM": unit(json!([{ "operator": "mul", "value": "0.001" }])) }))];
        let values = json!({ "weight": [{ "data": { "amount": "7.50", "unit": "KILOGRAM" },
            "attribute_type": "pim_catalog_metric" }] });
        let product = Product::from_wire(json!({ "uuid": "u", "values": values }), None).unwrap();
        let shown = product.in_units(&[], &families, |code| (code == "weight").then_some("GRAM"));
        let expected = ValueData::Metric {
            amount: "7500".into(),
            unit: "GRAM".into(),
            symbol: Some("u".into()),
        };
        assert_eq!(shown.values["weight"][0].data, expected);
    }

    proptest! {
        #[test]
        fn any_family_is_survived(units in tolerant::any_json(), amount in ".{0,10}") {
            let family = family(units);
            for from in family.units.keys() {
                for to in family.units.keys() {
                    family.convert(&amount, from, to);
                }
            }
        }
    }
}

//! Numbers, measures and ranges.

use super::Fit;
use crate::{
    profile::{Decimal, Unit, convert},
    record::Value,
};
use std::borrow::Cow;

impl Fit<'_> {
    pub(super) fn number(
        &self,
        value: &Value,
        min: Option<&str>,
        max: Option<&str>,
        whole: bool,
    ) -> Result<Value, String> {
        let text = match value {
            Value::Number { value } => Cow::Borrowed(value.as_str()),
            _ => self.text(value)?,
        };
        let number = Decimal::parse(&text)
            .ok_or_else(|| format!("\u{201c}{text}\u{201d} is no number; write it like 12.5."))?;
        if whole && !number.is_whole() {
            return Err("This must be a whole number.".into());
        }
        within(number, min, max, "")?;
        Ok(Value::Number {
            value: number.to_string(),
        })
    }

    pub(super) fn measure(
        &self,
        value: &Value,
        unit: &str,
        min: Option<&str>,
        max: Option<&str>,
    ) -> Result<Value, String> {
        let amount = self.amount(value, known(unit)?)?;
        within(amount, min, max, unit)?;
        Ok(metric(amount, unit))
    }

    /// The amount in `unit`.
    fn amount(&self, value: &Value, unit: &Unit) -> Result<Decimal, String> {
        let text = match value {
            Value::Metric { amount, unit, .. } => Cow::Owned(format!("{amount} {unit}")),
            Value::Number { value } => Cow::Borrowed(value.as_str()),
            _ => self.text(value)?,
        };
        let (amount, from) = split_unit(&text);
        let amount = amount.ok_or_else(|| format!("This is no amount; write it like 12.5 {}.", unit.sign))?;
        let from = match from {
            "" if self.typed || unit.sign == "%" => unit,
            "" => return Err(format!("The unit is missing; {} is asked for.", unit.sign)),
            name => known(name)?,
        };
        convert(amount, from, unit).ok_or_else(|| {
            let (is, asked) = (from.dimension.word(), unit.dimension.word());
            format!(
                "{} measures {is}, but {asked} is asked for ({}).",
                from.sign, unit.sign
            )
        })
    }

    pub(super) fn range(&self, value: &Value, unit: &str) -> Result<Value, String> {
        let unit = known(unit)?;
        let text = self.text(value)?;
        let message = || format!("This is no range; write it like -20 to 60 {}.", unit.sign);
        let (low, high) = split_range(&text).ok_or_else(message)?;
        let (low, low_unit) = split_unit(low);
        let (high, high_unit) = split_unit(high);
        let (low, high) = (low.ok_or_else(message)?, high.ok_or_else(message)?);
        let last = if high_unit.is_empty() {
            unit
        } else {
            known(high_unit)?
        };
        if high_unit.is_empty() && !self.typed {
            return Err(format!("The unit is missing; {} is asked for.", unit.sign));
        }
        let first = if low_unit.is_empty() {
            last
        } else {
            known(low_unit)?
        };
        let into = |amount, from| convert(amount, from, unit).ok_or_else(message);
        let (low, high) = (into(low, first)?, into(high, last)?);
        if low > high {
            return Err("The lower end of the range is above its upper end.".into());
        }
        Ok(Value::Text {
            text: format!("{low} to {high} {}", unit.sign),
        })
    }
}

fn known(name: &str) -> Result<&'static Unit, String> {
    Unit::find(name).ok_or_else(|| format!("The unit \u{201c}{name}\u{201d} is not known."))
}

fn metric(amount: Decimal, sign: &str) -> Value {
    Value::Metric {
        amount: amount.to_string(),
        unit: sign.to_owned(),
        symbol: sign.to_owned(),
    }
}

fn within(number: Decimal, min: Option<&str>, max: Option<&str>, unit: &str) -> Result<(), String> {
    let limit = |text: Option<&str>| text.and_then(Decimal::parse);
    let with_unit = |limit: Decimal| format!("{limit} {unit}").trim_end().to_owned();
    match (limit(min), limit(max)) {
        (Some(min), _) if number < min => Err(format!("This must be at least {}.", with_unit(min))),
        (_, Some(max)) if number > max => Err(format!("This must be at most {}.", with_unit(max))),
        _ => Ok(()),
    }
}

/// `12.5 kg` as the amount and the unit's name; the name is empty where there is none.
fn split_unit(text: &str) -> (Option<Decimal>, &str) {
    let text = text.trim();
    let sign = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '\u{2212}');
    let end = text.find(|c| !sign(c)).unwrap_or(text.len());
    (Decimal::parse(&text[..end]), text[end..].trim())
}

/// `-20 to 60 °C` as its two ends.
fn split_range(text: &str) -> Option<(&str, &str)> {
    for separator in [
        "...", "\u{2026}", "..", " to ", " bis ", " \u{e0} ", " / ", "/", " - ", "\u{2013}", "~",
    ] {
        if let Some((low, high)) = text.split_once(separator)
            && !low.trim().is_empty()
        {
            return Some((low, high));
        }
    }
    None
}

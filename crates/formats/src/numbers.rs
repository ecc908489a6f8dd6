//! Integers whose digits a double would change (possible beyond 2^53), which I-JSON (RFC 7493, 2.2) wants as text.

use serde_json::{Number, Value};

/// Rewrites every integer that canonical JSON could not hold exactly as the text of its digits.
///
/// For data of a kind that we only pass on; everything that we understand keeps its numbers as text anyway.
pub fn exact_numbers(value: Value) -> Value {
    match value {
        Value::Number(n) if !is_exact(&n) => Value::String(n.to_string()),
        Value::Array(items) => Value::Array(items.into_iter().map(exact_numbers).collect()),
        Value::Object(map) => Value::Object(map.into_iter().map(|(k, v)| (k, exact_numbers(v))).collect()),
        other => other,
    }
}

/// The first number in the tree that would change its value.
pub(crate) fn first_inexact(value: &Value) -> Option<String> {
    match value {
        Value::Number(n) if !is_exact(n) => Some(n.to_string()),
        Value::Array(items) => items.iter().find_map(first_inexact),
        Value::Object(map) => map.values().find_map(first_inexact),
        _ => None,
    }
}

/// Whether the canonical form keeps the digits: a double that happens to be written as an integer stays as it is.
fn is_exact(number: &Number) -> bool {
    number.is_f64()
        || serde_json_canonicalizer::to_string(number).is_ok_and(|text| text == number.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_integers_beyond_the_double_become_text() {
        let before = json!({"id": u64::MAX, "low": i64::MIN, "edge": [9_007_199_254_740_992_u64, 9_007_199_254_740_993_u64], "pi": 3.25});
        let after = json!({"id": "18446744073709551615", "low": "-9223372036854775808", "edge": [9_007_199_254_740_992_u64, "9007199254740993"], "pi": 3.25});
        assert!(first_inexact(&before).is_some());
        assert_eq!(exact_numbers(before), after);
        assert_eq!(first_inexact(&after), None);
    }
}

//! What a body changes: a merge patch (RFC 7396) in the compressed form.

use super::Problem;
use axum::body::Bytes;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// The members of a body that are understood.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Patch {
    /// What the passport is of.
    pub(super) identifier: Option<String>,
    /// Everything else, by the key of the field; nothing takes a value away.
    pub(super) values: BTreeMap<String, Option<String>>,
}

/// Reads a body.
pub(super) fn patch(body: &Bytes) -> Result<Patch, Problem> {
    let members: Map<String, Json> =
        serde_json::from_slice(body).map_err(|_| bad("The body is a JSON object, as RFC 7396 has it."))?;
    let mut patch = Patch::default();
    for (name, value) in members {
        match (name.as_str(), value) {
            ("uniqueProductIdentifier", Json::String(address)) => patch.identifier = Some(address),
            ("dppStatus", _) => return Err(bad("`dppStatus` is not changed through the API.")),
            (_, Json::Null) => {
                patch.values.insert(name, None);
            }
            (_, Json::String(text)) => {
                patch.values.insert(name, Some(text));
            }
            (_, value @ (Json::Number(_) | Json::Bool(_))) => {
                patch.values.insert(name, Some(word(&value)));
            }
            (name, _) => {
                let name: String = name.chars().take(60).collect();
                return Err(bad(&format!(
                    "`{name}` is a text, a number, true, false or null."
                )));
            }
        }
    }
    Ok(patch)
}

/// The values of something new, from which nothing can be taken away.
pub(super) fn own_values(
    values: BTreeMap<String, Option<String>>,
) -> Result<BTreeMap<String, String>, Problem> {
    let each = values.into_iter().map(|(name, value)| Some((name, value?)));
    each.collect::<Option<_>>()
        .ok_or_else(|| bad("Nothing can be null in a new passport."))
}

/// True and false as forms spell them.
fn word(value: &Json) -> String {
    match value {
        Json::Bool(true) => "yes".to_owned(),
        Json::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

fn bad(text: &str) -> Problem {
    Problem::BadRequest(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_an_object_of_plain_values() {
        let read = |text: &str| patch(&Bytes::from(text.to_owned()));
        let found = read(r#"{"weight":4.5,"ok":true,"note":null,"x":"y"}"#).unwrap();
        let value = |name| found.values[name].as_deref();
        assert_eq!(
            (value("weight"), value("ok"), value("note"), value("x")),
            (Some("4.5"), Some("yes"), None, Some("y"))
        );
        assert!(own_values(found.values).is_err());
        for bad in [
            "",
            "[]",
            r#"{"dppStatus":null}"#,
            r#"{"dppStatus":"gone"}"#,
            r#"{"a":{}}"#,
            r#"{"a":[1]}"#,
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}

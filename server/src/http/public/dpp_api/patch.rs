//! What a body changes: a merge patch (RFC 7396) in the compressed form.

use super::Problem;
use axum::body::Bytes;
use domain::state::Status;
use serde_json::{Map, Value as Json};
use std::collections::BTreeMap;

/// The members of a body that are understood.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Patch {
    /// What the passport is of.
    pub(super) identifier: Option<String>,
    /// What the passport is to be.
    pub(super) status: Option<Status>,
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
            ("dppStatus", value) => patch.status = Some(status(&value)?),
            (_, value) => {
                let value = plain(&name, value)?;
                patch.values.insert(name, value);
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

/// One of the standard's words for the state of a passport.
pub(super) fn status(value: &Json) -> Result<Status, Problem> {
    let status = value.as_str().and_then(Status::parse);
    status.ok_or_else(|| bad("`dppStatus` is \"active\", \"inactive\", \"archived\" or \"invalid\"."))
}

/// A value as forms spell it; nothing for null.
pub(super) fn plain(name: &str, value: Json) -> Result<Option<String>, Problem> {
    match value {
        Json::Null => Ok(None),
        Json::String(text) => Ok(Some(text)),
        Json::Bool(true) => Ok(Some("yes".to_owned())),
        Json::Bool(false) => Ok(Some("no".to_owned())),
        Json::Number(number) => Ok(Some(number.to_string())),
        Json::Array(_) | Json::Object(_) => {
            let name: String = name.chars().take(60).collect();
            let why = format!("`{name}` is a text, a number, true, false or null.");
            Err(bad(&why))
        }
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
        let archived = read(r#"{"dppStatus":"archived"}"#).unwrap();
        assert_eq!(archived.status, Some(Status::Archived));
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

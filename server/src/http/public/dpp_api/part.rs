//! Changing one data element of a passport.

use super::{
    Problem,
    key::{Flags, How, answered, bytes, secret},
    patch::{plain, status},
    read::{Named, segments},
    status,
    write::{again, change, named},
};
use crate::{
    app::App,
    http::{error::no_content, public::dress::of_type},
    services::{passports::PublicPassport, representations::Representation},
};
use axum::{
    body::Bytes,
    extract::{Query, State, rejection::QueryRejection},
    http::request::Parts,
    response::Response,
};
use domain::Error;
use serde_json::Value as Json;
use std::collections::BTreeMap;

/// What says whether a passport counts.
const STATUS: &str = "dppStatus";

/// `UpdateDataElement`: changes, adds or takes away one element of a batch or an item, or changes the status of any passport.
/// Answers the element as it is then.
pub(super) async fn update(
    State(app): State<App>,
    names: Named<(String, String)>,
    flags: Result<Query<Flags>, QueryRejection>,
    parts: Parts,
    body: Bytes,
) -> Response {
    let changed = async {
        secret(&parts)?;
        let how = How::of(flags)?;
        let (id, path) = segments(names)?;
        let passport = named(&app, &id).await?;
        let name = member(&path).ok_or_else(|| {
            bad("The path names one element, such as `$.state_of_health` or `$.dppStatus`.")
        })?;
        let sent: Json =
            serde_json::from_slice(&body).map_err(|_| bad("The body is JSON: the element's value."))?;
        let id = if name == STATUS {
            let wanted = status(&sent)?;
            status::set(&app, &parts, &passport, wanted, &how).await?;
            None
        } else {
            let now = element(&app, &passport, &how, name).await?;
            let value = plain(name, value(sent, now.as_ref())?)?;
            let values = BTreeMap::from([(name.to_owned(), value)]);
            change(&app, &parts, &passport, values).await?.pop()
        };
        let name = id.as_deref().unwrap_or(name);
        let passport = again(&app, &passport).await?;
        Ok(match element(&app, &passport, &how, name).await? {
            Some(found) => of_type("application/json", found.to_string()),
            // It was taken away, or not everybody may read it.
            None => no_content(),
        })
    };
    answered(&app, &parts, changed.await)
}

/// The element that a path names: `$.name`, `$['name']` or the name alone, with `.value` where that is asked for.
fn member(path: &str) -> Option<&str> {
    let path = path.strip_prefix('$').unwrap_or(path);
    let path = [".value", "['value']", "[\"value\"]"]
        .into_iter()
        .find_map(|end| path.strip_suffix(end).filter(|rest| !rest.is_empty()))
        .unwrap_or(path);
    let quoted = |open: &str, end: &str| path.strip_prefix(open)?.strip_suffix(end);
    let name = quoted("['", "']")
        .or_else(|| quoted("[\"", "\"]"))
        .or_else(|| path.strip_prefix('.'))
        .unwrap_or(path);
    let sane = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    sane.then_some(name)
}

/// What everybody reads of an element.
async fn element(
    app: &App,
    passport: &PublicPassport,
    how: &How,
    name: &str,
) -> Result<Option<Json>, Problem> {
    let whole: Json = serde_json::from_slice(&bytes(app, passport, how.representation).await?)
        .map_err(|_| Problem::Other(Error::Internal))?;
    if how.representation == Representation::Dpp || name == STATUS {
        return Ok(whole.get(name).cloned());
    }
    let elements = whole["elements"].as_array();
    let found = elements.and_then(|all| all.iter().find(|element| element["elementId"] == name));
    Ok(found.cloned())
}

/// The value that a body says. Programs may send an element as they have read it, with another value; whatever else they say of it
/// has to be so already.
fn value(sent: Json, now: Option<&Json>) -> Result<Json, Problem> {
    let Json::Object(members) = &sent else {
        return Ok(sent);
    };
    let parts = members.get("elements").and_then(Json::as_array);
    let inner = parts.and_then(|parts| parts.iter().find(|part| part["elementId"] == "value"));
    let value = inner.unwrap_or(&sent).get("value").cloned();
    let value =
        value.ok_or_else(|| bad("The body is the element's value, or an object with it as `value`."))?;
    let alone = members.len() == 1;
    if alone || now.is_some_and(|now| agrees(&sent, now)) {
        return Ok(value);
    }
    Err(bad(
        "Of an element only its value can be changed: what else you send has to be as it was read.",
    ))
}

/// Whether everything but values is as it is now.
fn agrees(sent: &Json, now: &Json) -> bool {
    match (sent, now) {
        (Json::Object(sent), Json::Object(now)) => sent
            .iter()
            .filter(|(name, _)| *name != "value")
            .all(|(name, part)| now.get(name).is_some_and(|now| agrees(part, now))),
        (Json::Array(sent), Json::Array(now)) => {
            sent.len() == now.len() && sent.iter().zip(now).all(|(sent, now)| agrees(sent, now))
        }
        (sent, now) => sent == now,
    }
}

fn bad(text: &str) -> Problem {
    Problem::BadRequest(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_path_names_one_element() {
        for (path, name) in [
            ("$.health", Some("health")),
            ("$['health']", Some("health")),
            ("$[\"health\"].value", Some("health")),
            ("$.health['value']", Some("health")),
            ("health", Some("health")),
            ("$.value", Some("value")),
            ("$", None),
            ("$.a.b", None),
            ("$.*", None),
            ("$..a", None),
            ("$.elements[0]", None),
            ("$['it''s']", None),
            ("", None),
        ] {
            assert_eq!(member(path), name, "{path}");
        }
    }

    #[test]
    fn an_element_comes_back_with_another_value_and_nothing_else() {
        let read = json!({ "value": 98, "unitText": "%" });
        let of = |sent: Json| value(sent, Some(&read)).ok();
        assert_eq!(of(json!(97)), Some(json!(97)));
        assert_eq!(of(json!(null)), Some(json!(null)));
        assert_eq!(of(json!({ "value": 97 })), Some(json!(97)));
        assert_eq!(of(json!({ "value": 97, "unitText": "%" })), Some(json!(97)));
        assert_eq!(of(json!({ "value": 97, "unitText": "kg" })), None);
        assert_eq!(of(json!({ "unitText": "%" })), None);
        assert!(value(json!({ "value": 97, "unitText": "%" }), None).is_err());
        let full = |n, sign: &str| {
            json!({ "elementId": "health", "elements": [{ "elementId": "value", "value": n },
            { "elementId": "unitText", "x": sign }] })
        };
        assert_eq!(value(full(97, "%"), Some(&full(98, "%"))).ok(), Some(json!(97)));
        assert!(value(full(97, "kg"), Some(&full(98, "%"))).is_err());
    }
}

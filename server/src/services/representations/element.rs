//! Data elements of a passport by `JSONPath` (RFC 9535).
//!
//! Anybody may send a path, so it stays short and cannot multiply what it finds: descending, wildcards, lists and filters are
//! counted before it is read.

use serde_json::Value as Json;
use serde_json_path::JsonPath;

/// The most characters of a path.
const PATH_MAX: usize = 256;
/// The most values that are answered.
const FOUND_MAX: usize = 1000;
/// What a path may have of each sign, wherever it stands.
const SIGNS_MAX: [(&str, usize); 4] = [("..", 1), ("*", 4), (",", 8), ("?", 2)];

/// Why a path cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PathError {
    /// It is not of RFC 9535.
    #[error("This is not a JSONPath of RFC 9535: {0}.")]
    Syntax(String),
    /// It is longer than anybody needs.
    #[error(
        "A path has at most {PATH_MAX} characters, and at most one descent, four wildcards, eight commas and two filters."
    )]
    Excessive,
    /// It finds more than anybody reads.
    #[error("This path finds more than {FOUND_MAX} values; ask for the whole passport instead.")]
    TooMany,
}

/// What a path finds: the value where it is one, a list where there are several, nothing where there is none.
pub fn at_path(passport: &Json, path: &str) -> Result<Option<Json>, PathError> {
    let excessive = |(sign, most): (&str, usize)| path.matches(sign).count() > most;
    if path.chars().count() > PATH_MAX || SIGNS_MAX.into_iter().any(excessive) {
        return Err(PathError::Excessive);
    }
    let path = JsonPath::parse(path).map_err(|error| PathError::Syntax(error.to_string()))?;
    let found = path.query(passport);
    if found.len() > FOUND_MAX {
        return Err(PathError::TooMany);
    }
    let mut found: Vec<Json> = found.into_iter().cloned().collect();
    Ok(match found.len() {
        0 => None,
        1 => found.pop(),
        _ => Some(found.into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn passport() -> Json {
        json!({ "name": [{ "value": "Akku", "language": "de" }], "weight": { "value": 7.5, "unitCode": "KGM" },
            "elements": [{ "elementId": "a", "value": 1 }, { "elementId": "b", "value": 2 }] })
    }

    #[test]
    fn a_path_finds_one_value_or_several_or_none() {
        let at = |path| at_path(&passport(), path).unwrap();
        assert_eq!(at("$.weight.value"), Some(json!(7.5)));
        assert_eq!(at("$['name'][0].language"), Some(json!("de")));
        assert_eq!(at("$.elements[?@.elementId=='b'].value"), Some(json!(2)));
        assert_eq!(at("$.elements[*].value"), Some(json!([1, 2])));
        assert_eq!(at("$..unitCode"), Some(json!("KGM")));
        assert_eq!(at("$.elements[-1].elementId"), Some(json!("b")));
        assert_eq!(at("$.nothing"), None);
    }

    #[test]
    fn a_path_that_is_none_or_that_multiplies_is_refused() {
        for bad in ["", "weight", "$.", "$[", "$.a b", "$[?]"] {
            let found = at_path(&passport(), bad);
            assert!(matches!(found, Err(PathError::Syntax(_))), "{bad}: {found:?}");
        }
        // What a stranger writes is built into no regular expression.
        for bad in ["$..[?search(@, 'a{20000}')]", "$..[?match(@, 'a')]"] {
            let found = at_path(&passport(), bad);
            assert!(matches!(found, Err(PathError::Syntax(_))), "{bad}: {found:?}");
        }
        let long = format!("$.{}", "a".repeat(PATH_MAX));
        for bad in ["$..*..*", "$[*,*,*,*,*]", "$[0,0,0,0,0,0,0,0,0,0]", &long] {
            assert_eq!(at_path(&passport(), bad), Err(PathError::Excessive), "{bad}");
        }
        let wide = json!({ "a": vec![0; 1001] });
        assert_eq!(at_path(&wide, "$.a[*]"), Err(PathError::TooMany));
    }

    proptest! {
        #[test]
        fn any_path_is_followed_or_refused(path in "\\$[ -~]{0,40}") {
            let _ = at_path(&passport(), &path);
        }
    }
}

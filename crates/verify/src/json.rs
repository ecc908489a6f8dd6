//! Answers for programs.

use crate::{Report, Unreadable};
use serde_json::{Value, json};

/// The answer about one file, by the file's name.
pub type Answer = (String, Result<Report, Unreadable>);

/// A list with an object per file: `source`, `verdict` (`proven`, `not_proven`, `failed` or `unreadable`), `summary`, and where it
/// could be read `subject` and `findings`.
pub fn to_json(answers: &[Answer]) -> Value {
    let one = |(name, answer): &Answer| match answer {
        Ok(report) => {
            let mut value = serde_json::to_value(report).unwrap_or_default();
            value["source"] = name.as_str().into();
            value
        }
        Err(why) => json!({ "source": name, "verdict": "unreadable", "summary": why.to_string() }),
    };
    answers.iter().map(one).collect()
}

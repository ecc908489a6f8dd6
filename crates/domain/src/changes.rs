//! What changed from one version of a passport to the next: which fields are new, gone, said differently, named differently, or
//! stand elsewhere. Pure.
//!
//! [`crate::drift::differences`] compares a version with the PIM, value by value; this tells a reader what happened.

mod places;
#[cfg(test)]
mod tests;
mod titles;
mod values;

use crate::{
    Locale, Readers,
    drift::{Difference, Subject, differences},
    passport::PassportRow,
    record::{Content, Value},
    text::Labels,
};
use places::{elsewhere, moved, placed};
use serde::{Deserialize, Serialize};
use titles::sections;
use values::values;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// It is new.
    Added,
    /// It says something else.
    Changed,
    /// It has another name.
    Renamed,
    /// It stands in another section, or in another place of it.
    Moved,
    /// It is there no longer.
    Removed,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What happened.
    pub how: How,
    /// What it happened to; of a section, [`Subject::Layout`].
    pub subject: Subject,
    /// The attribute that a field comes from; empty where it comes from none.
    pub attribute: String,
    /// The name of the field or section, by now where it has one by now.
    pub label: Labels,
    /// Who may read the field; of anything else, everybody.
    pub readers: Readers,
    /// The language; none where it is the same in all languages.
    pub locale: Option<Locale>,
    /// What was said before; of a name, the former one; of a place, the title of the section.
    pub old: Option<Value>,
    /// What is said now.
    pub new: Option<Value>,
}

impl Change {
    /// A change of the whole of something, of which nothing more is known yet.
    fn of(subject: Subject) -> Self {
        Self {
            how: How::Changed,
            subject,
            attribute: String::new(),
            label: Labels::new(),
            readers: Readers::default(),
            locale: None,
            old: None,
            new: None,
        }
    }
}

/// Two versions of a passport side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The passport.
    pub row: PassportRow,
    /// The number of the one version.
    pub from: u32,
    /// The number of the other.
    pub to: u32,
    /// What is different in the other.
    pub changes: Vec<Change>,
}

/// All changes, in the order of the new page, then what it no longer has; nothing where the contents are equal.
pub fn changes(old: &Content, new: &Content) -> Vec<Change> {
    if old == new {
        return Vec::new();
    }
    let mut found: Vec<Change> = differences(old, new)
        .into_iter()
        .filter_map(about_product)
        .collect();
    let sections = sections(&mut found, old, new);
    let (before, after) = (placed(old), placed(new));
    let moved = moved(&before, &after, &sections);
    for place in &after {
        match before.iter().find(|was| was.key == place.key) {
            None => values(&mut found, How::Added, None, Some(place.field)),
            Some(was) => {
                values(&mut found, How::Changed, Some(was.field), Some(place.field));
                if moved.contains(&place.key) {
                    found.push(elsewhere(was, place, old, new));
                }
            }
        }
    }
    for was in &before {
        if !after.iter().any(|place| place.key == was.key) {
            values(&mut found, How::Removed, Some(was.field), None);
        }
    }
    if found.is_empty() {
        // What stands at a glance, the level, what not everybody may read: part of the record, but no value of the page.
        found.push(Change::of(Subject::Layout));
    }
    found
}

/// What is said of the product besides its fields, and who may read those.
fn about_product(difference: Difference) -> Option<Change> {
    if matches!(
        difference.subject,
        Subject::Field | Subject::FieldName | Subject::Layout
    ) {
        return None;
    }
    let how = match (&difference.old, &difference.new) {
        (None, _) => How::Added,
        (_, None) => How::Removed,
        _ => How::Changed,
    };
    Some(Change {
        how,
        attribute: difference.attribute,
        label: difference.label,
        locale: difference.locale,
        old: difference.old,
        new: difference.new,
        ..Change::of(difference.subject)
    })
}

fn text(text: &str) -> Value {
    Value::Text {
        text: text.to_owned(),
    }
}

//! What fields say on two pages.

use super::{Change, How, titles::renamed};
use crate::{
    Locale,
    drift::Subject,
    record::{Localized, RecordField, Value},
};
use std::collections::{BTreeMap, BTreeSet};

/// The values of a field that came, went or differ, per language; and its name.
pub(super) fn values(
    found: &mut Vec<Change>,
    how: How,
    old: Option<&RecordField>,
    new: Option<&RecordField>,
) {
    let Some(shown) = new.or(old) else { return };
    let (was, is) = (by_locale(old), by_locale(new));
    let like = Change {
        how,
        attribute: shown.attribute.clone(),
        label: shown.label.clone(),
        readers: shown.readers.clone(),
        ..Change::of(Subject::Field)
    };
    let locales: BTreeSet<Option<&Locale>> = was.keys().chain(is.keys()).copied().collect();
    for locale in locales {
        let (was, is) = (was.get(&locale).copied(), is.get(&locale).copied());
        if was != is {
            found.push(Change {
                locale: locale.cloned(),
                old: was.cloned(),
                new: is.cloned(),
                ..like.clone()
            });
        }
    }
    if let (Some(old), Some(new)) = (old, new) {
        let name = Change {
            subject: Subject::FieldName,
            ..like
        };
        found.extend(renamed(&name, &old.label, &new.label));
    }
}

fn by_locale(field: Option<&RecordField>) -> BTreeMap<Option<&Locale>, &Value> {
    match field.map(|f| &f.value) {
        None => BTreeMap::new(),
        Some(Localized::All(value)) => [(None, value)].into(),
        Some(Localized::PerLocale { locales }) => locales.iter().map(|(l, v)| (Some(l), v)).collect(),
    }
}

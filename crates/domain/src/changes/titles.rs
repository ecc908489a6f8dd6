//! Names that were changed: of sections, and of fields.

use super::{Change, How, text};
use crate::{Locale, drift::Subject, record::Content, text::Labels};
use std::collections::{BTreeMap, BTreeSet};

/// Tells of sections with another title. Answers which section of `old` is which of `new`: that with the same title, else that in
/// the same place.
pub(super) fn sections(found: &mut Vec<Change>, old: &Content, new: &Content) -> BTreeMap<usize, usize> {
    let title = |content: &Content, wanted: &Labels| content.sections.iter().position(|s| s.title == *wanted);
    let mut same = BTreeMap::new();
    for (at, section) in old.sections.iter().enumerate() {
        if let Some(now) = title(new, &section.title) {
            same.insert(at, now);
            continue;
        }
        let Some(other) = new
            .sections
            .get(at)
            .filter(|other| title(old, &other.title).is_none())
        else {
            continue;
        };
        same.insert(at, at);
        let like = Change {
            label: other.title.clone(),
            ..Change::of(Subject::Layout)
        };
        found.extend(renamed(&like, &section.title, &other.title));
    }
    same
}

/// Another name, language by language; `like` says of what.
pub(super) fn renamed(like: &Change, old: &Labels, new: &Labels) -> Vec<Change> {
    let locales: BTreeSet<&Locale> = old.keys().chain(new.keys()).collect();
    let change = |locale: &Locale| Change {
        how: How::Renamed,
        locale: Some(locale.clone()),
        old: old.get(locale).map(|name| text(name)),
        new: new.get(locale).map(|name| text(name)),
        ..like.clone()
    };
    let changes = locales.into_iter().map(change);
    changes.filter(|change| change.old != change.new).collect()
}

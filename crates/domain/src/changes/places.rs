//! Where fields stand on two pages, and which of them were moved.

use super::{Change, How, text};
use crate::{
    drift::Subject,
    record::{Content, RecordField},
};
use std::collections::{BTreeMap, BTreeSet};

/// A field by what it is about; one that stands on the page several times is told apart by its turn.
pub(super) type Key<'a> = (&'a str, &'a str, usize);

/// A field with its place on the page.
pub(super) struct Placed<'a> {
    pub(super) key: Key<'a>,
    section: usize,
    pub(super) field: &'a RecordField,
}

/// The fields of a page in their order.
pub(super) fn placed(content: &Content) -> Vec<Placed<'_>> {
    let mut turns: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let mut all = Vec::new();
    for (section, fields) in content.sections.iter().map(|s| &s.fields).enumerate() {
        for field in fields {
            let (attribute, other) = name(field);
            let turn = turns.entry((attribute, other)).or_default();
            *turn += 1;
            all.push(Placed {
                key: (attribute, other, *turn),
                section,
                field,
            });
        }
    }
    all
}

/// The attribute; where there is none, the data point or else the first name.
fn name(field: &RecordField) -> (&str, &str) {
    if !field.attribute.is_empty() {
        return (&field.attribute, "");
    }
    let label = || field.label.values().next().map(String::as_str);
    let other = field.point.as_deref().or_else(label);
    ("", other.unwrap_or_default())
}

/// The fields of both that stand elsewhere: those in another section, and as few others as can explain the new order.
pub(super) fn moved<'a>(
    before: &[Placed<'a>],
    after: &[Placed<'a>],
    sections: &BTreeMap<usize, usize>,
) -> BTreeSet<Key<'a>> {
    let mut moved = BTreeSet::new();
    let mut order: BTreeMap<usize, Vec<(usize, Key<'a>)>> = BTreeMap::new();
    for place in after {
        let Some(at) = before.iter().position(|was| was.key == place.key) else {
            continue;
        };
        if sections.get(&before[at].section) == Some(&place.section) {
            order.entry(place.section).or_default().push((at, place.key));
        } else {
            moved.insert(place.key);
        }
    }
    for fields in order.values() {
        let kept = rising(&fields.iter().map(|(at, _)| *at).collect::<Vec<_>>());
        let left = fields.iter().enumerate().filter(|(n, _)| !kept.contains(n));
        moved.extend(left.map(|(_, (_, key))| *key));
    }
    moved
}

/// The places of a longest sequence of rising numbers.
fn rising(numbers: &[usize]) -> BTreeSet<usize> {
    // best[i]: the length of the longest one that ends at i, and what stands before i in it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let before = (0..at)
            .filter(|i| numbers[*i] < *number)
            .max_by_key(|i| (best[*i].0, usize::MAX - i));
        best.push((before.map_or(0, |i| best[i].0) + 1, before));
    }
    let mut kept = BTreeSet::new();
    let mut next = (0..best.len()).max_by_key(|i| (best[*i].0, usize::MAX - i));
    while let Some(at) = next {
        kept.insert(at);
        next = best[at].1;
    }
    kept
}

/// A field that stands elsewhere; with the titles of its sections where those are two.
pub(super) fn elsewhere(was: &Placed<'_>, is: &Placed<'_>, old: &Content, new: &Content) -> Change {
    let title = |content: &Content, section: usize| {
        let title = content.sections.get(section).map(|s| &s.title)?;
        crate::text::pick(title, new.locales.first()?, &new.locales).map(|(_, t)| t.to_owned())
    };
    let (from, to) = (title(old, was.section), title(new, is.section));
    let told = from != to;
    Change {
        how: How::Moved,
        attribute: is.field.attribute.clone(),
        label: is.field.label.clone(),
        readers: is.field.readers.clone(),
        old: from.filter(|_| told).map(|t| text(&t)),
        new: to.filter(|_| told).map(|t| text(&t)),
        ..Change::of(Subject::Field)
    }
}

//! What changed from one version of a passport to the next: which fields are new, gone, said differently, named differently, or
//! stand elsewhere. Pure.
//!
//! [`crate::drift::differences`] compares a version with the PIM, value by value; this tells a reader what happened.

use crate::{
    Locale,
    drift::{Difference, Subject, differences},
    passport::PassportRow,
    record::{Content, Localized, RecordField, Value},
    text::Labels,
};
use std::collections::{BTreeMap, BTreeSet};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The language; none where it is the same in all languages.
    pub locale: Option<Locale>,
    /// What was said before; of a name, the former one; of a place, the title of the section.
    pub old: Option<Value>,
    /// What is said now.
    pub new: Option<Value>,
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
        found.push(Change {
            how: How::Changed,
            subject: Subject::Layout,
            attribute: String::new(),
            label: Labels::new(),
            locale: None,
            old: None,
            new: None,
        });
    }
    found
}

/// What is said of the product besides its fields.
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
        subject: difference.subject,
        attribute: String::new(),
        label: Labels::new(),
        locale: difference.locale,
        old: difference.old,
        new: difference.new,
    })
}

/// A field by what it is about; one that stands on the page several times is told apart by its turn.
type Key<'a> = (&'a str, &'a str, usize);

/// A field with its place on the page.
struct Placed<'a> {
    key: Key<'a>,
    section: usize,
    field: &'a RecordField,
}

fn placed(content: &Content) -> Vec<Placed<'_>> {
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

/// Tells of sections with another title. Answers which section of `old` is which of `new`: that with the same title, else that in
/// the same place.
fn sections(found: &mut Vec<Change>, old: &Content, new: &Content) -> BTreeMap<usize, usize> {
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
        renamed(
            found,
            Subject::Layout,
            "",
            &other.title,
            (&section.title, &other.title),
        );
    }
    same
}

fn renamed(
    found: &mut Vec<Change>,
    subject: Subject,
    attribute: &str,
    label: &Labels,
    (old, new): (&Labels, &Labels),
) {
    let locales: BTreeSet<&Locale> = old.keys().chain(new.keys()).collect();
    for locale in locales {
        let (was, is) = (old.get(locale), new.get(locale));
        if was != is {
            found.push(Change {
                how: How::Renamed,
                subject,
                attribute: attribute.to_owned(),
                label: label.clone(),
                locale: Some(locale.clone()),
                old: was.map(|was| text(was)),
                new: is.map(|is| text(is)),
            });
        }
    }
}

fn text(text: &str) -> Value {
    Value::Text {
        text: text.to_owned(),
    }
}

/// The values of a field that came, went or differ, per language; and its name.
fn values(found: &mut Vec<Change>, how: How, old: Option<&RecordField>, new: Option<&RecordField>) {
    let Some(shown) = new.or(old) else { return };
    let (was, is) = (by_locale(old), by_locale(new));
    let locales: BTreeSet<Option<&Locale>> = was.keys().chain(is.keys()).copied().collect();
    for locale in locales {
        let (was, is) = (was.get(&locale).copied(), is.get(&locale).copied());
        if was != is {
            found.push(Change {
                how,
                subject: Subject::Field,
                attribute: shown.attribute.clone(),
                label: shown.label.clone(),
                locale: locale.cloned(),
                old: was.cloned(),
                new: is.cloned(),
            });
        }
    }
    if let (Some(old), Some(new)) = (old, new) {
        renamed(
            found,
            Subject::FieldName,
            &new.attribute,
            &new.label,
            (&old.label, &new.label),
        );
    }
}

fn by_locale(field: Option<&RecordField>) -> BTreeMap<Option<&Locale>, &Value> {
    match field.map(|f| &f.value) {
        None => BTreeMap::new(),
        Some(Localized::All(value)) => [(None, value)].into(),
        Some(Localized::PerLocale { locales }) => locales.iter().map(|(l, v)| (Some(l), v)).collect(),
    }
}

/// The fields of both that stand elsewhere: those in another section, and as few others as can explain the new order.
fn moved<'a>(
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
fn elsewhere(was: &Placed<'_>, is: &Placed<'_>, old: &Content, new: &Content) -> Change {
    let title = |content: &Content, section: usize| {
        let title = content.sections.get(section).map(|s| &s.title)?;
        crate::text::pick(title, new.locales.first()?, &new.locales).map(|(_, t)| t.to_owned())
    };
    let (from, to) = (title(old, was.section), title(new, is.section));
    let told = from != to;
    Change {
        how: How::Moved,
        subject: Subject::Field,
        attribute: is.field.attribute.clone(),
        label: is.field.label.clone(),
        locale: None,
        old: from.filter(|_| told).map(|t| text(&t)),
        new: to.filter(|_| told).map(|t| text(&t)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Granularity, RecordSection};

    fn locale(code: &str) -> Locale {
        Locale::parse(code).unwrap()
    }

    fn labels(said: &str) -> Labels {
        [(locale("en_US"), said.to_owned())].into()
    }

    fn value(said: &str) -> Localized<Value> {
        Localized::All(text(said))
    }

    fn field(attribute: &str, said: &str) -> RecordField {
        RecordField {
            point: None,
            attribute: attribute.into(),
            label: labels(attribute),
            key_fact: false,
            readers: crate::readers::Readers::default(),
            value: value(said),
        }
    }

    fn content(sections: &[(&str, &[&str])]) -> Content {
        let section = |(title, fields): &(&str, &[&str])| RecordSection {
            title: labels(title),
            fields: fields.iter().map(|attribute| field(attribute, "1")).collect(),
        };
        Content {
            granularity: Granularity::Model,
            brand: "Nordlicht".into(),
            gtin: None,
            batch: None,
            serial: None,
            parent: None,
            product_identifier: "CHAIR-1".into(),
            locales: vec![locale("en_US")],
            name: labels("Chair"),
            description: Labels::new(),
            image: None,
            sections: sections.iter().map(section).collect(),
        }
    }

    fn told(old: &Content, new: &Content) -> Vec<String> {
        let said = |value: Option<Value>| match value {
            None => "-".to_owned(),
            Some(Value::Text { text }) => text,
            Some(other) => format!("{other:?}"),
        };
        let of = |c: Change| {
            let language = c.locale.map(|l| format!(" {l}")).unwrap_or_default();
            let (old, new) = (said(c.old), said(c.new));
            format!(
                "{:?} {:?} {}{language}: {old} > {new}",
                c.how, c.subject, c.attribute
            )
        };
        changes(old, new).into_iter().map(of).collect()
    }

    #[test]
    fn equal_contents_have_no_changes() {
        let one = content(&[("Facts", &["a", "b"])]);
        assert_eq!(changes(&one, &one.clone()), []);
    }

    #[test]
    fn fields_come_go_and_say_something_else() {
        let old = content(&[("Facts", &["a", "b", "c"])]);
        let mut new = content(&[("Facts", &["a", "c", "d"])]);
        new.sections[0].fields[1].value = value("2");
        assert_eq!(
            told(&old, &new),
            [
                "Changed Field c: 1 > 2",
                "Added Field d: - > 1",
                "Removed Field b: 1 > -",
            ]
        );
    }

    #[test]
    fn a_change_names_its_language_and_so_does_a_new_translation() {
        let old = content(&[("Facts", &["a"])]);
        let mut new = old.clone();
        let both = |de: &str| Localized::PerLocale {
            locales: [("en_US", "Oak"), ("de_DE", de)]
                .map(|(l, t)| (locale(l), text(t)))
                .into(),
        };
        new.sections[0].fields[0].value = both("Eiche");
        let mut later = new.clone();
        later.sections[0].fields[0].value = both("Buche");
        later.name.insert(locale("de_DE"), "Stuhl".into());
        assert_eq!(
            told(&new, &later),
            [
                "Added Name  de_DE: - > Stuhl",
                "Changed Field a de_DE: Eiche > Buche"
            ]
        );
        assert_eq!(told(&old, &new).len(), 3, "one for all went, two languages came");
    }

    #[test]
    fn a_field_that_has_another_name_is_the_same_field() {
        let old = content(&[("Facts", &["a"])]);
        let mut new = old.clone();
        new.sections[0].fields[0].label = labels("Weight");
        assert_eq!(told(&old, &new), ["Renamed FieldName a en_US: a > Weight"]);
        // Without an attribute it is known by its data point.
        let mut by_point = old.clone();
        by_point.sections[0].fields[0].attribute.clear();
        by_point.sections[0].fields[0].point = Some("weight".into());
        let mut renamed = by_point.clone();
        renamed.sections[0].fields[0].label = labels("Weight");
        assert_eq!(
            told(&by_point, &renamed),
            ["Renamed FieldName  en_US: a > Weight"]
        );
    }

    #[test]
    fn only_what_was_moved_is_told_as_moved() {
        let old = content(&[("Facts", &["a", "b", "c", "d"]), ("Care", &["e"])]);
        let down = content(&[("Facts", &["b", "c", "d", "a"]), ("Care", &["e"])]);
        assert_eq!(told(&old, &down), ["Moved Field a: - > -"]);
        let over = content(&[("Facts", &["a", "b", "c"]), ("Care", &["d", "e"])]);
        assert_eq!(told(&old, &over), ["Moved Field d: Facts > Care"]);
        let fewer = content(&[("Facts", &["a", "c", "d"]), ("Care", &["e"])]);
        assert_eq!(told(&old, &fewer), ["Removed Field b: 1 > -"]);
    }

    #[test]
    fn a_section_with_another_title_is_the_same_section() {
        let old = content(&[("Facts", &["a"]), ("Care", &["e"])]);
        let new = content(&[("Details", &["a"]), ("Care", &["e"])]);
        assert_eq!(told(&old, &new), ["Renamed Layout  en_US: Facts > Details"]);
        let swapped = content(&[("Care", &["e"]), ("Facts", &["a"])]);
        assert_eq!(
            told(&old, &swapped),
            ["Changed Layout : - > -"],
            "the fields stay in their sections"
        );
    }

    #[test]
    fn an_attribute_may_stand_on_the_page_twice() {
        let old = content(&[("Facts", &["a", "a"])]);
        let mut new = old.clone();
        new.sections[0].fields[1].value = value("2");
        assert_eq!(told(&old, &new), ["Changed Field a: 1 > 2"]);
    }

    #[test]
    fn whatever_else_differs_is_told_as_something() {
        let old = content(&[("Facts", &["a"])]);
        let mut glance = old.clone();
        glance.sections[0].fields[0].key_fact = true;
        let mut level = old.clone();
        level.granularity = Granularity::Batch;
        for new in [glance, level] {
            assert_eq!(told(&old, &new), ["Changed Layout : - > -"]);
        }
        let mut other = old.clone();
        other.gtin = Some("09520123456788".into());
        assert_eq!(told(&old, &other), ["Added Gtin : - > 09520123456788"]);
    }
}

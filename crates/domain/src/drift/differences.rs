//! Two contents of a passport, value by value. Pure: what is compared is what would be hashed.

use crate::{
    Locale,
    record::{Content, Localized, RecordField, Value},
    text::Labels,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a difference is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The product's name.
    Name,
    /// The line of description.
    Description,
    /// The main picture.
    Image,
    /// The GTIN.
    Gtin,
    /// The product's identifier.
    Identifier,
    /// The brand's name.
    Brand,
    /// The languages of the page.
    Languages,
    /// The value of a field.
    Field,
    /// The name of a field.
    FieldName,
    /// Who may read a field.
    Readers,
    /// Sections, their titles, the order of fields, what stands at a glance.
    Layout,
}

/// One value that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What it is about.
    pub subject: Subject,
    /// The attribute that it comes from; empty where it comes from none.
    pub attribute: String,
    /// The field's name, where it has one.
    pub label: Labels,
    /// The channel whose value it is; none where the value is that of all channels.
    pub channel: Option<String>,
    /// The language; none where the value is that of all languages.
    pub locale: Option<Locale>,
    /// What is published.
    pub old: Option<Value>,
    /// What would be published now.
    pub new: Option<Value>,
}

/// Everything in which two contents differ; nothing where they are equal.
pub fn differences(old: &Content, new: &Content) -> Vec<Difference> {
    if old == new {
        return Vec::new();
    }
    let mut found = Vec::new();
    texts(&mut found, Subject::Name, &old.name, &new.name);
    texts(
        &mut found,
        Subject::Description,
        &old.description,
        &new.description,
    );
    let image = |content: &Content| content.image.clone().map(|image| Value::Image { image });
    single(&mut found, Subject::Image, image(old), image(new));
    single(
        &mut found,
        Subject::Gtin,
        old.gtin.as_deref().map(text),
        new.gtin.as_deref().map(text),
    );
    let (was, is) = (&old.product_identifier, &new.product_identifier);
    single(&mut found, Subject::Identifier, Some(text(was)), Some(text(is)));
    single(
        &mut found,
        Subject::Brand,
        Some(text(&old.brand)),
        Some(text(&new.brand)),
    );
    single(
        &mut found,
        Subject::Languages,
        Some(languages(old)),
        Some(languages(new)),
    );
    fields(&mut found, old, new);
    // Whatever else is part of the hash is the page's shape.
    if found.is_empty() || outline(old, new) != outline(new, old) {
        found.push(plain(Subject::Layout, None, None, None));
    }
    found
}

fn plain(subject: Subject, locale: Option<Locale>, old: Option<Value>, new: Option<Value>) -> Difference {
    Difference {
        subject,
        attribute: String::new(),
        label: Labels::new(),
        channel: None,
        locale,
        old,
        new,
    }
}

fn text(text: &str) -> Value {
    Value::Text {
        text: text.to_owned(),
    }
}

fn languages(content: &Content) -> Value {
    let all: Vec<&str> = content.locales.iter().map(Locale::as_str).collect();
    text(&all.join(", "))
}

fn single(found: &mut Vec<Difference>, subject: Subject, old: Option<Value>, new: Option<Value>) {
    if old != new {
        found.push(plain(subject, None, old, new));
    }
}

fn texts(found: &mut Vec<Difference>, subject: Subject, old: &Labels, new: &Labels) {
    let locales: BTreeSet<&Locale> = old.keys().chain(new.keys()).collect();
    for locale in locales {
        let (was, is) = (old.get(locale), new.get(locale));
        if was != is {
            let said = |said: Option<&String>| said.map(|s| text(s));
            found.push(plain(subject, Some(locale.clone()), said(was), said(is)));
        }
    }
}

/// A field by its attribute; one that stands on the page several times is told apart by its turn.
type ByPlace<'a> = BTreeMap<(&'a str, usize), &'a RecordField>;

fn by_place(content: &Content) -> ByPlace<'_> {
    let mut turns: BTreeMap<&str, usize> = BTreeMap::new();
    let fields = content.sections.iter().flat_map(|s| &s.fields);
    fields
        .map(|field| {
            let turn = turns.entry(&field.attribute).or_default();
            *turn += 1;
            ((field.attribute.as_str(), *turn), field)
        })
        .collect()
}

fn fields(found: &mut Vec<Difference>, old: &Content, new: &Content) {
    let (before, after) = (by_place(old), by_place(new));
    // In the order of the page: the new one, then what it no longer has.
    let mut seen = BTreeSet::new();
    for content in [new, old] {
        let mut turns: BTreeMap<&str, usize> = BTreeMap::new();
        for field in content.sections.iter().flat_map(|s| &s.fields) {
            let turn = turns.entry(&field.attribute).or_default();
            *turn += 1;
            let place = (field.attribute.as_str(), *turn);
            if seen.insert(place) {
                one_field(found, before.get(&place).copied(), after.get(&place).copied());
            }
        }
    }
}

fn one_field(found: &mut Vec<Difference>, old: Option<&RecordField>, new: Option<&RecordField>) {
    let Some(shown) = new.or(old) else { return };
    let about = |subject, locale, was, is| Difference {
        attribute: shown.attribute.clone(),
        label: shown.label.clone(),
        ..plain(subject, locale, was, is)
    };
    let (was, is) = (by_locale(old), by_locale(new));
    let locales: BTreeSet<Option<&Locale>> = was.keys().chain(is.keys()).copied().collect();
    for locale in locales {
        let (was, is) = (was.get(&locale).copied(), is.get(&locale).copied());
        if was != is {
            found.push(about(Subject::Field, locale.cloned(), was.cloned(), is.cloned()));
        }
    }
    if let (Some(old), Some(new)) = (old, new) {
        let mut names = Vec::new();
        texts(&mut names, Subject::FieldName, &old.label, &new.label);
        found.extend(
            names
                .into_iter()
                .map(|d| about(Subject::FieldName, d.locale, d.old, d.new)),
        );
        if old.readers != new.readers {
            let readers = |field: &RecordField| Some(text(&field.readers.named()));
            found.push(about(Subject::Readers, None, readers(old), readers(new)));
        }
    }
}

fn by_locale(field: Option<&RecordField>) -> BTreeMap<Option<&Locale>, &Value> {
    match field.map(|f| &f.value) {
        None => BTreeMap::new(),
        Some(Localized::All(value)) => [(None, value)].into(),
        Some(Localized::PerLocale { locales }) => locales.iter().map(|(l, v)| (Some(l), v)).collect(),
    }
}

/// The shape of a content in what both have: titles, order and what stands at a glance.
fn outline<'a>(of: &'a Content, other: &Content) -> Vec<(&'a Labels, Vec<(&'a str, bool)>)> {
    let common = by_place(other);
    let mut turns: BTreeMap<&str, usize> = BTreeMap::new();
    let mut sections = Vec::new();
    for section in &of.sections {
        let mut shown = Vec::new();
        for field in &section.fields {
            let turn = turns.entry(&field.attribute).or_default();
            *turn += 1;
            if common.contains_key(&(field.attribute.as_str(), *turn)) {
                shown.push((field.attribute.as_str(), field.key_fact));
            }
        }
        if !shown.is_empty() {
            sections.push((&section.title, shown));
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Reader, Readers,
        record::{Granularity, RecordSection},
    };

    fn locale(code: &str) -> Locale {
        Locale::parse(code).unwrap()
    }

    fn labels(said: &str) -> Labels {
        [(locale("en_US"), said.to_owned())].into()
    }

    fn field(attribute: &str, value: Localized<Value>) -> RecordField {
        RecordField {
            point: None,
            attribute: attribute.into(),
            label: labels(attribute),
            key_fact: false,
            readers: Readers::default(),
            value,
        }
    }

    fn content(fields: Vec<RecordField>) -> Content {
        Content {
            granularity: Granularity::Model,
            parent: None,
            batch: None,
            serial: None,
            brand: "Nordlicht".into(),
            gtin: None,
            product_identifier: "CHAIR-1".into(),
            locales: vec![locale("en_US")],
            name: labels("Chair"),
            description: Labels::new(),
            image: None,
            sections: vec![RecordSection {
                title: labels("Facts"),
                fields,
            }],
        }
    }

    fn told(old: &Content, new: &Content) -> Vec<(Subject, String, Option<String>)> {
        let of = |d: Difference| (d.subject, d.attribute, d.locale.map(|l| l.as_str().to_owned()));
        differences(old, new).into_iter().map(of).collect()
    }

    #[test]
    fn equal_contents_do_not_differ() {
        let one = content(vec![field("weight", Localized::All(text("5")))]);
        assert_eq!(differences(&one, &one.clone()), []);
    }

    #[test]
    fn each_value_is_told_with_its_language() {
        let in_two = |de: &str| Localized::PerLocale {
            locales: [(locale("en_US"), text("Oak")), (locale("de_DE"), text(de))].into(),
        };
        let old = content(vec![
            field("wood", in_two("Eiche")),
            field("gone", Localized::All(text("x"))),
        ]);
        let mut new = content(vec![
            field("wood", in_two("Buche")),
            field("fresh", Localized::All(text("y"))),
        ]);
        new.name = labels("Stool");
        assert_eq!(
            told(&old, &new),
            [
                (Subject::Name, String::new(), Some("en_US".into())),
                (Subject::Field, "wood".into(), Some("de_DE".into())),
                (Subject::Field, "fresh".into(), None),
                (Subject::Field, "gone".into(), None),
            ]
        );
        let wood = &differences(&old, &new)[1];
        assert_eq!(
            (wood.old.clone(), wood.new.clone()),
            (Some(text("Eiche")), Some(text("Buche")))
        );
    }

    #[test]
    fn an_attribute_may_stand_on_the_page_twice() {
        let twice = |second: &str| {
            content(vec![
                field("weight", Localized::All(text("5"))),
                field("weight", Localized::All(text(second))),
            ])
        };
        assert_eq!(
            told(&twice("5"), &twice("6")),
            [(Subject::Field, "weight".into(), None)]
        );
    }

    #[test]
    fn whatever_differs_is_told_as_something() {
        let old = content(vec![
            field("a", Localized::All(text("1"))),
            field("b", Localized::All(text("2"))),
        ]);
        let mut order = old.clone();
        order.sections[0].fields.reverse();
        let mut title = old.clone();
        title.sections[0].title = labels("Details");
        let mut glance = old.clone();
        glance.sections[0].fields[0].key_fact = true;
        let mut level = old.clone();
        level.granularity = Granularity::Batch;
        for new in [order, title, glance, level] {
            assert_eq!(told(&old, &new), [(Subject::Layout, String::new(), None)]);
        }
        let mut renamed = old.clone();
        renamed.sections[0].fields[0].label = labels("First");
        assert_eq!(
            told(&old, &renamed),
            [(Subject::FieldName, "a".into(), Some("en_US".into()))]
        );
        let mut other = old.clone();
        (other.gtin, other.brand) = (Some("09520123456788".into()), "Südlicht".into());
        other.locales.push(locale("de_DE"));
        let subjects: Vec<_> = told(&old, &other).into_iter().map(|d| d.0).collect();
        assert_eq!(subjects, [Subject::Gtin, Subject::Brand, Subject::Languages]);
    }

    #[test]
    fn who_may_read_a_field_is_a_difference_of_its_own() {
        let public = field("a", Localized::All(text("x")));
        let restricted = RecordField {
            readers: Readers::from([Reader::Recycler]),
            ..public.clone()
        };
        let found = differences(&content(vec![public]), &content(vec![restricted]));
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].subject, Subject::Readers);
        assert_eq!(found[0].new, Some(text("Recycler")));
    }
}

//! Two versions, and what is told of them.

use super::*;
use crate::record::{Granularity, Localized, RecordField, RecordSection};

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

#[test]
fn a_change_says_who_may_read_it() {
    let old = content(&[("Facts", &["a", "b"])]);
    let mut new = old.clone();
    let recycler = Readers::from([crate::Reader::Recycler]);
    new.sections[0].fields[0].readers = recycler.clone();
    assert_eq!(told(&old, &new), ["Changed Readers a: Everybody > Recycler"]);
    let mut later = new.clone();
    later.sections[0].fields[0].value = value("2");
    later.sections[0].fields[1].value = value("2");
    let readers: Vec<_> = changes(&new, &later).into_iter().map(|c| c.readers).collect();
    assert_eq!(readers, [recycler, Readers::default()]);
}

//! The pages as text.

use super::{super::tests::frame, *};
use crate::{account::FormState, desk::Frame};
use chrono::DateTime;
use domain::{
    Error, Locale, PassportId, Role,
    record::Granularity,
    unit::{Level, ListUnits, UnitField, UnitKind, UnitName, UnitRow, UnitView, UnitsView},
};

fn id(n: u8) -> PassportId {
    format!("00000000-0000-0000-0000-0000000000{n:02}")
        .parse()
        .unwrap()
}

fn locales() -> Vec<Locale> {
    ["en_US", "de_DE"].map(|tag| Locale::parse(tag).unwrap()).into()
}

fn fields() -> Vec<UnitField> {
    let field = |key: &str, level, kind, unit: Option<&str>| UnitField {
        key: key.into(),
        label: [(locales()[0].clone(), format!("<{key}>"))].into(),
        level,
        kind,
        unit: unit.map(str::to_owned),
        point: None,
        readers: domain::Readers::default(),
    };
    vec![
        field("chemistry", Level::Batch, UnitKind::Text, None),
        field("health", Level::Item, UnitKind::Number, Some("%")),
        field("repaired", Level::Item, UnitKind::Boolean, None),
    ]
}

fn row(batch: Option<&str>, serial: Option<&str>) -> UnitRow {
    UnitRow {
        id: id(9),
        name: UnitName {
            batch: batch.map(str::to_owned),
            serial: serial.map(str::to_owned),
        },
        path: "/01/09520123456788/21/1".into(),
        version: 1,
        published_at: DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
    }
}

fn units(items: Vec<UnitRow>) -> UnitsView {
    UnitsView {
        parent: id(7),
        granularity: Granularity::Model,
        batch: None,
        name: [(locales()[0].clone(), "Chair".to_owned())].into(),
        product_identifier: "CH-1".into(),
        template: "00000000-0000-0000-0000-000000000003".parse().unwrap(),
        locales: locales(),
        closed: None,
        fields: fields(),
        total: 120,
        all: 120,
        page: 2,
        per_page: 50,
        items,
        may_edit: true,
    }
}

#[track_caller]
fn assert_has(html: &str, parts: &[&str]) {
    assert!(!html.contains("<script") && !html.contains("style="));
    for part in parts {
        assert!(html.contains(part), "{part}: {html}");
    }
}

#[test]
fn the_list_leads_to_units_their_pages_and_more_of_them() {
    let view = units(vec![row(Some("LOT-7"), None), row(Some("LOT-7"), Some("<1>"))]);
    let query = ListUnits {
        search: "l&t".into(),
        level: Some(Level::Item),
        page: 2,
    };
    let shown = units_page(&frame(), &FormState::default(), &query, &view);
    assert_has(
        &shown,
        &[
            "/passports/00000000-0000-0000-0000-000000000007/units/new",
            "/passports/00000000-0000-0000-0000-000000000009/unit",
            "&lt;1&gt;",
            "120 match",
            "Page 2 of 3",
            "search=l%26t&amp;level=item&amp;page=3",
            "/unit-fields",
        ],
    );
    let closed = UnitsView {
        closed: Some("It is live."),
        all: 0,
        ..units(Vec::new())
    };
    let shown = units_page(&frame(), &FormState::default(), &ListUnits::default(), &closed);
    assert_has(&shown, &["It is live.", "None so far"]);
    assert!(!shown.contains("units/new"));
}

#[test]
fn creating_shows_mistakes_at_their_fields() {
    let error = Error::Invalid(vec![
        domain::FieldError::new("range.from", "Enter a whole number, such as 0001."),
        domain::FieldError::new("file", "Line 3, column \u{201c}health\u{201d}: Enter a number."),
    ]);
    let state = FormState {
        values: &[("range.from", "x"), ("range.prefix", "A-")],
        error: Some(&error),
        ..FormState::default()
    };
    let shown = new_units_page(&frame(), &state, &units(Vec::new()));
    assert_has(
        &shown,
        &[
            "href=\"#range.from\"",
            "id=\"range.from-error\"",
            "value=\"A-\"",
            "Line 3, column",
            "batch, serial, chemistry, health, repaired",
            "multipart/form-data",
            "&lt;health&gt; (%)",
            "name=\"one.values.chemistry\"",
        ],
    );
    let within = UnitsView {
        batch: Some(("LOT-7".into(), id(8))),
        ..units(Vec::new())
    };
    let shown = new_units_page(&frame(), &FormState::default(), &within);
    assert_has(&shown, &["Create items of batch LOT-7", "name=\"one.serial\""]);
    assert!(!shown.contains("name=\"one.batch\"") && !shown.contains("values.chemistry"));
}

#[test]
fn a_unit_shows_its_values_to_those_who_may_change_them_and_to_those_who_may_not() {
    let view = |may_edit| UnitView {
        row: row(Some("LOT-7"), Some("1")),
        model: (
            id(7),
            [(locales()[0].clone(), "Chair".to_owned())].into(),
            "CH-1".into(),
        ),
        batch: Some(id(8)),
        url: "https://dpp.example/01/09520123456788/21/1".into(),
        template: "00000000-0000-0000-0000-000000000003".parse().unwrap(),
        locales: locales(),
        fields: fields()
            .into_iter()
            .filter(|field| field.level == Level::Item)
            .collect(),
        values: [("health".to_owned(), "98.5".to_owned())].into(),
        versions: Vec::new(),
        withdrawn: false,
        may_edit,
    };
    let state = FormState {
        values: &[("values.health", "98.5")],
        ..FormState::default()
    };
    let shown = unit_page(&frame(), &state, &view(true));
    assert_has(
        &shown,
        &[
            "Item 1 of batch LOT-7",
            "value=\"98.5\"",
            "Save and publish",
            "qr.svg",
            "Batch LOT-7",
        ],
    );
    let viewer = Frame {
        role: Some(Role::Viewer),
        ..frame()
    };
    let shown = unit_page(&viewer, &state, &view(false));
    assert_has(&shown, &["98.5"]);
    assert!(!shown.contains("Save and publish"));
}

#[test]
fn the_form_of_fields_is_read_as_it_was_written() {
    let typed = typed_unit_fields(&fields(), &locales());
    assert_eq!(read_unit_fields(&typed, &locales(), &fields()).unwrap(), fields());
    let mut changed = typed.clone();
    for (name, value) in &mut changed {
        match name.as_str() {
            "unit_fields.0.key" => value.clear(),
            "unit_fields.1.label.de_DE" => *value = "Zustand".into(),
            _ => {}
        }
    }
    let read = read_unit_fields(&changed, &locales(), &fields()).unwrap();
    assert_eq!(read.len(), 2);
    assert_eq!(read[0].label[&locales()[1]], "Zustand");
    let names: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let state = FormState {
        values: &names,
        ..FormState::default()
    };
    let form = UnitFieldsForm {
        template: "00000000-0000-0000-0000-000000000003".parse().unwrap(),
        name: "Chairs".into(),
        revision: 4,
        locales: locales(),
        count: 3,
        closed: None,
        may_edit: true,
    };
    let shown = unit_fields_page(&frame(), &state, &form);
    assert_has(
        &shown,
        &[
            "value=\"4\"",
            "Field chemistry",
            "name=\"unit_fields.5.key\"",
            "value=\"&lt;health&gt;\"",
            "Name in Deutsch",
        ],
    );
}

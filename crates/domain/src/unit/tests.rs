use super::{csv::read, *};
use crate::{Error, Locale, PassportId, error::Check, record::Value};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn field(key: &str, level: Level, kind: UnitKind, unit: Option<&str>) -> UnitField {
    UnitField {
        key: key.into(),
        label: [(Locale::parse("en_US").unwrap(), key.to_owned())].into(),
        level,
        kind,
        unit: unit.map(str::to_owned),
        point: None,
        readers: crate::Readers::default(),
    }
}

fn fields() -> Vec<UnitField> {
    vec![
        field("chemistry", Level::Batch, UnitKind::Text, None),
        field("made_on", Level::Batch, UnitKind::Date, None),
        field("health", Level::Item, UnitKind::Number, Some("%")),
        field("repaired", Level::Item, UnitKind::Boolean, None),
    ]
}

fn parent() -> PassportId {
    PassportId(uuid::Uuid::nil())
}

fn create(what: NewUnits, within: Option<&str>) -> Result<Vec<NewUnit>, Error> {
    let cmd = CreateUnits {
        parent: parent(),
        what,
    };
    cmd.units(&fields(), within)
}

fn of_file(text: &str) -> Result<Vec<NewUnit>, Error> {
    create(NewUnits::File { text: text.into() }, None)
}

fn range(level: Level, prefix: &str, from: &str, to: &str) -> UnitRange {
    UnitRange {
        level,
        prefix: prefix.into(),
        from: from.into(),
        to: to.into(),
    }
}

#[track_caller]
fn told(answer: Result<Vec<NewUnit>, Error>) -> Vec<(String, String)> {
    match answer {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|e| (e.field, e.message)).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_range_keeps_its_zeros_and_grows_beyond_them() {
    let numbers = range(Level::Item, "A-", "008", "011").numbers().unwrap();
    assert_eq!(numbers, ["A-008", "A-009", "A-010", "A-011"]);
    let numbers = range(Level::Item, "", "9", "10").numbers().unwrap();
    assert_eq!(numbers, ["9", "10"]);
    let wrong = |r: UnitRange| told(r.numbers().map(|_| Vec::new()))[0].0.clone();
    assert_eq!(wrong(range(Level::Item, "", "x", "2")), "from");
    assert_eq!(wrong(range(Level::Item, "", "1", "")), "to");
    assert_eq!(wrong(range(Level::Item, "", "2", "1")), "to");
    assert_eq!(wrong(range(Level::Item, "", "1", "10001")), "to");
    assert_eq!(
        range(Level::Item, "", "1", "10000").numbers().unwrap().len(),
        10_000
    );
    assert_eq!(wrong(range(Level::Batch, "\u{fc}", "1", "2")), "prefix");
    assert_eq!(wrong(range(Level::Batch, &"x".repeat(20), "1", "2")), "prefix");
}

#[test]
fn numbers_are_those_that_gs1_allows_and_that_an_address_can_carry() {
    for good in [
        "LOT-7",
        "a/b",
        "%&'()*+,-./:;<=>?_",
        "01234567890123456789",
        " x ",
    ] {
        assert!(batch_number(good).is_ok(), "{good}");
    }
    for bad in ["", " ", "a b", "\u{fc}", "012345678901234567890", ".", ".."] {
        assert!(serial_number(bad).is_err(), "{bad}");
    }
    let why = serial_number("AB\u{fc}").unwrap_err();
    assert!(why.contains("character 3"), "{why}");
}

#[test]
fn one_unit_is_a_batch_an_item_or_an_item_of_a_batch() {
    let one = |batch: &str, serial: &str, values: &[(&str, &str)], within| {
        let values = values
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let entry = UnitEntry {
            batch: batch.into(),
            serial: serial.into(),
            values,
        };
        create(NewUnits::One(entry), within)
    };
    let words = |answer: Result<Vec<NewUnit>, Error>| answer.unwrap()[0].name.words();
    assert_eq!(
        words(one("LOT-7", "", &[("chemistry", "LFP")], None)),
        "Batch LOT-7"
    );
    assert_eq!(words(one("", "1", &[("health", "98,5")], None)), "Item 1");
    assert_eq!(words(one("LOT-7", "1", &[], None)), "Item 1 of batch LOT-7");
    assert_eq!(words(one("", "1", &[], Some("LOT-7"))), "Item 1 of batch LOT-7");
    assert_eq!(told(one("", "", &[], None))[0].0, "batch");
    assert_eq!(told(one("", "", &[], Some("LOT-7")))[0].0, "serial");
    let wrong = told(one(
        "LOT-7",
        "",
        &[("health", "98"), ("made_on", "soon"), ("colour", "x")],
        None,
    ));
    let at: Vec<_> = wrong.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(at, ["values.colour", "values.health", "values.made_on"]);
}

#[test]
fn a_file_makes_batches_before_their_items() {
    let text = "\u{feff}Batch;Serial;chemistry;health\r\nLOT-7;0001;;98,5\r\n\r\nLOT-7;;\"LFP; \"\"fine\"\"\";\r\n;0002;;\r\n";
    let units = of_file(text).unwrap();
    let names: Vec<_> = units.iter().map(|unit| unit.name.words()).collect();
    assert_eq!(names, ["Batch LOT-7", "Item 0001 of batch LOT-7", "Item 0002"]);
    assert_eq!(units[0].values["chemistry"], "LFP; \"fine\"");
    assert_eq!(units[1].values["health"], "98,5");
    assert_eq!(units[1].origin, Origin::Line(2));
}

#[test]
fn every_mistake_of_a_file_has_its_line_and_column() {
    let text = "batch,serial,health,chemistry\nLOT 7,0001,98,\n,0002,much,LFP\n,,,\n,\"0003\"x,1,\n";
    let all = told(of_file(text));
    assert_eq!(all, [("file".to_owned(), "Line 5, column 2: Something follows the closing quotation mark. Write a quotation mark inside a cell twice.".to_owned())]);
    let text = "batch,serial,health,chemistry\nLOT 7,0001,98,\n,0002,much,LFP\n,0003,1\n,0002,,\n";
    let all: Vec<String> = told(of_file(text)).into_iter().map(|(_, why)| why).collect();
    assert_eq!(all.len(), 4, "{all:?}");
    assert!(all[0].starts_with(
        "Line 2, column \u{201c}batch\u{201d}: \u{201c}LOT 7\u{201d} cannot be a batch number. At character 4"
    ));
    assert_eq!(
        all[1],
        "Line 3, column \u{201c}health\u{201d}: Enter a number, such as 98.5."
    );
    assert!(all[2].starts_with("Line 3, column \u{201c}chemistry\u{201d}: This field belongs to batches."));
    assert_eq!(
        all[3],
        "Line 4: it has 3 cells, but the first line names 4 columns."
    );
    let twice = told(of_file("serial\n1\n2\n1\n"));
    assert_eq!(
        twice[0].1,
        "Line 4, column \u{201c}serial\u{201d}: \u{201c}1\u{201d} is there twice."
    );
    let unknown = told(of_file("serial,colour,serial\n1,2,3"));
    assert!(unknown[0].1.contains("no column \u{201c}colour\u{201d}") && unknown[1].1.contains("twice"));
    assert!(told(of_file(""))[0].1.contains("empty"));
    assert!(told(of_file("health\n1"))[0].1.contains("neither"));
    assert!(told(of_file("serial\n"))[0].1.contains("no rows"));
    assert!(
        told(of_file("serial\n\"1"))[0]
            .1
            .starts_with("Line 2, column 1: The quotation mark")
    );
    let many = "serial\n".to_owned() + &"\u{fc}\n".repeat(80);
    let all = told(of_file(&many));
    assert_eq!(
        (all.len(), all[50].1.as_str()),
        (51, "There are 30 more mistakes.")
    );
    assert!(
        told(text_of(vec![0xff]).map(|_| Vec::new()))[0]
            .1
            .contains("UTF-8")
    );
}

#[test]
fn items_of_one_batch_stay_in_it() {
    let below = |text: &str| create(NewUnits::File { text: text.into() }, Some("LOT-7"));
    let units = below("serial,batch\n1,\n2,LOT-7\n").unwrap();
    assert!(
        units
            .iter()
            .all(|unit| unit.name.batch.as_deref() == Some("LOT-7"))
    );
    assert!(
        told(below("serial,batch\n1,LOT-8\n"))[0]
            .1
            .contains("items of batch LOT-7")
    );
    let row = NewUnits::Range {
        range: range(Level::Batch, "", "1", "2"),
        batch: String::new(),
        values: BTreeMap::new(),
    };
    let units = create(row, Some("LOT-7")).unwrap();
    assert_eq!(units[1].name.code(), "(10)LOT-7(21)2");
}

#[test]
fn values_become_what_the_record_says() {
    let all = fields();
    let value = |n: usize, text: &str| all[n].value(text);
    assert_eq!(
        value(2, " 98,50 ").unwrap(),
        Some(Value::Metric {
            amount: "98.5".into(),
            unit: "%".into(),
            symbol: "%".into()
        })
    );
    assert_eq!(
        value(1, "2026-02-28").unwrap(),
        Some(Value::Date {
            date: "2026-02-28".into()
        })
    );
    assert_eq!(value(3, "No").unwrap(), Some(Value::Boolean { value: false }));
    assert_eq!(value(0, " ").unwrap(), None);
    for (n, bad) in [
        (2, "1,000"),
        (1, "2026-02-30"),
        (1, "28.02.2026"),
        (3, "perhaps"),
        (0, "a\0b"),
        (0, "a\u{202e}b"),
    ] {
        assert!(value(n, bad).is_err(), "{bad}");
    }
    for (n, text) in [(0, "LFP"), (1, "2026-02-28"), (2, "98.5"), (3, "no")] {
        let record = all[n].record(value(n, text).unwrap().unwrap());
        assert_eq!(UnitField::typed(&record), text);
    }
}

#[test]
fn fields_are_checked_where_they_are_designed() {
    let told = |fields: &[UnitField]| {
        let mut check = Check::default();
        check_fields(&mut check, fields);
        match check.finish() {
            Ok(()) => Vec::new(),
            Err(Error::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
            Err(other) => panic!("{other:?}"),
        }
    };
    assert_eq!(told(&fields()), [""; 0]);
    let mut wrong = fields();
    wrong[0].key = "serial".into();
    wrong[1].key = "Made on".into();
    wrong[1].label.clear();
    wrong[2].unit = Some(" ".into());
    wrong[3].key = "health".into();
    wrong[3].unit = Some("%".into());
    assert_eq!(
        told(&wrong),
        [
            "unit_fields.0.key",
            "unit_fields.1.key",
            "unit_fields.1.label",
            "unit_fields.2.unit",
            "unit_fields.3.key",
            "unit_fields.3.unit"
        ]
    );
}

fn cell() -> impl Strategy<Value = String> {
    proptest::string::string_regex("[a-z0-9 ,;\"\r\n\u{e9}]{0,12}").unwrap()
}

fn written(cell: &str) -> String {
    format!("\"{}\"", cell.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn any_text_is_read_without_panic(text in "(.|\n|\r|\"|,|;){0,200}") { let _ = of_file(&text); }

    #[test]
    fn a_table_is_read_as_it_was_written(
        rows in prop::collection::vec(prop::collection::vec(cell(), 3), 1..8),
        separator in prop::sample::select(vec![',', ';']),
        end in prop::sample::select(vec!["\n", "\r\n"]),
    ) {
        let line = |cells: &[String]| {
            let cells: Vec<String> = cells.iter().map(|cell| written(cell)).collect();
            cells.join(&separator.to_string()) + end
        };
        let header = ["a", "b", "c"].map(str::to_owned);
        let text = line(&header) + &rows.iter().map(|row| line(row)).collect::<String>();
        let table = read(&text).unwrap();
        let kept: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        prop_assert_eq!(table.header, header);
        prop_assert_eq!(table.rows.iter().map(|row| row.cells.clone()).collect::<Vec<_>>(), kept);
        // Each row begins on the line that an editor shows.
        for row in &table.rows {
            let before: usize = row.line as usize - 1;
            let breaks = text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert!(breaks.split('\n').nth(before).unwrap().starts_with('"'));
        }
    }

    #[test]
    fn a_range_has_as_many_distinct_numbers_as_it_says(
        prefix in "[A-Z-]{0,5}",
        from in 0_u64..100_000,
        more in 0_u64..300,
        zeros in 0_usize..4,
    ) {
        let first = format!("{}{from}", "0".repeat(zeros));
        let numbers = range(Level::Item, &prefix, &first, &(from + more).to_string()).numbers().unwrap();
        prop_assert_eq!(numbers.len() as u64, more + 1);
        prop_assert_eq!(&numbers[0], &format!("{prefix}{first}"));
        let distinct: std::collections::BTreeSet<_> = numbers.iter().collect();
        prop_assert_eq!(distinct.len(), numbers.len());
        for (n, number) in (from..).zip(&numbers) {
            prop_assert_eq!(number.strip_prefix(&*prefix).unwrap().parse::<u64>().unwrap(), n);
            prop_assert!(number.len() >= prefix.len() + first.len());
        }
    }
}

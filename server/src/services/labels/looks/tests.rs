//! What a form of labels is read as, and what is wrong with one.

use super::*;
use labels::{Size, Symbology};

fn read(fields: &[(&str, &str)]) -> Result<Looks, Vec<String>> {
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
        .collect();
    Looks::read(&fields).map_err(|error| match error {
        Error::Invalid(mistakes) => mistakes.into_iter().map(|m| m.field).collect(),
        other => panic!("{other}"),
    })
}

#[test]
fn a_form_with_nothing_in_it_is_a_bare_code_of_20_mm() {
    let looks = read(&[]).unwrap();
    assert_eq!(
        looks.design.label,
        Size {
            width: CODE,
            height: CODE
        }
    );
    assert_eq!((looks.design.symbology, looks.design.dpi), (Symbology::Qr, 300));
    assert!(!looks.name && !looks.identifier && looks.design.marker.is_none());
}

#[test]
fn a_preset_and_a_sheet_of_ones_own_are_read() {
    let looks = read(&[
        ("sheet", "a4-3x8"),
        ("code", "25"),
        ("start", "4"),
        ("marker", "on"),
        ("format", "zip-png"),
    ])
    .unwrap();
    assert_eq!(
        (looks.sheet.per_page(), looks.skip, looks.zip),
        (24, 3, Some(Format::Png))
    );
    assert_eq!(
        (looks.design.code, looks.design.marker.as_deref()),
        (Some(Length::mm(25)), Some("DPP"))
    );
    let own = [
        ("sheet", "own"),
        ("label_width", "50"),
        ("label_height", "30,5"),
        ("page_width", "110"),
        ("page_height", "100"),
        ("columns", "2"),
        ("rows", "3"),
        ("gap_x", "2"),
    ];
    let looks = read(&own).unwrap();
    assert_eq!(
        (looks.sheet.columns, looks.sheet.label.height),
        (2, Length::um(30_500))
    );
}

#[test]
fn whose_labels_is_read_from_the_form() {
    let read = |fields: &[(&str, &str)]| {
        let fields: Vec<_> = fields
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        Which::read(&fields)
    };
    let id = "00000000-0000-0000-0000-000000000007";
    let (template, passport) = (id.parse().ok(), id.parse().unwrap());
    assert_eq!(read(&[]), Which::Template(None, None));
    assert_eq!(
        read(&[("which", "all"), ("template", id), ("level", "item")]),
        Which::Template(template, Some(Granularity::Item))
    );
    assert_eq!(
        read(&[("which", "below"), ("below", id), ("level", "batch")]),
        Which::Below(passport, Some(Granularity::Batch))
    );
    assert_eq!(
        read(&[
            ("which", "ticked"),
            ("passport", id),
            ("passport", "00000000-0000-0000-0000-000000000008"),
            ("passport", id),
            ("passport", "x")
        ]),
        Which::These(
            vec![passport, "00000000-0000-0000-0000-000000000008".parse().unwrap()],
            None
        )
    );
}

#[test]
fn all_mistakes_are_told_at_once() {
    let wrong = [
        ("sheet", "own"),
        ("label_width", "x"),
        ("label_height", ""),
        ("page_width", "100"),
        ("page_height", "100"),
        ("dpi", "fine"),
        ("ink", "red"),
        ("symbology", "aztec"),
        ("format", "doc"),
    ];
    let mut fields = read(&wrong).unwrap_err();
    fields.sort();
    assert_eq!(
        fields,
        ["dpi", "format", "ink", "label_height", "label_width", "symbology"]
    );
    assert_eq!(
        read(&[("sheet", "a4-3x8"), ("start", "25")]).unwrap_err(),
        ["start"]
    );
    assert_eq!(read(&[("sheet", "none")]).unwrap_err(), ["sheet"]);
    let crowded = [
        ("sheet", "own"),
        ("label_width", "60"),
        ("label_height", "30"),
        ("page_width", "100"),
        ("page_height", "100"),
        ("columns", "2"),
    ];
    assert_eq!(read(&crowded).unwrap_err(), ["columns"]);
}

#[test]
fn every_number_has_its_bounds_and_is_told_at_its_field() {
    let sheet = [
        ("sheet", "own"),
        ("label_width", "30"),
        ("label_height", "30"),
        ("page_width", "100"),
        ("page_height", "100"),
    ];
    assert!(read(&sheet).is_ok());
    for (name, wrong) in [
        ("columns", "65536"),
        ("columns", "0"),
        ("rows", "65536"),
        ("rows", "51"),
        ("dpi", "149"),
        ("dpi", "4294967295"),
        ("dpi", "99999999999"),
        ("start", "0"),
        ("start", "2"),
        ("code", "301"),
        ("label_width", "7.9"),
        ("label_height", "300.1"),
        ("page_width", "1201"),
        ("page_height", "9999"),
        ("left", "1201"),
        ("top", "9999"),
        ("gap_x", "9999.999"),
        ("gap_y", "1200.001"),
    ] {
        let fields: Vec<_> = [(name, wrong)].into_iter().chain(sheet).collect();
        assert_eq!(read(&fields).unwrap_err(), [name], "{wrong}");
    }
    let both = [
        &[("columns", "65536"), ("rows", "65536"), ("start", "4294967295")],
        &sheet[..],
    ]
    .concat();
    assert_eq!(read(&both).unwrap_err(), ["columns", "rows", "start"]);
    assert_eq!(read(&[("code", "7")]).unwrap_err(), ["code"]);
}

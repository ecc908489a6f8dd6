//! Labels of published passports, against a real database.

use super::*;
use crate::services::{exports::run_due, publish::stage::Stage, units::create};
use domain::{
    TemplateId,
    job::JobState,
    labels::Levels,
    passport::PassportRow,
    unit::{CreateUnits, Level, NewUnits, UnitRange},
};

async fn chairs(stage: &Stage, count: usize) -> (TemplateId, Vec<PassportRow>) {
    let template = stage
        .template(stage.typed("desk_chair", &["name", "weight"]))
        .await;
    let products = stage.products("desk_chair").await;
    let keys: Vec<_> = products.iter().take(count).map(|p| p.key.clone()).collect();
    stage.publish(template.id, &keys).await;
    let list = ListPassports {
        page: 1,
        ..ListPassports::default()
    };
    let page = passports::list(&stage.world.app, &stage.op, list).await.unwrap();
    assert_eq!(page.items.len(), count);
    (template.id, page.items)
}

fn looks(fields: &[(&str, &str)]) -> Looks {
    let fields: Vec<_> = fields
        .iter()
        .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
        .collect();
    Looks::read(&fields).unwrap()
}

const SHEET: [(&str, &str); 4] = [
    ("sheet", "a4-3x8"),
    ("name", "on"),
    ("identifier", "on"),
    ("marker", "on"),
];

async fn made(stage: &Stage, id: ExportId) -> (domain::export::ExportView, Vec<u8>) {
    let (app, op) = (&stage.world.app, &stage.op);
    run_due(app).await.unwrap();
    let view = exports::get(app, op, id).await.unwrap();
    let (mut bytes, mut position) = (Vec::new(), 0);
    while let Some(piece) = exports::piece(app, op, id, position).await.unwrap() {
        bytes.extend(piece);
        position += 1;
    }
    (view, bytes)
}

#[tokio::test]
async fn the_preflight_measures_the_longest_address_with_its_host() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (template, rows) = chairs(&stage, 3).await;
    let which = Which::Template(Some(template), None);
    let sample = async || {
        let preflight = measure(app, op, &looks(&SHEET), &which).await.unwrap();
        let holds = preflight.facts.iter().find(|(name, _)| *name == "Holds").unwrap();
        (preflight.sample.unwrap(), holds.1.clone())
    };
    let (_, before) = sample().await;
    // All paths are as long; the last one stands at a host that is longer than the platform's.
    let last = rows.iter().max_by_key(|row| &row.product_identifier).unwrap();
    let at = async |host: &str| {
        let sql = format!(
            "SET session_replication_role = replica; UPDATE passports SET host = '{host}' WHERE id = '{}'",
            last.id
        );
        let superuser = stage.world.db.superuser().await;
        superuser.batch_execute(&sql).await.unwrap();
    };
    let host = "passports.of-a-brand-with-a-rather-long-name.example";
    at(host).await;
    let (chosen, after) = sample().await;
    assert_eq!(chosen, last.id);
    let length = format!("https://{host}{}", last.path).len();
    assert_eq!(after, format!("{length} characters"));
    assert_ne!(before, after);
    // At a short one, the platform's addresses are the longest again.
    at("b.eu").await;
    let (chosen, again) = sample().await;
    assert!(chosen != last.id && again == before, "{again}");
}

#[tokio::test]
async fn a_template_becomes_a_sheet_and_chosen_passports_an_archive() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (template, rows) = chairs(&stage, 5).await;
    let id = order(app, op, looks(&SHEET), Which::Template(Some(template), None))
        .await
        .unwrap();
    let (view, pdf) = made(&stage, id).await;
    assert_eq!(
        (view.state, view.done, view.total),
        (JobState::Done, 5, 5),
        "{view:?}"
    );
    assert_eq!(
        (view.mime.as_str(), view.name.as_str()),
        ("application/pdf", "labels-2026-11-21.pdf")
    );
    assert!(pdf.starts_with(b"%PDF") && u64::try_from(pdf.len()).unwrap() == view.size);
    assert!(passports::get(app, op, rows[0].id).await.is_ok());

    let two = vec![rows[0].id, rows[1].id];
    let fields = [
        SHEET.as_slice(),
        &[("format", "zip-svg"), ("symbology", "gs1_data_matrix")],
    ]
    .concat();
    let id = order(app, op, looks(&fields), Which::These(two, None))
        .await
        .unwrap();
    let (view, zip) = made(&stage, id).await;
    assert_eq!(
        (view.state, view.done, view.mime.as_str()),
        (JobState::Done, 2, "application/zip")
    );
    let text = String::from_utf8_lossy(&zip);
    for row in &rows[..2] {
        let name = row.path.trim_matches('/').replace('/', "-");
        assert!(text.contains(&format!("{name}.svg")), "{name}");
    }
    let printed = "SELECT count(*) FROM passports WHERE labels_downloaded_at IS NOT NULL";
    let printed: i64 = stage
        .world
        .db
        .superuser()
        .await
        .query_one(printed, &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(printed, 5);
}

#[tokio::test]
async fn the_preflight_measures_and_refuses_with_the_remedy() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (template, rows) = chairs(&stage, 2).await;
    let which = Which::Template(Some(template), None);
    let found = view(app, op, "", &Ok(looks(&SHEET)), &which).await.unwrap();
    assert!(found.preflight.passes(), "{:?}", found.preflight);
    assert_eq!((found.preflight.labels, found.passports.len()), (2, 2));
    assert_eq!(
        found.preflight.facts[0],
        ("Labels", "2 labels on 1 page".to_owned())
    );
    let small = looks(&[SHEET.as_slice(), &[("code", "9")]].concat());
    let found = view(app, op, "", &Ok(small.clone()), &which).await.unwrap();
    assert!(!found.preflight.passes() && found.preflight.findings[0].text.starts_with("Too small to scan"));
    let error = order(app, op, small.clone(), which.clone()).await.unwrap_err();
    assert!(error.at("preflight").is_some(), "{error}");
    // A single label tells it at the field.
    let error = single(app, op, rows[0].id, small, Format::Svg)
        .await
        .err()
        .unwrap();
    assert!(error.at("code").is_some(), "{error}");
    for nobody in [Which::Template(None, None), Which::These(Vec::new(), None)] {
        assert!(order(app, op, looks(&SHEET), nobody).await.is_err());
    }
}

#[tokio::test]
async fn single_labels_are_had_in_every_format() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (_, rows) = chairs(&stage, 1).await;
    for (format, start) in [
        (Format::Svg, b"<svg".as_slice()),
        (Format::Png, b"\x89PNG"),
        (Format::Pdf, b"%PDF"),
    ] {
        let label = single(app, op, rows[0].id, looks(&[("code", "22")]), format)
            .await
            .unwrap();
        assert!(label.bytes.starts_with(start), "{format:?}");
    }
    let (eve, _) = stage.rival().await;
    let theirs = single(app, &eve, rows[0].id, looks(&[]), Format::Svg).await;
    assert!(matches!(theirs.err().unwrap(), Error::NotFound(_)));
}

#[tokio::test]
async fn a_product_without_gtin_has_no_element_string_and_the_others_are_made() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (_, rows) = chairs(&stage, 2).await;
    // The first loses its GTIN's address.
    let sql = format!(
        "UPDATE passports SET path = '/p/aaaaaaaaaaaaaaaa' WHERE id = '{}'",
        rows[0].id
    );
    stage.world.db.superuser().await.execute(&sql, &[]).await.unwrap();
    let looks = looks(&[SHEET.as_slice(), &[("symbology", "gs1_data_matrix")]].concat());
    let error = single(app, op, rows[0].id, looks.clone(), Format::Svg)
        .await
        .err()
        .unwrap();
    assert!(error.at("symbology").unwrap().contains("has none"), "{error}");
    let both = Which::These(vec![rows[0].id, rows[1].id], None);
    // The preflight looks at the longest address, which has a GTIN.
    let id = order(app, op, looks, both).await.unwrap();
    let (view, _) = made(&stage, id).await;
    assert_eq!((view.state, view.notes.len()), (JobState::Done, 1), "{view:?}");
    assert!(view.notes[0].contains("was left out"), "{:?}", view.notes);
}

#[tokio::test]
async fn ticked_passports_that_are_gone_are_left_out_and_it_is_told() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (_, rows) = chairs(&stage, 2).await;
    let gone: PassportId = "01900000-0000-7000-8000-000000000001".parse().unwrap();
    let which = Which::These(vec![rows[0].id, gone, rows[1].id], None);
    let found = view(app, op, "", &Ok(looks(&SHEET)), &which).await.unwrap();
    assert_eq!((found.preflight.labels, found.passports.len()), (2, 2));
    assert!(found.preflight.passes());
    let told = "One of the ticked passports is not on the site any more, and is left out.";
    assert!(
        found
            .preflight
            .findings
            .iter()
            .any(|f| !f.refuses && f.text == told)
    );
    // One that the search does not find is shown among the ticked ones.
    let found = view(app, op, "no such name", &Ok(looks(&SHEET)), &which)
        .await
        .unwrap();
    let shown: Vec<_> = found.passports.iter().map(|row| row.id).collect();
    assert_eq!((shown, found.found), (vec![rows[0].id, rows[1].id], 0));
    let id = order(app, op, looks(&SHEET), which).await.unwrap();
    let (made, _) = made(&stage, id).await;
    assert_eq!(
        (made.state, made.done, made.notes),
        (JobState::Done, 2, vec![told.to_owned()])
    );
    for nobody in [Which::These(vec![gone], None), Which::Below(gone, None)] {
        let found = view(app, op, "", &Ok(looks(&SHEET)), &nobody).await.unwrap();
        assert!(!found.preflight.passes());
    }
}

#[tokio::test]
async fn items_in_a_row_are_counted_and_printed_in_their_order() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (template, rows) = chairs(&stage, 1).await;
    let range = UnitRange {
        level: Level::Item,
        prefix: "SN".into(),
        from: "5".into(),
        to: "104".into(),
    };
    let cmd = CreateUnits {
        parent: rows[0].id,
        what: NewUnits::Range {
            range,
            batch: String::new(),
            values: [].into(),
        },
    };
    create(app, op, cmd).await.unwrap();
    crate::jobs::publish::run_due(app).await.unwrap();
    let fields = [SHEET.as_slice(), &[("format", "zip-svg")]].concat();
    let which = Which::Template(Some(template), None);
    let found = view(app, op, "", &Ok(looks(&fields)), &which).await.unwrap();
    let levels = Levels {
        models: 1,
        batches: 0,
        items: 100,
    };
    assert_eq!(found.templates.first().map(|one| one.2), Some(levels));
    assert_eq!(found.preflight.labels, levels.total());
    let id = order(app, op, looks(&fields), which).await.unwrap();
    let (view, zip) = made(&stage, id).await;
    assert_eq!((view.state, view.done), (JobState::Done, 101));
    let text = String::from_utf8_lossy(&zip);
    let places: Vec<_> = (5..=104)
        .map(|n| text.find(&format!("-21-SN{n}.svg")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
}

/// More dots than a picture may have are refused before an order, at the printer's field where it is one label.
#[tokio::test]
async fn what_is_too_large_for_a_picture_is_refused_with_its_remedy() {
    let stage = Stage::set().await;
    let (app, op) = (&stage.world.app, &stage.op);
    let (template, rows) = chairs(&stage, 1).await;
    let fields = [
        ("sheet", "own"),
        ("page_width", "300"),
        ("page_height", "300"),
        ("label_width", "300"),
        ("label_height", "300"),
        ("dpi", "2400"),
        ("format", "zip-png"),
    ];
    let error = single(app, op, rows[0].id, looks(&fields), Format::Png).await;
    let error = error.err().unwrap();
    assert!(error.at("dpi").unwrap().contains("take SVG or PDF"), "{error}");
    let which = Which::Template(Some(template), None);
    let refused = order(app, op, looks(&fields), which.clone()).await.unwrap_err();
    assert!(
        refused.at("preflight").unwrap().contains("take SVG or PDF"),
        "{refused}"
    );
    for format in [Format::Svg, Format::Pdf] {
        assert!(single(app, op, rows[0].id, looks(&fields), format).await.is_ok());
    }
    assert!(order(app, op, looks(&fields[..6]), which).await.is_ok());
}

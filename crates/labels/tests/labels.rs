//! Labels in all formats, read again by decoders that are not ours.
#![cfg(test)]

use labels::{
    Colour, Design, Label, LabelError, Length, Logo, PRESETS, Sheet, SheetPdf, Size, Symbol, Symbology, Zip,
    draw,
};
use proptest::prelude::*;

const LINK: &str = "https://id.example.com/01/09506000134352/10/LOT-7/21/SN%2F42";
const BRACKETED: &str = "(01)09506000134352(10)LOT-7(21)SN/42";

fn design(symbology: Symbology) -> Design {
    Design {
        symbology,
        label: Size::um(63_500, 33_900),
        code: None,
        dpi: 300,
        ink: Colour::BLACK,
        paper: Colour::WHITE,
        marker: Some("DPP".to_owned()),
    }
}

fn label(symbology: Symbology) -> Label {
    let text = match symbology {
        Symbology::Gs1DataMatrix => gs1::to_symbol(&gs1::parse_bracketed(BRACKETED).unwrap()),
        _ => LINK.to_owned(),
    };
    Label {
        text,
        name: Some("Nordlicht desk chair with adjustable arms".to_owned()),
        lines: vec![BRACKETED.to_owned()],
    }
}

/// A picture of two colours, as a brand might have one.
fn logo() -> Logo {
    let picture = image::RgbaImage::from_fn(120, 40, |x, _| {
        image::Rgba([10, 107, 94, if x < 60 { 255 } else { 0 }])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    Logo::read(bytes.get_ref(), Colour::WHITE).unwrap()
}

/// ISO/IEC 16022, table 7: the data capacity of square symbols, in digits. The encoder plans no larger ones; no address needs them.
#[test]
fn data_matrix_symbols_have_the_sizes_of_the_standard() {
    let capacities = [
        (6, 10),
        (10, 12),
        (16, 14),
        (24, 16),
        (36, 18),
        (44, 20),
        (60, 22),
        (72, 24),
        (88, 26),
        (124, 32),
        (172, 36),
        (228, 40),
        (288, 44),
        (348, 48),
        (408, 52),
        (560, 64),
        (736, 72),
        (912, 80),
        (1152, 88),
        (1392, 96),
    ];
    for (digits, width) in capacities {
        let symbol = Symbol::encode(Symbology::DataMatrix, &"7".repeat(digits)).unwrap();
        assert_eq!(symbol.width(), width, "{digits}");
        assert_eq!(symbol.full_width(), width + 2);
    }
    let long = "7".repeat(3117);
    assert!(matches!(
        Symbol::encode(Symbology::DataMatrix, &long),
        Err(LabelError::TooLong { .. })
    ));
    assert_eq!(
        Symbol::encode(Symbology::DataMatrix, "ü").unwrap_err(),
        LabelError::Character('ü')
    );
    assert!(Symbol::encode(Symbology::DataMatrix, "a\u{1d}b").is_err());
}

/// domain.md 2, ISO/IEC 18004, table 7: bytes at level M.
#[test]
fn qr_codes_have_the_sizes_of_the_standard() {
    for (bytes, width) in [
        (14, 21),
        (26, 25),
        (42, 29),
        (62, 33),
        (84, 37),
        (106, 41),
        (2331, 177),
    ] {
        let symbol = Symbol::encode(Symbology::Qr, &"a".repeat(bytes)).unwrap();
        assert_eq!(symbol.width(), width, "{bytes}");
        if bytes < 2331 {
            assert!(
                Symbol::encode(Symbology::Qr, &"a".repeat(bytes + 1))
                    .unwrap()
                    .width()
                    > width
            );
        }
    }
}

#[test]
fn every_format_of_every_symbology_is_drawn_and_read_again() {
    let logo = logo();
    for symbology in Symbology::ALL {
        for dpi in [203, 300, 600] {
            for logo in [None, Some(&logo)] {
                let design = Design {
                    dpi,
                    ..design(symbology)
                };
                let drawing = draw(&design, &label(symbology), logo).unwrap();
                assert!(!drawing.report.is_refused() && drawing.notes.is_empty());
                let svg = drawing.svg(logo).unwrap();
                assert!(
                    svg.starts_with("<svg") && svg.contains(r#"width="63.5mm""#) && svg.ends_with("</svg>")
                );
                let png = drawing.png(logo).unwrap();
                let picture = image::load_from_memory(&png).unwrap().to_luma8();
                assert_eq!(picture.width(), 63_500 * dpi / 25_400);
                let pdf = drawing.pdf(logo, "Label").unwrap();
                assert!(pdf.starts_with(b"%PDF-1.7") && pdf.ends_with(b"%%EOF"));
                if symbology == Symbology::Qr {
                    assert_eq!(second_witness(&picture), LINK);
                }
            }
        }
    }
}

/// Another decoder, which finds the code in the whole label.
fn second_witness(picture: &image::GrayImage) -> String {
    let (w, h) = (picture.width() as usize, picture.height() as usize);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(w, h, |x, y| picture.as_raw()[y * w + x]);
    let grids = prepared.detect_grids();
    assert_eq!(grids.len(), 1);
    grids[0].decode().unwrap().1
}

#[test]
fn a_png_says_how_large_it_is_to_be_printed() {
    let drawing = draw(&design(Symbology::Qr), &Label::bare(LINK), None).unwrap();
    let png = drawing.png(None).unwrap();
    let at = png.windows(4).position(|w| w == b"pHYs").unwrap();
    // 300 dots on an inch are 11,811 on a metre.
    assert_eq!(png[at + 4..at + 13], [0, 0, 0x2e, 0x23, 0, 0, 0x2e, 0x23, 1]);
}

#[test]
fn a_bare_code_fills_its_label_and_nothing_else_is_printed() {
    let design = Design {
        label: Size::um(20_000, 20_000),
        marker: None,
        ..design(Symbology::Qr)
    };
    let drawing = draw(&design, &Label::bare(LINK), None).unwrap();
    assert_eq!(drawing.report.quiet_zone, 4);
    assert!(drawing.report.edge <= Length::mm(20) && drawing.report.edge > Length::mm(17));
    assert_eq!(drawing.svg(None).unwrap().matches("<path").count(), 1);
}

#[test]
fn what_will_not_scan_or_fit_is_refused_at_its_field() {
    let small = Design {
        code: Some(Length::mm(8)),
        ..design(Symbology::Qr)
    };
    let error = draw(&small, &label(Symbology::Qr), None).unwrap_err();
    assert_eq!(error.field(), "size");
    assert!(error.to_string().starts_with("Too small to scan:"), "{error}");
    let large = Design {
        code: Some(Length::mm(40)),
        ..design(Symbology::Qr)
    };
    let error = draw(&large, &label(Symbology::Qr), None).unwrap_err();
    assert_eq!(
        error.to_string(),
        "A code of 40 mm does not fit into the label: there is room for 30.9 mm. Choose a smaller code or a larger label."
    );
    let pale = Design {
        ink: Colour::parse("#dddddd").unwrap(),
        ..design(Symbology::Qr)
    };
    assert_eq!(
        draw(&pale, &label(Symbology::Qr), None).unwrap_err().field(),
        "ink"
    );
    let crowded = Label {
        lines: vec!["A very long line of text. ".repeat(40)],
        ..label(Symbology::Qr)
    };
    assert_eq!(
        draw(&design(Symbology::Qr), &crowded, None).unwrap_err(),
        LabelError::NoRoom
    );
    let tiny = Design {
        label: Size::um(5_000, 5_000),
        ..design(Symbology::Qr)
    };
    assert_eq!(
        draw(&tiny, &label(Symbology::Qr), None).unwrap_err(),
        LabelError::LabelSize
    );
}

/// The largest label on the finest printer has 803 million dots; what proves its symbol needs no more of them than a small one's.
#[test]
fn the_largest_label_is_read_again_in_little_memory() {
    for symbology in Symbology::ALL {
        let design = Design {
            label: Size::um(300_000, 300_000),
            dpi: 2400,
            ..design(symbology)
        };
        let drawing = draw(&design, &Label::bare(label(symbology).text), None).unwrap();
        drawing.stamp().unwrap();
        drawing.svg(None).unwrap();
        let error = drawing.png(None).unwrap_err();
        assert_eq!(
            (error.field(), &error),
            ("dpi", &LabelError::TooManyDots { most: 20 })
        );
    }
    if let Ok(status) = std::fs::read_to_string("/proc/self/status") {
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap();
        let kib: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kib < 300 * 1024, "{kib} KiB");
    }
}

/// Laying out is not begun with numbers that no printer has.
#[test]
fn printers_that_do_not_exist_are_refused_before_anything_is_measured() {
    for dpi in [0, 149, 2401, u32::MAX] {
        let design = Design {
            dpi,
            ..design(Symbology::Qr)
        };
        let error = draw(&design, &label(Symbology::Qr), None).unwrap_err();
        assert_eq!((error.field(), &error), ("dpi", &LabelError::Dpi(dpi)));
    }
}

#[test]
fn letters_that_the_typeface_lacks_are_left_out_and_it_is_said() {
    let label = Label {
        name: Some("電池パック".to_owned()),
        ..label(Symbology::Qr)
    };
    let drawing = draw(&design(Symbology::Qr), &label, None).unwrap();
    assert_eq!(drawing.notes.len(), 1);
    assert!(drawing.notes[0].contains("電池パック") && drawing.notes[0].contains("left out"));
    assert!(!drawing.svg(None).unwrap().contains("電池"));
}

#[test]
fn presets_hold_a_label_with_its_text() {
    for preset in &PRESETS {
        let design = Design {
            label: preset.sheet.label,
            ..design(Symbology::Qr)
        };
        let link = "https://id.example.com/01/09506000134352";
        let label = Label {
            text: link.to_owned(),
            name: Some("Desk chair".to_owned()),
            lines: vec!["(01)09506000134352".to_owned()],
        };
        for dpi in [300, 600] {
            let drawing = draw(
                &Design {
                    dpi,
                    ..design.clone()
                },
                &label,
                None,
            );
            drawing
                .and_then(|d| d.stamp())
                .unwrap_or_else(|e| panic!("{} at {dpi}: {e}", preset.word));
        }
    }
}

/// Texts of a document, as a reader would copy them: through the typeface's table of characters.
#[test]
fn a_sheet_has_all_labels_with_their_text_on_as_many_pages_as_it_takes() {
    let preset = PRESETS[0].sheet;
    let mut pdf = SheetPdf::begin(preset, "Labels", None).unwrap();
    let design = Design {
        label: preset.label,
        ..design(Symbology::DataMatrix)
    };
    pdf.skip(3);
    for n in 0..50 {
        let label = Label {
            text: format!("{LINK}{n}"),
            ..label(Symbology::DataMatrix)
        };
        pdf.add(&draw(&design, &label, None).unwrap().stamp().unwrap());
    }
    let bytes = pdf.finish();
    let text = String::from_utf8_lossy(&bytes);
    // 21 labels on the first sheet, 24 on the second, 5 on the third.
    assert_eq!(text.matches("/Type /Page\n").count(), 3, "{}", &text[..2000]);
    assert!(text.contains("/PrintScaling /None") && text.contains("/FontFile2") && text.contains("/Count 3"));
    assert!(bytes.len() < 200_000, "{}", bytes.len());
}

#[test]
fn an_archive_is_read_by_python() {
    let mut zip = Zip::default();
    let mut bytes = zip.add("a.txt", b"hello").unwrap();
    bytes.extend(zip.add("b/ü.txt", &b"x".repeat(100_000)).unwrap());
    bytes.extend(zip.finish().unwrap());
    let path = std::env::temp_dir().join(format!("labels-{}.zip", std::process::id()));
    std::fs::write(&path, &bytes).unwrap();
    let script = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; print([(i.filename, i.file_size) for i in z.infolist()])";
    let out = std::process::Command::new("python3")
        .args(["-c", script])
        .arg(&path)
        .output()
        .unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(
        String::from_utf8_lossy(&out.stdout).trim(),
        "[('a.txt', 5), ('b/ü.txt', 100000)]",
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

#[test]
fn designs_and_sheets_survive_the_database() {
    let design = design(Symbology::Gs1DataMatrix);
    let json = serde_json::to_value(&design).unwrap();
    assert_eq!(json["symbology"], "gs1_data_matrix");
    assert_eq!(serde_json::from_value::<Design>(json).unwrap(), design);
    let sheet = PRESETS[3].sheet;
    assert_eq!(
        serde_json::from_value::<Sheet>(serde_json::to_value(sheet).unwrap()).unwrap(),
        sheet
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_drawn_is_read_again(
        path in "[!-~]{1,80}",
        kind in 0_usize..2,
        dpi in prop::sample::select(vec![203_u32, 300, 360, 600]),
        width in 20_000_u32..120_000,
        height in 20_000_u32..80_000,
        name in "[A-Za-zäöüéßčł ]{0,60}",
    ) {
        let symbology = Symbology::ALL[kind];
        let design = Design { label: Size::um(width, height), dpi, ..design(symbology) };
        let label = Label { text: format!("https://id.example.com/01/{path}"), name: Some(name), lines: vec!["(01)09506000134352".to_owned()] };
        match draw(&design, &label, None) {
            Ok(drawing) => {
                drawing.stamp().unwrap();
                drawing.svg(None).unwrap();
                drawing.png(None).unwrap();
            }
            // Nothing else may go wrong, and nothing is drawn that cannot be read.
            Err(error) => prop_assert!(
                matches!(error, LabelError::Refused(_) | LabelError::NoRoom | LabelError::CodeTooLarge { .. }),
                "{error}"
            ),
        }
    }

    /// Of the 82 characters that element strings may have (GS1 General Specifications, figure 7.11-1).
    #[test]
    fn element_strings_are_read_with_fnc1_in_the_first_place(lot in "[!\"%-?A-Z_a-z]{1,20}", serial in "[!\"%-?A-Z_a-z]{1,20}") {
        let elements = [(gs1::Ai::parse("01").unwrap(), "09506000134352"), (gs1::Ai::parse("10").unwrap(), lot.as_str()), (gs1::Ai::parse("21").unwrap(), serial.as_str())];
        let elements: Result<Vec<_>, _> = elements.into_iter().map(|(ai, value)| gs1::Element::new(ai, value)).collect();
        let text = gs1::to_symbol(&elements.unwrap());
        let design = Design { label: Size::um(40_000, 40_000), marker: None, ..design(Symbology::Gs1DataMatrix) };
        let drawing = draw(&design, &Label::bare(text), None).unwrap();
        drawing.stamp().unwrap();
        drawing.png(None).unwrap();
    }
}

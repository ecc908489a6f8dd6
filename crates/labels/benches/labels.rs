//! How long ten thousand labels take as one PDF, each symbol read back and decoded; see bench/README.md.
//!
//! Prints one line of JSON per kind of code: seconds with all processors, seconds that encoding and drawing alone take on one,
//! pages and bytes.

use labels::{Colour, Design, Label, PRESETS, SheetPdf, Symbol, Symbology, draw};
use std::{num::NonZero, thread, time::Instant};

fn main() {
    let labels: usize = std::env::args()
        .skip(1)
        .find_map(|a| a.parse().ok())
        .unwrap_or(10_000);
    for symbology in Symbology::ALL {
        measure(symbology, labels);
    }
}

#[expect(clippy::print_stdout, reason = "what it measured is what this program is for")]
fn measure(symbology: Symbology, labels: usize) {
    let sheet = PRESETS[0].sheet;
    let design = Design {
        symbology,
        label: sheet.label,
        code: None,
        dpi: 300,
        ink: Colour::BLACK,
        paper: Colour::WHITE,
        marker: Some("DPP".to_owned()),
    };
    let began = Instant::now();
    let all: Vec<Label> = (0..labels).map(|n| label(symbology, n)).collect();
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = labels.div_ceil(threads);
    let stamps = thread::scope(|scope| {
        let tasks: Vec<_> = all
            .chunks(share)
            .map(|part| {
                let design = &design;
                scope.spawn(move || {
                    let stamp = |label: &Label| draw(design, label, None).and_then(|drawing| drawing.stamp());
                    part.iter()
                        .map(|label| stamp(label).expect("it scans"))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        tasks
            .into_iter()
            .flat_map(|task| task.join().expect("no panic"))
            .collect::<Vec<_>>()
    });
    let mut pdf = SheetPdf::begin(sheet, "Labels", None).expect("a preset is a sheet");
    for stamp in &stamps {
        pdf.add(stamp);
    }
    let bytes = pdf.finish().len();
    let seconds = began.elapsed().as_secs_f64();
    let began = Instant::now();
    for label in &all {
        std::hint::black_box(Symbol::encode(symbology, &label.text).expect("it fits"));
    }
    let encoding = began.elapsed().as_secs_f64();
    println!(
        r#"{{"code":"{}","labels":{labels},"seconds":{seconds:.2},"threads":{threads},"encoding":{encoding:.2},"bytes":{bytes}}}"#,
        symbology.title()
    );
}

fn label(symbology: Symbology, n: usize) -> Label {
    let serial = format!("SN-{n:08}");
    let text = match symbology {
        Symbology::Gs1DataMatrix => format!("010950600013435221{serial}"),
        _ => format!("https://id.example.com/01/09506000134352/21/{serial}"),
    };
    Label {
        text,
        name: Some("Desk chair with arms, height-adjustable".to_owned()),
        lines: vec!["(01)09506000134352".to_owned(), format!("(21){serial}")],
    }
}

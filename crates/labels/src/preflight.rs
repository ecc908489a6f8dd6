//! Whether a symbol will scan when it is printed, before it is printed.
//!
//! A module is a whole number of the printer's dots, so that no edge is blurred; what is left over widens the white border.

use crate::{Colour, LabelError, Length, Symbol, Symbology};
use serde::{Deserialize, Serialize};

/// The coarsest printer.
pub const DPI_MIN: u32 = 150;
/// The finest printer.
pub const DPI_MAX: u32 = 2400;
/// Fewer dots in a module, and a printer's spread of ink closes gaps.
const DOTS_MIN: u32 = 3;
/// What is recommended for a stable print (DENSO WAVE, "Point for setting the module size").
const DOTS_GOOD: u32 = 4;
/// Standard scanners resolve no less (the same); GS1 goes down to about as much for trade items that no checkout scans.
const MODULE_MIN: Length = Length::um(250);
/// What checkouts scan (GS1 General Specifications, symbol specification table for retail point-of-sale).
const MODULE_POS: (Length, Length) = (Length::um(396), Length::um(990));
/// Symbol contrast in percent: grade C and grade A of ISO/IEC 15415. GS1 asks for 1.5, which rounds to C.
const CONTRAST_MIN: i32 = 40;
const CONTRAST_GOOD: i32 = 70;

/// How a symbol is to be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    /// The edge with the white border on both sides.
    pub edge: Length,
    /// Dots of the printer on an inch.
    pub dpi: u32,
    /// The colour of the dark modules.
    pub ink: Colour,
    /// The colour of the light ones and of the border.
    pub paper: Colour,
}

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The kind of symbol.
    Symbology,
    /// The edge of the symbol.
    Size,
    /// The printer.
    Dpi,
    /// The colours.
    Ink,
}

impl Field {
    /// Its word in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Symbology => "symbology",
            Self::Size => "size",
            Self::Dpi => "dpi",
            Self::Ink => "ink",
        }
    }
}

/// Something to know about a print, with the remedy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Whether the symbol is not drawn for it.
    pub refuses: bool,
    /// What it is about.
    pub field: Field,
    /// What is the matter and what to do.
    pub text: String,
}

/// How a symbol would come out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Its kind.
    pub symbology: Symbology,
    /// Its size as its standard calls it.
    pub version: String,
    /// Bytes that it holds.
    pub bytes: usize,
    /// Modules on an edge, without the border.
    pub modules: u32,
    /// The width of the border, in modules.
    pub quiet_zone: u32,
    /// Dots of the printer on the edge of a module.
    pub dots: u32,
    /// The edge of a module.
    pub module: Length,
    /// The edge of the symbol as printed, with its border.
    pub edge: Length,
    /// Contrast in percent; negative for light on dark.
    pub contrast: i32,
    /// What is to be known, refusals first.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Whether the symbol will not be drawn.
    pub fn is_refused(&self) -> bool {
        self.findings.iter().any(|f| f.refuses)
    }
}

/// Measures a print.
pub fn preflight(symbol: &Symbol, print: &Print) -> Report {
    let full = symbol.full_width();
    let dots = print.edge.dots(print.dpi) / full;
    let mut report = Report {
        symbology: symbol.symbology(),
        version: symbol.version(),
        bytes: symbol.text().len(),
        modules: symbol.width(),
        quiet_zone: symbol.symbology().quiet_zone(),
        dots,
        module: Length::of_dots(dots, print.dpi),
        edge: Length::of_dots(dots * full, print.dpi),
        contrast: print.ink.contrast_on(print.paper),
        findings: Vec::new(),
    };
    if (DPI_MIN..=DPI_MAX).contains(&print.dpi) {
        size(&mut report, full, print.dpi);
    } else {
        let text = LabelError::Dpi(print.dpi).to_string();
        report.add(true, Field::Dpi, text);
    }
    contrast(&mut report);
    carrier(&mut report);
    report.findings.sort_by_key(|f| !f.refuses);
    report
}

/// The least edge that is drawn on this printer.
pub(crate) fn least_edge(full: u32, dpi: u32) -> Length {
    Length::holding_dots(least_dots(dpi, MODULE_MIN) * full, dpi)
}

/// Dots of a module of at least this length.
fn least_dots(dpi: u32, module: Length) -> u32 {
    let mut dots = DOTS_MIN;
    while Length::of_dots(dots, dpi) < module {
        dots += 1;
    }
    dots
}

fn size(report: &mut Report, full: u32, dpi: u32) {
    let (dots, module) = (report.dots, report.module);
    if dots < DOTS_MIN || module < MODULE_MIN {
        let least = least_edge(full, dpi);
        let found = if dots == 0 {
            "there is less than a dot of the printer for each module".to_owned()
        } else {
            format!("a module would be {module}, {}", in_dots(dots))
        };
        let text = format!(
            "Too small to scan: {found}. It needs at least {MODULE_MIN} and {DOTS_MIN} dots. Print the code at least {least} wide{}.",
            if dots < DOTS_MIN {
                ", or on a finer printer"
            } else {
                ""
            }
        );
        report.add(true, Field::Size, text);
        return;
    }
    if dots < DOTS_GOOD {
        let good = Length::holding_dots(DOTS_GOOD * full, dpi);
        let text = format!(
            "A module has {}; prints are stable from {DOTS_GOOD} on. That would be a code of {good}, or a finer printer.",
            in_dots(dots)
        );
        report.add(false, Field::Size, text);
    }
    if module < MODULE_POS.0 {
        let needed = Length::holding_dots(least_dots(dpi, MODULE_POS.0) * full, dpi);
        let text = format!(
            "Phones scan this. Checkouts want modules of {} to {}, this has {module}: from a code of {needed} on.",
            MODULE_POS.0, MODULE_POS.1
        );
        report.add(false, Field::Size, text);
    }
    if module > MODULE_POS.1 {
        let most = Length::of_dots(MODULE_POS.1.dots(dpi) * full, dpi);
        let text = format!(
            "Phones scan this. Checkouts want modules of at most {}, this has {module}: a code of up to {most}.",
            MODULE_POS.1
        );
        report.add(false, Field::Size, text);
    }
}

fn in_dots(dots: u32) -> String {
    if dots == 1 {
        "1 dot".to_owned()
    } else {
        format!("{dots} dots")
    }
}

fn contrast(report: &mut Report) {
    let found = report.contrast;
    if found <= 0 {
        let text = "Scanners look for dark on light. Choose an ink that is darker than the paper; red ink is light to many scanners.";
        report.add(true, Field::Ink, text.to_owned());
    } else if found < CONTRAST_MIN {
        let text = format!(
            "The contrast is about {found} %; scanners need {CONTRAST_MIN} %. Choose a darker ink or a lighter paper; black on white is best, and red and orange are light to many scanners."
        );
        report.add(true, Field::Ink, text);
    } else if found < CONTRAST_GOOD {
        let text = format!(
            "The contrast is about {found} %. From {CONTRAST_GOOD} % on a worn or glossy label scans as well."
        );
        report.add(false, Field::Ink, text);
    }
}

/// What the carrier itself can do.
fn carrier(report: &mut Report) {
    let text = match report.symbology {
        Symbology::Qr => return,
        Symbology::DataMatrix => {
            "Many phones' own cameras open QR codes alone; a Data Matrix wants an app on those."
        }
        Symbology::Gs1DataMatrix => {
            "This code holds the GTIN, not the address of the passport: scanners in trade read it, a phone's camera opens nothing. Print a QR code beside it for everybody else."
        }
    };
    report.add(false, Field::Symbology, text.to_owned());
}

impl Report {
    fn add(&mut self, refuses: bool, field: Field, text: String) {
        self.findings.push(Finding { refuses, field, text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://id.example.com/01/09506000134352";

    fn report(edge: Length, dpi: u32) -> Report {
        let symbol = Symbol::encode(Symbology::Qr, LINK).unwrap();
        let print = Print {
            edge,
            dpi,
            ink: Colour::BLACK,
            paper: Colour::WHITE,
        };
        preflight(&symbol, &print)
    }

    /// domain.md 2: a symbol of 29 modules takes 14.65 mm with its quiet zone at 0.396 mm.
    #[test]
    fn a_symbol_of_29_modules_for_the_checkout_takes_14_65_mm() {
        let found = report(Length::um(14_700), 2400);
        assert_eq!((found.modules, found.quiet_zone), (29, 4));
        assert_eq!(found.version, "version 3, 29 × 29 modules");
        assert!(
            found.module >= Length::um(391) && found.module <= Length::um(397),
            "{found:?}"
        );
        let found = report(Length::mm(20), 300);
        // 236 dots for 37 modules are 6 each, 0.508 mm.
        assert_eq!(
            (found.dots, found.module, found.edge),
            (6, Length::um(508), Length::um(18_796))
        );
        assert_eq!(found.findings, []);
    }

    #[test]
    fn what_is_too_small_is_refused_and_the_remedy_works() {
        for dpi in [150, 203, 300, 360, 600, 1200, 2400] {
            for um in (1_000..9_000).step_by(700) {
                let found = report(Length::um(um), dpi);
                assert!(found.is_refused(), "{um} at {dpi}");
                let text = &found.findings[0].text;
                let told = text
                    .split("at least ")
                    .last()
                    .unwrap()
                    .split(" wide")
                    .next()
                    .unwrap();
                let told = Length::parse_mm(told).unwrap_or_else(|| panic!("{text}"));
                let mended = report(told, dpi);
                assert!(!mended.is_refused(), "{dpi}: {told}");
                assert!(mended.module >= MODULE_MIN && mended.dots >= DOTS_MIN);
            }
        }
    }

    #[test]
    fn the_remedy_for_checkouts_and_stable_prints_works_too() {
        let found = report(Length::mm(11), 300);
        assert_eq!(found.findings.len(), 2, "{found:?}");
        for finding in &found.findings {
            assert!(!finding.refuses);
            let told = finding.text.split("a code of ").last().unwrap();
            let told = Length::parse_mm(told.split(" mm").next().unwrap()).unwrap();
            let mended = report(told, 300);
            assert!(
                mended.findings.iter().all(|f| f.text[..10] != finding.text[..10]),
                "{told}: {mended:?}"
            );
        }
        let large = report(Length::mm(60), 300);
        assert!(
            large.findings.iter().any(|f| f.text.contains("at most 0.99 mm")),
            "{large:?}"
        );
    }

    #[test]
    fn inks_and_printers_that_will_not_do_are_refused_at_their_field() {
        let symbol = Symbol::encode(Symbology::DataMatrix, LINK).unwrap();
        let mut print = Print {
            edge: Length::mm(20),
            dpi: 300,
            ink: Colour::WHITE,
            paper: Colour::BLACK,
        };
        assert_eq!(preflight(&symbol, &print).findings[0].field, Field::Ink);
        print.ink = Colour::parse("#dd0000").unwrap();
        print.paper = Colour::WHITE;
        let red = preflight(&symbol, &print);
        assert!(red.is_refused() && red.contrast < 50, "{red:?}");
        print.ink = Colour::parse("#123456").unwrap();
        assert!(!preflight(&symbol, &print).is_refused());
        print.dpi = 72;
        assert_eq!(preflight(&symbol, &print).findings[0].field, Field::Dpi);
    }
}

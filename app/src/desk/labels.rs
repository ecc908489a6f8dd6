//! Ordering labels: whose, on which sheet, what stands on them, and whether they will scan.

mod fields;
mod passports;

use super::{
    exports::{export_state, line, live},
    layout::{Frame, page},
    table::table_section,
};
use crate::{
    account::FormState,
    routes::Route,
    ui::{Look, badge::Badge, empty::EmptyState, time::exact},
};
use chrono::{DateTime, Utc};
use domain::{
    export::ExportView,
    labels::{LabelsView, Preflight},
};
use fields::{Choice, Measure, Tick};
use leptos::prelude::*;

/// The fields that mistakes are linked to.
const FIELDS: [&str; 21] = [
    "template",
    "which",
    "symbology",
    "sheet",
    "code",
    "dpi",
    "ink",
    "paper",
    "start",
    "format",
    "page_width",
    "page_height",
    "label_width",
    "label_height",
    "columns",
    "rows",
    "left",
    "top",
    "gap_x",
    "gap_y",
    "preflight",
];

/// The page.
pub fn labels_page(frame: &Frame, state: &FormState<'_>, view: &LabelsView, now: DateTime<Utc>) -> String {
    page(frame, state, "Labels", &FIELDS, || {
        if view.templates.is_empty() {
            return nothing().into_any();
        }
        view! {
            <p class="lead">
                "Codes for products and packaging. Every code is read again by an independent decoder before you get it, and what would not scan is refused here, not at the printer."
            </p>
            <form
                method="post"
                action=Route::Labels.href()
                class="labels"
                data-live-form="preflight"
                data-live-path=Route::Labels.href()
                novalidate
            >
                <input type="hidden" name="sent" value="1" />
                {passports::section(state, view)}
                {looks(state, view)}
                {preflight(state, &view.preflight)}
                <div class="row-actions">
                    <button type="submit" class=Look::Primary.class()>"Make the labels"</button>
                    <button type="submit" class=Look::Plain.class() formmethod="get">"Check"</button>
                </div>
            </form>
            {files(&view.files, now)}
            {live()}
        }
        .into_any()
    })
}

fn nothing() -> impl IntoView {
    view! {
        <EmptyState
            title="There is nothing to label yet"
            text="A label leads to a passport. Publish products first; their codes can be printed from then on, and stay the same for ever."
        >
            <a class=Look::Primary.class() href=Route::Products.href()>"Choose products to publish"</a>
        </EmptyState>
    }
}

/// Code, sheet, text and file.
fn looks(state: &FormState<'_>, view: &LabelsView) -> impl IntoView + use<> {
    let sheets: Vec<(&str, &str)> = view
        .sheets
        .iter()
        .copied()
        .chain([("own", "My own measures, below")])
        .collect();
    view! {
        <section class="card" aria-labelledby="looks">
            <h2 id="looks">"The labels"</h2>
            <div class="filters">
                {Choice {
                    name: "symbology",
                    label: "Kind of code",
                    help: "A QR code opens the passport on every phone.",
                    options: &[
                        ("qr", "QR code with the passport's address"),
                        ("data_matrix", "Data Matrix with the passport's address"),
                        ("gs1_data_matrix", "GS1 DataMatrix with GTIN, lot and serial number"),
                    ],
                }.view(state)}
                {Choice { name: "sheet", label: "Sheet or roll", help: "By the measures on its package.", options: &sheets }.view(state)}
                {Choice {
                    name: "format",
                    label: "File",
                    help: "A PDF prints at its true size: switch off “fit to page”.",
                    options: &[
                        ("pdf", "One PDF for the printer"),
                        ("zip-svg", "ZIP, one SVG per label"),
                        ("zip-png", "ZIP, one PNG per label"),
                        ("zip-pdf", "ZIP, one PDF per label"),
                    ],
                }.view(state)}
            </div>
            <div class="filters">
                {Measure { name: "code", label: "Width of the code, in mm", help: "With its white border. Leave it empty for as large as fits." }.view(state)}
                {Measure { name: "dpi", label: "Printer, in dpi", help: "203 and 300 are usual for label printers, 600 for lasers." }.view(state)}
                {Measure { name: "start", label: "First free label", help: "Counted row by row, for a sheet that was begun." }.view(state)}
            </div>
            <fieldset class="field">
                <legend>"Printed beside the code"</legend>
                {Tick { name: "name", label: "The product's name" }.view(state)}
                {Tick { name: "identifier", label: "GTIN, lot and serial number, or the product's identifier" }.view(state)}
                {Tick { name: "marker", label: "The mark “DPP”" }.view(state)}
                {Tick { name: "logo", label: "The brand's logo; never inside the code" }.view(state)}
            </fieldset>
            {language(state, view)}
            {own(state)}
        </section>
    }
}

fn language(state: &FormState<'_>, view: &LabelsView) -> Option<impl IntoView + use<>> {
    let tags: Vec<String> = view.locales.iter().map(ToString::to_string).collect();
    let options: Vec<(&str, &str)> = tags.iter().map(|tag| (tag.as_str(), tag.as_str())).collect();
    (options.len() > 1).then(|| {
        Choice {
            name: "locale",
            label: "Language of the name",
            help: "Where a name is missing, another language is taken.",
            options: &options,
        }
        .view(state)
    })
}

/// What few people change: colours, and the measures of a sheet.
fn own(state: &FormState<'_>) -> impl IntoView + use<> {
    let open = state.value("sheet") == "own"
        || FIELDS[10..]
            .iter()
            .chain(&["ink", "paper"])
            .any(|f| state.error.is_some_and(|e| e.at(f).is_some()));
    let measures = [
        ("page_width", "Page, width"),
        ("page_height", "Page, height"),
        ("label_width", "Label, width"),
        ("label_height", "Label, height"),
        ("columns", "Labels in a row"),
        ("rows", "Rows"),
        ("left", "Left margin"),
        ("top", "Top margin"),
        ("gap_x", "Gap between columns"),
        ("gap_y", "Gap between rows"),
    ];
    let measures = measures
        .into_iter()
        .map(|(name, label)| {
            Measure {
                name,
                label,
                help: "",
            }
            .view(state)
        })
        .collect_view();
    view! {
        <details open=open>
            <summary>"Colours, and measures of my own sheet in mm"</summary>
            <div class="filters">
                {Measure { name: "ink", label: "Ink", help: "Dark. Red and orange are light to many scanners." }.view(state)}
                {Measure { name: "paper", label: "Paper", help: "Light." }.view(state)}
            </div>
            <div class="filters">{measures}</div>
        </details>
    }
}

/// What the server measured. The script replaces it while the form is filled in.
fn preflight(state: &FormState<'_>, found: &Preflight) -> impl IntoView + use<> {
    let facts = found
        .facts
        .iter()
        .map(|(name, value)| view! { <dt>{*name}</dt><dd>{value.clone()}</dd> })
        .collect_view();
    let findings = found
        .findings
        .iter()
        .map(|finding| {
            let class = if finding.refuses {
                "notice tone-danger"
            } else {
                "notice tone-warn"
            };
            let word = if finding.refuses {
                "Will not be made: "
            } else {
                "To know: "
            };
            view! { <p class=class><strong>{word}</strong> {finding.text.clone()}</p> }
        })
        .collect_view();
    let refused = found.findings.iter().find(|f| f.refuses);
    let say = refused.map_or_else(|| "The labels will scan.".to_owned(), |f| f.text.clone());
    view! {
        <section class="card" id="preflight" aria-labelledby="preflight-title" data-say=say>
            <h2 id="preflight-title">"Will they scan?"</h2>
            {found.passes().then(|| view! { <p>"Yes. Measured on the longest address among them:"</p> })}
            <div class="label-proof">
                {found.passes().then(|| picture(state, found))}
                {(!found.facts.is_empty()).then(|| view! { <dl class="facts">{facts}</dl> })}
            </div>
            {findings}
        </section>
    }
}

/// The label that was measured.
fn picture(state: &FormState<'_>, found: &Preflight) -> Option<impl IntoView + use<>> {
    let looks = |name: &str| {
        !matches!(
            name,
            "passport" | "which" | "template" | "search" | "sent" | "format" | "start"
        )
    };
    let query: Vec<String> = state
        .values
        .iter()
        .filter(|(name, value)| looks(name) && !value.is_empty())
        .map(|(name, value)| format!("{}={}", name, crate::routes::encoded(value)))
        .collect();
    let source = format!("{}?{}", Route::LabelSvg(found.sample?).href(), query.join("&"));
    Some(view! { <img class="label-picture" src=source alt="A label as it will be printed" /> })
}

/// What was ordered before.
fn files(files: &[ExportView], now: DateTime<Utc>) -> Option<impl IntoView + use<>> {
    let rows = files
        .iter()
        .map(|file| {
            let (tone, text) = export_state(file.state);
            view! {
                <tr>
                    <th scope="row"><a href=Route::Export(file.id).href()>{file.name.clone()}</a></th>
                    <td data-label="State"><Badge tone text /></td>
                    <td data-label="Labels">{line(file, now)}</td>
                    <td data-label="Ordered">
                        <time datetime=file.created_at.to_rfc3339()>{exact(file.created_at)}</time>
                    </td>
                </tr>
            }
        })
        .collect_view();
    let headings = ["File", "State", "Labels", "Ordered"];
    (!files.is_empty()).then(|| table_section(("files", "Files"), &headings, (), rows))
}

#[cfg(test)]
mod tests {
    use super::{super::tests::frame, *};
    use domain::{
        TemplateId,
        labels::{Finding, Levels},
    };

    fn view() -> LabelsView {
        LabelsView {
            templates: vec![(
                "00000000-0000-0000-0000-000000000004"
                    .parse::<TemplateId>()
                    .unwrap(),
                "Chairs".into(),
                Levels {
                    models: 3,
                    batches: 1,
                    items: 10_000,
                },
            )],
            sheets: vec![("a4-3x8", "A4, 24 labels")],
            preflight: Preflight {
                sample: Some("00000000-0000-0000-0000-000000000005".parse().unwrap()),
                labels: 3,
                facts: vec![("Module", "0.508 mm, 6 dots".into())],
                findings: Vec::new(),
            },
            ..LabelsView::default()
        }
    }

    fn shown(view: &LabelsView, values: &[(&str, &str)]) -> String {
        let state = FormState {
            values,
            ..FormState::default()
        };
        labels_page(
            &frame(),
            &state,
            view,
            DateTime::from_timestamp(1_790_000_000, 0).unwrap(),
        )
    }

    #[test]
    fn the_form_shows_what_was_chosen_and_what_was_measured() {
        let values = [
            ("symbology", "data_matrix"),
            ("sheet", "a4-3x8"),
            ("name", "on"),
            ("ink", "#000000"),
            ("template", "00000000-0000-0000-0000-000000000004"),
        ];
        let html = shown(&view(), &values);
        for part in [
            "<option value=\"data_matrix\" selected",
            "0.508 mm, 6 dots",
            "label.svg?symbology=data_matrix&amp;sheet=a4-3x8&amp;name=on&amp;ink=%23000000",
            "data-say=\"The labels will scan.\"",
            "/assets/live.js",
            "Chairs (10004 labels: 3 models, 1 batch, 10000 items)",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("style="));
    }

    #[test]
    fn a_refusal_is_said_and_no_picture_is_shown() {
        let mut view = view();
        view.preflight.findings.push(Finding {
            refuses: true,
            text: "Too small <to> scan.".into(),
        });
        let html = shown(&view, &[]);
        assert!(html.contains("Will not be made") && html.contains("Too small &lt;to&gt; scan."));
        assert!(!html.contains("label.svg"));
    }

    #[test]
    fn a_brand_without_passports_is_told_where_to_begin() {
        assert!(shown(&LabelsView::default(), &[]).contains("There is nothing to label yet"));
    }
}

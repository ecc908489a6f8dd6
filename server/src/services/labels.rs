//! Labels of passports: measured before they are printed, singly at once, in sheets and archives as files.

mod content;
mod looks;
mod maker;
#[cfg(test)]
mod tests;

pub use looks::{Format, Looks, Which};
pub use maker::Sheets;

use crate::{
    app::App,
    context::OpContext,
    services::{exports, passports},
};
use chrono::TimeDelta;
use content::{label_of, logo_of, words};
use db::queries::{
    passports::{
        labels::{self as rows, Labelled},
        these,
    },
    templates,
};
use domain::{
    Error, ExportId, FieldError, Kind, PassportId, Permission,
    labels::{Finding, LabelsView, Preflight},
    passport::ListPassports,
};
use labels::{LabelError, Logo, PRESETS, Symbology};
use looks::form_field;
use std::collections::HashSet;
use tokio::sync::Semaphore;

/// How long a file of labels can be fetched.
const KEPT: TimeDelta = TimeDelta::days(2);
/// The most labels of a file.
const LABELS_MAX: u32 = 50_000;
/// Who draws at the same time while somebody waits: a picture takes up to a hundred megabytes while it is made.
static DRAWING: Semaphore = Semaphore::const_new(2);

/// A picture or a document with one label.
pub struct Single {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What it is.
    pub mime: &'static str,
}

/// The label of one passport, read again after it was drawn. Mistakes are told at their fields.
pub async fn single(
    app: &App,
    op: &OpContext,
    id: PassportId,
    looks: Looks,
    format: Format,
) -> Result<Single, Error> {
    op.require(Permission::Read)?;
    let which = [id];
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::these(&mut tx, &which).await?;
    let logo = logo_of(&mut tx, &looks, found.first().map(|row| row.template)).await?;
    tx.commit().await?;
    let row = found.into_iter().next().ok_or(Error::NotFound(Kind::Passport))?;
    let label = label_of(app, &row, &looks).map_err(|e| in_words(&e))?;
    let work = move || {
        let logo = logo.as_ref();
        let drawing = labels::draw(&looks.design, &label, logo)?;
        match format {
            Format::Svg => drawing.svg(logo).map(String::into_bytes),
            Format::Png => drawing.png(logo),
            Format::Pdf => drawing.pdf(logo, &label.text),
        }
    };
    let bytes = blocking(work).await?.map_err(|e| in_words(&e))?;
    Ok(Single {
        bytes,
        mime: format.mime(),
    })
}

/// Orders the labels of many passports as one file.
pub async fn order(app: &App, op: &OpContext, looks: Looks, which: Which) -> Result<ExportId, Error> {
    op.require(Permission::Read)?;
    let preflight = measure(app, op, &looks, &which).await?;
    if let Some(refusal) = preflight.findings.iter().find(|f| f.refuses) {
        return Err(Error::invalid("preflight", refusal.text.clone()));
    }
    if preflight.labels > LABELS_MAX {
        return Err(Error::invalid(which.field(), too_many(preflight.labels)));
    }
    let (extension, mime) = looks.file();
    let wanted = exports::Wanted {
        kind: maker::KIND,
        name: format!("labels-{}.{extension}", app.clock.now().format("%Y-%m-%d")),
        payload: maker::payload(looks, which)?,
        mime,
        kept: KEPT,
    };
    exports::start(app, op, &wanted).await
}

/// What the page shows: passports to choose from, the preflight of what is chosen, and files that were ordered before.
/// `looks` are mistaken where they could not be read.
pub async fn view(
    app: &App,
    op: &OpContext,
    search: &str,
    looks: &Result<Looks, Error>,
    which: &Which,
) -> Result<LabelsView, Error> {
    op.require(Permission::Read)?;
    let mut view = LabelsView {
        sheets: PRESETS.iter().map(|preset| (preset.word, preset.title)).collect(),
        files: exports::list(app, op, maker::KIND).await?,
        ..LabelsView::default()
    };
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let counts = rows::of_each_template(&mut tx).await?;
    for template in templates::list(&mut tx).await? {
        if which.template() == Some(template.id) {
            view.locales.clone_from(&template.design.locales);
        }
        if let Some(count) = counts.get(&template.id) {
            view.templates.push((template.id, template.design.name, *count));
        }
    }
    if let Which::Below(above, _) = which {
        view.above = these(&mut tx, &[*above]).await?.pop();
    }
    view.passports = these(&mut tx, which.ticked()).await?;
    tx.commit().await?;
    let list = ListPassports {
        search: search.to_owned(),
        template: which.template(),
        page: 1,
    };
    let found = passports::list(app, op, list).await?;
    view.found = found.total;
    let is_shown: HashSet<_> = found.items.iter().map(|row| row.id).collect();
    view.passports.retain(|row| !is_shown.contains(&row.id));
    view.passports.extend(found.items);
    view.preflight = match looks {
        Ok(looks) => measure(app, op, looks, which).await?,
        Err(error) => mistaken(error),
    };
    Ok(view)
}

/// Measures the labels on the one with the longest address.
async fn measure(app: &App, op: &OpContext, looks: &Looks, which: &Which) -> Result<Preflight, Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let count = rows::count(&mut tx, which.rows()).await?;
    // Where only a GTIN can be printed, those without one are left out and named in the file's remarks.
    let gtin = looks.design.symbology == Symbology::Gs1DataMatrix;
    let root = i32::try_from(app.config.address(None, "").len()).unwrap_or(i32::MAX);
    let mut longest = rows::longest(&mut tx, which.rows(), (gtin, root)).await?;
    if longest.is_none() && gtin {
        longest = rows::longest(&mut tx, which.rows(), (false, root)).await?;
    }
    let templates = rows::templates_of(&mut tx, which.rows()).await?;
    let logo = logo_of(&mut tx, looks, only(&templates)).await?;
    tx.commit().await?;
    let Some(row) = longest else {
        return Ok(refusing(which.nothing().to_owned()));
    };
    let mut preflight = judged(app, looks, &row, logo).await?;
    preflight.labels = count;
    preflight.facts.insert(0, ("Labels", words(looks, count)));
    if let Some(text) = which.gone(count) {
        preflight.findings.push(Finding { refuses: false, text });
    }
    if looks.logo && templates.len() > 1 {
        let text = "The logo is left out: the passports belong to several templates.".to_owned();
        preflight.findings.push(Finding { refuses: false, text });
    }
    Ok(preflight)
}

async fn judged(app: &App, looks: &Looks, row: &Labelled, logo: Option<Logo>) -> Result<Preflight, Error> {
    let mut preflight = Preflight {
        sample: Some(row.id),
        ..Preflight::default()
    };
    let label = match label_of(app, row, looks) {
        Ok(label) => label,
        Err(error) => {
            return Ok(Preflight {
                sample: None,
                ..refusing(error.to_string())
            });
        }
    };
    let looks = looks.clone();
    let drawn = blocking(move || {
        let drawing = labels::draw(&looks.design, &label, logo.as_ref())?;
        if looks.zip == Some(Format::Png) {
            drawing.fits_png()?;
        }
        drawing.stamp()?;
        Ok(drawing)
    });
    match drawn.await? {
        Ok(drawing) => {
            let report = &drawing.report;
            preflight.facts = vec![
                (
                    "Code",
                    format!("{}, {}", report.symbology.title(), report.version),
                ),
                ("Holds", format!("{} characters", report.bytes)),
                ("Size with its white border", report.edge.to_string()),
                ("Module", format!("{}, {} dots", report.module, report.dots)),
                ("White border", format!("{} modules", report.quiet_zone)),
                ("Contrast", format!("{} %", report.contrast)),
            ];
            let findings = report.findings.iter().map(|f| f.text.clone());
            let notes = drawing.notes.iter().cloned();
            preflight.findings = findings
                .chain(notes)
                .map(|text| Finding { refuses: false, text })
                .collect();
        }
        Err(LabelError::Refused(findings)) => {
            let told = findings.into_iter().map(|f| Finding {
                refuses: f.refuses,
                text: f.text,
            });
            preflight.findings = told.collect();
        }
        Err(error) => preflight.findings = refusing(error.to_string()).findings,
    }
    Ok(preflight)
}

/// The mistakes of a form that could not be read.
fn mistaken(error: &Error) -> Preflight {
    match error {
        Error::Invalid(mistakes) => Preflight {
            findings: mistakes
                .iter()
                .map(|m| Finding {
                    refuses: true,
                    text: m.message.clone(),
                })
                .collect(),
            ..Preflight::default()
        },
        other => refusing(other.to_string()),
    }
}

fn refusing(text: String) -> Preflight {
    Preflight {
        findings: vec![Finding { refuses: true, text }],
        ..Preflight::default()
    }
}

/// The one of them, where there is no other.
fn only<T: Copy>(all: &[T]) -> Option<T> {
    if let [one] = all { Some(*one) } else { None }
}

/// A mistake at the field of the form.
fn in_words(error: &LabelError) -> Error {
    Error::Invalid(vec![FieldError::new(
        form_field(error.field()),
        error.to_string(),
    )])
}

/// More labels than a file holds.
fn too_many(labels: u32) -> String {
    format!("A file holds at most {LABELS_MAX} labels; these are {labels}.")
}

/// Does what takes a processor's time where it keeps nobody waiting, and takes its turn: what it takes of memory is bounded.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let _turn = DRAWING.acquire().await.map_err(|_| Error::Internal)?;
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "drawing a label panicked");
        Error::Internal
    })
}

//! Makes the file: pages of passports, their labels drawn and read again on all processors, put together in order.

use super::{
    Format, LABELS_MAX, Looks, Which,
    content::{label_of, logo_of},
    only, too_many,
};
use crate::{
    app::App,
    services::exports::{Maker, Order, Sink, Stop},
};
use async_trait::async_trait;
use db::queries::passports::labels::{self as rows, Labelled, Place};
use domain::{Error, PassportId, Permission, natural::natural};
use labels::{LabelError, Logo, SheetPdf, Stamp, Zip};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{collections::BTreeSet, num::NonZero, sync::Arc, thread::available_parallelism};

/// The kind of file.
pub(super) const KIND: &str = "labels";
/// Labels between two signs of life.
const PAGE: usize = 250;

/// Makes sheets and archives of labels.
pub struct Sheets;

/// What is ordered.
#[derive(Serialize, Deserialize)]
struct Payload {
    looks: Looks,
    which: Which,
}

pub(super) fn payload(looks: Looks, which: Which) -> Result<Value, Error> {
    serde_json::to_value(Payload { looks, which }).map_err(|error| {
        tracing::error!(%error, "an order of labels cannot be written");
        Error::Internal
    })
}

#[async_trait]
impl Maker for Sheets {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn permission(&self) -> Permission {
        Permission::Read
    }

    async fn make(&self, app: &App, order: &Order, sink: &mut Sink) -> Result<(), Stop> {
        let Payload { looks, which } = order.read()?;
        let ids = places(app, order, &which).await?;
        let total = u32::try_from(ids.len()).unwrap_or(u32::MAX);
        if let Some(text) = which.gone(total) {
            sink.note(text);
        }
        let mut tx = app.db.brand(order.brand).await?;
        let templates = rows::templates_of(&mut tx, which.rows()).await?;
        let logo = logo_of(&mut tx, &looks, only(&templates)).await?;
        tx.commit().await?;
        let mut output = Output::begin(&looks, logo.as_ref())?;
        let work = Arc::new(Work {
            app: app.clone(),
            looks,
            logo,
        });
        let (mut done, mut made) = (0_u32, 0_u32);
        sink.progress(0, total).await?;
        for part in ids.chunks(PAGE) {
            let mut tx = app.db.brand(order.brand).await?;
            let page = rows::these(&mut tx, part).await?;
            tx.commit().await?;
            let mut ids = Vec::new();
            for (row, piece) in drawn(&work, page).await? {
                done += 1;
                match piece {
                    Ok(piece) => {
                        output.add(&row, piece, sink).await?;
                        ids.push(row.id);
                    }
                    Err(error) => sink.note(format!("{} was left out: {error}", row.product_identifier)),
                }
            }
            made += u32::try_from(ids.len()).unwrap_or(u32::MAX);
            let mut tx = app.db.brand(order.brand).await?;
            rows::note_made(&mut tx, &ids, app.clock.now()).await?;
            tx.commit().await?;
            sink.progress(done, total).await?;
        }
        if made == 0 {
            return Err(Stop::GivenUp(
                "No label could be made. Look at the preflight of each passport.".to_owned(),
            ));
        }
        output.finish(sink).await
    }
}

/// All that are chosen, in the order in which they are printed.
async fn places(app: &App, order: &Order, which: &Which) -> Result<Vec<PassportId>, Stop> {
    let mut tx = app.db.brand(order.brand).await?;
    let places = rows::places(&mut tx, which.rows(), i64::from(LABELS_MAX) + 1).await?;
    tx.commit().await?;
    let total = u32::try_from(places.len()).unwrap_or(u32::MAX);
    if total > LABELS_MAX {
        return Err(Stop::GivenUp(too_many(total)));
    }
    let sorted = tokio::task::spawn_blocking(|| in_order(places)).await;
    sorted.map_err(|_| Stop::Failed(Error::Internal))
}

/// As they come from a production line: by product, batch and serial number, numbers as people count. What has no batch or no
/// serial number stands before what has one.
fn in_order(mut places: Vec<Place>) -> Vec<PassportId> {
    let part = |a: Option<&str>, b: Option<&str>| match (a, b) {
        (Some(a), Some(b)) => natural(a, b),
        (a, b) => a.is_some().cmp(&b.is_some()),
    };
    places.sort_by(|a, b| {
        natural(&a.product_identifier, &b.product_identifier)
            .then_with(|| part(a.batch.as_deref(), b.batch.as_deref()))
            .then_with(|| part(a.serial.as_deref(), b.serial.as_deref()))
            .then_with(|| a.id.cmp(&b.id))
    });
    places.into_iter().map(|place| place.id).collect()
}

/// What all labels have in common.
struct Work {
    app: App,
    looks: Looks,
    logo: Option<Logo>,
}

/// A label on its way into the file.
enum Piece {
    Stamp(Stamp),
    File(Vec<u8>),
}

type Drawn = (Labelled, Result<Piece, LabelError>);

impl Work {
    fn draw(&self, row: &Labelled) -> Result<Piece, LabelError> {
        let logo = self.logo.as_ref();
        let label = label_of(&self.app, row, &self.looks)?;
        let drawing = labels::draw(&self.looks.design, &label, logo)?;
        Ok(match self.looks.zip {
            None => Piece::Stamp(drawing.stamp()?),
            Some(Format::Svg) => Piece::File(drawing.svg(logo)?.into_bytes()),
            Some(Format::Png) => Piece::File(drawing.png(logo)?),
            Some(Format::Pdf) => Piece::File(drawing.pdf(logo, &label.text)?),
        })
    }
}

/// Draws a page of labels on all processors; the order stays.
async fn drawn(work: &Arc<Work>, page: Vec<Labelled>) -> Result<Vec<Drawn>, Stop> {
    let threads = available_parallelism().map_or(1, NonZero::get);
    let share = page.len().div_ceil(threads).max(1);
    let mut page = page.into_iter().peekable();
    let mut tasks = Vec::new();
    while page.peek().is_some() {
        let (work, part) = (Arc::clone(work), page.by_ref().take(share).collect::<Vec<_>>());
        let draw = move || {
            part.into_iter()
                .map(|row| (row.clone(), work.draw(&row)))
                .collect::<Vec<_>>()
        };
        tasks.push(tokio::task::spawn_blocking(draw));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await.map_err(|error| {
            tracing::error!(%error, "drawing labels panicked");
            Stop::Failed(Error::Internal)
        })?);
    }
    Ok(all)
}

/// The file that grows.
enum Output {
    Sheets(Box<SheetPdf>),
    Archive(Zip, Names, Format),
}

impl Output {
    fn begin(looks: &Looks, logo: Option<&Logo>) -> Result<Self, Stop> {
        if let Some(format) = looks.zip {
            return Ok(Self::Archive(Zip::default(), Names::default(), format));
        }
        let sheets = SheetPdf::begin(looks.sheet, "Labels", logo);
        let mut sheets = sheets.map_err(|e| Stop::GivenUp(e.to_string()))?;
        sheets.skip(looks.skip);
        Ok(Self::Sheets(Box::new(sheets)))
    }

    async fn add(&mut self, row: &Labelled, piece: Piece, sink: &mut Sink) -> Result<(), Stop> {
        match (self, piece) {
            (Self::Sheets(sheets), Piece::Stamp(stamp)) => sheets.add(&stamp),
            (Self::Archive(zip, names, format), Piece::File(bytes)) => {
                let name = names.next(&row.path, format.extension());
                let part = zip.add(&name, &bytes).map_err(|e| Stop::GivenUp(e.to_string()))?;
                sink.write(&part).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn finish(self, sink: &mut Sink) -> Result<(), Stop> {
        let bytes = match self {
            Self::Sheets(sheets) => sheets.finish(),
            Self::Archive(zip, ..) => zip.finish().map_err(|e| Stop::GivenUp(e.to_string()))?,
        };
        sink.write(&bytes).await
    }
}

/// Names in an archive: each once.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// `01-09506000134352-21-SN42.svg`, of letters that every file system takes.
    fn next(&mut self, path: &str, extension: &str) -> String {
        let plain: String = path
            .trim_matches('/')
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let mut name = format!("{plain}.{extension}");
        let mut copy = 1;
        // Windows knows no capitals.
        while !self.0.insert(name.to_ascii_lowercase()) {
            copy += 1;
            name = format!("{plain}-{copy}.{extension}");
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_an_archive_are_plain_and_different() {
        let mut names = Names::default();
        assert_eq!(
            names.next("/01/09506000134352/21/a%2Fb", "svg"),
            "01-09506000134352-21-a-2Fb.svg"
        );
        assert_eq!(names.next("/p/Abc", "svg"), "p-Abc.svg");
        assert_eq!(names.next("/p/aBc", "svg"), "p-aBc-2.svg");
    }

    #[test]
    fn labels_come_in_the_order_of_their_numbers() {
        let place = |id: u128, product: &str, batch: Option<&str>, serial: Option<&str>| Place {
            id: uuid::Uuid::from_u128(id).into(),
            product_identifier: product.to_owned(),
            batch: batch.map(str::to_owned),
            serial: serial.map(str::to_owned),
        };
        // The ids stand for the order in which they were made, which is chance.
        let places = vec![
            place(1, "CHAIR", Some("L2"), Some("SN10")),
            place(2, "CHAIR", Some("L2"), Some("SN9")),
            place(3, "CHAIR", Some("L10"), None),
            place(4, "CHAIR", None, Some("3")),
            place(5, "CHAIR", Some("L2"), None),
            place(6, "CHAIR", None, None),
            place(7, "BENCH", None, None),
            place(8, "CHAIR", Some("L10"), Some("SN1")),
            place(9, "BENCH", None, None),
        ];
        let ids: Vec<u128> = in_order(places).into_iter().map(|id| id.0.as_u128()).collect();
        assert_eq!(ids, [7, 9, 6, 4, 5, 2, 1, 3, 8]);
    }
}

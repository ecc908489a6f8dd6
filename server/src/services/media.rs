//! Pictures and documents of passports: fetched when they are published, checked, re-encoded, and named by their content.

mod cached;
mod linked;
mod picture;
mod sized;

pub use cached::{CachedMedia, cached};
pub use picture::{Picture, PictureError};
pub use sized::webp;

use crate::{
    app::App,
    cache::Aged,
    services::{
        connections::Live,
        mapping::{MediaMap, Origin, Stored, WantedMedia},
    },
};
use bytes::Bytes;
use db::{
    DbError,
    queries::media::{self as rows, NewMedia},
};
use domain::{
    BrandId, Error,
    record::{File, Image},
};
use futures::{StreamExt, stream};
use http::{HeaderMap, HeaderValue, header};
use pim::{MediaFile, PimError};
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use url::Url;

/// The largest picture that is read, in bytes.
const PICTURE_MAX: usize = 10 * 1024 * 1024;
/// The largest document that is kept, in bytes.
const FILE_MAX: usize = 20 * 1024 * 1024;
/// The largest logo that is read, in bytes.
const LOGO_MAX: usize = 2 * 1024 * 1024;
/// The longest edge of a picture on a page, in pixels.
const PICTURE_EDGE: u32 = 1280;
/// The longest edge of a logo, in pixels.
const LOGO_EDGE: u32 = 640;
/// Files fetched at once for one publication.
const AT_ONCE: usize = 2;
/// Questions to the cache at once.
const RECALLED_AT_ONCE: usize = 16;
/// How long it is remembered what a file of the PIM became. A changed file gets another code there.
const REMEMBERED: Duration = Duration::from_hours(30 * 24);

/// Where files are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::services) enum Keep {
    /// With the versions that show them.
    Forever,
    /// In the cache, for as long as what was read from the PIM.
    Cached,
    /// Nowhere: they are not even fetched.
    Nowhere,
}

/// What became of the files that records need.
#[derive(Default)]
pub(in crate::services) struct Files {
    /// Those that are stored.
    pub(in crate::services) stored: MediaMap,
    /// Why the others were left out.
    left_out: BTreeMap<WantedMedia, LeftOut>,
}

struct LeftOut {
    words: String,
    /// Whether it may well be there a moment later.
    for_now: bool,
}

impl Files {
    /// Remarks on the files among these that were left out.
    pub(in crate::services) fn warnings(&self, wanted: &BTreeSet<WantedMedia>) -> Vec<String> {
        wanted
            .iter()
            .filter_map(|w| self.left_out.get(w))
            .map(|left_out| left_out.words.clone())
            .collect()
    }

    /// Whether one of these was left out that may well be there a moment later.
    pub(in crate::services) fn is_incomplete(&self, wanted: &BTreeSet<WantedMedia>) -> bool {
        let mut left_out = wanted.iter().filter_map(|w| self.left_out.get(w));
        left_out.any(|left_out| left_out.for_now)
    }
}

/// Fetches the files that records need. What cannot be fetched or shown is told in words and left out.
pub(in crate::services) async fn collect(
    live: &Live,
    wanted: &BTreeSet<WantedMedia>,
    keep: Keep,
) -> Result<Files, Error> {
    let stored = match keep {
        Keep::Nowhere => return Ok(Files::default()),
        Keep::Forever => known(live, wanted).await?,
        Keep::Cached => cached::known(live, wanted).await,
    };
    let mut files = Files {
        stored,
        left_out: BTreeMap::new(),
    };
    let missing: Vec<WantedMedia> = wanted
        .iter()
        .filter(|w| !files.stored.contains_key(&w.code))
        .cloned()
        .collect();
    let mut fetched = stream::iter(missing)
        .map(|wanted| async move {
            let outcome = fetch(live, &wanted, keep).await;
            (wanted, outcome)
        })
        .buffered(AT_ONCE);
    while let Some((wanted, outcome)) = fetched.next().await {
        match outcome {
            Ok(stored) => {
                files.stored.insert(wanted.code, stored);
            }
            Err(failed) => {
                let (why, for_now) = failed.told()?;
                let kind = if wanted.picture { "picture" } else { "document" };
                let name = file_name(&wanted.code);
                let words = format!("The {kind} \u{201c}{name}\u{201d} was left out: {why}");
                files.left_out.insert(wanted, LeftOut { words, for_now });
            }
        }
    }
    drop(fetched);
    Ok(files)
}

/// Fetches a logo from the web and stores it as a picture; the answer on failure is for the field of the form.
pub(in crate::services) async fn logo(
    app: &App,
    brand: BrandId,
    url: &Url,
) -> Result<Result<Image, String>, Error> {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::ACCEPT,
        HeaderValue::from_static("image/png, image/jpeg, image/webp, image/gif"),
    );
    let answer = match app.outbound.get(url, headers, LOGO_MAX).await {
        Ok(answer) => answer,
        Err(error) => return Ok(Err(logo_words(&error))),
    };
    if answer.status.as_u16() != 200 {
        let status = answer.status.as_u16();
        return Ok(Err(format!(
            "There is no picture at this address: it answers {status}. Enter the address of the picture itself."
        )));
    }
    let stored = async {
        let made = picture("logo".to_owned(), answer.body, LOGO_EDGE).await?;
        // It stands on every page of its template.
        store(app, brand, &made, false).await?;
        Ok(made)
    };
    match stored.await {
        Ok(made) => Ok(Ok(made.image())),
        Err(failed) => {
            let (why, _) = Failed::told(failed)?;
            Ok(Err(format!("The logo cannot be used: {why}")))
        }
    }
}

fn logo_words(error: &pim::OutboundError) -> String {
    use pim::OutboundError as E;
    match error {
        E::Refused { why } => format!("Tessera does not connect to this address: {why}."),
        E::Unreachable { why } | E::Tls { why } => format!("The logo cannot be fetched: {why}."),
        E::Timeout | E::Broken => {
            "The logo could not be fetched in time. Try again, or use another address.".to_owned()
        }
        E::TooLarge { limit } => format!(
            "The logo is larger than {} MB. Use a smaller one.",
            limit / 1024 / 1024
        ),
    }
}

/// Why a file is not there: because of the file, or because of us.
enum Failed {
    Left(String),
    /// The same, though it may well be there a moment later.
    ForNow(String),
    Here(Error),
}

impl Failed {
    /// Why the file is left out, and whether it may well be there a moment later; what went wrong with us is an error.
    fn told(self) -> Result<(String, bool), Error> {
        match self {
            Self::Left(why) => Ok((why, false)),
            Self::ForNow(why) => Ok((why, true)),
            Self::Here(error) => Err(error),
        }
    }
}

impl From<DbError> for Failed {
    fn from(error: DbError) -> Self {
        Self::Here(error.into())
    }
}

/// What is remembered of files that were fetched before, as long as the bytes are still there.
async fn known(live: &Live, wanted: &BTreeSet<WantedMedia>) -> Result<MediaMap, Error> {
    let recall = |wanted: WantedMedia| async move {
        let found: Option<Aged<Stored>> = live.app.cache.get_json(&live.key(memory(&wanted))).await;
        found.map(|aged| (wanted.code, aged.value))
    };
    let recalled = stream::iter(wanted.iter().cloned())
        .map(recall)
        .buffered(RECALLED_AT_ONCE);
    let mut map: MediaMap = recalled.filter_map(|found| async { found }).collect().await;
    if map.is_empty() {
        return Ok(map);
    }
    let hash = |stored: &Stored| match stored {
        Stored::Image(image) => hex::decode(&image.sha256).unwrap_or_default(),
        Stored::File(file) => hex::decode(&file.sha256).unwrap_or_default(),
    };
    let hashes: Vec<Vec<u8>> = map.values().map(hash).collect();
    let mut tx = live.app.db.brand(live.brand.id).await?;
    let existing = rows::existing(&mut tx, &hashes).await?;
    tx.commit().await?;
    map.retain(|_, stored| existing.contains(&hash(stored)));
    Ok(map)
}

fn memory(wanted: &WantedMedia) -> String {
    let kind = if wanted.picture { "picture" } else { "file" };
    match wanted.origin {
        Origin::Product => format!("{kind}/{}", wanted.code),
        Origin::Asset => format!("asset-{kind}/{}", wanted.code),
        Origin::Link => format!("linked-{kind}/{}", wanted.code),
    }
}

async fn fetch(live: &Live, wanted: &WantedMedia, keep: Keep) -> Result<Stored, Failed> {
    let file = match wanted.origin {
        Origin::Product => live.call(live.pim().media(&wanted.code)).await,
        Origin::Asset => live.call(live.pim().asset_media(&wanted.code)).await,
        Origin::Link => return linked::fetch(live, wanted, keep).await,
    };
    let file = file.map_err(|error| {
        let words = pim_words(&error);
        if error.is_transient() {
            Failed::ForNow(words)
        } else {
            Failed::Left(words)
        }
    })?;
    kept(live, wanted, keep, file).await
}

/// Makes of a file what a page shows, and keeps it.
async fn kept(live: &Live, wanted: &WantedMedia, keep: Keep, file: MediaFile) -> Result<Stored, Failed> {
    let made = if wanted.picture {
        picture(file.filename, file.bytes, PICTURE_EDGE).await?
    } else {
        document(file)?
    };
    let app = &live.app;
    if keep == Keep::Cached {
        return cached::put(live, wanted, &made).await;
    }
    let stored = made.stored();
    store(app, live.brand.id, &made, true).await?;
    // Behind another server's address may stand another file tomorrow.
    let remembered = match wanted.origin {
        Origin::Product | Origin::Asset => REMEMBERED,
        Origin::Link => live.ttl(),
    };
    app.cache
        .put_json(&live.key(memory(wanted)), &stored, remembered)
        .await;
    Ok(stored)
}

fn pim_words(error: &PimError) -> String {
    match error {
        PimError::NotFound { .. } => "Akeneo no longer has the file.".to_owned(),
        PimError::TooLarge { .. } => too_large(FILE_MAX),
        error => error.plain_words(),
    }
}

fn too_large(limit: usize) -> String {
    format!("it is larger than {} MB.", limit / 1024 / 1024)
}

/// A file as it is shown, named by its content.
struct Made {
    sha256: String,
    mime: &'static str,
    name: String,
    /// Of pictures, in pixels.
    size: Option<(u32, u32)>,
    bytes: Bytes,
}

impl Made {
    fn new(mime: &'static str, name: String, size: Option<(u32, u32)>, bytes: Bytes) -> Self {
        Self {
            sha256: formats::sha256_hex(&bytes),
            mime,
            name,
            size,
            bytes,
        }
    }

    fn image(&self) -> Image {
        let (width, height) = self.size.unwrap_or_default();
        Image {
            sha256: self.sha256.clone(),
            mime: self.mime.to_owned(),
            width,
            height,
        }
    }

    fn stored(&self) -> Stored {
        if self.size.is_some() {
            return Stored::Image(self.image());
        }
        Stored::File(File {
            sha256: self.sha256.clone(),
            mime: self.mime.to_owned(),
            name: self.name.clone(),
            size: self.bytes.len() as u64,
        })
    }
}

/// Decodes, shrinks and re-encodes a picture.
async fn picture(name: String, bytes: Bytes, edge: u32) -> Result<Made, Failed> {
    if bytes.len() > PICTURE_MAX {
        return Err(Failed::Left(too_large(PICTURE_MAX)));
    }
    let made = tokio::task::spawn_blocking(move || Picture::make(&bytes, edge)).await;
    let made = made
        .map_err(|error| {
            tracing::error!(%error, "a picture could not be made");
            Failed::Here(Error::Internal)
        })?
        .map_err(|error| Failed::Left(error.to_string()))?;
    let size = (made.width, made.height);
    Ok(Made::new(made.mime, name, Some(size), made.bytes.into()))
}

/// A document as it is. Only PDF is called by its name; nothing else is opened by a browser.
fn document(file: MediaFile) -> Result<Made, Failed> {
    if file.bytes.len() > FILE_MAX {
        return Err(Failed::Left(too_large(FILE_MAX)));
    }
    let mime = if is_pdf(&file.bytes) {
        "application/pdf"
    } else {
        "application/octet-stream"
    };
    Ok(Made::new(mime, safe_name(&file.filename), None, file.bytes))
}

/// The header may stand anywhere in the first kilobyte (ISO 32000-1, annex H, note 13).
fn is_pdf(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    head.windows(5).any(|window| window == b"%PDF-")
}

/// Keeps a file. One that is `restricted` is nobody's but the brand's until a published document shows it to everybody.
async fn store(app: &App, brand: BrandId, made: &Made, restricted: bool) -> Result<(), Failed> {
    let sha256 = hex::decode(&made.sha256).unwrap_or_default();
    let file = NewMedia {
        sha256: &sha256,
        mime: made.mime,
        name: &made.name,
        size: made.size,
        bytes: &made.bytes,
        restricted,
    };
    let mut tx = app.db.brand(brand).await?;
    rows::insert(&mut tx, brand, &file, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// The last part of a media code, without the random prefix that Akeneo puts before the original name.
fn file_name(code: &str) -> &str {
    let last = code.rsplit('/').next().unwrap_or(code);
    last.split_once('_').map_or(last, |(_, name)| name)
}

/// A name without folders and control characters, of a length that file systems take.
fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    let clean = clean.trim().trim_start_matches('.');
    if clean.is_empty() {
        "document".to_owned()
    } else {
        clean.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_for_people_and_safe_to_save() {
        assert_eq!(file_name("a/b/c/0f3e_manual_de.pdf"), "manual_de.pdf");
        assert_eq!(safe_name("../../.ssh/id\u{7}"), "id");
        assert_eq!(safe_name("C:\\x\\..."), "document");
        assert!(is_pdf(b"\xef\xbb\xbf%PDF-1.7") && !is_pdf(b"<html>%PDF"));
    }
}

//! Published passports: the brand's list, and what everybody may read.

use crate::{
    app::App,
    context::OpContext,
    services::{audit, publish::seconds},
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use db::queries::{drift, media, passports as rows, versions};
use domain::{
    BrandId, Error, Kind, PassportId, Permission, Reader,
    branding::Branding,
    drift::DriftState,
    passport::{ListPassports, PassportPage, PassportView},
    record::{Document, Image},
    state::{State, Status},
    version::At,
};
use formats::state::Standing;
use serde_json::json;

pub use db::queries::{
    media::{Media as PublicMedia, Shown as ShownMedia},
    passports::Head as PublicHead,
};

/// Passports on a page of the list.
const PER_PAGE: u32 = 25;
/// The most characters of a search.
const SEARCH_MAX: usize = 100;

/// A page of passports.
pub async fn list(app: &App, op: &OpContext, mut cmd: ListPassports) -> Result<PassportPage, Error> {
    op.require(Permission::Read)?;
    cmd.search = cmd.search.chars().take(SEARCH_MAX).collect();
    cmd.page = cmd.page.max(1);
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let (items, total) = rows::page(&mut tx, &cmd, PER_PAGE).await?;
    tx.commit().await?;
    Ok(PassportPage {
        items,
        total,
        page: cmd.page,
        per_page: PER_PAGE,
    })
}

/// One passport with its versions.
pub async fn get(app: &App, op: &OpContext, id: PassportId) -> Result<PassportView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let (row, product, unit) = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Passport))?;
    let versions = versions::list(&mut tx, id).await?;
    let mark = drift::of(&mut tx, id).await?;
    let state = rows::states::of(&mut tx, id).await?;
    tx.commit().await?;
    Ok(PassportView {
        url: app.config.address(row.host.as_deref(), &row.path),
        row,
        product,
        unit: unit.map(|unit| unit.words()),
        versions,
        remark: state.and_then(|state| state.remark()),
        drift: mark.filter(|mark| mark.state != DriftState::Same),
    })
}

/// Notes that somebody downloaded the label of a passport.
pub async fn note_label_download(app: &App, op: &OpContext, id: PassportId) -> Result<(), Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if !rows::note_label_download(&mut tx, id, app.clock.now()).await? {
        return Err(Error::NotFound(Kind::Passport));
    }
    audit::record(
        app,
        &mut tx,
        op,
        "passport.label_downloaded",
        &id.to_string(),
        json!({}),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// A passport as everybody may read it.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicPassport {
    /// The passport.
    pub id: PassportId,
    /// Its brand.
    pub brand_id: BrandId,
    /// Its path.
    pub path: String,
    /// The brand's host that its address is on; none for the platform's.
    pub host: Option<String>,
    /// The canonical bytes of the version; of a live page, what it says as JSON.
    pub bytes: Bytes,
    /// The same, read.
    pub document: Document,
    /// SHA-256 of the bytes, in hex.
    pub hash: String,
    /// The number of the version; 0 where the page is live.
    pub number: u32,
    /// When it was published, or read.
    pub published_at: DateTime<Utc>,
    /// The number and time of its latest version.
    pub latest: (u32, DateTime<Utc>),
    /// How its page looks.
    pub branding: Branding,
    /// The path of the logo.
    pub logo_path: Option<String>,
    /// When the looks were changed last.
    pub template_updated_at: DateTime<Utc>,
    /// What it belongs to, the nearest first: what they say counts for this one too.
    pub above: Vec<Ancestor>,
    /// Where it was asked for by a time and belongs to something: the end of that moment.
    pub moment: Option<DateTime<Utc>>,
    /// Whether there is a newer version: then the rules of the newest one say who reads what.
    pub superseded: bool,
    /// Where it is what one reader may read: who, and what they may read besides. Nobody keeps that.
    pub told: Option<Told>,
    /// What is true of it besides what its versions say: status, recall, other lives, end.
    pub state: State,
    /// Where the page is live: when what was read from the PIM is too old to be shown.
    pub live_until: Option<DateTime<Utc>>,
}

/// A passport above another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Ancestor {
    /// The passport.
    pub id: PassportId,
    /// Its path.
    pub path: String,
    /// The version that counts: the latest, or that of the time that is asked for.
    pub document: Document,
    /// SHA-256 of that, in hex.
    pub hash: String,
    /// The number and time of its latest version.
    pub latest: (u32, DateTime<Utc>),
}

impl Ancestor {
    /// Whether there is a later version of it: then the rules of the latest one say who reads what.
    pub fn is_earlier(&self) -> bool {
        self.document.version < self.latest.0
    }
}

/// What one reader may read besides what everybody may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Who.
    pub reader: Reader,
    /// The disclosures, as they were digested.
    pub disclosures: Vec<String>,
}

impl PublicPassport {
    /// Itself and what it belongs to.
    pub fn and_above(&self) -> impl Iterator<Item = PassportId> {
        std::iter::once(self.id).chain(self.above.iter().map(|above| above.id))
    }

    /// As whom it is read.
    pub fn reader(&self) -> Reader {
        self.told.as_ref().map_or(Reader::Public, |told| told.reader)
    }

    /// Whether it may still be shown. Published versions always may.
    pub fn is_young(&self, now: DateTime<Utc>) -> bool {
        self.live_until.is_none_or(|until| until > now)
    }

    /// Whether this is what the database tells of now.
    pub fn is_as(&self, head: &PublicHead) -> bool {
        let above = self.above.iter().map(|above| above.hash.clone());
        self.template_updated_at == head.template_updated_at
            && self.state.changed_at == head.state_changed_at
            && self.hash == hex::encode(&head.hash)
            && above.eq(head.above.iter().map(hex::encode))
    }

    /// Whether there is a later version than this one.
    pub fn is_earlier(&self) -> bool {
        self.number < self.latest.0
    }

    /// Whether anything of it is as it was, and is not any more: itself, or what it belongs to.
    pub fn is_past(&self) -> bool {
        self.superseded || self.is_earlier() || self.above.iter().any(Ancestor::is_earlier)
    }

    /// What an address of what is shown asks for: its number or its time, unless all of it is as it is now.
    pub fn query(&self) -> String {
        match self.moment {
            _ if !self.is_past() => String::new(),
            // A moment is meant to the second.
            Some(end) => format!("?date={}", seconds(end - TimeDelta::seconds(1))),
            None => format!("?version={}", self.number),
        }
    }

    /// Its status, in the words of EN 18223.
    pub fn status(&self) -> Status {
        self.state.status()
    }

    /// The state as the formats tell it.
    pub fn standing(&self) -> Standing<'_> {
        Standing {
            status: self.status(),
            recall: self.state.recall.as_ref(),
        }
    }

    /// The documents of what it belongs to, the nearest first.
    pub fn documents_above(&self) -> Vec<&Document> {
        self.above.iter().map(|above| &above.document).collect()
    }
}

/// What tells two states of a page apart, without reading the page.
pub async fn public_head(app: &App, path: &str) -> Result<Option<PublicHead>, Error> {
    let mut tx = app.db.public().await?;
    let head = rows::public_head(&mut tx, path).await?;
    tx.commit().await?;
    Ok(head)
}

/// The latest version under a path.
pub async fn public_passport(app: &App, path: &str) -> Result<Option<PublicPassport>, Error> {
    public_version(app, path, At::Latest).await
}

/// A version under a path, with the looks and the state of today; none where there is none of that number, or there was none yet.
/// What it belongs to is as it was then: when the version of that number was published, or at the time that is asked for.
pub async fn public_version(app: &App, path: &str, at: At) -> Result<Option<PublicPassport>, Error> {
    let mut tx = app.db.public().await?;
    let Some(found) = rows::public(&mut tx, path, at).await? else {
        tx.commit().await?;
        return Ok(None);
    };
    let document = read(path, &found.document)?;
    let before = match at {
        At::Latest => None,
        // Its own moment counts: what a unit belongs to may be published with it.
        At::Number(_) => Some(found.published_at + TimeDelta::microseconds(1)),
        At::Before(end) => Some(end),
    };
    let above = match document.content.parent {
        Some(_) => rows::above(&mut tx, found.id, before).await?,
        None => Vec::new(),
    };
    tx.commit().await?;
    let ancestor = |above: rows::Above| {
        Ok(Ancestor {
            id: above.id.into(),
            document: read(&above.path, &above.document)?,
            hash: hex::encode(&above.hash),
            latest: (u32::try_from(above.latest).unwrap_or(0), above.latest_at),
            path: above.path,
        })
    };
    let above: Vec<_> = above.into_iter().map(ancestor).collect::<Result<_, Error>>()?;
    let moment = match at {
        At::Before(end) if !above.is_empty() => Some(end),
        _ => None,
    };
    Ok(Some(PublicPassport {
        id: found.id,
        brand_id: found.brand,
        path: path.to_owned(),
        host: found.host,
        document,
        bytes: found.document.into(),
        hash: hex::encode(&found.hash),
        number: found.number,
        published_at: found.published_at,
        latest: (found.latest, found.latest_at),
        branding: found.branding,
        logo_path: found.logo.map(|(sha256, mime)| logo_path(&sha256, mime)),
        template_updated_at: found.template_updated_at,
        above,
        moment,
        superseded: found.number < found.latest,
        told: None,
        state: linked(app, found.state),
        live_until: None,
    }))
}

/// A published document, read.
fn read(path: &str, bytes: &[u8]) -> Result<Document, Error> {
    formats::parse(bytes).map_err(|error| {
        tracing::error!(path, %error, "a published document cannot be read");
        Error::Internal
    })
}

/// The path of an item by the path of its model and its serial number, where it stands under another path than a link says.
pub async fn item_path(
    app: &App,
    model: &str,
    batch: Option<&str>,
    serial: &str,
) -> Result<Option<String>, Error> {
    let mut tx = app.db.public().await?;
    let found = rows::item_path(&mut tx, model, batch, serial).await?;
    tx.commit().await?;
    Ok(found)
}

/// With the full addresses of the passports of this site that it names.
pub(in crate::services) fn linked(app: &App, mut state: State) -> State {
    for address in state.first_life.iter_mut().chain(&mut state.second_lives) {
        if address.starts_with('/') {
            *address = app.config.link(address);
        }
    }
    state
}

/// What is told of a picture or a document of a published passport, of this brand where one is named.
pub async fn shown_media(
    app: &App,
    sha256: &[u8],
    brand: Option<BrandId>,
) -> Result<Option<ShownMedia>, Error> {
    let mut tx = app.db.public().await?;
    let found = media::public(&mut tx, sha256, brand).await?;
    tx.commit().await?;
    Ok(found)
}

/// The bytes of one.
pub async fn shown_bytes(app: &App, sha256: &[u8]) -> Result<Option<Vec<u8>>, Error> {
    let mut tx = app.db.public().await?;
    let found = media::public_bytes(&mut tx, sha256).await?;
    tx.commit().await?;
    Ok(found)
}

/// The path of a logo.
pub(in crate::services) fn logo_path(sha256: &[u8], mime: String) -> String {
    // The path depends on name and type alone.
    Image {
        sha256: hex::encode(sha256),
        mime,
        width: 0,
        height: 0,
    }
    .path()
}

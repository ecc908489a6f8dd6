//! What this process remembers of the public pages.

use super::{
    heads::{Heads, Mark},
    purge::Purges,
    quick::Quick,
    rendered::{self, Rendered},
};
use crate::{
    cache::Local,
    services::passports::{PublicPassport, ShownMedia},
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use domain::Locale;

/// Memory for what programs read, in bytes.
const DATA_MAX: u64 = 64 * 1024 * 1024;
/// Memory for pictures in several sizes, in bytes.
const SIZED_MAX: u64 = 64 * 1024 * 1024;
/// Memory for what is told of files, in bytes.
const SHOWN_MAX: u64 = 4 * 1024 * 1024;
/// Memory for credentials, in bytes.
const CREDENTIALS_MAX: u64 = 32 * 1024 * 1024;
/// Memory for documents, in bytes.
const DOCUMENTS_MAX: u64 = 64 * 1024 * 1024;

/// A file that everybody could read.
pub(crate) struct ShownFile {
    pub(crate) media: ShownMedia,
    /// When that was so.
    pub(crate) read_at: DateTime<Utc>,
    /// From before it was asked.
    pub(crate) mark: Mark,
}

/// Finished pages, and the last answer of the database for each passport.
pub struct PageStore {
    /// By passport, version, language and template.
    pub(crate) rendered: Local<Rendered>,
    /// What programs read, compressed, by its content and encoding.
    pub(crate) data: Local<Bytes>,
    /// Pictures in the sizes that browsers ask for.
    pub(crate) sized: Local<Bytes>,
    /// By name and brand; used while the database is away.
    pub(crate) shown: Local<ShownFile>,
    /// Signed credentials, by version, key and language.
    pub(crate) credentials: Local<Bytes>,
    /// What is under each path, while the database tells of changes.
    pub(crate) heads: Heads,
    /// What a CDN is still to be told.
    pub(crate) purges: Purges,
    /// What was answered in the last second.
    pub(crate) quick: Quick,
    /// By path; used as it is only while the database is away.
    pub(crate) last_known: Local<PublicPassport>,
}

impl PageStore {
    /// Whether the database tells of changes by itself now.
    pub(crate) fn is_followed(&self) -> bool {
        self.heads.is_trusted()
    }

    /// The page of a passport made anew, for whoever keeps it elsewhere.
    pub(crate) fn fresh(passport: &PublicPassport, locale: &Locale) -> Bytes {
        rendered::fresh(passport, locale)
    }
}

impl PageStore {
    /// Remembers nothing yet, and finished pages up to so many bytes.
    pub fn new(pages_max: u64) -> Self {
        Self {
            rendered: Local::new(pages_max, |page| page.packed.weight()),
            data: Local::new(DATA_MAX, length),
            sized: Local::new(SIZED_MAX, length),
            shown: Local::new(SHOWN_MAX, |known| {
                let media = &known.media;
                let brands = media.brands.len() * 16;
                u32::try_from(media.mime.len() + media.name.len() + brands + 400).unwrap_or(u32::MAX)
            }),
            credentials: Local::new(CREDENTIALS_MAX, length),
            heads: Heads::default(),
            purges: Purges::default(),
            quick: Quick::default(),
            last_known: Local::new(DOCUMENTS_MAX, |p| {
                u32::try_from(p.bytes.len() * 3 + 500).unwrap_or(u32::MAX)
            }),
        }
    }
}

fn length(bytes: &Bytes) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

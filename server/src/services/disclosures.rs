//! What a brand seals its restricted fields with, and opens them by.

use crate::{
    app::App,
    crypto::{Place, hmac_sha256, is_hmac_sha256},
};
use chrono::{DateTime, Utc};
use db::{AsyncPgConnection, queries::disclosures as rows};
use domain::{
    BrandId, Error,
    record::{Content, Document},
};
use formats::disclosure::{SALT, Split, merge, split};
use zeroize::Zeroizing;

/// Bytes of a secret.
const SECRET: usize = 32;

/// What the salts of a brand's disclosures are made with. Whoever had it could guess short values behind their digests.
pub(in crate::services) struct Secret {
    brand: BrandId,
    key: Zeroizing<Vec<u8>>,
}

/// The brand's secret, made on first use; through the brand door.
pub(in crate::services) async fn secret(
    app: &App,
    conn: &mut AsyncPgConnection,
    brand: BrandId,
) -> Result<Secret, Error> {
    let found = if let Some(found) = rows::key(conn).await? {
        found
    } else {
        let mut fresh = Zeroizing::new([0; SECRET]);
        app.random.fill(fresh.as_mut_slice());
        let id = app.new_id();
        let sealed = app
            .keys
            .seal(&Place::disclosure_secret(brand, id), fresh.as_slice());
        rows::insert_key(conn, (id, brand), &sealed, app.clock.now()).await?;
        // Somebody else may have been quicker; one secret serves all.
        rows::key(conn).await?.ok_or(Error::Internal)?
    };
    let (id, sealed) = found;
    let key = app.keys.open_at(&Place::disclosure_secret(brand, id), &sealed);
    let key = key.map_err(|error| {
        tracing::error!(%error, %brand, "a disclosure secret cannot be read");
        Error::Internal
    })?;
    Ok(Secret { brand, key })
}

impl Secret {
    /// Takes out of a passport's content what not everybody may read. Equal content of one passport gives equal digests.
    pub(in crate::services) fn split(&self, path: &str, content: &Content) -> Result<Split, Error> {
        let salt = |bytes: &[u8]| {
            let tag = hmac_sha256(&self.key, &[path.as_bytes(), &[0], bytes].concat());
            let mut salt = [0; SALT];
            salt.copy_from_slice(&tag[..SALT]);
            salt
        };
        split(content, salt).map_err(|error| {
            tracing::error!(path, %error, "a restricted field cannot be made canonical");
            Error::Internal
        })
    }

    /// Lets whoever has it read one file until a moment: for the pages of the brand's own members.
    pub(in crate::services) fn file_key(&self, sha256: &str, until: DateTime<Utc>) -> String {
        let (brand, until) = (self.brand, until.timestamp());
        let tag = hmac_sha256(&self.key, &file_message(sha256, until));
        format!("{brand}.{until}.{}", hex::encode(tag))
    }

    /// Whether this is such a key, for this file and not too old.
    pub(in crate::services) fn is_file_key(&self, key: &FileKey, sha256: &str, now: DateTime<Utc>) -> bool {
        let young = key.until > now.timestamp();
        young && is_hmac_sha256(&self.key, &file_message(sha256, key.until), &key.tag)
    }
}

fn file_message(sha256: &str, until: i64) -> Vec<u8> {
    format!("file\0{sha256}\0{until}").into_bytes()
}

/// The parts of a key to one file.
pub(in crate::services) struct FileKey {
    /// Whose file it is.
    pub brand: BrandId,
    until: i64,
    tag: Vec<u8>,
}

impl FileKey {
    /// Reads what [`Secret::file_key`] wrote.
    pub(in crate::services) fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        Some(Self {
            brand: parts.next()?.parse().ok()?,
            until: parts.next()?.parse().ok()?,
            tag: hex::decode(parts.next()?).ok()?,
        })
    }
}

/// A document with everything that its disclosures tell.
pub(in crate::services) fn whole<S: AsRef<str>>(document: &Document, texts: &[S]) -> Result<Document, Error> {
    merge(document, texts).map_err(|error| {
        tracing::error!(identifier = document.identifier, %error, "the disclosures of a version do not fit it");
        Error::Internal
    })
}

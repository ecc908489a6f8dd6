//! The next version of a passport, whatever its level: canonical, chained to the one before, signed.

use crate::{app::App, services::brand_keys::BrandSigner};
use chrono::{DateTime, SecondsFormat, Utc};
use db::queries::{passports::Current, versions::NewVersion};
use domain::{
    BrandId, Error, PassportId, UserId, VersionId,
    record::{Content, Document, SCHEMA},
};
use uuid::Uuid;

/// A version that is to be stored.
pub(in crate::services) struct Next {
    id: VersionId,
    /// Its number.
    pub number: u32,
    document: Vec<u8>,
    /// SHA-256 of its canonical bytes.
    pub hash: Vec<u8>,
    signature: Vec<u8>,
    key: Uuid,
}

impl Next {
    /// The version that says this, behind the latest one of the passport.
    pub(in crate::services) fn of(
        app: &App,
        signer: &BrandSigner,
        passport: &Current,
        (content, at): (&Content, DateTime<Utc>),
    ) -> Result<Self, Error> {
        let number = passport.latest + 1;
        let document = formats::canonical(&Document {
            schema: SCHEMA.to_owned(),
            identifier: app.config.link(&passport.path),
            version: number,
            published_at: seconds(at),
            issuer: signer.issuer.as_ref().map(ToString::to_string),
            previous: (passport.latest > 0).then(|| hex::encode(&passport.latest_hash)),
            content: content.clone(),
        });
        let document = document.map_err(|error| {
            tracing::error!(%error, "a document cannot be made canonical");
            Error::Internal
        })?;
        let hash = digest(&document);
        Ok(Self {
            id: VersionId(app.new_id()),
            number,
            signature: signer.sign_version(&hex::encode(&hash)),
            key: signer.key,
            hash,
            document,
        })
    }

    /// The row of a passport's version that somebody publishes now.
    pub(in crate::services) fn row(
        &self,
        (brand, passport): (BrandId, PassportId),
        (by, at): (UserId, DateTime<Utc>),
    ) -> NewVersion<'_> {
        NewVersion {
            id: self.id,
            brand,
            passport,
            number: self.number,
            document: &self.document,
            hash: &self.hash,
            published_at: at,
            published_by: by,
            signature: &self.signature,
            key: self.key,
        }
    }
}

/// RFC 3339, in UTC, to the second.
pub(in crate::services) fn seconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// SHA-256 as bytes.
pub(in crate::services) fn digest(bytes: &[u8]) -> Vec<u8> {
    hex::decode(formats::sha256_hex(bytes)).unwrap_or_default()
}

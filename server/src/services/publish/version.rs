//! The next version of a passport, whatever its level: canonical, chained to the one before, signed.

use crate::{
    app::App,
    services::brand_keys::{BrandSigner, did_of_host},
};
use chrono::{DateTime, SecondsFormat, Utc};
use db::{
    AsyncPgConnection, DbError, Tx,
    queries::{media, passports::Current, versions::NewVersion},
};
use domain::{
    BrandId, Error, PassportId, UserId, VersionId,
    record::{Content, Document, RecordField, SCHEMA},
};
use std::collections::BTreeSet;
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
    disclosures: Vec<String>,
    files: Files,
}

/// Bytes of the name of a file.
const SHA256: usize = 32;

/// The hashes of a version's files.
struct Files {
    /// Those that everybody may read.
    public: BTreeSet<Vec<u8>>,
    /// The others.
    restricted: BTreeSet<Vec<u8>>,
}

impl Files {
    fn of(content: &Content) -> Self {
        let raw = |hash: &str| hex::decode(hash).unwrap_or_default();
        let restricted = content.fields().filter(|field| !field.readers.is_public());
        Self {
            public: content.public_files().into_iter().map(raw).collect(),
            restricted: restricted.flat_map(RecordField::files).map(raw).collect(),
        }
    }

    /// Those that everybody may read, by their names.
    fn shown(&self) -> impl Iterator<Item = &[u8]> {
        let named = self.public.iter().filter(|hash| hash.len() == SHA256);
        named.map(Vec::as_slice)
    }
}

/// Notes which files the latest version of a passport shows to everybody, where it was not published here.
pub(in crate::services) async fn note_files(
    conn: &mut AsyncPgConnection,
    (brand, passport): (BrandId, PassportId),
    content: &Content,
) -> Result<(), DbError> {
    let files = Files::of(content);
    let shown: Vec<_> = files.shown().map(|hash| (passport, hash)).collect();
    media::note_shown(conn, brand, &[passport], &shown).await
}

/// Lets everybody read the files that these versions of the brand's passports show to everybody, and nobody but those who may the
/// others. Once the versions are stored: the same bytes may stand in another passport.
pub(in crate::services) async fn share_files<'a>(
    tx: &mut Tx,
    brand: BrandId,
    versions: impl Iterator<Item = (PassportId, &'a Next)> + Clone,
) -> Result<(), DbError> {
    let passports: Vec<_> = versions.clone().map(|(passport, _)| passport).collect();
    let shown = versions
        .clone()
        .flat_map(|(passport, next)| next.files.shown().map(move |hash| (passport, hash)));
    media::note_shown(tx, brand, &passports, &shown.collect::<Vec<_>>()).await?;
    let gather = |of: fn(&Files) -> &BTreeSet<Vec<u8>>| -> Vec<Vec<u8>> {
        let all: BTreeSet<&Vec<u8>> = versions.clone().flat_map(|(_, next)| of(&next.files)).collect();
        all.into_iter().cloned().collect()
    };
    media::close(tx, &gather(|files| &files.restricted)).await?;
    media::open(tx, &gather(|files| &files.public)).await
}

impl Next {
    /// The version that says this, behind the latest one of the passport. What not everybody may read is not in its document.
    pub(in crate::services) fn of(
        app: &App,
        signer: &BrandSigner,
        passport: &Current,
        (content, at): (&Content, DateTime<Utc>),
    ) -> Result<Self, Error> {
        let number = passport.latest + 1;
        let split = signer.secret.split(&passport.path, content)?;
        let document = formats::canonical(&Document {
            schema: SCHEMA.to_owned(),
            identifier: app.config.address(passport.host.as_deref(), &passport.path),
            version: number,
            published_at: seconds(at),
            issuer: issuer(signer, passport),
            previous: (passport.latest > 0).then(|| hex::encode(&passport.latest_hash)),
            restricted: split.digests(),
            content: split.public,
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
            disclosures: split.sealed.into_iter().map(|sealed| sealed.text).collect(),
            files: Files::of(content),
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
            disclosures: &self.disclosures,
        }
    }
}

/// Who answers for a version: the brand, by the name that it has at the passport's host.
fn issuer(signer: &BrandSigner, passport: &Current) -> Option<String> {
    let own = passport.host.as_deref().and_then(did_of_host);
    own.or_else(|| signer.issuer.clone()).map(|did| did.to_string())
}

/// RFC 3339, in UTC, to the second.
pub(in crate::services) fn seconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// SHA-256 as bytes.
pub(in crate::services) fn digest(bytes: &[u8]) -> Vec<u8> {
    hex::decode(formats::sha256_hex(bytes)).unwrap_or_default()
}

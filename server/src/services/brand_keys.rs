//! The keys that brands sign their passports with, and the identity that names them: `did:web`.

use crate::{
    app::App,
    context::{OpContext, Person},
    crypto::{Place, Signer},
    services::{
        audit,
        disclosures::{self, Secret},
        publish::seconds,
    },
};
use db::{AsyncPgConnection, queries::brand_keys as rows, types::BrandKey};
use domain::{
    BrandId, Error, Permission,
    brand_key::{BrandKeyView, BrandKeys},
};
use formats::did::{DidWeb, Key, KeyState};
use serde_json::{Value, json};
use url::{Host, Url};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What signs for a brand now.
pub(in crate::services) struct BrandSigner {
    /// The key's id.
    pub key: Uuid,
    /// The brand's DID; none where the site has no domain name.
    pub issuer: Option<DidWeb>,
    signer: Signer,
    /// What seals the fields that not everybody may read.
    pub(in crate::services) secret: Secret,
}

impl BrandSigner {
    /// The signature over a message of a proof.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.signer.sign(message)
    }

    /// The signature over the hash of a version.
    pub fn sign_version(&self, sha256: &str) -> Vec<u8> {
        self.signer.sign(&formats::signature::message(sha256))
    }
}

/// The key of a brand, made on first use; through the brand's door.
pub(in crate::services) async fn signer(
    app: &App,
    conn: &mut AsyncPgConnection,
    brand: BrandId,
) -> Result<BrandSigner, Error> {
    let mut key = match rows::current(conn, brand).await? {
        Some(key) => key,
        None => make(app, conn, brand).await?,
    };
    let mut seed = opened(app, brand, &key)?;
    // A key that came here with an exit pack: its private half did not.
    if seed.is_empty() {
        rows::retire_one(conn, key.id, app.clock.now()).await?;
        key = make(app, conn, brand).await?;
        seed = opened(app, brand, &key)?;
    }
    let signer = Signer::from_seed(&seed).map_err(|error| {
        tracing::error!(%error, key = %key.id, "a brand's signing key cannot be read");
        Error::Internal
    })?;
    Ok(BrandSigner {
        key: key.id,
        issuer: did(&app.config.server.base_url, brand),
        signer,
        secret: disclosures::secret(app, conn, brand).await?,
    })
}

fn opened(app: &App, brand: BrandId, key: &BrandKey) -> Result<Zeroizing<Vec<u8>>, Error> {
    let opened = app
        .keys
        .open_at(&Place::brand_key(brand, key.id), &key.private_key);
    opened.map_err(|error| {
        tracing::error!(%error, key = %key.id, "a brand's signing key cannot be read");
        Error::Internal
    })
}

/// What is stored as the private half of a key that signed in another installation and never signs here.
pub(in crate::services) fn sealed_elsewhere(app: &App, brand: BrandId, key: Uuid) -> Vec<u8> {
    app.keys.seal(&Place::brand_key(brand, key), &[])
}

/// Makes a key; where somebody else was quicker, theirs signs for all.
async fn make(app: &App, conn: &mut AsyncPgConnection, brand: BrandId) -> Result<BrandKey, Error> {
    let id = app.new_id();
    let seed = Signer::seed(&*app.random);
    let signer = Signer::from_seed(seed.as_slice()).map_err(|_| Error::Internal)?;
    let fresh = BrandKey {
        id,
        private_key: app.keys.seal(&Place::brand_key(brand, id), seed.as_slice()),
    };
    rows::insert(conn, brand, &fresh, signer.public_key(), app.clock.now()).await?;
    rows::current(conn, brand).await?.ok_or(Error::Internal)
}

/// The brand's keys for its admins.
pub async fn list(app: &App, op: &OpContext) -> Result<BrandKeys, Error> {
    op.require(Permission::ManageBrand)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let found = rows::all(&mut tx, brand).await?;
    let to_sign_again = if found.iter().any(|key| key.revoked_at.is_some()) {
        rows::to_sign_again(&mut tx, brand).await?
    } else {
        (0, 0)
    };
    tx.commit().await?;
    let view = |key: rows::PublicKey| BrandKeyView {
        id: key.id,
        public_key: hex::encode(&key.public_key),
        created_at: key.created_at,
        retired_at: key.retired_at,
        revoked_at: key.revoked_at,
    };
    Ok(BrandKeys {
        did: did(&app.config.server.base_url, brand).map(|did| did.to_string()),
        document: format!("/b/{brand}/did.json"),
        keys: found.into_iter().map(view).collect(),
        to_sign_again,
    })
}

/// Gives the brand a new key. The old one stays proven for what it signed, unless it is revoked because somebody else may
/// have it: then nothing of it counts any more.
pub async fn rotate(app: &App, person: &Person, revoke: bool) -> Result<(), Error> {
    let op = &person.op()?;
    op.require(Permission::ManageBrand)?;
    person.require_fresh(app.clock.now())?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let old = rows::retire(&mut tx, brand, app.clock.now(), revoke).await?;
    let new = make(app, &mut tx, brand).await?;
    let action = if revoke {
        "brand_key.revoked"
    } else {
        "brand_key.rotated"
    };
    let target = old.map(|id| id.to_string()).unwrap_or_default();
    audit::record(app, &mut tx, op, action, &target, json!({ "new": new.id })).await?;
    Ok(tx.commit().await?)
}

/// The brand's `did:web` document with the history of its keys; none where it has not signed anything yet, or the site has no
/// domain name.
pub async fn did_document(app: &App, brand: BrandId) -> Result<Option<Value>, Error> {
    match did(&app.config.server.base_url, brand) {
        Some(did) => did_document_as(app, brand, &did).await,
        None => Ok(None),
    }
}

/// The same for a host of the brand's own: the keys are the same, the name is another.
pub async fn did_document_of_host(app: &App, brand: BrandId, host: &str) -> Result<Option<Value>, Error> {
    match did_of_host(host) {
        Some(did) => did_document_as(app, brand, &did).await,
        None => Ok(None),
    }
}

/// The same under the name that a version was issued under, which may be that of an installation where the brand was before.
pub async fn did_document_as(app: &App, brand: BrandId, name: &DidWeb) -> Result<Option<Value>, Error> {
    let keys = public_keys(app, brand).await?;
    Ok((!keys.is_empty()).then(|| formats::did::document(name, &keys, &[])))
}

/// The DID of a brand on a host of its own.
pub(in crate::services) fn did_of_host(host: &str) -> Option<DidWeb> {
    DidWeb::of_host(host, None).ok()
}

/// The public halves of a brand's keys, the newest first; through the public door.
pub async fn public_keys(app: &App, brand: BrandId) -> Result<Vec<Key>, Error> {
    let mut tx = app.db.public().await?;
    let found = rows::all(&mut tx, brand).await?;
    tx.commit().await?;
    found.into_iter().map(public_key).collect()
}

fn public_key(row: rows::PublicKey) -> Result<Key, Error> {
    Ok(Key {
        id: row.id.to_string(),
        public: row.public_key.try_into().map_err(|_| Error::Internal)?,
        state: match (row.revoked_at, row.retired_at) {
            (Some(at), _) => KeyState::Revoked(seconds(at)),
            (None, Some(at)) => KeyState::Rotated(seconds(at)),
            (None, None) => KeyState::Current,
        },
    })
}

/// The DID of a brand on the platform's host. An address of this very machine counts as `localhost`: a DID names a host, not
/// an address.
pub fn did(base: &Url, brand: BrandId) -> Option<DidWeb> {
    let host = match base.host()? {
        Host::Domain(name) => name.to_owned(),
        Host::Ipv4(ip) if ip.is_loopback() => "localhost".to_owned(),
        Host::Ipv6(ip) if ip.is_loopback() => "localhost".to_owned(),
        Host::Ipv4(_) | Host::Ipv6(_) => return None,
    };
    let of_host = DidWeb::of_host(&host, base.port()).ok()?;
    of_host
        .with_segment("b")
        .ok()?
        .with_segment(&brand.to_string())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_is_named_below_the_platforms_host() {
        let brand = BrandId(Uuid::nil());
        let of = |base: &str| did(&Url::parse(base).unwrap(), brand).map(|did| did.to_string());
        assert_eq!(
            of("https://passports.example").unwrap(),
            "did:web:passports.example:b:00000000-0000-0000-0000-000000000000"
        );
        assert_eq!(
            of("http://127.0.0.1:3000").unwrap(),
            "did:web:localhost%3A3000:b:00000000-0000-0000-0000-000000000000"
        );
        assert_eq!(of("https://192.0.2.1"), None);
    }
}

//! The keys that Tessera signs with: one per purpose, made on first use, its private half sealed by the key ring.

use crate::{
    app::App,
    crypto::{Place, Signer},
};
use db::{AsyncPgConnection, queries::signing_keys as rows, types::SigningKey};
use domain::Error;
use std::collections::HashMap;
use uuid::Uuid;

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Heads of the audit log.
    Audit,
}

impl Purpose {
    fn word(self) -> &'static str {
        match self {
            Self::Audit => "audit",
        }
    }
}

/// The key that signs now, with its id; through the system door.
pub async fn signer(
    app: &App,
    conn: &mut AsyncPgConnection,
    purpose: Purpose,
) -> Result<(Uuid, Signer), Error> {
    let word = purpose.word();
    if let Some(key) = rows::current(conn, word).await? {
        return Ok((key.id, open(app, &key)?));
    }
    let id = app.new_id();
    let seed = Signer::seed(&*app.random);
    let signer = Signer::from_seed(seed.as_slice()).map_err(|_| Error::Internal)?;
    let fresh = SigningKey {
        id,
        purpose: word.to_owned(),
        public_key: signer.public_key().to_vec(),
        private_key: app.keys.seal(&Place::signing_key(id), seed.as_slice()),
        created_at: app.clock.now(),
    };
    rows::insert(conn, &fresh).await?;
    // Somebody else may have been quicker; one key signs for all.
    let key = rows::current(conn, word).await?.ok_or(Error::Internal)?;
    Ok((key.id, open(app, &key)?))
}

/// The public halves of a purpose's keys by their ids: of those alone whose private half our key ring has sealed. A key that
/// somebody else wrote into the table proves nothing.
pub async fn own_public_keys(
    app: &App,
    conn: &mut AsyncPgConnection,
    purpose: Purpose,
) -> Result<HashMap<Uuid, Vec<u8>>, Error> {
    let mut own = HashMap::new();
    for key in rows::all(conn, purpose.word()).await? {
        if let Ok(signer) = open(app, &key) {
            own.insert(key.id, signer.public_key().to_vec());
        }
    }
    Ok(own)
}

fn open(app: &App, key: &SigningKey) -> Result<Signer, Error> {
    let opened = app
        .keys
        .open_at(&Place::signing_key(key.id), &key.private_key)
        .and_then(|seed| Signer::from_seed(&seed));
    opened.map_err(|error| {
        tracing::error!(%error, key = %key.id, "a signing key cannot be read");
        Error::Internal
    })
}

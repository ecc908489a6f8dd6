//! The ring that a running process uses, kept in step with its file.

use super::{
    EnvelopeError, KeyRingError, Place,
    envelope::{self, key_id},
    file::{self, Stamp},
    ring::{Ring, parse_ring},
};
use crate::{
    clock::Random,
    config::{KeySource, Keys},
};
use std::{
    path::PathBuf,
    sync::{Arc, PoisonError, RwLock},
};
use zeroize::Zeroizing;

/// Seals and opens envelopes. Clones share the ring.
#[derive(Clone)]
pub struct KeyRing(Arc<Inner>);

struct Inner {
    ring: RwLock<(Ring, Option<Stamp>)>,
    path: Option<PathBuf>,
    random: Arc<dyn Random>,
}

/// Why a ring cannot be rotated.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// The keys are in a variable, which a program cannot change for its successors.
    #[error(
        "The keys are in TESSERA_KEYS, which Tessera cannot change. Put a new key in front yourself (`tessera keys generate` makes one), restart, and run `tessera keys rotate --reencrypt-only`."
    )]
    Inline,
    /// The file cannot be used.
    #[error(transparent)]
    File(#[from] KeyRingError),
}

impl KeyRing {
    /// Reads the configured ring; makes the file of the data folder where it is missing.
    pub fn open(keys: &Keys, random: Arc<dyn Random>) -> Result<Self, KeyRingError> {
        let path = match &keys.source {
            KeySource::Inline(text) => return Ok(Self::of(parse_ring(text)?, random)),
            KeySource::File(path) => path,
            KeySource::Generated(path) => {
                if !path.exists() {
                    file::write(path, &Ring::generate(&*random))?;
                }
                path
            }
        };
        // The stamp first: a file that changes in between is then read once more, not missed.
        let stamp = file::stamp(path).ok();
        let ring = RwLock::new((file::read(path)?, stamp));
        Ok(Self(Arc::new(Inner {
            ring,
            path: Some(path.clone()),
            random,
        })))
    }

    /// A ring that lives in memory alone.
    pub fn of(ring: Ring, random: Arc<dyn Random>) -> Self {
        Self(Arc::new(Inner {
            ring: RwLock::new((ring, None)),
            path: None,
            random,
        }))
    }

    /// Seals `plain` for `place` with the primary key.
    pub fn seal(&self, place: &Place, plain: &[u8]) -> Vec<u8> {
        envelope::seal(&self.ring(), &*self.0.random, place, plain)
    }

    /// Opens an envelope that was sealed for `place`. A key that is not known may have come since: the file is read
    /// again before the answer is no.
    pub fn open_at(&self, place: &Place, envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
        match envelope::open(&self.ring(), place, envelope) {
            Err(EnvelopeError::UnknownKey(_)) if self.reload_if_changed() => {
                envelope::open(&self.ring(), place, envelope)
            }
            answer => answer,
        }
    }

    /// Whether an envelope was sealed with the primary key.
    pub fn is_current(&self, envelope: &[u8]) -> bool {
        key_id(envelope) == Some(self.ring().primary_id())
    }

    /// How every envelope of the primary key begins.
    pub fn primary_prefix(&self) -> Vec<u8> {
        envelope::prefix(self.ring().primary_id())
    }

    /// The id of the key that encrypts.
    pub fn primary_id(&self) -> String {
        self.ring().primary_id().to_owned()
    }

    /// Reads the file again where it has changed; a file that cannot be used leaves the ring as it is.
    pub fn reload_if_changed(&self) -> bool {
        let Some(path) = &self.0.path else { return false };
        let stamp = file::stamp(path).ok();
        if stamp.is_none() || stamp == self.read_lock().1 {
            return false;
        }
        match file::read(path) {
            Ok(ring) => {
                tracing::info!(primary = ring.primary_id(), "the key ring was read again");
                *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = (ring, stamp);
                true
            }
            Err(error) => {
                tracing::error!(%error, "the changed key file is ignored");
                false
            }
        }
    }

    /// Puts a new key in front of the file's keys and uses it from now on.
    pub fn rotate(&self) -> Result<(), RotateError> {
        let path = self.0.path.as_ref().ok_or(RotateError::Inline)?;
        let ring = file::read(path)?.with_new_primary(&*self.0.random);
        file::write(path, &ring)?;
        let stamp = file::stamp(path).ok();
        *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = (ring, stamp);
        Ok(())
    }

    fn read_lock(&self) -> std::sync::RwLockReadGuard<'_, (Ring, Option<Stamp>)> {
        self.0.ring.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring(&self) -> Ring {
        self.read_lock().0.clone()
    }
}

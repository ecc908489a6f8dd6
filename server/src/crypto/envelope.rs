//! Sealing and opening one envelope.

use super::{EnvelopeError, ring::Ring};
use crate::clock::Random;
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use domain::BrandId;
use uuid::Uuid;
use zeroize::Zeroizing;

const VERSION: &[u8; 2] = b"v1";

/// Where an envelope lives; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The brand that owns the row; `None` for rows of no brand.
    pub brand: Option<BrandId>,
    /// The row's id.
    pub row: Uuid,
}

impl Place {
    /// The body of a mail.
    pub fn outbox_body(row: Uuid) -> Self {
        Self {
            table: "outbox",
            column: "body",
            brand: None,
            row,
        }
    }

    /// The secret that an authenticator app shares.
    pub fn totp_secret(row: Uuid) -> Self {
        Self {
            table: "totp_factors",
            column: "secret",
            brand: None,
            row,
        }
    }

    /// The private half of a signing key.
    pub fn signing_key(row: Uuid) -> Self {
        Self {
            table: "signing_keys",
            column: "private_key",
            brand: None,
            row,
        }
    }

    /// The private half of a key that a brand signs its passports with.
    pub fn brand_key(brand: BrandId, row: Uuid) -> Self {
        Self {
            table: "brand_keys",
            column: "private_key",
            brand: Some(brand),
            row,
        }
    }

    /// What the salts of a brand's disclosures are made with.
    pub fn disclosure_secret(brand: BrandId, row: Uuid) -> Self {
        Self {
            table: "disclosure_keys",
            column: "secret",
            brand: Some(brand),
            row,
        }
    }

    /// What is remembered between the halves of a ceremony.
    pub fn ceremony(row: Uuid) -> Self {
        Self {
            table: "ceremonies",
            column: "state",
            brand: None,
            row,
        }
    }

    /// A secret column of a connection.
    pub fn connection(column: &'static str, brand: BrandId, row: Uuid) -> Self {
        Self {
            table: "connections",
            column,
            brand: Some(brand),
            row,
        }
    }

    /// A secret column of a subscription to a PIM's events.
    pub fn subscription(column: &'static str, brand: BrandId, row: Uuid) -> Self {
        Self {
            table: "subscriptions",
            ..Self::connection(column, brand, row)
        }
    }

    fn associated_data(&self, key_id: &str) -> String {
        let brand = self.brand.map_or(Uuid::nil(), |brand| brand.0);
        format!(
            "tessera v1|{}|{}|{brand}|{}|{key_id}",
            self.table, self.column, self.row
        )
    }
}

pub(super) fn seal(ring: &Ring, random: &dyn Random, place: &Place, plain: &[u8]) -> Vec<u8> {
    let (id, key) = ring.primary();
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce);
    let mut sealed = plain.to_vec();
    let data = place.associated_data(id);
    cipher(key)
        .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(data), &mut sealed)
        .expect("AES-GCM seals anything below 64 GiB");
    let mut envelope = prefix(id);
    envelope.extend_from_slice(&nonce);
    envelope.extend_from_slice(&sealed);
    envelope
}

pub(super) fn open(ring: &Ring, place: &Place, envelope: &[u8]) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let (id, rest) = split_id(envelope).ok_or(EnvelopeError::Malformed)?;
    let key = ring
        .get(id)
        .ok_or_else(|| EnvelopeError::UnknownKey(id.to_owned()))?;
    let (nonce, sealed) = rest
        .split_first_chunk::<NONCE_LEN>()
        .ok_or(EnvelopeError::Malformed)?;
    let mut buffer = Zeroizing::new(sealed.to_vec());
    let data = place.associated_data(id);
    let length = cipher(key)
        .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(data), &mut buffer)
        .map_err(|_| EnvelopeError::Refused)?
        .len();
    buffer.truncate(length);
    Ok(buffer)
}

/// Version and key id.
pub(super) fn prefix(id: &str) -> Vec<u8> {
    let mut prefix = VERSION.to_vec();
    prefix.push(u8::try_from(id.len()).expect("a key id has at most 32 characters"));
    prefix.extend_from_slice(id.as_bytes());
    prefix
}

/// The id of the key that an envelope was sealed with.
pub(super) fn key_id(envelope: &[u8]) -> Option<&str> {
    split_id(envelope).map(|(id, _)| id)
}

fn split_id(envelope: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = envelope.strip_prefix(VERSION)?.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(*length))?;
    Some((std::str::from_utf8(id).ok()?, rest))
}

fn cipher(key: &[u8; 32]) -> LessSafeKey {
    LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).expect("the key has 32 bytes"))
}

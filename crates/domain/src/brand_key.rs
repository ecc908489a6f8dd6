//! The keys that a brand signs its passports with, as its admins see them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A brand's keys with the identity that names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandKeys {
    /// The brand's DID; none where the site has no domain name.
    pub did: Option<String>,
    /// The path of its document.
    pub document: String,
    /// The newest first; none before the first publication.
    pub keys: Vec<BrandKeyView>,
    /// How many passports are signed with a key that was revoked and not again since: models, then batches and items.
    pub to_sign_again: (u32, u32),
}

/// One key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandKeyView {
    /// Its id, under which the document names it.
    pub id: Uuid,
    /// The public half, in hex.
    pub public_key: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stopped signing.
    pub retired_at: Option<DateTime<Utc>>,
    /// When it was given up, because somebody else may have it.
    pub revoked_at: Option<DateTime<Utc>>,
}

//! The exit pack: everything of a brand in one archive, with the SHA-256 of every file in a list that the brand has signed.
//!
//! `docs/exit-pack.md` tells what stands where, and how to serve, check and restore it.

mod check;
mod layout;
mod names;
mod site;

pub use check::{Files, verify};
pub use layout::{
    brand_proof_file, did_file, format_file, place, proof_file, restricted_file, site_file, site_folder,
    slug, version_file,
};
pub use names::names_of;
pub use site::{Served, headers, nginx, redirects, redirects_json};

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The format of [`Manifest`] and [`Seal`]; changes with their shape.
pub const SCHEMA: &str = "tessera.pack/1";
/// The list of all files.
pub const MANIFEST: &str = "manifest.json";
/// The signature over the list.
pub const SEAL: &str = "manifest.sig.json";
/// The issuer's did document.
pub const DID: &str = "keys/did.json";

/// Every file of the pack but the list itself and its signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// The brand's id.
    pub brand: String,
    /// The brand's name.
    pub brand_name: String,
    /// The brand's DID; none where the site had no domain name.
    pub issuer: Option<String>,
    /// The brand's other DIDs: versions are issued under the name that their host gives the brand. The keys are the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issuers: Vec<String>,
    /// When it was made, RFC 3339.
    pub made_at: String,
    /// By name.
    pub files: BTreeMap<String, Listed>,
}

/// A file in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Lower-case hex.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

/// The signature over the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Seal {
    /// [`SCHEMA`].
    pub schema: String,
    /// SHA-256 of the list's bytes, lower-case hex.
    pub sha256: String,
    /// Ed25519 over [`message`], base64url without padding.
    pub signature: String,
    /// What follows the `#` in the key's address.
    pub key_id: String,
}

/// What is signed: the format, a line feed, the SHA-256 of the list, a line feed.
pub fn message(sha256: &str) -> Vec<u8> {
    format!("{SCHEMA}\n{sha256}\n").into_bytes()
}

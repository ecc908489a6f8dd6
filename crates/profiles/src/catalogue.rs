//! The profiles that Tessera carries.

use crate::file::{Loaded, read};
use domain::profile::{Profile, ProfileId, ProfileRow};
use std::sync::LazyLock;

/// Every version of every profile; within a name the oldest first. A published version keeps its file for good: passports
/// were made with it.
const FILES: &[&str] = &[
    include_str!("../data/battery-2026-07.json"),
    include_str!("../data/textile-2026-05.json"),
    include_str!("../data/espr-annex-iii-2024-06.json"),
];

static CATALOGUE: LazyLock<Result<Vec<Loaded>, String>> =
    LazyLock::new(|| FILES.iter().map(|json| read(json)).collect());

pub(crate) fn loaded() -> &'static [Loaded] {
    // The files are compiled in and a test reads them all; `check` tells at the start if that was passed over.
    CATALOGUE.as_deref().unwrap_or_default()
}

/// Reads and checks all files. Call it at the start: what is wrong with them is a defect of the build.
pub fn check() -> Result<(), String> {
    CATALOGUE.as_ref().map(drop).map_err(Clone::clone)
}

/// Every version of every profile.
pub fn all() -> impl Iterator<Item = &'static Profile> {
    loaded().iter().map(|l| &l.profile)
}

/// The profile of this id.
pub fn get(id: &ProfileId) -> Option<&'static Profile> {
    all().find(|p| p.id == *id)
}

/// The newest version of the profile of this name.
pub fn latest(slug: &str) -> Option<&'static Profile> {
    all().filter(|p| p.id.slug() == slug).last()
}

/// The profiles for a list; superseded versions are marked.
pub fn rows() -> Vec<ProfileRow> {
    let row = |p: &Profile| p.row(latest(p.id.slug()).is_some_and(|newest| newest.id != p.id));
    all().map(row).collect()
}

//! The exit pack: everything that a brand has published, as one signed archive that needs none of us, and the way back into an
//! installation. What stands where is told in `verify::pack` and docs/exit-pack.md.

mod maker;
mod names;
mod package;
mod passport;
mod restore;
mod scans;
mod team;
mod words;
mod write;

pub use maker::{ExitPacks, list, start};
pub use restore::{Restored, restore};
pub use write::write;

use async_trait::async_trait;
use domain::Error;

/// Where a pack is written to.
#[async_trait]
pub trait Out: Send {
    /// Why it takes no more.
    type Stop: From<Error> + Send;

    /// Takes the next bytes.
    async fn write(&mut self, bytes: &[u8]) -> Result<(), Self::Stop>;

    /// Hears how many of the passports are written.
    async fn progress(&mut self, done: u32, total: u32) -> Result<(), Self::Stop>;

    /// Hears what was left out and why.
    fn note(&mut self, words: String);
}

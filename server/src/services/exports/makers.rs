//! The kinds of files, and who makes them.

use super::{Sink, Stop};
use crate::{
    app::App,
    services::{labels::Sheets, packs::ExitPacks},
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::{BrandId, Error, ExportId, Kind, Permission, UserId};
use serde_json::Value;

/// Everything that makes files.
#[cfg(not(test))]
const MAKERS: [&dyn Maker; 2] = [&Sheets, &ExitPacks];
#[cfg(test)]
const MAKERS: [&dyn Maker; 3] = [&Sheets, &ExitPacks, &super::tests::Counting];

/// Makes one kind of file. It is called again from the beginning after a worker died, so whatever else it changes must bear that.
#[async_trait]
pub trait Maker: Send + Sync {
    /// The word of the kind in the database: lower-case letters, digits and underscores.
    fn kind(&self) -> &'static str;
    /// What somebody must be allowed to do to ask for such a file, to see it and to fetch it.
    fn permission(&self) -> Permission;
    /// Whether whoever asks for such a file or fetches it must have just proved who they are.
    fn is_guarded(&self) -> bool {
        false
    }
    /// What somebody does whose file would be too long, or take too long.
    fn remedy(&self) -> &'static str {
        "Ask for less at a time."
    }
    /// Writes the file into `sink`, and says from time to time how far it is: that is how it learns to stop.
    async fn make(&self, app: &App, order: &Order, sink: &mut Sink) -> Result<(), Stop>;
}

/// What a maker is asked for.
#[derive(Clone, Debug)]
pub struct Order {
    /// The file.
    pub id: ExportId,
    /// Its brand.
    pub brand: BrandId,
    /// What is to be made.
    pub payload: Value,
    /// Who asked.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
}

impl Order {
    /// The payload as its maker reads it.
    pub fn read<T: serde::de::DeserializeOwned>(&self) -> Result<T, Stop> {
        T::deserialize(&self.payload).map_err(|error| {
            tracing::error!(export = %self.id, %error, "a payload cannot be read");
            Stop::GivenUp("The order cannot be read. Ask for the file again.".to_owned())
        })
    }
}

/// The maker of a kind.
pub(super) fn maker(kind: &str) -> Result<&'static dyn Maker, Error> {
    MAKERS
        .into_iter()
        .find(|maker| maker.kind() == kind)
        .ok_or(Error::NotFound(Kind::Page))
}

//! Where a maker writes to: pieces of a file in the database, while the attempt has its lease.

use super::run::LEASE;
use crate::app::App;
use db::queries::exports::{self, Claimed};
use domain::Error;

/// The length of a piece, in bytes; the database takes at most a mebibyte.
const PIECE: usize = 512 * 1024;
/// The longest file, in bytes.
const SIZE_MAX: u64 = 2 * 1024 * 1024 * 1024;
/// The most remarks that are kept.
const NOTES_MAX: usize = 200;

/// Why a maker stops before the end.
#[derive(Debug)]
pub enum Stop {
    /// Somebody stopped it, or another worker has taken over.
    Lost,
    /// The process ends; another worker begins anew.
    Shutdown,
    /// It cannot be made; why, and what to do, for people.
    GivenUp(String),
    /// Something failed that may work later.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable { .. } | Error::RateLimited { .. } | Error::Internal => Self::Failed(error),
            told => Self::GivenUp(told.to_string()),
        }
    }
}

impl From<db::DbError> for Stop {
    fn from(error: db::DbError) -> Self {
        Error::from(error).into()
    }
}

/// Takes a file, piece by piece.
pub struct Sink {
    app: App,
    export: Claimed,
    /// What to do where the file is too long.
    remedy: &'static str,
    buffer: Vec<u8>,
    position: u32,
    size: u64,
    notes: Vec<String>,
    left_out: usize,
}

impl Sink {
    /// Begins a file, without what an earlier attempt has left.
    pub(super) async fn begin(app: &App, export: &Claimed, remedy: &'static str) -> Result<Self, Stop> {
        let sink = Self {
            app: app.clone(),
            export: export.clone(),
            remedy,
            buffer: Vec::new(),
            position: 0,
            size: 0,
            notes: Vec::new(),
            left_out: 0,
        };
        let mut tx = sink.hold().await?;
        exports::clear(&mut tx, export.id).await?;
        tx.commit().await?;
        Ok(sink)
    }

    /// Adds to the file.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        self.buffer.extend_from_slice(bytes);
        while self.buffer.len() >= PIECE {
            let rest = self.buffer.split_off(PIECE);
            let piece = std::mem::replace(&mut self.buffer, rest);
            self.store(&piece).await?;
        }
        Ok(())
    }

    /// Says how far the work is, and learns whether it is to go on.
    pub async fn progress(&mut self, done: u32, total: u32) -> Result<(), Stop> {
        if self.app.shutdown.is_requested() {
            return Err(Stop::Shutdown);
        }
        let mut tx = self.app.db.brand(self.export.brand).await?;
        let lease = self.app.clock.now() + LEASE;
        let goes_on = exports::advance(&mut tx, &self.export, (done, total), lease).await?;
        tx.commit().await?;
        if goes_on { Ok(()) } else { Err(Stop::Lost) }
    }

    /// Remarks something about the file, such as what was left out and why.
    pub fn note(&mut self, text: impl Into<String>) {
        if self.notes.len() < NOTES_MAX {
            self.notes.push(text.into());
        } else {
            self.left_out += 1;
        }
    }

    /// Writes what is left; answers the file's length and the remarks.
    pub(super) async fn close(mut self) -> Result<(u64, Vec<String>), Stop> {
        let rest = std::mem::take(&mut self.buffer);
        if !rest.is_empty() {
            self.store(&rest).await?;
        }
        if self.left_out > 0 {
            self.notes.push(format!("And {} more.", self.left_out));
        }
        Ok((self.size, self.notes))
    }

    async fn store(&mut self, piece: &[u8]) -> Result<(), Stop> {
        self.size += u64::try_from(piece.len()).unwrap_or(u64::MAX);
        if self.size > SIZE_MAX {
            let text = format!("The file would be longer than 2 GB. {}", self.remedy);
            return Err(Stop::GivenUp(text));
        }
        let mut tx = self.hold().await?;
        exports::add_chunk(&mut tx, &self.export, self.position, piece).await?;
        tx.commit().await?;
        self.position += 1;
        Ok(())
    }

    /// As if it were as long as it may be.
    #[cfg(test)]
    pub(super) fn fill(&mut self) {
        self.size = SIZE_MAX;
    }

    /// A transaction in which this attempt has the file.
    async fn hold(&self) -> Result<db::Tx, Stop> {
        let mut tx = self.app.db.brand(self.export.brand).await?;
        if exports::hold(&mut tx, &self.export).await? {
            Ok(tx)
        } else {
            Err(Stop::Lost)
        }
    }
}

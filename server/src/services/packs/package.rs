//! The archive while it is written, with the list of what is in it.

use super::Out;
use crate::archive::ZipOut;
use db::DbError;
use domain::Error;
use std::{collections::BTreeMap, io};
use verify::pack::Listed;

/// The archive, and where it goes.
pub(super) struct Package<'o, O: Out> {
    zip: ZipOut,
    out: &'o mut O,
    files: BTreeMap<String, Listed>,
}

impl<'o, O: Out> Package<'o, O> {
    /// An empty one.
    pub(super) fn new(out: &'o mut O) -> Self {
        Self {
            zip: ZipOut::default(),
            out,
            files: BTreeMap::new(),
        }
    }

    /// Where it goes.
    pub(super) fn out(&mut self) -> &mut O {
        self.out
    }

    /// Adds a file to archive and list. The same file again changes nothing: passports share pictures. Another one of that name would
    /// be missing from a pack that seems whole, so there is no pack then.
    pub(super) async fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), O::Stop> {
        let listed = Listed {
            sha256: formats::sha256_hex(bytes),
            size: bytes.len() as u64,
        };
        match self.files.get(name) {
            Some(there) if *there == listed => return Ok(()),
            Some(_) => return Err(broken(&io::Error::other(format!("two files are called {name}"))).into()),
            None => {}
        }
        self.files.insert(name.to_owned(), listed);
        self.write(name, bytes).await
    }

    /// Adds a file that the list does not name: the list itself, and its signature.
    pub(super) async fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), O::Stop> {
        let done = self.zip.add(name, bytes).map_err(|error| broken(&error))?;
        self.out.write(&done).await
    }

    /// The list so far.
    pub(super) fn files(&self) -> &BTreeMap<String, Listed> {
        &self.files
    }

    /// Ends the archive.
    pub(super) async fn finish(self) -> Result<(), O::Stop> {
        let rest = self.zip.finish().map_err(|error| broken(&error))?;
        self.out.write(&rest).await
    }
}

fn broken(error: &io::Error) -> Error {
    tracing::error!(%error, "an archive cannot be written");
    Error::Internal
}

/// An error of the database as whoever takes the archive knows it.
pub(super) fn db<S: From<Error>>(error: DbError) -> S {
    Error::from(error).into()
}

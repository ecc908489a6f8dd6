//! One process per data folder.

use super::{EmbeddedError, error::AtPath};
use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

/// Held as long as the process uses the folder; the system lets go of it when the process dies, however it dies.
pub(super) struct FolderLock(#[expect(dead_code, reason = "the lock lives as long as the open file")] File);

impl FolderLock {
    pub(super) fn take(folder: &Path) -> Result<Self, EmbeddedError> {
        fs::create_dir_all(folder).at(folder)?;
        let path = folder.join("lock");
        let file = File::options().create(true).append(true).open(&path).at(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(EmbeddedError::Locked(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(source).at(&path),
        }
    }
}

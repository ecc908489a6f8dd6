//! The key file: made with mode 0600, replaced as a whole.

use super::{KeyRingError, ring::Ring, ring::parse_ring};
use secrecy::{ExposeSecret, SecretString};
use std::{
    fs, io,
    io::Write,
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
    time::SystemTime,
};

/// When and how long the file was; a different answer means a different ring.
pub(super) type Stamp = (SystemTime, u64);

pub(super) fn stamp(path: &Path) -> io::Result<Stamp> {
    let meta = fs::metadata(path)?;
    Ok((meta.modified()?, meta.len()))
}

pub(super) fn read(path: &Path) -> Result<Ring, KeyRingError> {
    let text = SecretString::from(fs::read_to_string(path).map_err(file_error(path))?);
    warn_if_open(path);
    parse_ring(&text).map_err(|reason| KeyRingError::Content {
        path: path.to_owned(),
        reason: Box::new(reason),
    })
}

/// Writes a new file beside the old one and puts it in its place, so that no reader sees half a ring.
pub(super) fn write(path: &Path, ring: &Ring) -> Result<(), KeyRingError> {
    let write = || -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder)?;
        }
        let fresh = path.with_extension("new");
        if fresh.exists() {
            fs::remove_file(&fresh)?;
        }
        let mut file = fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(&fresh)?;
        writeln!(file, "{}", ring.to_text().expose_secret().replace(',', "\n"))?;
        file.sync_all()?;
        fs::rename(&fresh, path)
    };
    write().map_err(file_error(path))
}

fn warn_if_open(path: &Path) {
    if fs::metadata(path).is_ok_and(|meta| meta.permissions().mode() & 0o077 != 0) {
        tracing::warn!(path = %path.display(), "the key file can be read by others; set its mode to 0600");
    }
}

fn file_error(path: &Path) -> impl Fn(io::Error) -> KeyRingError {
    move |source| KeyRingError::File {
        path: path.to_owned(),
        source,
    }
}

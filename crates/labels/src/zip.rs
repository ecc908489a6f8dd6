//! Files in an archive, written from front to back, so that it can be sent on while it grows.
//!
//! APPNOTE 6.3.10 without ZIP64: at most 65,535 files and four gigabytes.

use flate2::{Compression, write::DeflateEncoder};
use std::io::Write;

/// The first of January 1980, the earliest that the format knows: an archive depends on its contents alone.
const DATE: u16 = 0x0021;
/// Names are in UTF-8.
const UTF8: u16 = 0x0800;
/// What an extractor must be able to do: deflate.
const VERSION: u16 = 20;

/// Why a file cannot be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ZipError {
    /// There are too many files.
    #[error("An archive holds at most 65,535 files. Ask for fewer at a time.")]
    Files,
    /// It is too long.
    #[error("An archive holds at most 4 GB. Ask for less at a time.")]
    Size,
}

/// An archive on its way. What the methods answer is to be written out in order.
#[derive(Debug, Default)]
pub struct Zip {
    directory: Vec<u8>,
    files: u16,
    length: u32,
}

impl Zip {
    /// Adds a file; answers the archive's next bytes.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<Vec<u8>, ZipError> {
        self.files = self.files.checked_add(1).ok_or(ZipError::Files)?;
        let packed = deflated(bytes);
        let name = name.as_bytes();
        let mut common = Vec::new();
        for word in [VERSION, UTF8, 8, 0, DATE] {
            common.extend(word.to_le_bytes());
        }
        common.extend(crc32fast::hash(bytes).to_le_bytes());
        common.extend(long(packed.len())?.to_le_bytes());
        common.extend(long(bytes.len())?.to_le_bytes());
        common.extend(
            u16::try_from(name.len())
                .map_err(|_| ZipError::Size)?
                .to_le_bytes(),
        );
        common.extend(0_u16.to_le_bytes());
        self.directory.extend(0x0201_4b50_u32.to_le_bytes());
        self.directory.extend(VERSION.to_le_bytes());
        self.directory.extend(&common);
        // No remark, one disk, no attributes; where the file begins.
        self.directory.extend([0; 10]);
        self.directory.extend(self.length.to_le_bytes());
        self.directory.extend(name);
        let out = [&0x0403_4b50_u32.to_le_bytes()[..], &common, name, &packed].concat();
        self.length = self.length.checked_add(long(out.len())?).ok_or(ZipError::Size)?;
        Ok(out)
    }

    /// Ends the archive; answers its last bytes.
    pub fn finish(self) -> Result<Vec<u8>, ZipError> {
        let mut out = self.directory;
        let directory = long(out.len())?;
        self.length.checked_add(directory).ok_or(ZipError::Size)?;
        out.extend(0x0605_4b50_u32.to_le_bytes());
        out.extend([0; 4]);
        out.extend(self.files.to_le_bytes());
        out.extend(self.files.to_le_bytes());
        out.extend(directory.to_le_bytes());
        out.extend(self.length.to_le_bytes());
        out.extend([0; 2]);
        Ok(out)
    }
}

fn long(n: usize) -> Result<u32, ZipError> {
    u32::try_from(n).map_err(|_| ZipError::Size)
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    // Writing into memory cannot fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

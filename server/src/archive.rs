//! ZIP archives: written piece by piece without knowing their end, and read with a limit for what comes out.

use std::{
    borrow::Cow,
    io::{self, Read, Seek, Write},
    sync::{Arc, Mutex, PoisonError},
};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions, write::StreamWriter};

/// The largest file that is read out of an archive, in bytes.
const FILE_MAX: u64 = 256 * 1024 * 1024;
/// The same for JSON, which takes many times that much memory once it is read.
const JSON_MAX: u64 = 64 * 1024 * 1024;

/// An archive that is being written; what is finished of it is handed on after each file.
pub struct ZipOut {
    zip: ZipWriter<StreamWriter<Buffer>>,
    buffer: Buffer,
}

impl Default for ZipOut {
    fn default() -> Self {
        let buffer = Buffer::default();
        Self {
            zip: ZipWriter::new_stream(buffer.clone()),
            buffer,
        }
    }
}

impl ZipOut {
    /// Adds a file; answers the bytes of the archive that are finished by now.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> io::Result<Vec<u8>> {
        // Pictures and the like do not become smaller.
        let method = match name.rsplit('.').next() {
            Some("jpg" | "png" | "pdf" | "bin" | "br") => CompressionMethod::Stored,
            _ => CompressionMethod::Deflated,
        };
        // No times: the same files make the same archive.
        let options = SimpleFileOptions::DEFAULT.compression_method(method);
        self.zip.start_file(name, options)?;
        self.zip.write_all(bytes)?;
        Ok(self.buffer.take())
    }

    /// Ends the archive; answers its last bytes.
    pub fn finish(self) -> io::Result<Vec<u8>> {
        let Self { zip, buffer } = self;
        zip.finish()?;
        Ok(buffer.take())
    }
}

/// Bytes that wait to be handed on.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An archive that is read.
pub struct ZipIn<R>(ZipArchive<R>);

impl<R: Read + Seek> ZipIn<R> {
    /// Reads the list of its files.
    pub fn open(reader: R) -> io::Result<Self> {
        Ok(Self(ZipArchive::new(reader)?))
    }
}

impl<R: Read + Seek> verify::pack::Files for ZipIn<R> {
    fn names(&self) -> Vec<String> {
        // A name that is no text is in no list.
        let name = |name: Result<Cow<'_, str>, _>| name.map_or_else(|_| "?".to_owned(), Cow::into_owned);
        let files = self.0.file_names().map(name);
        files.filter(|name| !name.ends_with('/')).collect()
    }

    fn read(&mut self, name: &str) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let file = self.0.by_name(name).ok()?;
        let most = if name.rsplit('.').next() == Some("json") {
            JSON_MAX
        } else {
            FILE_MAX
        };
        let read = file.take(most + 1).read_to_end(&mut bytes).ok()?;
        (read as u64 <= most).then_some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;
    use verify::pack::Files;

    #[test]
    fn what_is_written_in_pieces_is_read_again() {
        let mut out = ZipOut::default();
        let mut bytes = Vec::new();
        let text = "passport ".repeat(10_000);
        bytes.extend(out.add("a/one.json", text.as_bytes()).unwrap());
        assert!(bytes.len() < 2_000, "{}", bytes.len());
        bytes.extend(out.add("b.png", &[7; 300]).unwrap());
        bytes.extend(out.finish().unwrap());
        let mut archive = ZipIn::open(Cursor::new(bytes)).unwrap();
        assert_eq!(archive.names(), ["a/one.json", "b.png"]);
        assert_eq!(archive.read("a/one.json").unwrap(), text.as_bytes());
        assert_eq!(archive.read("b.png").unwrap(), [7; 300]);
        assert_eq!(archive.read("c"), None);
    }

    #[test]
    fn what_is_no_archive_is_refused() {
        assert!(ZipIn::open(Cursor::new(b"no archive".to_vec())).is_err());
    }
}

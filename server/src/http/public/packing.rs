//! Bytes in the encodings that clients take. Compressing takes a processor's time: it is done where it keeps nobody waiting, by few
//! at a time, in the encoding that was asked for, and remembered.

use super::negotiate::Encoding;
use crate::app::App;
use bytes::Bytes;
use domain::Error;
use std::{
    io::{Read, Write},
    sync::Arc,
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    task::spawn_blocking,
};

/// Who makes pages at the same time.
static RENDERING: Semaphore = Semaphore::const_new(4);
/// Who makes pictures at the same time.
static DRAWING: Semaphore = Semaphore::const_new(2);
/// Who compresses data at the same time: long data keeps no page waiting.
static COMPRESSING: Semaphore = Semaphore::const_new(4);
/// From this length on even a hash takes a while, in bytes.
const LONG: usize = 256 * 1024;

/// How much time the shortest form is worth.
#[derive(Clone, Copy, Debug)]
enum Effort {
    /// A page is made once for each version and sent to phones: brotli's last steps are not worth their time, which is ten times as
    /// long for a thousandth.
    Page,
    /// What programs read may be megabytes, and new every minute.
    Data,
}

impl Effort {
    /// Of brotli's 11 steps.
    const fn brotli(self) -> u32 {
        match self {
            Self::Page => 7,
            Self::Data => 5,
        }
    }

    /// Of zstd's 22; the last ones take memory and win nothing for so little.
    const fn zstd(self) -> i32 {
        match self {
            Self::Page => 17,
            Self::Data => 5,
        }
    }

    /// Of gzip's 9.
    const fn gzip(self) -> u32 {
        match self {
            Self::Page => 9,
            Self::Data => 5,
        }
    }
}

/// A page in its encodings.
#[derive(Debug, PartialEq)]
pub(crate) struct Packed {
    /// As it is.
    pub identity: Bytes,
    /// Compressed with gzip.
    pub gzip: Bytes,
    /// Compressed with brotli.
    pub brotli: Bytes,
    /// Compressed with zstd.
    pub zstd: Bytes,
    /// Names these bytes.
    pub stamp: String,
}

/// A page whose length on its way is known.
pub(super) struct Draft {
    /// As it is.
    pub(super) identity: Bytes,
    brotli: Bytes,
}

impl Draft {
    /// Compresses a page with brotli, which takes a while.
    pub(super) fn new(identity: Bytes) -> Self {
        let brotli = compressed(&identity, Encoding::Brotli, Effort::Page);
        Self { identity, brotli }
    }

    /// Its length on its way to most browsers.
    pub(super) fn weight(&self) -> usize {
        self.brotli.len()
    }

    /// In all its encodings.
    pub(super) fn packed(self, stamp: String) -> Packed {
        Packed {
            gzip: compressed(&self.identity, Encoding::Gzip, Effort::Page),
            zstd: compressed(&self.identity, Encoding::Zstd, Effort::Page),
            brotli: self.brotli,
            identity: self.identity,
            stamp,
        }
    }
}

impl Packed {
    /// The bytes in an encoding.
    pub(super) fn bytes(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Brotli => self.brotli.clone(),
            Encoding::Zstd => self.zstd.clone(),
            Encoding::Gzip => self.gzip.clone(),
            Encoding::Identity => self.identity.clone(),
        }
    }

    /// What it weighs in the process, in bytes.
    pub(crate) fn weight(&self) -> u32 {
        let all = [&self.identity, &self.gzip, &self.brotli, &self.zstd];
        u32::try_from(all.map(Bytes::len).iter().sum::<usize>()).unwrap_or(u32::MAX)
    }
}

/// The name of some data: by its content.
pub(super) async fn stamp(bytes: &Bytes) -> Result<String, Error> {
    let named = |bytes: &Bytes| formats::sha256_hex(bytes)[..32].to_owned();
    if bytes.len() < LONG {
        return Ok(named(bytes));
    }
    let bytes = bytes.clone();
    let turn = COMPRESSING.acquire().await.map_err(|_| Error::Internal)?;
    apart(turn, move || named(&bytes)).await
}

/// Data in an encoding: remembered, or made now.
pub(super) async fn data(app: &App, stamp: &str, bytes: Bytes, encoding: Encoding) -> Result<Bytes, Error> {
    if encoding == Encoding::Identity {
        return Ok(bytes);
    }
    let key = format!("{stamp}{}", encoding.suffix());
    let known = || app.pages.data.get(&key);
    if let Some(found) = known().await {
        return Ok(Bytes::clone(&found));
    }
    let turn = COMPRESSING.acquire().await.map_err(|_| Error::Internal)?;
    // Somebody else may have made it in the meantime.
    if let Some(found) = known().await {
        return Ok(Bytes::clone(&found));
    }
    let made = apart(turn, move || compressed(&bytes, encoding, Effort::Data)).await?;
    app.pages.data.put(key, Arc::new(made.clone())).await;
    Ok(made)
}

/// Makes a page, in turn with others.
pub(super) async fn in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let turn = RENDERING.acquire().await.map_err(|_| Error::Internal)?;
    apart(turn, work).await
}

/// Makes a picture, in turn with others; pages do not wait for it.
pub(super) async fn picture_in_turn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let turn = DRAWING.acquire().await.map_err(|_| Error::Internal)?;
    apart(turn, work).await
}

/// On a thread that answers no requests. The turn ends with the work, also where nobody waits for it any more.
async fn apart<T: Send + 'static>(
    turn: SemaphorePermit<'static>,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Error> {
    let work = move || {
        let done = work();
        drop(turn);
        done
    };
    spawn_blocking(work).await.map_err(|error| {
        tracing::error!(%error, "making or compressing an answer panicked");
        Error::Internal
    })
}

fn compressed(bytes: &Bytes, encoding: Encoding, effort: Effort) -> Bytes {
    match encoding {
        Encoding::Brotli => brotli(bytes, effort.brotli()).into(),
        // Writing to memory does not fail.
        Encoding::Zstd => zstd::bulk::compress(bytes, effort.zstd())
            .unwrap_or_default()
            .into(),
        Encoding::Gzip => gzip(bytes, effort.gzip()).into(),
        Encoding::Identity => bytes.clone(),
    }
}

fn gzip(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    // Writing to memory does not fail.
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

/// The window is hardly larger than what it looks at: clearing its memory takes longer than compressing a page. Below 18 it is slow again.
fn brotli(bytes: &[u8], quality: u32) -> Vec<u8> {
    let window = (bytes.len().max(1).ilog2() + 1).clamp(18, 22);
    let mut out = Vec::new();
    let read = brotli::CompressorReader::new(bytes, 4096, quality, window).read_to_end(&mut out);
    if read.is_ok() { out } else { Vec::new() }
}

/// What brotli made of some bytes of this length; none where it did not.
pub(super) fn unpacked(brotli: &[u8], length: usize) -> Option<Bytes> {
    let mut out = Vec::with_capacity(length.min(LONG));
    // One byte more shows that it is longer.
    let mut reader = brotli::Decompressor::new(brotli, 4096).take(length as u64 + 1);
    reader.read_to_end(&mut out).ok()?;
    (out.len() == length).then(|| out.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    #[test]
    fn every_encoding_holds_the_same_page() {
        let page = Bytes::from("<p>Nordlicht</p>".repeat(500));
        let packed = Draft::new(page.clone()).packed("x".to_owned());
        assert_eq!(unpacked(&packed.brotli, page.len()), Some(page.clone()));
        assert_eq!(unpacked(&packed.brotli, page.len() - 1), None);
        assert_eq!(unpacked(&packed.brotli, page.len() + 1), None);
        assert_eq!(unpacked(b"nonsense", 8), None);
        assert_eq!(zstd::bulk::decompress(&packed.zstd, page.len()).unwrap(), page);
        let all = [&packed.brotli, &packed.zstd, &packed.gzip];
        assert!(all.iter().all(|bytes| (1..200).contains(&bytes.len())));
    }

    #[tokio::test]
    async fn only_what_is_asked_for_is_compressed_and_it_is_remembered() {
        let world = World::new().await;
        let app = &world.app;
        let numbers: Vec<String> = (0..60_000).map(|n: u32| n.to_string()).collect();
        let bytes = Bytes::from(numbers.join(","));
        let name = stamp(&bytes).await.unwrap();
        assert_eq!(name, formats::sha256_hex(&bytes)[..32]);
        let same = data(app, &name, bytes.clone(), Encoding::Identity).await.unwrap();
        assert_eq!(same, bytes);
        let kept = async |suffix: &str| app.pages.data.get(&format!("{name}{suffix}")).await;
        assert!(kept("").await.is_none() && kept("-gz").await.is_none());
        let small = data(app, &name, bytes.clone(), Encoding::Gzip).await.unwrap();
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(&small[..])
            .read_to_end(&mut read)
            .unwrap();
        assert!(read == bytes && small.len() < bytes.len() / 2);
        assert!(kept("-gz").await.is_some() && kept("-br").await.is_none());
        // What is remembered is not made again, whatever the bytes.
        let again = data(app, &name, Bytes::new(), Encoding::Gzip).await.unwrap();
        assert_eq!(again, small);
    }

    /// One thread answers the requests of this test: while something long is compressed, it answers others.
    #[tokio::test]
    async fn while_something_is_compressed_others_are_answered() {
        let world = World::new().await;
        let app = &world.app;
        let bytes: Bytes = (0..4_000_000_u32)
            .map(|n| n.wrapping_mul(n).to_le_bytes()[2])
            .collect();
        let slow = data(app, "long", bytes, Encoding::Brotli);
        let mut answered = 0_u32;
        let others = async {
            loop {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                answered += 1;
            }
        };
        tokio::select! {
            made = slow => assert!(!made.unwrap().is_empty()),
            () = others => {}
        }
        assert!(answered > 5, "{answered}");
    }
}

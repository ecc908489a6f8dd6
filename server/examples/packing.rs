//! How long compressing one page takes, with the very settings that the server used: those that give the same length.
//!
//! Part of `bench/pages.py`. Usage: `packing FILE BROTLI_LENGTH GZIP_LENGTH`; prints one line of JSON.

use serde_json::{Value, json};
use std::{
    env,
    error::Error,
    fs,
    hint::black_box,
    io::{Read, Write},
    time::Instant,
};

const TIMES: u32 = 40;

#[expect(clippy::print_stdout, reason = "what it measured is what this program is for")]
fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [file, with_brotli, with_gzip] = words.as_slice() else {
        return Err("usage: packing FILE BROTLI_LENGTH GZIP_LENGTH".into());
    };
    let page = fs::read(file)?;
    let found = json!({
        "brotli": timed(brotli, &page, with_brotli.parse()?, (1..=11).rev()),
        "gzip": timed(gzip, &page, with_gzip.parse()?, (1..=9).rev()),
    });
    println!("{found}");
    Ok(())
}

/// The level that gives that length, and its milliseconds; nothing where none does.
fn timed(
    pack: fn(&[u8], u32) -> Vec<u8>,
    page: &[u8],
    length: usize,
    levels: impl IntoIterator<Item = u32>,
) -> Value {
    let Some(level) = levels
        .into_iter()
        .find(|level| pack(page, *level).len() == length)
    else {
        return Value::Null;
    };
    let start = Instant::now();
    for _ in 0..TIMES {
        black_box(pack(black_box(page), level));
    }
    json!({ "level": level, "ms": start.elapsed().as_secs_f64() * 1000.0 / f64::from(TIMES) })
}

fn gzip(bytes: &[u8], level: u32) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(level));
    let written = encoder.write_all(bytes).and_then(|()| encoder.finish());
    written.unwrap_or_default()
}

fn brotli(bytes: &[u8], quality: u32) -> Vec<u8> {
    let mut out = Vec::new();
    let read = brotli::CompressorReader::new(bytes, 4096, quality, 22).read_to_end(&mut out);
    if read.is_ok() { out } else { Vec::new() }
}

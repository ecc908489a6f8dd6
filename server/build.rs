//! Names the program's pages: processes share finished pages through Redis, and two builds may make other pages of the same passport.

use std::{fs, io, path::Path};

/// What a page is made by, besides the passport; rather too much than too little.
const SOURCES: [&str; 5] = ["../app/src", "../crates", "../style", "../Cargo.lock", "src"];

fn main() -> io::Result<()> {
    let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        add(Path::new(source), &mut hash)?;
    }
    println!("cargo::rustc-env=PAGES_OF_THIS_BUILD={:08x}", hash.0 >> 32);
    Ok(())
}

fn add(path: &Path, hash: &mut Fnv) -> io::Result<()> {
    if path.is_dir() {
        let mut entries = fs::read_dir(path)?
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        return entries.iter().try_for_each(|entry| add(entry, hash));
    }
    hash.add(path.as_os_str().as_encoded_bytes());
    hash.add(&fs::read(path)?);
    Ok(())
}

/// FNV-1a, which is the same on every machine and with every compiler.
struct Fnv(u64);

impl Fnv {
    fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().chain(&[0xff]) {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}

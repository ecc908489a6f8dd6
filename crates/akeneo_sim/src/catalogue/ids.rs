//! Identifiers that look random and never change.

use uuid::{Builder, Uuid};

/// Scrambles a number (the finaliser of `SplitMix64`), so that neighbours look unrelated.
pub(crate) fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The version 4 uuid of the product with this index.
pub(crate) fn product_uuid(index: usize) -> Uuid {
    let seed = index as u64 * 2;
    let high = mix(seed).to_be_bytes();
    let low = mix(seed + 1).to_be_bytes();
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&high);
    bytes[8..].copy_from_slice(&low);
    Builder::from_random_bytes(bytes).into_uuid()
}

/// The storage key of a media file: `f/2/e/b/f2eb…_name.png`, as Akeneo lays files out.
pub(crate) fn media_code(file_name: &str) -> String {
    let mut seed = file_name
        .bytes()
        .fold(7_u64, |hash, byte| mix(hash ^ u64::from(byte)));
    let mut next = || {
        seed = mix(seed);
        seed
    };
    let hash = format!("{:016x}{:016x}{:08x}", next(), next(), next() >> 32);
    let folders: Vec<String> = hash.chars().take(4).map(String::from).collect();
    format!(
        "{}/{hash}_{}",
        folders.join("/"),
        file_name.replace(['-', ' ', '/'], "_")
    )
}

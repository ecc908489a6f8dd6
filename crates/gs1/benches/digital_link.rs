//! How long reading a Digital Link takes, beside the `url` crate reading the same text; see bench/README.md.
//!
//! Prints one line of JSON per text: nanoseconds each, of the fastest round, because what
//! disturbs a computation only adds to it.

use std::hint::black_box;
use std::time::Instant;

use gs1::{Compression, DigitalLink, compress};
use url::Url;

const TEXTS: [&str; 4] = [
    "https://id.gs1.org/01/09520123456788",
    "https://dpp.example.com/01/09520123456788/10/ABC1/21/12345",
    "https://dpp.example.com/01/09520123456788/22/2A/10/A%2FB/21/X-9876543210?17=261130&3103=000195&linkType=gs1:dpp",
    "https://id.gs1.org/8003/09520123456788ABC?99=%21%22%25",
];

const ROUNDS: usize = 400;
const REPEATS: u32 = 500;

#[expect(clippy::print_stdout, reason = "what it measured is what this program is for")]
fn main() {
    for text in TEXTS {
        let link = DigitalLink::parse(text).expect("a text of this list is a link");
        let short = compress(&link, Compression::default()).expect("it can be compressed");
        let [ours, compressed, theirs] = fastest([
            &mut || drop(black_box(DigitalLink::parse(black_box(text)))),
            &mut || drop(black_box(DigitalLink::decompress(black_box(&short)))),
            &mut || drop(black_box(Url::parse(black_box(text)))),
        ]);
        println!(r#"{{"text":"{text}","gs1":{ours:.0},"gs1_compressed":{compressed:.0},"url":{theirs:.0}}}"#);
    }
}

/// Nanoseconds of each, which take turns so that what disturbs one disturbs all.
fn fastest(mut works: [&mut dyn FnMut(); 3]) -> [f64; 3] {
    let mut rounds = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        for (work, times) in works.iter_mut().zip(&mut rounds) {
            let start = Instant::now();
            (0..REPEATS).for_each(|_| work());
            times.push(start.elapsed().as_secs_f64() * 1e9 / f64::from(REPEATS));
        }
    }
    rounds.map(|times| times.into_iter().fold(f64::MAX, f64::min))
}

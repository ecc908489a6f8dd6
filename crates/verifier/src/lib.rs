//! The checks of `verify` for a browser: what `scripts/verifier` puts into one page that works from a local disk.

use verify::{Beside, to_json, verify_together};
use wasm_bindgen::prelude::wasm_bindgen;

/// Files that somebody has chosen together.
#[wasm_bindgen]
#[derive(Default)]
pub struct Files(Vec<(String, Vec<u8>)>);

#[wasm_bindgen]
impl Files {
    /// No file yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// One file more.
    pub fn add(&mut self, name: String, bytes: Vec<u8>) {
        self.0.push((name, bytes));
    }

    /// What they prove, as JSON; `now` is the browser's clock, RFC 3339.
    pub fn check(&self, now: String) -> String {
        let files: Vec<(&str, &[u8])> = self.0.iter().map(|(n, b)| (n.as_str(), b.as_slice())).collect();
        let beside = Beside {
            now: Some(now),
            ..Beside::default()
        };
        to_json(&verify_together(&files, &beside)).to_string()
    }
}

//! Where public pages come from, and what making one costs.

use super::{
    cells::{Counter, Histogram},
    text::{Kind, Text},
};
use std::time::Duration;

/// Where a page was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tier {
    /// In this process.
    Process,
    /// In Redis, where another process had put it.
    Redis,
    /// Nowhere: it was made.
    Made,
    /// In the answers of the last second, whatever was asked for.
    Answer,
}

impl Tier {
    const NAMES: [&str; 4] = ["process", "redis", "made", "answer"];
}

/// Public pages.
#[derive(Debug, Default)]
pub struct Pages {
    hits: [Counter; Tier::NAMES.len()],
    made: Histogram,
}

impl Pages {
    /// One came from there.
    pub fn hit(&self, tier: Tier) {
        self.hits[tier as usize].inc();
    }

    /// One was made in that time; it counts as one that was found nowhere.
    pub fn made(&self, took: Duration) {
        self.hit(Tier::Made);
        self.made.observe(took);
    }

    pub(super) fn write(&self, text: &mut Text) {
        let name = "tessera_page_reads_total";
        text.family(
            name,
            Kind::Counter,
            "Public pages by where their bytes were: in the process, in Redis, or made.",
        );
        for (tier, count) in Tier::NAMES.iter().zip(&self.hits) {
            text.sample(name, &[("tier", tier)], count.get());
        }
        let name = "tessera_page_render_duration_seconds";
        text.family(
            name,
            Kind::Histogram,
            "Rendering and compressing one public page.",
        );
        self.made.write(text, name, &[]);
    }
}

//! Where numbers are kept: atomics, so that whoever counts waits for nobody.

use super::text::Text;
use std::{
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn inc(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Relaxed);
    }

    /// How many there were since the start.
    pub fn get(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

/// Upper bounds of the buckets, in microseconds: from a page in memory to a request that runs into its timeout.
const BOUNDS: [u64; 16] = [
    50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    5_000_000, 30_000_000,
];

/// How long things take.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [Counter; BOUNDS.len() + 1],
    micros: Counter,
}

impl Histogram {
    /// Something took that long.
    pub fn observe(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let bucket = BOUNDS.partition_point(|bound| *bound < micros);
        self.buckets[bucket].inc();
        self.micros.add(micros);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.buckets.iter().all(|bucket| bucket.get() == 0)
    }

    /// Writes the samples of one series.
    pub(super) fn write(&self, text: &mut Text, name: &str, labels: &[(&str, &str)]) {
        let mut count = 0;
        for (index, bucket) in self.buckets.iter().enumerate() {
            count += bucket.get();
            let bound = BOUNDS
                .get(index)
                .map_or("+Inf".to_owned(), |micros| seconds(*micros));
            let labels: Vec<_> = labels.iter().copied().chain([("le", &*bound)]).collect();
            text.sample(&format!("{name}_bucket"), &labels, count);
        }
        text.sample(&format!("{name}_sum"), labels, seconds(self.micros.get()));
        text.sample(&format!("{name}_count"), labels, count);
    }
}

/// Seconds of microseconds, exactly.
fn seconds(micros: u64) -> String {
    let (whole, part) = (micros / 1_000_000, micros % 1_000_000);
    let digits = format!("{whole}.{part:06}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_is_cumulative_and_its_bounds_belong_to_their_buckets() {
        let histogram = Histogram::default();
        for micros in [50, 51, 1_500_000, 90_000_000] {
            histogram.observe(Duration::from_micros(micros));
        }
        let mut text = Text::default();
        histogram.write(&mut text, "t_seconds", &[("route", "/p/{*rest}")]);
        let text = text.finish();
        for line in [
            "t_seconds_bucket{route=\"/p/{*rest}\",le=\"0.00005\"} 1",
            "t_seconds_bucket{route=\"/p/{*rest}\",le=\"0.0001\"} 2",
            "t_seconds_bucket{route=\"/p/{*rest}\",le=\"1\"} 2",
            "t_seconds_bucket{route=\"/p/{*rest}\",le=\"5\"} 3",
            "t_seconds_bucket{route=\"/p/{*rest}\",le=\"+Inf\"} 4",
            "t_seconds_sum{route=\"/p/{*rest}\"} 91.500101",
            "t_seconds_count{route=\"/p/{*rest}\"} 4",
        ] {
            assert!(text.lines().any(|one| one == line), "{line}\n{text}");
        }
    }
}

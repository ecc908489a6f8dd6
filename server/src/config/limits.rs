//! How much is too much.

use super::reader::Reader;
use chrono::TimeDelta;

/// The most attempts that production allows.
const ATTEMPTS: u32 = 10;

/// Connections at the same time.
const CONNECTIONS: usize = 800;

/// Memory for finished pages, in megabytes.
const PAGE_MEMORY: u64 = 256;

/// Days for which the log of restricted reads is kept: two years.
const READS_KEPT: i64 = 730;

/// Pages a minute that one network may read: twenty a second.
const PUBLIC_READS: u32 = 1200;

/// Limits on what one visitor may try, and on what all of them may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `TESSERA_AUTH_ATTEMPTS`: attempts at the account forms per IP address and 15 minutes; default 10, in production at
    /// most 10. Browser tests, which all come from one address, raise it.
    pub auth_attempts: u32,
    /// `TESSERA_CONNECTIONS`: connections at the same time, of which one address may have a quarter; default 800. Each takes a
    /// file descriptor.
    pub connections: usize,
    /// `TESSERA_PAGE_MEMORY_MB`: memory for finished pages; default 256 megabytes. Here in bytes.
    pub page_memory: u64,
    /// `TESSERA_READS_KEPT_DAYS`: how long it is kept who read with a grant what not everybody may; default 730 days.
    pub reads_kept: TimeDelta,
    /// `TESSERA_PUBLIC_READS_PER_MINUTE`: public pages that one network (an IPv4 /24 or IPv6 /48) may read a minute, half of them at once;
    /// default 1200 in production and no limit otherwise, because tests and measurements come from one address; 0 for no limit.
    pub public_reads: Option<u32>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Limits {
    const VARIABLE: &str = "TESSERA_AUTH_ATTEMPTS";
    let auth_attempts = reader.parse(VARIABLE, ATTEMPTS, "Write a number, such as 10.");
    if auth_attempts == 0 || (reader.production && auth_attempts > ATTEMPTS) {
        reader.mistake(
            VARIABLE,
            "is out of range",
            "Choose from 1 to 10; only development may allow more.",
        );
    }
    Limits {
        auth_attempts,
        connections: connections(reader),
        page_memory: page_memory(reader),
        reads_kept: reads_kept(reader),
        public_reads: public_reads(reader),
    }
}

fn reads_kept(reader: &mut Reader<'_>) -> TimeDelta {
    const VARIABLE: &str = "TESSERA_READS_KEPT_DAYS";
    let days = reader.parse(VARIABLE, READS_KEPT, "Write a number of days, such as 730.");
    if !(1..=36_500).contains(&days) {
        reader.mistake(VARIABLE, "is out of range", "Choose from 1 to 36500 days.");
        return TimeDelta::days(READS_KEPT);
    }
    TimeDelta::days(days)
}

fn public_reads(reader: &mut Reader<'_>) -> Option<u32> {
    const VARIABLE: &str = "TESSERA_PUBLIC_READS_PER_MINUTE";
    let standard = if reader.production { PUBLIC_READS } else { 0 };
    let pages = reader.parse(
        VARIABLE,
        standard,
        "Write a number, such as 1200, or 0 for no limit.",
    );
    if (1..60).contains(&pages) {
        reader.mistake(
            VARIABLE,
            "is out of range",
            "Choose 60 or more, or 0 for no limit.",
        );
    }
    (pages > 0).then_some(pages)
}

/// In bytes.
fn page_memory(reader: &mut Reader<'_>) -> u64 {
    const VARIABLE: &str = "TESSERA_PAGE_MEMORY_MB";
    let megabytes = reader.parse(VARIABLE, PAGE_MEMORY, "Write a number of megabytes, such as 256.");
    if !(16..=1_048_576).contains(&megabytes) {
        reader.mistake(
            VARIABLE,
            "is out of range",
            "Choose from 16 to 1048576 megabytes.",
        );
        return PAGE_MEMORY << 20;
    }
    megabytes << 20
}

fn connections(reader: &mut Reader<'_>) -> usize {
    const VARIABLE: &str = "TESSERA_CONNECTIONS";
    let connections = reader.parse(VARIABLE, CONNECTIONS, "Write a number, such as 800.");
    if !(8..=1_000_000).contains(&connections) {
        reader.mistake(VARIABLE, "is out of range", "Choose from 8 to 1000000.");
    }
    connections
}

//! The process itself, as the system tells of it. Elsewhere than on Linux the samples are absent.

use super::text::{Kind, Text};
use std::{fs, time::Instant};

pub(super) fn write(text: &mut Text, begun: Instant) {
    let version = env!("CARGO_PKG_VERSION");
    let name = "tessera_build_info";
    text.family(name, Kind::Gauge, "Always 1; the version is a label.");
    text.sample(name, &[("version", version)], 1);
    let uptime = begun.elapsed().as_secs();
    let help = "Seconds since the process began.";
    text.single("tessera_uptime_seconds", Kind::Gauge, help, uptime);
    if let Some(bytes) = resident() {
        let help = "Memory that the process has in use, in bytes.";
        text.single("tessera_process_resident_memory_bytes", Kind::Gauge, help, bytes);
    }
    if let Some(count) = descriptors() {
        let help = "File descriptors in use: connections, mostly.";
        text.single("tessera_process_open_fds", Kind::Gauge, help, count);
    }
}

/// Resident memory in bytes.
fn resident() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}

fn descriptors() -> Option<usize> {
    Some(fs::read_dir("/proc/self/fd").ok()?.count())
}

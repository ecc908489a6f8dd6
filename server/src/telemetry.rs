//! The log: on standard error, for people or as JSON. What is logged names no address, no token and no body.

use crate::config::{Log, LogFormat};
use std::{io::IsTerminal, panic::PanicHookInfo};
use tracing_subscriber::{Layer, filter::Targets, layer::SubscriberExt, util::SubscriberInitExt};

/// Starts the log and makes panics part of it. A second call changes nothing, so tests may share a process.
pub fn start(log: &Log) {
    // The configuration has read this text before.
    let filter: Targets = log.filter.parse().unwrap_or_default();
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let layer = match log.format {
        LogFormat::Human => lines
            .with_ansi(std::io::stderr().is_terminal())
            .with_filter(filter)
            .boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    if tracing_subscriber::registry().with(layer).try_init().is_ok() {
        std::panic::set_hook(Box::new(log_panic));
    }
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let words = panic.payload_as_str().unwrap_or("without words");
    tracing::error!(place, words, "a part of the program panicked");
}

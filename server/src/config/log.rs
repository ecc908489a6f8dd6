//! What is logged, and how.

use super::reader::Reader;

/// The log on standard error.
#[derive(Clone, Debug)]
pub struct Log {
    /// `TESSERA_LOG`: levels per part, such as `info` (default) or `info,server=debug`.
    pub filter: String,
    /// `TESSERA_LOG_FORMAT`: `human` (default) or `json`.
    pub format: LogFormat,
}

/// The look of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// For a person at a terminal.
    Human,
    /// One JSON object a line.
    Json,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Log {
    let filter = reader.text("TESSERA_LOG").unwrap_or_else(|| "info".to_owned());
    if filter.parse::<tracing_subscriber::filter::Targets>().is_err() {
        reader.mistake(
            "TESSERA_LOG",
            "cannot be read",
            "Write a level, such as info, or levels per part, such as info,server=debug.",
        );
    }
    Log {
        filter,
        format: format(reader),
    }
}

fn format(reader: &mut Reader<'_>) -> LogFormat {
    match reader.text("TESSERA_LOG_FORMAT").as_deref() {
        None | Some("human") => LogFormat::Human,
        Some("json") => LogFormat::Json,
        Some(_) => {
            reader.mistake(
                "TESSERA_LOG_FORMAT",
                "is neither human nor json",
                "Use one of the two.",
            );
            LogFormat::Human
        }
    }
}

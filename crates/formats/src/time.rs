//! Times as documents write them.

use chrono::{DateTime, FixedOffset};

/// Reads RFC 3339, which is XML Schema's `dateTimeStamp` for the years that matter.
pub(crate) fn parse(text: &str) -> Option<DateTime<FixedOffset>> {
    // chrono also takes a blank for the `T`, which neither XML Schema nor JSON-LD do.
    let strict = text.as_bytes().get(10) == Some(&b'T');
    strict.then(|| DateTime::parse_from_rfc3339(text).ok()).flatten()
}

/// Whether a text is a time with its offset.
pub(crate) fn is_date_time_stamp(text: &str) -> bool {
    parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_needs_its_offset() {
        for good in ["2023-02-24T23:36:38Z", "2026-11-21T03:34:00.250+01:00"] {
            assert!(is_date_time_stamp(good), "{good}");
        }
        for bad in [
            "",
            "2023-02-24",
            "2023-02-24T23:36:38",
            "2023-02-24 23:36:38Z",
            "2023-02-30T00:00:00Z",
        ] {
            assert!(!is_date_time_stamp(bad), "{bad}");
        }
    }
}

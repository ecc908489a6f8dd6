//! How calls to PIMs end, counted over all connections of the process.

use crate::outbound::{OutboundError, OutboundResponse};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The ways in which a call ends.
const NAMES: [&str; 6] = [
    "answered",
    "refused",
    "limited",
    "failed",
    "timeout",
    "unreachable",
];

static COUNTS: [AtomicU64; NAMES.len()] = [const { AtomicU64::new(0) }; NAMES.len()];

/// How often calls have ended in each way since the process began.
pub fn tally() -> [(&'static str, u64); NAMES.len()] {
    std::array::from_fn(|index| (NAMES[index], COUNTS[index].load(Relaxed)))
}

pub(crate) fn note(outcome: &Result<OutboundResponse, OutboundError>) {
    let index = match outcome {
        Ok(response) => match response.status.as_u16() {
            429 => 2,
            500.. => 3,
            400.. => 1,
            _ => 0,
        },
        Err(OutboundError::Timeout) => 4,
        Err(_) => 5,
    };
    COUNTS[index].fetch_add(1, Relaxed);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_has_its_count() {
        let of = |name| tally().into_iter().find(|(one, _)| *one == name).unwrap().1;
        let before = of("timeout");
        note(&Err(OutboundError::Timeout));
        assert!(of("timeout") > before);
    }
}

//! Spans of requests and jobs, and the context in which a proxy began them (W3C Trace Context).

use crate::{
    clock::Random,
    metrics::{RouteId, Verb},
};
use chrono::{DateTime, Utc};
use std::time::Duration;

/// Whose part a span is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// The trace.
    pub trace: [u8; 16],
    /// This span.
    pub span: [u8; 8],
    /// The span that asked, where a trusted proxy names it.
    pub parent: Option<[u8; 8]>,
}

impl Context {
    /// Begins a trace.
    pub(super) fn new(random: &dyn Random) -> Self {
        let (mut trace, mut span) = ([0; 16], [0; 8]);
        random.fill(&mut trace);
        random.fill(&mut span);
        Self {
            trace,
            span,
            parent: None,
        }
    }

    /// Goes on with the trace of a `traceparent` header; the flag tells whether it is recorded.
    pub(super) fn of_header(text: &str, random: &dyn Random) -> Option<(Self, bool)> {
        let (version, rest) = text.split_once('-')?;
        let parts: Vec<&str> = rest.split('-').collect();
        let [trace, parent, flags, after @ ..] = parts.as_slice() else {
            return None;
        };
        let known = match version {
            "00" => after.is_empty(),
            "ff" => false,
            _ => version.len() == 2 && lower_hex(version),
        };
        let sound = [(*trace, 32), (*parent, 16), (*flags, 2)];
        if !known
            || sound
                .iter()
                .any(|(text, length)| text.len() != *length || !lower_hex(text))
        {
            return None;
        }
        let mut context = Self::new(random);
        let (mut by, mut flag) = ([0; 8], [0; 1]);
        hex::decode_to_slice(trace, &mut context.trace).ok()?;
        hex::decode_to_slice(parent, &mut by).ok()?;
        hex::decode_to_slice(flags, &mut flag).ok()?;
        context.parent = Some(by);
        (context.trace != [0; 16] && by != [0; 8]).then_some((context, flag[0] & 1 == 1))
    }
}

fn lower_hex(text: &str) -> bool {
    text.bytes()
        .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// A request was answered.
    Request {
        /// Its method.
        verb: Verb,
        /// Its route.
        route: RouteId,
        /// The status of the answer.
        status: u16,
    },
    /// A share of background work.
    Job {
        /// Its name.
        name: &'static str,
        /// Whether it ended well.
        well: bool,
    },
}

/// Something that took time.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) context: Context,
    pub(super) work: Work,
    pub(super) begun: DateTime<Utc>,
    pub(super) took: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::CountingRandom;

    #[test]
    fn the_context_of_a_proxy_is_read_as_the_standard_says() {
        let random = CountingRandom::default();
        let read = |text: &str| Context::of_header(text, &random);
        let (context, sampled) = read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01").unwrap();
        assert_eq!(hex::encode(context.trace), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(
            context.parent.map(hex::encode).as_deref(),
            Some("00f067aa0ba902b7")
        );
        assert!(sampled);
        assert!(
            !read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00")
                .unwrap()
                .1
        );
        assert!(read("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more").is_some());
        for text in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e47-00f067aa0ba902b7-01",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

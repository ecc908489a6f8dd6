//! The log: on standard error, for people or as JSON; and what goes to collectors, where there are any. What is logged or sent names no
//! address, no token and no body.

mod export;
mod otlp;
mod panics;
mod queue;
mod sentry;
mod traces;

pub use export::export;
pub use panics::{Place, take_panic};
pub use traces::{Context, Work};

use crate::{
    app::App,
    clock::fraction,
    config::{Log, LogFormat, Watch},
};
use chrono::{DateTime, Utc};
use queue::Queue;
use sentry::Fault;
use std::{io::IsTerminal, panic::PanicHookInfo, time::Duration};
use tokio::sync::mpsc::Receiver;
use traces::Span;
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

/// Spans that may wait to be sent.
const SPANS: usize = 4096;
/// Failures that may wait to be sent.
const FAULTS: usize = 64;

/// What goes to collectors.
#[derive(Debug, Default)]
pub struct Telemetry {
    spans: Option<Queue<Span>>,
    ratio: f64,
    faults: Option<Queue<Fault>>,
}

/// Work that is recorded.
#[derive(Clone, Copy, Debug)]
pub struct Begun {
    context: Context,
    at: DateTime<Utc>,
}

impl Telemetry {
    /// With the queues that are needed.
    pub fn new(watch: &Watch) -> Self {
        Self {
            spans: watch.traces.as_ref().map(|_| Queue::new(SPANS)),
            ratio: watch.traces.as_ref().map_or(0.0, |traces| traces.ratio),
            faults: watch.errors.as_ref().map(|_| Queue::new(FAULTS)),
        }
    }

    /// Whether spans are recorded at all.
    pub fn is_tracing(&self) -> bool {
        self.spans.is_some()
    }

    /// Begins a span, unless this piece of work is not recorded. `parent` is the `traceparent` header of a trusted proxy, which
    /// also says whether to record.
    pub fn begin(&self, app: &App, parent: Option<&str>) -> Option<Begun> {
        self.spans.as_ref()?;
        let random = &*app.random;
        let followed = parent.and_then(|text| Context::of_header(text, random));
        let (context, recorded) = match followed {
            Some(followed) => followed,
            None => (Context::new(random), fraction(random) < self.ratio),
        };
        recorded.then(|| Begun {
            context,
            at: app.clock.now(),
        })
    }

    /// Ends a span.
    pub fn end(&self, app: &App, begun: Begun, work: Work, took: Duration) {
        if let Some(spans) = &self.spans {
            let span = Span {
                context: begun.context,
                work,
                begun: begun.at,
                took,
            };
            spans.put(span, &app.metrics.spans);
        }
    }

    /// Something went wrong on our side, perhaps by a panic at that place.
    pub fn fault(&self, app: &App, work: Work, place: Option<Place>) {
        if let Some(faults) = &self.faults {
            let mut id = [0; 16];
            app.random.fill(&mut id);
            let at = app.clock.now();
            faults.put(Fault { id, at, work, place }, &app.metrics.errors);
        }
    }

    fn spans_outlet(&self) -> Option<Receiver<Span>> {
        self.spans.as_ref()?.outlet()
    }

    fn faults_outlet(&self) -> Option<Receiver<Fault>> {
        self.faults.as_ref()?.outlet()
    }
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    if let Some(location) = panic.location() {
        panics::note(location);
    }
    let place = panic.location().map(ToString::to_string).unwrap_or_default();
    let words = panic.payload_as_str().unwrap_or("without words");
    tracing::error!(place, words, "a part of the program panicked");
}

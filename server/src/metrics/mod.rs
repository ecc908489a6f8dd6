//! What this process counts for Prometheus: atomics that cost nothing to speak of, and texts that are made when somebody asks.
//!
//! No label is made of what a visitor sends: routes are templates, methods and statuses come from short lists, and nothing names a
//! brand, a passport or an address.

mod cells;
mod pages;
mod process;
mod queues;
mod requests;
mod scrape;
mod text;

pub use cells::{Counter, Histogram};
pub use pages::{Pages, Tier};
pub use queues::Queues;
pub use requests::{Requests, RouteId, Verb};
pub use scrape::scrape;

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Which kind of request had to go: the two have places of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// What anybody may read.
    Public,
    /// The dashboard and everything else that knows who asks.
    Dashboard,
}

/// What became of a share of background work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Run {
    /// It ended well.
    Done,
    /// It failed and is tried again.
    Failed,
    /// It panicked and is tried again.
    Panicked,
}

/// Scans on their way from a request to the database.
#[derive(Debug, Default)]
pub struct Scans {
    /// In the database.
    pub written: Counter,
    /// Lost: there was no room for them, or the database refused them for good.
    pub dropped: Counter,
}

/// What goes to a collector.
#[derive(Debug, Default)]
pub struct Sent {
    /// It took them.
    pub sent: Counter,
    /// They were too many, or it was away.
    pub dropped: Counter,
}

/// Everything that is counted.
#[derive(Debug)]
pub struct Metrics {
    begun: Instant,
    requests: Requests,
    /// Public pages.
    pub pages: Pages,
    /// Scans.
    pub scans: Scans,
    /// Spans for OpenTelemetry.
    pub spans: Sent,
    /// Failures for Sentry.
    pub errors: Sent,
    /// Requests that public readers were asked to send later.
    pub slowed: Counter,
    shed: [Counter; 2],
    jobs: Mutex<BTreeMap<&'static str, [u64; 3]>>,
    queues: Queues,
}

impl Default for Metrics {
    fn default() -> Self {
        Self {
            begun: Instant::now(),
            requests: Requests::default(),
            pages: Pages::default(),
            scans: Scans::default(),
            spans: Sent::default(),
            errors: Sent::default(),
            slowed: Counter::default(),
            shed: Default::default(),
            jobs: Mutex::default(),
            queues: Queues::default(),
        }
    }
}

impl Metrics {
    /// The id under which requests of a route are counted; to be looked up once where it is always the same.
    pub fn route(&self, template: Option<&str>) -> RouteId {
        template.map_or(RouteId::OTHER, |template| self.requests.route(template))
    }

    /// The template of a route.
    pub fn route_name(&self, route: RouteId) -> String {
        self.requests.name(route)
    }

    /// A request was answered.
    pub fn answered(&self, route: RouteId, verb: Verb, status: u16, took: Duration) {
        self.requests.answered(route, verb, status, took);
    }

    /// A public page came from there.
    pub fn page_hit(&self, tier: Tier) {
        self.pages.hit(tier);
    }

    /// A request had to go because too many others were being answered.
    pub fn shed(&self, side: Side) {
        self.shed[side as usize].inc();
    }

    /// A share of background work ended.
    pub fn job_ran(&self, job: &'static str, run: Run) {
        let mut jobs = self.jobs.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.entry(job).or_default()[run as usize] += 1;
    }
}

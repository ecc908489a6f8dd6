//! Carries spans and failures to their collectors, in the background. A collector that is away or slow costs what was to be sent,
//! and nothing else.

use super::{otlp, queue::batch, sentry};
use crate::{app::App, metrics::Sent};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use pim::OutboundResponse;
use secrecy::ExposeSecret;
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use url::Url;

/// Spans of one message, and how long they are collected.
const SPANS: (usize, Duration) = (512, Duration::from_secs(2));
/// Failures are sent one by one.
const FAULTS: (usize, Duration) = (1, Duration::ZERO);
/// The least time between two failures that are sent: a failure of everything is told of without a flood.
const APART: Duration = Duration::from_millis(500);
/// How long a collector may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// The longest answer that is read.
const ANSWER: usize = 64 * 1024;
/// The longest time for which a collector is left alone because it said so.
const PAUSE: u64 = 300;

/// Sends what there is to be sent until the process is asked to stop, and then what is left.
pub async fn export(app: App) {
    tokio::join!(spans(&app), faults(&app));
}

async fn spans(app: &App) {
    let (Some(target), Some(mut outlet)) = (&app.config.watch.traces, app.telemetry.spans_outlet()) else {
        return;
    };
    let mut headers =
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))]);
    for (name, value) in &target.headers {
        if let (Ok(name), Some(value)) = (HeaderName::try_from(name.as_str()), secret(value.expose_secret()))
        {
            headers.insert(name, value);
        }
    }
    let mut way = Way::new(app, &target.url, headers, &app.metrics.spans);
    while let Some(spans) = batch(&mut outlet, &app.shutdown, SPANS).await {
        way.send(otlp::body(app, &spans), spans.len()).await;
    }
}

async fn faults(app: &App) {
    let (Some(target), Some(mut outlet)) = (&app.config.watch.errors, app.telemetry.faults_outlet()) else {
        return;
    };
    let auth = format!(
        "Sentry sentry_version=7, sentry_client=tessera/{}, sentry_key={}",
        env!("CARGO_PKG_VERSION"),
        target.key.expose_secret()
    );
    let kind = HeaderValue::from_static("application/x-sentry-envelope");
    let mut headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]);
    if let Some(auth) = secret(&auth) {
        headers.insert(HeaderName::from_static("x-sentry-auth"), auth);
    }
    let mut way = Way::new(app, &target.url, headers, &app.metrics.errors);
    while let Some(faults) = batch(&mut outlet, &app.shutdown, FAULTS).await {
        for fault in faults {
            way.send(sentry::envelope(app, &fault), 1).await;
        }
        if !app.shutdown.is_requested() {
            sleep(APART).await;
        }
    }
}

fn secret(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The way to a collector.
struct Way<'a> {
    app: &'a App,
    url: &'a Url,
    headers: HeaderMap,
    sent: &'a Sent,
    /// It wants to be left alone until then.
    quiet_until: Option<Instant>,
    well: bool,
}

impl<'a> Way<'a> {
    fn new(app: &'a App, url: &'a Url, headers: HeaderMap, sent: &'a Sent) -> Self {
        Self {
            app,
            url,
            headers,
            sent,
            quiet_until: None,
            well: true,
        }
    }

    async fn send(&mut self, body: Bytes, count: usize) {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        if self.quiet_until.is_some_and(|until| until > Instant::now()) {
            self.sent.dropped.add(count);
            return;
        }
        let sending = self
            .app
            .collectors
            .send(Method::POST, self.url, self.headers.clone(), body, ANSWER);
        let why = match timeout(PATIENCE, sending).await {
            Ok(Ok(answer)) if answer.status.is_success() => None,
            Ok(Ok(answer)) => {
                self.quiet_until = pause(&answer).map(|pause| Instant::now() + pause);
                Some(format!("it answered with status {}", answer.status.as_u16()))
            }
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("it took too long".to_owned()),
        };
        let well = why.is_none();
        let counter = if well { &self.sent.sent } else { &self.sent.dropped };
        counter.add(count);
        // Told when it changes, and not at each message.
        match why {
            Some(why) if self.well => tracing::warn!(why, "a collector does not take what is sent to it"),
            None if !self.well => tracing::info!("the collector takes what is sent to it again"),
            Some(_) | None => {}
        }
        self.well = well;
    }
}

/// How long a collector that has too much to do wants to be left alone.
fn pause(answer: &OutboundResponse) -> Option<Duration> {
    let text = answer.headers.get(header::RETRY_AFTER)?.to_str().ok()?;
    Some(Duration::from_secs(text.parse::<u64>().ok()?.min(PAUSE)))
}

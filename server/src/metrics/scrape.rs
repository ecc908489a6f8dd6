//! All numbers of a process, as text.

use super::{
    Metrics, Run, Side, process, queues,
    text::{Kind, Text},
};
use crate::app::App;
use std::{sync::PoisonError, time::Duration};
use tokio::time::timeout;

/// How long Redis may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(1);

/// Everything, in the text format of Prometheus.
pub async fn scrape(app: &App) -> String {
    let mut text = Text::default();
    process::write(&mut text, app.metrics.begun);
    app.metrics.requests.write(&mut text);
    app.metrics.pages.write(&mut text);
    let trusted = u8::from(app.pages.is_followed());
    text.single(
        "tessera_heads_trusted",
        Kind::Gauge,
        "1 while the database tells of changes, so that pages in memory are served without asking it.",
        trusted,
    );
    limits(&app.metrics, &mut text);
    jobs(&app.metrics, &mut text);
    pool(app, &mut text);
    queues::write(app, &mut text).await;
    redis(app, &mut text).await;
    pim(&mut text);
    let help = "Scans in memory that are not written yet.";
    text.single("tessera_scans_waiting", Kind::Gauge, help, app.scans.waiting().0);
    totals(&app.metrics, &mut text);
    text.finish()
}

fn limits(metrics: &Metrics, text: &mut Text) {
    let name = "tessera_shed_requests_total";
    text.family(
        name,
        Kind::Counter,
        "Requests refused because too many were being answered.",
    );
    for (side, word) in [(Side::Public, "public"), (Side::Dashboard, "dashboard")] {
        text.sample(name, &[("side", word)], metrics.shed[side as usize].get());
    }
    let name = "tessera_rate_limited_requests_total";
    text.family(
        name,
        Kind::Counter,
        "Requests refused because one place sent too many.",
    );
    let slowed = metrics.slowed.get();
    let others = metrics.requests.refused.get().saturating_sub(slowed);
    text.sample(name, &[("limit", "public_reads")], slowed);
    text.sample(name, &[("limit", "other")], others);
}

fn jobs(metrics: &Metrics, text: &mut Text) {
    let name = "tessera_job_runs_total";
    text.family(
        name,
        Kind::Counter,
        "Shares of background work by job and by how they ended.",
    );
    let jobs = metrics.jobs.lock().unwrap_or_else(PoisonError::into_inner);
    let ends = [
        (Run::Done, "done"),
        (Run::Failed, "failed"),
        (Run::Panicked, "panicked"),
    ];
    for (job, runs) in &*jobs {
        for (run, word) in ends {
            text.sample(name, &[("job", job), ("outcome", word)], runs[run as usize]);
        }
    }
}

fn pool(app: &App, text: &mut Text) {
    let pool = app.db.pool_use();
    let name = "tessera_database_connections";
    text.family(name, Kind::Gauge, "Connections of each pool by what they do.");
    for (of, size) in &pool.pools {
        for (state, count) in [("idle", size.idle), ("used", size.size.saturating_sub(size.idle))] {
            text.sample(name, &[("pool", of), ("state", state)], count);
        }
    }
    let name = "tessera_database_connections_max";
    text.family(name, Kind::Gauge, "Connections that each pool may have.");
    for (of, size) in &pool.pools {
        text.sample(name, &[("pool", of)], size.max);
    }
    let name = "tessera_database_waiting";
    text.family(
        name,
        Kind::Gauge,
        "Callers that wait for a connection of each pool.",
    );
    for (of, size) in &pool.pools {
        text.sample(name, &[("pool", of)], size.waiting);
    }
    let name = "tessera_database_transactions_open";
    text.family(name, Kind::Gauge, "Transactions in progress by door.");
    for (door, doing) in &pool.doors {
        text.sample(name, &[("door", door)], doing.open);
    }
    let name = "tessera_database_transactions_total";
    text.family(name, Kind::Counter, "Transactions since the start by door.");
    for (door, doing) in &pool.doors {
        text.sample(name, &[("door", door)], doing.opened);
    }
    let name = "tessera_database_unavailable_total";
    text.family(name, Kind::Counter, "Transactions that could not begin, by door.");
    for (door, doing) in &pool.doors {
        text.sample(name, &[("door", door)], doing.refused);
    }
}

async fn redis(app: &App, text: &mut Text) {
    let up = match timeout(PATIENCE, app.cache.status()).await {
        // Without an address there is nothing to be up.
        Ok("in process") => return,
        Ok(status) => u8::from(status == "redis"),
        Err(_) => 0,
    };
    let help = "1 where Redis answers, else 0; absent where none is configured.";
    text.single("tessera_redis_up", Kind::Gauge, help, up);
}

fn pim(text: &mut Text) {
    let name = "tessera_pim_calls_total";
    text.family(name, Kind::Counter, "Calls to PIMs by how they ended.");
    for (outcome, count) in pim::tally() {
        text.sample(name, &[("outcome", outcome)], count);
    }
}

fn totals(metrics: &Metrics, text: &mut Text) {
    let name = "tessera_scans_total";
    text.family(name, Kind::Counter, "Scans written to the database, and lost.");
    let scans = &metrics.scans;
    for (state, counter) in [("written", &scans.written), ("dropped", &scans.dropped)] {
        text.sample(name, &[("state", state)], counter.get());
    }
    let name = "tessera_telemetry_total";
    text.family(
        name,
        Kind::Counter,
        "Spans and failures for collectors, by whether they got there.",
    );
    for (kind, sent) in [("spans", &metrics.spans), ("errors", &metrics.errors)] {
        text.sample(name, &[("kind", kind), ("outcome", "sent")], sent.sent.get());
        text.sample(
            name,
            &[("kind", kind), ("outcome", "dropped")],
            sent.dropped.get(),
        );
    }
}

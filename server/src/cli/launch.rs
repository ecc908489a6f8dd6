//! From a configuration to a serving process, and back to nothing.

use super::{CliError, until};
use crate::{
    app::{App, StartError},
    config::Config,
    embedded::Postgres,
    http, jobs,
    services::scans,
    shutdown::Shutdown,
    telemetry,
};
use db::DbError;
use secrecy::ExposeSecret;
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpListener, task::JoinHandle, time::timeout};

/// How long requests and jobs in flight may take once a stop was asked for.
const GRACE: Duration = Duration::from_secs(20);
/// How long what is left for collectors may take at the end.
const LAST_WORDS: Duration = Duration::from_secs(5);
/// How long a database may be away at the start: it may be starting too.
const DATABASE_PATIENCE: Duration = Duration::from_secs(30);

/// A process that is ready to serve.
pub struct Launch {
    /// Everything that serves.
    pub app: App,
    listener: TcpListener,
    metrics: Option<TcpListener>,
    postgres: Option<Postgres>,
}

/// What a process does.
#[derive(Clone, Copy, Debug)]
pub struct Parts {
    /// Answers requests.
    pub http: bool,
    /// Works in the background.
    pub worker: bool,
}

impl Launch {
    /// Takes the port, finds or starts the database, and puts everything together.
    pub async fn prepare(mut config: Config, shutdown: Shutdown) -> Result<Self, CliError> {
        // On the heap: it holds all that a start needs.
        let starting = Box::pin(async {
            let listener = listen(config.server.bind, "TESSERA_BIND").await?;
            let metrics = listen_for_metrics(&config).await?;
            let bound = listener
                .local_addr()
                .map_err(|error| CliError::Other(error.to_string()))?;
            config.server.bound_to(bound);
            let postgres = database(&mut config).await?;
            let app = App::builder(config).shutdown(shutdown.clone()).build().await?;
            check_schema(&app).await?;
            Ok(Self {
                app,
                listener,
                metrics,
                postgres,
            })
        });
        until(&shutdown, starting).await
    }

    /// Serves until a stop is asked for, finishes what is in flight, and stops what it started.
    pub async fn run(self, parts: Parts) -> Result<(), CliError> {
        let Self {
            app,
            listener,
            metrics,
            postgres,
        } = self;
        let exporting = watch(&app, metrics);
        let worker = parts.worker.then(|| tokio::spawn(jobs::work(app.clone())));
        if parts.http {
            // Ends by itself when a stop is asked for.
            drop(tokio::spawn(http::follow(app.clone())));
            let recorder = scans::Recorder::start(app.clone());
            drop(tokio::spawn(warm_up(app.clone())));
            tracing::info!(address = %app.config.base_url(), "serving");
            if app.config.has_local_outbox() && !app.config.shows_outbox() {
                tracing::warn!(
                    "mail stays in the database and reaches nobody: set TESSERA_MAIL, because other machines can reach this server"
                );
            }
            let shutdown = app.shutdown.clone();
            let serving = http::serve(app.clone(), listener, async move { shutdown.requested().await });
            let answer = within_grace(&app.shutdown, serving, "requests").await;
            // Where serving fails by itself, the rest of the process must end too.
            app.shutdown.request();
            if let Some(Err(error)) = answer {
                tracing::error!(%error, "serving ended with an error");
            }
            let _ = within_grace(&app.shutdown, recorder.finish(), "scans").await;
        }
        if let Some(worker) = worker {
            let _ = within_grace(&app.shutdown, worker, "jobs").await;
        }
        let _ = timeout(LAST_WORDS, exporting).await;
        tracing::info!("stopping");
        app.db.close();
        if let Some(postgres) = postgres {
            postgres.stop().await;
        }
        Ok(())
    }
}

/// `tessera worker`
pub(super) async fn worker(config: Config, shutdown: Shutdown) -> Result<(), CliError> {
    if config.database.url.is_none() {
        return Err(StartError::NoDatabase.into());
    }
    let metrics = listen_for_metrics(&config).await?;
    until(&shutdown, check_database(&config)).await?;
    let app = App::builder(config).shutdown(shutdown.clone()).build().await?;
    check_schema(&app).await?;
    let exporting = watch(&app, metrics);
    tracing::info!("working");
    let _ = within_grace(&shutdown, jobs::work(app), "jobs").await;
    let _ = timeout(LAST_WORDS, exporting).await;
    Ok(())
}

/// Makes the most read pages ready while others are served.
async fn warm_up(app: App) {
    match http::warm_up(&app).await {
        Ok(pages) => tracing::debug!(pages, "the most read pages are ready"),
        Err(error) => tracing::warn!(%error, "the most read pages are made when somebody asks for them"),
    }
}

/// Waits for `work`, and once a stop was asked for no longer than the grace.
async fn within_grace<T>(shutdown: &Shutdown, work: impl Future<Output = T>, what: &str) -> Option<T> {
    tokio::select! {
        done = work => Some(done),
        () = async { shutdown.requested().await; tokio::time::sleep(GRACE).await } => {
            tracing::warn!(what, seconds = GRACE.as_secs(), "not everything was finished in time");
            None
        }
    }
}

async fn listen(address: SocketAddr, variable: &str) -> Result<TcpListener, CliError> {
    TcpListener::bind(address).await.map_err(|error| {
        let remedy = format!("Set {variable} to another address, such as 127.0.0.1:0 for a free port");
        CliError::Other(format!("Tessera cannot listen on {address}: {error}. {remedy}."))
    })
}

/// The port for whoever watches the process, where there is to be one.
async fn listen_for_metrics(config: &Config) -> Result<Option<TcpListener>, CliError> {
    match config.watch.metrics {
        Some(address) => listen(address, "TESSERA_METRICS_BIND").await.map(Some),
        None => Ok(None),
    }
}

/// Tells whoever watches how the process is doing, until it is asked to stop; the answer ends with what was left to be told.
fn watch(app: &App, metrics: Option<TcpListener>) -> JoinHandle<()> {
    if let Some(listener) = metrics {
        let address = listener.local_addr().map(|address| address.to_string());
        tracing::info!(address = address.unwrap_or_default(), "metrics are served");
        // Ends by itself when a stop is asked for.
        drop(tokio::spawn(http::serve_metrics(app.clone(), listener)));
    }
    tokio::spawn(telemetry::export(app.clone()))
}

/// The configured database, checked, or a private one.
pub(super) async fn database(config: &mut Config) -> Result<Option<Postgres>, CliError> {
    if config.database.url.is_some() {
        check_database(config).await?;
        return Ok(None);
    }
    let postgres = Postgres::start(&config.data_dir, &crate::clock::SystemRandom).await?;
    config.database.url = Some(postgres.url.clone());
    Ok(Some(postgres))
}

/// Refuses a login role that could go around the doors. A database that is starting is waited for.
async fn check_database(config: &Config) -> Result<(), CliError> {
    let Some(url) = &config.database.url else {
        return Ok(());
    };
    let check = async {
        loop {
            match db::check_login_role(url.expose_secret()).await {
                Err(DbError::Unavailable(detail)) => {
                    tracing::warn!(detail, "the database is not there yet");
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
                answer => break answer.map_err(|error| CliError::Start(error.into())),
            }
        }
    };
    let words = "The database cannot be reached. Check TESSERA_DATABASE_URL and that PostgreSQL runs there.";
    timeout(DATABASE_PATIENCE, check)
        .await
        .map_err(|_| CliError::Other(words.to_owned()))?
}

/// Refuses a schema that lacks what this program needs. One that has more is fine: migrations only add.
async fn check_schema(app: &App) -> Result<(), CliError> {
    let pending = app.db.pending().await.map_err(StartError::from)?;
    if pending.is_empty() {
        return Ok(());
    }
    Err(CliError::Other(format!(
        "The database's schema is older than this program; it lacks {}. Run `tessera migrate`.",
        pending.join(", ")
    )))
}

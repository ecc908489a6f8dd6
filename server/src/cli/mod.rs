//! The command line: `tessera serve | worker | migrate | demo | keys | audit | claims | pack | verify`.

mod audit;
mod claims;
mod keys;
mod launch;
mod migrate;
mod output;
mod pack;
mod signals;
mod verify;

pub use launch::{Launch, Parts};
pub use output::{complain, say};

use crate::{
    app::StartError,
    config::{Config, Mistakes},
    crypto::RotateError,
    demo,
    embedded::EmbeddedError,
    shutdown::Shutdown,
    telemetry,
};
use clap::{Args, Parser, Subcommand};
use std::process::ExitCode;

/// Digital product passports from a PIM to a phone.
///
/// Everything is configured by environment variables; .env.example lists them.
#[derive(Parser)]
#[command(name = "tessera", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site; brings its own database where `TESSERA_DATABASE_URL` is not set
    Serve(Serve),
    /// Do background work only: mail, publications, clean-up
    Worker,
    /// Bring the schema of `TESSERA_MIGRATE_DATABASE_URL` up to date
    Migrate(migrate::Migrate),
    /// Serve with a simulated Akeneo PIM and a brand whose passports are made from it
    Demo(demo::Args),
    /// Make and rotate the keys that encrypt stored secrets
    #[command(subcommand)]
    Keys(keys::Keys),
    /// Check the audit log
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Take the page of a passport off the site, or its path back
    #[command(subcommand)]
    Claims(claims::Claims),
    /// Write everything that a brand has published into one signed archive, or restore such an archive
    #[command(subcommand)]
    Pack(pack::Pack),
    /// Check a saved passport or an exit pack: hash, signature, key history and version chain, in plain words
    Verify(verify::Verify),
}

#[derive(Args)]
struct Serve {
    /// Leave background work to `tessera worker`
    #[arg(long)]
    no_worker: bool,
}

/// Why the program ends with a complaint. Each text is whole sentences, the last of which says what to do.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The configuration has mistakes.
    #[error(transparent)]
    Config(#[from] Mistakes),
    /// The process cannot start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The private PostgreSQL cannot run.
    #[error(transparent)]
    Embedded(#[from] EmbeddedError),
    /// The keys cannot be rotated.
    #[error(transparent)]
    Rotate(#[from] RotateError),
    /// A service said no.
    #[error("{0}")]
    Service(#[from] domain::Error),
    /// Anything else, in words.
    #[error("{0}")]
    Other(String),
    /// What was given cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// Somebody pressed Ctrl-C before the program was ready, or twice.
    #[error("Stopped before it was done.")]
    Interrupted,
}

impl CliError {
    /// 2 for mistakes of whoever called, 130 for Ctrl-C, 1 for the rest.
    fn code(&self) -> u8 {
        match self {
            Self::Config(_) | Self::Start(StartError::Config(_)) | Self::Unreadable(_) => 2,
            Self::Interrupted => 130,
            _ => 1,
        }
    }
}

/// Reads the command line, runs it, and answers the exit code.
pub fn main() -> ExitCode {
    let command = Cli::parse().command;
    // Two TLS libraries of our dependencies would otherwise ask which implementation they should use.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&format!("The program cannot start its threads: {error}."), 1),
    };
    match runtime.block_on(run(command)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string(), error.code()),
    }
}

async fn run(command: Command) -> Result<(), CliError> {
    if let Command::Keys(keys::Keys::Generate) = command {
        keys::generate();
        return Ok(());
    }
    // A stranger's machine has no configuration.
    if let Command::Verify(args) = command {
        return Box::pin(verify::run(args)).await;
    }
    let config = Config::from_env()?;
    telemetry::start(&config.log);
    let signals = signals::listen();
    let work = dispatch(command, config, signals.clone());
    tokio::pin!(work);
    tokio::select! {
        done = &mut work => done,
        // The second signal: whatever is going on is dropped, and what it started is told to stop.
        () = signals.hurry.requested() => Err(CliError::Interrupted),
    }
}

async fn dispatch(command: Command, config: Config, signals: signals::Signals) -> Result<(), CliError> {
    let shutdown = signals.shutdown;
    match command {
        Command::Serve(args) => {
            Box::pin(Launch::prepare(config, shutdown))
                .await?
                .run(Parts {
                    http: true,
                    worker: !args.no_worker,
                })
                .await
        }
        Command::Worker => launch::worker(config, shutdown).await,
        Command::Migrate(args) => migrate::migrate(&config, &args).await,
        Command::Demo(args) => Box::pin(demo::run(config, args, shutdown)).await,
        Command::Keys(command) => keys::run(config, command).await,
        Command::Audit(command) => Box::pin(audit::run(config, command, &shutdown)).await,
        Command::Claims(command) => Box::pin(claims::run(config, command, &shutdown)).await,
        Command::Pack(command) => Box::pin(pack::run(config, command, &shutdown)).await,
        // It has ended before a configuration was read.
        Command::Verify(args) => Box::pin(verify::run(args)).await,
    }
}

/// Lets a command that has nothing to finish end with the first signal.
async fn until<T>(
    shutdown: &Shutdown,
    work: impl Future<Output = Result<T, CliError>>,
) -> Result<T, CliError> {
    tokio::select! {
        done = work => done,
        () = shutdown.requested() => Err(CliError::Interrupted),
    }
}

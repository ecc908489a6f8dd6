//! `tessera audit verify`

use super::{CliError, launch, say, until};
use crate::{
    app::App,
    config::Config,
    services::audit::{ChainReport, verify as verify_chains},
    shutdown::Shutdown,
};
use clap::{Args, Subcommand};
use domain::BrandId;

/// What can be done with the audit log.
#[derive(Subcommand)]
pub(super) enum Audit {
    /// Check that no entry of the audit log was changed, dropped or inserted
    Verify(Verify),
}

/// Options of `tessera audit verify`.
#[derive(Args)]
pub(super) struct Verify {
    /// Only this brand, by its id
    #[arg(long)]
    brand: Option<uuid::Uuid>,
}

pub(super) async fn run(config: Config, command: Audit, shutdown: &Shutdown) -> Result<(), CliError> {
    match command {
        Audit::Verify(args) => {
            let work = Box::pin(verify(config, args.brand.map(BrandId)));
            until(shutdown, work).await
        }
    }
}

async fn verify(mut config: Config, brand: Option<BrandId>) -> Result<(), CliError> {
    let postgres = launch::database(&mut config).await?;
    let app = App::builder(config).build().await?;
    let answer = verify_chains(&app, brand).await;
    app.db.close();
    if let Some(postgres) = postgres {
        postgres.stop().await;
    }
    conclude(&answer?)
}

fn conclude(reports: &[ChainReport]) -> Result<(), CliError> {
    for report in reports {
        say(&line(report));
    }
    match reports.iter().filter(|report| report.broken.is_some()).count() {
        0 => {
            say("The audit log is as it was written.");
            Ok(())
        }
        count => Err(CliError::Other(format!(
            "The audit log of {count} of {} brands is not as it was written. Keep a copy of the database as it is, and \
             compare it with a backup.",
            reports.len()
        ))),
    }
}

/// One brand in words.
fn line(report: &ChainReport) -> String {
    let ChainReport {
        brand,
        first,
        last,
        entries,
        signed,
        hash,
        ..
    } = report;
    let mut text = match (entries, &report.broken) {
        (_, Some(broken)) => format!(
            "{brand}: BROKEN at entry {}: {}. {entries} entries before it are sound.",
            broken.seq, broken.why
        ),
        (0, None) => format!("{brand}: no entries."),
        (_, None) => format!(
            "{brand}: {entries} entries, {first} to {last}, are sound; signed up to {signed}. Last hash: {hash}"
        ),
    };
    if report.unchained > 0 {
        text += " Entries that are older than the chain and cannot be verified: ";
        text += &report.unchained.to_string();
        text += ".";
    }
    text
}

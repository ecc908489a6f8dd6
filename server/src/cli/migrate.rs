//! `tessera migrate`

use super::{CliError, say};
use crate::{app::StartError, config::Config};
use clap::Args;
use secrecy::ExposeSecret;
use url::Url;

/// Options of `tessera migrate`.
#[derive(Args)]
pub(super) struct Migrate {
    /// Tell what is pending instead of running it; ends with 1 where something is
    #[arg(long)]
    check: bool,
    /// The login role of the application; the user of `TESSERA_DATABASE_URL` where that is set
    #[arg(long, value_name = "ROLE")]
    grant: Option<String>,
}

const NO_OWNER: &str = "The owner of the schema is not known. Set TESSERA_MIGRATE_DATABASE_URL to postgresql://owner:password@host:5432/database. \
     The private database of `tessera serve` migrates itself.";

pub(super) async fn migrate(config: &Config, args: &Migrate) -> Result<(), CliError> {
    let owner = config
        .database
        .migrate_url
        .as_ref()
        .ok_or_else(|| CliError::Other(NO_OWNER.to_owned()))?;
    if args.check {
        return check(owner.expose_secret()).await;
    }
    let login = args.grant.clone().or_else(|| login(config));
    let ran = db::migrate(owner.expose_secret(), login.as_deref())
        .await
        .map_err(StartError::from)?;
    for name in &ran {
        say(&format!("ran {name}"));
    }
    say("The schema is up to date.");
    if login.is_none() {
        say("No login role was named, so none was let through the doors; see --grant.");
    }
    Ok(())
}

async fn check(owner: &str) -> Result<(), CliError> {
    let pending = db::pending(owner).await.map_err(StartError::from)?;
    if pending.is_empty() {
        say("The schema is up to date.");
        return Ok(());
    }
    Err(CliError::Other(format!(
        "Pending: {}. Run `tessera migrate`.",
        pending.join(", ")
    )))
}

fn login(config: &Config) -> Option<String> {
    let url: Url = config.database.url.as_ref()?.expose_secret().parse().ok()?;
    (!url.username().is_empty()).then(|| url.username().to_owned())
}

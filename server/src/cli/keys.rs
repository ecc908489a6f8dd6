//! `tessera keys generate | rotate`

use super::{CliError, say};
use crate::{
    app::{App, StartError},
    clock::SystemRandom,
    config::Config,
    crypto::{KeyRing, KeyRingError, Ring, reencrypt},
};
use clap::{Args, Subcommand};
use secrecy::ExposeSecret;
use std::sync::Arc;

/// What can be done with keys.
#[derive(Subcommand)]
pub(super) enum Keys {
    /// Print a new key ring for `TESSERA_KEYS` or for the file of `TESSERA_KEYS_FILE`
    Generate,
    /// Put a new key in front of the key file and encrypt every stored secret with it; a running server follows
    Rotate(Rotate),
}

/// Options of `tessera keys rotate`.
#[derive(Args)]
pub(super) struct Rotate {
    /// Only add the key, to copy the file to other machines before anything is encrypted with it
    #[arg(long, conflicts_with = "reencrypt_only")]
    add_only: bool,
    /// Only encrypt every stored secret with the first key of the ring
    #[arg(long)]
    reencrypt_only: bool,
}

pub(super) fn generate() {
    say(Ring::generate(&SystemRandom).to_text().expose_secret());
}

pub(super) async fn run(config: Config, command: Keys) -> Result<(), CliError> {
    match command {
        Keys::Generate => {
            generate();
            Ok(())
        }
        Keys::Rotate(args) => rotate(config, &args).await,
    }
}

async fn rotate(config: Config, args: &Rotate) -> Result<(), CliError> {
    if !args.reencrypt_only {
        let ring = KeyRing::open(&config.keys, Arc::new(SystemRandom)).map_err(keys_error)?;
        ring.rotate()?;
        say(&format!(
            "The new primary key is {}. Keep a copy of the key file.",
            ring.primary_id()
        ));
    }
    if args.add_only {
        return Ok(());
    }
    if config.database.url.is_none() {
        say(
            "The private database's secrets are encrypted with it by the running server within seconds, or at its next start.",
        );
        return Ok(());
    }
    let app = App::builder(config).build().await?;
    let done = reencrypt(&app).await?;
    say(&format!(
        "{} secrets were encrypted with {}.",
        done.moved,
        app.keys.primary_id()
    ));
    match done.unreadable {
        0 => Ok(()),
        count => Err(CliError::Other(format!(
            "{count} secrets cannot be read; the log names them. Put the key that they were encrypted with back on the ring."
        ))),
    }
}

fn keys_error(error: KeyRingError) -> CliError {
    StartError::from(error).into()
}

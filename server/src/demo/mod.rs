//! `tessera demo`: a simulated Akeneo PIM and a brand whose passports were made through the same services that a user goes
//! through. What it makes stays across runs; what is missing is made again.

mod designs;
mod notes;
mod owner;
mod scans;
mod seed;
mod simulator;
#[cfg(test)]
mod tests;

use crate::{
    cli::{CliError, Launch, Parts, say},
    config::{Carrier, Config},
    shutdown::Shutdown,
};
use notes::Notes;
use std::net::SocketAddr;
use url::Url;

/// Options of `tessera demo`.
#[derive(clap::Args)]
pub struct Args {
    /// Where the simulated PIM listens; by default on a free port that is kept across runs
    #[arg(long, env = "TESSERA_AKENEO_SIM_BIND")]
    akeneo_bind: Option<SocketAddr>,
}

/// Serves the demo until Ctrl-C.
pub async fn run(mut config: Config, args: Args, shutdown: Shutdown) -> Result<(), CliError> {
    if config.is_production() {
        let words = "The demo has a known PIM and an open outbox, so it does not run with TESSERA_ENV=production. Use `tessera serve`.";
        return Err(CliError::Other(words.to_owned()));
    }
    // The simulator is on this machine, and the link that confirms the demo's address is read from the outbox.
    config.outbound.allow_loopback = true;
    config.mail.carrier = Carrier::Outbox;
    std::fs::create_dir_all(&config.data_dir).map_err(|error| {
        CliError::Other(format!(
            "The folder {} cannot be made: {error}. Set TESSERA_DATA_DIR.",
            config.data_dir.display()
        ))
    })?;
    let sim = simulator::start(&config.data_dir, args.akeneo_bind).await?;
    // The simulator has its own event platform; its tokens are nobody else's business.
    if let Ok(platform) = Url::parse(&sim.events_url()) {
        config.outbound.events_url = platform;
    }
    let launch = Box::pin(Launch::prepare(config, shutdown.clone())).await?;
    let served = serve(launch, &sim.base_url(), &shutdown).await;
    sim.shutdown().await;
    served
}

async fn serve(launch: Launch, akeneo_url: &str, shutdown: &Shutdown) -> Result<(), CliError> {
    let notes = tokio::select! {
        notes = prepare(&launch, akeneo_url) => notes?,
        () = shutdown.requested() => return Err(CliError::Interrupted),
    };
    announce(&notes);
    launch
        .run(Parts {
            http: true,
            worker: true,
        })
        .await
}

/// Makes what is missing and writes down how to get in.
async fn prepare(launch: &Launch, akeneo_url: &str) -> Result<Notes, CliError> {
    let app = &launch.app;
    let path = notes::path(&app.config.data_dir);
    let login = notes::login(&path, &*app.random);
    // Written before the account is made: a password that was lost half-way could not be found again.
    let mut notes = Notes::new(app, login, akeneo_url);
    notes.write(&path)?;
    let seeded = async {
        let owner = owner::Owner::sign_in(app, &notes.email, &notes.password).await?;
        let path = seed::seed(app, &owner.op, akeneo_url).await;
        owner.sign_out(app).await?;
        path
    };
    if let Some(passport) = seeded.await? {
        notes.passport_url = app.config.link(&passport);
    }
    notes.write(&path)?;
    Ok(notes)
}

fn announce(notes: &Notes) {
    say("");
    say("  Tessera is ready.");
    say("");
    for (name, value) in [
        ("Dashboard", format!("{}/admin", notes.base_url)),
        ("E-mail", notes.email.clone()),
        ("Password", notes.password.clone()),
        ("Passport", notes.passport_url.clone()),
        ("Outbox", notes.outbox_url.clone()),
        ("Akeneo", format!("{} (simulated)", notes.akeneo_url)),
    ] {
        say(&format!("  {name:<10} {value}"));
    }
    say("");
    say("  Stop with Ctrl-C. The data stays; `make reset` wipes it.");
    say("");
}

//! `tessera pack make | restore`

use super::{
    CliError, launch, say, until,
    verify::{look_up_names, tell},
};
use crate::{
    app::App,
    archive::ZipIn,
    config::Config,
    services::packs::{self, Out},
    shutdown::Shutdown,
};
use ::verify::{Beside, Verdict, pack};
use async_trait::async_trait;
use clap::{Args, Subcommand};
use domain::BrandId;
use std::{fs::File, io::Write, path::PathBuf};

/// What can be done with exit packs.
#[derive(Subcommand)]
pub(super) enum Pack {
    /// Write everything that a brand has published into one signed archive
    Make(Make),
    /// Check an archive and restore its brand, with the same addresses and versions
    Restore(Restore),
}

/// Options of `tessera pack make`.
#[derive(Args)]
pub(super) struct Make {
    /// The brand, by its id
    brand: uuid::Uuid,
    /// The archive to write; it must not exist
    file: PathBuf,
}

/// Options of `tessera pack restore`.
#[derive(Args)]
pub(super) struct Restore {
    /// The archive
    file: PathBuf,
    /// Who is to own the brand: the address of an account of this installation
    #[arg(long)]
    owner: String,
    /// Also restore what nothing proves, such as the pack of a site without a domain name; never what fails
    #[arg(long)]
    unproven: bool,
    /// Do not ask the brand's hosts whether the keys of the archive are theirs
    #[arg(long)]
    offline: bool,
    /// Do not invite those who worked for the brand
    #[arg(long)]
    alone: bool,
}

pub(super) async fn run(mut config: Config, command: Pack, shutdown: &Shutdown) -> Result<(), CliError> {
    let work = async {
        let postgres = launch::database(&mut config).await?;
        let app = App::builder(config).build().await?;
        let answer = match command {
            Pack::Make(args) => Box::pin(make(&app, &args)).await,
            Pack::Restore(args) => restore(&app, &args).await,
        };
        app.db.close();
        if let Some(postgres) = postgres {
            postgres.stop().await;
        }
        answer
    };
    until(shutdown, Box::pin(work)).await
}

async fn make(app: &App, args: &Make) -> Result<(), CliError> {
    let unwritable = |error: std::io::Error| {
        CliError::Other(format!("{} cannot be written: {error}.", args.file.display()))
    };
    let file = File::create_new(&args.file).map_err(unwritable)?;
    let mut out = ToFile {
        file,
        passports: 0,
        size: 0,
    };
    let written = Box::pin(packs::write(app, BrandId(args.brand), &mut out)).await;
    if let Err(error) = written {
        let _ = std::fs::remove_file(&args.file);
        return Err(error);
    }
    out.file.sync_all().map_err(unwritable)?;
    say(&format!(
        "{}: {} passports, {} bytes.",
        args.file.display(),
        out.passports,
        out.size
    ));
    Ok(())
}

/// A pack on a disk.
struct ToFile {
    file: File,
    passports: u32,
    size: u64,
}

#[async_trait]
impl Out for ToFile {
    type Stop = CliError;

    async fn write(&mut self, bytes: &[u8]) -> Result<(), CliError> {
        self.size += bytes.len() as u64;
        self.file
            .write_all(bytes)
            .map_err(|error| CliError::Other(format!("The archive cannot be written: {error}.")))
    }

    async fn progress(&mut self, done: u32, _total: u32) -> Result<(), CliError> {
        self.passports = done;
        Ok(())
    }

    fn note(&mut self, words: String) {
        say(&words);
    }
}

async fn restore(app: &App, args: &Restore) -> Result<(), CliError> {
    let mut archive = open(&args.file)?;
    let mut beside = Beside {
        now: Some(app.clock.now().to_rfc3339()),
        ..Beside::default()
    };
    if !args.offline {
        look_up_names(&pack::names_of(&mut archive), &mut beside).await?;
    }
    let name = args.file.display().to_string();
    let report = pack::verify(&mut archive, &beside);
    tell(&name, &report);
    match report
        .map_err(|why| CliError::Unreadable(format!("{name}: {why}")))?
        .verdict
    {
        Verdict::Proven => {}
        Verdict::NotProven if args.unproven => {}
        Verdict::NotProven => {
            return Err(CliError::Other("Nothing was restored, because nothing proves this pack. --unproven restores it all the same.".to_owned()));
        }
        Verdict::Failed => return Err(CliError::Other("Nothing was restored.".to_owned())),
    }
    let restored = packs::restore(app, &mut archive, &args.owner, !args.alone).await?;
    say(&format!(
        "Restored {} (brand {}) with {} passports and {} versions. Its owner is {}.",
        restored.name, restored.brand, restored.passports, restored.versions, args.owner
    ));
    if let Some(first) = restored.elsewhere.first() {
        say(&format!(
            "{} of them have addresses that do not lead to this installation, such as {first}. They and the codes on products work when it has \
             that host as its own address (TESSERA_BASE_URL).",
            restored.elsewhere.len()
        ));
    }
    for address in &restored.invited {
        say(&format!("{address} was invited."));
    }
    for host in &restored.waiting {
        say(&format!(
            "{host}: its DNS record was not found yet. It is looked for every ten minutes; see Settings, Your own hosts."
        ));
    }
    say("Passwords of PIMs are not in a pack: enter them under Connections before you publish again.");
    Ok(())
}

/// Opens an archive.
pub(super) fn open(path: &std::path::Path) -> Result<ZipIn<File>, CliError> {
    let unreadable =
        |error: std::io::Error| CliError::Unreadable(format!("{} cannot be read: {error}.", path.display()));
    ZipIn::open(File::open(path).map_err(unreadable)?).map_err(unreadable)
}

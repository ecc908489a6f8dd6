//! `tessera verify`: what a saved passport proves. Needs neither a configuration nor a database, and for files no network.

mod source;
mod words;

pub(in crate::cli) use words::tell;

use super::{CliError, pack::open, say};
use crate::clock::{Clock, SystemClock};
use ::verify::{Answer, Beside, Report, Verdict, issuer_of, pack, to_json, verify_together};
use chrono::SecondsFormat;
use clap::Args;
use source::{Fetcher, Source};
use std::{io::Read, path::Path};

/// Options of `tessera verify`.
#[derive(Args)]
pub(super) struct Verify {
    /// Saved passports (.tessera.json), documents, credentials, did documents, or the address of a passport; those given
    /// together serve each other
    #[arg(required = true, value_name = "FILE|URL")]
    sources: Vec<String>,
    /// Look the issuer's did document up at its own address for files too; for addresses this is done anyway
    #[arg(long)]
    online: bool,
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// Proven ends with 0, anything wrong or unproven with 1, what cannot be read with 2.
pub(super) async fn run(args: Verify) -> Result<(), CliError> {
    let now = SystemClock.now().to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut sources = Vec::new();
    let mut answers = Vec::new();
    for name in &args.sources {
        if is_archive(name) {
            answers.push(archive(name, args.online, &now).await?);
        } else {
            sources.push(Source::open(name).await.map_err(CliError::Unreadable)?);
        }
    }
    for at in 0..sources.len() {
        answers.push(answer(&sources, at, args.online, &now).await?);
    }
    if args.json {
        say(&format!("{:#}", to_json(&answers)));
    } else {
        for (name, answer) in &answers {
            tell(name, answer);
        }
    }
    conclude(&answers)
}

/// Whether a file begins as archives do.
fn is_archive(name: &str) -> bool {
    let mut first = [0; 4];
    let read = std::fs::File::open(name).and_then(|mut file| file.read_exact(&mut first));
    read.is_ok() && first == *b"PK\x03\x04"
}

/// Checks an exit pack.
async fn archive(name: &str, online: bool, now: &str) -> Result<Answer, CliError> {
    let mut archive = open(Path::new(name))?;
    let mut beside = Beside {
        now: Some(now.to_owned()),
        ..Beside::default()
    };
    if online {
        look_up_names(&pack::names_of(&mut archive), &mut beside).await?;
    }
    Ok((name.to_owned(), pack::verify(&mut archive, &beside)))
}

/// Fetches the did documents of all names that a pack says its brand to have.
pub(super) async fn look_up_names(names: &[String], beside: &mut Beside) -> Result<(), CliError> {
    let Some((first, others)) = names.split_first() else {
        return Ok(());
    };
    fetch(Fetcher::like(None)?, first, beside).await;
    for name in others {
        if let Ok(document) = Fetcher::like(None)?.did_document(name).await {
            beside.names.insert(name.clone(), document);
        }
    }
    Ok(())
}

/// Checks one source, with the others beside it.
async fn answer(sources: &[Source], at: usize, online: bool, now: &str) -> Result<Answer, CliError> {
    let mut beside = Beside {
        now: Some(now.to_owned()),
        ..Beside::default()
    };
    let source = &sources[at];
    if online || source.url.is_some() {
        look_up(source, &mut beside).await?;
    }
    let files: Vec<(&str, &[u8])> = sources
        .iter()
        .map(|s| (s.name.as_str(), s.bytes.as_slice()))
        .collect();
    Ok(verify_together(&files, &beside).swap_remove(at))
}

/// Fetches the did document of whoever a file says to be from.
async fn look_up(source: &Source, beside: &mut Beside) -> Result<(), CliError> {
    let Some(issuer) = issuer_of(&source.bytes) else {
        return Ok(());
    };
    fetch(Fetcher::like(source.url.as_ref())?, &issuer, beside).await;
    Ok(())
}

async fn fetch(source: Fetcher, issuer: &str, beside: &mut Beside) {
    match source.did_document(issuer).await {
        Ok(document) => beside.fetched = Some(document),
        Err(why) => beside.not_fetched = Some(why),
    }
}

fn is_did(report: &Report) -> bool {
    report.subject.identifier.is_none() && report.subject.sha256.is_none()
}

fn conclude(answers: &[Answer]) -> Result<(), CliError> {
    let unreadable: Vec<_> = answers.iter().filter(|(_, answer)| answer.is_err()).collect();
    if let [(name, Err(why)), ..] = unreadable.as_slice() {
        return Err(CliError::Unreadable(format!("{name}: {why}")));
    }
    // A did document proves nothing, and need not.
    let is_open = |(_, answer): &&Answer| match answer {
        Ok(report) => report.verdict != Verdict::Proven && !is_did(report),
        Err(_) => true,
    };
    let open = answers.iter().filter(is_open).count();
    let proven = answers
        .iter()
        .any(|(_, a)| a.as_ref().is_ok_and(|r| r.verdict == Verdict::Proven));
    if open == 0 && proven {
        return Ok(());
    }
    Err(CliError::Other(match open {
        0 => "Nothing was given that could be proven.".to_owned(),
        open => format!(
            "{open} of {} files are not proven. The lines above say why.",
            answers.len()
        ),
    }))
}

//! `tessera claims show | suspend | release | restore`

use super::{CliError, launch, say, until};
use crate::{
    app::App,
    config::Config,
    services::claims::{Claim, Verdict, holders, judge},
    shutdown::Shutdown,
};
use clap::{Args, Subcommand};
use domain::BrandId;
use gs1::{Ai, CANONICAL_STEM, DigitalLink, Element};

/// What can be done about the path of a passport.
#[derive(Subcommand)]
pub(super) enum Claims {
    /// Tell which brand holds a path, and which ones held it
    Show(Place),
    /// Take a page off the site; the path stays with the brand
    Suspend(Judgement),
    /// Take a page off the site and its path back, so that another brand can claim it
    Release(Judgement),
    /// Undo either
    Restore(Judgement),
}

/// Options of `tessera claims show`.
#[derive(Args)]
pub(super) struct Place {
    /// The path, such as /01/09520123456788 or /01/09520123456788/21/A7, or the whole address
    path: String,
}

/// Options of the others.
#[derive(Args)]
pub(super) struct Judgement {
    #[command(flatten)]
    place: Place,
    /// Why: the brand's owners and admins read it in a mail and in their audit log
    #[arg(long)]
    reason: String,
    /// The claim of this brand, by its id, instead of the one in force
    #[arg(long)]
    brand: Option<uuid::Uuid>,
}

pub(super) async fn run(mut config: Config, command: Claims, shutdown: &Shutdown) -> Result<(), CliError> {
    let work = async {
        let postgres = launch::database(&mut config).await?;
        let app = App::builder(config).build().await?;
        let answer = Box::pin(act(&app, command)).await;
        app.db.close();
        if let Some(postgres) = postgres {
            postgres.stop().await;
        }
        answer
    };
    until(shutdown, Box::pin(work)).await
}

async fn act(app: &App, command: Claims) -> Result<(), CliError> {
    let (judgement, verdict) = match command {
        Claims::Show(place) => return show(app, &path(&place.path)?).await,
        Claims::Suspend(judgement) => (judgement, Verdict::Suspend),
        Claims::Release(judgement) => (judgement, Verdict::Release),
        Claims::Restore(judgement) => (judgement, Verdict::Restore),
    };
    let path = path(&judgement.place.path)?;
    let claim = judge(
        app,
        (&path, judgement.brand.map(BrandId)),
        verdict,
        &judgement.reason,
    )
    .await?;
    say(&line(&claim));
    say("The brand's owners and admins are told by mail. Caches may show the page for some minutes more.");
    Ok(())
}

async fn show(app: &App, path: &str) -> Result<(), CliError> {
    let found = holders(app, path).await?;
    if found.is_empty() {
        say(&format!("Nobody has claimed {path}."));
    }
    for claim in &found {
        say(&line(claim));
    }
    Ok(())
}

/// The path of whatever was typed: an address or a path, of a model, a batch or an item, or a GTIN.
fn path(typed: &str) -> Result<String, CliError> {
    let typed = typed.trim();
    let path = match typed.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => typed,
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_end_matches('/');
    if path.starts_with("/p/") {
        return Ok(path.strip_suffix(".json").unwrap_or(path).to_owned());
    }
    let found = match path.strip_prefix('/') {
        // A number may end like a format; that of a model never does.
        Some(_) => of_link(path).or_else(|why| of_link(path.strip_suffix(".json").ok_or(why)?)),
        None => gs1::Gtin::parse(path)
            .map(gs1::gtin_path)
            .map_err(|error| error.to_string()),
    };
    found.map_err(|why| CliError::Other(format!("{typed} is no path of a passport. {why}")))
}

/// The path of a link to a model, a batch or an item, as passports have it.
fn of_link(path: &str) -> Result<String, String> {
    let link = DigitalLink::parse(&format!("{CANONICAL_STEM}{path}")).map_err(|error| error.to_string())?;
    let known = |element: &Element| [Ai::BATCH, Ai::SERIAL].contains(&element.ai());
    if link.gtin().is_none() || !link.qualifiers().iter().all(known) {
        return Err(
            "Passports are of a GTIN (01), perhaps with a batch (10) and a serial number (21).".to_owned(),
        );
    }
    Ok(link.path())
}

/// One claim in words.
fn line(claim: &Claim) -> String {
    let state = match (claim.suspended_at, claim.released_at) {
        (_, Some(at)) => format!("released on {}", at.format("%Y-%m-%d %H:%M UTC")),
        (Some(at), None) => format!("suspended on {}", at.format("%Y-%m-%d %H:%M UTC")),
        (None, None) => "on the site".to_owned(),
    };
    format!(
        "{}: {state}; product {} of {} (brand {}), claimed on {}",
        claim.path,
        claim.product_identifier,
        claim.brand_name,
        claim.brand,
        claim.since.format("%Y-%m-%d")
    )
}

#[cfg(test)]
mod tests {
    use super::path;

    #[test]
    fn a_path_is_taken_from_whatever_names_it() {
        for typed in [
            "https://dpp.example.com/01/09520123456788?lang=de",
            "/01/09520123456788.json",
            "/01/09520123456788/",
            "9520123456788",
        ] {
            assert_eq!(path(typed).unwrap(), "/01/09520123456788", "{typed}");
        }
        assert_eq!(path("/p/0123456789abcdef").unwrap(), "/p/0123456789abcdef");
        for (typed, expected) in [
            ("/01/09520123456788/21/A7", "/01/09520123456788/21/A7"),
            (
                "https://dpp.example.com/01/09520123456788/10/L%2F7?lang=de",
                "/01/09520123456788/10/L%2F7",
            ),
            (
                "/01/09520123456788/10/L/21/A.json/",
                "/01/09520123456788/10/L/21/A.json",
            ),
        ] {
            assert_eq!(path(typed).unwrap(), expected, "{typed}");
        }
        for typed in [
            "",
            "/admin",
            "https://dpp.example.com",
            "/01/09520123456789",
            "/01/09520123456788/22/V/21/A",
            "/01/09520123456788/21/",
            "/414/9520123456788",
        ] {
            assert!(path(typed).is_err(), "{typed}");
        }
    }
}

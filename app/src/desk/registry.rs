//! The EU registry: how the passports stand there, the files for it, and each passport's proofs.

mod detail;
mod files;
mod list;
#[cfg(test)]
mod tests;

pub use detail::registry_passport_page;
pub use files::{Offered, registry_files_page};
pub use list::registry_page;

use crate::ui::{Tone, badge::Badge, time::day};
use domain::registry::{Finding, Severity, Standing, State};
use leptos::prelude::*;

fn tone(state: State) -> Tone {
    match state {
        State::NotRegistered => Tone::Neutral,
        State::Exported => Tone::Info,
        State::Registered => Tone::Ok,
        State::Expiring => Tone::Warn,
        State::Expired => Tone::Danger,
    }
}

/// The state in words, with its day, and whether a newer version is out.
fn standing(standing: &Standing) -> impl IntoView + use<> {
    let text = match (standing.state, standing.until, standing.exported) {
        (State::Registered, Some(until), _) => format!("Registered until {}", day(until)),
        (State::Expiring, Some(until), _) => format!("Proof ends on {}", day(until)),
        (State::Expired, Some(until), _) => format!("Proof ended on {}", day(until)),
        (State::Exported, _, Some((version, at))) => format!("Version {version} exported on {}", day(at)),
        (state, ..) => state.label().to_owned(),
    };
    let changed = standing.is_outdated.then(|| {
        view! { " " <Badge tone=Tone::Warn text="Version changed since" /> }
    });
    view! { <Badge tone=tone(standing.state) text /> {changed} }
}

/// How many findings there are, in words.
fn verdict(findings: &[Finding]) -> impl IntoView + use<> {
    let errors = findings.iter().filter(|f| f.severity == Severity::Error).count();
    let advice = findings.len() - errors;
    let (tone, text) = match (errors, advice) {
        (0, 0) => (Tone::Ok, "Nothing found".to_owned()),
        (0, n) => (Tone::Info, format!("{n} to look at")),
        (n, 0) => (Tone::Danger, format!("{n} to correct")),
        (n, m) => (Tone::Danger, format!("{n} to correct, {m} to look at")),
    };
    view! { <Badge tone text /> }
}

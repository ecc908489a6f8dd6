//! The words that more than one page uses.

use crate::ui::Tone;
use domain::{
    Locale, Role,
    connection::{Health, Outcome},
    job::JobState,
    text::{Labels, pick},
};

/// How a connection does.
pub fn health(health: Health) -> (Tone, &'static str) {
    match health {
        Health::New => (Tone::Neutral, "Not used yet"),
        Health::Working => (Tone::Ok, "Working"),
        Health::Failing => (Tone::Warn, "Failing at the moment"),
        Health::NeedsAttention => (Tone::Danger, "Needs your attention"),
    }
}

/// How a check of a connection test went.
pub fn outcome(outcome: Outcome) -> (Tone, &'static str) {
    match outcome {
        Outcome::Ok => (Tone::Ok, "Works"),
        Outcome::Failed => (Tone::Danger, "Failed"),
        Outcome::Skipped => (Tone::Neutral, "Not tried"),
    }
}

/// Where a publication stands.
pub fn job_state(state: JobState) -> (Tone, &'static str) {
    match state {
        JobState::Queued => (Tone::Info, "Waiting to start"),
        JobState::Running => (Tone::Info, "Publishing"),
        JobState::Done => (Tone::Ok, "Finished"),
        JobState::Cancelled => (Tone::Warn, "Cancelled"),
        JobState::Failed => (Tone::Danger, "Stopped by a defect"),
    }
}

/// A role, as a word that starts a sentence.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Viewer => "Viewer",
        Role::Editor => "Editor",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    }
}

/// What a role may do, in a sentence.
pub fn role_means(role: Role) -> &'static str {
    match role {
        Role::Viewer => "You can read everything.",
        Role::Editor => "You can design templates and publish passports.",
        Role::Admin => "You can do everything in this brand, connections and settings included.",
        Role::Owner => "You can do everything in this brand.",
    }
}

/// Why a viewer sees no button to change things.
pub const EDITORS_ONLY: &str =
    "Your role lets you look, not change. Ask an admin of your brand if you need to.";
/// Why only admins see the buttons here.
pub const ADMINS_ONLY: &str = "Only admins and the owner of your brand can change this.";

/// The name in the dashboard's language, else in any; else the code.
pub fn named(labels: &Labels, code: &str) -> String {
    let english = Locale::parse("en");
    english
        .and_then(|en| pick(labels, &en, &[]).map(|(_, text)| text.to_owned()))
        .unwrap_or_else(|| code.to_owned())
}

/// A version after `word`; one that is live has no number.
pub fn version(number: u32, word: &str) -> String {
    if number == 0 {
        "Live".to_owned()
    } else {
        format!("{word}{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thing_without_a_name_goes_by_its_code() {
        assert_eq!(named(&Labels::new(), "weight"), "weight");
        let labels: Labels = [
            (Locale::parse("de_DE").unwrap(), "Gewicht".into()),
            (Locale::parse("en_GB").unwrap(), "Weight".into()),
        ]
        .into();
        assert_eq!(named(&labels, "weight"), "Weight");
    }
}

//! The outcome of a connection test, in words a brand admin can act on.

use serde::{Deserialize, Serialize};

/// Everything a connection test found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionReport {
    /// True when nothing failed.
    pub ok: bool,
    /// The PIM's version, where it says so.
    pub version: Option<String>,
    /// The PIM's edition as it calls itself: `Serenity`, `GE`, `EE`, `CE`.
    pub edition: Option<String>,
    /// The single checks, in the order they were made.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Stable short name: `address`, `reachable`, `tls`, `akeneo`, `client`, `user`, or a resource such as `channels`.
    pub name: String,
    /// How it went.
    pub outcome: Outcome,
    /// What was found, why, and what to do.
    pub words: String,
    /// The PIM does not let the connection read it.
    #[serde(default)]
    pub refused: bool,
}

/// How a check went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// As it should be.
    Ok,
    /// Wrong; the words say what to do.
    Failed,
    /// Not looked at, because an earlier check failed or the PIM does not have it.
    Skipped,
}

impl ConnectionReport {
    /// The check with this name.
    pub fn check(&self, name: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.name == name)
    }

    pub(crate) fn add(&mut self, name: &str, outcome: Outcome, words: impl Into<String>) {
        self.checks.push(Check {
            name: name.to_owned(),
            outcome,
            words: words.into(),
            refused: false,
        });
    }

    /// Adds what the PIM does not let the connection read.
    pub(crate) fn add_refused(&mut self, name: &str, outcome: Outcome, words: impl Into<String>) {
        self.add(name, outcome, words);
        if let Some(check) = self.checks.last_mut() {
            check.refused = true;
        }
    }

    /// What the PIM does not let the connection read, in words.
    pub fn refused(&self) -> Vec<String> {
        let refused = self.checks.iter().filter(|check| check.refused);
        refused.map(|check| check.name.clone()).collect()
    }

    pub(crate) fn conclude(mut self) -> Self {
        self.ok = self.checks.iter().all(|check| check.outcome != Outcome::Failed);
        self
    }
}

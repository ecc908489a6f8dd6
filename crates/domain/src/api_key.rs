//! Keys with which programs of a brand write through the API.

use crate::{Error, FieldError};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What every key's secret begins with, so that one is recognised where it does not belong.
pub const SECRET_PREFIX: &str = "tk_";
/// The most characters of a name.
pub const NAME_MAX: usize = 80;
/// The longest life of a key, in days.
pub const DAYS_MAX: u32 = 365;

/// What a key may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Make passports of batches and items, and change what is theirs.
    Units,
    /// Change the status of passports.
    Status,
}

impl Scope {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Units, Self::Status];

    /// Its word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Status => "status",
        }
    }

    /// The scope of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    /// What it allows, for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Units => "Make and change passports of batches and items",
            Self::Status => "Change the status of passports: active, inactive, archived or invalid",
        }
    }
}

/// A key to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewApiKey {
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// How long it counts.
    pub days: u32,
}

impl NewApiKey {
    /// The command with a trimmed name, or its mistakes.
    pub fn checked(mut self) -> Result<Self, Error> {
        self.name = String::from(self.name.trim());
        let mut mistakes = Vec::new();
        if self.name.is_empty() || self.name.chars().count() > NAME_MAX {
            let why = format!("Say what the key is for, in at most {NAME_MAX} characters.");
            mistakes.push(FieldError::new("name", why));
        }
        if self.scopes.is_empty() {
            mistakes.push(FieldError::new("scopes", "Choose what the key may do."));
        }
        if !(1..=DAYS_MAX).contains(&self.days) {
            let why = format!("A key counts for 1 to {DAYS_MAX} days.");
            mistakes.push(FieldError::new("days", why));
        }
        if mistakes.is_empty() {
            Ok(self)
        } else {
            Err(Error::Invalid(mistakes))
        }
    }
}

/// A key as its brand's admins see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiKeyView {
    /// Its id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// Who made it.
    pub created_by: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was used last, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl ApiKeyView {
    /// Whether it counts.
    pub fn is_live(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && self.expires_at > now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_says_what_it_is_for_and_what_it_may_do() {
        let right = NewApiKey {
            name: " ERP ".into(),
            scopes: [Scope::Units].into(),
            days: 90,
        };
        assert_eq!(right.clone().checked().unwrap().name, "ERP");
        for wrong in [
            NewApiKey {
                name: " ".into(),
                ..right.clone()
            },
            NewApiKey {
                name: "x".repeat(81),
                ..right.clone()
            },
            NewApiKey {
                scopes: BTreeSet::new(),
                ..right.clone()
            },
            NewApiKey {
                days: 0,
                ..right.clone()
            },
            NewApiKey { days: 366, ..right },
        ] {
            assert!(matches!(wrong.checked(), Err(Error::Invalid(all)) if all.len() == 1));
        }
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.word()), Some(scope));
        }
    }
}

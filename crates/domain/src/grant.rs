//! Grants: a named organisation reads what not everybody may, until a day.

use crate::{Error, GrantId, PassportId, Reader, TemplateId, error::Check};
use chrono::{DateTime, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// What every secret of a grant begins with.
pub const SECRET_PREFIX: &str = "tg_";
/// The most grants of a brand that can be used at a time.
pub const GRANTS_MAX: i64 = 1000;
/// The longest a grant lasts, in days.
pub const DAYS_MAX: u64 = 3 * 366;

/// Which passports a grant is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GrantScope {
    /// All of the brand.
    All,
    /// Those of a template.
    Template(TemplateId),
    /// One.
    Passport(PassportId),
}

impl GrantScope {
    /// Whether it is for this passport of this template.
    pub fn covers(self, passport: PassportId, template: Option<TemplateId>) -> bool {
        match self {
            Self::All => true,
            Self::Template(id) => template == Some(id),
            Self::Passport(id) => passport == id,
        }
    }

    /// As one word of a form: `all`, `template:{id}`, `passport:{id}`.
    pub fn word(self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Template(id) => format!("template:{id}"),
            Self::Passport(id) => format!("passport:{id}"),
        }
    }

    /// The scope of a word.
    pub fn parse(word: &str) -> Option<Self> {
        match word.split_once(':') {
            None => (word == "all").then_some(Self::All),
            Some(("template", id)) => id.parse().ok().map(Self::Template),
            Some(("passport", id)) => id.parse().ok().map(Self::Passport),
            Some(_) => None,
        }
    }
}

/// Makes a grant, as the form says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CreateGrant {
    /// Whom it is for.
    pub organisation: String,
    /// As whom they read: a word of [`Reader`].
    pub reader: String,
    /// Which passports: a word of [`GrantScope`].
    pub scope: String,
    /// The last day on which it works: `YYYY-MM-DD`.
    pub until: String,
}

/// A grant that can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedGrant {
    /// Whom it is for.
    pub organisation: String,
    /// As whom they read.
    pub reader: Reader,
    /// Which passports.
    pub scope: GrantScope,
    /// The moment at which it ends.
    pub expires_at: DateTime<Utc>,
}

impl CreateGrant {
    /// Checks all fields; every mistake at its field.
    pub fn check(&self, now: DateTime<Utc>) -> Result<CheckedGrant, Error> {
        let mut check = Check::default();
        let organisation = self.organisation.trim();
        let named = !organisation.is_empty()
            && organisation.chars().count() <= 120
            && !organisation.chars().any(char::is_control);
        check.require(
            named,
            "organisation",
            "Enter the organisation's name, of up to 120 characters.",
        );
        let reader = Reader::parse(&self.reader).filter(|r| Reader::GRANTED.contains(r));
        check.require(reader.is_some(), "reader", "Choose as whom they read.");
        let scope = GrantScope::parse(&self.scope);
        check.require(scope.is_some(), "scope", "Choose the passports.");
        let last = now.date_naive().checked_add_days(Days::new(DAYS_MAX));
        let until = NaiveDate::parse_from_str(self.until.trim(), "%Y-%m-%d").ok();
        let until = until.filter(|day| *day >= now.date_naive() && last.is_some_and(|last| *day <= last));
        check.require(
            until.is_some(),
            "until",
            "Enter a day from today on, at most three years ahead.",
        );
        check.finish()?;
        let end = until
            .and_then(|day| day.succ_opt())
            .and_then(|day| day.and_hms_opt(0, 0, 0));
        match (reader, scope, end) {
            (Some(reader), Some(scope), Some(end)) => Ok(CheckedGrant {
                organisation: organisation.to_owned(),
                reader,
                scope,
                expires_at: end.and_utc(),
            }),
            _ => Err(Error::Internal),
        }
    }
}

/// Why a secret opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The brand has made no such grant.
    Unknown,
    /// Its day is over.
    Expired,
    /// It was taken back.
    Revoked,
    /// It is for other passports.
    Elsewhere,
}

impl Refusal {
    /// The reason, for a program and whoever reads its log.
    pub fn words(self) -> &'static str {
        match self {
            Self::Unknown => "The brand of this passport has made no such grant.",
            Self::Expired => "This grant has expired. Ask the brand for a new one.",
            Self::Revoked => "This grant was revoked by the brand.",
            Self::Elsewhere => "This grant is not for this passport.",
        }
    }
}

/// How a grant stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantState {
    /// It can be used.
    Open,
    /// Its day is over.
    Expired,
    /// It was taken back.
    Revoked,
}

/// A grant in the list. Its secret is nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantView {
    /// Its id.
    pub id: GrantId,
    /// Whom it is for.
    pub organisation: String,
    /// As whom they read.
    pub reader: Reader,
    /// Which passports.
    pub scope: GrantScope,
    /// The name of the template, or the identifier of the product.
    pub of: Option<String>,
    /// Who made it.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When somebody read with it last.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl GrantView {
    /// How it stands at a moment.
    pub fn state(&self, now: DateTime<Utc>) -> GrantState {
        if self.revoked_at.is_some() {
            GrantState::Revoked
        } else if self.expires_at <= now {
            GrantState::Expired
        } else {
            GrantState::Open
        }
    }

    /// Which passports, for a person.
    pub fn scope_words(&self) -> String {
        let of = self.of.as_deref().unwrap_or("?");
        match self.scope {
            GrantScope::All => "All passports".to_owned(),
            GrantScope::Template(_) => format!("Template \u{201c}{of}\u{201d}"),
            GrantScope::Passport(_) => format!("Passport of {of}"),
        }
    }
}

/// A reading with a grant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub organisation: String,
    /// As whom.
    pub reader: Reader,
    /// Which passport.
    pub passport: PassportId,
    /// Its product.
    pub product: String,
    /// Which version.
    pub version: u32,
    /// In which form.
    pub representation: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone;

    fn now() -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap()
    }

    fn sound() -> CreateGrant {
        CreateGrant {
            organisation: " Re-Cell GmbH ".into(),
            reader: "recycler".into(),
            scope: "all".into(),
            until: "2026-11-21".into(),
        }
    }

    #[test]
    fn a_grant_lasts_to_the_end_of_its_day() {
        let made = sound().check(now()).unwrap();
        assert_eq!(made.organisation, "Re-Cell GmbH");
        assert_eq!(
            made.expires_at,
            Utc.with_ymd_and_hms(2026, 11, 22, 0, 0, 0).unwrap()
        );
    }

    #[test]
    fn each_mistake_is_told_at_its_field() {
        type Case = (&'static str, fn(&mut CreateGrant));
        let cases: [Case; 8] = [
            ("organisation", |g| g.organisation = "  ".into()),
            ("organisation", |g| g.organisation = "a\nb".into()),
            ("reader", |g| g.reader = "brand".into()),
            ("reader", |g| g.reader = "public".into()),
            ("scope", |g| g.scope = "template:x".into()),
            ("until", |g| g.until = "2026-11-20".into()),
            ("until", |g| g.until = "2036-01-01".into()),
            ("until", |g| g.until = String::new()),
        ];
        for (field, spoil) in cases {
            let mut grant = sound();
            spoil(&mut grant);
            let error = grant.check(now()).unwrap_err();
            assert!(error.at(field).is_some(), "{field}: {error:?}");
        }
    }

    #[test]
    fn a_scope_covers_what_it_names() {
        let id = |n: u128| uuid::Uuid::from_u128(n);
        let (passport, template) = (PassportId(id(1)), TemplateId(id(2)));
        for scope in [
            GrantScope::All,
            GrantScope::Template(template),
            GrantScope::Passport(passport),
        ] {
            assert!(scope.covers(passport, Some(template)), "{scope:?}");
            assert_eq!(GrantScope::parse(&scope.word()), Some(scope));
            let other = scope.covers(PassportId(id(3)), Some(TemplateId(id(4))));
            assert_eq!(other, scope == GrantScope::All, "{scope:?}");
        }
        assert!(!GrantScope::Template(template).covers(passport, None));
    }
}

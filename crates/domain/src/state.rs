//! The state of a passport: what is true of it besides what its versions say, and the commands that change it.
//!
//! A change of state makes no version. It counts for every version at once: whoever looks at an old one is told of a recall, too.

use crate::{Error, Locale, PassportId, error::Check, passport::PassportRow, text::Labels};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The most characters of a recall notice in one language.
pub const RECALL_MAX: usize = 1000;
/// The most characters of a reason.
pub const REASON_MAX: usize = 500;
/// The most characters of an address.
const LINK_MAX: usize = 500;

/// Whether a passport is in use, in the words of EN 18223.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// In use.
    #[default]
    Active,
    /// Not in use at the moment.
    Inactive,
    /// Kept for the record: no new versions.
    Archived,
    /// Not to be relied on.
    Invalid,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Active, Self::Inactive, Self::Archived, Self::Invalid];

    /// The word in the database, in forms and in EN 18223.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
            Self::Archived => "archived",
            Self::Invalid => "invalid",
        }
    }

    /// The status of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.word() == word)
    }
}

/// How a product came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// It was recycled: then its passport ceases to exist (Reg. (EU) 2023/1542, Art. 77(8)).
    Recycled,
    /// It was destroyed otherwise.
    Destroyed,
}

impl Ending {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Recycled, Self::Destroyed];

    /// The word in the database and in forms.
    pub fn word(self) -> &'static str {
        match self {
            Self::Recycled => "recycled",
            Self::Destroyed => "destroyed",
        }
    }

    /// The ending of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.word() == word)
    }
}

/// A notice that the product is recalled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Recall {
    /// Since when.
    pub since: NaiveDate,
    /// Why, and what to do; at least one text.
    pub text: Labels,
    /// Where to read more: an `https` address.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub link: Option<String>,
}

/// The end of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ended {
    /// When that was said.
    pub at: DateTime<Utc>,
    /// How.
    pub how: Ending,
}

/// The state of a passport as everybody may read it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct State {
    /// As the brand chose it; [`State::status`] also knows of the end.
    pub chosen: Status,
    /// The recall in force.
    pub recall: Option<Recall>,
    /// The end of the product.
    pub ended: Option<Ended>,
    /// The address of the passport of its first life.
    pub first_life: Option<String>,
    /// The addresses of the passports of its second life.
    pub second_lives: Vec<String>,
    /// When any of this was changed last; none where nothing ever was.
    pub changed_at: Option<DateTime<Utc>>,
}

impl State {
    /// The status that counts: once its product has ended, a passport is archived, unless it is invalid.
    pub fn status(&self) -> Status {
        match (self.ended, self.chosen) {
            (Some(_), Status::Active | Status::Inactive) => Status::Archived,
            (_, chosen) => chosen,
        }
    }

    /// What members should know first, in a sentence or two; nothing of a passport in use.
    pub fn remark(&self) -> Option<String> {
        let recall = self.recall.as_ref();
        let recall = recall.map(|recall| format!("This product is recalled since {}.", recall.since));
        let status = match (self.ended, self.status()) {
            (Some(_), _) => Some("This passport has ended.".to_owned()),
            (None, Status::Active) => None,
            (None, status) => Some(format!("This passport is {}.", status.word())),
        };
        let all: Vec<String> = recall.into_iter().chain(status).collect();
        (!all.is_empty()).then(|| all.join(" "))
    }

    /// Whether there may be further versions.
    pub fn is_open(&self) -> bool {
        self.ended.is_none() && self.chosen != Status::Archived
    }
}

/// A passport with its state, for the page on which that is changed.
#[derive(Clone, Debug, PartialEq)]
pub struct StateView {
    /// The passport.
    pub row: PassportRow,
    /// Its state.
    pub state: State,
    /// Whether the last of its second lives is elsewhere.
    pub second_is_elsewhere: bool,
    /// The languages of its page, the default first.
    pub locales: Vec<Locale>,
}

/// Gives a passport another status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetStatus {
    /// The passport.
    pub passport: PassportId,
    /// The status.
    pub status: Status,
    /// Why; the audit log keeps it.
    pub reason: String,
}

impl SetStatus {
    /// Checks the reason.
    pub fn check(&self) -> Result<(), Error> {
        let mut check = Check::default();
        reason(&mut check, &self.reason);
        check.finish()
    }
}

/// Recalls a product, or says something else about the recall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetRecall {
    /// The passport.
    pub passport: PassportId,
    /// The notice.
    pub recall: Recall,
}

impl SetRecall {
    /// Trims the texts and leaves empty ones out; checks them, the day and the link.
    pub fn checked(mut self, today: NaiveDate) -> Result<Self, Error> {
        let recall = &mut self.recall;
        for text in recall.text.values_mut() {
            *text = text.trim().to_owned();
        }
        recall.text.retain(|_, text| !text.is_empty());
        recall.link = recall.link.take().map(|link| link.trim().to_owned());
        recall.link = recall.link.take().filter(|link| !link.is_empty());
        let mut check = Check::default();
        let short = recall
            .text
            .values()
            .all(|text| text.chars().count() <= RECALL_MAX);
        let says = "Say in at least one language why the product is recalled and what to do.";
        check.require(!recall.text.is_empty(), "text", says);
        check.require(
            short,
            "text",
            format!("Use at most {RECALL_MAX} characters in each language."),
        );
        check.require(
            recall.since <= today,
            "since",
            "The recall is shown at once, so it cannot begin later than today.",
        );
        let links = recall.link.as_deref().is_none_or(is_https);
        check.require(links, "link", "Enter an address that begins with https://.");
        check.finish()?;
        Ok(self)
    }
}

/// Lifts a recall, takes an end back: with the reason for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undo {
    /// The passport.
    pub passport: PassportId,
    /// Why; the audit log keeps it.
    pub reason: String,
}

impl Undo {
    /// Checks the reason.
    pub fn check(&self) -> Result<(), Error> {
        let mut check = Check::default();
        reason(&mut check, &self.reason);
        check.finish()
    }
}

fn reason(check: &mut Check, reason: &str) {
    let length = reason.trim().chars().count();
    check.require(length > 0, "reason", "Say why: the audit log keeps it.");
    check.require(
        length <= REASON_MAX,
        "reason",
        format!("Use at most {REASON_MAX} characters."),
    );
}

/// Whether this is an address that a page may lead a stranger to: `https`, a host, nobody's name or password in it.
pub fn is_https(link: &str) -> bool {
    let parsed = url::Url::parse(link).ok();
    let sane = parsed.is_some_and(|url| {
        url.scheme() == "https" && url.has_host() && url.username().is_empty() && url.password().is_none()
    });
    sane && link.len() <= LINK_MAX && !link.chars().any(|c| c.is_whitespace() || c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        assert_eq!(
            Status::ALL.map(|status| Status::parse(status.word())),
            Status::ALL.map(Some)
        );
        assert_eq!(
            Ending::ALL.map(|ending| Ending::parse(ending.word())),
            Ending::ALL.map(Some)
        );
        assert_eq!((Status::parse("ended"), Ending::parse("")), (None, None));
    }

    #[test]
    fn an_end_archives_what_is_not_invalid() {
        let ended = Some(Ended {
            at: DateTime::UNIX_EPOCH,
            how: Ending::Recycled,
        });
        let of = |chosen, ended| {
            let state = State {
                chosen,
                ended,
                ..State::default()
            };
            (state.status(), state.is_open())
        };
        assert_eq!(of(Status::Active, None), (Status::Active, true));
        assert_eq!(of(Status::Inactive, None), (Status::Inactive, true));
        assert_eq!(of(Status::Archived, None), (Status::Archived, false));
        assert_eq!(of(Status::Active, ended), (Status::Archived, false));
        assert_eq!(of(Status::Invalid, ended), (Status::Invalid, false));
        assert_eq!(of(Status::Invalid, None), (Status::Invalid, true));
    }

    #[test]
    fn a_remark_tells_what_is_not_as_usual() {
        let mut state = State::default();
        assert_eq!(state.remark(), None);
        state.chosen = Status::Inactive;
        assert_eq!(state.remark().as_deref(), Some("This passport is inactive."));
        state.recall = Some(recall("x", "").recall);
        state.ended = Some(Ended {
            at: DateTime::UNIX_EPOCH,
            how: Ending::Destroyed,
        });
        assert_eq!(
            state.remark().as_deref(),
            Some("This product is recalled since 2026-11-20. This passport has ended.")
        );
    }

    fn recall(text: &str, link: &str) -> SetRecall {
        SetRecall {
            passport: PassportId(uuid::Uuid::nil()),
            recall: Recall {
                since: day(20),
                text: [("en", text), ("de", " ")]
                    .map(|(l, t)| (Locale::parse(l).unwrap(), t.to_owned()))
                    .into(),
                link: Some(link.to_owned()),
            },
        }
    }

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn a_recall_says_why_and_leads_to_a_safe_place() {
        let fine = recall(" Stop using it. ", "https://brand.example/recall")
            .checked(day(20))
            .unwrap()
            .recall;
        assert_eq!(fine.text.values().collect::<Vec<_>>(), ["Stop using it."]);
        assert_eq!(recall("x", " ").checked(day(21)).unwrap().recall.link, None);
        let long = "x".repeat(RECALL_MAX + 1);
        for (field, wrong) in [
            ("text", recall(" ", "")),
            ("text", recall(&long, "")),
            ("link", recall("x", "javascript:alert(1)")),
            ("link", recall("x", "http://brand.example")),
            ("link", recall("x", "https://a:b@brand.example")),
        ] {
            let error = wrong.checked(day(20)).unwrap_err();
            assert!(error.at(field).is_some(), "{field}: {error}");
        }
        assert!(
            recall("x", "")
                .checked(day(19))
                .unwrap_err()
                .at("since")
                .is_some()
        );
    }

    #[test]
    fn reasons_are_asked_for() {
        let undo = |reason: &str| Undo {
            passport: PassportId(uuid::Uuid::nil()),
            reason: reason.to_owned(),
        };
        assert!(undo("By mistake").check().is_ok() && undo("  ").check().is_err());
        assert!(undo(&"x".repeat(REASON_MAX + 1)).check().is_err());
    }
}

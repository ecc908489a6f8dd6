//! How passports stand in the registry, for people, and the command that stores a proof.

use super::{Facts, Finding, PROOF_DAYS, Severity, WARNED_BEFORE};
use crate::{Error, PassportId, ProofId, error::Check, text::Labels};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Where a passport stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Nothing was done.
    NotRegistered,
    /// It was in a file for the registry; no proof is stored.
    Exported,
    /// There is a proof.
    Registered,
    /// There is a proof that ends soon.
    Expiring,
    /// The proof has ended.
    Expired,
}

impl State {
    /// All of them, in the order in which a passport goes through them.
    pub const ALL: [Self; 5] = [
        Self::NotRegistered,
        Self::Exported,
        Self::Registered,
        Self::Expiring,
        Self::Expired,
    ];

    /// The word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotRegistered => "not-registered",
            Self::Exported => "exported",
            Self::Registered => "registered",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
        }
    }

    /// For people.
    pub fn label(self) -> &'static str {
        match self {
            Self::NotRegistered => "Not registered",
            Self::Exported => "Exported",
            Self::Registered => "Registered",
            Self::Expiring => "Proof ends soon",
            Self::Expired => "Proof has ended",
        }
    }

    /// The state of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

/// How many whole days are left until `end`; below 0 where it is over.
pub fn days_left(end: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    (end.date_naive() - now.date_naive()).num_days()
}

/// A passport's state with its particulars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The state.
    pub state: State,
    /// When the proof ends.
    pub until: Option<DateTime<Utc>>,
    /// The version that was exported last, and when.
    pub exported: Option<(u32, DateTime<Utc>)>,
    /// The version that the proof names.
    pub proven: Option<u32>,
    /// Whether a newer version than the proven one is published.
    pub is_outdated: bool,
}

impl Standing {
    /// From what is stored: what was exported, what is proven until when, and the latest version.
    pub fn new(
        exported: Option<(u32, DateTime<Utc>)>,
        proof: Option<(u32, DateTime<Utc>)>,
        latest: u32,
        now: DateTime<Utc>,
    ) -> Self {
        let state = match (proof, exported) {
            (Some((_, until)), _) if days_left(until, now) < 0 => State::Expired,
            (Some((_, until)), _) if days_left(until, now) <= WARNED_BEFORE[0] => State::Expiring,
            (Some(_), _) => State::Registered,
            (None, Some(_)) => State::Exported,
            (None, None) => State::NotRegistered,
        };
        Self {
            state,
            until: proof.map(|(_, until)| until),
            exported,
            proven: proof.map(|(version, _)| version),
            is_outdated: proof.is_some_and(|(version, _)| version < latest),
        }
    }
}

/// Asks for a page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListRegistry {
    /// Part of a name, identifier or GTIN.
    pub search: String,
    /// Only this state.
    pub state: Option<State>,
    /// Only those of which a newer version than the proven one is published.
    pub outdated: bool,
    /// The page, from 1.
    pub page: u32,
}

impl ListRegistry {
    /// Whether anything is filtered.
    pub fn is_filtered(&self) -> bool {
        !self.search.is_empty() || self.state.is_some() || self.outdated
    }
}

/// A page of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryPage {
    /// The passports, oldest first.
    pub items: Vec<RegistryRow>,
    /// How many match in all.
    pub total: u32,
    /// The page, from 1.
    pub page: u32,
    /// Passports on a page.
    pub per_page: u32,
}

/// A passport in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryRow {
    /// The passport.
    pub passport: PassportId,
    /// The product's name.
    pub name: Labels,
    /// The product's identifier in the PIM.
    pub product_identifier: String,
    /// The number of its latest version; 0 where its page is live.
    pub version: u32,
    /// SHA-256 of that, in hex.
    pub hash: String,
    /// How it stands.
    pub standing: Standing,
    /// What the registry is told of it; none where its page is live.
    pub facts: Option<Facts>,
    /// What the registry would object to.
    pub findings: Vec<Finding>,
}

impl RegistryRow {
    /// Whether the registry would refuse it.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|f| f.severity == Severity::Error)
    }
}

/// One passport with its proofs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistryDetail {
    /// What the list shows.
    pub row: RegistryRow,
    /// Its proofs, the latest first.
    pub proofs: Vec<Proof>,
}

/// A proof of registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// Its id.
    pub id: ProofId,
    /// The registration identifier that the registry gave.
    pub registration: String,
    /// The day on which it was generated.
    pub issued_at: DateTime<Utc>,
    /// The day on which it ends.
    pub expires_at: DateTime<Utc>,
    /// The version that it is about.
    pub version: u32,
    /// The hash that it names, in hex, where the brand has told it.
    pub hash: Option<String>,
    /// Whether that is the hash of the version.
    pub hash_matches: bool,
    /// The name of the stored document.
    pub file_name: String,
    /// Its size in bytes.
    pub size: u64,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Who stored it, as an e-mail address.
    pub stored_by: String,
    /// When.
    pub stored_at: DateTime<Utc>,
    /// Whether it is the one that counts.
    pub is_current: bool,
}

/// Stores a proof of registration: the fields as typed, and the sealed document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UploadProof {
    /// The registration identifier that the registry gave.
    pub registration: String,
    /// The day on which the proof was generated: `2026-11-21`.
    pub issued: String,
    /// The day on which it ends; empty for 90 days later.
    pub expires: String,
    /// The hash of the version that it names, in hex; empty where it is not known.
    pub hash: String,
    /// The name of the document.
    pub file_name: String,
    /// The document.
    pub bytes: Vec<u8>,
}

/// A proof whose fields are sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedProof {
    /// The registration identifier.
    pub registration: String,
    /// The beginning of the day on which it was generated.
    pub issued_at: DateTime<Utc>,
    /// The beginning of the day on which it ends.
    pub expires_at: DateTime<Utc>,
    /// The hash that it names.
    pub hash: Option<String>,
}

impl UploadProof {
    /// The largest document, in bytes.
    pub const FILE_MAX: usize = 1024 * 1024;
    /// The longest registration identifier.
    const REGISTRATION_MAX: usize = 200;

    /// Checks the fields.
    pub fn check(&self, now: DateTime<Utc>) -> Result<CheckedProof, Error> {
        let mut check = Check::default();
        let registration = self.registration.trim();
        let length = registration.chars().count();
        let sane = (1..=Self::REGISTRATION_MAX).contains(&length) && !registration.contains(char::is_control);
        check.require(
            sane,
            "registration",
            "Enter the registration identifier that the registry gave.",
        );
        let issued = day(&self.issued);
        check.require(
            issued.is_some(),
            "issued",
            "Enter the day on which the proof was generated.",
        );
        let future = issued.is_some_and(|day| day > now.date_naive() + TimeDelta::days(1));
        check.require(!future, "issued", "A proof cannot be of a day to come.");
        let expires = match self.expires.trim() {
            "" => issued.and_then(|day| day.checked_add_signed(TimeDelta::days(PROOF_DAYS))),
            text => day(text),
        };
        let order = issued.zip(expires).is_none_or(|(from, to)| from < to);
        let text = "Enter a day after the one on which the proof was generated, or leave it empty.";
        check.require(expires.is_some() || issued.is_none(), "expires", text);
        check.require(order, "expires", text);
        let hash = hash(&self.hash);
        check.require(
            hash.is_some(),
            "hash",
            "A SHA-256 hash has 64 digits from 0 to 9 and a to f. Leave it empty if the proof names none.",
        );
        check.require(!self.bytes.is_empty(), "file", "Choose the sealed document.");
        check.require(
            self.bytes.len() <= Self::FILE_MAX,
            "file",
            "The document may have 1 MB at most.",
        );
        check.finish()?;
        // All are there: nothing was noted.
        let (Some(issued), Some(expires), Some(hash)) = (issued, expires, hash) else {
            return Err(Error::Internal);
        };
        Ok(CheckedProof {
            registration: registration.to_owned(),
            issued_at: beginning(issued),
            expires_at: beginning(expires),
            hash: Some(hash).filter(|hash| !hash.is_empty()),
        })
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    text.trim().parse().ok()
}

fn beginning(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(chrono::NaiveTime::MIN).and_utc()
}

/// In lower case without blanks, colons and a name before it; empty where it is; none where it is no SHA-256.
fn hash(text: &str) -> Option<String> {
    let lower = text.trim().to_ascii_lowercase();
    let bare = lower
        .strip_prefix("sha256:")
        .or(lower.strip_prefix("sha-256:"))
        .unwrap_or(&lower);
    let plain: String = bare.chars().filter(|c| !matches!(c, ' ' | ':' | '-')).collect();
    let is_hash = plain.len() == 64 && plain.bytes().all(|b| b.is_ascii_hexdigit());
    (plain.is_empty() || is_hash).then_some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon(day: &str) -> DateTime<Utc> {
        format!("{day}T12:00:00Z").parse().unwrap()
    }

    #[test]
    fn a_passport_goes_through_its_states() {
        let now = noon("2026-11-21");
        let state = |exported, until: Option<&str>| {
            let proof = until.map(|day| (1, noon(day)));
            Standing::new(exported, proof, 1, now).state
        };
        assert_eq!(state(None, None), State::NotRegistered);
        assert_eq!(state(Some((1, now)), None), State::Exported);
        assert_eq!(state(Some((1, now)), Some("2026-12-06")), State::Registered);
        assert_eq!(state(None, Some("2026-12-05")), State::Expiring);
        assert_eq!(
            state(None, Some("2026-11-21")),
            State::Expiring,
            "the last day counts"
        );
        assert_eq!(state(None, Some("2026-11-20")), State::Expired);
        assert!(Standing::new(None, Some((1, now)), 2, now).is_outdated);
        assert_eq!(State::ALL.map(|s| State::parse(s.word())), State::ALL.map(Some));
    }

    fn upload() -> UploadProof {
        UploadProof {
            registration: " EU-1 ".into(),
            issued: "2026-11-20".into(),
            hash: format!("SHA256:{}", "AB".repeat(32)),
            file_name: "proof.pdf".into(),
            bytes: vec![1],
            ..UploadProof::default()
        }
    }

    #[test]
    fn a_proof_ends_after_90_days_unless_it_says_otherwise() {
        let now = noon("2026-11-21");
        let checked = upload().check(now).unwrap();
        assert_eq!(checked.registration, "EU-1");
        assert_eq!(checked.expires_at.to_string(), "2027-02-18 00:00:00 UTC");
        assert_eq!(checked.hash, Some("ab".repeat(32)));
        let other = UploadProof {
            expires: "2026-12-01".into(),
            hash: String::new(),
            ..upload()
        };
        let checked = other.check(now).unwrap();
        assert_eq!(
            (checked.expires_at.to_string().as_str(), checked.hash),
            ("2026-12-01 00:00:00 UTC", None)
        );
    }

    #[test]
    fn mistakes_stand_at_their_fields() {
        let now = noon("2026-11-21");
        for (change, field) in [
            (
                UploadProof {
                    registration: " ".into(),
                    ..upload()
                },
                "registration",
            ),
            (
                UploadProof {
                    issued: "yesterday".into(),
                    ..upload()
                },
                "issued",
            ),
            (
                UploadProof {
                    issued: "2026-12-24".into(),
                    ..upload()
                },
                "issued",
            ),
            (
                UploadProof {
                    expires: "2026-11-20".into(),
                    ..upload()
                },
                "expires",
            ),
            (
                UploadProof {
                    expires: "soon".into(),
                    ..upload()
                },
                "expires",
            ),
            (
                UploadProof {
                    hash: "abc".into(),
                    ..upload()
                },
                "hash",
            ),
            (
                UploadProof {
                    bytes: Vec::new(),
                    ..upload()
                },
                "file",
            ),
            (
                UploadProof {
                    bytes: vec![0; UploadProof::FILE_MAX + 1],
                    ..upload()
                },
                "file",
            ),
        ] {
            let error = change.check(now).unwrap_err();
            assert!(error.at(field).is_some(), "{field}: {error:?}");
        }
    }
}

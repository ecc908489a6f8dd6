//! The answer: what was looked at, what came out, and the whole in one sentence.

use serde::Serialize;

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The documents are in the one form that is hashed (RFC 8785).
    Canonical,
    /// The documents have the hashes that are stated.
    Hash,
    /// The issuer's keys have signed.
    Signature,
    /// The keys were good at the time.
    Key,
    /// The keys are the issuer's own.
    Issuer,
    /// Each version names the one before it.
    Chain,
    /// All versions are of the same passport.
    Identity,
    /// The times that the file states.
    Time,
    /// Restricted fields are those that the issuer committed to.
    Disclosures,
    /// What is said about the passport beside its versions.
    Status,
    /// The pictures and documents that it names.
    Attachments,
    /// The record that a credential stands for.
    Record,
    /// The passports of an exit pack.
    Passports,
    /// What the file cannot show.
    Later,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It holds.
    Proven,
    /// The file alone cannot tell.
    NotChecked,
    /// It does not hold.
    Failed,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What.
    pub check: Check,
    /// What came out.
    pub outcome: Outcome,
    /// The same in whole sentences.
    pub words: String,
}

/// The whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The latest version is unchanged and signed, and nothing contradicts it.
    Proven,
    /// Nothing is wrong, but nothing shows who wrote it.
    NotProven,
    /// Something is wrong.
    Failed,
}

/// What the file is about, as it says itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Subject {
    /// The passport's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identifier: Option<String>,
    /// The product's name, in the passport's first language.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The brand's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<String>,
    /// The latest version in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<u64>,
    /// When it was published.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_at: Option<String>,
    /// The issuer's DID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// The SHA-256 of the latest version, as it was computed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
}

/// The answer about one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The whole.
    pub verdict: Verdict,
    /// The whole in a sentence or two.
    pub summary: String,
    /// What the file is about.
    pub subject: Subject,
    /// One by one.
    pub findings: Vec<Finding>,
}

/// Findings while they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Findings(pub(crate) Vec<Finding>);

impl Findings {
    pub(crate) fn proven(&mut self, check: Check, words: impl Into<String>) {
        self.add(check, Outcome::Proven, words.into());
    }

    pub(crate) fn not_checked(&mut self, check: Check, words: impl Into<String>) {
        self.add(check, Outcome::NotChecked, words.into());
    }

    pub(crate) fn failed(&mut self, check: Check, words: impl Into<String>) {
        self.add(check, Outcome::Failed, words.into());
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.0.iter().any(|f| f.outcome == Outcome::Failed)
    }

    fn add(&mut self, check: Check, outcome: Outcome, words: String) {
        self.0.push(Finding {
            check,
            outcome,
            words,
        });
    }
}

//! Links to a PIM.

use crate::{ConnectionId, Error, FieldError, error::Check};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

/// Creates a connection, or changes one. An empty secret in a change keeps the one that is stored.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SaveConnection {
    /// The connection to change; none creates one.
    pub id: Option<ConnectionId>,
    /// A name for people.
    pub name: String,
    /// The PIM's address, such as `https://brand.cloud.akeneo.com`.
    pub base_url: String,
    /// Client id.
    pub client_id: String,
    /// Client secret.
    pub secret: String,
    /// User name.
    pub username: String,
    /// Password.
    pub password: String,
}

impl SaveConnection {
    /// Checks the shape and answers the PIM's origin: scheme, host, port and nothing else.
    pub fn check(&self) -> Result<Url, Error> {
        self.check_with(pim_origin)
    }

    /// What a browser checks before it asks: everything but the inner parts of the address. Reading them takes Unicode
    /// tables that are a good part of the size of a page.
    pub fn check_shape(&self) -> Result<(), Error> {
        self.check_with(address_shape)
    }

    fn check_with<T>(&self, address: fn(&str) -> Result<T, &'static str>) -> Result<T, Error> {
        let mut check = Check::default();
        let text = |v: &str| !v.trim().is_empty() && v.len() <= 200 && !v.chars().any(char::is_control);
        check.require(
            text(&self.name) && self.name.chars().count() <= 80,
            "name",
            "Enter a name of up to 80 characters.",
        );
        let url = address(&self.base_url)
            .map_err(|e| check.push(FieldError::new("base_url", e)))
            .ok();
        check.require(
            text(&self.client_id),
            "client_id",
            "Enter the client id, as the PIM shows it.",
        );
        check.require(
            text(&self.username),
            "username",
            "Enter the user name, as the PIM shows it.",
        );
        let secret = |v: &str| (self.id.is_some() && v.is_empty()) || text(v);
        check.require(
            secret(&self.secret),
            "secret",
            "Enter the secret, as the PIM shows it.",
        );
        check.require(
            secret(&self.password),
            "password",
            "Enter the password that the PIM showed once.",
        );
        check.finish()?;
        url.ok_or(Error::Internal)
    }
}

const NO_ADDRESS: &str = "Enter the PIM's web address, such as https://brand.cloud.akeneo.com.";

/// Whether this may be a PIM's address, as [`pim_origin`] will read it.
fn address_shape(input: &str) -> Result<(), &'static str> {
    let text = input.trim();
    let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
    let known = ["https", "http"].iter().any(|s| scheme.eq_ignore_ascii_case(s));
    if known && !rest.is_empty() && !rest.contains(char::is_whitespace) {
        Ok(())
    } else {
        Err(NO_ADDRESS)
    }
}

/// The origin of a PIM's address; a bare host is taken as `https`.
pub fn pim_origin(input: &str) -> Result<Url, &'static str> {
    let text = input.trim();
    let with_scheme = if text.contains("://") {
        text.to_owned()
    } else {
        format!("https://{text}")
    };
    let mut url = Url::parse(&with_scheme).map_err(|_| NO_ADDRESS)?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
        return Err(NO_ADDRESS);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave user name and password out of the address; they have their own fields.");
    }
    url.set_path("/");
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

/// A connection as its page shows it; never a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionView {
    /// Its id.
    pub id: ConnectionId,
    /// Its name.
    pub name: String,
    /// The PIM's address.
    pub base_url: String,
    /// The client id.
    pub client_id: String,
    /// The user name.
    pub username: String,
    /// How it does.
    pub health: Health,
    /// The last successful request.
    pub last_success_at: Option<DateTime<Utc>>,
    /// The last failure.
    pub last_error_at: Option<DateTime<Utc>>,
    /// The last failure in plain words.
    pub last_error: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Number of templates that use it.
    pub templates: u32,
    /// Whether the PIM was asked to tell of changes at once; for its page alone.
    #[serde(default)]
    pub events: bool,
    /// How it does in detail, for its page alone; the list has none.
    #[serde(default)]
    pub facts: Vec<Fact>,
}

/// Something to know about a connection, worded by the server so that a page only prints it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is about.
    pub label: String,
    /// A time, which is shown before the text.
    pub at: Option<DateTime<Utc>>,
    /// The rest; empty where the time says it all.
    pub text: String,
}

/// How a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// Never used yet.
    New,
    /// The last request succeeded.
    Working,
    /// The last request failed for a reason that may pass.
    Failing,
    /// Someone must act: credentials refused, or the app was removed.
    NeedsAttention,
}

impl Health {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Working => "working",
            Self::Failing => "failing",
            Self::NeedsAttention => "needs_attention",
        }
    }

    /// The health of a word; unknown words need attention.
    pub fn parse(word: &str) -> Self {
        [Self::New, Self::Working, Self::Failing]
            .into_iter()
            .find(|h| h.word() == word)
            .unwrap_or(Self::NeedsAttention)
    }
}

/// What a connection test found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionReport {
    /// Whether everything that passports need works.
    pub ok: bool,
    /// The PIM's edition and version, where it tells.
    pub pim: Option<String>,
    /// The single checks in the order in which they were made.
    pub checks: Vec<ConnectionCheck>,
}

/// One check of a connection test.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionCheck {
    /// What was checked.
    pub name: String,
    /// How it went.
    pub outcome: Outcome,
    /// In words: what is wrong and what to do; or what was seen.
    pub words: String,
}

/// How a check went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Well.
    Ok,
    /// Not.
    Failed,
    /// Not tried, because one before it failed.
    Skipped,
}

crate::error::redacted_debug!(SaveConnection);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_cut_to_its_origin() {
        for (input, origin) in [
            (
                "https://pim.example.com/user/login?x=1#y",
                "https://pim.example.com/",
            ),
            ("pim.example.com", "https://pim.example.com/"),
            ("http://localhost:8123/", "http://localhost:8123/"),
        ] {
            assert_eq!(pim_origin(input).unwrap().as_str(), origin);
            assert_eq!(address_shape(input), Ok(()));
        }
        for bad in [
            "",
            "javascript:alert(1)",
            "ftp://pim.example.com",
            "https://",
            "https://u:p@pim.example.com",
        ] {
            assert!(pim_origin(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_browser_sees_at_once_what_is_no_address() {
        for bad in ["", "ftp://pim.example.com", "https://", "my pim"] {
            assert_eq!(address_shape(bad), pim_origin(bad).map(drop), "{bad}");
            assert!(address_shape(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_change_may_leave_the_secrets_as_they_are() {
        let mut cmd = SaveConnection {
            name: "PIM".into(),
            base_url: "pim.example.com".into(),
            client_id: "1_a".into(),
            username: "u".into(),
            ..Default::default()
        };
        assert!(cmd.check().unwrap_err().at("secret").is_some());
        cmd.id = Some(ConnectionId(uuid::Uuid::nil()));
        assert!(cmd.check().is_ok());
    }
}

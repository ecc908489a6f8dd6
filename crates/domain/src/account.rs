//! Signing up, signing in, and the caller's own account.

use crate::{BrandId, Error, FieldError, Role, UserId, error::Check, text::Email};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// The least number of characters in a password that is the only factor (NIST SP 800-63B-4).
pub const PASSWORD_MIN_CHARS: usize = 15;
/// The most bytes in a password; longer ones are refused, never cut.
pub const PASSWORD_MAX_BYTES: usize = 1024;

/// Opens an account and a brand. The answer is the same whether or not the address is known.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SignUp {
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Password, taken exactly as typed.
    #[serde(default)]
    pub password: String,
    /// The brand's name.
    #[serde(default)]
    pub brand_name: String,
}

impl SignUp {
    /// The shape of the input; the strength of the password is judged on the server.
    pub fn check(&self) -> Result<Email, Error> {
        let mut check = Check::default();
        let email = Email::parse(&self.email)
            .map_err(|m| check.push(FieldError::new("email", m)))
            .ok();
        if let Err(message) = password_shape(&self.password) {
            check.push(FieldError::new("password", message));
        }
        if let Err(message) = brand_name(&self.brand_name) {
            check.push(FieldError::new("brand_name", message));
        }
        check.finish()?;
        email.ok_or(Error::Internal)
    }
}

/// A brand's name: 1 to 80 characters, no control characters, no link; answered trimmed. It stands in mails to people whom the
/// brand invites, and an account is free: it must not carry a stranger's message to them.
pub fn brand_name(input: &str) -> Result<String, &'static str> {
    let name = input.trim();
    match name.chars().count() {
        0 => Err("Enter your brand's name."),
        n if n > 80 => Err("A brand's name has at most 80 characters."),
        _ if name.chars().any(char::is_control) => {
            Err("A brand's name has no line breaks or control characters.")
        }
        _ if has_link(name) => Err("A brand's name has no web address in it."),
        _ => Ok(name.to_owned()),
    }
}

/// Whether a mail program may make a link of it. A brand may be called Example.com, but not "Prize! See example.com".
fn has_link(name: &str) -> bool {
    let lower = name.to_lowercase();
    let words: Vec<&str> = name.split_whitespace().collect();
    let in_text = words.len() > 1 && words.iter().any(|word| is_host(word));
    lower.contains("://") || lower.contains("www.") || in_text || words.iter().any(|word| is_path(word))
}

fn is_path(word: &str) -> bool {
    word.split_once('/').is_some_and(|(host, _)| is_host(host))
}

/// `example.com`, but neither `St.`, `Dr.Oetker` nor `J.R.`
fn is_host(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let Some((name, end)) = word.rsplit_once('.') else {
        return false;
    };
    let one_case = end.chars().all(char::is_lowercase) || end.chars().all(char::is_uppercase);
    !name.is_empty() && end.chars().count() > 1 && one_case
}

/// The length of a password; any character is allowed.
pub fn password_shape(password: &str) -> Result<(), String> {
    if password.is_empty() {
        Err("Enter a password.".to_owned())
    } else if password.chars().count() < PASSWORD_MIN_CHARS {
        Err(format!(
            "Use at least {PASSWORD_MIN_CHARS} characters. A few unrelated words are easy to remember."
        ))
    } else if password.len() > PASSWORD_MAX_BYTES {
        Err(format!("Use at most {PASSWORD_MAX_BYTES} bytes."))
    } else {
        Ok(())
    }
}

/// Opens a session.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct SignIn {
    /// E-mail address.
    #[serde(default)]
    pub email: String,
    /// Password.
    #[serde(default)]
    pub password: String,
}

/// Asks for a link that sets a new password.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ForgotPassword {
    /// E-mail address.
    #[serde(default)]
    pub email: String,
}

/// Confirms the address of a new account, by whoever chose its password.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct VerifyEmail {
    /// The token from the link.
    #[serde(default)]
    pub token: String,
    /// The password that was chosen at the sign-up.
    #[serde(default)]
    pub password: String,
}

/// Sets a new password with the token of a mailed link; ends all sessions.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ResetPassword {
    /// The token from the link.
    #[serde(default)]
    pub token: String,
    /// The new password.
    #[serde(default)]
    pub password: String,
}

/// Changes the password of the caller; ends the other sessions.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The password in force.
    #[serde(default)]
    pub current: String,
    /// The new password.
    #[serde(default)]
    pub password: String,
}

/// Changes the brand's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateBrand {
    /// The brand's name.
    pub name: String,
    /// How long fetched product values are kept, in seconds: one minute to seven days.
    pub cache_ttl_s: u32,
}

/// The shortest time that product values are cached, in seconds.
pub const CACHE_TTL_MIN_S: u32 = 60;
/// The longest, in seconds.
pub const CACHE_TTL_MAX_S: u32 = 7 * 24 * 3600;
/// What a new brand has, in seconds.
pub const CACHE_TTL_DEFAULT_S: u32 = 3600;

impl UpdateBrand {
    /// Checks name and time to live.
    pub fn check(&self) -> Result<(), Error> {
        let mut check = Check::default();
        if let Err(message) = brand_name(&self.name) {
            check.push(FieldError::new("name", message));
        }
        check.require(
            (CACHE_TTL_MIN_S..=CACHE_TTL_MAX_S).contains(&self.cache_ttl_s),
            "cache_ttl_s",
            "Choose between 1 minute and 7 days.",
        );
        check.finish()
    }
}

/// Who is signed in, and for which brand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// The user.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// The brand in use.
    pub brand_id: BrandId,
    /// Its name.
    pub brand_name: String,
    /// The caller's role in it.
    pub role: Role,
    /// How long product values are cached, in seconds.
    pub cache_ttl_s: u32,
    /// When the session ends at the latest.
    pub session_ends_at: DateTime<Utc>,
}

/// What the overview page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Overview {
    /// Number of connections.
    pub connections: u32,
    /// Number of connections that need attention.
    pub connections_failing: u32,
    /// Number of templates.
    pub templates: u32,
    /// Number of passports.
    pub passports: u32,
    /// Number of published versions.
    pub versions: u32,
    /// Number of passports that no longer say what the PIM says.
    pub drifted: u32,
    /// Whether a label was downloaded at least once.
    pub labels_downloaded: bool,
    /// Number of proofs of registration in the EU registry that end soon or have ended.
    #[serde(default)]
    pub proofs_ending: u32,
    /// Scans of the last seven days.
    #[serde(default)]
    pub scans: u32,
    /// How many those are beside the seven days before, in words behind a comma.
    #[serde(default)]
    pub scans_change: String,
}

crate::error::redacted_debug!(SignUp, SignIn, ForgotPassword, ResetPassword, ChangePassword);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mistake_of_a_sign_up_is_told_at_its_field() {
        let error = SignUp::default().check().unwrap_err();
        for field in ["email", "password", "brand_name"] {
            assert!(error.at(field).is_some(), "{field}");
        }
    }

    #[test]
    fn password_length_counts_characters_at_the_lower_and_bytes_at_the_upper_end() {
        assert!(password_shape(&"é".repeat(14)).is_err());
        assert!(password_shape(&"é".repeat(15)).is_ok());
        assert!(password_shape(&"a".repeat(1024)).is_ok());
        assert!(password_shape(&"a".repeat(1025)).is_err());
    }

    #[test]
    fn a_brand_name_is_no_vehicle_for_links() {
        for good in [
            "Nordlicht",
            "Example.com",
            "Dr.Oetker GmbH",
            "St. Gallen AG",
            "A.T.U Auto",
            "3/4 Ply",
            "Smith & Sons Ltd.",
        ] {
            assert!(brand_name(good).is_ok(), "{good}");
        }
        for bad in [
            "https://evil.example",
            "WWW.evil.example",
            "Your account is locked, see evil.example",
            "evil.example/prize",
            "Prize (evil.com)",
            "Log in at EVIL.COM!",
        ] {
            assert!(brand_name(bad).is_err(), "{bad}");
        }
    }
}

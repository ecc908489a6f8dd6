//! How somebody signs in: what the security pages show and take.

use crate::{PasskeyId, SessionId};
use chrono::{DateTime, Utc};

/// The overview of the security page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecurityView {
    /// Whether there is a password; not for somebody who signed up with another provider.
    pub has_password: bool,
    /// Whether the brand wants a second factor by now and there is none.
    pub must_enrol: bool,
    /// The second factors.
    pub factors: FactorsView,
    /// The passkeys, the first one first.
    pub passkeys: Vec<PasskeyView>,
    /// The providers that are offered or linked.
    pub providers: Vec<ProviderView>,
}

impl SecurityView {
    /// Whether a passkey signs the person in.
    pub fn has_passkey(&self) -> bool {
        self.passkeys
            .iter()
            .any(|passkey| passkey.suspended_since.is_none())
    }
}

/// A passkey, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyView {
    /// Names it in addresses.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was added.
    pub since: DateTime<Utc>,
    /// When it was last used.
    pub last_used: Option<DateTime<Utc>>,
    /// Since when it may have been copied, and no longer signs anybody in.
    pub suspended_since: Option<DateTime<Utc>>,
}

/// The second factors of a person.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactorsView {
    /// Since when there is an authenticator app.
    pub authenticator_since: Option<DateTime<Utc>>,
    /// When a code of it was last used.
    pub authenticator_used: Option<DateTime<Utc>>,
    /// How many backup codes are left.
    pub backup_codes: u32,
}

/// Whoever else can vouch for a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provider {
    /// Google accounts.
    Google,
    /// Microsoft accounts: of work, of school and personal ones.
    Microsoft,
}

impl Provider {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 2] = [Self::Google, Self::Microsoft];

    /// The word in addresses and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Google => "google",
            Self::Microsoft => "microsoft",
        }
    }

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Google => "Google",
            Self::Microsoft => "Microsoft",
        }
    }

    /// The provider of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.word() == word)
    }
}

/// How somebody who is signed in can prove again who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ConfirmWays {
    /// By their password; not for somebody who has none, or has a second factor.
    pub password: bool,
    /// By a code of their authenticator app, or a backup code.
    pub app: bool,
    /// By a passkey.
    pub passkey: bool,
    /// By an account that is linked to theirs.
    pub providers: Vec<Provider>,
}

/// An account at a provider that signs its owner in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkedAccount {
    /// The address that the provider last gave, for recognising the account; it decides nothing.
    pub email: String,
    /// Since when it is linked.
    pub since: DateTime<Utc>,
    /// When it last signed somebody in.
    pub last_used: Option<DateTime<Utc>>,
}

/// What the security page tells of one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderView {
    /// The provider.
    pub provider: Provider,
    /// Whether this installation offers it.
    pub offered: bool,
    /// The caller's account there.
    pub linked: Option<LinkedAccount>,
}

/// One signed-in browser of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// Names it in the form that ends it.
    pub id: SessionId,
    /// Browser and system in words.
    pub device: String,
    /// The country it signed in from, as ISO 3166-1 alpha-2.
    pub country: Option<String>,
    /// The address it signed in from.
    pub ip: Option<String>,
    /// How it was signed in, in words.
    pub methods: String,
    /// When it was signed in.
    pub opened_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub used_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

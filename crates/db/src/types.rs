//! What queries take and answer where the domain has no type of its own. Types that hold a secret have no `Debug`.

use chrono::{DateTime, Utc};
use domain::{
    AuditId, BrandId, InvitationId, MailId, PasskeyId, Role, SessionId, UserId, security::Provider,
};
use serde_json::Value;
use std::net::IpAddr;
use uuid::Uuid;

/// A user account.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The address, in lower case.
    pub email: String,
    /// The PHC string of the password; none for somebody who signed up with another provider.
    pub password_hash: Option<String>,
    /// When the address was confirmed.
    pub email_verified_at: Option<DateTime<Utc>>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

/// A brand with its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brand {
    /// Its id.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// How long product values are cached, in seconds.
    pub cache_ttl_s: u32,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

/// A user's place in a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The brand.
    pub brand_id: BrandId,
    /// Its name.
    pub brand_name: String,
    /// The user.
    pub user_id: UserId,
    /// What the user may do there.
    pub role: Role,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// A member of a brand, for those who manage its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The user.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// What the user may do there.
    pub role: Role,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Whether they have a second factor: a confirmed authenticator app or a passkey.
    pub has_factor: bool,
}

/// An invitation to store.
#[derive(Clone, PartialEq, Eq)]
pub struct NewInvitation {
    /// Its id.
    pub id: InvitationId,
    /// The brand.
    pub brand: BrandId,
    /// Who is invited, in lower case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// By whom.
    pub invited_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// An invitation that nobody has accepted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The brand.
    pub brand: BrandId,
    /// Its name.
    pub brand_name: String,
    /// Who is invited, in lower case.
    pub email: String,
    /// As what.
    pub role: Role,
    /// By whom.
    pub invited_by: UserId,
    /// Their address.
    pub inviter: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// A session to store.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSession {
    /// Its id.
    pub id: SessionId,
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// Who signed in.
    pub user_id: UserId,
    /// The brand in use; none for somebody who belongs to none.
    pub active_brand: Option<BrandId>,
    /// The browser, as it names itself.
    pub user_agent: String,
    /// How far the sign-in has come.
    pub stage: Stage,
    /// What was shown, such as `password+totp`.
    pub methods: String,
    /// From which address.
    pub ip: IpAddr,
    /// From which country, as ISO 3166-1 alpha-2, where that is known.
    pub country: Option<String>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

/// A session with what a request needs to know of its user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who signed in.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// How far the sign-in has come.
    pub stage: Stage,
    /// What was shown, such as `password+totp`.
    pub methods: String,
    /// When the person last proved who they are.
    pub confirmed_at: DateTime<Utc>,
    /// Whether the next page should bring a new token.
    pub rotate_due: bool,
    /// The brand in use; none for somebody who belongs to none.
    pub active_brand: Option<BrandId>,
    /// Their role in that brand; none where they are no longer a member.
    pub role: Option<Role>,
    /// From when on that brand wants a second factor of its members.
    pub second_factor_from: Option<DateTime<Utc>>,
    /// Whether the user has a second factor: a confirmed authenticator app or a passkey.
    pub has_factor: bool,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_seen_at: DateTime<Utc>,
    /// When it ends at the latest.
    pub expires_at: DateTime<Utc>,
}

/// How far a sign-in has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The first factor was shown; the session may do nothing but show the second.
    SecondFactor,
    /// Signed in.
    Full,
}

impl Stage {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::SecondFactor => "second_factor",
            Self::Full => "full",
        }
    }

    /// The stage of a word; anything unknown is not signed in.
    pub(crate) fn parse(word: &str) -> Self {
        if word == "full" {
            Self::Full
        } else {
            Self::SecondFactor
        }
    }
}

/// A signed-in browser, as its owner is shown it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Its id.
    pub id: SessionId,
    /// What the browser calls itself.
    pub user_agent: String,
    /// What was shown, such as `password+totp`.
    pub methods: String,
    /// The address it was opened from.
    pub ip: Option<String>,
    /// The country it was opened from.
    pub country: Option<String>,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
    /// Its last noted use.
    pub last_seen_at: DateTime<Utc>,
}

/// An authenticator app.
#[derive(Clone, PartialEq, Eq)]
pub struct TotpFactor {
    /// Its id.
    pub id: uuid::Uuid,
    /// The shared secret, as an envelope.
    pub secret: Vec<u8>,
    /// When its set-up was begun.
    pub created_at: DateTime<Utc>,
    /// Since when it counts.
    pub confirmed_at: Option<DateTime<Utc>>,
    /// When a code of it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

/// What a mailed link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Confirm an address.
    VerifyEmail,
    /// Set a new password.
    ResetPassword,
    /// Take another address, which is the token's payload.
    ChangeEmail,
}

impl Purpose {
    /// The word in the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::VerifyEmail => "verify_email",
            Self::ResetPassword => "reset_password",
            Self::ChangeEmail => "change_email",
        }
    }
}

/// A token of a mailed link to store.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMailedToken {
    /// SHA-256 of the token.
    pub token_hash: Vec<u8>,
    /// Whose link it is.
    pub user_id: UserId,
    /// What it is for.
    pub purpose: Purpose,
    /// The new address of a change of address.
    pub payload: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
}

/// A mail to send.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMail {
    /// Its id.
    pub id: MailId,
    /// To whom.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The body, as an envelope.
    pub body: Vec<u8>,
    /// When it was written; due at once.
    pub created_at: DateTime<Utc>,
}

/// A mail of the outbox.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id.
    pub id: MailId,
    /// To whom.
    pub recipient: String,
    /// The subject.
    pub subject: String,
    /// The body, as an envelope.
    pub body: Vec<u8>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// How often sending was tried.
    pub attempts: u32,
    /// When it was sent.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was given up.
    pub failed_at: Option<DateTime<Utc>>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// An entry of the audit log.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditEvent {
    /// Its id.
    pub id: AuditId,
    /// The brand that it happened in.
    pub brand_id: BrandId,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; none for the program itself.
    pub actor: Option<UserId>,
    /// From which address; of signed-in people only.
    pub ip: Option<String>,
    /// What was done: `passport.published`.
    pub action: String,
    /// To what: an id or a path.
    pub target: String,
    /// Particulars, never a secret.
    pub detail: serde_json::Value,
    /// Its place in the chain; none where it is older than the chain.
    pub link: Option<AuditLink>,
}

/// The place of an entry in its brand's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditLink {
    /// Its number, from 1.
    pub seq: u64,
    /// The hash of the entry before it; zeros for the first.
    pub prev: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
}

/// The end of a brand's chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditHead {
    /// The brand.
    pub brand_id: BrandId,
    /// The number of its last entry; 0 before the first.
    pub seq: u64,
    /// The hash of that entry; zeros before the first.
    pub hash: [u8; 32],
}

/// A signed statement about an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditCheckpoint {
    /// The entry.
    pub head: AuditHead,
    /// Whether everything up to it may be gone: `cut`, or `head`.
    pub is_cut: bool,
    /// When it was signed.
    pub at: DateTime<Utc>,
    /// The key that signed it.
    pub key_id: Uuid,
    /// The signature.
    pub signature: Vec<u8>,
}

/// A key that signs.
#[derive(Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// Its id.
    pub id: Uuid,
    /// What it signs.
    pub purpose: String,
    /// The public half.
    pub public_key: Vec<u8>,
    /// The envelope of the private half.
    pub private_key: Vec<u8>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The key that a brand signs with.
#[derive(Clone, PartialEq, Eq)]
pub struct BrandKey {
    /// Its id.
    pub id: Uuid,
    /// The envelope of the private half.
    pub private_key: Vec<u8>,
}

/// What is remembered between the two halves of a ceremony.
#[derive(Clone, PartialEq, Eq)]
pub struct Ceremony {
    /// Its id, which the envelope is bound to.
    pub id: Uuid,
    /// Whose it is, where that is known.
    pub user_id: Option<UserId>,
    /// An envelope.
    pub state: Vec<u8>,
}

/// A passkey. It has no `Debug`: its id names somebody on every site that it would be told to.
#[derive(Clone, PartialEq, Eq)]
pub struct Passkey {
    /// Its id here.
    pub id: PasskeyId,
    /// Whom it signs in.
    pub user_id: UserId,
    /// Its id at its authenticator.
    pub credential_id: Vec<u8>,
    /// What its owner calls it.
    pub name: String,
    /// Its public key and its counter, as the library that checks it keeps them.
    pub credential: Value,
    /// When it was added.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Since when it may have been copied, and no longer signs anybody in.
    pub suspended_at: Option<DateTime<Utc>>,
}

/// An account at a provider that signs its owner in; known by issuer and subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Its id.
    pub id: Uuid,
    /// Whom it signs in.
    pub user_id: UserId,
    /// Where it is.
    pub provider: Provider,
    /// The issuer of its tokens, as they say it.
    pub issuer: String,
    /// What the issuer calls it; never changes and is never given to another.
    pub subject: String,
    /// The address that the provider last gave, or nothing; for people alone.
    pub email: String,
    /// When it was linked.
    pub created_at: DateTime<Utc>,
    /// When it last signed its owner in.
    pub last_used_at: Option<DateTime<Utc>>,
}

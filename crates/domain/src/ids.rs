//! One type per identity, so that no two can be mistaken for each other.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};
use uuid::Uuid;

macro_rules! id {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { self.0.fmt(f) }
        }
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }
        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(s: &str) -> Result<Self, Self::Err> { s.parse().map(Self) }
        }
        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self { Self(id) }
        }
    )*};
}

id! {
    /// A user account.
    UserId;
    /// A brand: the tenant.
    BrandId;
    /// A link to a PIM.
    ConnectionId;
    /// A passport configuration.
    TemplateId;
    /// One product at one granularity under one template.
    PassportId;
    /// An immutable published record of a passport.
    VersionId;
    /// A piece of background work.
    JobId;
    /// A file that is being made, or waits to be fetched.
    ExportId;
    /// A signed-in browser.
    SessionId;
    /// A mail waiting in, or sent from, the outbox.
    MailId;
    /// A row of the audit log.
    AuditId;
    /// An invitation to a brand.
    InvitationId;
    /// What an organisation reads restricted fields with.
    GrantId;
    /// A passkey.
    PasskeyId;
    /// An account at another provider.
    IdentityId;
    /// A proof of registration in the EU registry.
    ProofId;
    /// A host of a brand's own.
    DomainId;
}

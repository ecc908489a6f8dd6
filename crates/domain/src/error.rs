//! The errors of every service, in words for the person who asked.

use serde::{Deserialize, Serialize};
use std::fmt;

/// What a service answers when it cannot do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", content = "detail", rename_all = "snake_case")]
pub enum Error {
    /// There is no such thing, or it is not yours to know of.
    NotFound(Kind),
    /// It clashes with something that is there; the text says what and what to do.
    Conflict {
        /// A sentence for the person.
        message: String,
    },
    /// The input has mistakes, each at its field.
    Invalid(Vec<FieldError>),
    /// Nobody is signed in.
    Unauthenticated,
    /// The caller's role does not allow it.
    Forbidden,
    /// It is sensitive, and it is too long ago that the caller proved who they are.
    ConfirmFirst,
    /// The caller's brand wants a second factor, and they have none yet.
    SecondFactorNeeded,
    /// Too many attempts.
    RateLimited {
        /// Seconds to wait.
        retry_after_s: u32,
    },
    /// Something outside that it needs is not there at the moment.
    Unavailable {
        /// A sentence for the person: what is unavailable and what to do.
        what: String,
    },
    /// A defect on our side; the log has the detail under the request id.
    Internal,
}

/// The kinds of thing that can be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A page of the site.
    Page,
    /// A connection.
    Connection,
    /// A template.
    Template,
    /// A product of the PIM.
    Product,
    /// A passport.
    Passport,
    /// A version of a passport.
    Version,
    /// A background job.
    Job,
    /// A brand.
    Brand,
    /// An image or a document.
    Media,
    /// A link from a mail.
    Link,
    /// A member of a brand.
    Member,
    /// An invitation.
    Invitation,
    /// A session.
    Session,
    /// A passkey.
    Passkey,
    /// A proof of registration.
    Proof,
    /// A host of a brand's own.
    Domain,
    /// Somebody's access to what not everybody may read.
    Grant,
}

impl Kind {
    /// The word for a person.
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Connection => "connection",
            Self::Template => "template",
            Self::Product => "product",
            Self::Passport => "passport",
            Self::Version => "version",
            Self::Job => "job",
            Self::Brand => "brand",
            Self::Media => "file",
            Self::Link => "link",
            Self::Member => "member",
            Self::Invitation => "invitation",
            Self::Session => "session",
            Self::Passkey => "passkey",
            Self::Proof => "proof",
            Self::Domain => "domain",
            Self::Grant => "grant",
        }
    }
}

/// A mistake at one field of a command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The field's name in the command, dotted where nested (`sections.0.title`); empty for the whole.
    pub field: String,
    /// What is wrong and what to do, as a sentence.
    pub message: String,
}

impl FieldError {
    /// A mistake at `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

impl Error {
    /// One mistake at one field.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// A clash, in words.
    pub fn conflict(message: impl Into<String>) -> Self {
        Self::Conflict {
            message: message.into(),
        }
    }

    /// Something outside is down, in words.
    pub fn unavailable(what: impl Into<String>) -> Self {
        Self::Unavailable { what: what.into() }
    }

    /// The message that belongs to `field`, where there is one.
    pub fn at(&self, field: &str) -> Option<&str> {
        match self {
            Self::Invalid(errors) => errors
                .iter()
                .find(|e| e.field == field)
                .map(|e| e.message.as_str()),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound(kind) => write!(f, "This {} does not exist, or it is not yours.", kind.word()),
            Self::Conflict { message } => f.write_str(message),
            Self::Invalid(errors) => match errors.as_slice() {
                [one] => f.write_str(&one.message),
                many => write!(f, "{} things need your attention.", many.len()),
            },
            Self::Unauthenticated => f.write_str("Please sign in."),
            Self::Forbidden => f.write_str("Your role in this brand does not allow this. Ask an admin."),
            Self::ConfirmFirst => f.write_str("Confirm that it is you, then try again."),
            Self::SecondFactorNeeded => {
                f.write_str("Your brand asks for a second factor. Set one up under Security first.")
            }
            Self::RateLimited { retry_after_s } => {
                write!(
                    f,
                    "Too many attempts. Try again in {} min.",
                    retry_after_s.div_ceil(60).max(1)
                )
            }
            Self::Unavailable { what } => f.write_str(what),
            Self::Internal => {
                f.write_str("Something went wrong on our side. Nothing was changed. Please try again.")
            }
        }
    }
}

impl std::error::Error for Error {}

/// Collects the mistakes of a command and turns them into one error.
#[derive(Debug, Default)]
pub struct Check(Vec<FieldError>);

impl Check {
    /// Notes a mistake at `field` unless `ok`.
    pub fn require(&mut self, ok: bool, field: &str, message: impl Into<String>) -> &mut Self {
        if !ok {
            self.0.push(FieldError::new(field, message));
        }
        self
    }

    /// Notes a mistake.
    pub fn push(&mut self, error: FieldError) {
        self.0.push(error);
    }

    /// `Ok` when nothing was noted.
    pub fn finish(self) -> Result<(), Error> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(Error::Invalid(self.0))
        }
    }
}

/// Gives commands that carry secrets a `Debug` that shows their name alone.
macro_rules! redacted_debug {
    ($($name:ident),* $(,)?) => {$(
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(redacted)"))
            }
        }
    )*};
}
pub(crate) use redacted_debug;

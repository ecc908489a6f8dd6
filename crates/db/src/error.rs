//! What can go wrong with the database, and what a caller makes of it.

use diesel::result::{ConnectionError, DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};

/// A failure of the database, told apart as far as a caller can act on it.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// It cannot be reached, is overloaded, or took too long.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
    /// A unique constraint stands against it.
    #[error("a row with the same key exists: {constraint}")]
    Unique {
        /// The constraint's name.
        constraint: String,
    },
    /// A row that is referred to does not exist, or is still referred to.
    #[error("a reference does not hold: {constraint}")]
    ForeignKey {
        /// The constraint's name.
        constraint: String,
    },
    /// A row that must exist does not.
    #[error("no such row")]
    NotFound,
    /// The database, or a check of its set-up, says no; the sentence is for the operator.
    #[error("{0}")]
    Refused(String),
    /// Anything else: a defect.
    #[error("{0}")]
    Other(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl DbError {
    /// A defect told by another error.
    pub fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Other(error.into())
    }
}

impl From<DieselError> for DbError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::NotFound => Self::NotFound,
            DieselError::BrokenTransactionManager => Self::Unavailable("the connection was lost".to_owned()),
            DieselError::DatabaseError(kind, info) => from_database(kind, info),
            error => Self::other(error),
        }
    }
}

impl From<ConnectionError> for DbError {
    fn from(error: ConnectionError) -> Self {
        Self::Unavailable(with_causes(&error))
    }
}

impl From<tokio_postgres::Error> for DbError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Unavailable(with_causes(&error))
    }
}

fn from_database(kind: DatabaseErrorKind, info: Box<dyn DatabaseErrorInformation + Send + Sync>) -> DbError {
    let constraint = || info.constraint_name().unwrap_or_default().to_owned();
    match kind {
        DatabaseErrorKind::UniqueViolation => DbError::Unique {
            constraint: constraint(),
        },
        DatabaseErrorKind::ForeignKeyViolation => DbError::ForeignKey {
            constraint: constraint(),
        },
        DatabaseErrorKind::UnableToSendCommand | DatabaseErrorKind::ClosedConnection => {
            DbError::Unavailable(info.message().to_owned())
        }
        DatabaseErrorKind::RestrictViolation | DatabaseErrorKind::ReadOnlyTransaction => {
            DbError::Refused(info.message().to_owned())
        }
        _ => from_message(kind, info),
    }
}

// diesel keeps no SQLSTATE, so the messages tell the classes 42501, 53 and 57. A server with other messages than English loses
// this distinction, nothing else.
fn from_message(kind: DatabaseErrorKind, info: Box<dyn DatabaseErrorInformation + Send + Sync>) -> DbError {
    const DENIED: [&str; 3] = [
        "permission denied",
        "new row violates row-level security",
        "must be owner",
    ];
    const GONE: [&str; 6] = [
        "canceling statement due to",
        "terminating connection",
        "the database system is",
        "sorry, too many clients",
        "remaining connection slots are reserved",
        "out of ",
    ];
    /// What the system says of a full disk stands at the end, behind the file that could not grow.
    const FULL: [&str; 2] = ["No space left on device", "Disk quota exceeded"];
    let message = info.message();
    if DENIED.iter().any(|start| message.starts_with(start)) {
        DbError::Refused(message.to_owned())
    } else if GONE.iter().any(|start| message.starts_with(start))
        || FULL.iter().any(|end| message.ends_with(end))
    {
        DbError::Unavailable(message.to_owned())
    } else {
        DbError::other(DieselError::DatabaseError(kind, info))
    }
}

/// An error with its causes, in one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        cause = error.source();
    }
    text
}

impl From<DbError> for domain::Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(detail) => {
                tracing::warn!(%detail, "the database is unavailable");
                domain::Error::unavailable(
                    "The database cannot be reached at the moment. Nothing was changed. Please try again in a minute.",
                )
            }
            error => {
                tracing::error!(error = %with_causes(&error), "the database answered with an error");
                domain::Error::Internal
            }
        }
    }
}

/// Gives a violated unique constraint its meaning at the place of the call.
pub trait OnUnique<T> {
    /// Answers `meaning()` where the constraint of this name was violated, and the general error otherwise.
    fn on_unique(self, constraint: &str, meaning: impl FnOnce() -> domain::Error)
    -> Result<T, domain::Error>;
}

impl<T> OnUnique<T> for Result<T, DbError> {
    fn on_unique(
        self,
        constraint: &str,
        meaning: impl FnOnce() -> domain::Error,
    ) -> Result<T, domain::Error> {
        self.map_err(|error| match error {
            DbError::Unique { constraint: found } if found == constraint => meaning(),
            error => error.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_that_lacks_something_is_unavailable_and_a_mistake_of_ours_is_not() {
        let told = |text: &str| {
            let error = DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(text.to_owned()));
            matches!(DbError::from(error), DbError::Unavailable(_))
        };
        for text in [
            "could not extend file \"base/16385/16741\": No space left on device",
            "could not write to file \"pg_wal/xlogtemp.71\": No space left on device",
            "out of shared memory",
            "canceling statement due to statement timeout",
            "sorry, too many clients already",
        ] {
            assert!(told(text), "{text}");
        }
        for text in [
            "syntax error at or near \"SELEC\"",
            "permission denied for table users",
            "division by zero",
        ] {
            assert!(!told(text), "{text}");
        }
    }
}

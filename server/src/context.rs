//! Who asks: the first thing every service is told.

use chrono::{DateTime, Utc};
use domain::{BrandId, Error, Permission, Role, SessionId, UserId};
use std::net::IpAddr;

/// Somebody who is signed in, in the brand they work for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The user.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// The brand in use.
    pub brand_id: BrandId,
    /// Their role in it.
    pub role: Role,
    /// The session that the request came with.
    pub session_id: SessionId,
    /// When that session ends at the latest.
    pub session_ends_at: DateTime<Utc>,
    /// Where the request came from, where a trusted hop says so; for the audit log alone.
    pub ip: Option<IpAddr>,
}

/// One operation of a caller.
#[derive(Clone, Debug)]
pub struct OpContext {
    /// Who asks.
    pub caller: Caller,
    /// The id under which the log tells of this request.
    pub request_id: String,
}

impl OpContext {
    /// `Forbidden` unless the caller's role allows it.
    pub fn require(&self, permission: Permission) -> Result<(), Error> {
        if self.caller.role.may(permission) {
            return Ok(());
        }
        tracing::warn!(
            request_id = %self.request_id, user = %self.caller.user_id, brand = %self.caller.brand_id,
            ?permission, "an operation was refused"
        );
        Err(Error::Forbidden)
    }
}

/// Somebody who is not signed in and uses one of the account forms.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Where the request came from; attempts are counted by it.
    pub ip: IpAddr,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The id under which the log tells of this request.
    pub request_id: String,
}

//! Who asks: the first thing every service is told.

use chrono::{DateTime, TimeDelta, Utc};
use db::types::Stage;
use domain::{BrandId, Error, Permission, Role, SessionId, UserId};
use std::net::IpAddr;

/// How long a proof of identity counts for sensitive actions.
const FRESH: TimeDelta = TimeDelta::minutes(10);

/// Somebody with a session, whether or not they belong to a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// The session that the request came with.
    pub session_id: SessionId,
    /// When that session ends at the latest.
    pub session_ends_at: DateTime<Utc>,
    /// How far the sign-in has come; anything but [`Stage::Full`] may do nothing but go on with it.
    pub stage: Stage,
    /// What was shown, such as `password+totp`.
    pub methods: String,
    /// When they last proved who they are.
    pub confirmed_at: DateTime<Utc>,
    /// Whether the next page should bring a new token.
    pub rotate_due: bool,
    /// Whether they have a second factor.
    pub has_factor: bool,
    /// Whether their brand wants a second factor by now and they have none: they may do nothing but set one up.
    pub must_enrol: bool,
    /// When their brand begins to want a second factor, while they have none.
    pub factor_due: Option<DateTime<Utc>>,
    /// The brand in use and their role there.
    pub place: Option<(BrandId, Role)>,
    /// Where the request came from, and with what.
    pub visitor: Visitor,
}

impl Person {
    /// The caller of operations in the brand in use; `None` where there is no brand, or the sign-in is not complete.
    pub fn caller(&self) -> Option<Caller> {
        let (brand_id, role) = self.place?;
        (self.stage == Stage::Full && !self.must_enrol).then(|| Caller {
            user_id: self.user_id,
            email: self.email.clone(),
            brand_id,
            role,
            session_id: self.session_id,
            session_ends_at: self.session_ends_at,
            ip: Some(self.visitor.ip),
        })
    }

    /// The operation that this request is, in the brand in use.
    pub fn op(&self) -> Result<OpContext, Error> {
        if self.must_enrol {
            return Err(Error::SecondFactorNeeded);
        }
        Ok(OpContext {
            caller: self.caller().ok_or(Error::Forbidden)?,
            request_id: self.visitor.request_id.clone(),
        })
    }

    /// `ConfirmFirst` unless they proved who they are a short time ago; asked before every sensitive action.
    pub fn require_fresh(&self, now: DateTime<Utc>) -> Result<(), Error> {
        if now - self.confirmed_at <= FRESH {
            Ok(())
        } else {
            Err(Error::ConfirmFirst)
        }
    }
}

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

/// Where a request came from and with what; all that is known of somebody who is not signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor {
    /// Where the request came from; attempts are counted by it.
    pub ip: IpAddr,
    /// From which country, as ISO 3166-1 alpha-2, where that is known.
    pub country: Option<String>,
    /// What the browser calls itself.
    pub user_agent: String,
    /// The id under which the log tells of this request.
    pub request_id: String,
}

//! Who belongs to a brand, who is invited, and the brands of a person: what the pages show and take.

use crate::{BrandId, Error, FieldError, InvitationId, Role, UserId, error::Check, text::Email};
use chrono::{DateTime, TimeDelta, Utc};

/// How long an invitation works.
pub const INVITATION_LIVES: TimeDelta = TimeDelta::days(7);
/// The most invitations of a brand that are open at once.
pub const INVITATIONS_MAX: u32 = 100;
/// The most invitations that a brand mails in an hour.
pub const INVITATIONS_PER_HOUR: u32 = 20;
/// The most brands that one person may own.
pub const BRANDS_MAX: usize = 20;

/// The members' page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamView {
    /// The members, owners first.
    pub members: Vec<MemberView>,
    /// The invitations that nobody has accepted yet.
    pub invitations: Vec<InvitationView>,
}

impl TeamView {
    /// Whether the caller could leave: not as the only owner.
    pub fn may_leave(&self) -> bool {
        let owns = |m: &&MemberView| m.role == Role::Owner;
        let caller = self.members.iter().find(|m| m.is_caller);
        caller.is_some_and(|m| m.role != Role::Owner) || self.members.iter().filter(owns).count() > 1
    }
}

/// A member of a brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberView {
    /// The user.
    pub user_id: UserId,
    /// Their address.
    pub email: String,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whether they have a second factor; told to those who manage members.
    pub has_factor: Option<bool>,
    /// Whether this is who asks.
    pub is_caller: bool,
}

/// An invitation that nobody has accepted yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvitationView {
    /// Its id.
    pub id: InvitationId,
    /// Who is invited.
    pub email: String,
    /// As what.
    pub role: Role,
    /// By whom.
    pub invited_by: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// Whether that time is over.
    pub is_expired: bool,
}

/// Invites somebody.
#[derive(Clone, Debug, Default)]
pub struct Invite {
    /// Their address.
    pub email: String,
    /// The word of the role.
    pub role: String,
}

impl Invite {
    /// The address, and a role that an invitation may give: anything but owner.
    pub fn check(&self) -> Result<(Email, Role), Error> {
        let mut check = Check::default();
        let email = Email::parse(&self.email)
            .map_err(|m| check.push(FieldError::new("email", m)))
            .ok();
        let role = Role::parse(&self.role).filter(|role| *role != Role::Owner);
        check.require(role.is_some(), "role", "Choose a role.");
        check.finish()?;
        email.zip(role).ok_or(Error::Internal)
    }
}

/// An invitation as the page behind its link shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invited {
    /// The brand's name.
    pub brand: String,
    /// As what.
    pub role: Role,
    /// By whom.
    pub invited_by: String,
    /// Who is invited.
    pub email: String,
    /// Until when it works.
    pub expires_at: DateTime<Utc>,
    /// Who opened the link.
    pub reader: Reader,
}

/// Who opened the link of an invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The invited person, signed in.
    Invitee,
    /// Somebody signed in with this other address.
    SomebodyElse(String),
    /// Nobody is signed in, and the invited address has an account.
    HasAccount,
    /// Nobody is signed in, and the invited address has no account yet.
    New,
}

/// A brand of the caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandRow {
    /// Its id.
    pub id: BrandId,
    /// Its name.
    pub name: String,
    /// What the caller may do there.
    pub role: Role,
    /// Whether it is the one in use.
    pub is_current: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(role: Role, is_caller: bool) -> MemberView {
        MemberView {
            user_id: UserId(uuid::Uuid::nil()),
            email: "ada@example.com".to_owned(),
            role,
            since: DateTime::UNIX_EPOCH,
            has_factor: None,
            is_caller,
        }
    }

    #[test]
    fn an_invitation_needs_an_address_and_gives_any_role_but_owner() {
        let invite = |email: &str, role: &str| Invite {
            email: email.to_owned(),
            role: role.to_owned(),
        };
        let error = invite("nobody", "owner").check().unwrap_err();
        assert!(error.at("email").is_some() && error.at("role").is_some());
        for role in [Role::Viewer, Role::Editor, Role::Admin] {
            let (email, given) = invite(" Bo@Example.com ", role.word()).check().unwrap();
            assert_eq!((email.as_str(), given), ("bo@example.com", role));
        }
    }

    #[test]
    fn only_the_last_owner_must_stay() {
        let view = |members: Vec<MemberView>| TeamView {
            members,
            invitations: Vec::new(),
        };
        assert!(!view(vec![member(Role::Owner, true), member(Role::Admin, false)]).may_leave());
        assert!(view(vec![member(Role::Owner, true), member(Role::Owner, false)]).may_leave());
        assert!(view(vec![member(Role::Owner, false), member(Role::Viewer, true)]).may_leave());
    }
}

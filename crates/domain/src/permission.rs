//! Who may do what: the one table that the services and the dashboard both read.

use serde::{Deserialize, Serialize};

/// A member's role in a brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads everything.
    Viewer,
    /// Also designs templates and publishes.
    Editor,
    /// Also manages connections and settings.
    Admin,
    /// An admin who also holds billing and deletion.
    Owner,
}

/// Something a role may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Read products, templates, passports and connections' health.
    Read,
    /// Create and change templates.
    EditTemplates,
    /// Publish passports.
    Publish,
    /// Recall products, lift recalls, and end the passports of products that are no more.
    Recall,
    /// Create, change, test and delete connections; clear the cache.
    ManageConnections,
    /// Change the brand's settings.
    ManageBrand,
    /// Invite members, change their roles and remove them.
    ManageMembers,
    /// Decide whether all members need a second factor.
    ManageSecurity,
    /// Give organisations access to what not everybody may read, and take it back.
    ManageGrants,
    /// Read and export the audit log.
    ReadAudit,
    /// Make owners, change and remove them.
    ManageOwners,
    /// Hand the brand to another owner.
    TransferBrand,
}

impl Role {
    /// All roles, the one that may least first.
    pub const ALL: [Self; 4] = [Self::Viewer, Self::Editor, Self::Admin, Self::Owner];

    /// The permission table.
    pub fn may(self, permission: Permission) -> bool {
        let least = match permission {
            Permission::Read => Self::Viewer,
            Permission::EditTemplates | Permission::Publish => Self::Editor,
            Permission::Recall
            | Permission::ManageConnections
            | Permission::ManageBrand
            | Permission::ManageMembers
            | Permission::ManageSecurity
            | Permission::ManageGrants
            | Permission::ReadAudit => Self::Admin,
            Permission::ManageOwners | Permission::TransferBrand => Self::Owner,
        };
        self >= least
    }

    /// Whether this role may make somebody a `role`, and change or remove somebody who is one.
    pub fn manages(self, role: Self) -> bool {
        self.may(match role {
            Self::Owner => Permission::ManageOwners,
            _ => Permission::ManageMembers,
        })
    }

    /// The word in the database and in the interface.
    pub fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Editor => "editor",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    /// The role of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table in a second hand: who may do a thing, from viewer to owner.
    const TABLE: [(Permission, [bool; 4]); 12] = [
        (Permission::Read, [true, true, true, true]),
        (Permission::EditTemplates, [false, true, true, true]),
        (Permission::Publish, [false, true, true, true]),
        (Permission::Recall, [false, false, true, true]),
        (Permission::ManageConnections, [false, false, true, true]),
        (Permission::ManageBrand, [false, false, true, true]),
        (Permission::ManageMembers, [false, false, true, true]),
        (Permission::ManageSecurity, [false, false, true, true]),
        (Permission::ManageGrants, [false, false, true, true]),
        (Permission::ReadAudit, [false, false, true, true]),
        (Permission::ManageOwners, [false, false, false, true]),
        (Permission::TransferBrand, [false, false, false, true]),
    ];

    #[test]
    fn each_role_may_what_the_table_says() {
        for (permission, expected) in TABLE {
            assert_eq!(
                Role::ALL.map(|role| role.may(permission)),
                expected,
                "{permission:?}"
            );
        }
    }

    #[test]
    fn admins_manage_all_but_owners_and_nobody_below_manages_anybody() {
        for role in Role::ALL {
            assert!(
                !Role::Viewer.manages(role) && !Role::Editor.manages(role),
                "{role:?}"
            );
            assert_eq!(Role::Admin.manages(role), role != Role::Owner, "{role:?}");
            assert!(Role::Owner.manages(role), "{role:?}");
        }
    }

    #[test]
    fn a_role_is_known_by_its_word() {
        assert_eq!(
            Role::ALL.map(|role| Role::parse(role.word())),
            Role::ALL.map(Some)
        );
        assert_eq!(Role::parse("superuser"), None);
    }
}

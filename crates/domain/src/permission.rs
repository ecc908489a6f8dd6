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
    /// Create, change, test and delete connections; clear the cache.
    ManageConnections,
    /// Change the brand's settings.
    ManageBrand,
    /// Invite members, change their roles and remove them.
    ManageMembers,
    /// Decide whether all members need a second factor.
    ManageSecurity,
    /// Read and export the audit log.
    ReadAudit,
    /// Hand the brand to another owner.
    TransferBrand,
}

impl Role {
    /// The permission table.
    pub fn may(self, permission: Permission) -> bool {
        let least = match permission {
            Permission::Read => Self::Viewer,
            Permission::EditTemplates | Permission::Publish => Self::Editor,
            Permission::ManageConnections
            | Permission::ManageBrand
            | Permission::ManageMembers
            | Permission::ManageSecurity
            | Permission::ReadAudit => Self::Admin,
            Permission::TransferBrand => Self::Owner,
        };
        self >= least
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
        [Self::Viewer, Self::Editor, Self::Admin, Self::Owner]
            .into_iter()
            .find(|r| r.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_may_all_that_the_one_below_may() {
        use Permission::{
            EditTemplates, ManageBrand, ManageConnections, ManageMembers, ManageSecurity, Publish, Read,
            ReadAudit, TransferBrand,
        };
        let all = [
            Read,
            EditTemplates,
            Publish,
            ManageConnections,
            ManageBrand,
            ManageMembers,
            ManageSecurity,
            ReadAudit,
            TransferBrand,
        ];
        let counts: Vec<_> = [Role::Viewer, Role::Editor, Role::Admin, Role::Owner]
            .map(|r| all.iter().filter(|p| r.may(**p)).count())
            .to_vec();
        assert_eq!(counts, [1, 3, 8, 9]);
    }
}

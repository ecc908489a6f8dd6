//! PostgreSQL refuses to run as root, so root's PostgreSQL runs as somebody with fewer rights.

use super::EmbeddedError;
use std::{fs, os::unix::process::CommandExt, process::Command};

/// Whom PostgreSQL runs as when we are root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unprivileged {
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Unprivileged {
    /// `None` where we are not root and PostgreSQL may run as ourselves.
    pub(super) fn find() -> Result<Option<Self>, EmbeddedError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let user = ["postgres", "nobody"]
            .iter()
            .find_map(|name| Self::parse(&users, name));
        user.map(Some).ok_or(EmbeddedError::NoUser)
    }

    /// Finds `name:password:uid:gid:...`, never root under another name.
    fn parse(users: &str, name: &str) -> Option<Self> {
        let mut fields = users
            .lines()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?
            .split(':');
        let (uid, gid) = (fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?);
        (uid != 0).then_some(Self { uid, gid })
    }

    /// Lets `command` run as this user.
    pub(super) fn lower(self, command: &mut Command) {
        command.gid(self.gid).uid(self.uid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_are_found_by_their_whole_name() {
        let users = "root:x:0:0::/:/bin/sh\npostgresql:x:7:7::/:\npostgres:x:101:104:x:/var:/bin/bash\nnobody:x:0:0::/:\n";
        assert_eq!(
            Unprivileged::parse(users, "postgres"),
            Some(Unprivileged { uid: 101, gid: 104 })
        );
        assert_eq!(Unprivileged::parse(users, "nobody"), None, "root in disguise");
        assert_eq!(Unprivileged::parse(users, "postgre"), None);
    }
}

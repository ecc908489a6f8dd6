//! Finding PostgreSQL's programs.

use super::EmbeddedError;
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// `initdb` and `postgres` of one version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Programs {
    pub(super) folder: PathBuf,
    /// The major version.
    pub(super) version: String,
}

impl Programs {
    /// The programs for a cluster of the `wanted` version; without one, those on the PATH or else the newest.
    pub(super) fn find(wanted: Option<(&Path, &str)>) -> Result<Self, EmbeddedError> {
        let installed: Vec<Self> = folders().iter().filter_map(|folder| Self::at(folder)).collect();
        choose(installed, wanted)
    }

    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    fn at(folder: &Path) -> Option<Self> {
        // A link on the PATH leads to the folder in which the programs find each other.
        let initdb = folder.join("initdb").canonicalize().ok()?;
        let folder = initdb.parent()?.to_owned();
        let said = Command::new(folder.join("postgres"))
            .arg("--version")
            .output()
            .ok()?;
        let version = major(&String::from_utf8_lossy(&said.stdout))?;
        Some(Self { folder, version })
    }
}

fn choose(installed: Vec<Programs>, wanted: Option<(&Path, &str)>) -> Result<Programs, EmbeddedError> {
    if installed.is_empty() {
        return Err(EmbeddedError::NoPrograms);
    }
    let Some((cluster, version)) = wanted else {
        return installed.into_iter().next().ok_or(EmbeddedError::NoPrograms);
    };
    let mut versions: Vec<String> = installed
        .iter()
        .map(|programs| programs.version.clone())
        .collect();
    versions.dedup();
    installed
        .into_iter()
        .find(|programs| programs.version == version)
        .ok_or_else(|| EmbeddedError::OtherVersion {
            folder: cluster.to_owned(),
            folder_version: version.to_owned(),
            installed: versions.join(", "),
        })
}

/// The PATH first, then where Debian puts what it keeps off the PATH, newest first.
#[expect(
    clippy::disallowed_methods,
    reason = "the PATH says where programs are; it is no configuration of ours"
)]
fn folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut versioned: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versioned.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    folders.extend(versioned.into_iter().map(|(_, folder)| folder));
    folders
}

/// `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)` is 15.
fn major(said: &str) -> Option<String> {
    let version = said.split_once("(PostgreSQL) ")?.1;
    let major: String = version.chars().take_while(char::is_ascii_digit).collect();
    (!major.is_empty()).then_some(major)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn programs(version: &str) -> Programs {
        Programs {
            folder: PathBuf::from(version),
            version: version.to_owned(),
        }
    }

    #[test]
    fn the_version_is_read_from_what_the_program_says() {
        assert_eq!(
            major("postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)\n").as_deref(),
            Some("15")
        );
        assert_eq!(major("postgres (PostgreSQL) 18beta1").as_deref(), Some("18"));
        assert_eq!(major("something else"), None);
    }

    #[test]
    fn a_cluster_gets_the_programs_of_its_version_or_none() {
        let both = || vec![programs("17"), programs("15")];
        let cluster = Path::new("/data/postgres");
        assert_eq!(choose(both(), None).unwrap(), programs("17"));
        assert_eq!(choose(both(), Some((cluster, "15"))).unwrap(), programs("15"));
        let refused = choose(both(), Some((cluster, "14"))).unwrap_err().to_string();
        assert!(
            refused.contains("made by PostgreSQL 14; installed is 17, 15"),
            "{refused}"
        );
        assert!(matches!(choose(Vec::new(), None), Err(EmbeddedError::NoPrograms)));
    }
}

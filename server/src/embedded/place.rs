//! Where the cluster lies, and where its socket.
//!
//! The usual place is `postgres` in the data folder. When root's PostgreSQL runs as somebody else, that somebody may be
//! unable to get there (a checkout below /root): then the cluster lies in /var/tmp and the data folder holds a link to it.

use super::{EmbeddedError, error::AtPath, user::Unprivileged};
use sha2::{Digest, Sha256};
use std::{
    fs,
    os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, chown, symlink},
    path::{Path, PathBuf},
};

/// A socket's whole path must fit into 107 bytes; this leaves room for its name.
const SOCKET_FOLDER_MAX: usize = 90;
const ELSEWHERE: &str = "/var/tmp";

/// Where everything is.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The cluster.
    pub(super) cluster: PathBuf,
    /// The folder of the socket.
    pub(super) socket: PathBuf,
    /// The server's log.
    pub(super) log: PathBuf,
}

impl Place {
    pub(super) fn find(data_dir: &Path, user: Option<&Unprivileged>) -> Result<Self, EmbeddedError> {
        let data_dir = data_dir.canonicalize().at(data_dir)?;
        let cluster = match user {
            Some(user) if !open_up(&data_dir, *user) => elsewhere(&data_dir)?,
            _ => data_dir.join("postgres"),
        };
        let socket = socket_folder(&cluster, user)?;
        Ok(Self {
            cluster,
            socket,
            log: data_dir.join("postgres.log"),
        })
    }

    /// The address of the database for a role.
    pub(super) fn url(&self, role: &str, password: Option<&str>) -> String {
        let socket = self.socket.to_string_lossy();
        let host = percent_encode(&socket);
        let password = password
            .map(|password| format!(":{password}"))
            .unwrap_or_default();
        format!("postgresql://{role}{password}@{host}/{}", super::DATABASE)
    }

    /// The major version that made the cluster; `None` where there is no cluster.
    pub(super) fn version(&self) -> Result<Option<String>, EmbeddedError> {
        if !self.has_cluster() {
            return Ok(None);
        }
        match fs::read_to_string(self.cluster.join("PG_VERSION")) {
            Ok(version) => Ok(Some(version.trim().to_owned())),
            Err(_) => Err(EmbeddedError::NotACluster(self.cluster.clone())),
        }
    }

    pub(super) fn has_cluster(&self) -> bool {
        self.cluster.exists()
    }
}

/// Whether `user` can get to the folder; where the folder itself is the only obstacle and ours, it is opened for passing.
fn open_up(folder: &Path, user: Unprivileged) -> bool {
    let parents_ok = folder
        .ancestors()
        .skip(1)
        .all(|parent| is_searchable(parent, user));
    if parents_ok && !is_searchable(folder, user) {
        let mode = fs::metadata(folder).map_or(0o700, |meta| meta.permissions().mode());
        let _ = fs::set_permissions(folder, fs::Permissions::from_mode(mode | 0o011));
    }
    parents_ok && is_searchable(folder, user)
}

fn is_searchable(folder: &Path, user: Unprivileged) -> bool {
    fs::metadata(folder).is_ok_and(|meta| {
        let bit = match (meta.uid() == user.uid, meta.gid() == user.gid) {
            (true, _) => 0o100,
            (false, true) => 0o010,
            (false, false) => 0o001,
        };
        meta.mode() & bit != 0
    })
}

/// The cluster's place outside of a data folder that its user cannot reach. The link in the data folder says that they
/// belong together: without it, whatever is there is left over from a data folder that was removed.
fn elsewhere(data_dir: &Path) -> Result<PathBuf, EmbeddedError> {
    let digest = Sha256::digest(data_dir.as_os_str().as_encoded_bytes());
    let folder = Path::new(ELSEWHERE).join(format!("tessera-{}", hex::encode(&digest[..8])));
    let (cluster, link) = (folder.join("postgres"), data_dir.join("postgres"));
    if link.exists() && !link.is_symlink() {
        return Err(EmbeddedError::NotACluster(link));
    }
    if fs::symlink_metadata(&folder).is_ok_and(|meta| !meta.is_dir() || meta.uid() != 0) {
        return Err(EmbeddedError::Foreign(folder));
    }
    if fs::read_link(&link).ok().as_deref() != Some(&cluster) {
        if folder.exists() {
            super::server::stop_leftover(&cluster);
            fs::remove_dir_all(&folder).at(&folder)?;
        }
        let _ = fs::remove_file(&link);
        symlink(&cluster, &link).at(&link)?;
    }
    if !folder.exists() {
        fs::DirBuilder::new().mode(0o711).create(&folder).at(&folder)?;
        tracing::info!(folder = %folder.display(), "PostgreSQL's user cannot reach the data folder, so its files lie elsewhere");
    }
    Ok(cluster)
}

/// The cluster's own folder, which is its user's alone, or a short one where that path is too long for a socket.
fn socket_folder(cluster: &Path, user: Option<&Unprivileged>) -> Result<PathBuf, EmbeddedError> {
    if cluster.as_os_str().len() <= SOCKET_FOLDER_MAX {
        return Ok(cluster.to_owned());
    }
    let digest = Sha256::digest(cluster.as_os_str().as_encoded_bytes());
    let folder = Path::new("/tmp").join(format!("tessera-{}", hex::encode(&digest[..8])));
    let owner = user.map_or_else(|| rustix::process::geteuid().as_raw(), |user| user.uid);
    match fs::symlink_metadata(&folder) {
        Ok(meta) if meta.is_dir() && meta.uid() == owner && (meta.mode() & 0o777) == 0o700 => {
            return Ok(folder);
        }
        Ok(_) => return Err(EmbeddedError::Foreign(folder)),
        Err(_) => fs::DirBuilder::new().mode(0o700).create(&folder).at(&folder)?,
    }
    if let Some(user) = user {
        chown(&folder, Some(user.uid), Some(user.gid)).at(&folder)?;
    }
    Ok(folder)
}

fn percent_encode(path: &str) -> String {
    path.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(b).to_string(),
            b => format!("%{b:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_socket_is_part_of_the_address() {
        let socket = PathBuf::from("/tmp/a b");
        let place = Place {
            cluster: socket.clone(),
            socket,
            log: PathBuf::new(),
        };
        assert_eq!(
            place.url("me", Some("pw")),
            "postgresql://me:pw@%2Ftmp%2Fa%20b/tessera"
        );
    }
}

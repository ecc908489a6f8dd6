//! Why the private PostgreSQL cannot run; each text says what to do.

use std::path::PathBuf;

/// Why the private PostgreSQL cannot run.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// PostgreSQL's programs are not installed.
    #[error(
        "PostgreSQL's programs (initdb, postgres) are neither on the PATH nor in /usr/lib/postgresql. Install PostgreSQL 15 or newer (it need not run), or set TESSERA_DATABASE_URL."
    )]
    NoPrograms,
    /// The folder belongs to another major version.
    #[error(
        "The data folder {folder} was made by PostgreSQL {folder_version}; installed is {installed}. Install PostgreSQL {folder_version}, or move the folder away to start with an empty database. Nothing was changed."
    )]
    OtherVersion {
        /// The cluster's folder.
        folder: PathBuf,
        /// The version that made it.
        folder_version: String,
        /// The versions that are here.
        installed: String,
    },
    /// The folder is something else.
    #[error(
        "The folder {0} exists and is not a PostgreSQL cluster. Move it away, or set TESSERA_DATA_DIR. Nothing was changed."
    )]
    NotACluster(PathBuf),
    /// Another process uses the folder.
    #[error(
        "Tessera is already running on the data folder {0}. Stop it (Ctrl-C where it runs), or set TESSERA_DATA_DIR to another folder."
    )]
    Locked(PathBuf),
    /// A server of an earlier process does not stop.
    #[error(
        "A PostgreSQL of an earlier run (process {pid}) on {folder} does not stop. End that process and start again."
    )]
    Orphan {
        /// Its process id.
        pid: i32,
        /// The cluster's folder.
        folder: PathBuf,
    },
    /// We are root and there is nobody to become.
    #[error(
        "PostgreSQL refuses to run as root, and this machine has neither a user `postgres` nor `nobody`. Create one, run Tessera as an ordinary user, or set TESSERA_DATABASE_URL."
    )]
    NoUser,
    /// Another user's folder stands where ours must be.
    #[error(
        "The folder {0} belongs to somebody else. Remove it, or set TESSERA_DATA_DIR to a folder that other users may search."
    )]
    Foreign(PathBuf),
    /// A program of PostgreSQL failed.
    #[error("{program} failed: {detail}")]
    Program {
        /// Which.
        program: &'static str,
        /// The end of what it said.
        detail: String,
    },
    /// The server did not come up.
    #[error("The private PostgreSQL did not start: {detail}. Its log is {log}.")]
    Start {
        /// The end of its log.
        detail: String,
        /// The log.
        log: PathBuf,
    },
    /// A file or folder cannot be used.
    #[error("{path} cannot be used: {source}. Check its permissions and the free space.")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The schema cannot be brought up to date.
    #[error("The database's schema cannot be brought up to date: {0}")]
    Schema(#[from] db::DbError),
}

/// Names the path of a failed file operation.
pub(super) trait AtPath<T> {
    fn at(self, path: &std::path::Path) -> Result<T, EmbeddedError>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at(self, path: &std::path::Path) -> Result<T, EmbeddedError> {
        self.map_err(|source| EmbeddedError::File {
            path: path.to_owned(),
            source,
        })
    }
}

//! The private PostgreSQL that runs when no database address is configured.
//!
//! It lives in the data folder, listens on a Unix socket that only its own user can reach, never on the network, and
//! stops with us. A folder is used by one process at a time; a server that an earlier, killed process left running is
//! stopped first.

mod cluster;
mod error;
mod lock;
mod place;
mod programs;
mod server;
#[cfg(test)]
mod tests;
mod user;

pub use error::EmbeddedError;

use crate::clock::{Random, token_256};
use lock::FolderLock;
use place::Place;
use programs::Programs;
use secrecy::SecretString;
use server::Server;
use std::path::Path;
use user::Unprivileged;

/// The owner of the schema.
const OWNER: &str = "tessera_owner";
/// The login role of the application.
const LOGIN: &str = "tessera_app";
/// The database.
const DATABASE: &str = "tessera";

/// A running PostgreSQL.
pub struct Postgres {
    server: Server,
    /// How the application logs in.
    pub url: SecretString,
    lock: FolderLock,
}

impl Postgres {
    /// Starts the server in `data_dir`, making the cluster where there is none, and brings the schema up to date.
    pub async fn start(data_dir: &Path, random: &dyn Random) -> Result<Self, EmbeddedError> {
        let lock = FolderLock::take(data_dir)?;
        let user = Unprivileged::find()?;
        let place = Place::find(data_dir, user.as_ref())?;
        server::stop_orphan(&place).await?;
        let version = place.version()?;
        let wanted = version
            .as_deref()
            .map(|version| (place.cluster.as_path(), version));
        let programs = Programs::find(wanted)?;
        if !place.has_cluster() {
            tracing::info!(folder = %place.cluster.display(), "making a private PostgreSQL");
            cluster::make(&programs, &place, user.as_ref()).await?;
        }
        let server = Server::start(&programs, &place, user.as_ref()).await?;
        match login(&place, random).await {
            Ok(url) => Ok(Self { server, url, lock }),
            Err(error) => {
                server.stop().await;
                Err(error)
            }
        }
    }

    /// Stops the server after the transactions that are committing now.
    pub async fn stop(self) {
        self.server.stop().await;
        // Only now may another process have the folder.
        drop(self.lock);
    }
}

/// Migrates as the owner and makes the login role. Its password is new at every start: nobody else needs to know it.
async fn login(place: &Place, random: &dyn Random) -> Result<SecretString, EmbeddedError> {
    let owner = place.url(OWNER, None);
    let password = token_256(random);
    db::create_login_role(&owner, LOGIN, &password).await?;
    let ran = db::migrate(&owner, Some(LOGIN)).await?;
    if !ran.is_empty() {
        tracing::info!(count = ran.len(), "the schema is up to date");
    }
    Ok(SecretString::from(place.url(LOGIN, Some(&password))))
}

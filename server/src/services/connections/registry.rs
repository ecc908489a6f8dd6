//! One PIM client per connection, shared by everything in the process: it holds the limit of parallel calls and the one
//! refresh of the session.

use super::{credentials, live::spread};
use crate::{app::App, crypto::KeyRing};
use async_trait::async_trait;
use db::{Doors, queries::connections as rows};
use domain::{BrandId, ConnectionId, Error};
use pim::{
    Akeneo, AkeneoCredentials, Clock, ConnectionReport, Connector, ForgetTokens, RetryPolicy, TokenStore,
    Tokens,
};
use sha2::{Digest, Sha256};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// Clients kept at once; one more forgets the one that was used longest ago.
const CLIENTS_MAX: usize = 500;

/// The clients of this process. Clones share them.
#[derive(Clone, Default)]
pub struct Connectors(Arc<Mutex<Clients>>);

#[derive(Default)]
struct Clients {
    by_id: HashMap<ConnectionId, Client>,
    uses: u64,
}

struct Client {
    fingerprint: [u8; 32],
    akeneo: Akeneo,
    used: u64,
}

impl Connectors {
    /// The client of a connection; another one as soon as its address or credentials have changed.
    pub(super) fn of(&self, app: &App, connection: &rows::Connection) -> Result<Akeneo, Error> {
        let fingerprint = fingerprint(connection);
        let mut clients = self.clients();
        clients.uses += 1;
        let now = clients.uses;
        if let Some(client) = clients.by_id.get_mut(&connection.id)
            && client.fingerprint == fingerprint
        {
            client.used = now;
            return Ok(client.akeneo.clone());
        }
        let akeneo = connect(app, connection)?;
        if clients.by_id.len() >= CLIENTS_MAX {
            let oldest = clients
                .by_id
                .iter()
                .min_by_key(|(_, c)| c.used)
                .map(|(id, _)| *id);
            oldest.and_then(|id| clients.by_id.remove(&id));
        }
        let client = Client {
            fingerprint,
            akeneo: akeneo.clone(),
            used: now,
        };
        clients.by_id.insert(connection.id, client);
        Ok(akeneo)
    }

    /// Lets go of a client.
    pub fn forget(&self, id: ConnectionId) {
        self.clients().by_id.remove(&id);
    }

    fn clients(&self) -> MutexGuard<'_, Clients> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client of a connection as it was, which keeps nothing of what it learns.
pub(super) fn bygone(app: &App, connection: &rows::Connection) -> Result<Akeneo, Error> {
    let credentials = credentials::opened(app, connection)?;
    let forget = Arc::new(ForgetTokens);
    Ok(Akeneo::new(
        app.outbound.clone(),
        credentials,
        None,
        clock(app),
        forget,
    ))
}

/// Tests credentials that are not stored.
pub(super) async fn unsaved(app: &App, credentials: AkeneoCredentials) -> ConnectionReport {
    let outbound = app.outbound.clone();
    Akeneo::new(outbound, credentials, None, clock(app), Arc::new(ForgetTokens))
        .with_retry(spread(app, RetryPolicy::default()))
        .test()
        .await
}

fn connect(app: &App, connection: &rows::Connection) -> Result<Akeneo, Error> {
    let store = Store {
        db: app.db.clone(),
        keys: app.keys.clone(),
        brand: connection.brand,
        id: connection.id,
        base_url: connection.base_url.clone(),
        client_id: connection.client_id.clone(),
        username: connection.username.clone(),
    };
    Ok(Akeneo::new(
        app.outbound.clone(),
        credentials::opened(app, connection)?,
        credentials::opened_session(app, connection),
        clock(app),
        Arc::new(store),
    ))
}

fn clock(app: &App) -> Clock {
    let clock = Arc::clone(&app.clock);
    Arc::new(move || clock.now())
}

/// Names the address and the credentials, so that a change of them is seen in every process.
fn fingerprint(connection: &rows::Connection) -> [u8; 32] {
    let parts: [&[u8]; 5] = [
        connection.base_url.as_bytes(),
        connection.client_id.as_bytes(),
        connection.username.as_bytes(),
        &connection.secret,
        &connection.password,
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// Keeps the session at the PIM, sealed. Holds no [`App`], which holds the client that holds this.
struct Store {
    db: Doors,
    keys: KeyRing,
    brand: BrandId,
    id: ConnectionId,
    // Where and whose the session is.
    base_url: String,
    client_id: String,
    username: String,
}

#[async_trait]
impl TokenStore for Store {
    async fn save(&self, tokens: &Tokens) {
        let Some(envelope) = credentials::sealed_session(&self.keys, self.brand, self.id, tokens) else {
            return;
        };
        let saved = async {
            let mut tx = self.db.brand(self.brand).await?;
            let whose = (
                self.base_url.as_str(),
                self.client_id.as_str(),
                self.username.as_str(),
            );
            rows::set_tokens(&mut tx, self.id, whose, &envelope).await?;
            tx.commit().await
        };
        if let Err(error) = saved.await {
            tracing::warn!(connection = %self.id, %error, "the session at the PIM could not be kept");
        }
    }
}

//! Starting, steering and stopping a simulator.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::catalogue::World;
use crate::events::{self, Delivery, Done};
use crate::faults::Faults;
use crate::http;
use crate::state::{RequestLogEntry, Shared};

/// Fewer would lack some of the catalogue's special cases.
pub(crate) const FEWEST_PRODUCTS: usize = 300;
/// More would no longer have article numbers of the usual length.
pub(crate) const MOST_PRODUCTS: usize = 1_000_000;

/// How to start a simulator.
#[derive(Clone, Debug)]
pub struct SimConfig {
    /// Address to listen on; port 0 takes a free one.
    pub bind: SocketAddr,
    /// Number of products, 300 to a million. They are made when they are asked for: a large number takes little memory.
    pub products: usize,
    /// Lifetime of access tokens in seconds.
    pub token_ttl_s: u64,
}

impl Default for SimConfig {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            products: 320,
            token_ttl_s: 3600,
        }
    }
}

/// Handle of a running simulator. Clones steer the same one.
#[derive(Clone)]
pub struct Sim {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    server: Arc<Mutex<Option<JoinHandle<()>>>>,
}

impl Sim {
    /// Builds the catalogue and serves it on the current runtime.
    pub async fn start(config: SimConfig) -> io::Result<Self> {
        let listener = TcpListener::bind(config.bind).await?;
        let address = listener.local_addr()?;
        let world = World::build(config.products.clamp(FEWEST_PRODUCTS, MOST_PRODUCTS));
        let shared = Arc::new(Shared::new(world, Duration::from_secs(config.token_ttl_s)));
        let (stop, mut stopped) = watch::channel(false);
        let app = http::router(Arc::clone(&shared));
        let server = tokio::spawn(async move {
            let ended = async move {
                // An error means that every handle is gone; then the runtime's end stops the server.
                if stopped.wait_for(|stop| *stop).await.is_err() {
                    std::future::pending::<()>().await;
                }
            };
            if let Err(error) = axum::serve(listener, app).with_graceful_shutdown(ended).await {
                tracing::error!(%error, "the simulator's server ended");
            }
        });
        Ok(Self {
            address,
            shared,
            stop,
            server: Arc::new(Mutex::new(Some(server))),
        })
    }

    /// Origin of the simulated PIM, `http://127.0.0.1:PORT`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The fault switches, to read or change. Do not hold the guard across a call to the simulator.
    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        self.shared.faults()
    }

    /// Every API call so far, oldest first.
    pub fn requests(&self) -> Vec<RequestLogEntry> {
        self.shared.log().clone()
    }

    /// Forgets the calls so far.
    pub fn clear_requests(&self) {
        self.shared.log().clear();
    }

    /// Sets one value of a product or product model, or removes it with `null`, and moves `updated` on.
    ///
    /// # Panics
    /// When nothing has that identifier.
    pub fn set_value(
        &self,
        product_identifier: &str,
        attribute: &str,
        locale: Option<&str>,
        scope: Option<&str>,
        data: Value,
    ) {
        let found = self
            .shared
            .world_mut()
            .set_value(product_identifier, attribute, locale, scope, data);
        assert!(
            found,
            "no product or product model is called {product_identifier}"
        );
        self.note(product_identifier, Done::Updated);
    }

    /// Deletes a product.
    ///
    /// # Panics
    /// When nothing has that identifier.
    pub fn delete_product(&self, identifier: &str) {
        let product = self.shared.world().uuid_of(identifier);
        let found = self.shared.world_mut().delete_product(identifier);
        assert!(found, "no product is called {identifier}");
        events::note(&self.shared, product, identifier, Done::Deleted);
    }

    /// Enables or disables a product, and moves `updated` on.
    ///
    /// # Panics
    /// When nothing has that identifier.
    pub fn set_enabled(&self, identifier: &str, enabled: bool) {
        let found = self.shared.world_mut().set_enabled(identifier, enabled);
        assert!(found, "no product is called {identifier}");
        self.note(identifier, Done::Updated);
    }

    /// Renames a record in one locale. Products that refer to it keep their own `updated`.
    ///
    /// # Panics
    /// When there is no such record, or it has no label in that locale.
    pub fn set_record_label(&self, entity: &str, code: &str, locale: &str, label: &str) {
        let found = self
            .shared
            .world_mut()
            .set_record_label(entity, code, locale, label);
        assert!(found, "no record of {entity} is called {code} in {locale}");
    }

    /// How many products there are.
    pub fn product_count(&self) -> usize {
        self.shared.world().stock.count()
    }

    /// Deletes an attribute. List calls naming it answer 422 from now on.
    pub fn delete_attribute(&self, code: &str) {
        self.shared.world_mut().delete_attribute(code);
    }

    /// Base address of the simulated Event Platform.
    pub fn events_url(&self) -> String {
        format!("{}/event-platform/api/v1", self.base_url())
    }

    /// How many subscribers and subscriptions the Event Platform has.
    pub fn subscriptions(&self) -> (usize, usize) {
        let platform = self.shared.platform();
        (platform.subscribers.len(), platform.ids().len())
    }

    /// Takes the events and notices that are on their way, for a test that carries them itself.
    pub fn take_events(&self) -> Vec<Delivery> {
        events::take(&self.shared)
    }

    /// Sends the events and notices that are on their way; the statuses of the answers, 0 where there was none.
    pub async fn deliver_events(&self) -> Vec<u16> {
        events::deliver(&self.shared).await
    }

    /// Revokes every subscription, as when somebody removes the connection in the PIM. The notice is on its way.
    pub fn revoke_subscriptions(&self) {
        self.change_subscriptions("revoked", "subscription.revoked");
    }

    /// Suspends every subscription, as after too many failures. The notice is on its way.
    pub fn suspend_subscriptions(&self) {
        self.change_subscriptions("suspended", "subscription.suspended.system");
    }

    /// Resumes every subscription. The notice is on its way.
    pub fn resume_subscriptions(&self) {
        self.change_subscriptions("active", "subscription.resumed");
    }

    fn change_subscriptions(&self, status: &'static str, kind: &str) {
        let mut platform = self.shared.platform();
        for id in platform.ids() {
            platform.change(&id, status, kind);
        }
    }

    fn note(&self, identifier: &str, done: Done) {
        let product = self.shared.world().uuid_of(identifier);
        events::note(&self.shared, product, identifier, done);
    }

    /// Stops listening and waits for the running calls, at most a second.
    pub async fn shutdown(&self) {
        self.stop.send_replace(true);
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut server) = server
            && tokio::time::timeout(Duration::from_secs(1), &mut server)
                .await
                .is_err()
        {
            server.abort();
        }
    }
}

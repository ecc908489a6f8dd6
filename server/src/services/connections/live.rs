//! A connection in use: its client, what is cached from it, and the bookkeeping of how it does.

use super::attention;
use crate::{
    app::App,
    cache::{Aged, Key},
    clock::fraction,
};
use chrono::{DateTime, TimeDelta, Utc};
use db::{
    DbError,
    queries::{brands, connections as rows},
    types::Brand,
};
use domain::{BrandId, ConnectionId, Error, Kind, catalog::ProductKey, connection::Health};
use futures::future::BoxFuture;
use pim::{Akeneo, ConnectionReport, Connector, Outcome, PimError, RetryPolicy};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// A success is noted at most this often: the page shows minutes.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);
/// Fetches of product values are remembered to this part of their time to live.
const STEPS: i32 = 60;

/// A connection of a brand, open for reading.
pub(in crate::services) struct Live {
    pub(in crate::services) app: App,
    pub(in crate::services) brand: Brand,
    pub(in crate::services) connection: rows::Connection,
    akeneo: Akeneo,
    noted: Mutex<(Health, Option<DateTime<Utc>>)>,
}

/// A failed call as the person who waits for it is told.
pub(in crate::services) fn in_words(error: &PimError) -> Error {
    Error::unavailable(error.plain_words())
}

impl Live {
    /// Opens a connection for a person who waits.
    pub(in crate::services) async fn open(
        app: &App,
        brand: BrandId,
        id: ConnectionId,
    ) -> Result<Self, Error> {
        let mut tx = app.db.brand(brand).await?;
        let connection = rows::by_id(&mut tx, id)
            .await?
            .ok_or(Error::NotFound(Kind::Connection))?;
        let brand = brands::by_id(&mut tx, brand)
            .await?
            .ok_or(Error::NotFound(Kind::Brand))?;
        tx.commit().await?;
        Self::of(app, brand, connection)
    }

    /// Opens the connection that the brand made first.
    pub(in crate::services) async fn first(app: &App, brand: BrandId) -> Result<Self, Error> {
        let mut tx = app.db.brand(brand).await?;
        let connection = rows::first(&mut tx)
            .await?
            .ok_or(Error::NotFound(Kind::Connection))?;
        let brand = brands::by_id(&mut tx, brand)
            .await?
            .ok_or(Error::NotFound(Kind::Brand))?;
        tx.commit().await?;
        Self::of(app, brand, connection)
    }

    fn of(app: &App, brand: Brand, connection: rows::Connection) -> Result<Self, Error> {
        let akeneo = app
            .connectors
            .of(app, &connection)?
            .with_retry(spread(app, RetryPolicy::interactive()));
        Ok(Self {
            app: app.clone(),
            brand,
            akeneo,
            noted: Mutex::new((connection.health, connection.last_success_at)),
            connection,
        })
    }

    /// The same for background work, which is more patient.
    pub(in crate::services) fn patient(mut self) -> Self {
        self.akeneo = self.akeneo.with_retry(spread(&self.app, RetryPolicy::default()));
        self
    }

    /// The PIM.
    pub(in crate::services) fn pim(&self) -> &dyn Connector {
        &self.akeneo
    }

    /// The client itself, for what other PIMs do not have.
    pub(super) fn akeneo(&self) -> &Akeneo {
        &self.akeneo
    }

    /// How long what is read is kept.
    pub(in crate::services) fn ttl(&self) -> Duration {
        Duration::from_secs(u64::from(self.brand.cache_ttl_s))
    }

    /// The cache's name for something read through this connection.
    pub(in crate::services) fn key(&self, what: impl Into<String>) -> Key {
        key(&self.connection, what)
    }

    /// Waits for a call and notes how it went.
    pub(in crate::services) async fn call<T>(
        &self,
        call: impl Future<Output = Result<T, PimError>>,
    ) -> Result<T, PimError> {
        let answer = call.await;
        match &answer {
            Ok(_) => self.note_success().await,
            Err(error) => self.note_error(error).await,
        }
        answer
    }

    /// What is cached under `what`, or what the call answers. In a box, because calls are large and nested.
    pub(in crate::services) fn cached<'a, T>(
        &'a self,
        what: impl Into<String>,
        call: impl Future<Output = Result<T, PimError>> + Send + 'a,
    ) -> BoxFuture<'a, Result<Aged<T>, PimError>>
    where
        T: Serialize + DeserializeOwned + Send + Sync + 'a,
    {
        let key = self.key(what);
        let fetch = Box::pin(self.call(call));
        Box::pin(async move { self.app.cache.try_get_with(&key, self.ttl(), fetch).await })
    }

    /// Remembers that product values were fetched now, for the age that the dashboard shows.
    pub(in crate::services) async fn note_fetch(&self) {
        let now = self.app.clock.now();
        let ttl = TimeDelta::seconds(i64::from(self.brand.cache_ttl_s));
        let mut times = fetches(&self.app, &self.connection).await;
        times.retain(|at| now - at < ttl);
        if times.last().is_none_or(|last| now - last > ttl / STEPS) {
            times.push(now);
            self.app
                .cache
                .put_json(&self.key(FETCHES), &times, self.ttl())
                .await;
        }
    }

    /// Notes that a product has changed in the PIM.
    pub(in crate::services) async fn note_change(&self, product: &ProductKey) {
        note_change(&self.app, &self.connection, product).await;
    }

    /// Why a copy from the cache may be out of date: the last call failed.
    pub(in crate::services) fn trouble(&self) -> Option<String> {
        let failing = matches!(self.connection.health, Health::Failing | Health::NeedsAttention);
        failing.then(|| self.connection.last_error.clone().unwrap_or_default())
    }

    /// Signs in afresh and looks at everything that is needed; what comes out is the connection's health.
    pub(super) async fn test(&self) -> ConnectionReport {
        let report = self.akeneo.test().await;
        let failed = report.checks.iter().find(|c| c.outcome == Outcome::Failed);
        let signed_in = report.check("user").is_some_and(|c| c.outcome == Outcome::Ok);
        if signed_in {
            // Whatever is wrong besides: the credentials are good.
            self.was_noted(|_| false, Health::Working, self.app.clock.now());
            self.log_failure(self.write_sign_in(&report.refused()).await);
        }
        if let Some(check) = failed {
            let refused = matches!(check.name.as_str(), "client" | "user");
            let health = if refused {
                Health::NeedsAttention
            } else {
                Health::Failing
            };
            self.note(health, &check.words).await;
        }
        report
    }

    async fn note_success(&self) {
        let now = self.app.clock.now();
        let fresh = |(health, at): &(Health, Option<DateTime<Utc>>)| {
            *health == Health::Working && at.is_some_and(|at| now - at < NOTED_EVERY)
        };
        if !self.was_noted(fresh, Health::Working, now) {
            self.log_failure(self.write_success(now).await);
        }
    }

    async fn note_error(&self, error: &PimError) {
        let health = match error {
            e if e.needs_attention() => Health::NeedsAttention,
            // These say something about one request, not about the connection.
            e if e.is_about_the_request() => return,
            _ => Health::Failing,
        };
        tracing::warn!(connection = %self.connection.id, code = error.code(), %error, "a call to the PIM failed");
        if let PimError::Forbidden { resource, .. } = error {
            self.log_failure(self.write_refused(resource).await);
        }
        self.note(health, &error.plain_words()).await;
    }

    async fn note(&self, health: Health, words: &str) {
        let now = self.app.clock.now();
        self.was_noted(|_| false, health, now);
        self.log_failure(self.write_error(now, health, words).await);
    }

    /// Whether nothing needs to be written; if something does, remembers that it will be.
    fn was_noted(
        &self,
        fresh: impl Fn(&(Health, Option<DateTime<Utc>>)) -> bool,
        health: Health,
        now: DateTime<Utc>,
    ) -> bool {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if fresh(&noted) {
            return true;
        }
        *noted = (health, Some(now));
        false
    }

    async fn write_success(&self, now: DateTime<Utc>) -> Result<(), DbError> {
        let mut tx = self.app.db.brand(self.brand.id).await?;
        rows::note_success(&mut tx, self.connection.id, now).await?;
        tx.commit().await
    }

    async fn write_sign_in(&self, refused: &[String]) -> Result<(), DbError> {
        let mut tx = self.app.db.brand(self.brand.id).await?;
        rows::note_success(&mut tx, self.connection.id, self.app.clock.now()).await?;
        rows::set_refused(&mut tx, self.connection.id, refused).await?;
        tx.commit().await
    }

    async fn write_refused(&self, resource: &str) -> Result<(), DbError> {
        let mut tx = self.app.db.brand(self.brand.id).await?;
        rows::add_refused(&mut tx, self.connection.id, resource).await?;
        tx.commit().await
    }

    async fn write_error(&self, now: DateTime<Utc>, health: Health, words: &str) -> Result<(), Error> {
        // Who owns the brand, and the outbox, are behind the system door.
        let mut tx = self.app.db.system("note how a connection does").await?;
        attention::note(&self.app, &mut tx, &self.connection, (now, health, words)).await?;
        Ok(tx.commit().await?)
    }

    /// Bookkeeping never fails the work that it tells of.
    fn log_failure<E: std::fmt::Display>(&self, written: Result<(), E>) {
        if let Err(error) = written {
            tracing::warn!(connection = %self.connection.id, %error, "the health of a connection could not be noted");
        }
    }
}

/// The policy with the dice of this process, for the waits that are spread.
pub(super) fn spread(app: &App, policy: RetryPolicy) -> RetryPolicy {
    let random = Arc::clone(&app.random);
    RetryPolicy {
        random: Arc::new(move || fraction(&*random)),
        ..policy
    }
}

const FETCHES: &str = "fetches";
/// How long the news of a change are kept: longer than anything else.
pub(in crate::services) const CHANGED_FOR: Duration = Duration::from_hours(24);

fn key(connection: &rows::Connection, what: impl Into<String>) -> Key {
    Key::Pim {
        connection: connection.id,
        generation: connection.cache_generation,
        what: what.into(),
    }
}

/// Forgets a cached product of a connection that is not open, because it has changed.
pub(super) async fn forget_product(app: &App, connection: &rows::Connection, product: &ProductKey) {
    app.cache
        .forget(&key(connection, format!("product/{}", product.0)))
        .await;
    note_change(app, connection, product).await;
}

/// Tells the live page of a product that the PIM says something else by now.
async fn note_change(app: &App, connection: &rows::Connection, product: &ProductKey) {
    let key = key(connection, changed(product));
    app.cache.put_json(&key, &true, CHANGED_FOR).await;
}

/// What the cache calls the news that a product has changed; whoever reads the product for its live page takes it away.
pub(in crate::services) fn changed(product: &ProductKey) -> String {
    format!("changed/{}", product.0)
}

/// When product values that may still be cached were fetched.
pub(super) async fn fetches(app: &App, connection: &rows::Connection) -> Vec<DateTime<Utc>> {
    let found = app.cache.get_json(&key(connection, FETCHES)).await;
    found
        .map(|aged: Aged<Vec<DateTime<Utc>>>| aged.value)
        .unwrap_or_default()
}

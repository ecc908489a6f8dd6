//! The three doors to the database, and no fourth.
//!
//! Each opens a transaction under its own PostgreSQL role; the login role itself may do nothing. What a door shows is
//! decided by the database (row-level security and column grants), not by the care of a query.

use crate::{
    Changes, DbError,
    connect::{ANSWERS, Connector},
    reach::Reach,
    usage::{Door, Open, PoolSize, PoolUse, Usage},
};
use diesel::connection::TransactionManagerStatus;
use diesel_async::{
    AnsiTransactionManager, AsyncPgConnection, SimpleAsyncConnection, TransactionManager,
    pooled_connection::{
        AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod,
        deadpool::{Object, Pool},
    },
};
use domain::BrandId;
use futures::FutureExt;
use std::{
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Duration,
};
use tokio::time::timeout;

/// How long a caller waits for a free connection before the answer is "unavailable".
const POOL_WAIT: Duration = Duration::from_secs(3);
/// How long the database may take to begin a transaction, which is no work at all, before it counts as away.
const BEGIN_WAIT: Duration = Duration::from_secs(3);
/// How long it may take to undo one; then the connection is given up.
const ROLLBACK_WAIT: Duration = Duration::from_secs(5);
/// One part in so many of the connections is for what everybody reads.
const PUBLIC_PART: usize = 4;
/// The longest statement of the public door, in milliseconds: a consumer does not wait longer.
const PUBLIC_STATEMENT_MS: u32 = 2_000;
/// The longest statement of the other doors, in milliseconds.
const STATEMENT_MS: u32 = 15_000;
/// The longest wait for a lock, in milliseconds.
const LOCK_MS: u32 = 5_000;
/// The longest pause between two statements, in milliseconds: no transaction waits for a PIM or a mail server.
const IDLE_MS: u32 = 30_000;

/// The doors. What everybody reads has connections of its own, so that neither side can take all of them. Cheap to clone.
#[derive(Clone)]
pub struct Doors {
    for_all: Pool<AsyncPgConnection>,
    for_brands: Pool<AsyncPgConnection>,
    connector: Connector,
    reach: Arc<Reach>,
    usage: Arc<Usage>,
}

impl Doors {
    /// Reads the address; connections are opened when they are needed, at most `max` at once, a quarter of them for what
    /// everybody reads.
    pub fn connect(url: &str, max: usize) -> Result<Self, DbError> {
        let connector = Connector::parse(url)?;
        let for_all = (max / PUBLIC_PART).max(1);
        let for_brands = max.saturating_sub(for_all).max(1);
        Ok(Self {
            for_all: pool(&connector, for_all)?,
            for_brands: pool(&connector, for_brands)?,
            connector,
            reach: Arc::default(),
            usage: Arc::default(),
        })
    }

    /// Works on the rows of one brand.
    pub async fn brand(&self, id: BrandId) -> Result<Tx, DbError> {
        let sql = begin("BEGIN", "tessera_brand", &of(id), STATEMENT_MS);
        self.open(Door::Brand, &self.for_brands, &sql).await
    }

    /// The same for a reader who waits, such as of a live passport: on the connections of what everybody reads, and no longer than that.
    pub async fn brand_for_readers(&self, id: BrandId) -> Result<Tx, DbError> {
        let sql = begin("BEGIN", "tessera_brand", &of(id), PUBLIC_STATEMENT_MS);
        self.open(Door::Brand, &self.for_all, &sql).await
    }

    /// Reads what is published. The transaction is read-only.
    pub async fn public(&self) -> Result<Tx, DbError> {
        let sql = begin("BEGIN READ ONLY", "tessera_public", "", PUBLIC_STATEMENT_MS);
        self.open(Door::Public, &self.for_all, &sql).await
    }

    /// Works across brands, which needs a reason for the log.
    pub async fn system(&self, reason: &'static str) -> Result<Tx, DbError> {
        tracing::debug!(reason, "the system door is opened");
        let sql = begin("BEGIN", "tessera_system", "", STATEMENT_MS);
        self.open(Door::System, &self.for_brands, &sql).await
    }

    /// Listens to what the database tells of by itself, on a connection of its own.
    pub async fn listen(&self) -> Result<Changes, DbError> {
        self.connector.listen().await
    }

    /// Whether nobody is let in at the moment, because the database did not answer a moment ago or this process has closed its
    /// connections.
    pub fn is_away(&self) -> bool {
        self.reach.is_away() || self.for_all.is_closed()
    }

    /// Asks the database whether it is there and lets us through the public door.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.public().await?.rollback().await
    }

    /// The names of the migrations that this program has and the database has not. An error where none has run yet: then
    /// there are no doors either.
    pub async fn pending(&self) -> Result<Vec<String>, DbError> {
        let mut tx = self.system("compare the schema with the program").await?;
        let pending = crate::migrations::missing(&mut tx).await?;
        tx.commit().await?;
        Ok(pending)
    }

    /// Closes the pools: waiting and later callers get [`DbError::Unavailable`].
    pub fn close(&self) {
        self.for_all.close();
        self.for_brands.close();
    }

    /// How the pools and the doors are used now.
    pub fn pool_use(&self) -> PoolUse {
        let size = |pool: &Pool<AsyncPgConnection>| {
            let status = pool.status();
            PoolSize {
                max: status.max_size,
                size: status.size,
                idle: status.available,
                waiting: status.waiting,
            }
        };
        PoolUse {
            pools: [
                ("public", size(&self.for_all)),
                ("brands", size(&self.for_brands)),
            ],
            doors: self.usage.read(),
        }
    }

    async fn open(&self, door: Door, pool: &Pool<AsyncPgConnection>, sql: &str) -> Result<Tx, DbError> {
        let opened = self.open_in_time(door, pool, sql).await;
        if opened.is_err() {
            self.usage.refused(door);
        }
        opened
    }

    /// Nobody waits for a database that is known to be away.
    async fn open_in_time(
        &self,
        door: Door,
        pool: &Pool<AsyncPgConnection>,
        sql: &str,
    ) -> Result<Tx, DbError> {
        if self.reach.is_away() {
            return Err(DbError::Unavailable("it did not answer a moment ago".to_owned()));
        }
        let begun = match begin_in(pool, sql).await {
            // The pooled connections may all be from before a restart of the server: forget them and try afresh, once.
            Err(Closed::Broken(_)) => {
                pool.retain(|_, _| false);
                begin_in(pool, sql).await
            }
            answer => answer,
        };
        let connection = begun.map_err(|closed| match closed {
            Closed::Away(detail) | Closed::Broken(detail) => {
                self.reach.lost(&self.connector, &detail);
                DbError::Unavailable(detail)
            }
            Closed::Crowded(detail) => DbError::Unavailable(detail),
            Closed::Other(error) => error,
        })?;
        Ok(Tx {
            connection: Some(connection),
            _open: Usage::open(&self.usage, door),
        })
    }
}

fn pool(connector: &Connector, max: usize) -> Result<Pool<AsyncPgConnection>, DbError> {
    let connector = connector.clone();
    let mut config = ManagerConfig::default();
    // A transaction starts with a statement anyway, so a dead connection is found out without asking first.
    config.recycling_method = RecyclingMethod::Fast;
    config.custom_setup = Box::new(move |_| {
        let connector = connector.clone();
        async move { connector.connect().await }.boxed()
    });
    let manager = AsyncDieselConnectionManager::new_with_config("", config);
    Pool::builder(manager)
        .max_size(max)
        .build()
        .map_err(DbError::other)
}

/// Why a door does not open.
enum Closed {
    /// The database does not answer.
    Away(String),
    /// A connection that was open is so no more.
    Broken(String),
    /// It answers, and has no room.
    Crowded(String),
    Other(DbError),
}

impl From<DbError> for Closed {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(detail) if detail.contains(ANSWERS) => Self::Crowded(detail),
            DbError::Unavailable(detail) => Self::Away(detail),
            error => Self::Other(error),
        }
    }
}

async fn begin_in(pool: &Pool<AsyncPgConnection>, sql: &str) -> Result<Object<AsyncPgConnection>, Closed> {
    let mut connection = connection(pool).await?;
    let begun = AnsiTransactionManager::begin_transaction_sql(&mut *connection, sql);
    let why = match timeout(BEGIN_WAIT, begun).await {
        Ok(Ok(())) => return Ok(connection),
        Ok(Err(error)) => match DbError::from(error).into() {
            Closed::Away(detail) => Closed::Broken(detail),
            why => why,
        },
        Err(_) => Closed::Away(format!(
            "it did not begin a transaction within {} s",
            BEGIN_WAIT.as_secs()
        )),
    };
    // `BEGIN` may have succeeded and the rest not: nobody else gets this connection.
    drop(Object::take(connection));
    Err(why)
}

async fn connection(pool: &Pool<AsyncPgConnection>) -> Result<Object<AsyncPgConnection>, Closed> {
    if pool.is_closed() {
        let ended = "this process has closed its connections".to_owned();
        return Err(Closed::Other(DbError::Unavailable(ended)));
    }
    timeout(POOL_WAIT, pool.get())
        .await
        .map_err(|_| Closed::Crowded(format!("no connection was free within {} s", POOL_WAIT.as_secs())))?
        .map_err(|error| DbError::Unavailable(crate::error::with_causes(&error)).into())
}

/// Names the brand whose rows are worked on. A uuid prints as hexadecimal digits and hyphens only, so it needs no quoting.
fn of(brand: BrandId) -> String {
    format!("SELECT set_config('tessera.brand_id', '{brand}', true); ")
}

/// Everything that opens a transaction, in one round trip.
fn begin(begin: &str, role: &str, brand: &str, statement_ms: u32) -> String {
    format!(
        "{begin}; SET LOCAL ROLE {role}; {brand}SET LOCAL statement_timeout = {statement_ms}; \
         SET LOCAL lock_timeout = {LOCK_MS}; SET LOCAL idle_in_transaction_session_timeout = {IDLE_MS}"
    )
}

/// An open transaction behind one of the doors. Dropping it without [`Tx::commit`] rolls it back.
pub struct Tx {
    connection: Option<Object<AsyncPgConnection>>,
    _open: Open,
}

impl Tx {
    /// The connection, for the queries; `&mut *tx` is the same.
    pub fn conn(&mut self) -> &mut AsyncPgConnection {
        self
    }

    /// Makes the changes last. Fails where an earlier statement failed, even if its error was ignored.
    pub async fn commit(mut self) -> Result<(), DbError> {
        // PostgreSQL answers `COMMIT` after a failed statement with a silent rollback; a statement before it fails loudly.
        finish(self.connection.take(), "SELECT 1; COMMIT").await
    }

    /// Undoes the changes and waits until that is done.
    pub async fn rollback(mut self) -> Result<(), DbError> {
        finish(self.connection.take(), "ROLLBACK").await
    }
}

/// Ends the transaction. A connection whose end was cancelled or failed is not used again: the pool sees that its
/// transaction is still open.
async fn finish(connection: Option<Object<AsyncPgConnection>>, sql: &str) -> Result<(), DbError> {
    let Some(mut connection) = connection else {
        return Ok(());
    };
    connection.batch_execute(sql).await?;
    *AnsiTransactionManager::transaction_manager_status_mut(&mut *connection) =
        TransactionManagerStatus::default();
    Ok(())
}

impl Deref for Tx {
    type Target = AsyncPgConnection;

    fn deref(&self) -> &AsyncPgConnection {
        self.connection
            .as_ref()
            .expect("a transaction has its connection until it is consumed")
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut AsyncPgConnection {
        self.connection
            .as_mut()
            .expect("a transaction has its connection until it is consumed")
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        let Some(connection) = self.connection.take() else {
            return;
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    // A server that does not answer keeps no place in the pool.
                    match timeout(ROLLBACK_WAIT, finish(Some(connection), "ROLLBACK")).await {
                        Ok(Ok(())) => {}
                        Ok(Err(error)) => tracing::debug!(%error, "a connection was lost while rolling back"),
                        Err(_) => tracing::debug!("a connection was given up while rolling back"),
                    }
                });
            }
            // Closing the connection rolls back as well.
            Err(_) => drop(Object::take(connection)),
        }
    }
}

//! The three doors to the database, and no fourth.
//!
//! Each opens a transaction under its own PostgreSQL role; the login role itself may do nothing. What a door shows is
//! decided by the database (row-level security and column grants), not by the care of a query.

use crate::{
    Changes, DbError,
    connect::Connector,
    usage::{Door, Open, PoolUse, Usage},
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

/// How long a caller waits for a free connection before the answer is "unavailable".
const POOL_WAIT: Duration = Duration::from_secs(3);
/// The longest statement of the public door, in milliseconds: a consumer does not wait longer.
const PUBLIC_STATEMENT_MS: u32 = 2_000;
/// The longest statement of the other doors, in milliseconds.
const STATEMENT_MS: u32 = 15_000;
/// The longest wait for a lock, in milliseconds.
const LOCK_MS: u32 = 5_000;
/// The longest pause between two statements, in milliseconds: no transaction waits for a PIM or a mail server.
const IDLE_MS: u32 = 30_000;

/// The doors, on one pool of connections. Cheap to clone.
#[derive(Clone)]
pub struct Doors {
    pool: Pool<AsyncPgConnection>,
    connector: Connector,
    usage: Arc<Usage>,
}

impl Doors {
    /// Reads the address; connections are opened when they are needed, at most `max` at once.
    pub fn connect(url: &str, max: usize) -> Result<Self, DbError> {
        let connector = Connector::parse(url)?;
        let own = connector.clone();
        let mut config = ManagerConfig::default();
        // A transaction starts with a statement anyway, so a dead connection is found out without asking first.
        config.recycling_method = RecyclingMethod::Fast;
        config.custom_setup = Box::new(move |_| {
            let connector = connector.clone();
            async move { connector.connect().await }.boxed()
        });
        let manager = AsyncDieselConnectionManager::new_with_config("", config);
        let pool = Pool::builder(manager)
            .max_size(max.max(1))
            .build()
            .map_err(DbError::other)?;
        Ok(Self {
            pool,
            connector: own,
            usage: Arc::default(),
        })
    }

    /// Works on the rows of one brand.
    pub async fn brand(&self, id: BrandId) -> Result<Tx, DbError> {
        // A uuid prints as hexadecimal digits and hyphens only, so it needs no quoting.
        let brand = format!("SELECT set_config('tessera.brand_id', '{id}', true); ");
        self.open(
            Door::Brand,
            &begin("BEGIN", "tessera_brand", &brand, STATEMENT_MS),
        )
        .await
    }

    /// Reads what is published. The transaction is read-only.
    pub async fn public(&self) -> Result<Tx, DbError> {
        let sql = begin("BEGIN READ ONLY", "tessera_public", "", PUBLIC_STATEMENT_MS);
        self.open(Door::Public, &sql).await
    }

    /// Works across brands, which needs a reason for the log.
    pub async fn system(&self, reason: &'static str) -> Result<Tx, DbError> {
        tracing::debug!(reason, "the system door is opened");
        self.open(Door::System, &begin("BEGIN", "tessera_system", "", STATEMENT_MS))
            .await
    }

    /// Listens to what the database tells of by itself, on a connection of its own.
    pub async fn listen(&self) -> Result<Changes, DbError> {
        self.connector.listen().await
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

    /// Closes the pool: waiting and later callers get [`DbError::Unavailable`].
    pub fn close(&self) {
        self.pool.close();
    }

    /// How the pool and the doors are used now.
    pub fn pool_use(&self) -> PoolUse {
        let status = self.pool.status();
        PoolUse {
            max: status.max_size,
            size: status.size,
            idle: status.available,
            waiting: status.waiting,
            doors: self.usage.read(),
        }
    }

    async fn open(&self, door: Door, sql: &str) -> Result<Tx, DbError> {
        let opened = match self.try_open(door, sql).await {
            // The pooled connections may all be from before a restart of the server: forget them and try afresh, once.
            Err(DbError::Unavailable(_)) if self.pool.status().available > 0 => {
                self.pool.retain(|_, _| false);
                self.try_open(door, sql).await
            }
            answer => answer,
        };
        if opened.is_err() {
            self.usage.refused(door);
        }
        opened
    }

    async fn try_open(&self, door: Door, sql: &str) -> Result<Tx, DbError> {
        let mut connection = self.connection().await?;
        match AnsiTransactionManager::begin_transaction_sql(&mut *connection, sql).await {
            Ok(()) => Ok(Tx {
                connection: Some(connection),
                _open: Usage::open(&self.usage, door),
            }),
            Err(error) => {
                // `BEGIN` may have succeeded and the rest not: nobody else gets this connection.
                drop(Object::take(connection));
                Err(error.into())
            }
        }
    }

    async fn connection(&self) -> Result<Object<AsyncPgConnection>, DbError> {
        let unavailable = |detail: String| DbError::Unavailable(detail);
        tokio::time::timeout(POOL_WAIT, self.pool.get())
            .await
            .map_err(|_| unavailable(format!("no connection was free within {} s", POOL_WAIT.as_secs())))?
            .map_err(|error| unavailable(crate::error::with_causes(&error)))
    }
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
                    if let Err(error) = finish(Some(connection), "ROLLBACK").await {
                        tracing::debug!(%error, "a connection was lost while rolling back");
                    }
                });
            }
            // Closing the connection rolls back as well.
            Err(_) => drop(Object::take(connection)),
        }
    }
}

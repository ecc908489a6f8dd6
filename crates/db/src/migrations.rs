//! The migrations, compiled into the program.

use crate::{DbError, connect::Connector, roles, schema::ran_migrations};
use diesel::{QueryDsl, migration::MigrationSource, pg::Pg};
use diesel_async::{AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

/// All migrations of this program.
pub const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../../migrations");

/// The oldest server that is supported, as `server_version_num`.
const OLDEST_SERVER: i32 = 150_000;
/// Two programs that migrate at once take turns; the number is arbitrary and ours alone.
const LOCK: i64 = 0x7465_7373_6572_6101;

/// Brings the schema up to date as its owner, and lets `grant_to`, the application's login role, through the doors.
/// Answers the names of the migrations that ran.
pub async fn migrate(owner_url: &str, grant_to: Option<&str>) -> Result<Vec<String>, DbError> {
    let mut connection = Connector::parse(owner_url)?.connect().await?;
    require_server(&mut connection).await?;
    take_turn(&mut connection).await?;
    let (mut connection, ran) = harness(connection, run_all).await?;
    // Lets a process see whether the schema is up to date without the owner's password.
    connection
        .batch_execute("GRANT SELECT ON __diesel_schema_migrations TO tessera_system")
        .await?;
    roles::check_doors(&mut connection).await?;
    if let Some(login) = grant_to {
        roles::grant_doors(&mut connection, login).await?;
    }
    Ok(ran)
}

/// The names of the migrations that this program has and the database has not, asked as the owner.
pub async fn pending(owner_url: &str) -> Result<Vec<String>, DbError> {
    let connection = Connector::parse(owner_url)?.connect().await?;
    let (_, names) = harness(connection, |harness| {
        let pending = harness.pending_migrations(MIGRATIONS)?;
        Ok(pending.iter().map(|m| m.name().to_string()).collect())
    })
    .await?;
    Ok(names)
}

/// The names of this program's migrations that the table of those that ran does not list.
pub(crate) async fn missing(connection: &mut AsyncPgConnection) -> Result<Vec<String>, DbError> {
    let ran: Vec<String> = ran_migrations::table
        .select(ran_migrations::version)
        .load(connection)
        .await?;
    let ours = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(DbError::Other)?;
    let new = ours
        .iter()
        .filter(|m| !ran.contains(&m.name().version().to_string()));
    Ok(new.map(|m| m.name().to_string()).collect())
}

/// Takes the latest migration back. For tests: an operator restores a backup instead.
pub async fn revert_last(owner_url: &str) -> Result<String, DbError> {
    let connection = Connector::parse(owner_url)?.connect().await?;
    let (_, name) = harness(connection, |harness| {
        Ok(harness.revert_last_migration(MIGRATIONS)?.to_string())
    })
    .await?;
    Ok(name)
}

type Harness = AsyncMigrationHarness<AsyncPgConnection>;
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn run_all(harness: &mut Harness) -> Result<Vec<String>, Failure> {
    let pending: Vec<_> = MigrationHarness::<Pg>::pending_migrations(harness, MIGRATIONS)?;
    let mut ran = Vec::with_capacity(pending.len());
    for migration in &pending {
        let name = migration.name().to_string();
        harness
            .run_migration(migration)
            .map_err(|e| format!("migration {name} failed and was undone: {e}"))?;
        tracing::info!(migration = name, "migrated");
        ran.push(name);
    }
    Ok(ran)
}

/// diesel's runner blocks, so it runs on a thread where that is allowed.
async fn harness<T: Send + 'static>(
    connection: AsyncPgConnection,
    work: impl FnOnce(&mut Harness) -> Result<T, Failure> + Send + 'static,
) -> Result<(AsyncPgConnection, T), DbError> {
    let task = tokio::task::spawn_blocking(move || {
        let mut harness = AsyncMigrationHarness::new(connection);
        let answer = work(&mut harness)?;
        Ok::<_, Failure>((harness.into_inner(), answer))
    });
    task.await.map_err(DbError::other)?.map_err(DbError::Other)
}

async fn require_server(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    let version: i32 = roles::server_version(connection).await?;
    if version < OLDEST_SERVER {
        return Err(DbError::Refused(format!(
            "The database server is PostgreSQL {}; Tessera needs {} or newer.",
            version / 10_000,
            OLDEST_SERVER / 10_000
        )));
    }
    Ok(())
}

async fn take_turn(connection: &mut AsyncPgConnection) -> Result<(), DbError> {
    let sql =
        format!("SET lock_timeout = '60s'; SELECT pg_advisory_lock({LOCK}); SET lock_timeout = DEFAULT");
    connection
        .batch_execute(&sql)
        .await
        .map_err(|error| match DbError::from(error) {
            DbError::Unavailable(detail) if detail.contains("lock timeout") => DbError::Refused(
                "Another program has been migrating this database for a minute. Wait for it, or end it."
                    .to_owned(),
            ),
            error => error,
        })
}

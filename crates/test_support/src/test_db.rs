//! A database for one test.

use crate::{place, servers};
use db::Doors;
use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    sync::atomic::{AtomicU32, Ordering},
};
use tokio_postgres::{Client, NoTls};

/// The owner of the schema: not a superuser, so row-level security holds for it too.
const OWNER: &str = "tessera_owner";
/// The role that the application logs in with.
const LOGIN: &str = "tessera_login";
/// Turns for making the template; the number is arbitrary.
const LOCK: i64 = 0x7465_7374;

/// A migrated, empty database that is dropped with this value.
pub struct TestDb {
    admin: String,
    name: String,
}

impl TestDb {
    /// Copies the migrated template.
    pub async fn new() -> Self {
        let admin = servers::postgres();
        servers::touch(&place::folder());
        let client = connect(&admin).await;
        let template = template(&client, &admin).await;
        let db = Self {
            admin,
            name: unique_name(),
        };
        let sql = format!("CREATE DATABASE {} TEMPLATE {template} OWNER {OWNER}", db.name);
        client
            .batch_execute(&sql)
            .await
            .expect("the template can be copied");
        db
    }

    /// An empty database that no migration has touched.
    pub async fn unmigrated() -> Self {
        let admin = servers::postgres();
        let client = connect(&admin).await;
        in_turn(&client, create_roles(&client)).await;
        let db = Self {
            admin,
            name: unique_name(),
        };
        client
            .batch_execute(&format!("CREATE DATABASE {} OWNER {OWNER}", db.name))
            .await
            .expect("a database can be made");
        db
    }

    /// The address for the schema's owner.
    pub fn owner_url(&self) -> String {
        address(&self.admin, OWNER, &self.name)
    }

    /// The address for the application's login role.
    pub fn login_url(&self) -> String {
        address(&self.admin, LOGIN, &self.name)
    }

    /// The address for the server's superuser, for what even the owner may not do.
    pub fn superuser_url(&self) -> String {
        let (base, _) = self
            .admin
            .rsplit_once('/')
            .expect("the address ends with a database");
        format!("{base}/{}", self.name)
    }

    /// The doors to it, with at most ten connections.
    pub fn doors(&self) -> Doors {
        Doors::connect(&self.login_url(), 10).expect("the address is well formed")
    }

    /// Raw access to it as the superuser, to arrange and to look.
    pub async fn superuser(&self) -> Client {
        connect(&self.superuser_url()).await
    }

    /// Raw access to it as the schema's owner.
    pub async fn owner(&self) -> Client {
        connect(&self.owner_url()).await
    }

    /// Raw access to it as the login role.
    pub async fn login(&self) -> Client {
        connect(&self.login_url()).await
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        let (admin, name) = (self.admin.clone(), self.name.clone());
        // A thread of its own: the test's runtime may be about to end.
        let (done, dropped) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a runtime can be made").block_on(async {
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                let _ = connect(&admin).await.batch_execute(&sql).await;
            });
            let _ = done.send(());
        });
        // PostgreSQL waits for every connection that is still being made, and one of the test's own stands still as long as the
        // test does. Then the database goes with the process.
        let _ = dropped.recv_timeout(std::time::Duration::from_secs(2));
    }
}

/// The same server with another user and database; the roles share the superuser's password.
fn address(admin: &str, user: &str, database: &str) -> String {
    let (scheme, rest) = admin.split_once("://").expect("the address has a scheme");
    let (credentials, host) = rest.rsplit_once('@').expect("the address names a user");
    let password = credentials.split_once(':').map_or("", |(_, password)| password);
    let host = host.split('/').next().unwrap_or_default();
    format!("{scheme}://{user}:{password}@{host}/{database}")
}

async fn connect(url: &str) -> Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls)
        .await
        .unwrap_or_else(|e| panic!("the test database cannot be reached: {e}"));
    tokio::spawn(connection);
    client
}

fn unique_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    format!("test_{}_{count}_{}", std::process::id(), &place::secret()[..8])
}

/// The name of the database that holds today's migrations, made where it is missing.
async fn template(client: &Client, admin: &str) -> String {
    let name = format!("template_{:016x}", fingerprint());
    if exists(client, &name).await {
        return name;
    }
    in_turn(client, async {
        if !exists(client, &name).await {
            create_roles(client).await;
            make_template(client, admin, &name).await;
        }
    })
    .await;
    name
}

async fn make_template(client: &Client, admin: &str, name: &str) {
    let draft = format!("{name}_draft");
    let run = |sql: String| async move { client.batch_execute(&sql).await };
    run(format!("DROP DATABASE IF EXISTS {draft} WITH (FORCE)"))
        .await
        .expect("an old draft can be dropped");
    run(format!("CREATE DATABASE {draft} OWNER {OWNER}"))
        .await
        .expect("a database can be made");
    db::migrate(&address(admin, OWNER, &draft), Some(LOGIN))
        .await
        .expect("the migrations run");
    // The migration's connection may still be closing.
    for attempt in 0.. {
        match run(format!("ALTER DATABASE {draft} RENAME TO {name}")).await {
            Ok(()) => return,
            Err(error) if attempt == 100 => panic!("the template cannot be renamed: {error}"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
    }
}

async fn exists(client: &Client, name: &str) -> bool {
    let rows = client
        .query("SELECT FROM pg_database WHERE datname = $1", &[&name])
        .await;
    !rows.expect("the databases can be listed").is_empty()
}

/// Test processes that start together take turns.
async fn in_turn<T>(client: &Client, work: impl Future<Output = T>) -> T {
    client
        .batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))
        .await
        .expect("the lock can be taken");
    let answer = work.await;
    client
        .batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))
        .await
        .expect("the lock can be given back");
    answer
}

async fn create_roles(client: &Client) {
    let url = servers::postgres();
    let password = url
        .split_once("://")
        .and_then(|(_, rest)| rest.rsplit_once('@'))
        .map_or("", |(who, _)| who);
    let password = password.split_once(':').map_or("", |(_, password)| password);
    for (role, rights) in [(OWNER, "CREATEROLE CREATEDB"), (LOGIN, "NOINHERIT")] {
        let sql = format!(
            "DO $$ BEGIN CREATE ROLE {role} LOGIN {rights} PASSWORD '{password}'; \
             EXCEPTION WHEN duplicate_object THEN NULL; END $$"
        );
        client.batch_execute(&sql).await.expect("a role can be made");
    }
}

/// Changes with every byte of a migration.
fn fingerprint() -> u64 {
    let mut files: Vec<_> = fs::read_dir(place::root().join("migrations"))
        .expect("the migrations are there")
        .flatten()
        .map(|entry| entry.path().join("up.sql"))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        file.parent()
            .and_then(|folder| folder.file_name())
            .hash(&mut hasher);
        fs::read(&file)
            .expect("a migration can be read")
            .hash(&mut hasher);
    }
    hasher.finish()
}

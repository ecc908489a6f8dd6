//! The role that the program logs in with may open the doors and nothing else.

use crate::world::World;
use db::{check_login_role, create_login_role};
use test_support::TestDb;

/// A role of this test alone; roles belong to the whole server.
struct Role<'a> {
    db: &'a TestDb,
    name: String,
}

impl<'a> Role<'a> {
    async fn new(db: &'a TestDb, rights: &str) -> Self {
        let database = db.login_url().rsplit('/').next().unwrap().to_owned();
        let role = Self {
            db,
            name: format!("role_{database}"),
        };
        role.sql(&format!(
            "CREATE ROLE {} LOGIN {rights} PASSWORD 'secret'",
            role.name
        ))
        .await;
        role
    }

    async fn sql(&self, sql: &str) {
        self.db.superuser().await.batch_execute(sql).await.unwrap();
    }

    fn url(&self) -> String {
        let (start, host) = (
            self.db.login_url(),
            self.db.login_url().rsplit('@').next().unwrap().to_owned(),
        );
        let scheme = start.split("://").next().unwrap().to_owned();
        format!("{scheme}://{}:secret@{host}", self.name)
    }

    /// What the check says; the role is gone afterwards.
    async fn objection(self) -> String {
        let answer = check_login_role(&self.url()).await;
        self.drop().await;
        answer.err().map(|error| error.to_string()).unwrap_or_default()
    }

    async fn drop(self) {
        self.sql(&format!(
            "REASSIGN OWNED BY {0} TO postgres; DROP OWNED BY {0}; DROP ROLE {0}",
            self.name
        ))
        .await;
    }
}

const DOORS: &str = "tessera_brand, tessera_public, tessera_system";

#[tokio::test]
async fn the_login_role_reads_nothing_without_a_door() {
    let world = World::new().await;
    let tables = world
        .value("SELECT string_agg(tablename, ' ') FROM pg_tables WHERE schemaname = 'public'")
        .await;
    let login = world.db.login().await;
    for table in tables.split(' ') {
        for sql in [
            format!("SELECT 1 FROM public.{table}"),
            format!("DELETE FROM public.{table}"),
        ] {
            let error = login.batch_execute(&sql).await.unwrap_err();
            assert_eq!(error.code().unwrap().code(), "42501", "{sql}: {error}");
        }
    }
    assert!(login.batch_execute("CREATE TABLE x ()").await.is_err());
}

#[tokio::test]
async fn the_login_role_of_the_tests_is_what_the_program_wants() {
    let db = TestDb::new().await;
    check_login_role(&db.login_url()).await.unwrap();
}

#[tokio::test]
async fn a_superuser_is_refused() {
    let db = TestDb::new().await;
    let error = check_login_role(&db.superuser_url())
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("is a superuser"), "{error}");
}

#[tokio::test]
async fn the_owner_is_refused() {
    let db = TestDb::new().await;
    let error = check_login_role(&db.owner_url()).await.unwrap_err().to_string();
    assert!(error.contains("may create roles"), "{error}");
    let role = Role::new(&db, "NOINHERIT").await;
    role.sql(&format!(
        "GRANT {DOORS} TO {0}; ALTER TABLE jobs OWNER TO {0}",
        role.name
    ))
    .await;
    let error = role.objection().await;
    assert!(error.contains("owns the database or its tables"), "{error}");
}

#[tokio::test]
async fn rights_that_go_around_the_doors_are_refused() {
    let db = TestDb::new().await;
    for (rights, word) in [
        ("BYPASSRLS", "bypasses row-level security"),
        ("CREATEROLE", "may create roles"),
        ("REPLICATION", "may replicate"),
        ("", "may not take the role tessera_brand"),
    ] {
        let error = Role::new(&db, rights).await.objection().await;
        assert!(error.contains(word), "{rights}: {error}");
    }
}

#[tokio::test]
async fn a_role_that_inherits_from_the_doors_is_refused() {
    let db = TestDb::new().await;
    let role = Role::new(&db, "INHERIT").await;
    role.sql(&format!("GRANT {DOORS} TO {}", role.name)).await;
    let error = role.objection().await;
    assert!(error.contains("inherits the rights of the doors"), "{error}");
}

#[tokio::test]
async fn a_role_with_another_membership_is_refused() {
    let db = TestDb::new().await;
    let role = Role::new(&db, "NOINHERIT").await;
    role.sql(&format!("GRANT {DOORS}, pg_read_all_data TO {}", role.name))
        .await;
    let error = role.objection().await;
    assert!(error.contains("pg_read_all_data"), "{error}");
}

#[tokio::test]
async fn a_login_role_is_created_let_in_and_given_another_password() {
    let db = TestDb::new().await;
    // Only its clean-up is used: the role itself comes from the function under test.
    let role = Role::new(&db, "SUPERUSER").await;
    create_login_role(&db.superuser_url(), &role.name, "it's a secret")
        .await
        .unwrap();
    create_login_role(&db.superuser_url(), &role.name, "secret")
        .await
        .unwrap();
    db::migrate(&db.owner_url(), Some(&role.name)).await.unwrap();
    db::Doors::connect(&role.url(), 1).unwrap().ping().await.unwrap();
    assert_eq!(role.objection().await, "");
}

#[tokio::test]
async fn a_new_login_role_may_log_in_and_nothing_else() {
    let db = TestDb::new().await;
    let role = Role::new(&db, "").await;
    let name = format!("{}_new", role.name);
    create_login_role(&db.owner_url(), &name, "x").await.unwrap();
    let sql =
        "SELECT rolsuper OR rolinherit OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication
               FROM pg_roles WHERE rolname = $1";
    let any: bool = db
        .superuser()
        .await
        .query_one(sql, &[&name])
        .await
        .unwrap()
        .get(0);
    role.sql(&format!("DROP ROLE {name}")).await;
    role.drop().await;
    assert!(!any);
}

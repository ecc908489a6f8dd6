//! The migrations run forwards, backwards, on data, twice and side by side.

use crate::world::{DOORS, World};
use db::migrations::{migrate, pending, revert_last};
use test_support::TestDb;

const ALL: [&str; 27] = [
    "2026-11-21-000000_roles",
    "2026-11-21-000001_accounts",
    "2026-11-21-000002_passports",
    "2026-11-21-000003_identity",
    "2026-11-21-000004_audit",
    "2026-11-21-000005_drift",
    "2026-11-21-000007_readiness",
    "2026-11-21-000009_job_lines",
    "2026-11-21-000011_turns",
    "2026-11-21-000013_claims",
    "2026-11-21-000015_live",
    "2026-11-21-000017_events",
    "2026-11-21-000019_signatures",
    "2026-11-21-000021_audiences",
    "2026-11-21-000022_grants",
    "2026-11-21-000023_units",
    "2026-11-21-000025_states",
    "2026-11-21-000027_api_keys",
    "2026-11-21-000029_exports",
    "2026-11-21-000033_domains",
    "2026-11-21-000035_registry",
    "2026-11-21-000041_files",
    "2026-11-21-000047_changes",
    "2026-11-21-000049_scans",
    "2026-11-21-000051_sitemaps",
    "2026-11-21-000055_shown",
    "2026-11-22-000057_scans_alike",
];

/// A description of everything in the schema.
async fn picture(db: &TestDb) -> String {
    let sql = "
        SELECT coalesce(string_agg(line, E'\\n' ORDER BY line), '') FROM (
            SELECT 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
                   || ' ' || coalesce(column_default, '') AS line
            FROM information_schema.columns WHERE table_schema = 'public'
            UNION ALL SELECT 'constraint ' || conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
            FROM pg_constraint WHERE connamespace = 'public'::regnamespace
            UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION ALL SELECT 'policy ' || tablename || ' ' || policyname || ' ' || roles::text || ' ' || cmd || ' '
                   || coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies
            UNION ALL SELECT 'grant ' || relname || ' ' || coalesce(relacl::text, '') FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            UNION ALL SELECT 'trigger ' || tgname || ' ' || tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal
        ) AS lines";
    db.superuser().await.query_one(sql, &[]).await.unwrap().get(0)
}

#[tokio::test]
async fn an_empty_database_is_migrated_once() {
    let db = TestDb::unmigrated().await;
    assert_eq!(pending(&db.owner_url()).await.unwrap(), ALL);
    assert_eq!(
        migrate(&db.owner_url(), Some("tessera_login")).await.unwrap(),
        ALL
    );
    assert_eq!(pending(&db.owner_url()).await.unwrap(), [""; 0]);
    assert_eq!(migrate(&db.owner_url(), None).await.unwrap(), [""; 0]);
    db.doors().ping().await.unwrap();
}

#[tokio::test]
async fn a_process_without_the_owners_password_sees_whether_the_schema_is_up_to_date() {
    let db = TestDb::new().await;
    assert_eq!(db.doors().pending().await.unwrap(), [""; 0]);
    revert_last(&db.owner_url()).await.unwrap();
    assert_eq!(db.doors().pending().await.unwrap(), ALL[ALL.len() - 1..]);
}

#[tokio::test]
async fn what_goes_down_comes_up_the_same() {
    let db = TestDb::unmigrated().await;
    migrate(&db.owner_url(), None).await.unwrap();
    let before = picture(&db).await;
    for name in ALL.iter().rev() {
        let version: String = name[..17].replace('-', "");
        assert_eq!(revert_last(&db.owner_url()).await.unwrap(), version);
    }
    let left = picture(&db).await;
    let ours: Vec<_> = left
        .lines()
        .filter(|line| !line.contains("__diesel_schema_migrations"))
        .collect();
    assert_eq!(ours, [""; 0]);
    migrate(&db.owner_url(), None).await.unwrap();
    similar(&before, &picture(&db).await);
}

#[tokio::test]
async fn a_database_with_data_is_migrated_and_keeps_it() {
    let db = TestDb::new().await;
    revert_last(&db.owner_url()).await.unwrap();
    let superuser = db.superuser().await;
    let brand = "INSERT INTO brands VALUES ('00000000-0000-0000-0000-0000000000a1', 'Brand a', 3600, now())";
    superuser.batch_execute(brand).await.unwrap();
    assert_eq!(
        migrate(&db.owner_url(), Some("tessera_login")).await.unwrap(),
        ALL[ALL.len() - 1..]
    );
    let kept: i64 = superuser
        .query_one("SELECT count(*) FROM brands", &[])
        .await
        .unwrap()
        .get(0);
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn two_programs_migrate_in_turn() {
    let db = TestDb::unmigrated().await;
    let url = db.owner_url();
    let (one, two) = tokio::join!(migrate(&url, None), migrate(&url, None));
    let mut counts = [one.unwrap().len(), two.unwrap().len()];
    counts.sort_unstable();
    assert_eq!(counts, [0, ALL.len()]);
}

#[tokio::test]
async fn a_role_that_does_not_exist_is_told_with_the_remedy() {
    let db = TestDb::unmigrated().await;
    let error = migrate(&db.owner_url(), Some("no_such_role"))
        .await
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("CREATE ROLE \"no_such_role\" LOGIN NOINHERIT"),
        "{error}"
    );
}

#[tokio::test]
async fn a_failed_migration_is_named_and_leaves_nothing() {
    let db = TestDb::unmigrated().await;
    db.owner()
        .await
        .batch_execute("CREATE TABLE jobs ()")
        .await
        .unwrap();
    let error = migrate(&db.owner_url(), None).await.unwrap_err().to_string();
    assert!(error.contains("2026-11-21-000002_passports"), "{error}");
    assert!(!picture(&db).await.contains("passports"));
    assert_eq!(pending(&db.owner_url()).await.unwrap(), ALL[2..]);
}

#[tokio::test]
async fn the_doors_are_roles_that_nobody_logs_in_with() {
    let world = World::new().await;
    for door in DOORS {
        let sql = format!(
            "SELECT rolcanlogin OR rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolinherit
             FROM pg_roles WHERE rolname = '{door}'"
        );
        assert_eq!(world.value(&sql).await, "false", "{door}");
    }
}

/// Compares line by line, so that a failure shows the line.
fn similar(one: &str, other: &str) {
    let (one, other): (Vec<_>, Vec<_>) = (one.lines().collect(), other.lines().collect());
    assert_eq!(one, other);
}

//! No brand reaches another's rows, whatever SQL it sends.

use crate::world::{BRAND_TABLES, OURS, THEIRS, World, attempt, execute, is_refused, scalar};
use domain::BrandId;
use uuid::Uuid;

#[tokio::test]
async fn every_table_with_a_brand_forces_row_level_security_with_a_policy_for_the_brand_door() {
    let world = World::new().await;
    let sql = "
        SELECT c.relname::text,
               c.relrowsecurity AND c.relforcerowsecurity AND EXISTS (
                   SELECT FROM pg_policies p
                   WHERE p.schemaname = 'public' AND p.tablename = c.relname AND p.roles = '{tessera_brand}'
                     AND p.permissive = 'PERMISSIVE' AND p.cmd = 'ALL'
                     AND p.qual = '(brand_id = current_brand())' AND p.with_check = '(brand_id = current_brand())')
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'brand_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relnamespace = 'public'::regnamespace ORDER BY 1";
    let rows = world.superuser.query(sql, &[]).await.unwrap();
    let tables: Vec<(String, bool)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let unguarded: Vec<_> = tables.iter().filter(|(_, guarded)| !guarded).collect();
    assert!(
        unguarded.is_empty(),
        "without ENABLE, FORCE or the policy `brand_door`: {unguarded:?}"
    );
    let names: Vec<_> = tables.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names, BRAND_TABLES,
        "world.rs has rows for every table with a brand"
    );
}

#[tokio::test]
async fn a_part_of_a_table_is_reached_through_its_whole_alone() {
    let world = World::new().await;
    let open = "SELECT string_agg(relname, ', ') FROM pg_class WHERE relispartition AND relkind IN ('r', 'p') AND NOT (
                    relacl IS NULL AND relrowsecurity AND relforcerowsecurity)";
    assert_eq!(world.value(open).await, "");
    let parts = "SELECT count(*) > 3 FROM pg_class WHERE relispartition AND relkind IN ('r', 'p')";
    assert_eq!(world.value(parts).await, "true");
    for sql in ["SELECT * FROM scans_365", "DELETE FROM scans_365"] {
        for tx in [world.doors.brand(OURS).await, world.doors.system("a test").await] {
            let answer = attempt(tx, sql).await;
            assert!(is_refused(&answer), "{sql}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn no_policy_lets_the_brand_door_see_more_and_none_is_for_everybody() {
    let world = World::new().await;
    let wide = world
        .value(
            "SELECT string_agg(tablename || '.' || policyname, ', ') FROM pg_policies
             WHERE 'public' = ANY(roles) OR ('tessera_brand' = ANY(roles) AND policyname <> 'brand_door')",
        )
        .await;
    assert_eq!(wide, "");
}

#[tokio::test]
async fn a_brand_sees_its_own_rows_and_none_of_another() {
    let world = World::new().await;
    for table in BRAND_TABLES {
        let mut tx = world.doors.brand(OURS).await.unwrap();
        let seen = scalar(
            &mut tx,
            &format!("SELECT string_agg(brand_id::text, ',') FROM {table}"),
        )
        .await
        .unwrap();
        assert_eq!(seen, OURS.to_string(), "{table}");
        let theirs = format!("SELECT count(*) FROM {table} WHERE brand_id = '{THEIRS}'");
        assert_eq!(scalar(&mut tx, &theirs).await.unwrap(), "0", "{table}");
    }
}

#[tokio::test]
async fn a_brand_changes_and_deletes_nothing_of_another() {
    let world = World::new().await;
    for table in BRAND_TABLES {
        for sql in [
            format!("UPDATE {table} SET brand_id = brand_id WHERE brand_id = '{THEIRS}'"),
            format!("UPDATE {table} SET brand_id = '{OURS}' WHERE brand_id = '{THEIRS}'"),
            format!("DELETE FROM {table} WHERE brand_id = '{THEIRS}'"),
        ] {
            let mut tx = world.doors.brand(OURS).await.unwrap();
            let answer = execute(&mut tx, &sql).await;
            assert!(
                matches!(answer, Ok(0)) || is_refused(&answer),
                "{sql}: {answer:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_brand_cannot_give_a_row_to_another() {
    let world = World::new().await;
    for table in BRAND_TABLES {
        let sql = format!("UPDATE {table} SET brand_id = '{THEIRS}' WHERE brand_id = '{OURS}'");
        let answer = attempt(world.doors.brand(OURS).await, &sql).await;
        assert!(is_refused(&answer), "{sql}: {answer:?}");
    }
}

#[tokio::test]
async fn a_brand_cannot_write_a_row_in_anothers_name() {
    let world = World::new().await;
    for table in BRAND_TABLES {
        let row = world
            .value(&format!(
                "SELECT to_jsonb(t) FROM {table} t WHERE brand_id = '{THEIRS}'"
            ))
            .await;
        let row = row.replace('\'', "''");
        let columns = world
            .value(&format!(
                "SELECT string_agg(attname, ', ') FROM pg_attribute
                 WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''"
            ))
            .await;
        let sql = format!(
            "INSERT INTO {table} ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::{table}, '{row}')"
        );
        let answer = attempt(world.doors.brand(OURS).await, &sql).await;
        assert!(is_refused(&answer), "{table}: {answer:?}");
    }
}

#[tokio::test]
async fn a_brand_sees_neither_another_brand_nor_its_people() {
    let world = World::new().await;
    let mut tx = world.doors.brand(OURS).await.unwrap();
    let brands = scalar(&mut tx, "SELECT string_agg(name, ',') FROM brands")
        .await
        .unwrap();
    let people = scalar(&mut tx, "SELECT string_agg(email, ',') FROM users")
        .await
        .unwrap();
    assert_eq!((brands.as_str(), people.as_str()), ("Brand a", "a@example.com"));
    let changed = execute(
        &mut tx,
        &format!("UPDATE brands SET name = 'x' WHERE id = '{THEIRS}'"),
    )
    .await;
    assert_eq!(changed.unwrap(), 0);
}

#[tokio::test]
async fn the_brand_door_reads_no_password_session_mail_or_token() {
    let world = World::new().await;
    for sql in [
        "SELECT password_hash FROM users",
        "SELECT * FROM sessions",
        "SELECT * FROM mailed_tokens",
        "SELECT * FROM outbox",
        "UPDATE users SET email = 'x'",
        "INSERT INTO members SELECT * FROM members",
        "UPDATE audit_events SET action = 'x'",
        "DELETE FROM audit_events",
    ] {
        let answer = attempt(world.doors.brand(OURS).await, sql).await;
        assert!(is_refused(&answer), "{sql}: {answer:?}");
    }
}

#[tokio::test]
async fn a_row_refers_to_rows_of_its_own_brand_only() {
    let world = World::new().await;
    let theirs = "00000000-0000-0000-0000-0000000000b";
    for sql in [
        format!("UPDATE templates SET connection_id = '{theirs}3'"),
        format!("UPDATE passports SET template_id = '{theirs}4'"),
    ] {
        let mut tx = world.doors.brand(OURS).await.unwrap();
        let answer = execute(&mut tx, &sql).await;
        assert!(
            matches!(answer, Err(db::DbError::ForeignKey { .. })),
            "{sql}: {answer:?}"
        );
    }
}

#[tokio::test]
async fn an_unknown_brand_sees_nothing() {
    let world = World::new().await;
    let mut tx = world.doors.brand(BrandId(Uuid::from_u128(0xdead))).await.unwrap();
    for table in BRAND_TABLES {
        assert_eq!(
            scalar(&mut tx, &format!("SELECT count(*) FROM {table}"))
                .await
                .unwrap(),
            "0",
            "{table}"
        );
    }
}

#[tokio::test]
async fn without_a_brand_the_brand_role_gets_an_error_instead_of_an_empty_answer() {
    let world = World::new().await;
    let login = world.db.login().await;
    let with_a_brand = format!(
        "BEGIN; SET LOCAL ROLE tessera_brand; SELECT set_config('tessera.brand_id', '{OURS}', true); \
         SELECT count(*) FROM passports; COMMIT"
    );
    // On a fresh connection, and on one that had a brand before.
    for before in ["SELECT 1", &with_a_brand] {
        login.batch_execute(before).await.unwrap();
        for table in BRAND_TABLES {
            let sql = format!("BEGIN; SET LOCAL ROLE tessera_brand; SELECT count(*) FROM {table}");
            assert!(login.batch_execute(&sql).await.is_err(), "{table}");
            login.batch_execute("ROLLBACK").await.unwrap();
        }
    }
}

//! A consumer's request reads what is published, nothing else.

use crate::world::{OURS, World, attempt, is_refused, scalar};

#[tokio::test]
async fn the_public_door_reads_a_published_passport() {
    let world = World::new().await;
    let mut tx = world.doors.public().await.unwrap();
    let sql = "SELECT b.name || ' ' || v.number || ' ' || convert_from(v.document, 'UTF8') || ' ' || (t.design::text)
               FROM passports p JOIN versions v ON v.passport_id = p.id AND v.number = p.latest
               JOIN templates t ON t.id = p.template_id JOIN brands b ON b.id = p.brand_id
               WHERE p.path = '/01/09521234543213'";
    assert_eq!(scalar(&mut tx, sql).await.unwrap(), "Brand a 1 {} {}");
    let live = "SELECT live FROM passports WHERE path = '/01/09521234543213'";
    assert_eq!(scalar(&mut tx, live).await.unwrap(), "false");
}

#[tokio::test]
async fn the_public_door_reads_no_private_table() {
    let world = World::new().await;
    for table in [
        "audit_events",
        "backup_codes",
        "ceremonies",
        "connections",
        "disclosure_keys",
        "grants",
        "identities",
        "invitations",
        "job_lines",
        "jobs",
        "known_devices",
        "mailed_tokens",
        "members",
        "outbox",
        "passkeys",
        "registration_proofs",
        "registrations",
        "restricted_reads",
        "sessions",
        "totp_factors",
        "users",
    ] {
        for columns in ["*", "1", "count(*)"] {
            let answer = attempt(
                world.doors.public().await,
                &format!("SELECT {columns} FROM {table}"),
            )
            .await;
            assert!(is_refused(&answer), "{columns} of {table}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn the_public_door_reads_no_private_column() {
    let world = World::new().await;
    for (table, columns) in [
        ("brands", "cache_ttl_s, created_at, second_factor_from"),
        ("templates", "connection_id, family, revision, created_at"),
        (
            "passports",
            "product_key, product_identifier, name, search, content_hash, labels_downloaded_at, created_at",
        ),
        ("versions", "id, brand_id, published_by, disclosures"),
        ("media", "created_at"),
        ("passport_files", "latest"),
        (
            "domains",
            "id, token, checked_at, problem, failing_since, points_here, created_at",
        ),
    ] {
        for column in columns.split(", ") {
            let answer = attempt(
                world.doors.public().await,
                &format!("SELECT {column} FROM {table}"),
            )
            .await;
            assert!(is_refused(&answer), "{table}.{column}: {answer:?}");
        }
    }
}

#[tokio::test]
async fn the_public_door_writes_nothing() {
    let world = World::new().await;
    for sql in [
        "UPDATE passports SET latest = 2",
        "DELETE FROM media",
        "INSERT INTO brands (id, name) VALUES (gen_random_uuid(), 'x')",
        "CREATE TABLE x ()",
        "CREATE TEMPORARY TABLE x ()",
    ] {
        let answer = attempt(world.doors.public().await, sql).await;
        assert!(is_refused(&answer), "{sql}: {answer:?}");
    }
}

#[tokio::test]
async fn a_design_is_public_only_once_a_passport_shows_it() {
    let world = World::new().await;
    let draft = format!(
        "INSERT INTO templates SELECT '00000000-0000-0000-0000-0000000000ff', brand_id, connection_id, family, revision,
         '{{\"draft\": true}}', NULL, created_at, updated_at FROM templates WHERE brand_id = '{OURS}'"
    );
    world.superuser.batch_execute(&draft).await.unwrap();
    let mut tx = world.doors.public().await.unwrap();
    let seen = scalar(&mut tx, "SELECT string_agg(design::text, ',') FROM templates")
        .await
        .unwrap();
    assert_eq!(seen, "{},{}");
}

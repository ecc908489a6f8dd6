//! A published version is never changed, by anybody.

use crate::world::{DOORS, OURS, World, attempt};

const CHANGES: [&str; 4] = [
    "UPDATE versions SET document = 'forged'",
    "UPDATE versions SET number = number + 1",
    "DELETE FROM versions",
    "TRUNCATE versions",
];

#[tokio::test]
async fn no_door_changes_a_version() {
    let world = World::new().await;
    let login = world.db.login().await;
    for role in DOORS {
        for change in CHANGES {
            let sql = format!(
                "BEGIN; SET LOCAL ROLE {role}; SELECT set_config('tessera.brand_id', '{OURS}', true); {change}"
            );
            let error = login.batch_execute(&sql).await.unwrap_err();
            login.batch_execute("ROLLBACK").await.unwrap();
            let code = error.code().unwrap().code().to_owned();
            assert_eq!(code, "42501", "{role}: {change}: {error}");
        }
    }
}

#[tokio::test]
async fn not_even_the_superuser_changes_a_version_by_accident() {
    let world = World::new().await;
    let refusal = async |change: &str| {
        let error = world.superuser.batch_execute(change).await.unwrap_err();
        error.as_db_error().unwrap().message().to_owned()
    };
    for change in CHANGES.into_iter().chain(["TRUNCATE passports CASCADE"]) {
        let message = refusal(change).await;
        assert_eq!(message, "a published version is never changed", "{change}");
    }
    // Versions and the audit log both stand in its way; which one is asked first is PostgreSQL's choice.
    let message = refusal("TRUNCATE brands CASCADE").await;
    assert!(message.ends_with("is never changed"), "{message}");
}

#[tokio::test]
async fn the_owner_of_the_schema_changes_no_version() {
    let world = World::new().await;
    let owner = world.db.owner().await;
    // Row-level security is forced, so the owner does not even see the rows; and truncation meets the trigger.
    for change in &CHANGES[..3] {
        assert_eq!(owner.execute(*change, &[]).await.unwrap(), 0, "{change}");
    }
    let error = owner.batch_execute("TRUNCATE versions").await.unwrap_err();
    assert_eq!(
        error.as_db_error().unwrap().message(),
        "a published version is never changed"
    );
    // Nor where it lets itself see them.
    owner
        .batch_execute("ALTER TABLE versions NO FORCE ROW LEVEL SECURITY")
        .await
        .unwrap();
    for change in CHANGES {
        let error = owner.batch_execute(change).await.unwrap_err();
        assert_eq!(
            error.as_db_error().unwrap().message(),
            "a published version is never changed",
            "{change}"
        );
    }
}

#[tokio::test]
async fn a_version_keeps_its_passport_its_brand_and_its_publisher() {
    let world = World::new().await;
    for table in ["passports", "brands", "users"] {
        assert!(
            world
                .superuser
                .batch_execute(&format!("DELETE FROM {table}"))
                .await
                .is_err(),
            "{table}"
        );
    }
    assert_eq!(world.value("SELECT count(*) FROM versions").await, "2");
}

#[tokio::test]
async fn the_database_refuses_to_store_anything_of_a_live_product() {
    let world = World::new().await;
    let set = async |changes: &str| {
        let sql = format!("UPDATE passports SET {changes}");
        attempt(world.doors.brand(OURS).await, &sql).await
    };
    let empty = "live = true, latest_hash = '', content_hash = ''";
    set(&format!("{empty}, latest = 0")).await.unwrap();
    for wrong in [
        format!("{empty}, latest = 1"),
        format!("{empty}, latest = 0, name = '{{\"en\": \"Chair\"}}'"),
        "live = true, latest = 0, latest_hash = ''".to_owned(),
        // Who has versions has a first one.
        "latest = 0".to_owned(),
    ] {
        assert!(set(&wrong).await.is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn the_database_keeps_levels_and_places_as_they_are() {
    let world = World::new().await;
    let model = "'00000000-0000-0000-0000-0000000000a5'";
    let insert = |values: &str| {
        format!(
            "INSERT INTO passports (id, brand_id, template_id, product_key, product_identifier, path, name, search, latest,
                 latest_hash, content_hash, published_at, created_at, granularity, parent_id, model_id, batch, serial)
             SELECT gen_random_uuid(), brand_id, template_id, product_key, product_identifier, {values}
             FROM passports WHERE id = {model}"
        )
    };
    let unit = |path: &str, level: &str| {
        insert(&format!(
            "'{path}', name, search, 1, latest_hash, content_hash, published_at, created_at, {level}"
        ))
    };
    let lot = format!("'batch', {model}, {model}, 'LOT-7', NULL");
    let stored = unit("/01/09521234543213/10/LOT-7", &lot);
    world.superuser.batch_execute(&stored).await.unwrap();
    for wrong in [
        // The same batch again, under another address; an item without a number; a model below a model; a wrong address.
        unit("/p/0123456789abcdef", &lot),
        unit(
            "/p/0123456789abcdef",
            &format!("'item', {model}, {model}, NULL, NULL"),
        ),
        unit(
            "/p/0123456789abcdef",
            &format!("'model', {model}, {model}, NULL, NULL"),
        ),
        unit(
            "/p/0123456789abcdef",
            &format!("'item', {model}, {model}, 'LOT-7', '1'"),
        ),
        unit(
            "/01/09521234543213/10/LOT/8",
            &format!("'batch', {model}, {model}, 'LOT/8', NULL"),
        ),
    ] {
        assert!(
            attempt(world.doors.brand(OURS).await, &wrong).await.is_err(),
            "{wrong}"
        );
    }
    for change in ["granularity = 'model'", "batch = 'LOT-8'", "parent_id = NULL"] {
        let sql = format!("UPDATE passports SET {change} WHERE batch = 'LOT-7'");
        assert!(world.superuser.batch_execute(&sql).await.is_err(), "{change}");
    }
    let moved = "UPDATE passports SET latest = latest + 1, search = 'x' WHERE batch = 'LOT-7'";
    attempt(world.doors.brand(OURS).await, moved).await.unwrap();
}

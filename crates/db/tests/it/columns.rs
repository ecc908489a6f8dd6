//! What the columns must be like, and that the program's picture of them is true.

use std::collections::BTreeMap;
use test_support::TestDb;

#[tokio::test]
async fn no_table_keeps_an_address_of_a_visitor() {
    let db = TestDb::new().await;
    let sql = "SELECT table_name || '.' || column_name FROM information_schema.columns
               WHERE table_schema = 'public' AND (udt_name IN ('inet', 'cidr') OR column_name ~ '(^|_)(ip|ips|addr)(_|$)') ORDER BY 1";
    let rows = db.superuser().await.query(sql, &[]).await.unwrap();
    let found: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    // Signed-in people only; the log says who did what from where.
    assert_eq!(found, ["audit_events.ip", "sessions.ip"]);
}

#[tokio::test]
async fn the_schema_of_the_program_is_the_schema_of_the_database() {
    let db = TestDb::new().await;
    let sql = "SELECT table_name::text, column_name::text, udt_name::text, is_nullable = 'YES'
               FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'
               AND table_name NOT IN (SELECT relname FROM pg_class WHERE relispartition)
               ORDER BY table_name, ordinal_position";
    let mut real: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in db.superuser().await.query(sql, &[]).await.unwrap() {
        let (kind, nullable): (String, bool) = (row.get(2), row.get(3));
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        // PostgreSQL names the type of a list after that of its elements.
        let kind = match kind.strip_prefix('_') {
            Some(element) => format!("Array<{}>", capital(element)),
            None => capital(&kind),
        };
        let kind = if nullable {
            format!("Nullable<{kind}>")
        } else {
            kind
        };
        real.entry(row.get(0))
            .or_default()
            .push(format!("{} -> {kind},", row.get::<_, String>(1)));
    }
    assert_eq!(declared(), real);
}

/// The tables of schema.rs; their columns in order.
fn declared() -> BTreeMap<String, Vec<String>> {
    let mut tables = BTreeMap::new();
    let mut table = String::new();
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with(") {")) {
            name.clone_into(&mut table);
        } else if line.contains(" -> ") && line.ends_with(',') {
            tables
                .entry(table.clone())
                .or_insert_with(Vec::new)
                .push(line.to_owned());
        }
    }
    // diesel's own, which we read one column of.
    tables.remove("ran_migrations");
    tables
}

//! Two brands with a row in every table, and raw SQL through a door.

use chrono::{DateTime, TimeDelta, TimeZone, Utc};
use db::{DbError, Doors, Tx};
use diesel::{QueryableByName, sql_types::Text};
use diesel_async::{RunQueryDsl, SimpleAsyncConnection};
use domain::BrandId;
use test_support::{TestDb, tokio_postgres::Client};
use uuid::Uuid;

/// The first brand.
pub const OURS: BrandId = BrandId(Uuid::from_u128(0xa1));
/// The other brand.
pub const THEIRS: BrandId = BrandId(Uuid::from_u128(0xb1));
/// The tables with a `brand_id`, as the convention test finds them too.
pub const BRAND_TABLES: [&str; 33] = [
    "api_keys",
    "audit_checkpoints",
    "audit_events",
    "audit_heads",
    "brand_keys",
    "compliance",
    "connections",
    "disclosure_keys",
    "domains",
    "drift",
    "entries",
    "export_chunks",
    "exports",
    "grants",
    "invitations",
    "job_lines",
    "jobs",
    "media",
    "members",
    "passport_files",
    "passports",
    "pim_events",
    "polls",
    "readiness",
    "registration_proofs",
    "registrations",
    "restricted_reads",
    "scan_counts",
    "scan_months",
    "scans",
    "subscriptions",
    "templates",
    "versions",
];
/// The doors' roles.
pub const DOORS: [&str; 3] = ["tessera_brand", "tessera_public", "tessera_system"];

/// A database with two brands, its doors, and raw access as the superuser.
pub struct World {
    pub db: TestDb,
    pub doors: Doors,
    pub superuser: Client,
}

impl World {
    pub async fn new() -> Self {
        let db = TestDb::new().await;
        let (doors, superuser) = (db.doors(), db.superuser().await);
        for letter in ['a', 'b'] {
            superuser.batch_execute(&rows(letter)).await.unwrap();
        }
        Self { db, doors, superuser }
    }

    /// One value, as the superuser.
    pub async fn value(&self, sql: &str) -> String {
        let rows = self
            .superuser
            .query(&format!("SELECT ({sql})::text"), &[])
            .await
            .unwrap();
        rows[0].get::<_, Option<String>>(0).unwrap_or_default()
    }
}

/// A moment of the tests' calendar.
pub fn at(seconds: i64) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 21, 12, 0, 0).unwrap() + TimeDelta::seconds(seconds)
}

/// The rows of brand `a` or `b`; the ids are made of the letter and a number.
fn rows(letter: char) -> String {
    let id = |number: u32| format!("'00000000-0000-0000-0000-0000000000{letter}{number}'");
    // Before everything that the tests do, whenever they run.
    let then = "'2026-11-01'";
    let (brand, user, connection, template, passport) = (id(1), id(2), id(3), id(4), id(5));
    let (version, job, session, mail, event) = (id(6), id(7), id(8), id(9), id(0));
    let hash = format!("sha256('{letter}')");
    let gtin = if letter == 'a' {
        "09521234543213"
    } else {
        "09521234543220"
    };
    format!(
        "BEGIN;
         INSERT INTO users VALUES ({user}, '{letter}@example.com', 'x', NULL, {then});
         INSERT INTO brands VALUES ({brand}, 'Brand {letter}', 3600, {then});
         INSERT INTO members VALUES ({brand}, {user}, 'owner', {then});
         INSERT INTO sessions (id, token_hash, user_id, active_brand, user_agent, created_at, last_seen_at, expires_at, confirmed_at)
             VALUES ({session}, {hash}, {user}, {brand}, 'x', {then}, {then}, {then}, {then});
         INSERT INTO mailed_tokens VALUES ({hash}, {user}, 'verify_email', {then}, {then});
         INSERT INTO outbox VALUES ({mail}, '{letter}@example.com', 'x', 'x', {then}, {then});
         INSERT INTO audit_heads VALUES ({brand}, 0, {hash});
         INSERT INTO audit_events VALUES ({event}, {brand}, {then}, {user}, '192.0.2.1', 'x', 'x', '{{}}', 1, {hash}, {hash});
         INSERT INTO audit_checkpoints VALUES ({brand}, 1, 'head', {hash}, {then}, {event}, {hash} || {hash});
         INSERT INTO connections (id, brand_id, name, base_url, client_id, secret, username, password, created_at)
             VALUES ({connection}, {brand}, 'PIM', 'https://pim.example', 'x', 'x', 'x', 'x', {then});
         INSERT INTO templates VALUES ({template}, {brand}, {connection}, 'chairs', 1, '{{}}', NULL, {then}, {then});
         INSERT INTO passports VALUES ({passport}, {brand}, {template}, 'key', 'sku', '/01/{gtin}', '{{}}', '', 1,
             {hash}, {hash}, {then}, NULL, {then});
         INSERT INTO polls (connection_id, brand_id, generation, next_list_at, recheck_before, next_run_at)
             VALUES ({connection}, {brand}, 0, {then}, {then}, {then});
         INSERT INTO subscriptions (id, brand_id, connection_id, secret, notice_secret, state, created_at)
             VALUES ({event}, {brand}, {connection}, 'x', 'x', 'active', {then});
         INSERT INTO pim_events VALUES ({connection}, 'e1', {brand}, 'key', {then}, NULL);
         INSERT INTO compliance (template_id, brand_id, followed, updated_at) VALUES ({template}, {brand}, '{{}}', {then});
         INSERT INTO readiness VALUES ({template}, 'key', {brand}, 'sku', 50, '{{}}', '{{}}', {then});
         INSERT INTO entries VALUES ({event}, {brand}, {connection}, 'battery', 'weight', 'default', '', '', '1 kg', {user}, {then});
         INSERT INTO drift VALUES ({passport}, {brand}, 1, {then}, 'same');
         INSERT INTO api_keys VALUES ({event}, {brand}, 'ERP', {hash}, ARRAY['status'], {user}, {then}, {then});
         INSERT INTO brand_keys VALUES ({event}, {brand}, {hash}, 'x', {then});
         INSERT INTO versions VALUES ({version}, {brand}, {passport}, 1, '{{}}', {hash}, {then}, {user});
         INSERT INTO domains VALUES ({event}, {brand}, 'id.{letter}.example', 'a token of more than thirty-two signs', {then}, {then},
             NULL, NULL, true, {then});
         INSERT INTO registrations VALUES ({passport}, {brand}, 1, {then});
         INSERT INTO registration_proofs VALUES ({event}, {brand}, {passport}, 'EU-1', {then}, '2027-01-30', 1, {hash}, true,
             'proof.pdf', {hash}, 'x', {user}, {then}, true, 0);
         INSERT INTO media VALUES ({brand}, {hash}, 'image/png', 'x', 1, 1, 'x', {then});
         INSERT INTO passport_files VALUES ({passport}, {brand}, {hash});
         INSERT INTO disclosure_keys VALUES ({event}, {brand}, 'x', {then});
         INSERT INTO grants (id, brand_id, organisation, reader, token_hash, created_by, created_at, expires_at)
             VALUES ({event}, {brand}, 'Re-Cell', 'recycler', {hash}, {user}, {then}, {then});
         INSERT INTO restricted_reads VALUES ({event}, {brand}, {event}, {passport}, 1, 'page', {then});
         INSERT INTO jobs (id, brand_id, kind, payload, total, created_by, created_at)
             VALUES ({job}, {brand}, 'publish', '{{}}', 1, {user}, {then});
         INSERT INTO job_lines (job_id, brand_id, position, product_key, label) VALUES ({job}, {brand}, 0, 'key', 'sku');
         INSERT INTO exports (id, brand_id, kind, payload, name, mime, created_by, created_at, expires_at)
             VALUES ({job}, {brand}, 'labels', '{{}}', 'labels.pdf', 'application/pdf', {user}, {then}, {then});
         INSERT INTO export_chunks VALUES ({job}, {brand}, 0, 'x');
         INSERT INTO invitations VALUES ({event}, {brand}, 'new@example.com', 'viewer', {hash}, {user}, {then}, {then});
         SELECT make_scan_months({then}, {then});
         INSERT INTO scans VALUES ({brand}, {passport}, {template}, {then}, 'DE', 'mobile', 'de', 'shop.example', 365);
         INSERT INTO scan_counts VALUES ({brand}, 'country', 'DE', {then}, 1, 0);
         INSERT INTO scan_months VALUES ({brand}, 'country', 'DE', {then}, 1, 0);
         COMMIT;"
    )
}

/// Executes one statement in the transaction; how many rows it changed.
pub async fn execute(tx: &mut Tx, sql: &str) -> Result<usize, DbError> {
    Ok(diesel::sql_query(sql).execute(tx.conn()).await?)
}

/// Executes statements in a transaction that is then rolled back.
pub async fn attempt(tx: Result<Tx, DbError>, sql: &str) -> Result<(), DbError> {
    let mut tx = tx?;
    let answer = tx.batch_execute(sql).await;
    tx.rollback().await?;
    Ok(answer?)
}

#[derive(QueryableByName)]
struct Scalar {
    #[diesel(sql_type = Text)]
    value: String,
}

/// One value, as text.
pub async fn scalar(tx: &mut Tx, sql: &str) -> Result<String, DbError> {
    let query = diesel::sql_query(format!("SELECT coalesce(({sql})::text, '') AS value"));
    Ok(query.get_result::<Scalar>(tx.conn()).await?.value)
}

/// Whether the database itself said no.
pub fn is_refused<T>(answer: &Result<T, DbError>) -> bool {
    matches!(answer, Err(DbError::Refused(_)))
}

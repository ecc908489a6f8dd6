//! Whoever can write to the database as its superuser changes the log, and is found out.

use super::*;
use crate::{
    services::account,
    testing::{OTHER_PASSWORD, PASSWORD, World},
};
use chrono::TimeDelta;
use domain::account::{ChangePassword, UpdateBrand};
use test_support::tokio_postgres::Client;

/// A brand with seven entries, signed at the fifth.
struct Log {
    world: World,
    op: OpContext,
    thief: Client,
}

impl Log {
    async fn new() -> Self {
        let world = World::new().await;
        let (_, op) = world.member("ada@example.com").await;
        let log = Self {
            thief: world.db.superuser().await,
            world,
            op,
        };
        for name in ["One", "Two"] {
            log.write(name).await;
        }
        sign_heads(&log.world.app).await.unwrap();
        for name in ["Three", "Four"] {
            log.write(name).await;
        }
        log
    }

    async fn write(&self, name: &str) {
        let cmd = UpdateBrand {
            name: name.to_owned(),
            cache_ttl_s: 3600,
        };
        account::update_brand(&self.world.app, &self.op, cmd)
            .await
            .unwrap();
    }

    /// Does what triggers and roles keep everybody else from.
    async fn tamper(&self, sql: &str) {
        let brand = self.op.caller.brand_id;
        let sql = sql.replace("$brand", &format!("'{brand}'"));
        let sql =
            format!("SET session_replication_role = replica; {sql}; SET session_replication_role = origin");
        self.thief.batch_execute(&sql).await.unwrap();
    }

    async fn report(&self) -> ChainReport {
        let mut reports = verify(&self.world.app, Some(self.op.caller.brand_id))
            .await
            .unwrap();
        reports.remove(0)
    }

    /// Where the chain is broken after that, and why.
    async fn broken_by(sql: &str) -> (u64, String) {
        let log = Self::new().await;
        log.tamper(sql).await;
        let broken = log.report().await.broken.expect("it is found");
        (broken.seq, broken.why)
    }
}

#[tokio::test]
async fn a_log_as_it_was_written_is_sound() {
    let log = Log::new().await;
    let report = log.report().await;
    assert_eq!(
        (
            report.first,
            report.last,
            report.entries,
            report.signed,
            report.broken
        ),
        (1, 7, 7, 5, None)
    );
    // Signed at most every five minutes.
    sign_heads(&log.world.app).await.unwrap();
    assert_eq!(log.report().await.signed, 5);
    log.world.advance(TimeDelta::minutes(5));
    sign_heads(&log.world.app).await.unwrap();
    assert_eq!(log.report().await.signed, 7);
}

#[tokio::test]
async fn a_changed_entry_is_found() {
    let (seq, why) =
        Log::broken_by("UPDATE audit_events SET detail = '{\"name\":\"Other\"}' WHERE seq = 4").await;
    assert!(seq == 4 && why.contains("changed"), "{seq} {why}");
    for column in [
        "at = at + interval '1 us'",
        "actor = NULL",
        "ip = '192.0.2.9'",
        "target = 'x'",
        "id = gen_random_uuid()",
    ] {
        let (seq, _) = Log::broken_by(&format!("UPDATE audit_events SET {column} WHERE seq = 6")).await;
        assert_eq!(seq, 6, "{column}");
    }
}

#[tokio::test]
async fn a_missing_entry_is_found() {
    for seq in [1, 4] {
        let (found, why) = Log::broken_by(&format!("DELETE FROM audit_events WHERE seq = {seq}")).await;
        assert!(found == seq && why.contains("missing"), "{found} {why}");
    }
}

#[tokio::test]
async fn a_missing_end_is_found() {
    let (seq, _) = Log::broken_by("DELETE FROM audit_events WHERE seq > 6").await;
    assert_eq!(seq, 7, "by the head");
    let cut_off = "DELETE FROM audit_events WHERE seq > 3; \
                   UPDATE audit_heads SET seq = 3, hash = (SELECT hash FROM audit_events WHERE seq = 3)";
    let (seq, why) = Log::broken_by(cut_off).await;
    assert!(seq == 4 && why.contains("entry 5 was signed"), "{seq} {why}");
    let (seq, _) = Log::broken_by("DELETE FROM audit_events; DELETE FROM audit_heads").await;
    assert_eq!(seq, 1);
}

#[tokio::test]
async fn entries_in_another_order_are_found() {
    let swap = "ALTER TABLE audit_events DROP CONSTRAINT audit_events_seq_key; \
                UPDATE audit_events SET seq = 9 - seq WHERE seq IN (4, 5)";
    assert_eq!(Log::broken_by(swap).await.0, 4);
}

#[tokio::test]
async fn a_log_that_was_written_anew_is_found() {
    let log = Log::new().await;
    log.tamper("UPDATE audit_events SET target = 'x' WHERE seq = 5")
        .await;
    // Whoever knows the format computes all hashes anew; the signature they cannot.
    let mut tx = log.world.app.db.system("test").await.unwrap();
    let entries = audit::walk(&mut tx, log.op.caller.brand_id, 0, 99).await.unwrap();
    tx.commit().await.unwrap();
    let mut prev = chain::START;
    for entry in &entries {
        let seq = entry.link.unwrap().seq;
        let hash = chain::hash(entry, seq, &prev).unwrap();
        let (new, old) = (hex::encode(hash), hex::encode(prev));
        log.tamper(&format!(
            "UPDATE audit_events SET hash = '\\x{new}', prev_hash = '\\x{old}' WHERE seq = {seq}; \
             UPDATE audit_heads SET hash = '\\x{new}'"
        ))
        .await;
        prev = hash;
    }
    let broken = log.report().await.broken.unwrap();
    assert!(broken.seq == 5 && broken.why.contains("signed"), "{broken:?}");
}

#[tokio::test]
async fn a_forged_head_cut_or_key_is_found() {
    let (seq, why) = Log::broken_by("UPDATE audit_heads SET hash = sha256('x')").await;
    assert!(seq == 7 && why.contains("recorded end"), "{seq} {why}");
    let (seq, why) = Log::broken_by("UPDATE audit_checkpoints SET hash = sha256('x')").await;
    assert!(seq == 5 && why.contains("signature"), "{seq} {why}");
    let cut = "UPDATE audit_checkpoints SET kind = 'cut'; DELETE FROM audit_events WHERE seq <= 5";
    let (seq, why) = Log::broken_by(cut).await;
    assert!(seq == 5 && why.contains("signature"), "{seq} {why}");
    let own_key = "UPDATE signing_keys SET public_key = sha256('x'), private_key = 'x'";
    assert_eq!(Log::broken_by(own_key).await.0, 5);
}

#[tokio::test]
async fn an_entry_that_was_given_to_another_brand_is_found_in_both() {
    let log = Log::new().await;
    let (_, eve) = log.world.member("eve@example.com").await;
    let eve = eve.caller.brand_id;
    log.tamper(&format!(
        "UPDATE audit_events SET brand_id = '{eve}', seq = 4 WHERE brand_id = $brand AND seq = 6"
    ))
    .await;
    let reports = verify(&log.world.app, None).await.unwrap();
    let broken: Vec<u64> = reports
        .iter()
        .filter_map(|r| r.broken.as_ref())
        .map(|b| b.seq)
        .collect();
    assert!(
        broken.len() == 2 && broken.contains(&6) && broken.contains(&4),
        "{reports:?}"
    );
}

#[tokio::test]
async fn the_database_refuses_what_does_not_continue_the_chain() {
    let log = Log::new().await;
    for sql in [
        "INSERT INTO audit_events SELECT gen_random_uuid(), brand_id, at, actor, ip, action, target, detail, 9, prev_hash, hash FROM audit_events WHERE seq = 7",
        "INSERT INTO audit_events SELECT gen_random_uuid(), brand_id, at, actor, ip, action, target, detail FROM audit_events WHERE seq = 7",
        "UPDATE audit_events SET target = 'x'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
    ] {
        let error = log.thief.batch_execute(sql).await.unwrap_err();
        let text = error.as_db_error().unwrap().message().to_owned();
        assert!(text.contains("audit log"), "{sql}: {text}");
    }
    assert_eq!(log.report().await.broken, None);
}

#[tokio::test]
async fn what_is_older_than_a_year_is_forgotten_and_the_rest_stays_verifiable() {
    let world = World::new().await;
    world.advance(TimeDelta::days(-700));
    let (_, op) = world.member("ada@example.com").await;
    let log = Log {
        thief: world.db.superuser().await,
        world,
        op,
    };
    log.write("Old").await;
    log.world.advance(KEPT - TimeDelta::days(1));
    log.write("Young").await;
    forget_old(&log.world.app).await.unwrap();
    assert_eq!(log.report().await.entries, 5, "nothing is old enough");
    log.world.advance(TimeDelta::days(2));
    assert!(forget_old(&log.world.app).await.unwrap());
    assert!(!forget_old(&log.world.app).await.unwrap());
    let report = log.report().await;
    assert_eq!(
        (report.first, report.last, report.entries, report.broken),
        (5, 5, 1, None)
    );
    log.write("New").await;
    assert_eq!(log.report().await.last, 6);
    log.tamper("DELETE FROM audit_checkpoints").await;
    assert_eq!(log.report().await.broken.unwrap().seq, 1);
}

#[tokio::test]
async fn a_log_that_is_forgotten_whole_goes_on() {
    let world = World::new().await;
    world.advance(TimeDelta::days(-700));
    let (_, op) = world.member("ada@example.com").await;
    let log = Log {
        thief: world.db.superuser().await,
        world,
        op,
    };
    log.world.advance(TimeDelta::days(400));
    forget_old(&log.world.app).await.unwrap();
    let report = log.report().await;
    assert_eq!((report.entries, report.last, report.broken), (0, 3, None));
    log.write("New").await;
    let report = log.report().await;
    assert_eq!((report.first, report.last, report.broken), (4, 4, None));
}

#[tokio::test]
async fn many_at_once_stand_in_one_line() {
    let log = Log::new().await;
    let names: Vec<String> = (0..20).map(|n| format!("Name {n}")).collect();
    futures::future::join_all(names.iter().map(|name| log.write(name))).await;
    let report = log.report().await;
    assert_eq!((report.last, report.entries, report.broken), (27, 27, None));
}

#[tokio::test]
async fn a_refused_sign_in_is_noted_without_what_was_typed() {
    let log = Log::new().await;
    log.world
        .sign_in("ada@example.com", "a wrong password")
        .await
        .unwrap_err();
    log.world
        .sign_in("nobody@example.com", "a wrong password")
        .await
        .unwrap_err();
    let sql = "SELECT coalesce(string_agg(detail::text || ip, ''), '') FROM audit_events WHERE action = 'session.refused'";
    let mut found = String::new();
    for _ in 0..200 {
        found = log.thief.query_one(sql, &[]).await.unwrap().get(0);
        if !found.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(found, "{\"because\": \"password\"}192.0.2.1");
    assert_eq!(log.report().await.broken, None);
}

#[tokio::test]
async fn wrong_passwords_of_somebody_who_is_signed_in_are_noted() {
    let log = Log::new().await;
    let token = log.world.sign_in("ada@example.com", PASSWORD).await.unwrap();
    let person = log.world.person(&token).await.unwrap();
    let app = &log.world.app;
    account::confirm_password(app, &person, "a wrong password")
        .await
        .err()
        .unwrap();
    let cmd = ChangePassword {
        current: "a wrong password".to_owned(),
        password: OTHER_PASSWORD.to_owned(),
    };
    account::change_password(app, &log.op, cmd).await.unwrap_err();
    let sql = "SELECT string_agg(detail::text || ip, ' ' ORDER BY seq) FROM audit_events WHERE action = 'password.refused'";
    let found: String = log.thief.query_one(sql, &[]).await.unwrap().get(0);
    assert_eq!(
        found,
        "{\"for\": \"confirmation\"}192.0.2.1 {\"for\": \"change\"}192.0.2.1"
    );
    assert_eq!(log.report().await.broken, None);
}

//! `/audit`, `/audit.csv`, `/audit.json`

use crate::support::TestApp;

const PATHS: [&str; 3] = ["/audit", "/audit.csv", "/audit.json"];

async fn count(t: &TestApp, action: &str) -> i64 {
    let sql = "SELECT count(*) FROM audit_events WHERE action = $1";
    let row = t.db.superuser().await.query_one(sql, &[&action]).await;
    row.expect("a count").get(0)
}

#[tokio::test]
async fn nobody_is_asked_to_sign_in() {
    let t = TestApp::start().await;
    for path in PATHS {
        let reply = t.visitor().get(path).await;
        assert!(
            reply.header("location").unwrap().starts_with("/sign-in?next="),
            "{path}"
        );
    }
}

#[tokio::test]
async fn viewers_and_editors_are_refused_with_words_and_admins_are_not() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for role in ["viewer", "editor"] {
        t.set_role("ada@example.com", role).await;
        for path in PATHS {
            let reply = ada.get(path).await;
            reply.assert_status(403);
            assert!(
                reply.text().contains("role")
                    || reply.text().contains("not allowed")
                    || reply.text().contains("may not"),
                "{}",
                reply.text()
            );
        }
    }
    assert_eq!(count(&t, "audit.exported").await, 0);
    t.set_role("ada@example.com", "admin").await;
    for path in PATHS {
        ada.get(path).await.assert_status(200);
    }
    assert_eq!(count(&t, "audit.exported").await, 2);
}

#[tokio::test]
async fn each_brand_reads_its_own_log_and_no_other() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut eve = t.owner("eve@example.com", "Sudwind").await;
    for path in PATHS {
        let reply = ada.get(path).await;
        reply.assert_has(&["ada@example.com signed in with password", "203.0.113."]);
        assert!(!reply.text().contains("eve@"), "{path}");
        assert!(!eve.get(path).await.text().contains("ada@"), "{path}");
    }
}

#[tokio::test]
async fn filters_narrow_the_page_and_the_exports() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.get("/audit?area=sign-in")
        .await
        .assert_has(&["signed in", "Clear the filters"]);
    for path in [
        "/audit?area=templates",
        "/audit?from=2030-01-01",
        "/audit?to=2020-01-01",
        "/audit?text=%25",
    ] {
        ada.get(path).await.assert_has(&["No entry matches"]);
    }
    let csv = ada.get("/audit.csv?area=sign-in").await;
    assert_eq!(csv.text().lines().count(), 2, "{}", csv.text());
    assert!(
        csv.header("content-disposition")
            .unwrap()
            .starts_with("attachment; filename=\"tessera-audit-2026-")
    );
    let json: serde_json::Value =
        serde_json::from_str(&ada.get("/audit.json?area=brand").await.text()).unwrap();
    assert_eq!(json[0]["action"], "audit.exported");
    assert_eq!(json[0]["detail"]["filters"]["area"], "brand");
    let none: serde_json::Value =
        serde_json::from_str(&ada.get("/audit.json?text=nowhere-at-all").await.text()).unwrap();
    // The export that looks for it says so itself.
    assert_eq!(none.as_array().unwrap().len(), 1);
    for (path, field) in [
        ("/audit?from=yesterday", "from-error"),
        ("/audit.csv?to=99999-01-01", "to-error"),
    ] {
        ada.get(path).await.assert_status(422).assert_has(&[field]);
    }
}

#[tokio::test]
async fn long_logs_are_paged() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    for _ in 0..55 {
        ada.get("/audit.json?text=none").await.assert_status(200);
    }
    let first = ada.get("/audit").await;
    first.assert_has(&["Older entries"]);
    assert_eq!(first.text().matches("<details>").count(), 50);
    let html = first.text();
    let (_, rest) = html.split_once("name=\"after\" value=\"").unwrap();
    let after = rest.split('"').next().unwrap();
    let second = ada.get(&format!("/audit?after={after}")).await;
    second.assert_has(&["Newest entries", "opened an account"]);
    assert!(!second.text().contains("Older entries"));
}

#[tokio::test]
async fn another_site_leaves_no_entry_of_an_export() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.site = Some("cross-site");
    ada.get("/audit.csv").await.assert_status(403);
    assert_eq!(count(&t, "audit.exported").await, 0);
}

//! `/healthz`, `/readyz`, and what every answer carries.

use crate::support::TestApp;

#[tokio::test]
async fn a_running_process_with_a_database_is_ready() {
    let t = TestApp::start().await;
    let mut c = t.visitor();
    assert_eq!(
        c.get("/healthz").await.json::<serde_json::Value>(),
        serde_json::json!({ "status": "ok" })
    );
    let ready: serde_json::Value = c.get("/readyz").await.json();
    assert_eq!(
        (&ready["status"], &ready["database"]),
        (&"ok".into(), &"ok".into())
    );
}

#[tokio::test]
async fn a_process_without_its_database_is_alive_but_not_ready() {
    let t = TestApp::start().await;
    t.app.db.close();
    let mut c = t.visitor();
    c.get("/healthz").await.assert_status(200);
    let reply = c.get("/readyz").await;
    reply
        .assert_status(503)
        .assert_has(&["\"database\":\"unavailable\""]);
}

#[tokio::test]
async fn every_answer_carries_the_security_headers_and_a_request_id_of_ours() {
    let t = TestApp::start().await;
    let mut c = t.visitor();
    for path in [
        "/",
        "/healthz",
        "/sign-in",
        "/admin",
        "/api/admin/account/me",
        "/p/none",
        "/01/1",
        "/media/x.png",
        "/nothing",
    ] {
        let reply = c.get_with(path, &[("x-request-id", "forged")]).await;
        for name in [
            "strict-transport-security",
            "x-content-type-options",
            "referrer-policy",
            "cross-origin-opener-policy",
            "content-security-policy",
        ] {
            assert!(reply.header(name).is_some(), "{path} lacks {name}");
        }
        let id = reply.header("x-request-id").unwrap_or_default();
        assert!(id.len() == 16 && id != "forged", "{path}: {id}");
    }
}

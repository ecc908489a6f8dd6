//! `/dev/outbox`

use crate::support::TestApp;

#[tokio::test]
async fn the_outbox_is_readable_only_where_mail_stays_in_the_house() {
    let t = TestApp::start().await;
    t.owner("ada@example.com", "Nordlicht").await;
    t.visitor()
        .get("/dev/outbox")
        .await
        .assert_status(200)
        .assert_has(&["ada@example.com", "/verify-email?token="]);
    let smtp = [
        ("TESSERA_MAIL", "smtp"),
        ("TESSERA_SMTP_URL", "smtp://127.0.0.1:1"),
        ("TESSERA_MAIL_FROM", "T <t@example.com>"),
    ];
    let in_reach = [("TESSERA_BIND", "0.0.0.0:3000")];
    let named = [("TESSERA_BASE_URL", "https://dpp.example.com")];
    for variables in [&smtp[..], &in_reach, &named] {
        let t = TestApp::start_with(variables).await;
        t.visitor().get("/dev/outbox").await.assert_status(404);
    }
}

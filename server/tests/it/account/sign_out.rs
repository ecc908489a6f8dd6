//! `/sign-out`

use crate::support::TestApp;

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut thief = ada.clone();
    let reply = ada.post_form("/sign-out", &[]).await;
    reply.assert_redirect("/sign-in?notice=signed-out");
    assert!(reply.header("clear-site-data").is_some() && ada.cookie.is_none());
    thief
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
}

#[tokio::test]
async fn a_link_cannot_sign_somebody_out() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    ada.get("/sign-out").await.assert_status(405);
    ada.get("/admin").await.assert_status(200);
}

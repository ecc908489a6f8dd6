//! `/access`: what the brand sees of its grants. What they open is in `public/audiences.rs`.

use crate::{
    support::TestApp,
    team::{joined, user},
};

#[tokio::test]
async fn access_that_somebody_gave_who_left_is_listed_and_can_be_revoked() {
    let t = TestApp::start().await;
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    let mut al = joined(&t, &mut ada, "al@example.com", "admin").await;
    let fields = [
        ("organisation", "Re-Cell GmbH"),
        ("reader", "recycler"),
        ("scope", "all"),
        ("until", "2027-06-30"),
    ];
    al.post_form("/access", &fields).await.assert_status(200);
    let id = user(&t, "al@example.com").await;
    ada.post_form(&format!("/team/members/{id}/remove"), &[])
        .await
        .assert_status(303);
    ada.get("/access").await.assert_status(200).assert_has(&[
        "Re-Cell GmbH",
        "A former member",
        "In an emergency",
    ]);
    ada.post_form("/access/revoke", &[("whose", "all"), ("sure", "yes")])
        .await
        .assert_status(303);
    let page = ada.get("/access").await.text();
    assert!(!page.contains("In an emergency"), "{page}");
}

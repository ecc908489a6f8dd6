//! `/account/sessions`, the country of a sign-in, and the mail about a new device

use crate::support::{Client, PASSWORD, TestApp};
use axum::http::Method;

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0";
const ADA: &str = "ada@example.com";
const NEWS: &str = "A new device signed in to your account";

async fn sign_in_with(client: &mut Client, headers: &[(&str, &str)]) {
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", ADA), ("password", PASSWORD)])
        .finish();
    let mut all = vec![("content-type", "application/x-www-form-urlencoded")];
    all.extend_from_slice(headers);
    client
        .send(Method::POST, "/sign-in", &all, body.into())
        .await
        .assert_redirect("/admin");
}

/// The ids in the forms of the page.
fn ids(html: &str) -> Vec<String> {
    html.split("name=\"id\" value=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_or_all_others() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let mut second = t.visitor();
    sign_in_with(&mut second, &[("user-agent", FIREFOX)]).await;
    let mut third = t.visitor();
    sign_in_with(&mut third, &[]).await;

    let page = ada.get("/account/sessions").await;
    page.assert_status(200)
        .assert_has(&["Firefox on Linux", "This session", "Password", "203.0.113."]);
    assert_eq!(page.header("cache-control"), Some("no-store"));
    let others = ids(&page.text());
    assert_eq!(others.len(), 2, "this one has no button");

    let seen_by_second = second.get("/account/sessions").await;
    let not_its_own = ids(&seen_by_second.text());
    let id = others.iter().find(|id| !not_its_own.contains(id)).unwrap();
    ada.post_form("/account/sessions/end", &[("id", id)])
        .await
        .assert_redirect("/account/sessions?notice=ended");
    second
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
    third.get("/admin").await.assert_status(200);
    ada.post_form("/account/sessions/end", &[("id", id)])
        .await
        .assert_status(404);

    ada.post_form("/account/sessions/end-others", &[])
        .await
        .assert_redirect("/account/sessions?notice=others-ended");
    third
        .get("/admin")
        .await
        .assert_redirect("/sign-in?next=%2Fadmin");
    ada.get("/admin").await.assert_status(200);
    let dump = t.dump().await;
    assert!(dump.contains("session.revoked") && dump.contains("session.others_revoked"));
}

#[tokio::test]
async fn a_session_of_somebody_else_cannot_be_ended() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let mut second = t.visitor();
    sign_in_with(&mut second, &[]).await;
    let id = ids(&ada.get("/account/sessions").await.text()).remove(0);
    let mut eve = t.owner("eve@example.com", "Südwind").await;
    for id in [id.as_str(), "nonsense", ""] {
        eve.post_form("/account/sessions/end", &[("id", id)])
            .await
            .assert_status(404);
    }
    eve.post_form("/account/sessions/end-others", &[]).await;
    second.get("/admin").await.assert_status(200);

    let mut nobody = t.visitor();
    for path in ["/account/sessions/end", "/account/sessions/end-others"] {
        let reply = nobody.post_form(path, &[("id", &id)]).await;
        assert!(matches!(reply.status, 303 | 401), "{}", reply.status);
        ada.site = Some("cross-site");
        ada.post_form(path, &[("id", &id)]).await.assert_status(403);
    }
    second.get("/admin").await.assert_status(200);
}

#[tokio::test]
async fn a_new_device_is_told_of_once_and_the_first_is_not_news() {
    let t = TestApp::start().await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let news = async || {
        let mails = t.mails_to(ADA).await;
        mails.iter().filter(|subject| *subject == NEWS).count()
    };
    assert_eq!(news().await, 0, "the first device");
    sign_in_with(&mut ada, &[]).await;
    assert_eq!(news().await, 0, "the same again");
    sign_in_with(&mut ada, &[("user-agent", FIREFOX)]).await;
    assert_eq!(news().await, 1, "another browser");
    let newer = FIREFOX.replace("144.0", "145.0");
    sign_in_with(&mut ada, &[("user-agent", &newer)]).await;
    assert_eq!(news().await, 1, "a newer version is no new device");
}

#[tokio::test]
async fn the_country_is_believed_from_a_trusted_proxy_alone() {
    let t = TestApp::start_with(&[
        ("TESSERA_TRUSTED_PROXIES", "203.0.113.0/24"),
        ("TESSERA_COUNTRY_HEADER", "CF-IPCountry"),
    ])
    .await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    let headers = [("cf-ipcountry", "NO"), ("x-forwarded-for", "198.51.100.7")];
    sign_in_with(&mut ada, &headers).await;
    ada.get("/account/sessions")
        .await
        .assert_has(&["NO, 198.51.100.7"]);

    let t = TestApp::start_with(&[("TESSERA_COUNTRY_HEADER", "CF-IPCountry")]).await;
    let mut ada = t.owner(ADA, "Nordlicht").await;
    sign_in_with(&mut ada, &headers).await;
    let page = ada.get("/account/sessions").await.text();
    assert!(!page.contains("NO, ") && !page.contains("198.51.100.7"));
}

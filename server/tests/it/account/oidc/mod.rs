//! Sign-in with accounts of other providers.

mod linking;
mod sign_in;
mod sign_up;
mod tokens;
mod visits;

use crate::support::{
    Client, PASSWORD, TestApp,
    provider::{Provider, come_back, leave},
};

pub(super) const ADA: (&str, &str) = ("google-ada", "ada@gmail.example");

/// Links the account `who` to the one that the browser is signed in to.
pub(super) async fn link(t: &TestApp, provider: &Provider, browser: &mut Client, who: (&str, &str)) {
    let location = leave(browser, "/account/security/link/google").await;
    let back = provider.approve(t, &location, who.0, who.1);
    come_back(browser, &back)
        .await
        .assert_redirect("/account/security/link/google/confirm");
    answer_yes(browser, "google")
        .await
        .assert_redirect("/account/security?notice=linked");
}

/// Presses the button of the question that stands.
pub(super) async fn answer_yes(browser: &mut Client, provider: &str) -> crate::support::Reply {
    let path = format!("/account/security/link/{provider}/confirm");
    let page = browser.get(&path).await;
    page.assert_status(200);
    let text = page.text();
    let question = text
        .split("name=\"question\" value=\"")
        .nth(1)
        .expect("a question");
    let question = question.split('"').next().expect("its id").to_owned();
    browser.post_form(&path, &[("question", &question)]).await
}

/// Ada, signed in with her password, her Google account linked.
pub(super) async fn linked(t: &TestApp, provider: &Provider) -> Client {
    let mut ada = t.owner("ada@example.com", "Nordlicht").await;
    link(t, provider, &mut ada, ADA).await;
    ada
}

/// Signs in by password, as somebody else's browser.
pub(super) async fn by_password(t: &TestApp, email: &str) -> Client {
    let mut browser = t.visitor();
    browser.sign_in(email, PASSWORD).await.assert_redirect("/admin");
    browser
}

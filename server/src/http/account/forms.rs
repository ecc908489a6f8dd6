//! What the account forms have in common.

use crate::{
    app::App,
    http::{
        error::with_status,
        page::{account_policy, account_script_policy, html, private},
    },
};
use app::account::FormState;
use axum::{
    http::{HeaderValue, header},
    response::Response,
};
use domain::Error;
use serde::Deserialize;

/// The query of an account page.
#[derive(Default, Deserialize)]
pub(super) struct Query {
    /// Where to go after signing in.
    #[serde(default)]
    pub next: Option<String>,
    /// What was just done, as a word of ours.
    #[serde(default)]
    pub notice: Option<String>,
    /// The token of a mailed link.
    #[serde(default)]
    pub token: String,
}

/// A form as it is first shown.
pub(super) fn fresh(app: &App) -> FormState<'static> {
    FormState {
        values: &[],
        error: None,
        notice: None,
        next: None,
        providers: app.config.oidc.offered(),
        dev_outbox: app.config.shows_outbox(),
    }
}

/// Sends an account page. Addresses with tokens must not leak to other sites; `no-referrer` would also take the `Origin` from the
/// forms, by which they are known to be ours.
pub(super) fn show(body: String) -> Response {
    let mut response = private(html(body, account_policy("'none'")));
    response
        .headers_mut()
        .insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// Sends an account page on which a passkey may be shown: it carries our script.
pub(super) fn show_with_script(body: String) -> Response {
    let mut response = show(body);
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, account_script_policy());
    response
}

/// Sends such a page again with what is wrong in it.
pub(super) fn show_error_with_script(body: String, error: &Error) -> Response {
    with_status(error, show_with_script(body))
}

/// Sends a form again with what is wrong in it.
pub(super) fn show_error(body: String, error: &Error) -> Response {
    with_status(error, show(body))
}

/// A path on this site, or nothing: never another origin, and never anything that a browser could read as one.
pub(in crate::http) fn own_path(next: Option<&str>) -> Option<&str> {
    let path = next?;
    let plain = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\n', '\r', '\t']);
    let area = path.split(['?', '#']).next().unwrap_or_default();
    let inside =
        |root: &str| area == root || area.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'));
    let signed_in = ["/admin", "/account", "/team", "/audit", "/invitations"]
        .into_iter()
        .any(inside);
    (plain && signed_in).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_signed_in_pages_are_gone_back_to() {
        assert_eq!(
            own_path(Some("/admin/products?search=a")),
            Some("/admin/products?search=a")
        );
        for bad in [
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/admin\n",
            "/adminx",
            "/sign-out",
            "/api/admin/account/me",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(own_path(Some(bad)), None, "{bad:?}");
        }
    }
}

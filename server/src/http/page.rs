//! Script-free HTML pages: their security policy names the very styles that they carry.

use axum::{
    http::{HeaderValue, header},
    response::{Html, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use sha2::{Digest, Sha256};

/// The source expression that allows exactly this style sheet.
pub(super) fn style_source(css: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(css.as_bytes())))
}

/// A policy without scripts, for pages with the given inline styles. `ancestors` is `'none'` or `'self'`.
///
/// Nothing on such a page asks for anything by itself; `connect-src` lets a browser's own tools, which ask in the page's name, read
/// `/robots.txt`.
pub(super) fn policy(styles: &[&str], form_action: &str, ancestors: &str) -> HeaderValue {
    let sources: Vec<String> = styles.iter().map(|css| style_source(css)).collect();
    let text = format!(
        "default-src 'none'; style-src {}; img-src 'self'; connect-src 'self'; form-action {form_action}; base-uri 'none'; \
         frame-ancestors {ancestors}",
        sources.join(" ")
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The policy of the public pages that belong to no brand.
pub(super) fn plain_policy() -> HeaderValue {
    let brand = app::public::brand_style(&domain::branding::Branding::default());
    policy(&[app::public::stylesheet(), &brand], "'none'", "'none'")
}

/// The policy of pages in the looks of the account pages.
pub(super) fn account_policy(ancestors: &str) -> HeaderValue {
    policy(&[app::account::stylesheet()], "'self'", ancestors)
}

/// The same for pages that carry our script and let it ask us something.
pub(super) fn account_script_policy() -> HeaderValue {
    let styles = style_source(app::account::stylesheet());
    let text = format!(
        "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The policy of the script-free pages that look like the dashboard. `scripts` is `'none'`, or `'self'` for a page that
/// cannot do without one of ours.
pub(super) fn desk_policy(scripts: &str) -> HeaderValue {
    let text = format!(
        "default-src 'none'; script-src {scripts}; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    );
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// An HTML answer under `policy`.
pub(super) fn html(body: String, policy: HeaderValue) -> Response {
    let mut response = Html(body).into_response();
    response
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Marks an answer as the caller's own: no cache may keep it.
pub(super) fn private(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

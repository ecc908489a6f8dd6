//! `/verify`: the page that checks saved passports.

use crate::support::TestApp;

const PAGE: &str = "<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-x'\"><p>Check</p>";

#[tokio::test]
async fn the_page_runs_as_a_page_of_no_site_and_can_be_saved() {
    let site = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("verifier-site");
    std::fs::create_dir_all(&site).unwrap();
    std::fs::write(site.join("verify.html"), PAGE).unwrap();
    std::fs::write(site.join("verify.html.br"), b"compressed").unwrap();
    let t = TestApp::start_with(&[("LEPTOS_SITE_ROOT", site.to_str().unwrap())]).await;
    let mut reader = t.visitor();
    let reply = reader.get("/verify").await;
    reply.assert_status(200).assert_has(&["<p>Check</p>"]);
    assert_eq!(
        reply.header("content-security-policy"),
        Some(
            "default-src 'none'; script-src 'sha256-x'; frame-ancestors 'none'; sandbox allow-scripts allow-downloads"
        )
    );
    assert_eq!(reply.header("set-cookie"), None);
    assert_eq!(reply.header("content-disposition"), None);

    let small = reader.get_with("/verify", &[("accept-encoding", "br")]).await;
    assert_eq!(
        (small.header("content-encoding"), &small.bytes[..]),
        (Some("br"), &b"compressed"[..])
    );

    let saved = reader
        .get_with("/verify?save", &[("accept-encoding", "br")])
        .await;
    assert_eq!(saved.bytes, PAGE.as_bytes());
    let name = saved.header("content-disposition").unwrap();
    assert_eq!(name, "attachment; filename=\"tessera-verify.html\"");
}

#[tokio::test]
async fn a_site_that_was_built_without_it_has_no_such_page() {
    let t = TestApp::start_with(&[("LEPTOS_SITE_ROOT", env!("CARGO_TARGET_TMPDIR"))]).await;
    t.visitor().get("/verify").await.assert_status(404);
}

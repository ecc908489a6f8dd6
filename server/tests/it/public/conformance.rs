//! `/conformance` claims what this build shows, and names tests that exist.

use crate::support::TestApp;
use conformance::{WITNESSES, run};
use std::{fs, path::Path};

/// All sources of the integration tests.
fn sources(folder: &Path) -> String {
    let mut all = String::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all += &sources(&path);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            all += &fs::read_to_string(path).expect("a source");
        }
    }
    all
}

#[test]
fn every_named_test_exists() {
    let sources = sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"));
    for witness in WITNESSES {
        let function = format!("async fn {}()", witness.test);
        assert!(sources.contains(&function), "there is no test {}", witness.test);
    }
}

#[tokio::test]
async fn a_stranger_reads_what_this_build_answered() {
    let t = TestApp::start().await;
    let reply = t.visitor().get("/conformance").await;
    reply.assert_status(200);
    assert_eq!(reply.header("set-cookie"), None);
    let cases: usize = run().iter().map(|report| report.outcomes.len()).sum();
    let sum = format!("{cases} of {cases} cases hold in this build");
    reply.assert_has(&[&sum, "RFC 8785", "1.7.0", "nobody has certified it"]);
    assert!(!reply.text().contains("<script"));
}

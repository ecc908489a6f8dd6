//! `tessera verify` as a stranger runs it: the real program, no configuration, no database.

use crate::support::{TestApp, shop};
use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn vector(name: &str) -> serde_json::Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../crates/verify/vectors/{name}.json"));
    let text = std::fs::read_to_string(path).expect("what the story needs");
    serde_json::from_str(&text).expect("what the story needs")
}

/// The file of a vector, for as long as the folder lives.
fn saved(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(format!("{name}.tessera.json"));
    std::fs::write(&path, vector(name)["file"].to_string()).expect("what the story needs");
    path
}

fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&path).expect("what the story needs");
    path
}

fn verify(arguments: &[&Path]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tessera"));
    command
        .env_clear()
        .arg("verify")
        .args(arguments)
        .output()
        .expect("what the story needs")
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("what the story needs")
}

#[test]
fn a_sound_file_ends_with_0_and_says_what_was_not_checked() {
    let folder = folder("verify-sound");
    let output = verify(&[&saved(&folder, "sound")]);
    assert_eq!(output.status.code(), Some(0));
    let said = said(&output);
    assert!(said.starts_with("PROVEN "), "{said}");
    assert!(
        said.contains("proven       Versions 1 to 3 form an unbroken chain"),
        "{said}"
    );
    assert!(
        said.contains("not checked  Signed by a key of the did document that came with the file."),
        "{said}"
    );
}

#[test]
fn a_changed_file_ends_with_1() {
    let folder = folder("verify-changed");
    for name in [
        "changed-document",
        "changed-document-and-hash",
        "gap",
        "revoked-key",
        "no-did",
    ] {
        let output = verify(&[&saved(&folder, name)]);
        assert_eq!(output.status.code(), Some(1), "{name}");
        let verdict = if name == "no-did" { "NOT PROVEN" } else { "FAILED" };
        assert!(said(&output).starts_with(verdict), "{name}");
    }
}

#[test]
fn what_is_no_passport_ends_with_2() {
    let folder = folder("verify-unreadable");
    let foreign = folder.join("package.json");
    std::fs::write(&foreign, "{\"name\":\"x\"}").unwrap();
    for path in [&foreign, &folder.join("nothing.json")] {
        let output = verify(&[path]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: "));
    }
}

#[test]
fn files_given_together_serve_each_other_and_json_is_for_programs() {
    let folder = folder("verify-together");
    let did = folder.join("did.json");
    std::fs::write(&did, vector("sound")["file"]["did"].to_string()).unwrap();
    let output = verify(&[&saved(&folder, "no-did"), &did, Path::new("--json")]);
    assert_eq!(output.status.code(), Some(0));
    let answers: serde_json::Value = serde_json::from_str(&said(&output)).unwrap();
    assert_eq!(answers[0]["verdict"], "proven");
    assert_eq!(answers[0]["subject"]["version"], 3);
    assert_eq!(answers[1]["verdict"], "not_proven");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_proven_by_the_keys_that_its_issuer_serves() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://localhost:{}", listener.local_addr().unwrap().port());
    let t = TestApp::start_with(&[("TESSERA_BASE_URL", &base)]).await;
    let passport = shop(&t, "ada@example.com")
        .await
        .one_passport(&t, "ebike_battery", &["capacity"])
        .await;
    let serving = tokio::spawn(server::http::serve(
        t.app.clone(),
        listener,
        std::future::pending(),
    ));
    let address = format!("{base}{}", passport.path);
    let asked = address.clone();
    let output = tokio::task::spawn_blocking(move || verify(&[Path::new(&asked)]))
        .await
        .unwrap();
    let said = said(&output);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{said}{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(said.starts_with(&format!("PROVEN  {address}")), "{said}");
    assert!(
        said.contains("/did.json names the keys that have signed"),
        "{said}"
    );

    let nothing = format!("{base}/01/09520123456788");
    let output = tokio::task::spawn_blocking(move || verify(&[Path::new(&nothing)]))
        .await
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    serving.abort();
}

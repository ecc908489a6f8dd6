//! Making a cluster: complete, or not at all.

use super::{
    DATABASE, EmbeddedError, OWNER, error::AtPath, place::Place, programs::Programs, user::Unprivileged,
};
use std::{
    fs,
    os::unix::fs::{DirBuilderExt, chown},
    path::Path,
    process::{Command, Stdio},
};
use tokio::io::AsyncWriteExt;

/// Makes the cluster and its database beside the final place, then moves it there.
pub(super) async fn make(
    programs: &Programs,
    place: &Place,
    user: Option<&Unprivileged>,
) -> Result<(), EmbeddedError> {
    let fresh = place.cluster.with_extension("new");
    if fresh.exists() {
        // Of a start that was interrupted.
        fs::remove_dir_all(&fresh).at(&fresh)?;
    }
    fs::DirBuilder::new().mode(0o700).create(&fresh).at(&fresh)?;
    if let Some(user) = user {
        chown(&fresh, Some(user.uid), Some(user.gid)).at(&fresh)?;
    }
    initdb(programs, &fresh, user).await?;
    create_database(programs, &fresh, user).await?;
    fs::rename(&fresh, &place.cluster).at(&place.cluster)
}

/// Whoever reaches the socket is let in as anybody: the socket's folder is its user's alone.
async fn initdb(
    programs: &Programs,
    folder: &Path,
    user: Option<&Unprivileged>,
) -> Result<(), EmbeddedError> {
    let mut command = command(programs, "initdb", user);
    command.args([
        "--username",
        OWNER,
        "--auth-local=trust",
        "--auth-host=reject",
        "--encoding=UTF8",
    ]);
    command
        .args(["--locale=C.UTF-8", "--lc-messages=C", "-D"])
        .arg(folder);
    run("initdb", command, "").await
}

/// The server's single-user mode is always installed; `createdb` is not.
async fn create_database(
    programs: &Programs,
    folder: &Path,
    user: Option<&Unprivileged>,
) -> Result<(), EmbeddedError> {
    let mut command = command(programs, "postgres", user);
    command.args(["--single", "-j", "-D"]).arg(folder).arg("postgres");
    run(
        "postgres --single",
        command,
        &format!("CREATE DATABASE {DATABASE};\n\n"),
    )
    .await
}

/// One of PostgreSQL's programs, without our environment and in a folder that everybody may enter.
pub(super) fn command(programs: &Programs, name: &str, user: Option<&Unprivileged>) -> Command {
    let mut command = Command::new(programs.program(name));
    command
        .env_clear()
        .env("PATH", &programs.folder)
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .current_dir("/");
    if let Some(user) = user {
        user.lower(&mut command);
    }
    command
}

async fn run(program: &'static str, command: Command, input: &str) -> Result<(), EmbeddedError> {
    let failed = |detail: String| EmbeddedError::Program { program, detail };
    let mut command = tokio::process::Command::from(command);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let mut child = command.spawn().map_err(|error| failed(error.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ends early closes its input; its status tells the reason.
        let _ = stdin.write_all(input.as_bytes()).await;
    }
    let output = child
        .wait_with_output()
        .await
        .map_err(|error| failed(error.to_string()))?;
    let said = String::from_utf8_lossy(&output.stderr);
    // Single-user mode ends with 0 even where a statement failed.
    if output.status.success() && !said.contains("ERROR:") {
        return Ok(());
    }
    Err(failed(last_lines(&said)))
}

/// The end of what a program said, in one line.
pub(super) fn last_lines(said: &str) -> String {
    let lines: Vec<&str> = said
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines[lines.len().saturating_sub(3)..].join(" / ")
}

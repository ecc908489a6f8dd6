//! The private PostgreSQL cluster: made for speed, never for keeping.

use crate::place;
use std::{
    fs,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A cluster in `folder`.
pub(crate) struct Cluster {
    folder: PathBuf,
}

impl Cluster {
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.join("postgres"),
        }
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }

    /// A program of PostgreSQL, as the cluster's user.
    fn program(name: &str) -> Command {
        let mut command = Command::new(place::postgres_program(name));
        // Elsewhere the unprivileged user might not even enter the current folder.
        command.current_dir("/").env("LC_ALL", "C").process_group(0);
        if let Some((user, group)) = place::unprivileged() {
            command.uid(user).gid(group);
        }
        command
    }

    pub(crate) fn runs(&self) -> bool {
        self.data().join("postmaster.pid").exists()
            && Self::program("pg_ctl")
                .args(["status", "-D"])
                .arg(self.data())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .is_ok_and(|status| status.success())
    }

    /// Starts a new, empty cluster and answers its superuser's address.
    pub(crate) fn start(&self) -> String {
        let _ = fs::remove_dir_all(&self.folder);
        fs::create_dir_all(&self.folder).expect("the cluster's folder can be made");
        let password = place::secret();
        let password_file = self.folder.join("password");
        fs::write(&password_file, &password).expect("the password file can be written");
        if let Some((user, group)) = place::unprivileged() {
            for path in [&self.folder, &password_file] {
                chown(path, Some(user), Some(group)).expect("root may give a file away");
            }
        }
        let mut initdb = Self::program("initdb");
        initdb
            .args([
                "-U",
                "postgres",
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync",
            ])
            .arg("--pwfile")
            .arg(&password_file)
            .arg("-D")
            .arg(self.data());
        place::run(&mut initdb, &self.log());
        let port = place::free_port();
        self.run(port);
        format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres")
    }

    fn run(&self, port: u16) {
        let options = [
            format!("port={port}"),
            format!("unix_socket_directories={}", self.folder.display()),
            "listen_addresses=127.0.0.1".to_owned(),
            "max_connections=400".to_owned(),
            "shared_buffers=64MB".to_owned(),
            "fsync=off".to_owned(),
            "synchronous_commit=off".to_owned(),
            "full_page_writes=off".to_owned(),
            "autovacuum=off".to_owned(),
            "timezone=UTC".to_owned(),
        ];
        let options = options.map(|option| format!("-c {option}")).join(" ");
        let mut start = Self::program("pg_ctl");
        start
            .args(["start", "-w", "-t", "60", "-D"])
            .arg(self.data())
            .arg("-l")
            .arg(self.folder.join("server.log"));
        start.arg("-o").arg(options);
        place::run(&mut start, &self.log());
    }

    /// Stops the cluster and forgets its data.
    pub(crate) fn stop(&self) {
        if self.runs() {
            let mut stop = Self::program("pg_ctl");
            stop.args(["stop", "-m", "immediate", "-D"]).arg(self.data());
            place::run(&mut stop, &self.log());
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

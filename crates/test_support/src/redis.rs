//! The private Redis, and the few commands that tests need of it.

use crate::place;
use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    os::unix::process::CommandExt,
    path::Path,
    process::Command,
    time::Duration,
};

/// A Redis at an address `redis://127.0.0.1:PORT`.
pub(crate) struct Server {
    port: u16,
}

/// Logical databases of the server; each test has one.
pub(crate) const DATABASES: u32 = 4096;

impl Server {
    /// The server at an address, whatever follows its port.
    pub(crate) fn at(url: &str) -> Self {
        let port = url
            .trim_end_matches('/')
            .rsplit(':')
            .next()
            .and_then(|port| port.parse().ok());
        Self {
            port: port.unwrap_or_else(|| panic!("{url} is not of the form redis://127.0.0.1:PORT")),
        }
    }

    /// Starts a new one that keeps nothing on disk.
    pub(crate) fn start(folder: &Path) -> Self {
        let server = Self {
            port: place::free_port(),
        };
        let log = folder.join("redis.log");
        let mut command = Command::new("redis-server");
        command
            .args([
                "--bind",
                "127.0.0.1",
                "--port",
                &server.port.to_string(),
                "--save",
                "",
                "--appendonly",
                "no",
            ])
            .args([
                "--databases",
                &(DATABASES + 1).to_string(),
                "--daemonize",
                "yes",
                "--logfile",
            ])
            .arg(&log)
            .current_dir(folder)
            .process_group(0);
        place::run(&mut command, &log);
        for _ in 0..200 {
            if server.runs() {
                return server;
            }
            std::thread::sleep(Duration::from_millis(25));
        }
        panic!(
            "redis-server did not answer within 5 s; see {}",
            folder.join("redis.log").display()
        );
    }

    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub(crate) fn runs(&self) -> bool {
        self.command(&["PING"])
            .is_some_and(|answers| answers == ["+PONG"])
    }

    /// Sends commands, one a line, and reads one line of answer to each.
    pub(crate) fn command(&self, lines: &[&str]) -> Option<Vec<String>> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        for line in lines {
            stream.write_all(format!("{line}\r\n").as_bytes()).ok()?;
        }
        let answers = BufReader::new(stream).lines().take(lines.len());
        answers.collect::<Result<_, _>>().ok()
    }

    pub(crate) fn stop(&self) {
        // It closes the connection instead of an answer.
        let _ = self.command(&["SHUTDOWN NOSAVE"]);
    }
}

//! The running server: started, waited for, stopped.

use super::{
    EmbeddedError,
    cluster::{command, last_lines},
    error::AtPath,
    place::Place,
    programs::Programs,
    user::Unprivileged,
};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

/// How long a server may take to start; it may have to recover from a crash.
const START: Duration = Duration::from_mins(1);
/// How long it may take to stop before it is told again, harder.
const STOP: Duration = Duration::from_secs(15);
const PAUSE: Duration = Duration::from_millis(20);
/// A log beyond this size is begun anew, in bytes.
const LOG_MAX: u64 = 10 * 1024 * 1024;

/// A running server.
pub(super) struct Server {
    child: Child,
}

impl Server {
    pub(super) async fn start(
        programs: &Programs,
        place: &Place,
        user: Option<&Unprivileged>,
    ) -> Result<Self, EmbeddedError> {
        let mut command = command(programs, "postgres", user);
        command.arg("-D").arg(&place.cluster).arg("-k").arg(&place.socket);
        for setting in settings() {
            command.args(["-c", setting]);
        }
        let log = open_log(&place.log)?;
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone().at(&place.log)?)
            .stderr(log);
        // Its own group: Ctrl-C in the terminal is for us, and we stop the server when the last request is answered.
        command.process_group(0);
        let child = Command::from(command)
            .spawn()
            .map_err(|error| EmbeddedError::Program {
                program: "postgres",
                detail: error.to_string(),
            })?;
        let mut server = Self { child };
        match server.until_ready(place).await {
            Ok(()) => Ok(server),
            Err(error) => {
                server.stop().await;
                Err(error)
            }
        }
    }

    async fn until_ready(&mut self, place: &Place) -> Result<(), EmbeddedError> {
        let began = Instant::now();
        let pid = self.child.id();
        while began.elapsed() < START {
            if self.child.try_wait().at(&place.cluster)?.is_some() {
                break;
            }
            if Pidfile::read(&place.cluster)
                .is_some_and(|file| file.is_ready && u32::try_from(file.pid).ok() == pid)
            {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
        let said = fs::read_to_string(&place.log).unwrap_or_default();
        Err(EmbeddedError::Start {
            detail: last_lines(&said),
            log: place.log.clone(),
        })
    }

    /// Fast shutdown; if that takes too long, immediate shutdown, which the next start recovers from.
    pub(super) async fn stop(mut self) {
        for signal in [Signal::INT, Signal::QUIT, Signal::KILL] {
            let Some(pid) = self.pid() else { return };
            let _ = kill_process(pid, signal);
            if tokio::time::timeout(STOP, self.child.wait()).await.is_ok() {
                return;
            }
            tracing::warn!(?signal, "the private PostgreSQL takes long to stop");
        }
    }

    fn pid(&self) -> Option<Pid> {
        self.child
            .id()
            .and_then(|id| i32::try_from(id).ok())
            .and_then(Pid::from_raw)
    }
}

impl Drop for Server {
    /// For ways out that do not wait: the server stops by itself.
    fn drop(&mut self) {
        if let (Some(pid), Ok(None)) = (self.pid(), self.child.try_wait()) {
            let _ = kill_process(pid, Signal::INT);
        }
    }
}

fn settings() -> [&'static str; 7] {
    [
        "listen_addresses=",
        "max_connections=120",
        "shared_buffers=128MB",
        "timezone=UTC",
        "log_timezone=UTC",
        "lc_messages=C",
        "password_encryption=scram-sha-256",
    ]
}

fn open_log(path: &Path) -> Result<File, EmbeddedError> {
    if fs::metadata(path).is_ok_and(|meta| meta.len() > LOG_MAX) {
        fs::remove_file(path).at(path)?;
    }
    File::options().create(true).append(true).open(path).at(path)
}

/// What a running server writes about itself into its folder.
struct Pidfile {
    pid: i32,
    is_ready: bool,
}

impl Pidfile {
    fn read(cluster: &Path) -> Option<Self> {
        let text = fs::read_to_string(cluster.join("postmaster.pid")).ok()?;
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        Some(Self {
            pid,
            is_ready: lines.nth(6).is_some_and(|status| status.trim() == "ready"),
        })
    }

    /// The server of this folder, if it still runs. A process id is used again after a crash, so the name is asked too.
    fn running(cluster: &Path) -> Option<Pid> {
        let pid = Self::read(cluster)?.pid;
        let alive = Pid::from_raw(pid).filter(|pid| test_kill_process(*pid).is_ok())?;
        let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_else(|_| "postgres".to_owned());
        name.trim().starts_with("postgres").then_some(alive)
    }
}

/// Stops the server that an earlier, killed process left running on this cluster. We hold the folder's lock, so nobody
/// uses it.
pub(super) async fn stop_orphan(place: &Place) -> Result<(), EmbeddedError> {
    let Some(pid) = Pidfile::running(&place.cluster) else {
        return Ok(());
    };
    tracing::warn!(
        pid = pid.as_raw_nonzero().get(),
        "stopping a PostgreSQL that an earlier run left behind"
    );
    for signal in [Signal::INT, Signal::QUIT] {
        let _ = kill_process(pid, signal);
        let told = Instant::now();
        while told.elapsed() < STOP {
            if Pidfile::running(&place.cluster).is_none() {
                return Ok(());
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
    Err(EmbeddedError::Orphan {
        pid: pid.as_raw_nonzero().get(),
        folder: place.cluster.clone(),
    })
}

/// Ends the server of a cluster that is about to be removed.
pub(super) fn stop_leftover(cluster: &Path) {
    if let Some(pid) = Pidfile::running(cluster) {
        let _ = kill_process(pid, Signal::QUIT);
        std::thread::sleep(Duration::from_millis(500));
    }
}

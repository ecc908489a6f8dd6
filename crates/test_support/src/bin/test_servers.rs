//! Starts or stops the servers that the tests share.
//!
//! `test_servers start` prints lines for the environment of a test run; `test_servers stop` ends what was started.

use std::{
    io::{self, Write},
    process::ExitCode,
};
use test_support::servers;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("start") => start(),
        Some("stop") => {
            servers::stop();
            ExitCode::SUCCESS
        }
        _ => {
            let _ = writeln!(io::stderr(), "usage: test_servers start|stop");
            ExitCode::FAILURE
        }
    }
}

fn start() -> ExitCode {
    let lines = format!(
        "{}={}\n{}={}\n",
        servers::POSTGRES_VARIABLE,
        servers::postgres(),
        servers::REDIS_VARIABLE,
        servers::redis()
    );
    match io::stdout().write_all(lines.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

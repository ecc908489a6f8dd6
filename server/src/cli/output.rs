//! What the program says to whoever started it; everything else goes to the log.

use std::{
    io::{self, Write},
    process::ExitCode,
};

/// Writes a line to standard output. A reader that has gone away is nobody's error.
pub fn say(line: &str) {
    let _ = writeln!(io::stdout().lock(), "{line}");
}

/// Writes why the program ends to standard error, and answers the exit code.
pub fn complain(why: &str, code: u8) -> ExitCode {
    let _ = writeln!(io::stderr().lock(), "error: {why}");
    ExitCode::from(code)
}

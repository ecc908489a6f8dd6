//! The program `tessera`.

use std::process::ExitCode;

fn main() -> ExitCode {
    server::cli::main()
}

//! How much is too much.

use super::reader::Reader;

/// The most attempts that production allows.
const ATTEMPTS: u32 = 10;

/// Connections at the same time.
const CONNECTIONS: usize = 800;

/// Limits on what one visitor may try, and on what all of them may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// `TESSERA_AUTH_ATTEMPTS`: attempts at the account forms per IP address and 15 minutes; default 10, in production at
    /// most 10. Browser tests, which all come from one address, raise it.
    pub auth_attempts: u32,
    /// `TESSERA_CONNECTIONS`: connections at the same time, of which one address may have a quarter; default 800. Each takes a
    /// file descriptor.
    pub connections: usize,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Limits {
    const VARIABLE: &str = "TESSERA_AUTH_ATTEMPTS";
    let auth_attempts = reader.parse(VARIABLE, ATTEMPTS, "Write a number, such as 10.");
    if auth_attempts == 0 || (reader.production && auth_attempts > ATTEMPTS) {
        reader.mistake(
            VARIABLE,
            "is out of range",
            "Choose from 1 to 10; only development may allow more.",
        );
    }
    Limits {
        auth_attempts,
        connections: connections(reader),
    }
}

fn connections(reader: &mut Reader<'_>) -> usize {
    const VARIABLE: &str = "TESSERA_CONNECTIONS";
    let connections = reader.parse(VARIABLE, CONNECTIONS, "Write a number, such as 800.");
    if !(8..=1_000_000).contains(&connections) {
        reader.mistake(VARIABLE, "is out of range", "Choose from 8 to 1000000.");
    }
    connections
}

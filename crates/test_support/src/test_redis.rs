//! A part of Redis for one test.

use crate::{
    redis::{DATABASES, Server},
    servers,
};

/// A logical database of the shared Redis that is empty and nobody else's; emptied again when it is dropped.
pub struct TestRedis {
    server: Server,
    number: u32,
}

impl TestRedis {
    /// Takes the next one.
    pub fn new() -> Self {
        let server = Server::at(&servers::redis());
        let answer = server.command(&["INCR tests"]).expect("Redis answers");
        let count: u32 = answer[0]
            .trim_start_matches(':')
            .parse()
            .expect("INCR answers a number");
        let test = Self {
            server,
            number: count % DATABASES + 1,
        };
        test.empty();
        test
    }

    /// Its address, with the number of the logical database as path.
    pub fn url(&self) -> String {
        format!("{}/{}", self.server.url(), self.number)
    }

    /// Removes all keys.
    pub fn empty(&self) {
        let _ = self
            .server
            .command(&[&format!("SELECT {}", self.number), "FLUSHDB"]);
    }
}

impl Default for TestRedis {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TestRedis {
    fn drop(&mut self) {
        self.empty();
    }
}

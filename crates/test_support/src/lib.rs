//! Real servers for tests: a database per test and a part of Redis per test.
//!
//! The first test of a run starts a private PostgreSQL and a private Redis on ports that were free; the others share
//! them. `test_servers stop` ends them, and so does a watchdog after ten idle minutes. With `TESSERA_TEST_PG` and
//! `TESSERA_TEST_REDIS` the tests use those servers instead (the first as a superuser) and start none.
//!
//! Failures here end the test with a panic that says what to do: a test without its server proves nothing.

mod place;
mod postgres;
mod redis;
pub mod servers;
mod test_db;
mod test_redis;

pub use test_db::TestDb;
pub use test_redis::TestRedis;
pub use tokio_postgres;

//! The PostgreSQL database.

use super::reader::Reader;
use secrecy::SecretString;

/// How to reach PostgreSQL.
#[derive(Clone, Debug)]
pub struct Database {
    /// `TESSERA_DATABASE_URL`: the application's login, which owns nothing. Without it `tessera serve` starts a private
    /// PostgreSQL in the data folder.
    pub url: Option<SecretString>,
    /// `TESSERA_MIGRATE_DATABASE_URL`: the owner of the schema, for `tessera migrate` alone.
    pub migrate_url: Option<SecretString>,
    /// `TESSERA_DATABASE_POOL`: connections per process, 2 to 200; default 16.
    pub pool: usize,
}

const SCHEMES: [&str; 2] = ["postgres://", "postgresql://"];
const REMEDY: &str = "Write postgresql://user:password@host:5432/database.";

pub(super) fn read(reader: &mut Reader<'_>) -> Database {
    Database {
        url: address(reader, "TESSERA_DATABASE_URL"),
        migrate_url: address(reader, "TESSERA_MIGRATE_DATABASE_URL"),
        pool: pool(reader),
    }
}

fn address(reader: &mut Reader<'_>, variable: &'static str) -> Option<SecretString> {
    let url = reader.secret(variable)?;
    reader.require_scheme(variable, &url, &SCHEMES, REMEDY);
    Some(url)
}

fn pool(reader: &mut Reader<'_>) -> usize {
    const REMEDY: &str = "Write a number from 2 to 200.";
    let size = reader.parse("TESSERA_DATABASE_POOL", 16, REMEDY);
    if !(2..=200).contains(&size) {
        reader.mistake("TESSERA_DATABASE_POOL", "is out of range", REMEDY);
    }
    size
}

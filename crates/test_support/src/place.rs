//! Where the private servers live, which programs they are, and as whom they run.

use std::{
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
    process::Command,
};

/// An environment variable of the test run; empty counts as absent.
#[expect(
    clippy::disallowed_methods,
    reason = "tests have no configuration but their environment"
)]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The folder of this clone's servers. In the system's folder for temporary files: an unprivileged PostgreSQL must be able
/// to enter it, and a socket's path must be short.
pub(crate) fn folder() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    env!("CARGO_MANIFEST_DIR").hash(&mut hasher);
    let folder = std::env::temp_dir().join(format!("tessera-tests-{:08x}", hasher.finish() & 0xffff_ffff));
    fs::create_dir_all(&folder)
        .unwrap_or_else(|e| panic!("cannot make the folder {}: {e}", folder.display()));
    folder
}

/// The project's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Sixteen unpredictable digits.
pub(crate) fn secret() -> String {
    use std::io::Read;
    let mut bytes = [0; 8];
    fs::File::open("/dev/urandom")
        .and_then(|mut file| file.read_exact(&mut bytes))
        .expect("the system's source of randomness can be read");
    format!("{:016x}", u64::from_be_bytes(bytes))
}

/// A port of the loopback interface that is free at the moment.
pub(crate) fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("the loopback interface has a free port")
        .port()
}

/// A program of PostgreSQL, from the search path or where Debian puts it (the newest version).
pub(crate) fn postgres_program(name: &str) -> PathBuf {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            Some((
                entry.file_name().to_str()?.parse().ok()?,
                entry.path().join("bin"),
            ))
        })
        .collect();
    versions.sort();
    let path = variable("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(versions.into_iter().rev().map(|(_, folder)| folder));
    folders
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| {
            panic!(
                "PostgreSQL's program `{name}` is missing: run `scripts/setup test`, or set TESSERA_TEST_PG"
            )
        })
}

/// The user and group for PostgreSQL, which refuses to run as root; none where we are not root.
pub(crate) fn unprivileged() -> Option<(u32, u32)> {
    use std::os::unix::fs::MetadataExt;
    let we = fs::metadata("/proc/self")
        .or_else(|_| fs::metadata(folder()))
        .ok()?
        .uid();
    if we != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    Some(
        find("postgres")
            .or_else(|| find("nobody"))
            .expect("there is a user `postgres` or `nobody`"),
    )
}

/// Runs a program to its end; its output goes to `log`, which a failure quotes. Servers that it leaves behind hold no
/// handle of ours, or the test runner would wait for them.
pub(crate) fn run(command: &mut Command, log: &Path) {
    let file = fs::File::options()
        .create(true)
        .append(true)
        .open(log)
        .expect("the log can be written");
    let error = file.try_clone().expect("a file handle can be cloned");
    let status = command
        .stdin(std::process::Stdio::null())
        .stdout(file)
        .stderr(error)
        .status()
        .unwrap_or_else(|e| panic!("{command:?} does not start ({e}): run `scripts/setup test`"));
    let said = fs::read_to_string(log).unwrap_or_default();
    assert!(status.success(), "{command:?} failed ({status}):\n{said}");
}

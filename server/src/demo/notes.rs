//! `demo.json`: how to get into the demo, for people and for tests.

use crate::{app::App, cli::CliError, clock::Random};
use serde::{Deserialize, Serialize};
use std::{
    fs,
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

/// The address of the demo's owner.
const EMAIL: &str = "demo@tessera.example";

/// What the file says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Notes {
    /// The site's address, without a slash at its end.
    pub base_url: String,
    /// The owner's e-mail address.
    pub email: String,
    /// The owner's password.
    pub password: String,
    /// The page of one of the passports.
    pub passport_url: String,
    /// The simulated PIM.
    pub akeneo_url: String,
    /// Where mail can be read.
    pub outbox_url: String,
}

/// An e-mail address with its password.
pub(super) struct Login {
    email: String,
    password: String,
}

impl Notes {
    pub(super) fn new(app: &App, login: Login, akeneo_url: &str) -> Self {
        let base_url = app.config.link("");
        Self {
            outbox_url: app.config.link("/dev/outbox"),
            // Until one is published.
            passport_url: base_url.clone(),
            base_url,
            email: login.email,
            password: login.password,
            akeneo_url: akeneo_url.to_owned(),
        }
    }

    /// Replaces the file. Nobody but its owner may read it, also while it is written.
    pub(super) fn write(&self, path: &Path) -> Result<(), CliError> {
        write(path, self).map_err(|error| {
            CliError::Other(format!(
                "The file {} cannot be written: {error}. Set TESSERA_DATA_DIR.",
                path.display()
            ))
        })
    }
}

fn write(path: &Path, notes: &Notes) -> io::Result<()> {
    let new = path.with_extension("json.new");
    // One that was left behind may have other rights.
    let _ = fs::remove_file(&new);
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&new)?;
    let mut text = serde_json::to_vec_pretty(notes)?;
    text.push(b'\n');
    file.write_all(&text)?;
    file.sync_all()?;
    fs::rename(new, path)
}

/// Where the notes are.
pub(super) fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("demo.json")
}

/// The login of an earlier run, or a new one.
pub(super) fn login(path: &Path, random: &dyn Random) -> Login {
    let earlier: Option<Notes> = fs::read(path)
        .ok()
        .and_then(|text| serde_json::from_slice(&text).ok());
    match earlier {
        Some(Notes { email, password, .. }) => Login { email, password },
        None => Login {
            email: EMAIL.to_owned(),
            password: password(random),
        },
    }
}

/// Four groups of five characters that are not mistaken for each other: 98 bits.
fn password(random: &dyn Random) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut bytes = [0; 20];
    random.fill(&mut bytes);
    let letters: Vec<char> = bytes
        .iter()
        .map(|b| char::from(LETTERS[usize::from(b % 32)]))
        .collect();
    let groups: Vec<String> = letters.chunks(5).map(|group| group.iter().collect()).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemRandom;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_login_is_kept_and_the_file_is_private() {
        let folder = std::env::temp_dir().join(format!("tessera-notes-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let path = path(&folder);
        let first = login(&path, &SystemRandom);
        assert!(
            domain::account::password_shape(&first.password).is_ok(),
            "{}",
            first.password
        );
        let notes = Notes {
            base_url: "http://localhost:3000".into(),
            email: first.email,
            password: first.password.clone(),
            passport_url: String::new(),
            akeneo_url: String::new(),
            outbox_url: String::new(),
        };
        notes.write(&path).unwrap();
        notes.write(&path).unwrap();
        assert_eq!(login(&path, &SystemRandom).password, first.password);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(folder).unwrap();
    }
}

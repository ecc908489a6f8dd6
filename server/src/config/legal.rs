//! The legal pages of whoever runs the site.

use super::reader::Reader;
use app::routes::LegalPage;
use std::{collections::BTreeMap, fs, path::Path};

/// The most bytes of a page.
const PAGE_MAX: u64 = 256 * 1024;

/// Legal pages.
#[derive(Clone, Debug, Default)]
pub struct Legal {
    /// `TESSERA_LEGAL_DIR`: a folder with Markdown files such as `imprint.md`, each instead of the page of that name that Tessera
    /// brings along. Here by name, without `.md`.
    pub own: BTreeMap<String, String>,
    /// `TESSERA_SOURCE_URL`: where the source of this program can be read; links to tests lead there.
    pub source: Option<String>,
}

pub(super) fn read(reader: &mut Reader<'_>) -> Legal {
    Legal {
        own: own(reader),
        source: source(reader),
    }
}

fn own(reader: &mut Reader<'_>) -> BTreeMap<String, String> {
    const VARIABLE: &str = "TESSERA_LEGAL_DIR";
    let Some(folder) = reader.text(VARIABLE) else {
        return BTreeMap::new();
    };
    if !Path::new(&folder).is_dir() {
        reader.mistake(
            VARIABLE,
            "is not a folder",
            "Write the folder with your Markdown files.",
        );
        return BTreeMap::new();
    }
    let mut own = BTreeMap::new();
    for name in LegalPage::ALL.map(LegalPage::word) {
        let path = Path::new(&folder).join(format!("{name}.md"));
        let Ok(about) = fs::metadata(&path) else { continue };
        match fs::read_to_string(&path) {
            Ok(text) if about.len() <= PAGE_MAX => _ = own.insert(name.to_owned(), text),
            _ => reader.mistake(
                VARIABLE,
                "has a file that cannot be read as text of at most 256 kB",
                "Look at its .md files and at who may read them.",
            ),
        }
    }
    own
}

fn source(reader: &mut Reader<'_>) -> Option<String> {
    const VARIABLE: &str = "TESSERA_SOURCE_URL";
    let text = reader.text(VARIABLE)?;
    if !text.starts_with("https://") || text.contains(char::is_whitespace) {
        reader.mistake(
            VARIABLE,
            "is not an https:// address",
            "Write the address below which the files of the source can be read.",
        );
    }
    Some(text.trim_end_matches('/').to_owned())
}

//! Fields that not everybody may read: kept out of the document that is hashed and signed, which holds their digests alone.
//!
//! A field becomes a *disclosure*: canonical JSON with its readers, its place and a salt. Whoever is given the text of one proves by
//! its digest that the field was part of the document, and learns nothing of the others, not even who may read them. This is what
//! SD-JWT (RFC 9901) does for tokens.

use crate::{FormatError, canonical::to_bytes};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    Reader, Readers,
    record::{Content, Document, RecordField, RecordSection},
    text::Labels,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Bytes of a salt.
pub const SALT: usize = 16;

/// Why a disclosure says nothing about a document.
#[derive(Debug, thiserror::Error)]
pub enum DisclosureError {
    /// It is not JSON of this shape.
    #[error("the disclosure is not valid: {0}")]
    Json(#[from] serde_json::Error),
    /// The document does not hold its digest.
    #[error("the document knows nothing of the disclosure {0}")]
    Foreign(String),
}

/// A field with its readers and its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disclosure {
    /// Base64url of bytes that nobody can guess.
    pub salt: String,
    /// Who may read it.
    pub readers: Readers,
    /// The title of its section.
    pub section: Labels,
    /// Where it stands.
    pub place: Place,
    /// The field; who may read it stands above.
    pub field: RecordField,
}

/// Where a field stands among those that everybody may read: four numbers. Of its section: how many public sections are
/// before it, and, where the section itself has nothing public, its turn among those between the same two; else 0. Of the field:
/// how many public fields of the section are before it, and its turn among those between the same two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place(pub u32, pub u32, pub u32, pub u32);

impl Place {
    /// Orders sections: those that stand between two public ones come before the second.
    fn section(self) -> (u32, u32) {
        let Self(before, turn, ..) = self;
        (before, if turn == 0 { u32::MAX } else { turn })
    }
}

/// A disclosure as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sealed {
    /// Base64url of the SHA-256 of the text.
    pub digest: String,
    /// The canonical text.
    pub text: String,
}

/// What everybody may read, and the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// What everybody may read.
    pub public: Content,
    /// The rest, in the order of the digests.
    pub sealed: Vec<Sealed>,
}

impl Split {
    /// What the document holds of the rest: digests whose order tells nothing.
    pub fn digests(&self) -> Vec<String> {
        self.sealed.iter().map(|s| s.digest.clone()).collect()
    }
}

/// A disclosure without its salt: what the salt is made of.
#[derive(Serialize)]
struct Unsalted<'a> {
    readers: &'a Readers,
    section: &'a Labels,
    place: Place,
    field: &'a RecordField,
}

/// Takes out what not everybody may read. `salt` makes a salt of the canonical bytes of a disclosure without one, so that equal
/// content gives equal digests.
pub fn split(content: &Content, salt: impl Fn(&[u8]) -> [u8; SALT]) -> Result<Split, FormatError> {
    let mut public = Content {
        sections: Vec::new(),
        ..content.clone()
    };
    let mut sealed = Vec::new();
    let (mut before, mut turn) = (0, 0);
    for section in &content.sections {
        let open: Vec<_> = section
            .fields
            .iter()
            .filter(|f| f.readers.is_public())
            .cloned()
            .collect();
        let is_public = !open.is_empty() || section.fields.is_empty();
        turn = if is_public { 0 } else { turn + 1 };
        seal_section(section, (before, turn), &salt, &mut sealed)?;
        if is_public {
            before += 1;
            public.sections.push(RecordSection {
                title: section.title.clone(),
                fields: open,
            });
        }
    }
    sealed.sort();
    Ok(Split { public, sealed })
}

fn seal_section(
    section: &RecordSection,
    (before, turn): (u32, u32),
    salt: &impl Fn(&[u8]) -> [u8; SALT],
    sealed: &mut Vec<Sealed>,
) -> Result<(), FormatError> {
    let (mut fields_before, mut field_turn) = (0, 0);
    for field in &section.fields {
        if field.readers.is_public() {
            (fields_before, field_turn) = (fields_before + 1, 0);
            continue;
        }
        field_turn += 1;
        let place = Place(before, turn, fields_before, field_turn);
        sealed.push(seal(section, field, place, salt)?);
    }
    Ok(())
}

fn seal(
    section: &RecordSection,
    field: &RecordField,
    place: Place,
    salt: &impl Fn(&[u8]) -> [u8; SALT],
) -> Result<Sealed, FormatError> {
    let bare = RecordField {
        readers: Readers::default(),
        ..field.clone()
    };
    let unsalted = to_bytes(&Unsalted {
        readers: &field.readers,
        section: &section.title,
        place,
        field: &bare,
    })?;
    let bytes = to_bytes(&Disclosure {
        salt: URL_SAFE_NO_PAD.encode(salt(&unsalted)),
        readers: field.readers.clone(),
        section: section.title.clone(),
        place,
        field: bare,
    })?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(Sealed {
        digest: digest(&text),
        text,
    })
}

/// The digest of a disclosure's text: base64url of its SHA-256.
pub fn digest(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(text.as_bytes()))
}

/// Reads a disclosure, without asking what it belongs to.
pub fn read(text: &str) -> Result<Disclosure, DisclosureError> {
    Ok(serde_json::from_str(text)?)
}

/// Reads a disclosure that is part of a document.
pub fn verify(document: &Document, text: &str) -> Result<Disclosure, DisclosureError> {
    let digest = digest(text);
    if document.restricted.contains(&digest) {
        read(text)
    } else {
        Err(DisclosureError::Foreign(digest))
    }
}

/// The disclosures that `reader` may read.
pub fn readable<S: AsRef<str>>(texts: &[S], reader: Reader) -> Vec<&str> {
    let may = |text: &&str| read(text).is_ok_and(|d| d.readers.admits(reader));
    texts.iter().map(AsRef::as_ref).filter(may).collect()
}

/// The document with the disclosed fields at their places, each with its readers. Each is verified first. The digests stay: the
/// answer is a reading of the document, not the document that was hashed.
pub fn merge<S: AsRef<str>>(document: &Document, texts: &[S]) -> Result<Document, DisclosureError> {
    let mut told = Vec::with_capacity(texts.len());
    for text in texts {
        told.push(verify(document, text.as_ref())?);
    }
    let mut merged = document.clone();
    merged.content = merge_content(&document.content, told);
    Ok(merged)
}

/// The same for the content alone, of disclosures that were verified before.
pub fn merge_content(public: &Content, told: Vec<Disclosure>) -> Content {
    let mut groups: BTreeMap<(u32, u32), Vec<Disclosure>> = BTreeMap::new();
    for disclosure in told {
        groups
            .entry(disclosure.place.section())
            .or_default()
            .push(disclosure);
    }
    let mut sections = Vec::new();
    for (index, section) in (0..).zip(&public.sections) {
        let itself = (index, u32::MAX);
        while let Some(before) = groups.first_entry().filter(|group| *group.key() < itself) {
            sections.extend(new_section(before.remove()));
        }
        let inside = groups.remove(&itself).unwrap_or_default();
        sections.push(RecordSection {
            title: section.title.clone(),
            fields: merge_fields(&section.fields, inside),
        });
    }
    sections.extend(groups.into_values().filter_map(new_section));
    Content {
        sections,
        ..public.clone()
    }
}

fn new_section(told: Vec<Disclosure>) -> Option<RecordSection> {
    let title = told.first()?.section.clone();
    Some(RecordSection {
        title,
        fields: merge_fields(&[], told),
    })
}

fn merge_fields(public: &[RecordField], mut told: Vec<Disclosure>) -> Vec<RecordField> {
    told.sort_by_key(|d| d.place);
    told.dedup();
    let mut told = told.into_iter().peekable();
    let mut fields = Vec::with_capacity(public.len() + told.len());
    for (index, field) in (0u32..).zip(public) {
        while let Some(disclosure) = told.next_if(|d| d.place.2 <= index) {
            fields.push(disclosed(disclosure));
        }
        fields.push(field.clone());
    }
    fields.extend(told.map(disclosed));
    fields
}

fn disclosed(disclosure: Disclosure) -> RecordField {
    RecordField {
        readers: disclosure.readers,
        ..disclosure.field
    }
}

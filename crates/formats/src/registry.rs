//! A file of passports to be registered in the EU registry.
//!
//! The registry takes files of XML or JSON, and shows their template to enrolled operators only. So this is a format of
//! our own, described in docs/registry.md: it holds what the law lets the registry ask for, and makes no claim to be what
//! the registry reads.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::{
    record::Granularity,
    registry::{FILE_MAX, Facts},
};
use serde::Serialize;
use std::fmt::Write;

/// The name of the format; changes with its shape.
pub const SCHEMA: &str = "tessera.registry/1";

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// JSON.
    Json,
    /// XML.
    Xml,
}

impl FileFormat {
    /// The word in an address, and the ending of a file.
    pub fn word(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Xml => "xml",
        }
    }

    /// The format of a word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Json, Self::Xml].into_iter().find(|f| f.word() == word)
    }

    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Xml => "application/xml",
        }
    }
}

/// A passport of a file: what the registry is told, and the hash of the version.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What the registry is told.
    pub facts: &'a Facts,
    /// SHA-256 of the version's canonical document, in hex.
    pub hash: &'a str,
}

/// Why there is no file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// The registry takes no more in one file.
    #[error("a file holds 1 to {FILE_MAX} passports, not {0}")]
    Count(usize),
    /// The registry refuses an identifier that stands in a file twice.
    #[error("{0} stands in the file twice")]
    Twice(String),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    schema: &'static str,
    made_at: String,
    passports: Vec<Passport<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Passport<'a> {
    unique_product_identifier: &'a str,
    granularity: Granularity,
    #[serde(skip_serializing_if = "Option::is_none")]
    model_identifier: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    batch_identifier: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    commodity_codes: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    operator_identifiers: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    facility_identifiers: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    back_up_copies: &'a [String],
    version: u32,
    version_sha256: &'a str,
    published_at: &'a str,
}

impl<'a> From<&Entry<'a>> for Passport<'a> {
    fn from(entry: &Entry<'a>) -> Self {
        let facts = entry.facts;
        Self {
            unique_product_identifier: &facts.identifier,
            granularity: facts.granularity,
            model_identifier: facts.model.as_deref(),
            batch_identifier: facts.batch.as_deref(),
            commodity_codes: &facts.commodity_codes,
            operator_identifiers: &facts.operators,
            facility_identifiers: &facts.facilities,
            back_up_copies: &facts.back_up,
            version: facts.version,
            version_sha256: entry.hash,
            published_at: &facts.published_at,
        }
    }
}

/// The file of 1 to 100 passports.
pub fn file(entries: &[Entry<'_>], format: FileFormat, made_at: DateTime<Utc>) -> Result<String, FileError> {
    if entries.is_empty() || entries.len() > FILE_MAX {
        return Err(FileError::Count(entries.len()));
    }
    let mut seen = std::collections::BTreeSet::new();
    for entry in entries {
        if !seen.insert(entry.facts.identifier.as_str()) {
            return Err(FileError::Twice(entry.facts.identifier.clone()));
        }
    }
    let file = File {
        schema: SCHEMA,
        made_at: made_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        passports: entries.iter().map(Passport::from).collect(),
    };
    Ok(match format {
        FileFormat::Json => json(&file),
        FileFormat::Xml => xml(&file),
    })
}

fn json(file: &File<'_>) -> String {
    // Strings, numbers and lists: nothing that could fail.
    serde_json::to_string_pretty(file).unwrap_or_default() + "\n"
}

fn xml(file: &File<'_>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<passports schema=\"{}\" madeAt=\"{}\">",
        file.schema, file.made_at
    );
    for passport in &file.passports {
        out.push_str("  <passport>\n");
        of_passport(&mut out, passport);
        out.push_str("  </passport>\n");
    }
    out + "</passports>\n"
}

fn of_passport(out: &mut String, passport: &Passport<'_>) {
    let level = match passport.granularity {
        Granularity::Model => "model",
        Granularity::Batch => "batch",
        Granularity::Item => "item",
    };
    element(out, "uniqueProductIdentifier", passport.unique_product_identifier);
    element(out, "granularity", level);
    for (name, value) in [
        ("modelIdentifier", passport.model_identifier),
        ("batchIdentifier", passport.batch_identifier),
    ] {
        if let Some(text) = value {
            element(out, name, text);
        }
    }
    for (name, values) in [
        ("commodityCode", passport.commodity_codes),
        ("operatorIdentifier", passport.operator_identifiers),
        ("facilityIdentifier", passport.facility_identifiers),
        ("backUpCopy", passport.back_up_copies),
    ] {
        for text in values {
            element(out, name, text);
        }
    }
    element(out, "version", &passport.version.to_string());
    element(out, "versionSha256", passport.version_sha256);
    element(out, "publishedAt", passport.published_at);
}

fn element(out: &mut String, name: &str, text: &str) {
    let _ = writeln!(out, "    <{name}>{}</{name}>", escaped(text));
}

/// Text as XML 1.0 takes it: signs that it has no place for at all become the replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn facts(identifier: &str) -> Facts {
        Facts {
            identifier: identifier.to_owned(),
            granularity: Granularity::Item,
            model: Some("https://id.nordlicht.eu/01/09520123456788".to_owned()),
            batch: None,
            commodity_codes: vec!["61091000".to_owned()],
            operators: vec!["A & B <\u{1}>".to_owned()],
            facilities: Vec::new(),
            back_up: Vec::new(),
            version: 2,
            published_at: "2026-11-20T08:00:00Z".to_owned(),
        }
    }

    fn made(entries: &[Entry<'_>], format: FileFormat) -> Result<String, FileError> {
        file(entries, format, "2026-11-21T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn both_formats_say_the_same() {
        let facts = facts("https://id.nordlicht.eu/01/09520123456788/21/7");
        let entry = [Entry {
            facts: &facts,
            hash: "ab",
        }];
        let json_file: serde_json::Value =
            serde_json::from_str(&made(&entry, FileFormat::Json).unwrap()).unwrap();
        let expected = json!({
            "schema": "tessera.registry/1",
            "madeAt": "2026-11-21T12:00:00Z",
            "passports": [{
                "uniqueProductIdentifier": "https://id.nordlicht.eu/01/09520123456788/21/7",
                "granularity": "item",
                "modelIdentifier": "https://id.nordlicht.eu/01/09520123456788",
                "commodityCodes": ["61091000"],
                "operatorIdentifiers": ["A & B <\u{1}>"],
                "version": 2,
                "versionSha256": "ab",
                "publishedAt": "2026-11-20T08:00:00Z",
            }],
        });
        assert_eq!(json_file, expected);
        let xml_file = made(&entry, FileFormat::Xml).unwrap();
        let tree = roxmltree::Document::parse(&xml_file).unwrap();
        let root = tree.root_element();
        assert_eq!(
            (root.tag_name().name(), root.attribute("schema")),
            ("passports", Some(SCHEMA))
        );
        let passport = root.first_element_child().unwrap();
        let read: Vec<_> = passport
            .children()
            .filter(roxmltree::Node::is_element)
            .map(|n| (n.tag_name().name(), n.text().unwrap_or_default()))
            .collect();
        assert_eq!(
            read,
            [
                (
                    "uniqueProductIdentifier",
                    "https://id.nordlicht.eu/01/09520123456788/21/7"
                ),
                ("granularity", "item"),
                ("modelIdentifier", "https://id.nordlicht.eu/01/09520123456788"),
                ("commodityCode", "61091000"),
                ("operatorIdentifier", "A & B <\u{fffd}>"),
                ("version", "2"),
                ("versionSha256", "ab"),
                ("publishedAt", "2026-11-20T08:00:00Z"),
            ]
        );
    }

    #[test]
    fn a_file_holds_one_to_a_hundred_different_passports() {
        let all: Vec<Facts> = (0..=FILE_MAX)
            .map(|n| facts(&format!("https://id.nordlicht.eu/p/{n}")))
            .collect();
        let entries: Vec<_> = all.iter().map(|facts| Entry { facts, hash: "ab" }).collect();
        assert_eq!(made(&[], FileFormat::Xml), Err(FileError::Count(0)));
        assert_eq!(made(&entries, FileFormat::Json), Err(FileError::Count(101)));
        let hundred = made(&entries[..FILE_MAX], FileFormat::Xml).unwrap();
        assert_eq!(hundred.matches("<passport>").count(), 100);
        let twice = [entries[0], entries[1], entries[0]];
        assert!(matches!(made(&twice, FileFormat::Json), Err(FileError::Twice(_))));
    }

    proptest! {
        #[test]
        fn any_text_makes_well_formed_xml(text in "\\PC{0,40}|[\\x00-\\x20<>&\"']{0,20}") {
            let mut any = facts("https://id.nordlicht.eu/p/a");
            any.operators = vec![text.clone()];
            let file = made(&[Entry { facts: &any, hash: "ab" }], FileFormat::Xml).unwrap();
            let tree = roxmltree::Document::parse(&file).unwrap();
            let node = tree.descendants().find(|n| n.has_tag_name("operatorIdentifier")).unwrap();
            let read = node.text().unwrap_or_default();
            prop_assert_eq!(read.chars().count(), text.chars().count());
        }
    }
}

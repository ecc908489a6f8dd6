//! Who may read a field today: what the latest version says.

use crate::services::disclosures::whole;
use db::{AsyncPgConnection, queries::disclosures as rows};
use domain::{
    Error, PassportId, Reader, Readers,
    record::{Content, RecordField},
};
use std::collections::BTreeMap;

/// The readers of the fields of the latest version.
#[derive(Default)]
pub(super) struct Rules(BTreeMap<(bool, String), Readers>);

impl Rules {
    /// Those of a passport; through the brand door.
    pub(super) async fn today(conn: &mut AsyncPgConnection, passport: PassportId) -> Result<Self, Error> {
        let Some((bytes, sealed)) = rows::latest(conn, passport).await? else {
            return Ok(Self::default());
        };
        let document = formats::parse(&bytes).map_err(|error| {
            tracing::error!(%passport, %error, "a published document cannot be read");
            Error::Internal
        })?;
        Ok(Self::of(&whole(&document, &sealed)?.content))
    }

    pub(super) fn of(content: &Content) -> Self {
        let mut rules: BTreeMap<_, Readers> = BTreeMap::new();
        for field in content.fields() {
            let Some(name) = name(field) else { continue };
            // What says the same thing twice is read by whoever may read either.
            let readers = match rules.get(&name) {
                Some(known) => known.iter().chain(field.readers.iter()).collect(),
                None => field.readers.clone(),
            };
            rules.insert(name, readers);
        }
        Self(rules)
    }

    /// Who may read a field of an earlier version; what the latest one does not have keeps its own readers.
    pub(super) fn readers(&self, field: &RecordField) -> Readers {
        let today = name(field).and_then(|name| self.0.get(&name));
        today.unwrap_or(&field.readers).clone()
    }

    /// Whether a reader may read a disclosure of a version.
    pub(super) fn admit(&self, text: &str, reader: Reader) -> bool {
        let told = formats::disclosure::read(text).ok();
        told.is_some_and(|told| {
            let field = RecordField {
                readers: told.readers,
                ..told.field
            };
            self.readers(&field).admits(reader)
        })
    }

    pub(super) fn apply(&self, content: &mut Content) {
        for field in content
            .sections
            .iter_mut()
            .flat_map(|section| &mut section.fields)
        {
            field.readers = self.readers(field);
        }
    }
}

/// What a field is known by from version to version: its attribute, or else its data point.
fn name(field: &RecordField) -> Option<(bool, String)> {
    if field.attribute.is_empty() {
        field.point.clone().map(|point| (false, point))
    } else {
        Some((true, field.attribute.clone()))
    }
}

//! Who may read a field today: what the latest version says.

use crate::services::disclosures::whole;
use db::{AsyncPgConnection, queries::disclosures as rows};
use domain::{
    Error, PassportId, Reader, Readers,
    record::{Content, RecordField},
};
use std::collections::BTreeMap;

/// The readers of the fields of the latest version, by what they are known by.
#[derive(Default)]
pub(super) struct Rules(BTreeMap<Name, Readers>);

/// What a field is known by from version to version.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Name {
    /// Its attribute, or the key of a field of units.
    Attribute(String),
    /// The data point that it is.
    Point(String),
}

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
            for name in names(field) {
                // What says the same thing twice is read by whoever may read either.
                let readers = match rules.get(&name) {
                    Some(known) => known.iter().chain(field.readers.iter()).collect(),
                    None => field.readers.clone(),
                };
                rules.insert(name, readers);
            }
        }
        Self(rules)
    }

    /// Who may read a field of an earlier version; what the latest one does not have keeps its own readers.
    pub(super) fn readers(&self, field: &RecordField) -> Readers {
        let today = names(field).into_iter().find_map(|name| self.0.get(&name));
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

/// What a field is known by: its attribute comes first. A data point that was an attribute of the template before, and that the
/// profile adds now, is the same all the same.
fn names(field: &RecordField) -> Vec<Name> {
    let attribute = (!field.attribute.is_empty()).then(|| Name::Attribute(field.attribute.clone()));
    let point = field.point.clone().map(Name::Point);
    attribute.into_iter().chain(point).collect()
}

//! What a unit stands below, and what it says.

use crate::app::App;
use db::{
    Tx,
    queries::passports::{self, Parent},
};
use domain::{
    Error, Kind, Locale, PassportId,
    record::{self, Content, Granularity, RecordSection},
    text::Labels,
    unit::{Level, UnitField, UnitName},
};
use std::collections::BTreeMap;

/// The model, or the batch, that units stand below.
pub(super) struct Below {
    /// As it is stored.
    pub parent: Parent,
    /// What the model says.
    model: Content,
}

/// Why nothing can be created below a passport; none where something can.
pub(super) fn closed(parent: &Parent) -> Option<&'static str> {
    if parent.live {
        Some("This passport is live: nothing of it is stored, so it has no batches or items of its own.")
    } else if parent.is_withdrawn {
        Some("Whoever runs this site has taken this passport off it, so nothing can be added below it.")
    } else {
        None
    }
}

impl Below {
    /// A published model or batch of the brand.
    pub(super) async fn open(tx: &mut Tx, id: PassportId) -> Result<Self, Error> {
        let parent = passports::parent(tx, id)
            .await?
            .ok_or(Error::NotFound(Kind::Passport))?;
        if let Some(why) = closed(&parent) {
            return Err(Error::conflict(why));
        }
        let document = formats::parse(&parent.model_document).map_err(|error| {
            tracing::error!(passport = %parent.model, %error, "a published document cannot be read");
            Error::Internal
        })?;
        Ok(Self {
            model: document.content,
            parent,
        })
    }

    /// The fields of batches and items.
    pub(super) fn fields(&self) -> &[UnitField] {
        &self.parent.design.unit_fields
    }

    /// What a unit says: who and what it is, and the values of its level.
    pub(super) fn content(
        &self,
        app: &App,
        (name, values): (&UnitName, &BTreeMap<String, String>),
        (above, path): (Granularity, &str),
    ) -> Content {
        let level = name.level();
        let model = &self.model;
        Content {
            granularity: level.granularity(),
            parent: Some(record::Parent {
                granularity: above,
                identifier: app.config.address(self.parent.host.as_deref(), path),
            }),
            batch: name.batch.clone(),
            serial: name.serial.clone(),
            brand: model.brand.clone(),
            gtin: model.gtin.clone(),
            product_identifier: model.product_identifier.clone(),
            locales: model.locales.clone(),
            name: model.name.clone(),
            description: Labels::new(),
            image: None,
            sections: self.section(level, values).into_iter().collect(),
        }
    }

    /// The section of a level; none where nothing is said.
    fn section(&self, level: Level, values: &BTreeMap<String, String>) -> Option<RecordSection> {
        let said = self.fields().iter().filter(|field| field.level == level);
        let fields: Vec<_> = said
            .filter_map(|field| {
                // What the template no longer has, or no longer takes, is left out.
                let value = field.value(values.get(&field.key)?).ok().flatten()?;
                Some(field.record(value))
            })
            .collect();
        (!fields.is_empty()).then(|| RecordSection {
            title: title(level, &self.model.locales),
            fields,
        })
    }
}

/// The heading of a unit's own section, by language.
const TITLES: [(&str, [&str; 2]); 3] = [
    ("de", ["Diese Charge", "Dieses Stück"]),
    ("en", ["This batch", "This item"]),
    ("fr", ["Ce lot", "Cet article"]),
];

/// In the languages of the page that there are, and at least in English.
fn title(level: Level, locales: &[Locale]) -> Labels {
    let text = |language: &str| {
        let found = TITLES.iter().find(|(known, _)| *known == language)?;
        let [batch, item] = found.1;
        Some(if level == Level::Batch { batch } else { item }.to_owned())
    };
    let mut labels: Labels = locales
        .iter()
        .filter_map(|locale| Some((locale.clone(), text(&locale.language())?)))
        .collect();
    if labels.is_empty() {
        labels.extend(Locale::parse("en").zip(text("en")));
    }
    labels
}

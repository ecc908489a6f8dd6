//! What a template follows, ready to be applied to products: the profile, its mappings, and what was entered by hand.

use crate::services::{
    connections::Live,
    mapping::{self, MediaMap, Source, Stored},
};
use db::queries::{
    compliance,
    entries::{self, Book, Placed},
};
use domain::{
    Error, Readers, TemplateId,
    catalog::ProductKey,
    profile::{DataPoint, Inputs, PointId, Profile, Readiness, Source as From, assess},
    readiness::{Compliance, Scope},
    record::{Content, File, Localized, RecordField, RecordSection},
};
use profiles::Known;
use std::collections::{BTreeMap, BTreeSet};

/// Values that were entered by hand, as they count for one product.
pub(super) type ByHand = BTreeMap<PointId, Localized<String>>;

/// What a template follows.
pub(in crate::services) struct Followed {
    pub compliance: Compliance,
    pub profile: &'static Profile,
    /// Entries for the family, and defaults.
    shared: Vec<Placed>,
    /// Whether there are entries for single products.
    has_own: bool,
}

/// A profile that this build does not carry: a newer one has stored it.
pub(super) fn unknown_profile() -> Error {
    Error::conflict("The profile of this template is not part of this version of Tessera.")
}

impl Followed {
    /// What the template follows; none where it follows nothing.
    pub async fn open(live: &Live, template: TemplateId, family: &str) -> Result<Option<Self>, Error> {
        let mut tx = live.app.db.brand(live.brand.id).await?;
        let Some(stored) = compliance::of(&mut tx, template).await? else {
            return Ok(None);
        };
        let compliance = stored.compliance;
        let profile = profiles::get(&compliance.choice.id).ok_or_else(unknown_profile)?;
        let shared = entries::current(&mut tx, book(live, profile), family, &[]).await?;
        let has_own = entries::any_of_products(&mut tx, book(live, profile)).await?;
        tx.commit().await?;
        Ok(Some(Self {
            compliance,
            profile,
            shared,
            has_own,
        }))
    }

    /// The attributes that its mappings read.
    pub fn attributes(&self) -> BTreeSet<String> {
        let mapped = self.compliance.mappings.iter();
        mapped
            .filter_map(|mapping| match &mapping.source {
                From::Attribute { attribute } => Some(attribute.clone()),
                _ => None,
            })
            .collect()
    }

    /// What counts for each of these products of what was entered by hand.
    pub async fn by_hand(
        &self,
        live: &Live,
        family: &str,
        products: &[ProductKey],
    ) -> Result<BTreeMap<ProductKey, ByHand>, Error> {
        let keys: Vec<&str> = products.iter().map(|key| key.0.as_str()).collect();
        let mut tx = live.app.db.brand(live.brand.id).await?;
        let all = entries::current(&mut tx, book(live, self.profile), family, &keys).await?;
        tx.commit().await?;
        let of = |key: &ProductKey| {
            let own = all
                .iter()
                .filter(|placed| placed.entry.scope == Scope::Product && placed.place == key.0);
            merge(own.chain(&self.shared))
        };
        Ok(products.iter().map(|key| (key.clone(), of(key))).collect())
    }

    /// The same for one product; nothing is asked where nobody has entered anything for single products.
    pub async fn by_hand_of(&self, live: &Live, family: &str, product: ProductKey) -> Result<ByHand, Error> {
        if !self.has_own {
            return Ok(merge(self.shared.iter()));
        }
        let mut found = self.by_hand(live, family, std::slice::from_ref(&product)).await?;
        Ok(found.remove(&product).unwrap_or_default())
    }

    /// What the product says, point by point, and how ready it is.
    pub fn assess(
        &self,
        source: &Source<'_>,
        media: &MediaMap,
        gtin: Option<&str>,
        by_hand: &ByHand,
    ) -> Result<(Inputs, Readiness), Error> {
        let known = Known {
            // Every passport gets an address of its own when it is published.
            address: Some("https://localhost/p"),
            gtin,
        };
        let inputs = profiles::resolve(
            self.profile,
            &self.compliance.choice,
            &self.compliance.mappings,
            &known,
            |code| mapping::attribute_value(source, media, code),
            by_hand,
        );
        let readiness = assess(self.profile, &self.compliance.choice, &inputs)?;
        Ok((inputs, readiness))
    }

    /// Adds the data points to what a passport says: a field that shows a point's attribute is named as that point and has the
    /// readers that the design gives it; the others follow in sections of their own, for the readers that the law names. Answers
    /// with remarks.
    pub fn complete(&self, content: &mut Content, inputs: &Inputs) -> Vec<String> {
        let mut placed = BTreeSet::new();
        let mut remarks = Vec::new();
        for field in content.sections.iter_mut().flat_map(|s| &mut s.fields) {
            if let Some(point) = self.point_of(&field.attribute) {
                placed.insert(point.id.clone());
                field.point = Some(point.id.to_string());
                remarks.extend(kept_from_some(field, point));
            }
        }
        let designed = readers_by_attribute(content);
        for group in &self.profile.groups {
            let fields: Vec<_> = self
                .points()
                .filter(|point| point.group == group.id && !placed.contains(&point.id))
                .filter_map(|point| Some((point, inputs.values.get(&point.id)?)))
                .map(|(point, value)| {
                    let mut field = self.field(point, value);
                    // A second point that reads the same attribute must not tell those from whom the design keeps it.
                    if let Some(readers) = designed.get(&field.attribute) {
                        field.readers = field.readers.within(readers);
                        remarks.extend(kept_from_some(&field, point));
                    }
                    field
                })
                .collect();
            if !fields.is_empty() {
                content.sections.push(RecordSection {
                    title: group.labels.clone(),
                    fields,
                });
            }
        }
        remarks
    }

    fn point_of(&self, attribute: &str) -> Option<&'static DataPoint> {
        let reads = |source: &From| matches!(source, From::Attribute { attribute: a } if a == attribute);
        let mapping = self.compliance.mappings.iter().find(|m| reads(&m.source))?;
        self.profile.point(&mapping.point)
    }

    /// The points, but for those that a passport says anyway.
    fn points(&self) -> impl Iterator<Item = &DataPoint> {
        let points = self.profile.applicable(&self.compliance.choice);
        points
            .map(|(point, _)| point)
            .filter(|point| point.supplied_by.is_none())
    }

    fn field(&self, point: &DataPoint, value: &Localized<domain::record::Value>) -> RecordField {
        let attribute = match self.compliance.mapping(&point.id).map(|m| &m.source) {
            Some(From::Attribute { attribute }) => attribute.clone(),
            _ => String::new(),
        };
        RecordField {
            attribute,
            point: Some(point.id.to_string()),
            label: point.labels.clone(),
            key_fact: false,
            readers: Readers::from(&point.audience),
            value: value.clone(),
        }
    }
}

/// Who may read each attribute that the design shows.
fn readers_by_attribute(content: &Content) -> BTreeMap<String, Readers> {
    let mut designed: BTreeMap<String, Readers> = BTreeMap::new();
    let fields = content.sections.iter().flat_map(|section| &section.fields);
    for field in fields.filter(|field| !field.attribute.is_empty()) {
        let readers = designed.entry(field.attribute.clone()).or_default();
        *readers = field.readers.within(readers);
    }
    designed
}

/// A remark where the design keeps a field from readers whom the law names.
fn kept_from_some(field: &RecordField, point: &DataPoint) -> Option<String> {
    let lawful = Readers::from(&point.audience);
    let missing: Vec<_> = lawful
        .iter()
        .filter(|reader| !field.readers.admits(*reader))
        .map(|reader| reader.words().to_lowercase())
        .collect();
    (!missing.is_empty()).then(|| {
        format!(
            "The template keeps \u{201c}{}\u{201d} from readers whom the profile names: {}.",
            point.name,
            missing.join(", ")
        )
    })
}

pub(super) fn book<'a>(live: &Live, profile: &'a Profile) -> Book<'a> {
    Book {
        connection: live.connection.id,
        profile: profile.id.slug(),
    }
}

/// Each point's value from the closest place that has one: the product's own entry before the family's before the default.
pub(super) fn merge<'a>(entries: impl Iterator<Item = &'a Placed>) -> ByHand {
    let mut by_point: BTreeMap<&PointId, Vec<&Placed>> = BTreeMap::new();
    for placed in entries {
        by_point.entry(&placed.entry.point).or_default().push(placed);
    }
    let values = by_point.into_iter().filter_map(|(point, mut places)| {
        places.sort_by_key(|placed| placed.entry.scope);
        let closest = places.first()?.entry.scope;
        let said = places.iter().filter(|placed| placed.entry.scope == closest);
        let mut per_locale = BTreeMap::new();
        let mut all = None;
        for placed in said {
            let value = placed.entry.value.clone()?;
            match &placed.entry.locale {
                Some(locale) => drop(per_locale.insert(locale.clone(), value)),
                None => all = Some(value),
            }
        }
        let value = if per_locale.is_empty() {
            Localized::All(all?)
        } else {
            Localized::PerLocale { locales: per_locale }
        };
        Some((point.clone(), value))
    });
    values.collect()
}

/// Documents that are in the PIM, without fetching them: whether there is one is all that a check asks.
pub(in crate::services) fn pretended(source: &Source<'_>) -> MediaMap {
    let file = |code: &str| {
        Stored::File(File {
            sha256: "0".repeat(64),
            mime: "application/pdf".to_owned(),
            name: code.rsplit('/').next().unwrap_or_default().to_owned(),
            size: 0,
        })
    };
    let wanted = mapping::wanted_media(source).into_iter();
    wanted
        .map(|media| (media.code.clone(), file(&media.code)))
        .collect()
}

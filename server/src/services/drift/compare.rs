//! Products as the PIM has them now, mapped as a publication would, beside what is published.

use crate::{
    app::App,
    services::{
        connections::{Live, in_words},
        disclosures::whole,
        publish::plan::Plan,
    },
};
use chrono::{DateTime, Utc};
use db::queries::{
    drift::{self as rows, Candidate, Finding},
    templates,
};
use domain::{
    BrandId, Error, TemplateId,
    drift::{Difference, DriftMark, DriftState, Subject, differences},
    record::{Content, Value},
    template::TemplateDesign,
};
use pim::{Family, Product, ValueData};
use std::collections::{BTreeMap, BTreeSet, btree_map::Entry};

/// What a product would be published as.
pub(super) enum Now {
    /// The PIM does not have it.
    Gone,
    /// It belongs to another family.
    Moved,
    /// A value cannot be published exactly as it is; a publication says so.
    Unfit,
    /// As this.
    Content(Box<Fresh>),
}

/// A product mapped a moment ago.
pub(super) struct Fresh {
    content: Content,
    hash: Vec<u8>,
    /// The attributes of which the PIM has a file, where one could not be fetched just now.
    files: BTreeSet<String>,
    /// The attributes that have a value of the template's channel alone.
    scoped: BTreeSet<String>,
    /// The attributes behind what is no field.
    origins: BTreeMap<Subject, String>,
}

/// A template with the structure of the PIM that it needs; without it where its family is gone.
pub(super) struct Mapper(Option<Plan>);

impl Mapper {
    /// Reads what mapping under a template needs, patiently where nobody waits.
    pub(super) async fn open(
        app: &App,
        brand: BrandId,
        template: TemplateId,
        patient: bool,
    ) -> Result<Self, Error> {
        let mut tx = app.db.brand(brand).await?;
        let template = templates::by_id(&mut tx, template).await?;
        tx.commit().await?;
        let Some(template) = template else {
            return Ok(Self(None));
        };
        let live = Live::open(app, brand, template.connection).await?;
        let live = if patient { live.patient() } else { live };
        let families = live.families().await.map_err(|e| in_words(&e))?.value;
        if !families.iter().any(|family| family.code == template.family) {
            return Ok(Self(None));
        }
        let plan = Plan::open(live, template.design, &template.family).await?;
        Ok(Self(Some(plan.following(template.id).await?)))
    }

    /// What would be published of a product now.
    pub(super) async fn map(&self, product: Option<Product>) -> Result<Now, Error> {
        let Some(product) = product else {
            return Ok(Now::Gone);
        };
        let Some(plan) = &self.0 else {
            return Ok(Now::Moved);
        };
        if product.family.as_deref() != Some(plan.family.code.as_str()) {
            return Ok(Now::Moved);
        }
        let (files, scoped) = (files(&product), scoped(&product, &plan.design.channel));
        let mapped = Box::pin(plan.map(product)).await?;
        let (content, files) = (
            mapped.content,
            if mapped.incomplete { files } else { BTreeSet::new() },
        );
        let Ok(bytes) = formats::canonical_content(&content) else {
            return Ok(Now::Unfit);
        };
        Ok(Now::Content(Box::new(Fresh {
            hash: hex::decode(formats::sha256_hex(&bytes)).unwrap_or_default(),
            content,
            files,
            scoped,
            origins: origins(&plan.design, &plan.family),
        })))
    }

    /// The channel whose values the template shows.
    pub(super) fn channel(&self) -> Option<&str> {
        self.0.as_ref().map(|plan| plan.design.channel.as_str())
    }
}

impl Fresh {
    /// Whether this is what a version says already.
    pub(super) fn is(&self, content_hash: &[u8]) -> bool {
        self.hash == content_hash
    }

    /// Each value in which a published version differs from this. A file that the PIM has but that could not be fetched
    /// just now is no difference.
    pub(super) fn against(&self, published: &Content, channel: Option<&str>) -> Vec<Difference> {
        let mut found = differences(published, &self.content);
        for difference in &mut found {
            if let Some(attribute) = self.origins.get(&difference.subject) {
                difference.attribute.clone_from(attribute);
            }
            if self.scoped.contains(&difference.attribute) {
                difference.channel = channel.map(str::to_owned);
            }
        }
        found.retain(|d| !(self.files.contains(&d.attribute) && lacks_files_only(d)));
        found
    }
}

/// Compares candidates with their products, which were read at `read_at`. None where the process is to end.
pub(super) async fn compare(
    app: &App,
    brand: BrandId,
    products: Vec<(Candidate, Option<Product>)>,
    read_at: DateTime<Utc>,
) -> Result<Option<Vec<Finding>>, Error> {
    let mut mappers: BTreeMap<TemplateId, Mapper> = BTreeMap::new();
    let mut findings = Vec::with_capacity(products.len());
    let mut differing = Vec::new();
    for (candidate, product) in products {
        if app.shutdown.is_requested() {
            return Ok(None);
        }
        let mapper = match mappers.entry(candidate.template) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(Box::pin(Mapper::open(app, brand, candidate.template, true)).await?)
            }
        };
        match mapper.map(product).await? {
            Now::Gone => findings.push(finding(&candidate, DriftState::Gone, &[], read_at)),
            Now::Moved => findings.push(finding(&candidate, DriftState::Moved, &[], read_at)),
            Now::Unfit => findings.push(finding(&candidate, DriftState::Changed, &[], read_at)),
            Now::Content(fresh) if fresh.is(&candidate.content_hash) => {
                findings.push(finding(&candidate, DriftState::Same, &[], read_at));
            }
            Now::Content(fresh) => differing.push((candidate, fresh)),
        }
    }
    findings.extend(told(app, brand, &mappers, differing, read_at).await?);
    Ok(Some(findings))
}

/// What differs in those whose hash does.
async fn told(
    app: &App,
    brand: BrandId,
    mappers: &BTreeMap<TemplateId, Mapper>,
    differing: Vec<(Candidate, Box<Fresh>)>,
    read_at: DateTime<Utc>,
) -> Result<Vec<Finding>, Error> {
    if differing.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<_> = differing
        .iter()
        .map(|(candidate, _)| candidate.passport)
        .collect();
    let mut tx = app.db.brand(brand).await?;
    let documents = rows::documents(&mut tx, &ids).await?;
    tx.commit().await?;
    let mut findings = Vec::with_capacity(differing.len());
    for (candidate, fresh) in differing {
        let document = documents.get(&candidate.passport).ok_or(Error::Internal)?;
        let published = read(document)?;
        let channel = mappers.get(&candidate.template).and_then(Mapper::channel);
        let found = fresh.against(&published, channel);
        let state = if found.is_empty() {
            DriftState::Same
        } else {
            DriftState::Changed
        };
        findings.push(finding(&candidate, state, &found, read_at));
    }
    Ok(findings)
}

/// What a published document says, to those who read everything.
pub(super) fn read((document, disclosures): &(Vec<u8>, Vec<String>)) -> Result<Content, Error> {
    let document = formats::parse(document).map_err(|error| {
        tracing::error!(%error, "a published document cannot be read");
        Error::Internal
    })?;
    Ok(whole(&document, disclosures)?.content)
}

/// What is kept of a comparison: no values.
pub(super) fn finding(
    candidate: &Candidate,
    state: DriftState,
    found: &[Difference],
    read_at: DateTime<Utc>,
) -> Finding {
    let codes: BTreeSet<&str> = found.iter().map(|d| d.attribute.as_str()).collect();
    Finding {
        passport: candidate.passport,
        version: candidate.version,
        mark: DriftMark {
            state,
            fields: u32::try_from(found.len()).unwrap_or(u32::MAX),
            attributes: codes
                .into_iter()
                .filter(|c| !c.is_empty())
                .map(str::to_owned)
                .collect(),
            design_changed: candidate.design_changed,
            checked_at: read_at,
        },
    }
}

/// Whether nothing but files that could not be fetched makes the difference.
fn lacks_files_only(difference: &Difference) -> bool {
    match (&difference.old, &difference.new) {
        (Some(Value::Image { .. } | Value::File { .. }), None) => true,
        (Some(Value::Options { options: old }), Some(Value::Options { options: new })) => {
            old.len() == new.len()
                && old.iter().zip(new).all(|(old, new)| {
                    let is_same = old.code == new.code && old.labels == new.labels;
                    is_same && (new.media.is_none() || old.media == new.media)
                })
        }
        _ => false,
    }
}

fn files(product: &Product) -> BTreeSet<String> {
    let media = |values: &Vec<pim::ScopedValue>| {
        let is_file =
            |data: &ValueData| matches!(data, ValueData::Media { .. } | ValueData::AssetCollection(_));
        values.iter().any(|v| is_file(&v.data))
    };
    let with = product.values.iter().filter(|(_, values)| media(values));
    with.map(|(code, _)| code.clone()).collect()
}

fn scoped(product: &Product, channel: &str) -> BTreeSet<String> {
    let own = |values: &Vec<pim::ScopedValue>| values.iter().any(|v| v.scope.as_deref() == Some(channel));
    let with = product.values.iter().filter(|(_, values)| own(values));
    with.map(|(code, _)| code.clone()).collect()
}

fn origins(design: &TemplateDesign, family: &Family) -> BTreeMap<Subject, String> {
    let name = design
        .name_attribute
        .as_ref()
        .or(family.attribute_as_label.as_ref());
    let image = design
        .image_attribute
        .as_ref()
        .or(family.attribute_as_image.as_ref());
    let known = [
        (Subject::Name, name),
        (Subject::Description, design.description_attribute.as_ref()),
        (Subject::Image, image),
        (Subject::Gtin, design.gtin_attribute.as_ref()),
    ];
    let known = known.into_iter();
    known
        .filter_map(|(subject, code)| Some((subject, code?.clone())))
        .collect()
}

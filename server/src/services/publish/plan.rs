//! What it takes to map the products of one family under one design: read once, used for all of them.

use crate::services::{
    catalog::product_key,
    connections::{Live, in_words},
    mapping::{self, Mapped, MediaMap, OptionLabels, OptionList, Source, WantedMedia},
    media,
    readiness::Followed,
};
use domain::{Error, TemplateId, profile::Readiness, template::TemplateDesign};
use pim::{Attribute, Family, MeasurementFamily, PimError, Product, ValueData};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A design with the structure of the PIM that it refers to.
pub(in crate::services) struct Plan {
    pub live: Live,
    pub design: TemplateDesign,
    pub family: Family,
    attributes: BTreeMap<String, Attribute>,
    definitions: Vec<Attribute>,
    units: Vec<MeasurementFamily>,
    /// What the template follows; none where it follows nothing.
    followed: Option<Followed>,
    /// Attributes that only the mappings of what it follows read.
    extra: BTreeSet<String>,
    /// Whether a product that says too little is refused.
    demanding: bool,
}

impl Plan {
    /// Reads the structure, from the cache where it is there.
    pub(in crate::services) async fn open(
        live: Live,
        design: TemplateDesign,
        family: &str,
    ) -> Result<Self, Error> {
        let families = live.families().await.map_err(|e| in_words(&e))?.value;
        let family = families.into_iter().find(|f| f.code == family).ok_or_else(|| {
            Error::unavailable(format!(
                "The family \u{201c}{family}\u{201d} no longer exists in the PIM."
            ))
        })?;
        let definitions = live
            .family_attributes(&family)
            .await
            .map_err(|e| in_words(&e))?
            .value;
        let units = live.units().await.map_err(|e| in_words(&e))?.value;
        let wanted = mapping::attribute_codes(&design, &family);
        let attributes = definitions
            .iter()
            .filter(|a| wanted.contains(&a.code))
            .map(|a| (a.code.clone(), a.clone()))
            .collect();
        Ok(Self {
            live,
            design,
            family,
            attributes,
            definitions,
            units,
            followed: None,
            extra: BTreeSet::new(),
            demanding: false,
        })
    }

    /// The same for a stored template: with the profile that it follows.
    pub(in crate::services) async fn following(mut self, template: TemplateId) -> Result<Self, Error> {
        let Some(followed) = Followed::open(&self.live, template, &self.family.code).await? else {
            return Ok(self);
        };
        let codes = followed.attributes();
        self.followed = Some(followed);
        Ok(self.reading(codes))
    }

    /// The same, refusing products that say less than the brand asks for.
    pub(in crate::services) fn demanding(mut self) -> Self {
        self.demanding = true;
        self
    }

    /// The same, reading these attributes too.
    pub(in crate::services) fn reading(mut self, codes: BTreeSet<String>) -> Self {
        let more = self.definitions.iter().filter(|a| codes.contains(&a.code));
        self.attributes.extend(more.map(|a| (a.code.clone(), a.clone())));
        self.extra.extend(codes);
        self
    }

    /// Brings the values of products into their types and finds the labels of their options; what several need is read once.
    pub(in crate::services) async fn prepare(&self, products: Vec<Product>) -> Vec<Result<Prepared, Error>> {
        let mut lists = Lists::default();
        let mut ready = Vec::with_capacity(products.len());
        for product in products {
            ready.push(self.ready(&mut lists, product).await.map_err(|e| in_words(&e)));
        }
        ready
    }

    /// What a prepared product is mapped from.
    pub(in crate::services) fn source<'a>(&'a self, prepared: &'a Prepared) -> Source<'a> {
        self.source_of(&prepared.product, &prepared.options)
    }

    /// Maps a product; its pictures and documents are stored on the way.
    pub(in crate::services) async fn map(&self, product: Product) -> Result<Mapped, Error> {
        let mapped = self.map_all(vec![product]).await?.pop();
        mapped.unwrap_or(Err(Error::Internal))
    }

    /// Maps products, in their order; their pictures and documents are stored on the way, those that several need once.
    pub(super) async fn map_all(&self, products: Vec<Product>) -> Result<Vec<Result<Mapped, Error>>, Error> {
        let ready = self.prepare(products).await;
        let all = ready
            .iter()
            .flatten()
            .flat_map(|p| p.wanted.iter().cloned())
            .collect();
        let files = media::collect(&self.live, &all).await?;
        let mut mapped = Vec::with_capacity(ready.len());
        for product in ready {
            mapped.push(match product {
                Ok(product) => match self.finish(&product, &files).await {
                    Err(Error::Internal) => return Err(Error::Internal),
                    answer => answer,
                },
                Err(why) => Err(why),
            });
            // Others may have something to do meanwhile: this loop computes and never waits.
            tokio::task::yield_now().await;
        }
        Ok(mapped)
    }

    async fn finish(&self, prepared: &Prepared, files: &media::Files) -> Result<Mapped, Error> {
        let source = self.source(prepared);
        let mut mapped = mapping::map(&source, &files.stored);
        mapped.warnings.extend(files.warnings(&prepared.wanted));
        self.comply(&source, &files.stored, &mut mapped).await?;
        Ok(mapped)
    }

    /// Adds what the profile asks for, and refuses what says too little.
    async fn comply(&self, source: &Source<'_>, media: &MediaMap, mapped: &mut Mapped) -> Result<(), Error> {
        let Some(followed) = &self.followed else {
            return Ok(());
        };
        let key = product_key(source.product);
        let by_hand = followed.by_hand_of(&self.live, &self.family.code, key).await?;
        let gtin = mapped.gtin.map(gs1::Gtin::to_digits);
        let (inputs, readiness) = followed.assess(source, media, gtin.as_deref(), &by_hand)?;
        if self.demanding && readiness.percent < followed.compliance.publish_from {
            return Err(too_little(followed, &readiness));
        }
        followed.complete(&mut mapped.content, &inputs);
        Ok(())
    }

    async fn ready(&self, lists: &mut Lists, product: Product) -> Result<Prepared, PimError> {
        let product = product.typed(&self.definitions).with_symbols(&self.units);
        let options = self.option_labels(lists, &product).await?;
        let wanted = mapping::wanted_media(&self.source_of(&product, &options));
        Ok(Prepared {
            product,
            options,
            wanted,
        })
    }

    /// The attributes that are read from products.
    pub(in crate::services) fn attribute_codes(&self) -> Vec<String> {
        self.attributes.keys().cloned().collect()
    }

    fn source_of<'a>(&'a self, product: &'a Product, options: &'a OptionLabels) -> Source<'a> {
        Source {
            brand: &self.live.brand.name,
            design: &self.design,
            family: &self.family,
            attributes: &self.attributes,
            options,
            product,
            extra: &self.extra,
        }
    }

    /// The labels of options that the PIM did not send beside the values; newer PIMs send all of them.
    async fn option_labels(&self, lists: &mut Lists, product: &Product) -> Result<OptionLabels, PimError> {
        let mut labels = OptionLabels::new();
        for attribute in self
            .attributes
            .values()
            .filter(|a| a.attribute_type.has_options())
        {
            if unlabelled(product, &attribute.code).is_empty() {
                continue;
            }
            if let Some(list) = self.option_list(lists, &attribute.code).await? {
                labels.insert(attribute.code.clone(), list);
            }
        }
        Ok(labels)
    }

    async fn option_list(&self, lists: &mut Lists, attribute: &str) -> Result<Option<OptionList>, PimError> {
        if let Some(list) = lists.get(attribute) {
            return Ok(list.clone());
        }
        let list = match self.live.options(attribute).await {
            Ok(options) => {
                let by_code = options.value.into_iter().map(|o| (o.code, o.labels));
                Some(Arc::new(by_code.collect()))
            }
            // Without the permission, the page shows the codes.
            Err(PimError::Forbidden { .. } | PimError::NotFound { .. }) => None,
            Err(error) => return Err(error),
        };
        lists.insert(attribute.to_owned(), list.clone());
        Ok(list)
    }
}

/// The lists of options that were read for one product serve the next; none where they may not be read.
type Lists = BTreeMap<String, Option<OptionList>>;

/// A product with what is needed to map it.
pub(in crate::services) struct Prepared {
    product: Product,
    options: OptionLabels,
    wanted: BTreeSet<WantedMedia>,
}

fn unlabelled<'a>(product: &'a Product, attribute: &str) -> BTreeSet<&'a str> {
    let mut codes = BTreeSet::new();
    for value in product.values.get(attribute).into_iter().flatten() {
        let chosen: &[String] = match &value.data {
            ValueData::Option(code) => std::slice::from_ref(code),
            ValueData::Options(all) => all,
            _ => &[],
        };
        codes.extend(
            chosen
                .iter()
                .filter(|c| !value.linked.contains_key(*c))
                .map(String::as_str),
        );
    }
    codes
}

/// Why a product is not published, with what it lacks.
fn too_little(followed: &Followed, readiness: &Readiness) -> Error {
    let wrong = readiness.invalid.iter().map(|invalid| &invalid.point);
    let names: Vec<&str> = readiness
        .missing
        .iter()
        .chain(wrong)
        .map(|id| {
            followed
                .profile
                .point(id)
                .map_or(id.as_str(), |point| point.name.as_str())
        })
        .collect();
    Error::conflict(format!(
        "{} % of the mandatory data points are filled, and {} % are asked for. Missing or wrong: {}.",
        readiness.percent,
        followed.compliance.publish_from,
        names.join(", ")
    ))
}

//! What it takes to map the products of one family under one design: read once, used for all of them.

use crate::services::{
    catalog::{product_key, unnamed},
    connections::{Live, in_words},
    mapping::{self, Assets, Mapped, MediaMap, Source, WantedMedia},
    media::{self, Keep},
    readiness::{Followed, pretended},
};
use domain::{Error, TemplateId, profile::Readiness, template::TemplateDesign};
use pim::{Attribute, Family, LabelBook, MeasurementFamily, Needs, PimError, Product};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// A design with the structure of the PIM that it refers to.
pub(in crate::services) struct Plan {
    pub live: Live,
    pub design: TemplateDesign,
    pub family: Family,
    attributes: Attributes,
    definitions: Vec<Attribute>,
    units: Vec<MeasurementFamily>,
    /// Units by attribute in which the template's channel wants measures shown.
    display_units: BTreeMap<String, String>,
    /// What the template follows; none where it follows nothing.
    followed: Option<Followed>,
    /// Attributes that only the mappings of what it follows read.
    extra: BTreeSet<String>,
    /// Whether a product that says too little is refused.
    demanding: bool,
    /// What becomes of pictures and documents.
    files: Keep,
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
        let channels = live.channels().await.map_err(|e| in_words(&e))?.value;
        let channel = channels.into_iter().find(|c| c.code == design.channel);
        let wanted = mapping::attribute_codes(&design, &family);
        let attributes = definitions
            .iter()
            .filter(|a| wanted.contains(&a.code))
            .map(|a| (a.code.clone(), a.clone()))
            .collect();
        let files = if design.live { Keep::Cached } else { Keep::Forever };
        Ok(Self {
            live,
            design,
            family,
            attributes,
            definitions,
            units,
            display_units: channel.map(|c| c.conversion_units).unwrap_or_default(),
            followed: None,
            extra: BTreeSet::new(),
            demanding: false,
            files,
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

    /// The same, leaving pictures and documents where they are: nothing of what is mapped is shown to anybody.
    pub(in crate::services) fn without_files(mut self) -> Self {
        self.files = Keep::Nowhere;
        self
    }

    /// The same, reading these attributes too.
    pub(in crate::services) fn reading(mut self, codes: BTreeSet<String>) -> Self {
        let more = self.definitions.iter().filter(|a| codes.contains(&a.code));
        self.attributes.extend(more.map(|a| (a.code.clone(), a.clone())));
        self.extra.extend(codes);
        self
    }

    /// Brings the values of products into their types and names the codes in them; what several need is read once.
    pub(in crate::services) async fn prepare(&self, products: Vec<Product>) -> Vec<Result<Prepared, Error>> {
        let unit_of = |code: &str| self.display_units.get(code).map(String::as_str);
        let typed = |product: Product| {
            let product = product.typed(&self.definitions);
            let product = product.in_units(&self.definitions, &self.units, unit_of);
            product.with_symbols(&self.units)
        };
        let products: Vec<Product> = products.into_iter().map(typed).collect();
        let read: Vec<Attribute> = self.attributes.values().cloned().collect();
        let (mut book, assets) = match self.labels(&products, &read).await {
            Ok(found) => found,
            Err(error) => return products.iter().map(|_| Err(in_words(&error))).collect(),
        };
        book.assets = named(&assets);
        let read: Vec<Attribute> = read.into_iter().map(|a| book.name_columns(a)).collect();
        let by_code = read.iter().map(|a| (a.code.clone(), a.clone()));
        let context = Arc::new(Context {
            attributes: by_code.collect(),
            assets,
        });
        let ready = |p: Product| {
            let product = book.name_values(p, &read);
            let unnamed = Needs::of([&product], &read);
            Ok(self.ready(product, unnamed, &context))
        };
        products.into_iter().map(ready).collect()
    }

    async fn labels(
        &self,
        products: &[Product],
        read: &[Attribute],
    ) -> Result<(LabelBook, Assets), PimError> {
        let needs = Needs::of(products, read);
        if needs.is_empty() {
            return Ok(Default::default());
        }
        Ok((
            self.live.labels(&needs).await?,
            self.live.assets(&needs.assets).await?,
        ))
    }

    /// What a prepared product is mapped from.
    pub(in crate::services) fn source<'a>(&'a self, prepared: &'a Prepared) -> Source<'a> {
        self.source_of(&prepared.product, &prepared.context)
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
        let files = media::collect(&self.live, &all, self.files).await?;
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
        mapped.warnings.extend(unnamed(&prepared.unnamed));
        mapped.warnings.extend(files.warnings(&prepared.wanted));
        mapped.incomplete = files.is_incomplete(&prepared.wanted);
        let media = match self.files {
            Keep::Nowhere => &pretended(&source),
            Keep::Forever | Keep::Cached => &files.stored,
        };
        self.comply(&source, media, &mut mapped).await?;
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
        mapped
            .warnings
            .extend(followed.complete(&mut mapped.content, &inputs));
        Ok(())
    }

    fn ready(&self, product: Product, unnamed: Needs, context: &Arc<Context>) -> Prepared {
        let wanted = mapping::wanted_media(&self.source_of(&product, context));
        Prepared {
            product,
            context: Arc::clone(context),
            wanted,
            unnamed,
        }
    }

    /// The attributes that are read from products.
    pub(in crate::services) fn attribute_codes(&self) -> Vec<String> {
        self.attributes.keys().cloned().collect()
    }

    fn source_of<'a>(&'a self, product: &'a Product, context: &'a Context) -> Source<'a> {
        Source {
            brand: &self.live.brand.name,
            design: &self.design,
            family: &self.family,
            attributes: &context.attributes,
            assets: &context.assets,
            product,
            extra: &self.extra,
        }
    }
}

/// Attributes by code.
type Attributes = BTreeMap<String, Attribute>;

/// What products that are mapped together share.
struct Context {
    attributes: Attributes,
    assets: Assets,
}

/// Assets as what has a label.
fn named(assets: &Assets) -> BTreeMap<String, BTreeMap<String, pim::Labels>> {
    let labels = |asset: &mapping::Asset| Some(asset.labels.clone()).filter(|labels| !labels.is_empty());
    let of = |all: &BTreeMap<String, mapping::Asset>| {
        all.iter()
            .filter_map(|(code, asset)| Some((code.clone(), labels(asset)?)))
            .collect()
    };
    assets
        .iter()
        .map(|(family, all)| (family.clone(), of(all)))
        .collect()
}

/// A product with what is needed to map it.
pub(in crate::services) struct Prepared {
    product: Product,
    context: Arc<Context>,
    wanted: BTreeSet<WantedMedia>,
    /// Codes for which the PIM has no label, or none for this connection.
    unnamed: Needs,
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

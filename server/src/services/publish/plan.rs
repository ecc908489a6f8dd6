//! What it takes to map the products of one family under one design: read once, used for all of them.

use crate::services::{
    connections::{Live, in_words},
    mapping::{self, Mapped, OptionLabels, Source},
    media,
};
use domain::{Error, template::TemplateDesign};
use pim::{Attribute, Family, MeasurementFamily, PimError, Product, ValueData};
use std::collections::{BTreeMap, BTreeSet};

/// A design with the structure of the PIM that it refers to.
pub(in crate::services) struct Plan {
    pub live: Live,
    pub design: TemplateDesign,
    pub family: Family,
    attributes: BTreeMap<String, Attribute>,
    definitions: Vec<Attribute>,
    units: Vec<MeasurementFamily>,
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
        })
    }

    /// Maps a product; its pictures and documents are stored on the way.
    pub(in crate::services) async fn map(&self, product: Product) -> Result<Mapped, Error> {
        let product = product.typed(&self.definitions).with_symbols(&self.units);
        let options = self.option_labels(&product).await.map_err(|e| in_words(&e))?;
        let source = Source {
            brand: &self.live.brand.name,
            design: &self.design,
            family: &self.family,
            attributes: &self.attributes,
            options: &options,
            product: &product,
        };
        let (media, warnings) = media::collect(&self.live, &mapping::wanted_media(&source)).await?;
        let mut mapped = mapping::map(&source, &media);
        mapped.warnings.extend(warnings);
        Ok(mapped)
    }

    /// The labels of options that the PIM did not send beside the values; newer PIMs send all of them.
    async fn option_labels(&self, product: &Product) -> Result<OptionLabels, PimError> {
        let mut labels = OptionLabels::new();
        for attribute in self
            .attributes
            .values()
            .filter(|a| a.attribute_type.has_options())
        {
            if unlabelled(product, &attribute.code).is_empty() {
                continue;
            }
            let options = match self.live.options(&attribute.code).await {
                Ok(options) => options.value,
                // Without the permission, the page shows the codes.
                Err(PimError::Forbidden { .. } | PimError::NotFound { .. }) => continue,
                Err(error) => return Err(error),
            };
            let by_code = options.into_iter().map(|o| (o.code, o.labels)).collect();
            labels.insert(attribute.code.clone(), by_code);
        }
        Ok(labels)
    }
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

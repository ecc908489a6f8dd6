//! Reading the labels that values come without.

use std::collections::{BTreeMap, BTreeSet};

use super::Akeneo;
use crate::PimError;
use crate::model::{Family, LabelBook, Labels, Locale, Needs, ProductKey, Record, Values};

impl Akeneo {
    /// One part after the other: all calls of a connection share four places anyway.
    pub(super) async fn read_labels(&self, needs: &Needs) -> Result<LabelBook, PimError> {
        let mut book = LabelBook::default();
        for (attribute, codes) in &needs.options {
            let options = self.read_options(attribute).await;
            if let Some(options) = readable(options, "attribute options", &mut book)? {
                let wanted = options.into_iter().filter(|option| codes.contains(&option.code));
                let labels = wanted.map(|option| (option.code, option.labels)).collect();
                book.options.insert(attribute.clone(), labels);
            }
        }
        for (entity, codes) in &needs.records {
            let records = self.read_records(entity, Some(&list(codes))).await;
            if let Some(records) = readable(records, "reference entity records", &mut book)? {
                book.records.insert(entity.clone(), by_code(records));
            }
        }
        for (family, codes) in &needs.assets {
            let assets = self.read_assets(family, Some(&list(codes))).await;
            if let Some(assets) = readable(assets, "assets", &mut book)? {
                book.assets.insert(family.clone(), by_code(assets));
            }
        }
        self.read_names(needs, &mut book).await?;
        Ok(book)
    }

    /// The names of linked products and models: the values of their families' label attributes.
    async fn read_names(&self, needs: &Needs, book: &mut LabelBook) -> Result<(), PimError> {
        if needs.products.is_empty() && needs.models.is_empty() {
            return Ok(());
        }
        let context = self.search_context().await;
        let Some(context) = readable(context, "families", book)? else {
            return Ok(());
        };
        let name = |family: &Option<String>, values: &Values| {
            let family = context
                .families
                .iter()
                .find(|known| Some(&known.code) == family.as_ref())?;
            name(family, values, &context.locales)
        };
        let keys: Vec<ProductKey> = needs.products.iter().cloned().collect();
        let attributes: BTreeSet<String> = context.labels.iter().map(|label| label.code.clone()).collect();
        let products = self.read_products_with(&keys, Some(&attributes)).await;
        for product in readable(products, "products", book)?.unwrap_or_default() {
            let Some(labels) = name(&product.family, &product.values) else {
                continue;
            };
            let ids = [&product.uuid, &product.identifier].into_iter().flatten();
            book.products.extend(ids.map(|id| (id.clone(), labels.clone())));
        }
        let models = self.read_models(&list(&needs.models)).await;
        for model in readable(models, "product models", book)?.unwrap_or_default() {
            if let Some(labels) = name(&model.family, &model.values) {
                book.models.insert(model.code, labels);
            }
        }
        Ok(())
    }
}

/// What can be read; `None`, and a note, where the connection lacks the permission or the PIM the thing.
fn readable<T>(answer: Result<T, PimError>, what: &str, book: &mut LabelBook) -> Result<Option<T>, PimError> {
    match answer {
        Ok(found) => Ok(Some(found)),
        Err(PimError::Forbidden { .. } | PimError::NotFound { .. }) => {
            book.unavailable.insert(what.to_owned());
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

fn by_code(records: Vec<Record>) -> BTreeMap<String, Labels> {
    records
        .into_iter()
        .map(|record| (record.code, record.labels))
        .collect()
}

fn list(codes: &BTreeSet<String>) -> Vec<String> {
    codes.iter().cloned().collect()
}

/// A name that does not depend on the locale counts for all of them.
fn name(family: &Family, values: &Values, locales: &[Locale]) -> Option<Labels> {
    let attribute = family.attribute_as_label.as_ref()?;
    let mut labels = Labels::new();
    for value in values.get(attribute)? {
        let Some(text) = value.raw.as_str().map(str::trim).filter(|text| !text.is_empty()) else {
            continue;
        };
        let all = locales.iter().map(|locale| &locale.code);
        let of: Vec<&String> = value
            .locale
            .as_ref()
            .map_or_else(|| all.collect(), |locale| vec![locale]);
        for locale in of {
            labels.entry(locale.clone()).or_insert_with(|| text.to_owned());
        }
    }
    (!labels.is_empty()).then_some(labels)
}

//! Product models, family variants, and the models above a product.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::Akeneo;
use super::address::{api_url, escape};
use super::products::chunks;
use super::structure::pair;
use crate::PimError;
use crate::model::{FamilyVariant, Lineage, Product, ProductModel};

pub(super) const MODELS: &str = "product-models";
const WHAT: &str = "product models";
/// Akeneo has two levels of models; one more ends a PIM that is its own parent.
const LEVELS: usize = 3;

impl Akeneo {
    pub(super) async fn read_models(&self, codes: &[String]) -> Result<Vec<ProductModel>, PimError> {
        let wanted: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
        let wanted: Vec<&str> = wanted.into_iter().collect();
        let mut found = BTreeMap::new();
        for chunk in chunks(&wanted) {
            for model in self.models_of(&chunk).await? {
                found.insert(model.code.clone(), model);
            }
        }
        Ok(codes.iter().filter_map(|code| found.remove(code)).collect())
    }

    async fn models_of(&self, codes: &[&str]) -> Result<Vec<ProductModel>, PimError> {
        let search = json!({ "identifier": [{ "operator": "IN", "value": codes }] });
        let query = vec![
            pair("search", search),
            pair("pagination_type", "search_after"),
            pair("limit", super::PAGE),
        ];
        match self.page(MODELS, &query, WHAT).await {
            Ok(page) => Ok(models(page.items)),
            // Some versions cannot look for several at once.
            Err(PimError::Invalid { .. }) => self.models_one_by_one(codes).await,
            Err(error) => Err(error),
        }
    }

    async fn models_one_by_one(&self, codes: &[&str]) -> Result<Vec<ProductModel>, PimError> {
        let mut found = Vec::with_capacity(codes.len());
        for code in codes {
            let path = format!("{MODELS}/{}", escape(code)?);
            match self.json(api_url(self.base(), &path, &[]), "product model").await {
                Ok(item) => found.extend(ProductModel::from_wire(item)),
                Err(PimError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(found)
    }

    pub(super) async fn read_family_variants(&self, family: &str) -> Result<Vec<FamilyVariant>, PimError> {
        let path = format!("families/{}/variants", escape(family)?);
        self.all(&path, Vec::new(), "family variants").await
    }

    pub(super) async fn read_lineages(&self, products: &[Product]) -> Result<Vec<Lineage>, PimError> {
        let mut known: BTreeMap<String, ProductModel> = BTreeMap::new();
        let mut wanted: BTreeSet<String> = products
            .iter()
            .filter_map(|product| product.parent.clone())
            .collect();
        for _ in 0..LEVELS {
            let codes: Vec<String> = wanted.iter().cloned().collect();
            if codes.is_empty() {
                break;
            }
            let found = self.read_models(&codes).await?;
            wanted = found.iter().filter_map(|model| model.parent.clone()).collect();
            known.extend(found.into_iter().map(|model| (model.code.clone(), model)));
            wanted.retain(|code| !known.contains_key(code));
        }
        let variants = self.variants_of(&known).await?;
        let lineage = |product: &Product| lineage(product, &known, &variants);
        Ok(products.iter().map(lineage).collect())
    }

    /// The family variants of these models; none where the connection may not read them.
    async fn variants_of(
        &self,
        models: &BTreeMap<String, ProductModel>,
    ) -> Result<BTreeMap<String, FamilyVariant>, PimError> {
        let families: BTreeSet<&String> = models
            .values()
            .filter_map(|model| model.family.as_ref())
            .collect();
        let mut variants = BTreeMap::new();
        for family in families {
            match self.read_family_variants(family).await {
                Ok(found) => {
                    variants.extend(found.into_iter().map(|variant| (variant.code.clone(), variant)));
                }
                Err(PimError::Forbidden { .. } | PimError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(variants)
    }
}

fn lineage(
    product: &Product,
    known: &BTreeMap<String, ProductModel>,
    variants: &BTreeMap<String, FamilyVariant>,
) -> Lineage {
    let parents = std::iter::successors(
        product.parent.as_ref().and_then(|code| known.get(code)),
        |model| model.parent.as_ref().and_then(|code| known.get(code)),
    );
    let models: Vec<ProductModel> = parents.take(LEVELS).cloned().collect();
    let variant = models
        .iter()
        .find_map(|model| variants.get(model.family_variant.as_ref()?));
    Lineage {
        variant: variant.cloned(),
        models,
    }
}

pub(super) fn models(items: Vec<Value>) -> Vec<ProductModel> {
    items.into_iter().filter_map(ProductModel::from_wire).collect()
}

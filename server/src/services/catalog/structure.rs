//! The structure of a catalogue and single products, each read once within the time to live.

use crate::{cache::Aged, services::connections::Live};
use domain::catalog::ProductKey;
use futures::future::join_all;
use pim::{
    Attribute, AttributeGroup, AttributeOption, Channel, Cursor, Family, MeasurementFamily, PimError,
    Product, ProductPage, ProductQuery,
};
use uuid::Uuid;

/// How the PIM is asked for a product: by UUID where the key is one, else by identifier.
pub(in crate::services) fn pim_key(key: &ProductKey) -> pim::ProductKey {
    match Uuid::try_parse(&key.0) {
        Ok(_) => pim::ProductKey::Uuid(key.0.clone()),
        Err(_) => pim::ProductKey::Identifier(key.0.clone()),
    }
}

/// How the dashboard names a product of the PIM.
pub(in crate::services) fn product_key(product: &Product) -> ProductKey {
    match product.key() {
        pim::ProductKey::Uuid(key) | pim::ProductKey::Identifier(key) => ProductKey(key),
    }
}

impl Live {
    pub(in crate::services) async fn channels(&self) -> Result<Aged<Vec<Channel>>, PimError> {
        self.cached("channels", self.pim().channels()).await
    }

    pub(in crate::services) async fn families(&self) -> Result<Aged<Vec<Family>>, PimError> {
        self.cached("families", self.pim().families()).await
    }

    /// The attribute groups; none where the connection may not read them, because they only sort a list.
    pub(in crate::services) async fn groups(&self) -> Result<Aged<Vec<AttributeGroup>>, PimError> {
        self.cached("groups", optional(self.pim().attribute_groups()))
            .await
    }

    /// Units with their signs; none where the connection may not read them, because most signs are known anyway.
    pub(in crate::services) async fn units(&self) -> Result<Aged<Vec<MeasurementFamily>>, PimError> {
        self.cached("units", optional(self.pim().measurement_families()))
            .await
    }

    /// The definitions of a family's attributes.
    pub(in crate::services) async fn family_attributes(
        &self,
        family: &Family,
    ) -> Result<Aged<Vec<Attribute>>, PimError> {
        let what = format!("attributes/{}", family.code);
        self.cached(what, self.pim().attributes(&family.attributes)).await
    }

    /// The options of a select attribute.
    pub(in crate::services) async fn options(
        &self,
        attribute: &str,
    ) -> Result<Aged<Vec<AttributeOption>>, PimError> {
        self.cached(format!("options/{attribute}"), self.pim().options(attribute))
            .await
    }

    /// A product with its values, at most as old as the time to live.
    pub(in crate::services) async fn product(&self, key: &ProductKey) -> Result<Aged<Product>, PimError> {
        let fetch = async {
            let product = self.pim().product(&pim_key(key)).await?;
            self.note_fetch().await;
            Ok(product)
        };
        self.cached(format!("product/{}", key.0), fetch).await
    }

    /// Forgets the cached values of a product, because it has changed.
    pub(in crate::services) async fn forget_product(&self, key: &ProductKey) {
        let key = self.key(format!("product/{}", key.0));
        self.app.cache.forget(&key).await;
    }

    /// Products with their values as they are in the PIM now; the cache learns of them. Unknown keys are left out.
    pub(in crate::services) async fn products_now(
        &self,
        keys: &[ProductKey],
    ) -> Result<Vec<Product>, PimError> {
        let keys: Vec<_> = keys.iter().map(pim_key).collect();
        let products = self.call(self.pim().products_by_key(&keys)).await?;
        join_all(products.iter().map(|product| async move {
            let key = self.key(format!("product/{}", product_key(product).0));
            self.app.cache.put_json(&key, product, self.ttl()).await;
        }))
        .await;
        self.note_fetch().await;
        Ok(products)
    }

    /// The next hundred products of a family with the values of these attributes, as they are in the PIM now. The cache does
    /// not learn of them: they are not whole, and a family can have more products than it holds.
    pub(in crate::services) async fn family_page(
        &self,
        family: &str,
        attributes: Vec<String>,
        cursor: Option<String>,
    ) -> Result<ProductPage, PimError> {
        let query = ProductQuery {
            family: Some(family.to_owned()),
            cursor: cursor.map(Cursor),
            limit: 100,
            attributes: Some(attributes),
            ..ProductQuery::default()
        };
        self.call(self.pim().products(&query)).await
    }
}

/// What may be read; nothing where the connection lacks the permission or the PIM the thing.
pub(super) async fn optional<T>(
    call: impl Future<Output = Result<Vec<T>, PimError>>,
) -> Result<Vec<T>, PimError> {
    match call.await {
        Err(PimError::Forbidden { .. } | PimError::NotFound { .. }) => Ok(Vec::new()),
        answer => answer,
    }
}

//! Reference entities, records, asset families and assets. Attributes and options are plain lists without pages.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::address::{api_url, escape};
use super::products::chunks;
use super::structure::{pair, read_items};
use super::{Akeneo, PAGE};
use crate::PimError;
use crate::model::{AssetFamily, AttributeOption, EntityAttribute, Record, ReferenceEntity};

impl Akeneo {
    pub(super) async fn read_reference_entities(&self) -> Result<Vec<ReferenceEntity>, PimError> {
        none_if_missing(
            self.all("reference-entities", Vec::new(), "reference entities")
                .await,
        )
    }

    pub(super) async fn read_asset_families(&self) -> Result<Vec<AssetFamily>, PimError> {
        none_if_missing(self.all("asset-families", Vec::new(), "asset families").await)
    }

    pub(super) async fn read_record_attributes(
        &self,
        entity: &str,
    ) -> Result<Vec<EntityAttribute>, PimError> {
        let path = format!("reference-entities/{}/attributes", escape(entity)?);
        self.plain_list(&path, "attributes of reference entities").await
    }

    pub(super) async fn read_record_options(
        &self,
        entity: &str,
        attribute: &str,
    ) -> Result<Vec<AttributeOption>, PimError> {
        let (entity, attribute) = (escape(entity)?, escape(attribute)?);
        let path = format!("reference-entities/{entity}/attributes/{attribute}/options");
        self.plain_list(&path, "options of reference entities").await
    }

    pub(super) async fn read_asset_attributes(&self, family: &str) -> Result<Vec<EntityAttribute>, PimError> {
        let path = format!("asset-families/{}/attributes", escape(family)?);
        self.plain_list(&path, "attributes of asset families").await
    }

    pub(super) async fn read_records(
        &self,
        entity: &str,
        codes: Option<&[String]>,
    ) -> Result<Vec<Record>, PimError> {
        let path = format!("reference-entities/{}/records", escape(entity)?);
        self.coded(&path, codes, "reference entity records").await
    }

    pub(super) async fn read_assets(
        &self,
        family: &str,
        codes: Option<&[String]>,
    ) -> Result<Vec<Record>, PimError> {
        let path = format!("asset-families/{}/assets", escape(family)?);
        self.coded(&path, codes, "assets").await
    }

    /// Records with these codes, a hundred per request, or all.
    async fn coded(&self, path: &str, codes: Option<&[String]>, what: &str) -> Result<Vec<Record>, PimError> {
        let Some(codes) = codes else {
            return Ok(records(self.all(path, Vec::new(), what).await?));
        };
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let mut found = Vec::with_capacity(codes.len());
        for chunk in chunks(&codes) {
            let search = json!({ "code": [{ "operator": "IN", "value": chunk }] });
            let query = vec![pair("search", search), pair("limit", PAGE)];
            found.extend(records(self.page(path, &query, what).await?.items));
        }
        Ok(found)
    }

    /// A list without pages: a JSON array, or on some PIMs a page after all.
    async fn plain_list<T: DeserializeOwned>(&self, path: &str, what: &str) -> Result<Vec<T>, PimError> {
        match self.json(api_url(self.base(), path, &[]), what).await? {
            Value::Array(items) => Ok(read_items(items, what)),
            _ => self.all(path, Vec::new(), what).await,
        }
    }
}

fn records(items: Vec<Value>) -> Vec<Record> {
    items.into_iter().filter_map(Record::from_wire).collect()
}

/// The Community Edition does not know these resources at all.
fn none_if_missing<T>(answer: Result<Vec<T>, PimError>) -> Result<Vec<T>, PimError> {
    match answer {
        Err(PimError::NotFound { .. }) => Ok(Vec::new()),
        answer => answer,
    }
}

//! Product models, family variants, and where a variant's values come from.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Attribute, AttributeType, Labels, Product, Values};
use crate::tolerant::{self, code, code_list, object};

/// A product model: what variants have in common. Its values include those inherited from a model above it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProductModel {
    /// Code.
    pub code: String,
    /// Family code.
    pub family: Option<String>,
    /// Code of the family variant, which says what differs at which level.
    pub family_variant: Option<String>,
    /// Code of the model above, where there is one.
    pub parent: Option<String>,
    /// Category codes.
    pub categories: Vec<String>,
    /// ISO 8601 with offset.
    pub updated: Option<String>,
    /// Values by attribute code. Product models never come with labels of options.
    pub values: Values,
}

impl ProductModel {
    /// Reads an item of the product models list; `None` without a code.
    pub(crate) fn from_wire(item: Value) -> Option<Self> {
        let mut item = object(item);
        let mut take = |key: &str| item.remove(key).unwrap_or(Value::Null);
        Some(Self {
            code: code(&take("code"))?,
            family: code(&take("family")),
            family_variant: code(&take("family_variant")),
            parent: code(&take("parent")),
            categories: code_list(&take("categories")),
            updated: code(&take("updated")),
            values: super::product::read_values(object(take("values"))),
        })
    }

    /// Reads the values whose type the PIM did not state with the definitions given.
    #[must_use]
    pub fn typed(mut self, attributes: &[Attribute]) -> Self {
        super::product::retype(&mut self.values, attributes);
        self
    }
}

/// How a family's products vary: which attributes are common, and which are set at which level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyVariant {
    /// Code.
    pub code: String,
    /// Labels.
    #[serde(default, deserialize_with = "tolerant::map_or_empty_seq")]
    pub labels: Labels,
    /// One set per level below the root model.
    #[serde(default, deserialize_with = "tolerant::records")]
    pub variant_attribute_sets: Vec<VariantSet>,
}

/// The attributes of one level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VariantSet {
    /// 1 for what differs below the root model, 2 below that.
    #[serde(default, deserialize_with = "tolerant::small_integer")]
    pub level: usize,
    /// Attributes that tell the variants of this level apart, one combination each.
    #[serde(default, deserialize_with = "tolerant::codes")]
    pub axes: Vec<String>,
    /// All attributes set at this level, the axes among them.
    #[serde(default, deserialize_with = "tolerant::codes")]
    pub attributes: Vec<String>,
}

impl FamilyVariant {
    /// How many levels there are below the root model.
    pub fn depth(&self) -> usize {
        let levels = self.variant_attribute_sets.iter().map(|set| set.level);
        levels.max().unwrap_or_default()
    }

    /// The level an attribute is set at; 0 is the root model.
    pub fn level_of(&self, attribute: &str) -> usize {
        let has = |set: &&VariantSet| {
            let mut codes = set.attributes.iter().chain(&set.axes);
            codes.any(|code| code == attribute)
        };
        let set = self.variant_attribute_sets.iter().find(has);
        set.map_or(0, |set| set.level)
    }

    /// The axes in the order of their levels: what a list of variants is told apart by.
    pub fn axes(&self) -> Vec<&str> {
        let mut sets: Vec<&VariantSet> = self.variant_attribute_sets.iter().collect();
        sets.sort_by_key(|set| set.level);
        sets.into_iter()
            .flat_map(|set| set.axes.iter().map(String::as_str))
            .collect()
    }
}

/// Where a value of a variant is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin<'l> {
    /// At the product itself.
    Own,
    /// At this product model, for all products below it.
    Inherited(&'l str),
}

/// The models above a product.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Lineage {
    /// Nearest first; empty for a product that is no variant.
    pub models: Vec<ProductModel>,
    /// How the family varies, where the connection may read it.
    pub variant: Option<FamilyVariant>,
}

impl Lineage {
    /// The model at the top.
    pub fn root(&self) -> Option<&ProductModel> {
        self.models.last()
    }

    /// The attributes that tell the variants apart.
    pub fn axes(&self) -> Vec<&str> {
        self.variant.as_ref().map(FamilyVariant::axes).unwrap_or_default()
    }

    /// Where the value of an attribute is set, so that people can be sent to the place where it can be changed.
    /// Identifiers are always the product's own.
    pub fn origin(&self, product: &Product, attribute: &str) -> Origin<'_> {
        let identifies = product.values.get(attribute).is_some_and(|values| {
            let kind = |value: &super::ScopedValue| value.attribute_type.clone();
            values
                .iter()
                .any(|value| kind(value) == Some(AttributeType::Identifier))
        });
        let Some(variant) = self.variant.as_ref().filter(|_| !identifies) else {
            return Origin::Own;
        };
        // The root model stands last, at level 0.
        let level = variant.level_of(attribute);
        let place = self.models.len().checked_sub(level + 1);
        match place.and_then(|place| self.models.get(place)) {
            Some(model) => Origin::Inherited(&model.code),
            None => Origin::Own,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn variant() -> FamilyVariant {
        serde_json::from_value(
            json!({ "code": "by_colour_and_size", "labels": [], "variant_attribute_sets": [
            { "level": "2", "axes": ["size"], "attributes": ["size", "sku", "weight"] },
            { "level": 1, "axes": ["colour"], "attributes": ["colour", "picture"] }] }),
        )
        .unwrap()
    }

    fn model(code: &str, parent: Option<&str>) -> ProductModel {
        ProductModel::from_wire(json!({ "code": code, "parent": parent, "values": [] })).unwrap()
    }

    #[test]
    fn a_value_is_traced_to_where_it_is_set() {
        let lineage = Lineage {
            models: vec![model("jacket_red", Some("jacket")), model("jacket", None)],
            variant: Some(variant()),
        };
        let product = Product::from_wire(json!({ "uuid": "u", "parent": "jacket_red" }), None).unwrap();
        assert_eq!(lineage.axes(), ["colour", "size"]);
        assert_eq!(lineage.root().unwrap().code, "jacket");
        assert_eq!(lineage.origin(&product, "weight"), Origin::Own);
        assert_eq!(
            lineage.origin(&product, "picture"),
            Origin::Inherited("jacket_red")
        );
        assert_eq!(lineage.origin(&product, "name"), Origin::Inherited("jacket"));
        assert_eq!(Lineage::default().origin(&product, "name"), Origin::Own);
    }

    proptest! {
        #[test]
        fn any_model_and_variant_is_survived(item in tolerant::any_json(), sets in tolerant::any_json()) {
            ProductModel::from_wire(item.clone());
            let model = ProductModel::from_wire(json!({ "code": "m", "values": item })).unwrap();
            let variant = json!({ "code": "v", "labels": sets, "variant_attribute_sets": sets });
            let variant: FamilyVariant = serde_json::from_value(variant).unwrap();
            let lineage = Lineage { models: vec![model], variant: Some(variant) };
            let product = Product::from_wire(json!({ "uuid": "u" }), None).unwrap();
            lineage.origin(&product, "data");
        }
    }
}

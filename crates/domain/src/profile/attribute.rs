//! What is known of a PIM's attribute when it is matched with data points.

use crate::{catalog::AttributeView, text::Labels};
use serde::{Deserialize, Serialize};

/// An attribute, as far as a suggestion needs it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeFacts {
    /// Its code.
    pub code: String,
    /// Its names.
    pub labels: Labels,
    /// The PIM's type, such as `pim_catalog_metric`.
    pub kind: String,
    /// The PIM's default unit, such as `KILOGRAM`, where it is a measure.
    pub unit: Option<String>,
}

impl From<&AttributeView> for AttributeFacts {
    fn from(view: &AttributeView) -> Self {
        Self {
            code: view.code.clone(),
            labels: view.labels.clone(),
            kind: view.kind.clone(),
            unit: view.unit.clone(),
        }
    }
}

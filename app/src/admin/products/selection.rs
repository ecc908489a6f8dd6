//! Which products are chosen, across pages.

use domain::catalog::{ProductKey, ProductRow};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The chosen products with their families.
#[derive(Clone, Copy)]
pub struct Selection(RwSignal<BTreeMap<ProductKey, Option<String>>>);

impl Selection {
    /// None.
    pub fn new() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    /// How many.
    pub fn len(self) -> usize {
        self.0.with(BTreeMap::len)
    }

    /// Whether this one is chosen.
    pub fn has(self, key: &ProductKey) -> bool {
        self.0.with(|s| s.contains_key(key))
    }

    /// Chooses one, or no longer.
    pub fn set(self, key: &ProductKey, family: Option<&str>, chosen: bool) {
        self.0.update(|s| {
            if chosen {
                s.insert(key.clone(), family.map(str::to_owned));
            } else {
                s.remove(key);
            }
        });
    }

    /// Chooses all of a page, or none of it.
    pub fn set_all(self, rows: &[(ProductKey, Option<String>)], chosen: bool) {
        for (key, family) in rows {
            self.set(key, family.as_deref(), chosen);
        }
    }

    /// Whether all of a page are chosen.
    pub fn has_all(self, rows: &[(ProductKey, Option<String>)]) -> bool {
        !rows.is_empty() && rows.iter().all(|(key, _)| self.has(key))
    }

    /// Chooses none.
    pub fn clear(self) {
        self.0.update(BTreeMap::clear);
    }

    /// The chosen ones.
    pub fn keys(self) -> Vec<ProductKey> {
        self.0.with_untracked(|s| s.keys().cloned().collect())
    }

    /// How many are of another family than this.
    pub fn outside(self, family: &str) -> usize {
        self.0
            .with(|s| s.values().filter(|f| f.as_deref() != Some(family)).count())
    }
}

/// The part of a row that a selection needs.
pub fn pairs(rows: &[ProductRow]) -> Vec<(ProductKey, Option<String>)> {
    rows.iter().map(|r| (r.key.clone(), r.family.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_counts_what_a_template_does_not_fit() {
        let owner = Owner::new();
        owner.with(|| {
            let selection = Selection::new();
            let rows: Vec<_> = [("a", Some("chairs")), ("b", None), ("c", Some("bikes"))]
                .map(|(key, family)| (ProductKey(key.into()), family.map(str::to_owned)))
                .into();
            selection.set_all(&rows, true);
            assert!(selection.has_all(&rows));
            assert_eq!((selection.len(), selection.outside("chairs")), (3, 2));
            selection.set(&rows[1].0, None, false);
            assert_eq!((selection.len(), selection.outside("chairs")), (2, 1));
            assert!(!selection.has_all(&rows));
        });
    }
}

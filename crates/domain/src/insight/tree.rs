//! Templates, their products, and the passports of those: one is the sum of the next, so what may be told is decided from the
//! top down. What is hidden in one table then follows from no other.

use super::groups::{told_groups, told_parts};
use crate::TemplateId;
use std::collections::HashMap;

/// A product below a template.
pub type ProductOf<'a> = (TemplateId, &'a str);

/// What may be told.
#[derive(Debug, Default)]
pub struct Told<'a> {
    templates: HashMap<TemplateId, bool>,
    products: HashMap<ProductOf<'a>, (u64, bool)>,
    /// For each passport, in the order in which they were given.
    pub passports: Vec<bool>,
}

impl<'a> Told<'a> {
    /// Of all scans of a brand: `passports` are the template, the product and the scans of each.
    pub fn of(templates: &[(TemplateId, u64)], passports: &[(ProductOf<'a>, u64)]) -> Self {
        let values: Vec<u64> = templates.iter().map(|(_, scans)| *scans).collect();
        let told = told_groups(&values);
        let of_templates: HashMap<TemplateId, bool> = templates.iter().map(|(id, _)| *id).zip(told).collect();
        let is_told = |id: TemplateId| of_templates.get(&id).copied().unwrap_or(false);
        let products = products(templates, passports, is_told);
        let parts: Vec<(ProductOf<'_>, u64)> = passports.to_vec();
        let told = told_parts(&parts, |product| {
            products.get(&product).is_some_and(|(_, told)| *told)
        });
        Self {
            templates: of_templates,
            products,
            passports: told,
        }
    }

    /// Whether a template may be told.
    pub fn template(&self, id: TemplateId) -> bool {
        self.templates.get(&id).copied().unwrap_or(false)
    }

    /// The scans of a product, where they may be told.
    pub fn product(&self, product: ProductOf<'_>) -> Option<u64> {
        let (scans, told) = self.products.get(&product)?;
        told.then_some(*scans)
    }

    /// The products that may be told, with their scans.
    pub fn products(&self) -> impl Iterator<Item = (ProductOf<'a>, u64)> {
        let told = self.products.iter().filter(|(_, (_, told))| *told);
        told.map(|(product, (scans, _))| (*product, *scans))
    }
}

fn products<'a>(
    templates: &[(TemplateId, u64)],
    passports: &[(ProductOf<'a>, u64)],
    is_told: impl Fn(TemplateId) -> bool,
) -> HashMap<ProductOf<'a>, (u64, bool)> {
    let mut sums: HashMap<ProductOf<'a>, u64> = HashMap::new();
    let mut left: HashMap<TemplateId, u64> = templates.iter().copied().collect();
    for (product, scans) in passports {
        *sums.entry(*product).or_default() += scans;
        left.entry(product.0)
            .and_modify(|left| *left = left.saturating_sub(*scans));
    }
    let mut parts: Vec<(TemplateId, u64)> = Vec::with_capacity(sums.len() + left.len());
    let sums: Vec<(ProductOf<'a>, u64)> = sums.into_iter().collect();
    parts.extend(sums.iter().map(|((template, _), scans)| (*template, *scans)));
    // Of passports that are no more only their template knows; they are a part like any other.
    parts.extend(left);
    let told = told_parts(&parts, is_told);
    sums.into_iter()
        .zip(told)
        .map(|((product, scans), told)| (product, (scans, told)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::insight::groups::LEAST;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn template(n: u128) -> TemplateId {
        TemplateId(Uuid::from_u128(n))
    }

    #[test]
    fn a_small_passport_does_not_follow_from_its_product() {
        let t = template(1);
        let passports = [((t, "a"), 10), ((t, "a"), 7), ((t, "a"), 2), ((t, "b"), 20)];
        let told = Told::of(&[(t, 39)], &passports);
        assert_eq!(told.product((t, "a")), Some(19));
        assert_eq!(told.passports, [true, false, false, true]);
    }

    #[test]
    fn scans_of_passports_that_are_gone_are_a_part_of_their_template() {
        let t = template(1);
        let told = Told::of(&[(t, 33)], &[((t, "a"), 10), ((t, "b"), 20)]);
        assert_eq!(told.product((t, "a")), None, "3 would follow");
        assert_eq!(told.product((t, "b")), Some(20));
        assert!(told.template(t));
    }

    proptest! {
        /// Every sum that is told, less what is told of its parts, is nothing, or at least two parts of five scans together.
        #[test]
        fn nothing_small_follows_from_any_sum(
            scans in prop::collection::vec((0_u128..3, 0_usize..4, 1_u64..12), 1..40), gone in 0_u64..8,
        ) {
            const NAMES: [&str; 4] = ["a", "b", "c", "d"];
            let passports: Vec<_> = scans.iter().map(|(t, p, n)| ((template(*t), NAMES[*p]), *n)).collect();
            let mut sums: HashMap<TemplateId, u64> = HashMap::new();
            for ((t, _), n) in &passports {
                *sums.entry(*t).or_default() += n;
            }
            let mut templates: Vec<_> = sums.into_iter().collect();
            templates[0].1 += gone;
            let told = Told::of(&templates, &passports);

            let safe = |whole: u64, shown: u64, hidden: usize| {
                let rest = whole - shown;
                rest == 0 || (rest >= LEAST && hidden > 1) || shown == 0
            };
            for ((product, n), yes) in passports.iter().zip(&told.passports) {
                prop_assert!(!yes || (*n >= LEAST && told.product(*product).is_some()));
            }
            for (product, whole) in told.products() {
                prop_assert!(told.template(product.0) && whole >= LEAST);
                let of = || passports.iter().zip(&told.passports).filter(|((p, _), _)| *p == product);
                let shown: u64 = of().filter(|(_, yes)| **yes).map(|((_, n), _)| n).sum();
                let hidden = of().filter(|(_, yes)| !**yes).count();
                prop_assert!(safe(whole, shown, hidden), "{product:?}: {shown} of {whole}");
            }
            for (id, whole) in &templates {
                if told.template(*id) {
                    let shown: u64 = told.products().filter(|((t, _), _)| t == id).map(|(_, n)| n).sum();
                    prop_assert!(whole - shown == 0 || whole - shown >= LEAST || shown == 0);
                }
            }
        }
    }
}

//! The products and product models: everything about one follows from its index, so that none has to be kept.

mod battery;
mod chair;
mod headphones;
mod jacket;
mod prose;
mod shared;

use super::kinds::ProductKind;
use super::media_library::MediaLibrary;
use super::world::{Model, Product};

/// What a product model grows from.
#[derive(Clone, Debug)]
pub(crate) struct Seed {
    pub(crate) code: String,
    pub(crate) kind: ProductKind,
    pub(crate) variant: &'static str,
    pub(crate) parent: Option<String>,
    /// The first product below it, counted within its kind.
    nth: usize,
    /// How many products of its kind are below it.
    span: usize,
}

impl Seed {
    /// Index of the first product below it.
    pub(crate) fn index(&self) -> usize {
        index(self.kind, self.nth)
    }

    /// Indexes of all products below it, existing or not.
    pub(crate) fn below(&self) -> impl Iterator<Item = usize> + '_ {
        (self.nth..self.nth + self.span).map(|nth| index(self.kind, nth))
    }

    /// The model without its values.
    pub(crate) fn head(&self) -> Model {
        shared::model(
            &self.code,
            self.kind,
            self.variant,
            self.parent.as_deref(),
            self.index(),
        )
    }

    /// The model with its values. Files it points to go into the library.
    pub(crate) fn model(&self, media: &mut MediaLibrary) -> Model {
        let mut model = self.head();
        match self.kind {
            ProductKind::Jacket => jacket::describe(&mut model, self, media),
            ProductKind::Headphones => headphones::describe(&mut model, self, media),
            ProductKind::Battery | ProductKind::Chair => {}
        }
        model
    }
}

/// The four kinds take turns.
fn place(index: usize) -> (ProductKind, usize) {
    (ProductKind::ALL[index % 4], index / 4)
}

fn index(kind: ProductKind, nth: usize) -> usize {
    let turn = ProductKind::ALL.iter().position(|one| *one == kind);
    nth * 4 + turn.unwrap_or_default()
}

/// The identifier of the product with this index.
pub(crate) fn identifier(index: usize) -> String {
    match place(index) {
        (ProductKind::Battery, nth) => battery::identifier(nth),
        (ProductKind::Jacket, nth) => jacket::identifier(nth),
        (ProductKind::Chair, nth) => chair::identifier(nth),
        (ProductKind::Headphones, nth) => headphones::identifier(nth),
    }
}

/// The product with this index without its values, except those that identify it.
pub(crate) fn head(index: usize) -> Product {
    let (kind, nth) = place(index);
    let parent = match kind {
        ProductKind::Jacket => Some(jacket::parent(nth)),
        ProductKind::Headphones => Some(headphones::parent(nth)),
        ProductKind::Battery | ProductKind::Chair => None,
    };
    shared::product(index, identifier(index), kind, parent.as_deref())
}

/// The product with this index with its own values. Files it points to go into the library.
pub(crate) fn product(index: usize, media: &mut MediaLibrary) -> Product {
    match place(index) {
        (ProductKind::Battery, nth) => battery::build(index, nth, media),
        (ProductKind::Jacket, nth) => jacket::build(index, nth),
        (ProductKind::Chair, nth) => chair::build(index, nth, media),
        (ProductKind::Headphones, nth) => headphones::build(index, nth, media),
    }
}

/// When the product with this index last changed by itself.
pub(crate) use shared::updated;

/// The models that begin with the product of this index.
pub(crate) fn seeds(index: usize) -> Vec<Seed> {
    match place(index) {
        (ProductKind::Jacket, nth) => jacket::seeds(nth),
        (ProductKind::Headphones, nth) => headphones::seeds(nth),
        _ => Vec::new(),
    }
}

/// The index of the first product a file may belong to, from its name: `eb_0001_detail.png`, `manual_jk_003_de.pdf`.
pub(crate) fn owner(file: &str) -> Option<Owner> {
    let key = file.strip_prefix("manual_").unwrap_or(file);
    let mut parts = key.split(['_', '-', '.']);
    let kind = match parts.next()? {
        "eb" => ProductKind::Battery,
        "jk" => ProductKind::Jacket,
        "dc" => ProductKind::Chair,
        "hp" => ProductKind::Headphones,
        _ => return None,
    };
    let number = parts.next()?.parse::<usize>().ok()?.checked_sub(1)?;
    let per_line = match kind {
        ProductKind::Jacket => 16,
        ProductKind::Headphones => 4,
        _ => 1,
    };
    let first = number.checked_mul(per_line)?;
    Some(Owner {
        kind,
        first,
        count: per_line,
    })
}

/// The products, of a kind, among which the owner of a file is.
pub(crate) struct Owner {
    kind: ProductKind,
    first: usize,
    count: usize,
}

impl Owner {
    /// Their indexes.
    pub(crate) fn indexes(&self) -> impl Iterator<Item = usize> + '_ {
        (self.first..self.first + self.count).map(|nth| index(self.kind, nth))
    }
}

/// The values a product has of its own before anything else is known of it: what [`head`] gives.
pub(crate) fn identifies(attribute: &str) -> bool {
    matches!(attribute, "sku" | "gtin")
}

#[cfg(test)]
mod tests {
    use super::super::values::Values;
    use super::*;

    #[test]
    fn every_file_leads_back_to_its_owner() {
        for at in (0..2_000).step_by(7) {
            let mut media = MediaLibrary::default();
            product(at, &mut media);
            for seed in seeds(at) {
                seed.model(&mut media);
            }
            for code in media.codes() {
                let (_, file) = code.split_once('_').unwrap();
                let owner = owner(file).unwrap_or_else(|| panic!("{file}"));
                assert!(owner.indexes().any(|index| index == at), "{file} of {at}");
            }
        }
    }

    #[test]
    fn heads_and_products_agree() {
        for index in 0..400 {
            let (head, product) = (head(index), product(index, &mut MediaLibrary::default()));
            assert_eq!(
                (&head.identifier, &head.parent),
                (&product.identifier, &product.parent)
            );
            let own = |values: &Values| values.0.keys().filter(|code| identifies(code)).count();
            assert_eq!(own(&head.values), own(&product.values));
        }
    }
}

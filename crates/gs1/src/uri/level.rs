//! Which things a link names, and which wider link it belongs to.

use super::DigitalLink;
use crate::Ai;

/// What an identifier names (ESPR, article 9(2); EN 18219).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granularity {
    /// All pieces of a kind.
    Model,
    /// The pieces that were made together.
    Batch,
    /// One piece, or one other thing: a parcel, an asset, a place, a party.
    Item,
}

impl DigitalLink {
    /// What the link names.
    ///
    /// Keys that name one thing by themselves, such as an SSCC, are items. Keys with an optional serial component
    /// (GRAI, GDTI, GCN) are items where they have it. A consumer product variant is still a model.
    pub fn granularity(&self) -> Granularity {
        let has = |ai| self.qualifiers().iter().any(|q| q.ai() == ai);
        let key = self.key();
        let item = match key.ai() {
            Ai::GTIN | Ai::ITIP => has(Ai::SERIAL) || has(Ai::TPX),
            Ai::CPID => has(Ai::CPID_SERIAL),
            Ai::GRAI => key.value().len() > 14,
            Ai::GDTI | Ai::GCN => key.value().len() > 13,
            Ai::GMN => false,
            _ => true,
        };
        match item {
            true => Granularity::Item,
            false if has(Ai::BATCH) => Granularity::Batch,
            false => Granularity::Model,
        }
    }

    /// The link without its last qualifier: from item to batch to variant to model; nothing above the key alone.
    ///
    /// Attributes, other parameters and the fragment spoke of the narrower thing and are left out.
    pub fn parent(&self) -> Option<Self> {
        let in_path = self.in_path.checked_sub(1).filter(|n| *n > 0)?;
        Some(Self {
            stem: self.stem.clone(),
            elements: self.elements[..in_path].to_vec(),
            in_path,
            others: Vec::new(),
            fragment: None,
        })
    }

    /// This link and all above it, the narrowest first.
    pub fn lineage(&self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self.clone()), Self::parent)
    }
}

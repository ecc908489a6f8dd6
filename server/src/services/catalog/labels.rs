//! Labels of the codes that products refer to: options, records, assets, linked products. Each is read once within the time
//! to live, whichever product asks first.

use crate::services::connections::Live;
use futures::{StreamExt, stream};
use pim::{LabelBook, Labels, Needs, PimError, ProductKey};
use std::collections::{BTreeMap, BTreeSet};

/// Questions to the cache at once.
pub(super) const AT_ONCE: usize = 16;

/// Codes that a remark lists.
const NAMED_MAX: usize = 3;

/// Something with a label.
#[derive(Clone)]
enum Named {
    Record(String, String),
    Product(ProductKey),
    Model(String),
}

impl Live {
    /// The labels that are needed, as far as the PIM has them and shows them. Those of assets come with the [assets](Live::assets).
    pub(in crate::services) async fn labels(&self, needs: &Needs) -> Result<LabelBook, PimError> {
        let mut book = self.option_labels(needs).await?;
        let mut unread = Needs::default();
        let recall = |named: Named| async move {
            let key = self.key(named.place());
            let found = self.app.cache.get_json::<Labels>(&key).await;
            (named, found)
        };
        let mut recalled = stream::iter(all(needs)).map(recall).buffered(AT_ONCE);
        while let Some((named, found)) = recalled.next().await {
            match found {
                // Nothing is known as well as a label is.
                Some(labels) if labels.value.is_empty() => {}
                Some(labels) => named.note(&mut book, labels.value),
                None => named.want(&mut unread),
            }
        }
        drop(recalled);
        if !unread.is_empty() {
            let read = self.call(self.pim().labels(&unread)).await?;
            self.remember(&unread, &read).await;
            book.extend(read);
        }
        for named in book.records.values_mut() {
            named.retain(|_, labels| !labels.is_empty());
        }
        Ok(book)
    }

    /// Lists of options are short and needed whole elsewhere, so they are kept whole.
    async fn option_labels(&self, needs: &Needs) -> Result<LabelBook, PimError> {
        let mut book = LabelBook::default();
        for (attribute, codes) in &needs.options {
            match self.options(attribute).await {
                Ok(options) => {
                    let wanted = options.value.into_iter().filter(|o| codes.contains(&o.code));
                    let labels: BTreeMap<_, _> = wanted.map(|o| (o.code, o.labels)).collect();
                    book.options.insert(attribute.clone(), labels);
                }
                // Without the permission, the page shows the codes.
                Err(PimError::Forbidden { .. } | PimError::NotFound { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(book)
    }

    async fn remember(&self, asked: &Needs, read: &LabelBook) {
        let keep = |named: Named| async move {
            let labels = named.find(read).cloned().unwrap_or_default();
            let key = self.key(named.place());
            self.app.cache.put_json(&key, &labels, self.ttl()).await;
        };
        stream::iter(all(asked)).for_each_concurrent(AT_ONCE, keep).await;
    }
}

/// Everything with a label of its own; options come in lists, assets with their files.
fn all(needs: &Needs) -> Vec<Named> {
    let mut all = Vec::new();
    for (entity, codes) in &needs.records {
        all.extend(codes.iter().map(|c| Named::Record(entity.clone(), c.clone())));
    }
    all.extend(needs.products.iter().cloned().map(Named::Product));
    all.extend(needs.models.iter().cloned().map(Named::Model));
    all
}

impl Named {
    /// The cache's name for its labels.
    fn place(&self) -> String {
        match self {
            Self::Record(entity, code) => format!("label/record/{entity}/{code}"),
            Self::Product(ProductKey::Uuid(id) | ProductKey::Identifier(id)) => format!("label/product/{id}"),
            Self::Model(code) => format!("label/model/{code}"),
        }
    }

    fn want(self, needs: &mut Needs) {
        match self {
            Self::Record(entity, code) => {
                needs.records.entry(entity).or_default().insert(code);
            }
            Self::Product(key) => {
                needs.products.insert(key);
            }
            Self::Model(code) => {
                needs.models.insert(code);
            }
        }
    }

    fn note(self, book: &mut LabelBook, labels: Labels) {
        match self {
            Self::Record(entity, code) => {
                book.records.entry(entity).or_default().insert(code, labels);
            }
            Self::Product(ProductKey::Uuid(id) | ProductKey::Identifier(id)) => {
                book.products.insert(id, labels);
            }
            Self::Model(code) => {
                book.models.insert(code, labels);
            }
        }
    }

    fn find<'b>(&self, book: &'b LabelBook) -> Option<&'b Labels> {
        match self {
            Self::Record(entity, code) => book.records.get(entity)?.get(code),
            Self::Product(ProductKey::Uuid(id) | ProductKey::Identifier(id)) => book.products.get(id),
            Self::Model(code) => book.models.get(code),
        }
    }
}

/// Remarks on the codes that are still without a label.
pub(in crate::services) fn unnamed(needs: &Needs) -> Vec<String> {
    let grouped = |kind: &'static str, groups: &BTreeMap<String, BTreeSet<String>>| {
        let remark = |(name, codes)| remark(&format!("{kind} of \u{201c}{name}\u{201d}"), codes);
        groups.iter().map(remark).collect::<Vec<_>>()
    };
    let mut remarks = grouped("options", &needs.options);
    remarks.extend(grouped("records", &needs.records));
    remarks.extend(grouped("assets", &needs.assets));
    let products = needs.products.iter().map(|key| match key {
        ProductKey::Uuid(id) | ProductKey::Identifier(id) => id.clone(),
    });
    let linked: BTreeSet<String> = products.chain(needs.models.iter().cloned()).collect();
    if !linked.is_empty() {
        remarks.push(remark("linked products", &linked));
    }
    remarks
}

fn remark(what: &str, codes: &BTreeSet<String>) -> String {
    let mut named: Vec<&str> = codes.iter().take(NAMED_MAX).map(String::as_str).collect();
    if codes.len() > NAMED_MAX {
        named.push("\u{2026}");
    }
    format!(
        "The PIM shows this connection no label for these {what}, so the page shows their codes: {}.",
        named.join(", ")
    )
}

//! The products and product models.

mod battery;
mod chair;
mod headphones;
mod jacket;
mod prose;
mod shared;

use std::collections::BTreeMap;

use super::kinds::ProductKind;
use super::media_library::MediaLibrary;
use super::world::{Model, Product};

/// What is being built.
pub(crate) struct Stock<'a> {
    pub(crate) products: Vec<Product>,
    pub(crate) models: BTreeMap<String, Model>,
    media: &'a mut MediaLibrary,
}

/// What was built.
pub(crate) struct Built {
    pub(crate) products: Vec<Product>,
    pub(crate) models: BTreeMap<String, Model>,
}

/// Builds `count` products, the four kinds in turn.
pub(crate) fn build(count: usize, media: &mut MediaLibrary) -> Built {
    let mut stock = Stock {
        products: Vec::with_capacity(count),
        models: BTreeMap::new(),
        media,
    };
    for index in 0..count {
        let nth = index / 4;
        match ProductKind::ALL[index % 4] {
            ProductKind::Battery => battery::add(&mut stock, index, nth),
            ProductKind::Jacket => jacket::add(&mut stock, index, nth),
            ProductKind::Chair => chair::add(&mut stock, index, nth),
            ProductKind::Headphones => headphones::add(&mut stock, index, nth),
        }
    }
    Built {
        products: stock.products,
        models: stock.models,
    }
}

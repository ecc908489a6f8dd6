//! What the profiles say, checked against the law; what follows from them for a product.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on shall stop")]

mod battery;
mod catalogue;
mod espr;
mod product;
mod suggestions;

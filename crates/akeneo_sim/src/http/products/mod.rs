//! Products, by uuid and by identifier.

pub(crate) mod by_identifier;
pub(crate) mod by_uuid;

use super::call::{Answer, Call};
use super::error::ApiError;
use super::selection;
use crate::catalogue::{Product, World};
use crate::paging::{self, Paging};
use crate::present::{self, Detail};
use crate::search::{Criteria, Defaults, product_matches};

/// The products a list call asks for, in the catalogue's order.
fn found<'w>(call: &Call, world: &'w World, detail: &Detail<'_>) -> Result<Vec<&'w Product>, ApiError> {
    let criteria = Criteria::parse(call.param("search"))?;
    let defaults = Defaults {
        locale: call.param("search_locale"),
        scope: call.param("search_scope"),
    };
    let tree = selection::tree(world, detail.scope);
    let mut found = Vec::new();
    for product in &world.products {
        let listed =
            tree.is_none_or(|root| product.categories.iter().any(|here| World::is_within(here, root)));
        // Matching comes first, so that a wrong condition is answered with its error.
        if product_matches(world, product, &criteria, defaults)? && listed {
            found.push(product);
        }
    }
    Ok(found)
}

/// Answers a page of products.
fn list(call: &Call, by_identifier: bool) -> Answer {
    let mut detail = Detail::of(call, by_identifier);
    let body = {
        let world = call.shared.world();
        selection::select(call, &world, &mut detail)?;
        let mut products = found(call, &world, &detail)?;
        let key = |product: &&Product| {
            if by_identifier {
                product.identifier.to_lowercase()
            } else {
                product.uuid.to_string()
            }
        };
        products.sort_by_cached_key(key);
        paging::page(call, Paging::Either, &products, key, |one| {
            present::product(call, &world, one, &detail)
        })?
    };
    call.answer(body)
}

/// Answers one product with everything.
fn one(call: &Call, product: Option<&Product>, world: &World, name: &str, by_identifier: bool) -> Answer {
    let product = product.ok_or_else(|| {
        let message =
            format!("Product \"{name}\" does not exist or you do not have permission to access it.");
        ApiError::not_found(message)
    })?;
    let detail = Detail::of(call, by_identifier);
    call.answer(present::product(call, world, product, &detail))
}

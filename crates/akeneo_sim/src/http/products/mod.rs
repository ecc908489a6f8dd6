//! Products, by uuid and by identifier.

pub(crate) mod by_identifier;
pub(crate) mod by_uuid;

use super::call::{Answer, Call};
use super::error::ApiError;
use super::selection;
use crate::catalogue::{Order, World};
use crate::paging::{self, Paging};
use crate::present::{self, Detail};
use crate::search::{Candidate, Criteria, Defaults, named};

/// Answers a page of products. They are looked at one after the other until the page is full.
fn list(call: &Call, by_identifier: bool) -> Answer {
    let mut detail = Detail::of(call, by_identifier);
    let body = {
        let world = call.shared.world();
        selection::select(call, &world, &mut detail)?;
        let search = Search::of(call, &world, &detail)?;
        let order = if by_identifier {
            Order::Identifier
        } else {
            Order::Uuid
        };
        let key = |index: &usize| key(&world, order, *index);
        let show = |index: &usize| {
            let product = if detail.identifies_only() {
                world.stock.head(*index)
            } else {
                world.stock.product(*index)
            };
            present::product(call, &world, &product, &detail)
        };
        let after = |cursor: Option<&str>| search.after(order, cursor);
        paging::stream(call, Paging::Either, after, key, show)?
    };
    call.answer(body)
}

fn key(world: &World, order: Order, index: usize) -> String {
    let name = world.stock.name(index);
    name.map_or_else(String::new, |(uuid, identifier)| match order {
        Order::Uuid => uuid.to_string(),
        Order::Identifier => identifier.to_lowercase(),
    })
}

/// What a list call looks for.
struct Search<'c> {
    world: &'c World,
    criteria: Criteria,
    defaults: Defaults<'c>,
    /// The category tree of the channel asked for.
    tree: Option<&'c str>,
}

impl<'c> Search<'c> {
    fn of(call: &'c Call, world: &'c World, detail: &Detail<'_>) -> Result<Self, ApiError> {
        let search = Self {
            world,
            criteria: Criteria::parse(call)?,
            defaults: Defaults {
                locale: call.param("search_locale"),
                scope: call.param("search_scope"),
            },
            tree: selection::tree(world, detail.scope),
        };
        // A wrong condition is answered with its error, whether there is anything to compare it with or not.
        for criterion in &search.criteria.0 {
            let one = Criteria(vec![criterion.clone()]);
            Candidate::new(world, 0).matches(&one, search.defaults)?;
        }
        Ok(search)
    }

    /// Indexes of what is found behind a place in the list.
    fn after(
        &self,
        order: Order,
        cursor: Option<&str>,
    ) -> Box<dyn Iterator<Item = Result<usize, ApiError>> + '_> {
        let indexes: Box<dyn Iterator<Item = usize> + '_> = match named(self.world, &self.criteria) {
            Some(indexes) => {
                let mut keyed: Vec<(String, usize)> = indexes
                    .into_iter()
                    .map(|index| (key(self.world, order, index), index))
                    .collect();
                keyed.retain(|(key, _)| cursor.is_none_or(|cursor| key.as_str() > cursor));
                keyed.sort_unstable();
                Box::new(keyed.into_iter().map(|(_, index)| index))
            }
            None => Box::new(self.world.stock.after(order, cursor)),
        };
        Box::new(indexes.filter_map(|index| match self.finds(index) {
            Ok(found) => found.then_some(Ok(index)),
            Err(error) => Some(Err(error)),
        }))
    }

    fn finds(&self, index: usize) -> Result<bool, ApiError> {
        if self.criteria.0.is_empty() && self.tree.is_none() {
            return Ok(true);
        }
        let candidate = Candidate::new(self.world, index);
        let categories = &candidate.head().categories;
        let listed = self
            .tree
            .is_none_or(|root| categories.iter().any(|here| World::is_within(here, root)));
        Ok(listed && candidate.matches(&self.criteria, self.defaults)?)
    }
}

/// Answers one product with everything.
fn one(call: &Call, product: Option<usize>, world: &World, name: &str, by_identifier: bool) -> Answer {
    let index = product.ok_or_else(|| {
        let message =
            format!("Product \"{name}\" does not exist or you do not have permission to access it.");
        ApiError::not_found(message)
    })?;
    let detail = Detail::of(call, by_identifier);
    call.answer(present::product(
        call,
        world,
        &world.stock.product(index),
        &detail,
    ))
}

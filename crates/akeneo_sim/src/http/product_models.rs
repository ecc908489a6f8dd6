//! `product-models`.

use axum::extract::Path;

use super::call::{Answer, Call};
use super::error::ApiError;
use super::selection;
use crate::catalogue::{Model, World};
use crate::paging::{self, Paging};
use crate::present::{self, Detail};
use crate::search::{Criteria, Defaults, model_matches};

pub(crate) async fn list(call: Call) -> Answer {
    let criteria = Criteria::parse(call.param("search"))?;
    let defaults = Defaults {
        locale: call.param("search_locale"),
        scope: call.param("search_scope"),
    };
    let mut detail = detail(&call);
    let body = {
        let world = call.shared.world();
        selection::select(&call, &world, &mut detail)?;
        let tree = selection::tree(&world, detail.scope);
        let mut models: Vec<&Model> = Vec::new();
        for model in world.models.values() {
            let listed =
                tree.is_none_or(|root| model.categories.iter().any(|here| World::is_within(here, root)));
            if model_matches(&world, model, &criteria, defaults)? && listed {
                models.push(model);
            }
        }
        let show = |model: &&Model| present::model(&call, &world, model, &detail);
        paging::page(&call, Paging::Either, &models, |model| model.code.clone(), show)?
    };
    call.answer(body)
}

pub(crate) async fn one(call: Call, Path(code): Path<String>) -> Answer {
    let detail = detail(&call);
    let world = call.shared.world();
    let model = world
        .models
        .get(&code)
        .ok_or_else(|| ApiError::missing("Product model", &code))?;
    call.answer(present::model(&call, &world, model, &detail))
}

/// Models come without labels of options and without completeness.
fn detail(call: &Call) -> Detail<'_> {
    Detail {
        linked_data: false,
        completenesses: false,
        ..Detail::of(call, false)
    }
}

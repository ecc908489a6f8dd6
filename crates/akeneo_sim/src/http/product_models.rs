//! `product-models`.

use std::sync::Arc;

use axum::extract::Path;
use serde_json::Value;

use super::call::{Answer, Call};
use super::error::ApiError;
use super::selection;
use crate::catalogue::World;
use crate::paging::{self, Paging};
use crate::present::{self, Detail};
use crate::search::{Criteria, Defaults, model_matches};

pub(crate) async fn list(call: Call) -> Answer {
    let criteria = Criteria::parse(&call)?;
    let defaults = Defaults {
        locale: call.param("search_locale"),
        scope: call.param("search_scope"),
    };
    let mut detail = detail(&call);
    let body = {
        let world = call.shared.world();
        selection::select(&call, &world, &mut detail)?;
        let tree = selection::tree(&world, detail.scope);
        let finds = |code: &str| -> Result<bool, ApiError> {
            let Some(model) = world.stock.model_head(code) else {
                return Ok(false);
            };
            let listed =
                tree.is_none_or(|root| model.categories.iter().any(|here| World::is_within(here, root)));
            Ok(listed && model_matches(&world, &model, &criteria, defaults)?)
        };
        // A wrong condition is answered with its error, whether anything is found or not.
        if let Some(first) = world.stock.model_codes().next() {
            finds(first)?;
        }
        let after = |cursor: Option<&str>| {
            let codes = world.stock.model_codes();
            let cursor = cursor.map(str::to_owned);
            let codes = codes.filter(move |code| cursor.as_deref().is_none_or(|cursor| *code > cursor));
            codes.filter_map(|code| match finds(code) {
                Ok(found) => found.then(|| Ok(code.to_owned())),
                Err(error) => Some(Err(error)),
            })
        };
        let show = |code: &String| {
            let model = if detail.identifies_only() {
                world.stock.model_head(code).map(Arc::new)
            } else {
                world.stock.model(code)
            };
            model.map_or(Value::Null, |model| {
                present::model(&call, &world, &model, &detail)
            })
        };
        paging::stream(&call, Paging::Either, after, String::clone, show)?
    };
    call.answer(body)
}

pub(crate) async fn one(call: Call, Path(code): Path<String>) -> Answer {
    let detail = detail(&call);
    let world = call.shared.world();
    let model = world.stock.model(&code);
    let model = model.ok_or_else(|| ApiError::missing("Product model", &code))?;
    call.answer(present::model(&call, &world, &model, &detail))
}

/// Models come without labels of options and without completeness.
fn detail(call: &Call) -> Detail<'_> {
    Detail {
        linked_data: false,
        completenesses: false,
        ..Detail::of(call, false)
    }
}

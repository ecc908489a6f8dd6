//! `products`, the only way on older PIMs.

use axum::extract::Path;

use super::super::call::{Answer, Call};

pub(crate) async fn list(call: Call) -> Answer {
    super::list(&call, true)
}

pub(crate) async fn one(call: Call, Path(identifier): Path<String>) -> Answer {
    let world = call.shared.world();
    super::one(
        &call,
        world.stock.index_of_identifier(&identifier),
        &world,
        &identifier,
        true,
    )
}

//! `products-uuid`.

use axum::Json;
use axum::extract::Path;
use axum::extract::rejection::JsonRejection;
use serde_json::Value;
use uuid::Uuid;

use super::super::call::{Answer, Call};
use super::super::error::ApiError;

pub(crate) async fn list(call: Call) -> Answer {
    super::list(&call, false)
}

pub(crate) async fn one(call: Call, Path(uuid): Path<String>) -> Answer {
    let world = call.shared.world();
    let product = Uuid::parse_str(&uuid)
        .ok()
        .and_then(|uuid| world.stock.index_of_uuid(uuid));
    super::one(&call, product, &world, &uuid, false)
}

/// The list with its parameters in the body, for searches too long for an address.
pub(crate) async fn search(mut call: Call, body: Result<Json<Value>, JsonRejection>) -> Answer {
    let invalid = || ApiError::bad_request("Invalid json message received");
    let Json(body) = body.map_err(|_| invalid())?;
    for (name, value) in body.as_object().ok_or_else(invalid)? {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        call.query.insert(name.clone(), text);
    }
    super::list(&call, false)
}

//! The two calls that need no token.

use axum::Json;
use serde_json::{Value, json};

use super::call::{Answer, Call};

/// What the API offers.
pub(crate) async fn root(call: Call) -> Answer {
    let route = |path: &str| json!({"route": format!("/api/rest/v1/{path}"), "methods": ["GET"]});
    let host = call.base.clone();
    call.answer(json!({
        "host": host,
        "authentication": {"fos_oauth_server_token": {"route": "/api/oauth/v1/token", "methods": ["POST"]}},
        "routes": {
            "pim_api_product_uuid_list": route("products-uuid"),
            "pim_api_product_list": route("products"),
            "pim_api_family_list": route("families"),
            "pim_api_attribute_list": route("attributes"),
            "pim_api_channel_list": route("channels"),
        },
    }))
}

/// Version and edition.
pub(crate) async fn system_information(call: Call) -> Json<Value> {
    let (old, community) = {
        let faults = call.shared.faults();
        (faults.no_uuid_endpoints, faults.community_edition)
    };
    Json(if community {
        json!({"version": "7.0.84", "edition": "CE"})
    } else if old {
        json!({"version": "6.0.84", "edition": "EE"})
    } else {
        json!({"version": "20261104041041", "edition": "Serenity"})
    })
}

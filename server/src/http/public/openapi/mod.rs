//! `/api/openapi.json`: what programs can ask for, as `OpenAPI` 3.1. It is made from [`operations`], which a test compares with the
//! routes of the server.

mod operations;
mod schemas;

use super::dress::open_to_all;
use crate::app::App;
use axum::{
    Json,
    extract::State,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use operations::{ALL, Operation};
use serde_json::{Map, Value, json};

/// The document.
pub(super) async fn serve(State(app): State<App>) -> Response {
    let mut response = open_to_all(Json(document(&app.config.link(""))).into_response());
    let caching = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response
}

fn document(server: &str) -> Value {
    let mut paths = Map::new();
    for operation in ALL {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method] = described(operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Tessera: digital product passports",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Passports under their own addresses, and the methods of EN 18222.",
            "description": "Reading needs no key; a grant of the brand opens restricted fields, too (docs/audiences.md). See docs/api.md for the formats and for what the standards leave open.",
        },
        "servers": [{ "url": server }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "bearerFormat": "tk_…",
                    "description": "A key of the brand, made under Settings, API keys." },
                "grant": { "type": "http", "scheme": "bearer", "bearerFormat": "tg_…",
                "description": "What a brand has given an organisation; behind an address also as ?grant=" } },
            "parameters": schemas::parameters(),
            "responses": schemas::responses(),
            "schemas": schemas::schemas(),
        },
    })
}

fn described(operation: &Operation) -> Value {
    let reference = |kind: &str, name: &str| json!({ "$ref": format!("#/components/{kind}/{name}") });
    let mut content = Map::new();
    for (media_type, schema) in operation.answers {
        content.insert(
            (*media_type).to_owned(),
            json!({ "schema": reference("schemas", schema) }),
        );
    }
    let mut responses = Map::new();
    responses.insert(
        operation.success.to_owned(),
        json!({ "description": operation.summary, "content": content }),
    );
    for (status, name) in operation.refusals {
        responses.insert((*status).to_owned(), reference("responses", name));
    }
    let parameters: Vec<_> = operation
        .parameters
        .iter()
        .map(|name| reference("parameters", name))
        .collect();
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "parameters": parameters,
        "responses": responses,
    });
    let refuses = |wanted: &str| operation.refusals.iter().any(|(status, _)| *status == wanted);
    if refuses("401") {
        described["security"] = json!([{ "key": [] }]);
    } else if refuses("403") {
        described["security"] = json!([{}, { "grant": [] }]);
    }
    if let Some(body) = operation.body {
        described["requestBody"] = json!({
            "required": true,
            "content": { "application/json": { "schema": reference("schemas", body) } },
        });
    }
    described
}

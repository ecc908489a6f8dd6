//! Our own routes: a page that says what this is, the fault switches, and changes to the catalogue.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::Html;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::error::ApiError;
use crate::catalogue::World;
use crate::credentials::{CLIENT_ID, PASSWORD, SECRET, USERNAME};
use crate::events::{self, Done as Changed};
use crate::faults::Faults;
use crate::sim::{FEWEST_PRODUCTS, MOST_PRODUCTS};
use crate::state::Shared;

type Body<T> = Result<Json<T>, JsonRejection>;
type Done = Result<Json<Value>, ApiError>;

/// Routes that no fault touches and no token guards.
pub(crate) fn routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(index))
        .route("/_sim/faults", get(read_faults).post(write_faults))
        .route("/_sim/products", get(read_products).post(write_products))
        .route("/_sim/values", post(write_value))
        .route("/_sim/enabled", post(write_enabled))
        .route("/_sim/record-label", post(write_record_label))
        .route("/_sim/delete-product", post(delete_product))
        .route("/_sim/delete-attribute", post(delete_attribute))
        .route("/_sim/requests", get(read_requests).delete(forget_requests))
}

async fn index(State(shared): State<Arc<Shared>>) -> Html<String> {
    let products = shared.world().stock.count();
    Html(format!(
        "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Simulated PIM</title>\
         <style>body{{font:16px/1.5 sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem}}\
         dt{{font-weight:600}}dd{{margin:0 0 .5rem;font-family:monospace}}</style>\
         <h1>Simulated PIM</h1>\
         <p>This server answers like an Akeneo PIM with {products} made-up products. It is meant for tests and \
         demonstrations; a restart starts afresh.</p>\
         <dl><dt>Client ID</dt><dd>{CLIENT_ID}</dd><dt>Secret</dt><dd>{SECRET}</dd>\
         <dt>Username</dt><dd>{USERNAME}</dd><dt>Password</dt><dd>{PASSWORD}</dd></dl>\
         <p>Read the fault switches with <code>GET <a href=\"/_sim/faults\">/_sim/faults</a></code> and set them with \
         <code>POST</code>; switches left out go back to their defaults.</p>\
         <p>Change the catalogue with <code>POST</code> and JSON: <code>/_sim/values</code> (identifier, attribute, locale, \
         scope, data), <code>/_sim/enabled</code> (identifier, enabled), <code>/_sim/record-label</code> (entity, code, locale, label), <code>/_sim/delete-product</code> (identifier), \
         <code>/_sim/delete-attribute</code> (code), and <code>/_sim/products</code> (count), which starts the catalogue \
         afresh. The Event Platform is at <code>/event-platform/api/v1</code>; these changes are told to its subscribers. \
         <a href=\"/_sim/requests\">/_sim/requests</a> counts the API calls.</p>"
    ))
}

async fn read_faults(State(shared): State<Arc<Shared>>) -> Json<Faults> {
    Json(shared.faults().clone())
}

async fn write_faults(
    State(shared): State<Arc<Shared>>,
    faults: Result<Json<Faults>, JsonRejection>,
) -> Result<Json<Faults>, ApiError> {
    let Json(faults) = faults.map_err(|rejection| ApiError::bad_request(rejection.body_text()))?;
    *shared.faults() = faults.clone();
    Ok(Json(faults))
}

/// How many products there are.
async fn read_products(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let world = shared.world();
    Json(json!({"count": world.stock.count(), "models": world.stock.model_codes().count()}))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Count {
    count: usize,
}

/// Starts the catalogue afresh with another number of products.
async fn write_products(State(shared): State<Arc<Shared>>, body: Body<Count>) -> Done {
    let Count { count } = read(body)?;
    if !(FEWEST_PRODUCTS..=MOST_PRODUCTS).contains(&count) {
        let message = format!("The count must be between {FEWEST_PRODUCTS} and {MOST_PRODUCTS}.");
        return Err(ApiError::bad_request(message));
    }
    // A moment's work, which the server's own threads must not spend.
    let world = tokio::task::spawn_blocking(move || World::build(count)).await;
    *shared.world_mut() = world.map_err(|error| ApiError::bad_request(error.to_string()))?;
    Ok(Json(json!({"count": count})))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewValue {
    identifier: String,
    attribute: String,
    locale: Option<String>,
    scope: Option<String>,
    #[serde(default)]
    data: Value,
}

async fn write_value(State(shared): State<Arc<Shared>>, body: Body<NewValue>) -> Done {
    let new = read(body)?;
    let mut world = shared.world_mut();
    if !world.attributes.contains_key(new.attribute.as_str()) {
        return Err(ApiError::missing("Attribute", &new.attribute));
    }
    let (locale, scope) = (new.locale.as_deref(), new.scope.as_deref());
    let found = world.set_value(&new.identifier, &new.attribute, locale, scope, new.data);
    let product = world.uuid_of(&new.identifier);
    drop(world);
    if found {
        tell(&shared, product, &new.identifier, Changed::Updated);
    }
    done(found, &new.identifier)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enabled {
    identifier: String,
    enabled: bool,
}

async fn write_enabled(State(shared): State<Arc<Shared>>, body: Body<Enabled>) -> Done {
    let Enabled { identifier, enabled } = read(body)?;
    let product = shared.world().uuid_of(&identifier);
    let found = shared.world_mut().set_enabled(&identifier, enabled);
    if found {
        tell(&shared, product, &identifier, Changed::Updated);
    }
    done(found, &identifier)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    identifier: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordLabel {
    entity: String,
    code: String,
    locale: String,
    label: String,
}

async fn write_record_label(State(shared): State<Arc<Shared>>, body: Body<RecordLabel>) -> Done {
    let new = read(body)?;
    let mut world = shared.world_mut();
    let found = world.set_record_label(&new.entity, &new.code, &new.locale, &new.label);
    done(found, &new.code)
}

async fn delete_product(State(shared): State<Arc<Shared>>, body: Body<Named>) -> Done {
    let Named { identifier } = read(body)?;
    let product = shared.world().uuid_of(&identifier);
    let found = shared.world_mut().delete_product(&identifier);
    if found {
        tell(&shared, product, &identifier, Changed::Deleted);
    }
    done(found, &identifier)
}

/// Tells the subscribers of the Event Platform at once, beside the answer.
fn tell(shared: &Arc<Shared>, product: Option<Uuid>, identifier: &str, changed: Changed) {
    events::note(shared, product, identifier, changed);
    let shared = Arc::clone(shared);
    tokio::spawn(async move { events::deliver(&shared).await });
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Coded {
    code: String,
}

async fn delete_attribute(State(shared): State<Arc<Shared>>, body: Body<Coded>) -> Done {
    let Coded { code } = read(body)?;
    let mut world = shared.world_mut();
    let found = world.attributes.contains_key(code.as_str());
    world.delete_attribute(&code);
    done(found, &code)
}

/// API calls since the start, or since they were forgotten, by method and path.
async fn read_requests(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let log = shared.log();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for call in log.iter() {
        *counts
            .entry(format!("{} {}", call.method, call.path))
            .or_default() += 1;
    }
    Json(json!({"total": log.len(), "calls": counts}))
}

async fn forget_requests(State(shared): State<Arc<Shared>>) -> Json<Value> {
    shared.log().clear();
    Json(json!({}))
}

fn read<T>(body: Body<T>) -> Result<T, ApiError> {
    body.map(|Json(body)| body)
        .map_err(|rejection| ApiError::bad_request(rejection.body_text()))
}

fn done(found: bool, what: &str) -> Done {
    if found {
        Ok(Json(json!({})))
    } else {
        Err(ApiError::not_found(format!("Nothing is called {what}.")))
    }
}

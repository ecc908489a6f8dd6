//! The HTTP side: Akeneo's routes, and two of our own to steer the simulator.

pub(crate) mod call;
mod control;
mod entities;
pub(crate) mod error;
mod events;
mod gate;
mod media;
mod probe;
mod product_models;
mod products;
mod selection;
mod structure;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use self::error::ApiError;
use crate::state::Shared;

/// The whole application.
pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/api/oauth/v1/token", post(token::issue))
        .route("/api/rest/v1", get(probe::root))
        .route("/api/rest/v1/system-information", get(probe::system_information))
        .nest(
            "/api/rest/v1",
            structure_routes()
                .merge(product_routes())
                .merge(enterprise_routes()),
        )
        .layer(from_fn_with_state(Arc::clone(&shared), gate::pass));
    Router::new()
        .merge(api)
        .merge(control::routes())
        .nest("/event-platform/api/v1", events::routes())
        .route("/share/{*code}", get(media::share))
        .fallback(no_route)
        .method_not_allowed_fallback(no_method)
        .with_state(shared)
}

fn structure_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/channels", get(structure::channels))
        .route("/channels/{code}", get(structure::channel))
        .route("/locales", get(structure::locales))
        .route("/locales/{code}", get(structure::locale))
        .route("/currencies", get(structure::currencies))
        .route("/currencies/{code}", get(structure::currency))
        .route("/families", get(structure::families))
        .route("/families/{code}", get(structure::family))
        .route("/families/{code}/variants", get(structure::family_variants))
        .route(
            "/families/{code}/variants/{variant}",
            get(structure::family_variant),
        )
        .route("/attributes", get(structure::attributes))
        .route("/attributes/{code}", get(structure::attribute))
        .route("/attributes/{code}/options", get(structure::options))
        .route("/attributes/{code}/options/{option}", get(structure::option))
        .route("/attribute-groups", get(structure::attribute_groups))
        .route("/attribute-groups/{code}", get(structure::attribute_group))
        .route("/categories", get(structure::categories))
        .route("/categories/{code}", get(structure::category))
        .route("/association-types", get(structure::association_types))
        .route("/association-types/{code}", get(structure::association_type))
        .route("/measurement-families", get(structure::measurement_families))
}

fn product_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/products-uuid", get(products::by_uuid::list))
        .route("/products-uuid/search", post(products::by_uuid::search))
        .route("/products-uuid/{uuid}", get(products::by_uuid::one))
        .route("/products", get(products::by_identifier::list))
        .route("/products/{*identifier}", get(products::by_identifier::one))
        .route("/product-models", get(product_models::list))
        .route("/product-models/{code}", get(product_models::one))
        .route("/media-files/{*code}", get(media::media_file))
}

fn enterprise_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route("/reference-entities", get(entities::reference_entities))
        .route("/reference-entities/{code}", get(entities::reference_entity))
        .route(
            "/reference-entities/{code}/attributes",
            get(entities::record_attributes),
        )
        .route(
            "/reference-entities/{code}/attributes/{attribute}",
            get(entities::record_attribute),
        )
        .route(
            "/reference-entities/{code}/attributes/{attribute}/options",
            get(entities::record_options),
        )
        .route("/reference-entities/{code}/records", get(entities::records))
        .route(
            "/reference-entities/{code}/records/{record}",
            get(entities::record),
        )
        .route("/reference-entities-media-files/{*code}", get(media::raw_file))
        .route("/asset-families", get(entities::asset_families))
        .route("/asset-families/{code}", get(entities::asset_family))
        .route(
            "/asset-families/{code}/attributes",
            get(entities::asset_attributes),
        )
        .route("/asset-families/{code}/assets", get(entities::assets))
        .route("/asset-families/{code}/assets/{asset}", get(entities::asset))
        .route("/asset-media-files/{*code}", get(media::raw_file))
}

async fn no_route(request: Request) -> ApiError {
    ApiError::not_found(format!(
        "No route found for \"{} {}\"",
        request.method(),
        request.uri().path()
    ))
}

async fn no_method(request: Request) -> ApiError {
    let message = format!(
        "No route found for \"{} {}\": Method Not Allowed",
        request.method(),
        request.uri().path()
    );
    ApiError::new(StatusCode::METHOD_NOT_ALLOWED, message)
}

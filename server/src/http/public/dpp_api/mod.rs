//! `/api/dpp/v1`: passports for programs, as EN 18222 binds its methods to HTTP.
//!
//! The standard is not free to read. Methods, the flag `representation` with its default, paging by the `Link` header and the
//! object for errors are those that two open conformance projects report from it (docs/api.md).

mod answer;
mod find;
mod key;
mod part;
mod patch;
mod problem;
mod read;
mod status;
mod write;

pub(super) use problem::Problem;

use super::dress::options;
use crate::app::App;
use axum::{
    Router,
    routing::{get, post},
};
use find::{find_options, ids};
use problem::no_such_method;

/// Reading is for everybody, writing for programs with a key of the brand.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route(
            "/api/dpp/v1/dpps/{id}",
            get(read::by_id)
                .patch(write::update)
                .delete(status::delete)
                .options(write::passport_options)
                .fallback(no_such_method),
        )
        .route("/api/dpp/v1/dpps", post(write::create).fallback(no_such_method))
        .route(
            "/api/dpp/v1/dpps/{id}/elements/{path}",
            get(read::element)
                .patch(part::update)
                .options(write::element_options)
                .fallback(no_such_method),
        )
        .route(
            "/api/dpp/v1/dppsByIdAndDate/{id}",
            get(read::by_id_and_date)
                .options(options)
                .fallback(no_such_method),
        )
        .route(
            "/api/dpp/v1/dppsByProductId/{id}",
            get(read::by_product_id).options(options).fallback(no_such_method),
        )
        .route(
            "/api/dpp/v1/dppsByProductIds",
            post(ids).options(find_options).fallback(no_such_method),
        )
}

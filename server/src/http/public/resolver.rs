//! What a GS1-conformant resolver answers besides passports: its description, and Digital Links of keys that no passport has.

use super::{
    address::Address,
    asked::{Asked, Wish},
    dpp_api::Problem,
    dress::{open_to_all, options},
    grant::Presented,
    home::missing_page,
    opened::Visit,
    passport::resolve,
    refusal::{invalid, nothing},
};
use crate::{
    app::App,
    http::{error::Failure, site::Site},
};
use axum::{
    Extension, Json,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Method, Uri, header},
    response::{IntoResponse, Response},
};
use domain::Error;
use gs1::{Ai, ResolverDescription};

/// `/.well-known/gs1resolver`
pub(super) async fn description(State(app): State<App>, Extension(site): Extension<Site>) -> Response {
    let root = site.root(&app);
    let Ok(mut description) = ResolverDescription::new(&root, &[Ai::GTIN]) else {
        return Failure(Error::Internal).into_response();
    };
    description.name = Some("Tessera".to_owned());
    let mut response = open_to_all(Json(description).into_response());
    let caching = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response
}

/// Everything that has no route: Digital Links of other keys and compressed ones, and nothing.
pub(super) async fn elsewhere(
    State(app): State<App>,
    presented: Presented,
    Extension(site): Extension<Site>,
    visit: Visit,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if uri.path().starts_with("/api/dpp/") {
        return Problem::NoAddress.into_response(&app, &headers);
    }
    let plain = is_key(uri.path());
    if plain && method == Method::OPTIONS {
        return options().await;
    }
    if !matches!(method, Method::GET | Method::HEAD) {
        return missing_page(&site, &uri, &headers);
    }
    let Query(wish) = Query::<Wish>::try_from_uri(&uri).unwrap_or_default();
    let asked = Asked::new(&app, &uri, &headers, &wish)
        .at(site.clone())
        .presenting(&presented)
        .by(&visit);
    match Address::read(&app, &uri) {
        // Without an identifier in clear an address may be any other one that is not there.
        Err(error) if plain => open_to_all(invalid(&asked, &error.to_string())),
        Ok(address) if address.compressed => open_to_all(resolve(asked, &address).await),
        Ok(_) if plain => open_to_all(nothing(&asked)),
        _ => missing_page(&site, &uri, &headers),
    }
}

/// Whether a path begins with a primary key of GS1, such as `/414/`.
fn is_key(path: &str) -> bool {
    let first = path.trim_start_matches('/').split('/').next();
    first.and_then(Ai::parse).is_some_and(|ai| ai.entry().is_key())
}

#[cfg(test)]
mod tests {
    use super::is_key;

    #[test]
    fn keys_are_told_from_other_paths() {
        for key in ["/414/9520123456788", "/8006/1", "/8013/x", "/417/1", "/00/1"] {
            assert!(is_key(key), "{key}");
        }
        for other in ["/", "/admin", "/21/A", "/10/L", "/4140/1"] {
            assert!(!is_key(other), "{other}");
        }
    }
}

//! How much a network may read of what is public. What it costs is known in full only once it is answered.

use super::{client_ip, is_proxy};
use crate::{
    app::App,
    http::{
        error::{Failure, with_status},
        page::{html, plain_policy, private},
        public::negotiate::{accept_language, locale_of},
        site::Site,
    },
    readers::{Cost, RetryAfter},
};
use app::public::too_many_requests_page;
use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::Error;

/// Put into an answer whose page had to be made: it costs more than one that was there.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Made;

/// Lets a request through where its network has something left, and settles afterwards.
pub(in crate::http) async fn readers(State(app): State<App>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // A proxy asks this before it lets anybody in, and who writes has limits of their own.
    let free = path.starts_with("/internal/") || !matches!(*request.method(), Method::GET | Method::HEAD);
    if free {
        return next.run(request).await;
    }
    let taken = if path.starts_with("/media/") {
        Cost::FILE
    } else {
        Cost::PAGE
    };
    let with_key = path.starts_with("/api/") && request.headers().contains_key(header::AUTHORIZATION);
    let (parts, body) = request.into_parts();
    let ip = client_ip(&app, &parts);
    // A proxy that does not tell whose request it brings brings everybody's.
    let of_proxy = is_proxy(&app, ip);
    if !of_proxy && let Err(wait) = app.readers.admit(ip, taken) {
        app.metrics.slowed.inc();
        return too_many(parts.extensions.get(), &parts.headers, wait);
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    if !of_proxy {
        app.readers.charge(ip, taken, cost(&response, taken, with_key));
    }
    response
}

/// What an answer costs that is there already.
pub(in crate::http) fn cost_again(response: &Response) -> Cost {
    match response.status().as_u16() {
        304 => Cost::UNCHANGED,
        _ if is_data(response.headers()) => Cost::DATA,
        _ => Cost::PAGE,
    }
}

/// What an answer costs.
fn cost(response: &Response, taken: Cost, with_key: bool) -> Cost {
    match response.status().as_u16() {
        // A program with a key is known, and has limits of its own.
        200 if with_key => Cost(0),
        200 if response.extensions().get::<Made>().is_some() => Cost::MADE,
        200 if taken == Cost::PAGE && is_data(response.headers()) => Cost::DATA,
        304 => Cost::UNCHANGED,
        400 | 404 => Cost::UNKNOWN,
        _ => taken,
    }
}

fn is_data(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.contains("json") || kind.contains("xml") || kind.contains("jwt"))
}

/// 429, as a page or for a program.
fn too_many(site: Option<&Site>, headers: &HeaderMap, wait: RetryAfter) -> Response {
    let error = Error::RateLimited {
        retry_after_s: wait.seconds,
    };
    let accept = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok());
    private(if accept.is_some_and(|accept| accept.contains("text/html")) {
        let locale = locale_of(&[], None, accept_language(headers));
        let home = site.is_none_or(Site::has_front_page);
        with_status(
            &error,
            html(too_many_requests_page(&locale, home), plain_policy()),
        )
    } else {
        Failure(error).into_response()
    })
}

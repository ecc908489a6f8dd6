//! The hydrated dashboard: server rendering, server functions and the files that they need.

use super::ports::provide_ports;
use crate::{
    app::App,
    http::error::{is_our_fault, status, with_status},
};
use app::{
    AppError,
    admin::{AdminApp, shell},
};
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    extract::Request,
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::{any, get},
};
use domain::{Error, Kind};
use leptos::{
    config::LeptosOptions,
    nonce::use_nonce,
    prelude::{expect_context, provide_context},
};
use leptos_axum::{
    LeptosRoutes, ResponseOptions, generate_route_list, handle_server_fns_with_context,
    render_app_async_with_context,
};

/// The longest error of a server function, in bytes.
const ERROR_MAX: usize = 1024 * 1024;

/// All pages of the dashboard and all server functions. The pages find their program below `root`.
pub(super) fn router(app: &App, root: String) -> Router {
    // A second router in the same process finds it set already.
    let _ = any_spawner::Executor::init_tokio();
    let options = app.config.leptos_options();
    let document = {
        let options = options.clone();
        move || shell(options.clone(), root.clone())
    };
    let for_pages = app.clone();
    let routes = generate_route_list(AdminApp);
    let missing = {
        let app = app.clone();
        let context = move || {
            provide_ports(&app);
            set_policy(app.config.is_development());
            expect_context::<ResponseOptions>().set_status(status(&Error::NotFound(Kind::Page)));
        };
        render_app_async_with_context(context, document.clone())
    };
    Router::<LeptosOptions>::new()
        .leptos_routes_with_context(
            &options,
            routes,
            move || {
                provide_ports(&for_pages);
                set_policy(for_pages.config.is_development());
            },
            document,
        )
        .route("/admin/{*nowhere}", get(missing))
        .route(
            "/api/admin/{*function}",
            any(server_function).layer(Extension(app.clone())),
        )
        .with_state(options)
}

/// What the library answers where there is no such function.
async fn server_function(Extension(app): Extension<App>, request: Request) -> Response {
    handle_server_fns_with_context(move || provide_ports(&app), request)
        .await
        .into_response()
}

/// Server functions always answer with data, and with the status of their error.
///
/// The redirect to `Referer` that the library makes for browsers without script would be an open redirect, and an error
/// before a port is reached (arguments that cannot be read) would be a failure on our side.
pub(super) async fn data_only(mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
    request
        .headers_mut()
        .insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    request.headers_mut().remove(header::REFERER);
    let response = next.run(request).await;
    if !is_our_fault(response.status()) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, ERROR_MAX).await.unwrap_or_default();
    let known = serde_json::from_slice::<AppError>(&bytes).ok();
    let response = Response::from_parts(parts, Body::from(bytes));
    match known {
        Some(AppError(error)) => with_status(&error, response),
        None => response,
    }
}

/// The security policy of a dashboard page: only scripts with this answer's nonce, and what they load.
fn set_policy(development: bool) {
    let Some(nonce) = use_nonce() else { return };
    provide_context(nonce.clone());
    let reload = if development {
        " ws://localhost:3001 ws://127.0.0.1:3001"
    } else {
        ""
    };
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; \
         img-src 'self'; font-src 'self'; connect-src 'self'{reload}; form-action 'self'; frame-src 'self'; \
         frame-ancestors 'none'; base-uri 'none'; object-src 'none'; manifest-src 'self'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        expect_context::<ResponseOptions>().insert_header(header::CONTENT_SECURITY_POLICY, value);
    }
}

//! Answers that the simulator is too well-behaved to give.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use pim::{Akeneo, Connector, ForgetTokens, Outcome, PimError, RetryPolicy};
use serde_json::{Value, json};

use crate::support::{credentials, outbound, start};

type Script = HashMap<&'static str, (u16, Value)>;

/// A server that answers by path; everything else is a 404 page. Notes the paths.
struct Odd {
    base: String,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Odd {
    async fn start(prefix: &str, mut script: Script) -> Self {
        script
            .entry("/api/oauth/v1/token")
            .or_insert_with(|| (200, json!({ "access_token": "t", "scope": null })));
        let seen: Arc<Mutex<Vec<String>>> = Arc::default();
        let state = (prefix.to_owned(), Arc::new(script), Arc::clone(&seen));
        let app = Router::new().fallback(answer).with_state(state);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}{prefix}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { base, seen }
    }

    fn akeneo(&self) -> Akeneo {
        let akeneo = Akeneo::new(
            outbound(),
            credentials(&self.base),
            None,
            Arc::new(start),
            Arc::new(ForgetTokens),
        );
        akeneo.with_retry(RetryPolicy {
            attempts: 1,
            ..RetryPolicy::default()
        })
    }
}

type Scripted = (String, Arc<Script>, Arc<Mutex<Vec<String>>>);

async fn answer(State((prefix, script, seen)): State<Scripted>, uri: Uri) -> Response {
    seen.lock().unwrap().push(uri.to_string());
    let path = uri.path().strip_prefix(prefix.as_str()).unwrap_or_default();
    match script.get(path) {
        Some((status, body)) => {
            (StatusCode::from_u16(*status).unwrap(), axum::Json(body.clone())).into_response()
        }
        None => (
            StatusCode::NOT_FOUND,
            axum::response::Html("<h1>Nothing here</h1>"),
        )
            .into_response(),
    }
}

async fn channels_answering(status: u16, body: Value) -> Result<usize, PimError> {
    let odd = Odd::start("", HashMap::from([("/api/rest/v1/channels", (status, body))])).await;
    odd.akeneo().channels().await.map(|channels| channels.len())
}

#[tokio::test]
async fn a_success_that_carries_an_error_is_an_error() {
    let known = "No products to synchronize. The catalog \"65f5a521-e65c-4d7b-8be8-1f267fa2729c\" has been disabled \
                 on the PIM side. Note that you can get catalogs status with the GET /api/rest/v1/catalogs endpoint.";
    let error = channels_answering(200, json!({ "error": known }))
        .await
        .unwrap_err();
    assert_eq!(
        error,
        PimError::Invalid {
            message: known.into()
        }
    );
    let error = channels_answering(200, json!({ "error": "<b>internal</b> detail" }))
        .await
        .unwrap_err();
    assert!(!error.to_string().contains("internal"), "{error}");
}

#[tokio::test]
async fn unknown_texts_of_a_server_are_never_repeated() {
    for status in [400, 403, 404, 405, 406, 409, 413, 414, 415, 418, 422] {
        let error = channels_answering(status, json!({ "code": status, "message": "root:x:0:0" }))
            .await
            .unwrap_err();
        let told = format!("{error} {} {error:?}", error.plain_words());
        assert!(!told.contains("root:x"), "{told}");
    }
}

#[tokio::test]
async fn both_spellings_of_the_items_are_read() {
    for key in ["items", "_items"] {
        let body = json!({ "_embedded": { key: [{ "code": "shop" }, { "no": "code" }, null] } });
        assert_eq!(channels_answering(200, body).await, Ok(1));
    }
    assert_eq!(
        channels_answering(200, json!({ "_embedded": { "items": {} } })).await,
        Ok(0)
    );
    for body in [json!({}), json!([]), json!(null), json!({ "_embedded": [] })] {
        assert!(matches!(
            channels_answering(200, body).await,
            Err(PimError::Malformed { .. })
        ));
    }
}

#[tokio::test]
async fn a_list_that_links_to_itself_ends() {
    let next = json!({ "href": "http://elsewhere/api/rest/v1/channels?limit=100&page=2" });
    let body = json!({ "_links": { "next": next }, "_embedded": { "items": [{ "code": "shop" }] } });
    assert!(matches!(
        channels_answering(200, body).await,
        Err(PimError::Malformed { .. })
    ));
}

#[tokio::test]
async fn a_link_to_another_resource_is_refused() {
    for href in [
        "/api/rest/v1/users?page=2",
        "https://evil.example/collect?limit=1",
        "javascript:alert(1)",
        "",
    ] {
        let body = json!({ "_links": { "next": { "href": href } }, "_embedded": { "items": [] } });
        assert!(
            matches!(
                channels_answering(200, body).await,
                Err(PimError::Malformed { .. })
            ),
            "{href}"
        );
    }
}

#[tokio::test]
async fn a_pim_below_a_path_is_addressed_there() {
    let body = json!({ "_embedded": { "items": [{ "code": "shop" }] } });
    let odd = Odd::start("/pim", HashMap::from([("/api/rest/v1/channels", (200, body))])).await;
    assert_eq!(odd.akeneo().channels().await.unwrap().len(), 1);
    let seen = odd.seen.lock().unwrap().clone();
    assert_eq!(
        seen,
        ["/pim/api/oauth/v1/token", "/pim/api/rest/v1/channels?limit=100"]
    );
}

#[tokio::test]
async fn an_older_akeneo_is_recognised_by_its_routes() {
    let routes = json!({ "host": "x", "authentication": {}, "routes": {} });
    let odd = Odd::start("", HashMap::from([("/api/rest/v1", (200, routes))])).await;
    let report = odd.akeneo().test().await;
    assert_eq!(report.check("akeneo").unwrap().outcome, Outcome::Ok);
    assert_eq!(report.version, None);
    assert_eq!(
        report.check("measurement families").unwrap().outcome,
        Outcome::Skipped
    );
}

#[tokio::test]
async fn some_other_json_service_is_not_an_akeneo() {
    let other = json!({ "name": "weather", "version": "7" });
    let script = HashMap::from([
        ("/api/rest/v1/system-information", (200, other)),
        ("/api/rest/v1", (200, json!({}))),
    ]);
    let report = Odd::start("", script).await.akeneo().test().await;
    assert_eq!(report.check("akeneo").unwrap().outcome, Outcome::Failed);
    assert_eq!(report.check("user").unwrap().outcome, Outcome::Skipped);
}

#[tokio::test]
async fn refused_sign_ins_are_told_apart() {
    for (status, message, code) in [
        (
            422,
            "Parameter \"client_id\" is missing or does not match any client, or secret is invalid",
            "wrong_client",
        ),
        (
            422,
            "No user found for the given username and password",
            "wrong_user",
        ),
        (
            422,
            "Parameter \"grant_type\", \"username\" or \"password\" is missing, empty or invalid",
            "wrong_user",
        ),
        (
            422,
            "This grant type is not authorized for this client",
            "needs_attention",
        ),
        (422, "something new", "needs_attention"),
        (401, "", "wrong_client"),
        (404, "", "not_akeneo"),
        (
            413,
            "Request content exceeded the maximum allowed size of 300 bytes",
            "invalid",
        ),
        (302, "", "not_akeneo"),
    ] {
        let body = json!({ "code": status, "message": message });
        let odd = Odd::start("", HashMap::from([("/api/oauth/v1/token", (status, body))])).await;
        assert_eq!(
            odd.akeneo().channels().await.unwrap_err().code(),
            code,
            "{status} {message}"
        );
    }
}

//! A client with a token.

use akeneo_sim::{Sim, SimConfig, credentials};
use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use serde_json::{Value, json};

/// A simulator and a client that has signed in.
pub struct Session {
    pub sim: Sim,
    pub client: Client,
    pub token: String,
}

/// Starts a simulator and signs in.
pub async fn session() -> Session {
    session_with(SimConfig::default()).await
}

/// The same with another configuration.
pub async fn session_with(config: SimConfig) -> Session {
    let sim = Sim::start(config).await.unwrap();
    let client = client();
    let (status, body) = answer(token_request(&sim, &client).json(&password_grant())).await;
    assert_eq!(status, 200, "{body}");
    let token = body["access_token"].as_str().unwrap().to_owned();
    sim.clear_requests();
    Session { sim, client, token }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test speaks to its own simulator on the loopback"
)]
fn client() -> Client {
    Client::builder()
        .redirect(redirect::Policy::none())
        .no_proxy()
        .build()
        .unwrap()
}

/// The body of a password grant.
pub fn password_grant() -> Value {
    json!({"grant_type": "password", "username": credentials::USERNAME, "password": credentials::PASSWORD})
}

/// A token request with the right client.
pub fn token_request(sim: &Sim, client: &Client) -> RequestBuilder {
    client
        .post(format!("{}/api/oauth/v1/token", sim.base_url()))
        .basic_auth(credentials::CLIENT_ID, Some(credentials::SECRET))
}

/// Sends a request and reads its JSON.
pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.unwrap();
    let status = response.status();
    (status, response.json().await.unwrap())
}

impl Session {
    /// A call with the token, not sent yet.
    pub fn call(&self, path: &str) -> RequestBuilder {
        let path = path.strip_prefix(&self.sim.base_url()).unwrap_or(path);
        let path = path.strip_prefix("/api/rest/v1/").unwrap_or(path);
        let url = format!("{}/api/rest/v1/{path}", self.sim.base_url());
        self.client.get(url).bearer_auth(&self.token)
    }

    /// Calls and expects 200.
    pub async fn get(&self, path: &str) -> Value {
        let (status, body) = answer(self.call(path)).await;
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    /// Calls with a search and expects 200.
    pub async fn search(&self, path: &str, search: Value) -> Value {
        let (status, body) = answer(self.call(path).query(&[("search", search.to_string())])).await;
        assert_eq!(status, 200, "{search}: {body}");
        body
    }

    /// Calls and expects an error; gives its status and message.
    pub async fn error(&self, path: &str) -> (u16, String) {
        let (status, body) = answer(self.call(path)).await;
        assert_eq!(body["code"], status.as_u16(), "{body}");
        (status.as_u16(), body["message"].as_str().unwrap().to_owned())
    }

    /// All items of a list, following `next`.
    pub async fn all(&self, path: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let body = self.get(&path).await;
            all.extend(items(&body).iter().cloned());
            next = body
                .pointer("/_links/next/href")
                .and_then(Value::as_str)
                .map(Into::into);
        }
        all
    }

    /// All products.
    pub async fn all_products(&self) -> Vec<Value> {
        self.all("products-uuid?pagination_type=search_after&limit=100")
            .await
    }
}

/// The items of a page.
pub fn items(page: &Value) -> &Vec<Value> {
    page["_embedded"]["items"].as_array().unwrap()
}

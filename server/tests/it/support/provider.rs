//! A provider of identities that says what a test wants it to say. It checks what real ones check: the client's secret, PKCE, the
//! redirect address, and that a code is used once.

use super::{Client, Reply, TestApp};
use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
    rand::SystemRandom,
    rsa::{KeyPair, KeySize},
    signature::{KeyPair as _, RSA_PKCS1_SHA256},
};
use axum::{
    Form, Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::{Map, Value, json};
use server::clock::Clock;
use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, MutexGuard},
};
use url::Url;

/// The client that every test is registered as.
pub const CLIENT: &str = "tessera-test";
/// Its secret.
pub const SECRET: &str = "s3cret of the test/&=";
/// A tenant.
pub const TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

static KEYS: LazyLock<[KeyPair; 2]> =
    LazyLock::new(|| [1, 2].map(|_| KeyPair::generate(KeySize::Rsa2048).expect("a key")));

/// How tokens are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signature {
    /// As they should be.
    #[default]
    Right,
    /// Not at all: `alg` is `none`.
    None,
    /// With the client's secret: `alg` is `HS256`.
    Secret,
    /// With a key of somebody else, under the name of ours.
    AnothersKey,
    /// With a key that was not published yet when the keys were last asked for.
    NewKey,
}

/// What the provider says.
#[derive(Default)]
pub struct Script {
    /// How tokens are signed.
    pub signature: Signature,
    /// Claims that replace the right ones; `null` takes one out.
    pub claims: Map<String, Value>,
    /// Whether it is out of order.
    pub is_down: bool,
    /// Whether the metadata names another issuer.
    pub other_issuer: Option<String>,
    /// The names of the published keys' issuers, as Microsoft writes them.
    pub key_issuer: Option<String>,
    codes: HashMap<String, Code>,
    asked: Vec<String>,
}

struct Code {
    nonce: String,
    challenge: String,
    redirect: String,
    claims: Map<String, Value>,
}

/// A running provider.
#[derive(Clone)]
pub struct Provider {
    /// Its address, without a slash at the end.
    pub base: String,
    script: Arc<Mutex<Script>>,
}

impl Provider {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let provider = Self {
            base,
            script: Arc::default(),
        };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(metadata))
            .route("/common/v2.0/.well-known/openid-configuration", get(metadata))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .with_state(provider.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        provider
    }

    /// An application that offers it as Google.
    pub async fn as_google(&self) -> TestApp {
        TestApp::start_with(&[
            ("TESSERA_GOOGLE_CLIENT_ID", CLIENT),
            ("TESSERA_GOOGLE_CLIENT_SECRET", SECRET),
            ("TESSERA_GOOGLE_ISSUER", &self.base),
        ])
        .await
    }

    /// An application that offers it as Google and as Microsoft.
    pub async fn as_both(&self) -> TestApp {
        TestApp::start_with(&[
            ("TESSERA_GOOGLE_CLIENT_ID", CLIENT),
            ("TESSERA_GOOGLE_CLIENT_SECRET", SECRET),
            ("TESSERA_GOOGLE_ISSUER", &self.base),
            ("TESSERA_MICROSOFT_CLIENT_ID", CLIENT),
            ("TESSERA_MICROSOFT_CLIENT_SECRET", SECRET),
            ("TESSERA_MICROSOFT_ISSUER", &self.base),
        ])
        .await
    }

    /// Changes what it says.
    pub fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().expect("no test panicked with the script")
    }

    /// What it was asked for since, such as `token`.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.script().asked)
    }

    /// Lets the user of `subject` through: what comes back in the browser's address.
    pub fn approve(&self, t: &TestApp, location: &str, subject: &str, email: &str) -> String {
        let url: Url = location.parse().expect("an address");
        assert!(
            location.starts_with(&format!("{}/authorize?", self.base)),
            "{location}"
        );
        let query: HashMap<String, String> = url.query_pairs().into_owned().collect();
        for (name, value) in [
            ("response_type", "code"),
            ("client_id", CLIENT),
            ("code_challenge_method", "S256"),
            ("scope", "openid email"),
        ] {
            assert_eq!(query.get(name).map(String::as_str), Some(value), "{name}");
        }
        let redirect = query["redirect_uri"].clone();
        let now = t.clock.now().timestamp();
        let issuer = if redirect.contains("/microsoft/") {
            format!("{}/{TENANT}/v2.0", self.base)
        } else {
            self.base.clone()
        };
        let claims = json!({
            "iss": issuer, "aud": CLIENT, "sub": subject, "email": email, "email_verified": true, "iat": now, "exp": now + 300,
            "nonce": query["nonce"], "tid": TENANT,
        });
        let Value::Object(mut claims) = claims else {
            unreachable!()
        };
        if query.contains_key("max_age") {
            claims.insert("auth_time".to_owned(), now.into());
        }
        let mut script = self.script();
        let code = format!("code-{}", script.codes.len());
        let path = redirect
            .strip_prefix("http://localhost:3000")
            .expect("an address of ours")
            .to_owned();
        let new = Code {
            nonce: query["nonce"].clone(),
            challenge: query["code_challenge"].clone(),
            redirect,
            claims,
        };
        script.codes.insert(code.clone(), new);
        format!("{path}?code={code}&state={}", query["state"])
    }

    /// Goes through the whole visit: from the sign-in page to what the callback answers.
    pub async fn visit(&self, t: &TestApp, browser: &mut Client, start: &str, who: (&str, &str)) -> Reply {
        let location = leave(browser, start).await;
        let back = self.approve(t, &location, who.0, who.1);
        come_back(browser, &back).await
    }
}

/// Follows a link of ours to the provider.
pub async fn leave(browser: &mut Client, start: &str) -> String {
    let reply = browser.get(start).await;
    assert_eq!(reply.status, 303, "{}", reply.text());
    reply.header("location").expect("a location").to_owned()
}

/// Comes back, as a browser does: from another site.
pub async fn come_back(browser: &mut Client, back: &str) -> Reply {
    browser.site = Some("cross-site");
    let reply = browser.get(back).await;
    browser.site = Some("same-origin");
    reply
}

/// The value of `name` in a query.
pub fn part(address: &str, name: &str) -> String {
    let url = Url::parse("http://localhost:3000")
        .and_then(|base| base.join(address))
        .expect("an address");
    url.query_pairs()
        .find(|(n, _)| n == name)
        .expect("a part of that name")
        .1
        .into_owned()
}

async fn metadata(State(provider): State<Provider>, uri: axum::http::Uri) -> Response {
    let mut script = provider.script();
    script.asked.push("metadata".to_owned());
    if script.is_down {
        return (StatusCode::BAD_GATEWAY, "<h1>Down</h1>").into_response();
    }
    let base = &provider.base;
    let own = if uri.path().starts_with("/common") {
        format!("{base}/{{tenantid}}/v2.0")
    } else {
        base.clone()
    };
    let issuer = script.other_issuer.clone().unwrap_or(own);
    Json(json!({
        "issuer": issuer, "authorization_endpoint": format!("{base}/authorize"), "token_endpoint": format!("{base}/token"),
        "jwks_uri": format!("{base}/keys"), "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
    .into_response()
}

async fn keys(State(provider): State<Provider>) -> Json<Value> {
    let mut script = provider.script();
    script.asked.push("keys".to_owned());
    let published = usize::from(script.signature == Signature::NewKey) + 1;
    let keys = KEYS.iter().take(published).enumerate().map(|(number, key)| {
        let (n, e) = numbers(key.public_key().as_ref());
        let mut key = json!({
            "kty": "RSA", "use": "sig", "alg": "RS256", "kid": format!("key-{number}"), "n": URL_SAFE_NO_PAD.encode(n),
            "e": URL_SAFE_NO_PAD.encode(e),
        });
        if let Some(issuer) = &script.key_issuer {
            key["issuer"] = issuer.as_str().into();
        }
        key
    });
    let keys: Vec<Value> = keys.collect();
    Json(json!({ "keys": keys }))
}

/// Modulus and exponent of a PKCS#1 public key in DER: a sequence of two integers.
fn numbers(der: &[u8]) -> (&[u8], &[u8]) {
    fn element(der: &[u8]) -> (&[u8], &[u8]) {
        let (length, rest) = match der[1] {
            0x82 => (usize::from(der[2]) << 8 | usize::from(der[3]), &der[4..]),
            0x81 => (usize::from(der[2]), &der[3..]),
            short => (usize::from(short), &der[2..]),
        };
        rest.split_at(length)
    }
    let (sequence, _) = element(der);
    let (n, rest) = element(sequence);
    let (e, _) = element(rest);
    (n.strip_prefix(&[0]).unwrap_or(n), e)
}

async fn token(
    State(provider): State<Provider>,
    headers: HeaderMap,
    Form(form): Form<HashMap<String, String>>,
) -> Response {
    let mut script = provider.script();
    script.asked.push("token".to_owned());
    let refuse = |error: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response();
    if script.is_down {
        return (StatusCode::BAD_GATEWAY, "<h1>Down</h1>").into_response();
    }
    let encode = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let basic = format!(
        "Basic {}",
        STANDARD.encode(format!("{CLIENT}:{}", encode(SECRET)))
    );
    if headers.get("authorization").is_none_or(|given| *given != basic) {
        return refuse("invalid_client");
    }
    let Some(code) = form.get("code").and_then(|code| script.codes.remove(code)) else {
        return refuse("invalid_grant");
    };
    let hash = digest(&SHA256, form["code_verifier"].as_bytes());
    let right = URL_SAFE_NO_PAD.encode(hash) == code.challenge && form["redirect_uri"] == code.redirect;
    if !right || form["grant_type"] != "authorization_code" {
        return refuse("invalid_grant");
    }
    let access = format!("access-token-for-{}", code.nonce);
    let mut claims = code.claims;
    let half = URL_SAFE_NO_PAD.encode(&digest(&SHA256, access.as_bytes()).as_ref()[..16]);
    claims.insert("at_hash".to_owned(), half.into());
    for (name, value) in &script.claims {
        if value.is_null() {
            claims.remove(name);
        } else {
            claims.insert(name.clone(), value.clone());
        }
    }
    let id_token = signed(script.signature, &Value::Object(claims));
    Json(json!({ "access_token": access, "token_type": "Bearer", "expires_in": 300, "id_token": id_token, "refresh_token": "a-refresh-token" }))
        .into_response()
}

fn signed(how: Signature, claims: &Value) -> String {
    let header = match how {
        Signature::None => json!({ "alg": "none", "typ": "JWT" }),
        Signature::Secret => json!({ "alg": "HS256", "typ": "JWT" }),
        Signature::NewKey => json!({ "alg": "RS256", "typ": "JWT", "kid": "key-1" }),
        Signature::Right | Signature::AnothersKey => json!({ "alg": "RS256", "typ": "JWT", "kid": "key-0" }),
    };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let body = format!("{}.{}", part(&header), part(claims));
    let rsa = |number: usize| {
        let key = &KEYS[number];
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(
            &RSA_PKCS1_SHA256,
            &SystemRandom::new(),
            body.as_bytes(),
            &mut signature,
        )
        .expect("a signature");
        signature
    };
    let signature = match how {
        Signature::None => Vec::new(),
        Signature::Secret => {
            let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
            hmac::sign(&key, body.as_bytes()).as_ref().to_vec()
        }
        Signature::Right => rsa(0),
        Signature::AnothersKey | Signature::NewKey => rsa(1),
    };
    format!("{body}.{}", URL_SAFE_NO_PAD.encode(signature))
}

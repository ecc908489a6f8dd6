//! A browser, as far as the server can tell.

use super::Reply;
use axum::{
    Router,
    body::Body,
    extract::ConnectInfo,
    http::{Method, Request, header},
};
use serde::Serialize;
use std::net::{IpAddr, SocketAddr};
use tower::ServiceExt;

/// Keeps the session cookie and sends what browsers send.
#[derive(Clone)]
pub struct Client {
    router: Router,
    ip: IpAddr,
    /// The host that it asks.
    pub host: String,
    /// The session cookie, as `name=value`.
    pub cookie: Option<String>,
    /// `Sec-Fetch-Site`; `same-origin` unless a test plays another site.
    pub site: Option<&'static str>,
}

impl Client {
    /// Nobody yet.
    pub fn new(router: Router, ip: IpAddr) -> Self {
        Self {
            router,
            ip,
            host: "localhost:3000".to_owned(),
            cookie: None,
            site: Some("same-origin"),
        }
    }

    /// GET with headers.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Reply {
        self.send(Method::GET, path, headers, Body::empty()).await
    }

    /// GET as a browser asks for a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        self.get_with(path, &[("accept", "text/html,*/*;q=0.8")]).await
    }

    /// POST of a form.
    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let body = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
        ];
        self.send(Method::POST, path, &headers, Body::from(body)).await
    }

    /// Calls a server function: `connections/save` with its arguments by name.
    pub async fn call(&mut self, endpoint: &str, arguments: impl Serialize) -> Reply {
        let body = serde_json::to_string(&arguments).expect("arguments are data");
        let headers = [
            ("content-type", "application/json"),
            ("accept", "application/json"),
        ];
        self.send(
            Method::POST,
            &format!("/api/admin/{endpoint}"),
            &headers,
            Body::from(body),
        )
        .await
    }

    /// Signs in by the form.
    pub async fn sign_in(&mut self, email: &str, password: &str) -> Reply {
        self.post_form("/sign-in", &[("email", email), ("password", password)])
            .await
    }

    /// Any request.
    pub async fn send(&mut self, method: Method, path: &str, headers: &[(&str, &str)], body: Body) -> Reply {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, &self.host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(site) = self.site {
            request = request.header("sec-fetch-site", site);
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        let peer = ConnectInfo(SocketAddr::new(self.ip, 40_000));
        let request = request.extension(peer).body(body).expect("a request");
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router does not fail");
        let reply = Reply::read(response).await;
        if let Some(set) = reply.header("set-cookie") {
            let pair = set.split(';').next().unwrap_or_default().to_owned();
            self.cookie = Some(pair).filter(|p| !p.ends_with('='));
        }
        reply
    }
}

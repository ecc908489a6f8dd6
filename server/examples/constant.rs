//! An axum handler that answers every request with one page out of memory: what this program's own kit can do at best.
//!
//! The reference of `bench/pages.py`. Usage: `constant FOLDER ADDRESS`; the folder holds the page's bytes in `body` and its headers in
//! `headers`, one `name: value` a line. Whoever has the page already gets 304, as from Tessera.

use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use std::{env, error::Error, fs, path::Path, sync::Arc};
use tokio::net::TcpListener;

/// The page and what is sent with it.
struct Page {
    body: Bytes,
    headers: HeaderMap,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = env::args().skip(1).collect();
    let [folder, address] = words.as_slice() else {
        return Err("usage: constant FOLDER ADDRESS".into());
    };
    let page = Arc::new(read(Path::new(folder))?);
    let listener = TcpListener::bind(address).await?;
    axum::serve(listener, Router::new().fallback(answer).with_state(page)).await?;
    Ok(())
}

fn read(folder: &Path) -> Result<Page, Box<dyn Error>> {
    let mut headers = HeaderMap::new();
    for line in fs::read_to_string(folder.join("headers"))?.lines() {
        let (name, value) = line.split_once(": ").ok_or("a header is `name: value`")?;
        headers.append(name.parse::<HeaderName>()?, HeaderValue::from_str(value)?);
    }
    let body = fs::read(folder.join("body"))?.into();
    Ok(Page { body, headers })
}

async fn answer(State(page): State<Arc<Page>>, asked: HeaderMap) -> Response {
    let etag = page.headers.get(header::ETAG);
    let has_it = etag.is_some() && asked.get(header::IF_NONE_MATCH) == etag;
    let mut response = if has_it {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(page.body.clone()).into_response()
    };
    response.headers_mut().extend(page.headers.clone());
    response
}

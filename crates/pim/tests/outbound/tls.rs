//! Certificates nobody should trust.

use std::sync::Arc;

use pim::OutboundError;
use reqwest::Url;
use reqwest::header::HeaderMap;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::server::development;

/// Serves TLS with a certificate of its own making; returns the port.
async fn self_signed() -> u16 {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let _ = acceptor.accept(stream).await;
        }
    });
    port
}

#[tokio::test]
async fn a_self_signed_certificate_is_refused_with_its_reason() {
    let url = Url::parse(&format!("https://localhost:{}/", self_signed().await)).unwrap();
    let error = development().get(&url, HeaderMap::new(), 100).await.unwrap_err();
    let OutboundError::Tls { why } = error else {
        panic!("{error:?}")
    };
    assert!(why.contains("certificate"), "{why}");
}

//! Opening one connection: plain over a Unix socket or TCP, or with TLS where the address asks for it.

use crate::{Changes, DbError};
use diesel_async::AsyncPgConnection;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;
use tokio_postgres::{Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

/// How long a server may take to accept a connection, and how long until it can be used.
const CONNECT_TIMEOUT: Duration = Duration::from_millis(2_500);
/// What stands before the words of a server that is there and lets nobody in.
pub(crate) const ANSWERS: &str = "the server answers: ";
/// What is told where it takes longer.
const TOO_SLOW: &str = "it takes too long to let us in";

/// An address that was understood, with the TLS it asks for.
#[derive(Clone)]
pub(crate) struct Connector {
    config: Config,
    tls: Option<MakeRustlsConnect>,
}

impl Connector {
    /// Reads `postgres://user:password@host:port/name?sslmode=...`.
    ///
    /// `sslmode` is `disable`, `prefer` (the default: plain), `require`, `verify-ca` or `verify-full`; the last three
    /// are one and the same here: TLS with a verified certificate. `sslrootcert` names a PEM file of authorities to
    /// trust instead of the public ones.
    pub(crate) fn parse(url: &str) -> Result<Self, DbError> {
        let address = Address::split(url);
        let mut config: Config = address
            .url
            .parse()
            .map_err(|e: tokio_postgres::Error| refused(&crate::error::with_causes(&e)))?;
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(CONNECT_TIMEOUT);
        }
        if config.get_application_name().is_none() {
            config.application_name("tessera");
        }
        let tls = if address.tls {
            Some(tls(address.authorities.as_deref())?)
        } else {
            None
        };
        Ok(Self { config, tls })
    }

    /// Opens a connection.
    pub(crate) async fn connect(&self) -> diesel::ConnectionResult<AsyncPgConnection> {
        let failed = |e: tokio_postgres::Error| {
            // While it starts or stops (57P01 to 57P03) it is as good as away.
            let there = e
                .as_db_error()
                .is_some_and(|e| !e.code().code().starts_with("57P"));
            let before = if there { ANSWERS } else { "" };
            diesel::ConnectionError::BadConnection(format!("{before}{}", crate::error::with_causes(&e)))
        };
        let opened = async {
            if let Some(tls) = &self.tls {
                let (client, connection) = self.config.connect(tls.clone()).await.map_err(failed)?;
                AsyncPgConnection::try_from_client_and_connection(client, connection).await
            } else {
                let (client, connection) = self.config.connect(NoTls).await.map_err(failed)?;
                AsyncPgConnection::try_from_client_and_connection(client, connection).await
            }
        };
        // The driver's own limit ends with the handshake of TCP, which a server that hangs still makes.
        match timeout(CONNECT_TIMEOUT, opened).await {
            Ok(answer) => answer,
            Err(_) => Err(diesel::ConnectionError::BadConnection(TOO_SLOW.to_owned())),
        }
    }

    /// Opens a connection that listens.
    pub(crate) async fn listen(&self) -> Result<Changes, DbError> {
        let failed = |e: tokio_postgres::Error| DbError::Unavailable(crate::error::with_causes(&e));
        let opened = async {
            if let Some(tls) = &self.tls {
                let (client, connection) = self.config.connect(tls.clone()).await.map_err(failed)?;
                Changes::begin(client, connection).await
            } else {
                let (client, connection) = self.config.connect(NoTls).await.map_err(failed)?;
                Changes::begin(client, connection).await
            }
        };
        let answer = timeout(CONNECT_TIMEOUT, opened).await;
        answer.unwrap_or_else(|_| Err(DbError::Unavailable(TOO_SLOW.to_owned())))
    }
}

fn refused(detail: &str) -> DbError {
    DbError::Refused(format!(
        "The database address is not understood ({detail}). It looks like postgres://user:password@host:5432/name."
    ))
}

/// An address without the parameters that the driver does not know.
struct Address {
    url: String,
    tls: bool,
    authorities: Option<String>,
}

impl Address {
    fn split(url: &str) -> Self {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let (mut tls, mut authorities, mut rest) = (false, None, Vec::new());
        for pair in query.split('&').filter(|p| !p.is_empty()) {
            match pair.split_once('=') {
                Some(("sslmode", "require" | "verify-ca" | "verify-full")) => {
                    tls = true;
                    rest.push("sslmode=require");
                }
                Some(("sslrootcert", path)) => authorities = Some(path.to_owned()),
                _ => rest.push(pair),
            }
        }
        let mut url = base.to_owned();
        if !rest.is_empty() {
            url.push('?');
            url.push_str(&rest.join("&"));
        }
        Self {
            url,
            tls,
            authorities,
        }
    }
}

fn tls(authorities: Option<&str>) -> Result<MakeRustlsConnect, DbError> {
    let mut roots = rustls::RootCertStore::empty();
    match authorities {
        None => roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned()),
        Some(path) => add_authorities(&mut roots, path)?,
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(DbError::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

fn add_authorities(roots: &mut rustls::RootCertStore, path: &str) -> Result<(), DbError> {
    let unreadable = |detail: String| {
        DbError::Refused(format!(
            "The certificate file of the database address (sslrootcert={path}) cannot be used: {detail}."
        ))
    };
    let certificates = CertificateDer::pem_file_iter(path).map_err(|e| unreadable(e.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|e| unreadable(e.to_string()))?;
        roots.add(certificate).map_err(|e| unreadable(e.to_string()))?;
    }
    if roots.is_empty() {
        return Err(unreadable("it holds no certificate".to_owned()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_driver_is_not_told_what_it_does_not_know() {
        let address =
            Address::split("postgres://u@h/d?sslmode=verify-full&sslrootcert=ca.pem&connect_timeout=9");
        assert_eq!(address.url, "postgres://u@h/d?sslmode=require&connect_timeout=9");
        assert!(address.tls);
        assert_eq!(address.authorities.as_deref(), Some("ca.pem"));
    }

    #[test]
    fn an_address_asks_for_tls_in_words() {
        assert!(
            Connector::parse("postgres://u@h/d?sslmode=require")
                .unwrap()
                .tls
                .is_some()
        );
        assert!(Connector::parse("postgres://u@h/d").unwrap().tls.is_none());
        assert!(
            Connector::parse("postgres://u@%2Ftmp%2Fsocket/d")
                .unwrap()
                .tls
                .is_none()
        );
    }

    #[test]
    fn a_mistaken_address_is_told_with_a_good_one() {
        let error = Connector::parse("localhost:5432/tessera")
            .err()
            .unwrap()
            .to_string();
        assert!(
            error.contains("postgres://user:password@host:5432/name"),
            "{error}"
        );
    }

    #[test]
    fn a_missing_certificate_file_is_named() {
        let url = "postgres://u@h/d?sslmode=verify-full&sslrootcert=missing.pem";
        let error = Connector::parse(url).err().unwrap().to_string();
        assert!(error.contains("sslrootcert=missing.pem"), "{error}");
    }
}

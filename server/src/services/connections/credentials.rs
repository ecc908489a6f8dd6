//! The secrets of a connection: sealed in the database, open only in the memory of whoever signs in with them.

use crate::{app::App, crypto::Place};
use chrono::{DateTime, Utc};
use db::queries::connections::Connection;
use domain::{BrandId, ConnectionId, Error, connection::SaveConnection};
use pim::{AkeneoCredentials, Tokens};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use url::Url;

/// Seals a secret for its column.
pub(super) fn sealed(
    app: &App,
    column: &'static str,
    brand: BrandId,
    id: ConnectionId,
    plain: &str,
) -> Vec<u8> {
    app.keys
        .seal(&Place::connection(column, brand, id.0), plain.trim().as_bytes())
}

/// The stored credentials, opened.
pub(super) fn opened(app: &App, connection: &Connection) -> Result<AkeneoCredentials, Error> {
    Ok(AkeneoCredentials {
        base_url: Url::parse(&connection.base_url)
            .map_err(|_| unusable(connection, &"the address cannot be read"))?,
        client_id: connection.client_id.clone(),
        secret: open(app, connection, "secret", &connection.secret)?,
        username: connection.username.clone(),
        password: open(app, connection, "password", &connection.password)?,
    })
}

/// What was typed, with the stored secrets in the place of empty ones. The caller has made sure that they belong to the
/// same address.
pub(super) struct Unsaved<'a> {
    pub cmd: &'a SaveConnection,
    pub origin: Url,
    pub stored: Option<&'a Connection>,
}

impl Unsaved<'_> {
    pub(super) fn credentials(self, app: &App) -> Result<AkeneoCredentials, Error> {
        let secret = |column, typed: &str, sealed: fn(&Connection) -> &Vec<u8>| match self.stored {
            Some(stored) if typed.is_empty() => open(app, stored, column, sealed(stored)),
            _ => Ok(SecretString::from(typed.trim())),
        };
        Ok(AkeneoCredentials {
            secret: secret("secret", &self.cmd.secret, |c| &c.secret)?,
            password: secret("password", &self.cmd.password, |c| &c.password)?,
            client_id: self.cmd.client_id.trim().to_owned(),
            username: self.cmd.username.trim().to_owned(),
            base_url: self.origin,
        })
    }
}

fn open(
    app: &App,
    connection: &Connection,
    column: &'static str,
    envelope: &[u8],
) -> Result<SecretString, Error> {
    let place = Place::connection(column, connection.brand, connection.id.0);
    let plain = app
        .keys
        .open_at(&place, envelope)
        .map_err(|e| unusable(connection, &e))?;
    let text = std::str::from_utf8(&plain).map_err(|e| unusable(connection, &e))?;
    Ok(SecretString::from(text))
}

fn unusable(connection: &Connection, error: &dyn std::fmt::Display) -> Error {
    tracing::error!(connection = %connection.id, %error, "the credentials of a connection cannot be opened");
    Error::unavailable("The stored credentials of this connection cannot be read any more. Enter them again.")
}

/// A session at the PIM as it is sealed.
#[derive(Serialize, Deserialize)]
struct Session {
    access: String,
    refresh: Option<String>,
    expires_at: DateTime<Utc>,
}

/// Seals a session for its column.
pub(super) fn sealed_session(
    keys: &crate::crypto::KeyRing,
    brand: BrandId,
    id: ConnectionId,
    tokens: &Tokens,
) -> Option<Vec<u8>> {
    let session = Session {
        access: tokens.access_token.expose_secret().to_owned(),
        refresh: tokens
            .refresh_token
            .as_ref()
            .map(|t| t.expose_secret().to_owned()),
        expires_at: tokens.expires_at,
    };
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(&session).ok()?);
    Some(keys.seal(&Place::connection("tokens", brand, id.0), &plain))
}

/// The stored session; one that cannot be read is as good as none, because the PIM gives another for the credentials.
pub(super) fn opened_session(app: &App, connection: &Connection) -> Option<Tokens> {
    let place = Place::connection("tokens", connection.brand, connection.id.0);
    let plain = app.keys.open_at(&place, connection.tokens.as_ref()?).ok()?;
    let session: Session = serde_json::from_slice(&plain).ok()?;
    Some(Tokens {
        access_token: SecretString::from(session.access),
        refresh_token: session.refresh.map(SecretString::from),
        expires_at: session.expires_at,
    })
}

//! Sign-in with other providers: which ones this installation is registered with.

use super::reader::Reader;
use domain::security::Provider;
use secrecy::SecretString;
use url::{Host, Url};
use uuid::Uuid;

/// The providers; one that is not configured is not offered.
#[derive(Clone, Debug, Default)]
pub struct Oidc {
    /// `TESSERA_GOOGLE_CLIENT_ID`, `TESSERA_GOOGLE_CLIENT_SECRET`, and for another issuer than Google's own
    /// `TESSERA_GOOGLE_ISSUER`.
    pub google: Option<OidcClient>,
    /// `TESSERA_MICROSOFT_CLIENT_ID`, `TESSERA_MICROSOFT_CLIENT_SECRET`, `TESSERA_MICROSOFT_TENANT`, and for another address
    /// than Microsoft's own `TESSERA_MICROSOFT_ISSUER`, without the tenant.
    pub microsoft: Option<OidcClient>,
}

/// What a provider knows this installation by.
#[derive(Clone, Debug)]
pub struct OidcClient {
    /// The public half.
    pub client_id: String,
    /// The secret half.
    pub client_secret: SecretString,
    /// Whose tokens are believed.
    pub authority: Authority,
}

/// Whose tokens are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Authority {
    /// Those of exactly this issuer.
    Issuer(String),
    /// Those of Microsoft's tenants, whose issuers are `{base}/{tenant}/v2.0`.
    Entra {
        /// `https://login.microsoftonline.com`, without a slash at its end.
        base: String,
        /// Which tenants.
        tenant: Tenant,
    },
}

/// Whose Microsoft accounts may sign in: `TESSERA_MICROSOFT_TENANT`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tenant {
    /// `common` (default): accounts of work, of school and personal ones.
    Common,
    /// `organizations`: accounts of work and of school.
    Organizations,
    /// `consumers`: personal accounts.
    Consumers,
    /// The id of one tenant: its accounts alone.
    One(Uuid),
}

impl Oidc {
    /// What the provider knows this installation by; `None` where it is not offered.
    pub fn client(&self, provider: Provider) -> Option<&OidcClient> {
        match provider {
            Provider::Google => self.google.as_ref(),
            Provider::Microsoft => self.microsoft.as_ref(),
        }
    }

    /// The providers that are offered.
    pub fn offered(&self) -> &'static [Provider] {
        match (&self.google, &self.microsoft) {
            (None, None) => &[],
            (Some(_), None) => &[Provider::Google],
            (None, Some(_)) => &[Provider::Microsoft],
            (Some(_), Some(_)) => &Provider::ALL,
        }
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Oidc {
    let google = pair(reader, "TESSERA_GOOGLE_CLIENT_ID", "TESSERA_GOOGLE_CLIENT_SECRET");
    let google_issuer = issuer(reader, "TESSERA_GOOGLE_ISSUER", "https://accounts.google.com");
    let microsoft = pair(
        reader,
        "TESSERA_MICROSOFT_CLIENT_ID",
        "TESSERA_MICROSOFT_CLIENT_SECRET",
    );
    let base = issuer(
        reader,
        "TESSERA_MICROSOFT_ISSUER",
        "https://login.microsoftonline.com",
    );
    let base = base.trim_end_matches('/').to_owned();
    let tenant = tenant(reader);
    let client = |pair: Option<(String, SecretString)>, authority| {
        pair.map(|(client_id, client_secret)| OidcClient {
            client_id,
            client_secret,
            authority,
        })
    };
    Oidc {
        google: client(google, Authority::Issuer(google_issuer)),
        microsoft: client(microsoft, Authority::Entra { base, tenant }),
    }
}

fn pair(reader: &mut Reader<'_>, id: &'static str, secret: &'static str) -> Option<(String, SecretString)> {
    match (reader.text(id), reader.secret(secret)) {
        (Some(id), Some(secret)) => Some((id, secret)),
        (None, None) => None,
        (given, _) => {
            let (missing, other) = if given.is_some() {
                (secret, id)
            } else {
                (id, secret)
            };
            let remedy = format!(
                "The provider gives both when Tessera is registered there. Set it, or remove {other}."
            );
            reader.mistake(missing, "is missing", remedy);
            None
        }
    }
}

/// An https address without query and fragment; http on this machine where that is allowed for development.
fn issuer(reader: &mut Reader<'_>, variable: &'static str, standard: &str) -> String {
    const REMEDY: &str = "Write the provider's https address, such as https://id.example.com, or remove it.";
    let Some(text) = reader.text(variable) else {
        return standard.to_owned();
    };
    let loopback = reader.text("TESSERA_ALLOW_LOOPBACK_PIM").as_deref() == Some("true") && !reader.production;
    match text.parse::<Url>() {
        Err(_) => reader.mistake(variable, "is not an address", REMEDY),
        Ok(url) if url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() => {
            reader.mistake(variable, "has more than scheme, host, port and path", REMEDY);
        }
        Ok(url) if url.scheme() == "https" || (url.scheme() == "http" && loopback && is_loopback(&url)) => {}
        Ok(_) => reader.mistake(variable, "does not start with https://", REMEDY),
    }
    text
}

pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

fn tenant(reader: &mut Reader<'_>) -> Tenant {
    const VARIABLE: &str = "TESSERA_MICROSOFT_TENANT";
    match reader.text(VARIABLE).as_deref() {
        None | Some("common") => Tenant::Common,
        Some("organizations") => Tenant::Organizations,
        Some("consumers") => Tenant::Consumers,
        Some(text) => text.parse().map_or_else(
            |_| {
                let remedy = "Write common, organizations, consumers, or the tenant's id (a UUID) from the Entra admin centre.";
                reader.mistake(VARIABLE, "is no tenant", remedy);
                Tenant::Common
            },
            Tenant::One,
        ),
    }
}

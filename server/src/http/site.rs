//! At which host a request arrived, and what is served there.
//!
//! The platform's host has everything. A brand's verified host has that brand's passports and what belongs to them: it is a
//! router of its own, so that nothing else can be reached there. A host that nobody has verified is answered like the
//! platform's; nothing trusts the name that a request came by, and links come from the configuration.

use crate::{
    app::App,
    http::error::{Failure, bad_address},
    services::domains,
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderValue, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{BrandId, Error};
use std::sync::Arc;
use tower::ServiceExt;

/// Where a request arrived.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::http) enum Site {
    /// It does not matter: programs read every passport in one place.
    #[default]
    Anywhere,
    /// The platform, by this name.
    Platform(Arc<str>),
    /// The verified host of a brand.
    Brand(BrandId, Arc<str>),
}

/// Where a passport is, as seen from a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::http) enum Place {
    /// Its address is here.
    Here,
    /// Its address is at another host: a brand's, or the platform's.
    There(Option<String>),
    /// Nobody is told of it here.
    Nowhere,
}

impl Site {
    /// Where a passport of `brand` is, whose address is at `host`.
    pub(in crate::http) fn place(&self, brand: BrandId, host: Option<&str>) -> Place {
        match self {
            Self::Anywhere => Place::Here,
            Self::Brand(own, _) if *own != brand => Place::Nowhere,
            Self::Brand(_, here) if host == Some(&**here) => Place::Here,
            // A host that was verified a moment ago, or while the database is away, still looks like the platform's.
            Self::Platform(here) if host.is_none_or(|host| host == &**here) => Place::Here,
            Self::Brand(..) | Self::Platform(_) => Place::There(host.map(str::to_owned)),
        }
    }

    /// The brand whose host it is.
    pub(in crate::http) fn brand(&self) -> Option<BrandId> {
        match self {
            Self::Brand(brand, _) => Some(*brand),
            Self::Anywhere | Self::Platform(_) => None,
        }
    }

    /// Whether there is a page to lead to where nothing else is: a brand's host has passports and nothing else.
    pub(in crate::http) fn has_front_page(&self) -> bool {
        self.brand().is_none()
    }

    /// The address of the host, without a slash at its end.
    pub(in crate::http) fn root(&self, app: &App) -> String {
        match self {
            Self::Brand(_, host) => app.config.address(Some(host), ""),
            Self::Anywhere | Self::Platform(_) => app.config.link(""),
        }
    }
}

/// What both ways of answering need.
#[derive(Clone)]
pub(in crate::http) struct Sites {
    /// The application.
    pub app: App,
    /// What is served at brands' hosts.
    pub of_brands: Router,
}

/// Leads a request to what is served at its host.
pub(in crate::http) async fn by_host(
    State(sites): State<Sites>,
    mut request: Request,
    next: Next,
) -> Response {
    let Ok(host) = host_of(&request) else {
        return bad_address("The request names its host in two ways.".into_response());
    };
    let host: Arc<str> = host.unwrap_or_default().into();
    let site = match site(&sites.app, &host).await {
        Ok(site) => site,
        Err(error) => return Failure(error).into_response(),
    };
    request.extensions_mut().insert(site.clone());
    if site.brand().is_none() {
        return next.run(request).await;
    }
    // The router cannot fail.
    let mut response = sites.of_brands.oneshot(request).await.into_response();
    let out = response.headers_mut();
    // Names below the brand's host are the brand's business.
    let only_here = HeaderValue::from_static("max-age=63072000");
    out.insert(header::STRICT_TRANSPORT_SECURITY, only_here);
    out.remove(header::SET_COOKIE);
    response
}

async fn site(app: &App, host: &Arc<str>) -> Result<Site, Error> {
    let platform = || Site::Platform(host.clone());
    // What cannot be a brand's host needs no question to the database.
    let named = domain::host::HostName::parse(host).is_ok_and(|name| name.as_str() == &**host);
    if !named || **host == *domains::platform(app) {
        return Ok(platform());
    }
    match domains::brand_of(app, host).await {
        Ok(Some(brand)) => Ok(Site::Brand(brand, host.clone())),
        Ok(None) => Ok(platform()),
        // While the database is away, what is remembered of passports is still served, wherever their address is.
        Err(Error::Unavailable { .. }) if app.db.is_away() => Ok(platform()),
        Err(error) => Err(error),
    }
}

/// Two names for one host.
struct Contradiction;

/// The name that a request gives its host, in lower case without a port. HTTP/2 and requests to a proxy have it in the
/// address, and then it counts (RFC 9112, 3.2.2).
fn host_of(request: &Request) -> Result<Option<String>, Contradiction> {
    let mut names = request.headers().get_all(header::HOST).iter();
    let header = match (names.next(), names.next()) {
        (_, Some(_)) => return Err(Contradiction),
        (Some(value), None) => {
            let text = value.to_str().map_err(|_| Contradiction)?;
            if text.is_empty() { None } else { Some(name(text)?) }
        }
        (None, None) => None,
    };
    match (of_address(request.uri()), header) {
        (Some(address), Some(header)) if address != header => Err(Contradiction),
        (Some(address), _) => Ok(Some(address)),
        (None, header) => Ok(header),
    }
}

fn of_address(uri: &Uri) -> Option<String> {
    uri.host().map(normal)
}

fn name(text: &str) -> Result<String, Contradiction> {
    let authority: Authority = text.parse().map_err(|_| Contradiction)?;
    // Nobody signs in by the name of a host.
    if text.contains('@') {
        return Err(Contradiction);
    }
    Ok(normal(authority.host()))
}

fn normal(host: &str) -> String {
    host.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn request(uri: &str, hosts: &[&str]) -> Request {
        let mut builder = Request::builder().uri(uri);
        for host in hosts {
            builder = builder.header(header::HOST, *host);
        }
        builder.body(axum::body::Body::empty()).unwrap()
    }

    #[test]
    fn a_host_is_named_once_and_in_one_form() {
        let of = |uri: &str, hosts: &[&str]| host_of(&request(uri, hosts)).map_err(|_| ());
        let nordlicht = Ok(Some("id.nordlicht.eu".to_owned()));
        assert_eq!(of("/", &["ID.Nordlicht.eu."]), nordlicht);
        assert_eq!(of("/", &["id.nordlicht.eu:8443"]), nordlicht);
        assert_eq!(of("https://id.nordlicht.eu/", &[]), nordlicht);
        assert_eq!(of("https://id.nordlicht.eu/", &["id.nordlicht.eu"]), nordlicht);
        assert_eq!(of("/", &[]), Ok(None));
        assert_eq!(of("/", &["[::1]:3000"]), Ok(Some("[::1]".to_owned())));
        for (uri, hosts) in [
            ("/", vec!["a.eu", "b.eu"]),
            ("/", vec!["a.eu", "a.eu"]),
            ("https://a.eu/", vec!["b.eu"]),
            ("/", vec!["user@a.eu"]),
            ("/", vec!["a.eu/b"]),
            ("/", vec!["a.eu, b.eu"]),
        ] {
            assert_eq!(of(uri, &hosts), Err(()), "{uri} {hosts:?}");
        }
    }

    #[test]
    fn a_passport_has_one_place() {
        let (own, other) = (BrandId(Uuid::from_u128(1)), BrandId(Uuid::from_u128(2)));
        let brand = Site::Brand(own, "id.eu".into());
        let platform = Site::Platform("tessera.eu".into());
        let there = |host: Option<&str>| Place::There(host.map(str::to_owned));
        for (site, of, host, place) in [
            (&brand, own, Some("id.eu"), Place::Here),
            (&brand, own, Some("old.eu"), there(Some("old.eu"))),
            (&brand, own, None, there(None)),
            (&brand, other, None, Place::Nowhere),
            (&brand, other, Some("id.eu"), Place::Nowhere),
            (&platform, own, None, Place::Here),
            (&platform, own, Some("id.eu"), there(Some("id.eu"))),
            (&platform, own, Some("tessera.eu"), Place::Here),
            (&Site::Anywhere, own, Some("id.eu"), Place::Here),
        ] {
            assert_eq!(site.place(of, host), place, "{site:?} {host:?}");
        }
    }
}

//! A passport under its own address, in whatever representation the address or the headers ask for.

use super::{
    address::Address,
    asked::{Asked, Wish},
    data::{data, document},
    dress::{about, is_failure, open_to_all},
    finer,
    found::{Found, version},
    grant::{self, Presented},
    link_type,
    opened::{self, Visit},
    past,
    quick::Again,
    refusal::{invalid, none_accepted, nothing, refusal},
    rendered,
};
use crate::{
    app::App,
    http::{error::Failure, middleware::Made, site::Site},
    metrics::Tier,
    services::{passports::PublicPassport, representations::Representation},
};
use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Redirect, Response},
};
use domain::{Error, PassportId};

/// `/01/{gtin14}` and what may follow it: a batch, a serial number, a slash, an ending; also compressed.
pub(super) async fn by_gtin(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    Query(wish): Query<Wish>,
    presented: Presented,
    visit: Visit,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let asked = Asked::new(&app, &uri, &headers, &wish)
        .at(site)
        .presenting(&presented)
        .by(&visit);
    open_to_all(match Address::read(&app, &uri) {
        Ok(address) => resolve(asked, &address).await,
        Err(error) => invalid(&asked, &error.to_string()),
    })
}

/// `/p/{short id}`, perhaps with a slash or an ending.
pub(super) async fn by_short_id(
    State(app): State<App>,
    Extension(site): Extension<Site>,
    Query(wish): Query<Wish>,
    presented: Presented,
    visit: Visit,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let path = uri.path().strip_suffix('/').unwrap_or(uri.path());
    let (path, ending) = match Representation::of_path(path) {
        Some((rest, ending)) => (rest, Some(ending)),
        None => (path, None),
    };
    let asked = Asked::new(&app, &uri, &headers, &wish)
        .at(site)
        .presenting(&presented)
        .by(&visit)
        .with_ending(ending);
    let id = path.strip_prefix("/p/").unwrap_or_default();
    let valid = id.len() == 16 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !valid {
        return open_to_all(nothing(&asked));
    }
    let found = version(&asked, path).await;
    open_to_all(answer(&asked, found).await)
}

/// The passport of a Digital Link: with this very address, else with what is before the ending, else of a coarser thing.
pub(super) async fn resolve(mut asked: Asked<'_>, address: &Address) -> Response {
    if address.compressed {
        let link = address.last().map(|(link, _)| link.path());
        asked.uncompressed = link.map(|path| format!("{}{path}", asked.site.root(asked.app)));
    }
    let mut failure = None;
    for (link, ending) in address.readings() {
        let asked = asked.with_ending(*ending);
        match version(&asked, &link.path()).await {
            Ok(Found::Nothing) => {}
            Err(error) => failure = Some(error),
            found => return answer(&asked, found).await,
        }
    }
    let Some((link, ending)) = address.last() else {
        return nothing(&asked);
    };
    let asked = asked.with_ending(*ending);
    match failure {
        // While the database is away, the page of the model is answered from memory.
        Some(error) if link.qualifiers().is_empty() => refusal(&asked, Err(error)),
        _ => finer::up(&asked, link).await,
    }
}

/// What was found in the representation that was asked for.
pub(super) async fn answer(asked: &Asked<'_>, found: Result<Found, Error>) -> Response {
    match found {
        Ok(Found::Passport(passport)) => {
            if asked.wish.history.is_some() {
                return past::history(asked, &passport).await;
            }
            match grant::other_reading(asked, &passport).await {
                Ok(None) => {}
                Ok(Some(response)) => return response,
                Err(error) => return grant::private(refusal(asked, Err(error))),
            }
            let response = match asked.wish.link_type() {
                Some(wanted) if !asked.wish.wants_all_links() => {
                    link_type::lead(asked, &passport, wanted).await
                }
                _ => represented(asked, &passport).await,
            };
            let mut response = about(asked, &passport, response);
            if passport.live_until.is_none() && !is_failure(&response) && is_told(asked, &passport).await {
                let opens = response.extensions_mut().remove::<Opens>().map(|opens| opens.0);
                response.extensions_mut().insert(Again {
                    brand: passport.brand_id,
                    mark: asked.mark,
                    opens,
                });
            }
            response
        }
        Ok(Found::Elsewhere { host }) => moved(asked, host.as_deref()),
        other => refusal(asked, other),
    }
}

/// Whether this is what the database has told of and would tell otherwise: what is shown because it is away is not given again.
async fn is_told(asked: &Asked<'_>, passport: &PublicPassport) -> bool {
    let head = asked.app.pages.heads.get(&passport.path).await.flatten();
    head.is_some_and(|head| passport.is_past() || passport.is_as(&head))
}

/// Of a page with which a passport is opened.
#[derive(Clone, Copy)]
struct Opens(PassportId);

/// Leads to the passport's one address with whatever was asked for behind it.
fn moved(asked: &Asked<'_>, host: Option<&str>) -> Response {
    let behind = asked.uri.path_and_query().map_or("/", |part| part.as_str());
    let mut response = Redirect::permanent(&asked.app.config.address(host, behind)).into_response();
    // A link with a secret in it is nobody else's.
    if asked.kept_secret().is_some() {
        return grant::private(response);
    }
    let caching = HeaderValue::from_static("public, max-age=3600");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    response
}

/// The passport as the ending or the headers want it.
pub(super) async fn represented(asked: &Asked<'_>, passport: &PublicPassport) -> Response {
    let offered: Vec<_> = Representation::offered(passport).collect();
    match asked.representation(&offered) {
        None => none_accepted(),
        Some(Representation::Html) => page(asked, passport).await,
        Some(Representation::Json) => document(passport, asked.headers),
        Some(other) => data(asked, passport, other).await,
    }
}

async fn page(asked: &Asked<'_>, passport: &PublicPassport) -> Response {
    let locale = asked.locale(passport);
    match rendered::page(asked.app, passport, &locale).await {
        Ok((page, tier)) => {
            let mut response = rendered::reply(&page, asked.headers);
            if opened::note_latest(asked, passport) {
                response.extensions_mut().insert(Opens(passport.id));
            }
            if tier == Tier::Made {
                response.extensions_mut().insert(Made);
            }
            response
        }
        Err(error) => Failure(error).into_response(),
    }
}

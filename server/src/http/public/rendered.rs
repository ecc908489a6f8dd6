//! Finished pages: rendered and compressed once, then kept in the process.
//!
//! An entry is named by everything that its bytes depend on, so it can never be out of date; what the latest version is, the
//! database says at each request. While the database is away, the last answer of it is used.

use super::{data::encoded, dress::set, negotiate::Encoding};
use crate::{
    app::App,
    http::page::policy,
    services::{
        access::Access,
        history::{self, Part, Step},
        passports::PublicPassport,
        representations::Representation,
    },
};
use app::public::{
    Above, HistoryPageInput, HistoryStep, Newer, PageFormat, PassportPageInput, Reading, brand_style,
    history_page, passport_page, stylesheet,
};
use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use bytes::Bytes;
use chrono::{DateTime, SecondsFormat, Utc};
use domain::{Error, Locale};
use formats::jsonld;
use serde_json::Value as Json;
use std::{
    collections::BTreeMap,
    io::{Read, Write},
    sync::Arc,
};

/// Bytes in their encodings.
#[derive(Debug)]
pub(crate) struct Packed {
    /// As they are.
    pub identity: Bytes,
    /// Compressed with gzip.
    pub gzip: Bytes,
    /// Compressed with brotli.
    pub brotli: Bytes,
    /// Names these bytes.
    pub stamp: String,
}

/// A page in its encodings.
#[derive(Debug)]
pub(crate) struct Rendered {
    /// Its bytes.
    pub packed: Packed,
    /// The security policy that names its styles.
    pub policy: HeaderValue,
    /// The language that it is in.
    pub language: String,
}

impl Packed {
    fn new(bytes: Bytes, stamp: String) -> Self {
        Self {
            gzip: gzip(&bytes).into(),
            brotli: brotli(&bytes).into(),
            identity: bytes,
            stamp,
        }
    }

    /// The bytes in an encoding.
    pub(in crate::http) fn bytes(&self, encoding: Encoding) -> Bytes {
        match encoding {
            Encoding::Brotli => self.brotli.clone(),
            Encoding::Gzip => self.gzip.clone(),
            Encoding::Identity => self.identity.clone(),
        }
    }

    /// What it weighs in the process, in bytes.
    pub(crate) fn weight(&self) -> u32 {
        u32::try_from(self.identity.len() + self.gzip.len() + self.brotli.len()).unwrap_or(u32::MAX)
    }
}

/// Data in its encodings, named by its content.
pub(super) async fn packed(app: &App, bytes: Bytes) -> Arc<Packed> {
    let stamp = formats::sha256_hex(&bytes)[..32].to_owned();
    if let Some(found) = app.pages.data.get(&stamp).await {
        return found;
    }
    let made = Arc::new(Packed::new(bytes, stamp.clone()));
    app.pages.data.put(stamp, made.clone()).await;
    made
}

/// The page of a passport in one language, from the cache or made now.
pub(super) async fn page(app: &App, passport: &PublicPassport, locale: &Locale) -> Arc<Rendered> {
    let stamp = stamp(passport, locale);
    let key = format!("{} {stamp}", passport.path);
    if let Some(found) = app.pages.rendered.get(&key).await {
        return found;
    }
    let made = Arc::new(render(passport, locale, stamp));
    app.pages.rendered.put(key, made.clone()).await;
    made
}

/// The history of a passport as everybody reads it, from the cache or made now. `passport` is its latest version.
pub(super) async fn history(
    app: &App,
    passport: &PublicPassport,
    part: Part,
    locale: &Locale,
) -> Result<Arc<Rendered>, Error> {
    let place = match part {
        Part::Latest => "h".to_owned(),
        Part::From(number) => format!("h{number}"),
        Part::One(number) => format!("v{number}"),
    };
    let stamp = format!("{}-{place}", stamp(passport, locale));
    let key = format!("{} {stamp}", passport.path);
    if let Some(found) = app.pages.rendered.get(&key).await {
        return Ok(found);
    }
    let steps = history::told(app, passport, part, &Access::PUBLIC).await?;
    let html = history_of(steps, part, input(passport, locale, ("", "")));
    let packed = Packed::new(html.into_bytes().into(), stamp);
    let made = Arc::new(finished(packed, passport, locale));
    app.pages.rendered.put(key, made.clone()).await;
    Ok(made)
}

/// The same for one reader, with its policy: made now, and kept nowhere.
pub(super) fn history_for(
    passport: &PublicPassport,
    (steps, part): (Vec<Step>, Part),
    locale: &Locale,
    reading: Reading<'_>,
) -> (String, HeaderValue) {
    let input = PassportPageInput {
        reading,
        ..input(passport, locale, ("", ""))
    };
    (history_of(steps, part, input), style_policy(passport))
}

fn history_of(steps: Vec<Step>, part: Part, passport: PassportPageInput<'_>) -> String {
    let steps: Vec<_> = steps.into_iter().map(step).collect();
    history_page(&HistoryPageInput {
        passport,
        steps: &steps,
        whole: matches!(part, Part::One(_)),
    })
}

fn step(step: Step) -> HistoryStep {
    HistoryStep {
        number: step.number,
        published_at: step.published_at,
        hash: step.hash,
        changes: step.changes,
    }
}

/// Names everything that a page depends on.
fn stamp(passport: &PublicPassport, locale: &Locale) -> String {
    let above: String = passport.above.iter().map(|above| &above.hash[..16]).collect();
    let changed = |at: DateTime<Utc>| format!("-{:x}", at.timestamp_micros());
    let above_of = passport.above.iter().filter(|above| above.is_earlier());
    let newer = passport
        .is_past()
        .then(|| format!("-of{}{}", passport.latest.0, passport.query()))
        .into_iter()
        .chain(above_of.map(|above| format!("-of{}", above.latest.0)))
        .collect::<String>();
    format!(
        "{}{above}-{}{}{}{newer}",
        &passport.hash[..16],
        locale.tag(),
        changed(passport.template_updated_at),
        passport.state.changed_at.map(changed).unwrap_or_default(),
    )
}

/// Sends a page in the best encoding that the client takes, or word that it has it already.
pub(super) fn reply(page: &Rendered, headers: &HeaderMap) -> Response {
    let mut response = encoded(headers, "text/html; charset=utf-8", &page.packed);
    let out = response.headers_mut();
    out.insert(header::CONTENT_SECURITY_POLICY, page.policy.clone());
    set(out, header::CONTENT_LANGUAGE, &page.language);
    response
}

/// The page itself, uncompressed.
pub(super) fn fresh(passport: &PublicPassport, locale: &Locale) -> Bytes {
    render(passport, locale, String::new())
        .packed
        .bytes(Encoding::Identity)
}

/// What the first round trip carries, in bytes.
const FIRST_TRIP: usize = 14_000;

fn render(passport: &PublicPassport, locale: &Locale, stamp: String) -> Rendered {
    let mut product = jsonld::product(&passport.document, locale);
    let write = |product: &Json| {
        let html = written(passport, locale, product, (Reading::Public, &NO_KEYS));
        Bytes::from(html.into_bytes())
    };
    let whole = Packed::new(write(&product), stamp.clone());
    // The facts stand in the page and under `.jsonld` as well: a long page goes without them in its head.
    let packed = if whole.brotli.len() > FIRST_TRIP {
        if let Some(members) = product.as_object_mut() {
            members.remove("additionalProperty");
        }
        Packed::new(write(&product), stamp)
    } else {
        whole
    };
    finished(packed, passport, locale)
}

fn finished(packed: Packed, passport: &PublicPassport, locale: &Locale) -> Rendered {
    Rendered {
        packed,
        policy: style_policy(passport),
        language: locale.tag(),
    }
}

/// The page of a passport for one reader, with its policy: made now, and kept nowhere.
pub(super) fn page_for(
    passport: &PublicPassport,
    locale: &Locale,
    reading: Reading<'_>,
    file_keys: &BTreeMap<String, String>,
) -> (String, HeaderValue) {
    let product = jsonld::product(&passport.document, locale);
    let html = written(passport, locale, &product, (reading, file_keys));
    (html, style_policy(passport))
}

fn style_policy(passport: &PublicPassport) -> HeaderValue {
    let styles = [stylesheet(), &brand_style(&passport.branding)];
    policy(&styles, "'none'", "'none'")
}

fn written(
    passport: &PublicPassport,
    locale: &Locale,
    product: &Json,
    (reading, file_keys): (Reading<'_>, &BTreeMap<String, String>),
) -> String {
    let latest_at = rfc3339(passport.latest.1);
    let dates: Vec<_> = passport
        .above
        .iter()
        .map(|above| rfc3339(above.latest.1))
        .collect();
    let above = passport.above.iter().zip(&dates).map(|(above, latest_at)| Above {
        document: &above.document,
        path: &above.path,
        newer: above.is_earlier().then_some(Newer {
            number: above.latest.0,
            published_at: latest_at,
        }),
    });
    let query = passport.query();
    passport_page(&PassportPageInput {
        above: &above.collect::<Vec<_>>(),
        formats: &formats(passport),
        product: Some(&jsonld::for_script(product)),
        reading,
        file_keys,
        ..input(passport, locale, (&latest_at, query.trim_start_matches('?')))
    })
}

/// Everybody's page has no files that not everybody may read.
static NO_KEYS: BTreeMap<String, String> = BTreeMap::new();

fn rfc3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn input<'a>(
    passport: &'a PublicPassport,
    locale: &'a Locale,
    (latest_at, past): (&'a str, &'a str),
) -> PassportPageInput<'a> {
    PassportPageInput {
        document: &passport.document,
        above: &[],
        hash: &passport.hash,
        branding: &passport.branding,
        logo: passport.logo_path.as_deref(),
        locale,
        url: &passport.document.identifier,
        path: &passport.path,
        formats: &[],
        product: None,
        preview: false,
        live: passport.live_until.is_some(),
        reading: Reading::Public,
        file_keys: &NO_KEYS,
        state: &passport.state,
        newer: passport.is_earlier().then_some(Newer {
            number: passport.latest.0,
            published_at: latest_at,
        }),
        past,
    }
}

/// The formats that the page leads to.
fn formats(passport: &PublicPassport) -> Vec<PageFormat> {
    Representation::offered(passport)
        .filter(|one| {
            !matches!(
                one,
                Representation::Html | Representation::Json | Representation::Context
            )
        })
        .map(|one| PageFormat {
            title: one.title(),
            ending: one.ending(),
            media_type: one.media_type(),
        })
        .collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    // Writing to memory does not fail.
    encoder
        .write_all(bytes)
        .and_then(|()| encoder.finish())
        .unwrap_or_default()
}

fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    // 9 of 11: the last two steps cost ten times the work for two percent.
    let read = brotli::CompressorReader::new(bytes, 4096, 9, 22).read_to_end(&mut out);
    if read.is_ok() { out } else { Vec::new() }
}

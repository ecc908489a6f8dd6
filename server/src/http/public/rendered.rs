//! Finished pages: rendered and compressed once, then kept in the process and, where there is Redis, for all processes.
//!
//! An entry is named by everything that its bytes depend on, so it can never be out of date; what the latest version is, the
//! database says at each request. While the database is away, the last answer of it is used.

use super::{
    data::encoded,
    dress::set,
    kept::{kept, timed},
    packing::{Draft, Packed, in_turn},
    shared::PROGRAM,
};
use crate::{
    app::App,
    http::page::policy,
    metrics::Tier,
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
use std::{collections::BTreeMap, sync::Arc};

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

/// The page of a passport in one language, from the cache or made now, and which of both.
pub(super) async fn page(
    app: &App,
    passport: &PublicPassport,
    locale: &Locale,
) -> Result<(Arc<Rendered>, Tier), Error> {
    let stamp = stamp(passport, locale);
    // What was read from a PIM stays no longer than that, and anybody can think of a time in the past.
    let share = passport.live_until.is_none() && !passport.is_past();
    let name = format!("{} {stamp}", passport.path);
    kept(app, (name, share), async || {
        let (passport, locale) = (passport.clone(), locale.clone());
        in_turn(move || timed(|| render(&passport, &locale, stamp))).await
    })
    .await
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
    kept(app, (format!("{} {stamp}", passport.path), false), async || {
        let steps = history::told(app, passport, part, &Access::PUBLIC).await?;
        let (passport, locale) = (passport.clone(), locale.clone());
        let render = move || {
            let html = history_of(steps, part, input(&passport, &locale, ("", "")));
            let packed = Draft::new(html.into_bytes().into()).packed(stamp);
            finished(packed, &passport, &locale)
        };
        in_turn(move || timed(render)).await
    })
    .await
    .map(|(page, _)| page)
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
        "{}{above}-{}{}{}{newer}-{PROGRAM}",
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
    html(passport, locale, &Manner::SAVED).identity
}

/// What the first round trip carries, in bytes.
const FIRST_TRIP: usize = 14_000;

fn render(passport: &PublicPassport, locale: &Locale, stamp: String) -> Rendered {
    let draft = html(passport, locale, &Manner::OPEN);
    finished(draft.packed(stamp), passport, locale)
}

fn html(passport: &PublicPassport, locale: &Locale, manner: &Manner<'_>) -> Draft {
    let mut product = jsonld::product(&passport.document, &passport.standing(), locale);
    let write = |product: &Json| {
        let html = written(passport, locale, product, manner);
        Draft::new(html.into_bytes().into())
    };
    let whole = write(&product);
    // The facts stand in the page and under `.jsonld` as well: a long page goes without them in its head.
    if whole.weight() <= FIRST_TRIP {
        return whole;
    }
    if let Some(members) = product.as_object_mut() {
        members.remove("additionalProperty");
    }
    write(&product)
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
    let product = jsonld::product(&passport.document, &passport.standing(), locale);
    let manner = Manner {
        reading,
        file_keys,
        sized: false,
    };
    let html = written(passport, locale, &product, &manner);
    (html, style_policy(passport))
}

/// For whom a page is made, and where it will be.
struct Manner<'a> {
    reading: Reading<'a>,
    file_keys: &'a BTreeMap<String, String>,
    /// Whether the site's pictures are there in several sizes.
    sized: bool,
}

impl Manner<'static> {
    /// For everybody, on the site.
    const OPEN: Self = Self {
        reading: Reading::Public,
        file_keys: &NO_KEYS,
        sized: true,
    };
    /// For everybody, wherever it is put.
    const SAVED: Self = Self {
        sized: false,
        ..Self::OPEN
    };
}

fn style_policy(passport: &PublicPassport) -> HeaderValue {
    let styles = [stylesheet(), &brand_style(&passport.branding)];
    policy(&styles, "'none'", "'none'")
}

fn written(passport: &PublicPassport, locale: &Locale, product: &Json, manner: &Manner<'_>) -> String {
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
        reading: manner.reading,
        sized: manner.sized,
        file_keys: manner.file_keys,
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
        sized: false,
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

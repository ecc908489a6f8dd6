//! What was answered a moment ago is answered again, before any route is looked for: a passport that everybody opens at once costs
//! no more than a file.
//!
//! An answer is given again to the very same question alone (address, host and every header that answers differ by), within a second, and only
//! while the database tells of changes and has told of none in the brand. Questions with a secret are never among them.
//!
//! Each thread keeps its own, down to the bytes: where two threads count the references to the same bytes, each waits for the other at
//! every one of twenty headers.

use super::{heads::Mark, opened};
use crate::{
    app::App,
    http::middleware::{address, cost_again, is_proxy},
    metrics::{RouteId, Tier, Verb},
    readers::Cost,
};
use axum::{
    body::{Body, HttpBody, to_bytes},
    extract::Request,
    http::{HeaderName, HeaderValue, Method, header, response::Parts},
    response::Response,
};
use bytes::Bytes;
use domain::{BrandId, PassportId};
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    net::IpAddr,
    sync::atomic::{AtomicU64, Ordering},
    time::{Duration, Instant},
};

/// How long an answer is given again.
const BRIEFLY: Duration = Duration::from_secs(1);
/// Memory for the answers of one thread, in bytes.
const MEMORY: usize = 8 * 1024 * 1024;
/// How often a full memory is looked through.
const SWEEP: Duration = Duration::from_millis(100);
/// The longest question, in bytes.
const QUESTION_MAX: usize = 1_500;
/// The longest answer, in bytes.
const ANSWER_MAX: u64 = 128 * 1024;
/// What answers about passports differ by, besides the address.
const ASKED_BY: [HeaderName; 5] = [
    header::HOST,
    header::ACCEPT,
    header::ACCEPT_ENCODING,
    header::ACCEPT_LANGUAGE,
    header::IF_NONE_MATCH,
];
/// Each answer has its own.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Says of an answer that it may be given again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Again {
    /// Whose passport it is about.
    pub brand: BrandId,
    /// From before anything was read.
    pub mark: Mark,
    /// Which passport is opened with it, where it is a page that counts as that.
    pub opens: Option<PassportId>,
}

struct Answer {
    again: Again,
    until: Instant,
    head: Response<()>,
    body: Bytes,
    cost: Cost,
    weight: usize,
}

/// The answers of the last second.
pub(crate) struct Quick {
    /// Unlike any other in this program.
    number: u64,
}

impl Default for Quick {
    fn default() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            number: NEXT.fetch_add(1, Ordering::Relaxed),
        }
    }
}

/// What this thread has of them.
#[derive(Default)]
struct Answers {
    /// Whose they are.
    of: u64,
    all: HashMap<String, Answer>,
    weight: usize,
    /// When it was looked last for what may go.
    swept: Option<Instant>,
}

thread_local!(static ANSWERS: RefCell<Answers> = RefCell::default());

impl Answers {
    fn get(&self, of: &Quick, question: &str, now: Instant) -> Option<&Answer> {
        if self.of != of.number {
            return None;
        }
        self.all.get(question).filter(|answer| now <= answer.until)
    }

    fn put(&mut self, of: &Quick, question: String, answer: Answer, now: Instant) {
        if self.of != of.number {
            *self = Self {
                of: of.number,
                ..Self::default()
            };
        }
        if let Some(before) = self.all.remove(&question) {
            self.weight -= before.weight;
        }
        let is_full = self.weight + answer.weight > MEMORY;
        if is_full && self.swept.is_none_or(|swept| now > swept + SWEEP) {
            self.swept = Some(now);
            self.all.retain(|_, answer| now <= answer.until);
            self.weight = self.all.values().map(|answer| answer.weight).sum();
        }
        // Full of what is not a second old: then the newest goes the whole way.
        if self.weight + answer.weight <= MEMORY {
            self.weight += answer.weight;
            self.all.insert(question, answer);
        }
    }
}

/// A question that may have been asked before.
pub(in crate::http) struct Question(String);

impl Question {
    /// None where the answer is for this caller alone, or is nothing that many ask for.
    pub(in crate::http) fn of<B>(request: &Request<B>) -> Option<Self> {
        let (uri, headers) = (request.uri(), request.headers());
        let path = uri.path();
        let common = request.method() == Method::GET
            && (path.starts_with("/01/") || path.starts_with("/p/"))
            && !headers.contains_key(header::AUTHORIZATION)
            && !uri.query().is_some_and(|query| query.contains("grant"));
        if !common {
            return None;
        }
        let mut text = String::with_capacity(400);
        // In HTTP/2 the host stands here.
        text.push_str(uri.authority().map_or("", |authority| authority.as_str()));
        text.push_str(path);
        if let Some(query) = uri.query() {
            text.push('?');
            text.push_str(query);
        }
        for name in &ASKED_BY {
            for value in headers.get_all(name) {
                text.push('\n');
                text.push_str(value.to_str().ok()?);
            }
            text.push('\r');
        }
        (text.len() <= QUESTION_MAX).then_some(Self(text))
    }
}

/// The answer to the same question a moment ago. It is counted and paid for like any other.
pub(in crate::http) fn again<B>(
    app: &App,
    question: &Question,
    request: &Request<B>,
    peer: IpAddr,
) -> Option<Response> {
    // Where every request is told of, each takes the whole way.
    if app.telemetry.is_tracing() {
        return None;
    }
    let begun = Instant::now();
    ANSWERS.with_borrow(|answers| {
        let answer = answers.get(&app.pages.quick, &question.0, begun)?;
        if !app.pages.heads.still(answer.again.brand, answer.again.mark) {
            return None;
        }
        let ip = address(app, request.headers(), peer);
        // Who has read enough is told so by the router.
        if !is_proxy(app, ip) && app.readers.admit(ip, answer.cost).is_err() {
            return None;
        }
        let mut response = answer.head.clone().map(|()| Body::from(answer.body.clone()));
        response.headers_mut().insert(REQUEST_ID, request_id(app));
        if let Some(passport) = answer.again.opens {
            let of = (answer.again.brand, passport);
            opened::note(app, of, request.method(), request.headers(), peer);
        }
        app.metrics.page_hit(Tier::Answer);
        let route = if request.uri().path().starts_with("/p/") {
            RouteId::SHORT_ID
        } else {
            RouteId::GTIN
        };
        app.metrics
            .answered(route, Verb::Get, answer.head.status().as_u16(), begun.elapsed());
        Some(response)
    })
}

/// Keeps an answer that says that it may be given again.
pub(in crate::http) async fn keep(app: &App, question: Question, mut response: Response) -> Response {
    let Some(again) = response.extensions_mut().remove::<Again>() else {
        return response;
    };
    let length = response.body().size_hint().exact();
    if length.is_none_or(|length| length > ANSWER_MAX) {
        return response;
    }
    let cost = cost_again(&response);
    let (parts, body) = response.into_parts();
    let Ok(body) = to_bytes(body, usize::MAX).await else {
        // Bytes that are there cannot fail to come.
        return Response::new(Body::empty());
    };
    let head = own_head(&parts);
    let names: usize = head
        .headers()
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len() + 160)
        .sum();
    let now = Instant::now();
    let answer = Answer {
        again,
        until: now + BRIEFLY,
        weight: names + question.0.len() + body.len() + 400,
        head,
        body: Bytes::copy_from_slice(&body),
        cost,
    };
    ANSWERS.with_borrow_mut(|answers| answers.put(&app.pages.quick, question.0, answer, now));
    Response::from_parts(parts, Body::from(body))
}

/// A copy that shares no bytes with the answer.
fn own_head(parts: &Parts) -> Response<()> {
    let mut head = Response::new(());
    *head.status_mut() = parts.status;
    *head.version_mut() = parts.version;
    let out = head.headers_mut();
    out.reserve(parts.headers.len() + 1);
    for (name, value) in &parts.headers {
        // What was a name and a value is one again.
        if let (Ok(name), Ok(value)) = (
            HeaderName::from_bytes(name.as_str().as_bytes()),
            HeaderValue::from_bytes(value.as_bytes()),
        ) {
            out.append(name, value);
        }
    }
    // There is room for the id of each answer.
    out.insert(REQUEST_ID, HeaderValue::from_static("-"));
    head
}

/// Unlike any other of this process: a random beginning for each thread, and a number.
fn request_id(app: &App) -> HeaderValue {
    thread_local!(static NEXT: Cell<Option<u64>> = const { Cell::new(None) });
    let number = NEXT.get().unwrap_or_else(|| {
        let mut bytes = [0; 8];
        app.random.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    });
    // An odd step meets every number before it comes back.
    NEXT.set(Some(number.wrapping_add(0x9e37_79b9_7f4a_7c15)));
    let mut text = [0; 16];
    let written = hex::encode_to_slice(number.to_be_bytes(), &mut text).is_ok();
    let id = written.then(|| HeaderValue::from_bytes(&text).ok()).flatten();
    id.unwrap_or(HeaderValue::from_static("-"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::World;

    #[tokio::test]
    async fn an_answer_is_given_again_until_something_of_the_brand_changes_or_a_second_is_over() {
        let world = World::new().await;
        let (app, heads) = (&world.app, &world.app.pages.heads);
        let request = Request::get("/p/abc").body(()).unwrap();
        let asked = || Question::of(&request).unwrap();
        let again = || super::again(app, &asked(), &request, [192, 0, 2, 1].into());
        let brand = BrandId::from(uuid::Uuid::nil());
        let answer = |mark: Option<Mark>| {
            let mut response = Response::new(Body::from("a page"));
            let out = response.headers_mut();
            out.insert(header::ETAG, HeaderValue::from_static("\"x\""));
            out.insert(REQUEST_ID, HeaderValue::from_static("first"));
            if let Some(mark) = mark {
                response.extensions_mut().insert(Again {
                    brand,
                    mark,
                    opens: None,
                });
            }
            response
        };
        let given = keep(app, asked(), answer(None)).await;
        assert_eq!(to_bytes(given.into_body(), 99).await.unwrap(), "a page");
        heads.trust_for(Duration::from_mins(1));
        assert!(again().is_none(), "nobody said that it may be given again");

        let given = keep(app, asked(), answer(Some(heads.mark()))).await;
        assert_eq!(to_bytes(given.into_body(), 99).await.unwrap(), "a page");
        let same = again().expect("the same answer");
        assert_eq!(same.headers()[header::ETAG], "\"x\"");
        assert_ne!(same.headers()[REQUEST_ID], "first");
        assert_eq!(to_bytes(same.into_body(), 99).await.unwrap(), "a page");

        heads.forget(brand);
        assert!(again().is_none(), "something has changed");
        keep(app, asked(), answer(Some(heads.mark()))).await;
        assert!(again().is_some());
        heads.trust(None);
        assert!(again().is_none(), "nobody tells of changes");
        heads.trust_for(Duration::from_mins(1));
        tokio::time::sleep(BRIEFLY).await;
        assert!(again().is_none(), "a second is over");
    }

    fn question(uri: &str, headers: &[(&str, &str)]) -> Option<String> {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Question::of(&request.body(()).unwrap()).map(|question| question.0)
    }

    #[test]
    fn what_answers_differ_by_is_part_of_the_question() {
        let plain = question("/p/abc", &[("host", "a.eu")]);
        assert!(plain.is_some());
        for (uri, headers) in [
            ("/p/abd", vec![("host", "a.eu")]),
            ("/p/abc?lang=de", vec![("host", "a.eu")]),
            ("/p/abc", vec![("host", "b.eu")]),
            ("/p/abc", vec![("host", "a.eu"), ("accept", "application/json")]),
            ("/p/abc", vec![("host", "a.eu"), ("accept-language", "de")]),
            ("/p/abc", vec![("host", "a.eu"), ("accept-encoding", "br")]),
            ("/p/abc", vec![("host", "a.eu"), ("if-none-match", "\"x\"")]),
            ("/p/abc", vec![("host", "a.eu"), ("host", "b.eu")]),
        ] {
            let other = question(uri, &headers);
            assert!(other.is_some() && other != plain, "{uri} {headers:?}");
        }
        // A value in one header is not the same as in the next.
        assert_ne!(
            question("/p/a", &[("accept", "de")]),
            question("/p/a", &[("accept-language", "de")])
        );
        let agent = question("/p/abc", &[("host", "a.eu"), ("user-agent", "x")]);
        assert_eq!(agent, plain);
    }

    #[test]
    fn secrets_and_long_questions_are_never_kept() {
        let long = "a".repeat(2_000);
        for (uri, headers) in [
            ("/p/abc?grant=tg_x", vec![]),
            ("/p/abc?a=b&grant=", vec![]),
            ("/p/abc", vec![("authorization", "Bearer tg_x")]),
            ("/p/abc", vec![("accept-language", long.as_str())]),
            ("/admin", vec![]),
            ("/", vec![]),
        ] {
            assert_eq!(question(uri, &headers), None, "{uri}");
        }
        let post = Request::post("/p/abc").body(()).unwrap();
        assert!(Question::of(&post).is_none());
    }
}

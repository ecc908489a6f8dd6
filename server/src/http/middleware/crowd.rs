//! How many requests are worked on at the same time, and for how long. What everybody reads and the dashboard have places of their
//! own, so that neither can starve the other; who finds none in time is told when to come back, and nobody hangs.

use crate::http::{
    error::{Failure, come_back, no_whole_body, with_status},
    page::{html, plain_policy, private},
    public::negotiate::{accept_language, locale_of},
    router::BODY_MAX,
};
use crate::{app::App, metrics::Side};
use app::public::unavailable_page;
use axum::{
    body::{HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::Error;
use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::timeout,
};

/// Why somebody who had a place has no answer.
const LATE: &str = "no answer in time";
/// Room for all bodies of requests together, in kilobytes.
static BODIES: Semaphore = Semaphore::const_new(96 * 1024);
/// Refusals are told of this often at most, in seconds.
const TELL_EVERY: u64 = 10;
/// How long the body of a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);
/// When somebody who found no place may come back, in seconds.
const COME_BACK: u32 = 3;

/// Places for requests.
#[derive(Clone)]
pub(in crate::http) struct Crowd(Arc<Inner>);

struct Inner {
    side: Side,
    /// Where refusals are counted.
    app: Option<App>,
    places: Semaphore,
    queue: Semaphore,
    wait: Duration,
    patience: Duration,
    begun: Instant,
    /// When was told last, in seconds since the beginning and [`TELL_EVERY`] more.
    told: AtomicU64,
}

/// How much there is room for.
#[derive(Clone, Copy, Debug)]
pub(in crate::http) struct Room {
    /// Whose it is.
    pub side: Side,
    /// Requests at the same time.
    pub places: usize,
    /// Requests that wait for one of them.
    pub queue: usize,
    /// How long they wait.
    pub wait: Duration,
    /// How long an answer may take.
    pub patience: Duration,
}

impl Room {
    /// For what everybody reads. What was answered in the last second needs no place.
    pub(in crate::http) const PUBLIC: Self = Self {
        side: Side::Public,
        places: 256,
        queue: 1024,
        wait: Duration::from_secs(2),
        // A program that writes may wait for a statement and a connection.
        patience: Duration::from_secs(25),
    };
    /// For the dashboard and the account pages.
    pub(in crate::http) const DESK: Self = Self {
        side: Side::Dashboard,
        places: 64,
        queue: 256,
        wait: Duration::from_secs(5),
        patience: Duration::from_mins(1),
    };
}

impl Crowd {
    /// Opens the places.
    pub(in crate::http) fn new(room: Room, app: Option<App>) -> Self {
        Self(Arc::new(Inner {
            side: room.side,
            app,
            places: Semaphore::new(room.places),
            queue: Semaphore::new(room.queue),
            wait: room.wait,
            patience: room.patience,
            begun: Instant::now(),
            told: AtomicU64::new(0),
        }))
    }

    /// What comes of `work`, where there is a place in time and it is done in time.
    async fn admit<T>(&self, work: impl Future<Output = T>) -> Result<T, &'static str> {
        let all = &self.0;
        let place = if let Ok(place) = all.places.try_acquire() {
            place
        } else {
            let _in_queue = all.queue.try_acquire().map_err(|_| "no room to wait")?;
            let turn = timeout(all.wait, all.places.acquire()).await;
            // Nobody closes the places.
            turn.map_err(|_| "no place in time")?.map_err(|_| "closed")?
        };
        let done = timeout(all.patience, work).await;
        drop(place);
        done.map_err(|_| LATE)
    }

    /// Counts a refusal, and tells of it where nothing was told lately.
    fn note(&self, why: &'static str) {
        if let Some(app) = &self.0.app {
            app.metrics.shed(self.0.side);
        }
        let now = self.0.begun.elapsed().as_secs() + TELL_EVERY;
        let told = self.0.told.load(Ordering::Relaxed);
        let swap = |told| {
            self.0
                .told
                .compare_exchange(told, now, Ordering::Relaxed, Ordering::Relaxed)
        };
        if now >= told + TELL_EVERY && swap(told).is_ok() {
            tracing::warn!(of = ?self.0.side, why, "requests are turned away");
        }
    }
}

/// Answers where there is a place, else with 503.
pub(in crate::http) async fn crowd(State(crowd): State<Crowd>, request: Request, next: Next) -> Response {
    let headers = request.headers().clone();
    let is_reading = request.method().is_safe();
    let (request, _room) = match whole(request).await {
        Ok(request) => request,
        Err(response) => return private(response),
    };
    let mut refused = match crowd.admit(next.run(request)).await {
        Ok(response) => return response,
        Err(why) => {
            crowd.note(why);
            private(busy(&headers, why == LATE && !is_reading))
        }
    };
    if crowd.0.side == Side::Public {
        // Passports are for scripts of every site, and so is the word that there is no time.
        let out = refused.headers_mut();
        out.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    }
    refused
}

/// With all of its body: who brings it slowly takes no place meanwhile. All bodies together have so much room.
async fn whole(request: Request) -> Result<(Request, Option<SemaphorePermit<'static>>), Response> {
    if request.body().is_end_stream() {
        return Ok((request, None));
    }
    let length = request.body().size_hint().upper().map_or(BODY_MAX, |length| {
        usize::try_from(length).unwrap_or(BODY_MAX).min(BODY_MAX)
    });
    let kilobytes = u32::try_from(length / 1024 + 1).unwrap_or(u32::MAX);
    let (parts, body) = request.into_parts();
    let arrival = async {
        let room = BODIES.acquire_many(kilobytes).await.ok();
        (to_bytes(body, BODY_MAX).await, room)
    };
    match timeout(ARRIVAL, arrival).await {
        Ok((Ok(bytes), room)) => Ok((Request::from_parts(parts, bytes.into()), room)),
        Ok((Err(error), _)) if error.to_string().contains("length limit") => Err(no_whole_body(Some(true))),
        Ok((Err(_), _)) => Err(no_whole_body(None)),
        Err(_) => Err(no_whole_body(Some(false))),
    }
}

/// 503 for people and programs, with the time after which it makes sense to ask again.
fn busy(headers: &HeaderMap, is_open: bool) -> Response {
    let error = Error::unavailable(if is_open {
        "This took too long. It may have been done all the same: please look before you try again."
    } else {
        "There are too many requests at the moment. Please try again in a few seconds."
    });
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let body = if accept.is_some_and(|accept| accept.contains("text/html")) {
        let locale = locale_of(&[], None, accept_language(headers));
        with_status(&error, html(unavailable_page(&locale, false), plain_policy()))
    } else {
        Failure(error).into_response()
    };
    come_back(body, COME_BACK)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, http::Uri, middleware::from_fn_with_state};
    use std::future::pending;
    use tower::ServiceExt;

    const NARROW: Room = Room {
        side: Side::Public,
        places: 1,
        queue: 1,
        wait: Duration::from_millis(100),
        patience: Duration::from_secs(3),
    };

    fn site() -> Router {
        let crowd = super::Crowd::new(NARROW, None);
        let answer = async |uri: Uri| {
            if uri.path() == "/never" {
                pending::<()>().await;
            }
            "here"
        };
        Router::new()
            .fallback(answer)
            .layer(from_fn_with_state(crowd, super::crowd))
    }

    async fn ask(site: &Router, path: &str, accept: &str) -> (u16, Option<String>, String) {
        let request = Request::get(path)
            .header(header::ACCEPT, accept)
            .body(Body::empty())
            .unwrap();
        let response = site.clone().oneshot(request).await.unwrap();
        let wait = response.headers().get(header::RETRY_AFTER);
        let wait = wait.map(|wait| wait.to_str().unwrap().to_owned());
        let status = response.status().as_u16();
        let body = axum::body::to_bytes(response.into_body(), 100_000).await.unwrap();
        (status, wait, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn who_finds_no_place_in_time_is_told_when_to_come_back() {
        let site = site();
        assert_eq!(ask(&site, "/quick", "*/*").await.0, 200);
        let (slow, waits, turned_away) = tokio::join!(
            ask(&site, "/never", "*/*"),
            ask(&site, "/quick", "application/json"),
            ask(&site, "/quick", "text/html"),
        );
        for (status, wait, _) in [&slow, &waits, &turned_away] {
            assert_eq!((*status, wait.as_deref()), (503, Some("3")));
        }
        assert!(waits.2.starts_with('{'), "{}", waits.2);
        assert!(turned_away.2.contains("<html"), "{}", turned_away.2);
        // The place is free again.
        assert_eq!(ask(&site, "/quick", "*/*").await.0, 200);
    }
}

//! The simulated Event Platform: who subscribed, what is on its way, and carrying it there, signed.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::io;

use aws_lc_rs::hmac;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use url::Url;
use uuid::Uuid;

use crate::catalogue::ids::mix;
use crate::clock;
use crate::state::Shared;

/// The platform takes no more.
const SUBSCRIBERS: usize = 20;

/// Everything that the platform knows.
#[derive(Default)]
pub(crate) struct Platform {
    pub(crate) subscribers: Vec<Subscriber>,
    on_the_way: VecDeque<Delivery>,
    made: u64,
}

/// Somebody who subscribed.
pub(crate) struct Subscriber {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) notices_url: String,
    pub(crate) notice_secret: String,
    pub(crate) subscriptions: Vec<Subscription>,
}

/// A subscription.
#[derive(Clone)]
pub(crate) struct Subscription {
    pub(crate) id: String,
    pub(crate) status: &'static str,
    pub(crate) events: Vec<String>,
    pub(crate) url: String,
    pub(crate) primary: String,
    pub(crate) secondary: Option<String>,
}

/// A request that the platform will send.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Delivery {
    /// Where to.
    pub url: String,
    /// Its headers; the names in the platform's own spelling.
    pub headers: Vec<(&'static str, String)>,
    /// Its body, byte for byte what is signed.
    pub body: String,
    /// The subscription whose event it is; none for a notice.
    pub subscription: Option<String>,
}

impl Platform {
    /// A new id.
    pub(crate) fn id(&mut self) -> String {
        self.made += 1;
        let nanos = u64::from(clock::now().timestamp_subsec_nanos());
        Uuid::from_u64_pair(mix(self.made), mix(nanos ^ self.made)).to_string()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.subscribers.len() >= SUBSCRIBERS
    }

    pub(crate) fn subscription(&mut self, id: &str) -> Option<&mut Subscription> {
        let all = self.subscribers.iter_mut().flat_map(|s| &mut s.subscriptions);
        all.into_iter().find(|subscription| subscription.id == id)
    }

    /// Tells everybody who wants to know.
    fn tell(&mut self, kind: &str, data: &Value) {
        let wanting: Vec<Subscription> = self
            .subscribers
            .iter()
            .flat_map(|subscriber| &subscriber.subscriptions)
            .filter(|s| s.status == "active" && s.events.iter().any(|event| event == kind))
            .cloned()
            .collect();
        for subscription in wanting {
            let event = json!({
                "specversion": "1.0", "id": self.id(), "source": "akeneo-event-platform", "type": kind,
                "subject": subscription.id, "datacontenttype": "application/json",
                "dataschema": format!("https://event.prd.sdk.akeneo.cloud/spec/{kind}.schema.json"),
                "time": clock::now().to_rfc3339(), "data": data,
            });
            let body = event.to_string();
            let mut headers = signed(&subscription.primary, &body);
            if let Some(secondary) = &subscription.secondary {
                headers.push(("X-AKENEO-SIGNATURE-SECONDARY", tag(secondary, &body)));
            }
            self.on_the_way.push_back(Delivery {
                url: subscription.url,
                headers,
                body,
                subscription: Some(subscription.id),
            });
        }
    }

    /// Gives a subscription another status and tells its subscriber.
    pub(crate) fn change(&mut self, id: &str, status: &'static str, kind: &str) {
        let Some(subscription) = self.subscription(id) else {
            return;
        };
        subscription.status = status;
        let (destination, events) = (subscription.url.clone(), subscription.events.clone());
        let mine = |s: &&Subscriber| s.subscriptions.iter().any(|one| one.id == id);
        let Some(subscriber) = self.subscribers.iter().find(mine) else {
            return;
        };
        let body = json!({
            "notification_type": kind, "timestamp": clock::now().to_rfc3339(), "subscription_id": id,
            "subscriber_id": subscriber.id, "destination": destination, "events": events,
            "reason": "The simulator was told to.",
        })
        .to_string();
        self.on_the_way.push_back(Delivery {
            url: subscriber.notices_url.clone(),
            headers: signed(&subscriber.notice_secret, &body),
            body,
            subscription: None,
        });
    }

    /// The ids of all subscriptions.
    pub(crate) fn ids(&self) -> Vec<String> {
        let all = self.subscribers.iter().flat_map(|s| &s.subscriptions);
        all.map(|subscription| subscription.id.clone()).collect()
    }
}

fn signed(secret: &str, body: &str) -> Vec<(&'static str, String)> {
    vec![
        ("X-AKENEO-SIGNATURE-PRIMARY", tag(secret, body)),
        ("X-AKENEO-SIGNATURE-ALGORITHM", "HmacSHA256".to_owned()),
    ]
}

fn tag(secret: &str, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, body.as_bytes());
    tag.as_ref().iter().fold(String::new(), |mut text, byte| {
        // Writing into a string cannot fail.
        _ = write!(text, "{byte:02x}");
        text
    })
}

/// What was done to a product or a model.
#[derive(Clone, Copy)]
pub(crate) enum Done {
    Updated,
    Deleted,
}

/// Notes what was done to a product, known by its uuid, or else to a model, known by its code.
pub(crate) fn note(shared: &Shared, product: Option<Uuid>, model: &str, done: Done) {
    let done = match done {
        Done::Updated => "updated",
        Done::Deleted => "deleted",
    };
    let author = json!({ "identifier": "00000000-0000-4000-8000-000000000000", "type": "user" });
    let (kind, data) = match product {
        Some(uuid) => (
            "product",
            json!({ "product": { "uuid": uuid }, "author": author }),
        ),
        None => (
            "product-model",
            json!({ "product_model": { "code": model }, "author": author }),
        ),
    };
    shared
        .platform()
        .tell(&format!("com.akeneo.pim.v1.{kind}.{done}"), &data);
}

/// Takes everything that is on its way, with what the fault switches make of it.
pub(crate) fn take(shared: &Shared) -> Vec<Delivery> {
    let mut taken: Vec<Delivery> = shared.platform().on_the_way.drain(..).collect();
    let faults = shared.faults().clone();
    if faults.unordered_events {
        taken.reverse();
    }
    if faults.duplicate_events {
        taken = taken.into_iter().flat_map(|one| [one.clone(), one]).collect();
    }
    if faults.bad_event_signatures {
        for (name, value) in taken.iter_mut().flat_map(|one| &mut one.headers) {
            if *name != "X-AKENEO-SIGNATURE-ALGORITHM" {
                value.replace_range(..1, if value.starts_with('0') { "1" } else { "0" });
            }
        }
    }
    taken
}

/// Sends everything that is on its way; the statuses of the answers, 0 where there was none. A 404 or a redirect suspends the
/// subscription at once, as in the real system.
pub(crate) async fn deliver(shared: &Shared) -> Vec<u16> {
    let mut statuses = Vec::new();
    for delivery in take(shared) {
        let status = send(&delivery).await.unwrap_or(0);
        if let Some(id) = &delivery.subscription
            && matches!(status, 300..=399 | 404)
        {
            shared
                .platform()
                .change(id, "suspended", "subscription.suspended.system");
        }
        statuses.push(status);
    }
    statuses
}

/// One request over plain HTTP, which is all that a simulator on this machine needs.
async fn send(delivery: &Delivery) -> io::Result<u16> {
    let url = Url::parse(&delivery.url).map_err(io::Error::other)?;
    let host = url.host_str().ok_or_else(|| io::Error::other("no host"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let mut request = format!(
        "POST {} HTTP/1.1\r\nHost: {host}:{port}\r\nUser-Agent: akeneo/event-platform\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n",
        url.path(),
        delivery.body.len()
    );
    for (name, value) in &delivery.headers {
        _ = write!(request, "{name}: {value}\r\n");
    }
    request.push_str("\r\n");
    request.push_str(&delivery.body);
    let mut stream = TcpStream::connect((host, port)).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(4096).read_to_end(&mut answer).await?;
    let text = String::from_utf8_lossy(&answer);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other("no status"))
}

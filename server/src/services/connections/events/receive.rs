//! What the platform sends. Whoever sends something has no session: the signature alone says whose it is.

use super::signature::Signatures;
use crate::{
    app::App,
    crypto::Place,
    services::{
        connections::{attention, live},
        limits::count_event,
    },
};
use chrono::{DateTime, Utc};
use db::queries::{
    connections as rows,
    pim_events::{self, Arrived},
    polls,
    subscriptions::{self, State, Subscription},
};
use domain::{ConnectionId, Error, catalog::ProductKey, connection::Health};
use secrecy::SecretString;
use serde::Deserialize;

/// Longer names of an event are none that the platform gives.
const ID_MAX: usize = 200;
/// What an unknown connection is compared with, so that it takes as long to refuse.
const NOBODYS: &str = "an unknown connection has no secret";

/// An event (CNCF `CloudEvents`), as far as it matters. Everything but its id may be missing.
#[derive(Deserialize)]
struct CloudEvent {
    id: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    data: Data,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    product: Option<Product>,
}

#[derive(Deserialize)]
struct Product {
    uuid: String,
}

#[derive(Deserialize)]
struct Notice {
    notification_type: String,
    #[serde(default)]
    timestamp: Option<DateTime<Utc>>,
}

/// Takes an event. [`Error::Unauthenticated`] for whatever is not signed as this connection's, also where there is none: who
/// knows no secret learns nothing.
pub async fn event(
    app: &App,
    id: Option<ConnectionId>,
    signatures: &Signatures,
    body: &[u8],
) -> Result<(), Error> {
    let subscription = signed(app, id, signatures, body, |s| ("secret", &s.secret)).await?;
    // It is the platform's, and sending it again would not make it better.
    let Ok(event) = serde_json::from_slice::<CloudEvent>(body) else {
        tracing::warn!(connection = %subscription.connection, "an event of the platform cannot be read");
        return Ok(());
    };
    if event.id.is_empty() || event.id.chars().count() > ID_MAX {
        tracing::warn!(connection = %subscription.connection, "an event of the platform has no usable id");
        return Ok(());
    }
    note(app, &subscription, &event).await
}

/// One transaction: the event counts once, and whatever follows from it is stored with it.
async fn note(app: &App, subscription: &Subscription, event: &CloudEvent) -> Result<(), Error> {
    let (now, connection) = (app.clock.now(), subscription.connection);
    let product = event.data.product.as_ref().map(|p| p.uuid.as_str());
    let product = product.filter(|uuid| !uuid.is_empty() && uuid.len() <= ID_MAX);
    let arrived = Arrived {
        connection,
        brand: subscription.brand,
        id: &event.id,
        product,
        at: now,
    };
    let mut tx = app.db.brand(subscription.brand).await?;
    let Some(known) = rows::by_id(&mut tx, connection).await? else {
        return Ok(());
    };
    if !pim_events::insert(&mut tx, arrived).await? {
        tracing::debug!(%connection, "an event came again");
        return Ok(tx.rollback().await?);
    }
    subscriptions::note_event(&mut tx, subscription.id, now).await?;
    if product.is_none() {
        // A model: the list of changes knows the variants below it.
        polls::list_now(&mut tx, connection, now).await?;
    }
    tx.commit().await?;
    tracing::debug!(%connection, kind = event.kind, "an event came");
    if let Some(product) = product {
        // Whoever looks at the product meanwhile sees it as it is.
        live::forget_product(app, &known, &ProductKey(product.to_owned())).await;
    }
    app.wake();
    Ok(())
}

/// Takes a notice about the subscription itself.
pub async fn notice(
    app: &App,
    id: Option<ConnectionId>,
    signatures: &Signatures,
    body: &[u8],
) -> Result<(), Error> {
    let subscription = signed(app, id, signatures, body, |s| ("notice_secret", &s.notice_secret)).await?;
    let connection = subscription.connection;
    let Ok(notice) = serde_json::from_slice::<Notice>(body) else {
        tracing::warn!(%connection, "a notice of the event platform cannot be read");
        return Ok(());
    };
    let Some((state, reason)) = meaning(&notice.notification_type) else {
        tracing::info!(%connection, "the event platform sent a notice of an unknown kind");
        return Ok(());
    };
    let now = app.clock.now();
    let at = notice.timestamp.unwrap_or(now);
    // Who is mailed to, and the outbox, are behind the system door.
    let mut tx = app.db.system("note what the event platform tells").await?;
    let counts = subscriptions::notice(&mut tx, subscription.id, at, (state, reason)).await?;
    if counts && state == State::Revoked {
        let words = "Akeneo's Event Platform says that the connection was removed in the PIM. If that is so, connect again \
            with new credentials.";
        if let Some(known) = rows::by_id(&mut tx, connection).await? {
            attention::note(app, &mut tx, &known, (now, Health::NeedsAttention, words)).await?;
        }
    }
    tx.commit().await?;
    tracing::info!(%connection, state = state.word(), counts, "the event platform sent a notice");
    Ok(())
}

/// What a notice means; why in our own words, because theirs are for the log of whoever reads them there.
fn meaning(kind: &str) -> Option<(State, Option<&'static str>)> {
    Some(match kind {
        "subscription.suspended.system" => (
            State::Suspended,
            Some(
                "the Event Platform stopped after too many events did not reach Tessera. Switch it off and on again to go on",
            ),
        ),
        "subscription.suspended.user" => (
            State::Suspended,
            Some("somebody stopped it at the Event Platform"),
        ),
        "subscription.revoked" => (State::Revoked, Some("the connection was removed in the PIM")),
        "subscription.resumed" => (State::Active, None),
        _ => return None,
    })
}

/// The subscription of the connection, if it is its secret that signed the body.
async fn signed(
    app: &App,
    id: Option<ConnectionId>,
    signatures: &Signatures,
    body: &[u8],
    envelope: fn(&Subscription) -> (&'static str, &Vec<u8>),
) -> Result<Subscription, Error> {
    let found = match id {
        None => None,
        Some(id) => {
            let mut tx = app.db.system("find whose signature an event bears").await?;
            let found = subscriptions::of(&mut tx, id).await?;
            tx.commit().await?;
            found
        }
    };
    let secret = match &found {
        None => SecretString::from(NOBODYS),
        Some(found) => opened(app, found, envelope(found))?,
    };
    let fits = signatures.fit(&secret, body);
    let Some(found) = found.filter(|_| fits) else {
        tracing::debug!("something that claims to be an event is not signed");
        return Err(Error::Unauthenticated);
    };
    // Strangers neither use this up nor fill the counters with names that they made up.
    count_event(app, found.connection).await?;
    Ok(found)
}

fn opened(
    app: &App,
    subscription: &Subscription,
    (column, envelope): (&'static str, &Vec<u8>),
) -> Result<SecretString, Error> {
    let place = Place::subscription(column, subscription.brand, subscription.id);
    let plain = app.keys.open_at(&place, envelope).map_err(|error| {
        tracing::error!(connection = %subscription.connection, %error, "the secret of a subscription cannot be opened");
        Error::Internal
    })?;
    let text = std::str::from_utf8(&plain).map_err(|_| Error::Internal)?;
    Ok(SecretString::from(text))
}

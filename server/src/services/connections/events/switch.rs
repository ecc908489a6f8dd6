//! Having the platform tell of changes, or no longer.

use super::words::polling;
use crate::services::connections::registry;
use crate::{
    app::App,
    clock::token_256,
    context::OpContext,
    crypto::Place,
    services::{audit, connections::Live, limits::count_test},
};
use chrono::TimeDelta;
use db::{
    AsyncPgConnection,
    queries::{
        connections::{self as rows, Connection},
        subscriptions::{self, State, Subscription},
    },
};
use domain::{ConnectionId, Error, Kind, Permission};
use pim::{Akeneo, EventsError, SubscribeTo, SubscriptionStatus};
use secrecy::SecretString;
use serde_json::json;
use std::time::Duration;
use url::Url;
use uuid::Uuid;

/// Whoever asked the platform and has not stored its answer after this time has died over it.
const STARTING: TimeDelta = TimeDelta::minutes(2);
/// How long a person waits for the platform to forget something.
const PATIENCE: Duration = Duration::from_secs(5);

/// Has the platform tell of changes of a connection's PIM, or no longer.
pub async fn set(app: &App, op: &OpContext, id: ConnectionId, on: bool) -> Result<(), Error> {
    op.require(Permission::ManageConnections)?;
    count_test(app, op.caller.user_id).await?;
    if on {
        switch_on(app, op, id).await
    } else {
        switch_off(app, op, id).await
    }
}

async fn switch_on(app: &App, op: &OpContext, id: ConnectionId) -> Result<(), Error> {
    let live = Live::open(app, op.caller.brand_id, id).await?;
    let platform = &app.config.outbound.events_url;
    if platform.scheme() == "https" && app.config.base_url().scheme() != "https" {
        let words = "Akeneo's Event Platform sends to https addresses only, and this site is not at one.";
        return Err(Error::unavailable(format!(
            "{words} As before, {}.",
            polling(live.ttl())
        )));
    }
    let Some((row, old, to)) = begin(app, op, &live).await? else {
        return Ok(());
    };
    if let Some(old) = old {
        dismiss(app, live.akeneo(), &old).await;
    }
    match live
        .akeneo()
        .subscribe(&app.config.outbound.events_url, &to)
        .await
    {
        Ok(names) => keep(app, op, &live, row, names).await,
        Err(error) => {
            tracing::warn!(connection = %id, %error, "the event platform did not take a subscription");
            let mut tx = app.db.brand(op.caller.brand_id).await?;
            subscriptions::delete(&mut tx, row).await?;
            tx.commit().await?;
            Err(refused(&error, &live))
        }
    }
}

/// Stores the secrets before anybody learns them, because events may come before the answer. None where there is nothing to
/// do; else the new row, what stood in its place, and what to ask for.
async fn begin(
    app: &App,
    op: &OpContext,
    live: &Live,
) -> Result<Option<(Uuid, Option<Subscription>, SubscribeTo)>, Error> {
    let (brand, connection) = (op.caller.brand_id, &live.connection);
    let mut tx = app.db.brand(brand).await?;
    rows::lock(&mut tx, connection.id)
        .await?
        .ok_or(Error::NotFound(Kind::Connection))?;
    let now = app.clock.now();
    let old = subscriptions::of(&mut tx, connection.id).await?;
    match &old {
        Some(old) if old.state == State::Active => return Ok(None),
        Some(old) if old.state == State::Starting && now - old.created_at < STARTING => {
            return Err(Error::conflict("Somebody is switching this on at the moment."));
        }
        Some(old) => subscriptions::delete(&mut tx, old.id).await?,
        None => {}
    }
    let row = app.new_id();
    let [secret, notice_secret] = [(); 2].map(|()| token_256(&*app.random));
    let seal = |column, plain: &str| {
        app.keys
            .seal(&Place::subscription(column, brand, row), plain.as_bytes())
    };
    let new = Subscription {
        id: row,
        brand,
        connection: connection.id,
        secret: seal("secret", &secret),
        notice_secret: seal("notice_secret", &notice_secret),
        names: None,
        state: State::Starting,
        reason: None,
        last_event_at: None,
        created_at: now,
    };
    subscriptions::insert(&mut tx, &new).await?;
    tx.commit().await?;
    let events_url = webhook(app, connection.id, "")?;
    let to = SubscribeTo {
        name: format!("Tessera: {}", live.brand.name),
        contact: op.caller.email.clone(),
        events_url,
        secret: SecretString::from(secret),
        notices_url: webhook(app, connection.id, "/notices")?,
        notice_secret: SecretString::from(notice_secret),
    };
    Ok(Some((row, old, to)))
}

fn webhook(app: &App, id: ConnectionId, end: &str) -> Result<Url, Error> {
    Url::parse(&app.config.link(&format!("/webhooks/akeneo/{id}{end}"))).map_err(|_| Error::Internal)
}

async fn keep(
    app: &App,
    op: &OpContext,
    live: &Live,
    row: Uuid,
    names: pim::Subscription,
) -> Result<(), Error> {
    let id = live.connection.id;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if !subscriptions::started(&mut tx, row, (&names.subscriber, &names.id)).await? {
        tx.rollback().await?;
        // Switched off, or deleted with its connection, while the platform was asked.
        let platform = &app.config.outbound.events_url;
        let ended = live.akeneo().unsubscribe(platform, &names).await;
        log_failure(id, ended);
        return Err(Error::conflict("It was switched off meanwhile."));
    }
    audit::record(
        app,
        &mut tx,
        op,
        "connection.events_on",
        &id.to_string(),
        json!({}),
    )
    .await?;
    Ok(tx.commit().await?)
}

fn refused(error: &EventsError, live: &Live) -> Error {
    Error::unavailable(format!(
        "{} As before, {}.",
        error.plain_words(),
        polling(live.ttl())
    ))
}

async fn switch_off(app: &App, op: &OpContext, id: ConnectionId) -> Result<(), Error> {
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let connection = rows::lock(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Connection))?;
    let Some(subscription) = retire(&mut tx, id).await? else {
        return Ok(());
    };
    audit::record(
        app,
        &mut tx,
        op,
        "connection.events_off",
        &id.to_string(),
        json!({}),
    )
    .await?;
    tx.commit().await?;
    say_goodbye(app, &connection, &subscription).await;
    Ok(())
}

/// Forgets the subscription of a connection that changes or goes; answers what the platform is to forget as well.
pub(in crate::services::connections) async fn retire(
    conn: &mut AsyncPgConnection,
    id: ConnectionId,
) -> Result<Option<Subscription>, Error> {
    let found = subscriptions::of(conn, id).await?;
    if let Some(subscription) = &found {
        subscriptions::delete(conn, subscription.id).await?;
    }
    Ok(found)
}

/// Has the platform forget a subscription of the connection as it was. If that fails, its events are refused from now on, and
/// the platform gives up by itself.
pub(in crate::services::connections) async fn say_goodbye(
    app: &App,
    connection: &Connection,
    subscription: &Subscription,
) {
    if let Ok(akeneo) = registry::bygone(app, connection) {
        dismiss(app, &akeneo, subscription).await;
    }
}

async fn dismiss(app: &App, akeneo: &Akeneo, subscription: &Subscription) {
    let Some((subscriber, id)) = subscription.names.clone() else {
        return;
    };
    let names = pim::Subscription { subscriber, id };
    let ended = akeneo.unsubscribe(&app.config.outbound.events_url, &names);
    match tokio::time::timeout(PATIENCE, ended).await {
        Ok(ended) => log_failure(subscription.connection, ended),
        Err(_) => {
            tracing::warn!(connection = %subscription.connection, "the event platform takes long to forget a subscription");
        }
    }
}

fn log_failure(connection: ConnectionId, ended: Result<(), EventsError>) {
    if let Err(error) = ended {
        tracing::warn!(%connection, %error, "a subscription may still stand at the event platform");
    }
}

/// Asks the platform how the subscription of a connection does, which notices may have failed to tell.
pub(in crate::services::connections) async fn look_again(live: &Live) -> Result<(), Error> {
    let app = &live.app;
    let mut tx = app.db.brand(live.brand.id).await?;
    let found = subscriptions::of(&mut tx, live.connection.id).await?;
    tx.commit().await?;
    let Some((subscription, (subscriber, id))) = found.and_then(|s| s.names.clone().map(|names| (s, names)))
    else {
        return Ok(());
    };
    let names = pim::Subscription { subscriber, id };
    let asked = live
        .akeneo()
        .subscription_status(&app.config.outbound.events_url, &names);
    let (state, reason) = match asked.await {
        Ok(SubscriptionStatus::Active) => (State::Active, None),
        Ok(SubscriptionStatus::Suspended) => (State::Suspended, Some("the Event Platform has suspended it")),
        Ok(SubscriptionStatus::Revoked) => (State::Revoked, Some("the connection was removed in the PIM")),
        Ok(SubscriptionStatus::Gone) => (State::Revoked, Some("the Event Platform no longer knows it")),
        Err(error) => {
            tracing::info!(connection = %live.connection.id, %error, "the event platform does not tell how a subscription does");
            return Ok(());
        }
    };
    if state != subscription.state {
        let mut tx = app.db.brand(live.brand.id).await?;
        subscriptions::set_state(&mut tx, subscription.id, state, reason).await?;
        tx.commit().await?;
    }
    Ok(())
}

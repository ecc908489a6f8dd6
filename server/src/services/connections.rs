//! Links to a PIM: keeping their credentials, testing them, and how they do.

mod attention;
mod credentials;
pub mod events;
mod health;
mod live;
mod registry;
mod report;
#[cfg(test)]
mod tests;

pub(in crate::services) use live::{CHANGED_FOR, Live, changed, in_words};
pub use registry::Connectors;

use crate::{
    app::App,
    context::OpContext,
    services::{audit, limits::count_test},
};
use credentials::{Unsaved, sealed};
use db::{
    DbError,
    queries::{
        brands,
        connections::{self as rows, Connection, Details},
        polls, subscriptions,
    },
};
use domain::{
    ConnectionId, Error, FieldError, Kind, Permission,
    connection::{ConnectionReport, ConnectionView, SaveConnection},
};
use serde_json::json;
use std::time::Duration;
use url::Url;

/// All connections of the brand.
pub async fn list(app: &App, op: &OpContext) -> Result<Vec<ConnectionView>, Error> {
    op.require(Permission::Read)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let connections = rows::list(&mut tx).await?;
    let templates = rows::templates_of_each(&mut tx).await?;
    tx.commit().await?;
    let used = |c: &Connection| templates.get(&c.id).copied().unwrap_or(0);
    Ok(connections
        .into_iter()
        .map(|c| {
            let used = used(&c);
            view(c, used)
        })
        .collect())
}

/// One connection.
pub async fn get(app: &App, op: &OpContext, id: ConnectionId) -> Result<ConnectionView, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let connection = rows::by_id(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Connection))?;
    let templates = rows::templates_of_each(&mut tx).await?;
    let watched = polls::list(&mut tx).await?;
    let subscription = subscriptions::of(&mut tx, id).await?;
    let brand = brands::by_id(&mut tx, op.caller.brand_id)
        .await?
        .ok_or(Error::NotFound(Kind::Brand))?;
    tx.commit().await?;
    let watched = watched.into_iter().find(|w| w.connection == id);
    let used = templates.get(&id).copied().unwrap_or(0);
    let mut facts = health::facts(app, &connection, used, watched.as_ref()).await;
    let ttl = Duration::from_secs(u64::from(brand.cache_ttl_s));
    facts.extend(events::facts(subscription.as_ref(), ttl));
    Ok(ConnectionView {
        facts,
        events: subscription.is_some(),
        ..view(connection, used)
    })
}

/// Creates or changes one; its secrets are encrypted.
pub async fn save(app: &App, op: &OpContext, cmd: SaveConnection) -> Result<ConnectionId, Error> {
    op.require(Permission::ManageConnections)?;
    let origin = check(app, &cmd)?;
    count_test(app, op.caller.user_id).await?;
    match cmd.id {
        None => create(app, op, &cmd, &origin).await,
        Some(id) => change(app, op, id, &cmd, &origin).await,
    }
}

/// Tests the stored credentials against the PIM.
pub async fn test(app: &App, op: &OpContext, id: ConnectionId) -> Result<ConnectionReport, Error> {
    op.require(Permission::ManageConnections)?;
    count_test(app, op.caller.user_id).await?;
    let live = Live::open(app, op.caller.brand_id, id).await?;
    let report = report::view(live.test().await);
    events::look_again(&live).await?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    audit::record(app, &mut tx, op, "connection.tested", &id.to_string(), json!({})).await?;
    tx.commit().await?;
    Ok(report)
}

/// Tests what was typed, without storing it. Stored secrets stand in for empty ones while the address is the same.
pub async fn test_unsaved(
    app: &App,
    op: &OpContext,
    mut cmd: SaveConnection,
) -> Result<ConnectionReport, Error> {
    op.require(Permission::ManageConnections)?;
    if cmd.name.trim().is_empty() {
        // The name is not needed for a test, and often typed last.
        "Test".clone_into(&mut cmd.name);
    }
    let origin = check(app, &cmd)?;
    count_test(app, op.caller.user_id).await?;
    let stored = match cmd.id {
        None => None,
        Some(id) => {
            let mut tx = app.db.brand(op.caller.brand_id).await?;
            Some(
                rows::by_id(&mut tx, id)
                    .await?
                    .ok_or(Error::NotFound(Kind::Connection))?,
            )
        }
    };
    if let Some(stored) = &stored {
        same_address_or_new_secrets(stored, &cmd, &origin)?;
    }
    let unsaved = Unsaved {
        cmd: &cmd,
        origin,
        stored: stored.as_ref(),
    };
    Ok(report::view(
        registry::unsaved(app, unsaved.credentials(app)?).await,
    ))
}

/// Forgets all cached values of the connection.
pub async fn clear_cache(app: &App, op: &OpContext, id: ConnectionId) -> Result<(), Error> {
    op.require(Permission::ManageConnections)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    if !rows::next_generation(&mut tx, id).await? {
        return Err(Error::NotFound(Kind::Connection));
    }
    audit::record(
        app,
        &mut tx,
        op,
        "connection.cache_cleared",
        &id.to_string(),
        json!({}),
    )
    .await?;
    Ok(tx.commit().await?)
}

/// Deletes a connection that no template uses.
pub async fn delete(app: &App, op: &OpContext, id: ConnectionId) -> Result<(), Error> {
    op.require(Permission::ManageConnections)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let connection = rows::lock(&mut tx, id).await?;
    let name = connection.as_ref().map(|connection| connection.name.clone());
    let subscription = events::retire(&mut tx, id).await?;
    match rows::delete(&mut tx, id).await {
        Ok(true) => {}
        Ok(false) => return Err(Error::NotFound(Kind::Connection)),
        Err(DbError::ForeignKey { .. }) => {
            return Err(Error::conflict(
                "Templates use this connection. Delete those templates first; published passports keep theirs.",
            ));
        }
        Err(error) => return Err(error.into()),
    }
    audit::record(
        app,
        &mut tx,
        op,
        "connection.deleted",
        &id.to_string(),
        json!({ "name": name }),
    )
    .await?;
    tx.commit().await?;
    if let Some((connection, subscription)) = connection.zip(subscription) {
        events::say_goodbye(app, &connection, &subscription).await;
    }
    app.connectors.forget(id);
    Ok(())
}

async fn create(
    app: &App,
    op: &OpContext,
    cmd: &SaveConnection,
    origin: &Url,
) -> Result<ConnectionId, Error> {
    let id = ConnectionId(app.new_id());
    let brand = op.caller.brand_id;
    let base_url = address(origin);
    let details = Details {
        secret: Some(sealed(app, "secret", brand, id, &cmd.secret)),
        password: Some(sealed(app, "password", brand, id, &cmd.password)),
        ..details(cmd, &base_url)
    };
    let mut tx = app.db.brand(brand).await?;
    rows::insert(&mut tx, id, brand, &details, app.clock.now()).await?;
    let detail = json!({ "name": details.name, "base_url": base_url, "client_id": details.client_id, "username": details.username });
    audit::record(app, &mut tx, op, "connection.created", &id.to_string(), detail).await?;
    tx.commit().await?;
    Ok(id)
}

async fn change(
    app: &App,
    op: &OpContext,
    id: ConnectionId,
    cmd: &SaveConnection,
    origin: &Url,
) -> Result<ConnectionId, Error> {
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let stored = rows::lock(&mut tx, id)
        .await?
        .ok_or(Error::NotFound(Kind::Connection))?;
    same_address_or_new_secrets(&stored, cmd, origin)?;
    let base_url = address(origin);
    let renewed = |column, typed: &str| (!typed.is_empty()).then(|| sealed(app, column, brand, id, typed));
    let details = Details {
        secret: renewed("secret", &cmd.secret),
        password: renewed("password", &cmd.password),
        ..details(cmd, &base_url)
    };
    let kept = details.secret.is_none() && details.password.is_none();
    let same = stored.client_id == details.client_id && stored.username == details.username;
    if kept && same && stored.base_url == base_url {
        rows::rename(&mut tx, id, details.name).await?;
    } else {
        rows::update(&mut tx, id, &details).await?;
    }
    // A subscription belongs to the PIM and the client that it was made with.
    let moved = stored.base_url != base_url || stored.client_id != details.client_id;
    let left = if moved {
        events::retire(&mut tx, id).await?
    } else {
        None
    };
    let detail = difference(&stored, &details);
    audit::record(app, &mut tx, op, "connection.changed", &id.to_string(), detail).await?;
    tx.commit().await?;
    if let Some(subscription) = left {
        events::say_goodbye(app, &stored, &subscription).await;
    }
    app.connectors.forget(id);
    Ok(id)
}

/// What a change changes, for the log: from what to what, and of secrets only that they were.
fn difference(stored: &Connection, details: &Details<'_>) -> serde_json::Value {
    let mut changes = serde_json::Map::new();
    let plain = [
        ("name", stored.name.as_str(), details.name),
        ("base_url", &stored.base_url, details.base_url),
        ("client_id", &stored.client_id, details.client_id),
        ("username", &stored.username, details.username),
    ];
    for (field, from, to) in plain.into_iter().filter(|(_, from, to)| from != to) {
        changes.insert(field.to_owned(), json!({ "from": from, "to": to }));
    }
    for (field, typed) in [("secret", &details.secret), ("password", &details.password)] {
        if typed.is_some() {
            changes.insert(field.to_owned(), json!("changed"));
        }
    }
    changes.into()
}

fn details<'a>(cmd: &'a SaveConnection, base_url: &'a str) -> Details<'a> {
    Details {
        name: cmd.name.trim(),
        base_url,
        client_id: cmd.client_id.trim(),
        username: cmd.username.trim(),
        secret: None,
        password: None,
    }
}

/// The shape of the input, and whether Tessera connects to such an address at all.
fn check(app: &App, cmd: &SaveConnection) -> Result<Url, Error> {
    let origin = cmd.check()?;
    app.outbound
        .check_url(&origin)
        .map_err(|error| Error::invalid("base_url", pim::PimError::from(error).plain_words()))?;
    Ok(origin)
}

/// A stored secret is never sent to an address that it was not typed for.
fn same_address_or_new_secrets(stored: &Connection, cmd: &SaveConnection, origin: &Url) -> Result<(), Error> {
    if stored.base_url == address(origin) {
        return Ok(());
    }
    let missing = [("secret", &cmd.secret), ("password", &cmd.password)];
    let errors: Vec<_> = missing
        .into_iter()
        .filter(|(_, typed)| typed.is_empty())
        .map(|(field, _)| {
            FieldError::new(field, "The address has changed, so enter this again. Tessera sends a stored secret to no other address.")
        })
        .collect();
    if errors.is_empty() {
        Ok(())
    } else {
        Err(Error::Invalid(errors))
    }
}

/// The origin without the slash at its end.
fn address(origin: &Url) -> String {
    origin.as_str().trim_end_matches('/').to_owned()
}

fn view(connection: Connection, templates: u32) -> ConnectionView {
    ConnectionView {
        id: connection.id,
        name: connection.name,
        base_url: connection.base_url,
        client_id: connection.client_id,
        username: connection.username,
        health: connection.health,
        last_success_at: connection.last_success_at,
        last_error_at: connection.last_error_at,
        last_error: connection.last_error,
        created_at: connection.created_at,
        templates,
        events: false,
        facts: Vec::new(),
    }
}

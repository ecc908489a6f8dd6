//! A failure of a connection as it is stored; where it needs somebody, owners and admins of the brand are told once.

use crate::{
    app::App,
    mail::{self, Letter},
};
use ::app::routes::Route;
use chrono::{DateTime, Utc};
use db::{
    AsyncPgConnection,
    queries::{connections as rows, members},
};
use domain::{Error, Role, connection::Health};

/// Notes a failure, through the system door. The mails go out with the transaction that stores the first of several, so that
/// there is one of each, however many calls and processes fail at once.
pub(super) async fn note(
    app: &App,
    conn: &mut AsyncPgConnection,
    connection: &rows::Connection,
    (now, health, words): (DateTime<Utc>, Health, &str),
) -> Result<(), Error> {
    if !rows::note_error(conn, connection.id, now, health, words).await? {
        return Ok(());
    }
    tracing::warn!(connection = %connection.id, "a connection needs attention");
    let link = app.config.link(&Route::Connection(connection.id).href());
    let letter = Letter::connection_needs_attention(&connection.name, words, link);
    for address in members::addresses(conn, connection.brand, &[Role::Admin, Role::Owner]).await? {
        mail::enqueue(app, conn, &address, &letter).await?;
    }
    Ok(())
}

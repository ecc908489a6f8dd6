//! How much one signed-in person may make Tessera ask of other hosts and mail to strangers (OWASP ASVS 2.4.1): accounts are
//! free, and a connection may name any host.

use crate::{app::App, cache::Key};
use domain::{ConnectionId, Error, UserId, team::INVITATIONS_PER_HOUR};
use std::time::Duration;

const QUARTER: Duration = Duration::from_mins(15);
/// Connections that a person may test or save.
const TESTS: u32 = 30;
/// Previews and searches: a page that is being designed is asked for after each pause in typing.
const CALLS: u32 = 900;
/// Events of one connection in a minute. Whoever sends more is asked to slow down, and the list of changes has them all.
const EVENTS: u32 = 3_000;

/// Counts a test of a connection.
pub(in crate::services) async fn count_test(app: &App, user: UserId) -> Result<(), Error> {
    within(app, &Key::Tests(user), TESTS, QUARTER).await
}

/// Counts what may ask a PIM, such as a preview.
pub(in crate::services) async fn count_pim_call(app: &App, user: UserId) -> Result<(), Error> {
    within(app, &Key::PimCalls(user), CALLS, QUARTER).await
}

/// Counts a signed event of a connection.
pub(in crate::services) async fn count_event(app: &App, connection: ConnectionId) -> Result<(), Error> {
    within(app, &Key::Events(connection), EVENTS, Duration::from_mins(1)).await
}

/// Counts a mail to somebody whom the person invites, into whichever brand.
pub(in crate::services) async fn count_invitation(app: &App, user: UserId) -> Result<(), Error> {
    within(
        app,
        &Key::InvitationsBy(user),
        INVITATIONS_PER_HOUR,
        Duration::from_hours(1),
    )
    .await
}

async fn within(app: &App, key: &Key, limit: u32, window: Duration) -> Result<(), Error> {
    let hits = app.cache.hit(key, window).await;
    if hits.count <= limit {
        return Ok(());
    }
    tracing::warn!(count = hits.count, of = key.kind(), "too much was asked for");
    let seconds = u32::try_from(hits.resets_in.as_secs()).unwrap_or(u32::MAX);
    Err(Error::RateLimited {
        retry_after_s: seconds.max(1),
    })
}

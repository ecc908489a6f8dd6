//! What people are told by mail about their own account, because it may not have been them.

use crate::{
    app::App,
    context::Visitor,
    mail::{self, Letter},
    services::sessions::device,
};
use db::{
    AsyncPgConnection,
    queries::{known_devices, users},
};
use domain::{Error, UserId};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use uuid::Uuid;

/// Notes the device of a sign-in, and tells of it by mail where it was not seen before. The very first one is not news.
pub(in crate::services) async fn signed_in(
    app: &App,
    conn: &mut AsyncPgConnection,
    visitor: &Visitor,
    user: UserId,
) -> Result<(), Error> {
    let is_first = !known_devices::any_of_user(conn, user).await?;
    let print = fingerprint(visitor, user);
    if known_devices::seen(conn, user, &print, app.clock.now()).await? || is_first {
        return Ok(());
    }
    let Some(user) = users::by_id(conn, user).await? else {
        return Ok(());
    };
    let device = device::of(&visitor.user_agent).to_string();
    let at = app.clock.now().format("%-d %B %Y, %H:%M UTC").to_string();
    let place = match &visitor.country {
        Some(country) => format!("{} ({country})", visitor.ip),
        None => visitor.ip.to_string(),
    };
    let letter = Letter::new_device(&device, &place, &at, app.config.link("/account/sessions"));
    mail::enqueue(app, conn, &user.email, &letter).await
}

/// The fingerprint of the visitor's device where the user signs in with it. For nobody the same is asked, so that the time
/// does not tell.
pub(in crate::services) async fn known_device(
    conn: &mut AsyncPgConnection,
    visitor: &Visitor,
    user: Option<UserId>,
) -> Result<Option<[u8; 32]>, Error> {
    let user = user.unwrap_or(UserId(Uuid::nil()));
    let print = fingerprint(visitor, user);
    let known = known_devices::is_known(conn, user, &print).await?;
    Ok(known.then_some(print))
}

/// What makes a device the same: browser, system, and roughly where. The user is in it, so that nobody can tell from the
/// database who shares a device.
pub(in crate::services) fn fingerprint(visitor: &Visitor, user: UserId) -> [u8; 32] {
    let device = device::of(&visitor.user_agent);
    let place = visitor.country.clone().unwrap_or_else(|| network(visitor.ip));
    let text = format!(
        "{user}|{}|{}|{place}",
        device.browser.unwrap_or("?"),
        device.system.unwrap_or("?")
    );
    Sha256::digest(text.as_bytes()).into()
}

/// The network that an address is in, where the country is not known: people keep it for longer than an address.
fn network(ip: IpAddr) -> String {
    match ip.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, ..] = v4.octets();
            format!("{a}.{b}")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}")
        }
    }
}

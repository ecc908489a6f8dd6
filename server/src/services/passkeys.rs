//! Passkeys: made, named, removed, and shown to sign in.
//!
//! A passkey is both factors at once: something that one has, which has verified who holds it. Whoever shows one is therefore
//! not asked for anything else. Nobody is asked for an address first, so no answer tells who has an account.

mod ceremony;
mod manage;
mod show;

pub use ceremony::Begun;
pub use manage::{add, begin, may_add, one, remove, rename, suggested_name};
pub use show::{begin_showing, begin_sign_in, complete, confirm, sign_in};

use crate::auth::passkeys::Trouble;
use db::{AsyncPgConnection, queries::passkeys, types::Passkey};
use domain::{Error, UserId, security::PasskeyView};

/// What a browser has answered to a question.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// Which question.
    pub handle: &'a str,
    /// The passkey's part, as the JSON that browsers make of it.
    pub credential: &'a str,
}

/// The passkeys of a user, for the page that lists them.
pub async fn view(conn: &mut AsyncPgConnection, user: UserId) -> Result<Vec<PasskeyView>, Error> {
    let rows = passkeys::of_user(conn, user).await?;
    Ok(rows.into_iter().map(seen).collect())
}

fn seen(passkey: Passkey) -> PasskeyView {
    PasskeyView {
        id: passkey.id,
        name: passkey.name,
        since: passkey.created_at,
        last_used: passkey.last_used_at,
        suspended_since: passkey.suspended_at,
    }
}

/// The one answer to whatever is wrong with a passkey that was shown.
fn refused() -> Error {
    Error::invalid(
        "",
        "This passkey was not accepted. Try again, or sign in another way.",
    )
}

/// What a trouble means for the person, and for the log.
fn explain(trouble: &Trouble) -> Error {
    tracing::info!(%trouble, "a passkey was refused");
    match trouble {
        Trouble::Garbled(_) | Trouble::Refused(_) | Trouble::Copied => refused(),
        Trouble::Unusable(_) => Error::unavailable(
            "Passkeys do not work under the address of this site. Please tell whoever runs it.",
        ),
    }
}

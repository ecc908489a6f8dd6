//! Whether the keys are the issuer's own: only its own address can say that.

use crate::{
    Beside, Fetched,
    report::{Check, Findings},
};
use formats::did::{DidWeb, LookupError, key_of};
use serde_json::Value;

/// A key, and something that it has signed.
#[derive(Debug)]
pub(crate) struct Used<'a> {
    /// The key's id.
    pub(crate) key: &'a str,
    /// When that says to have been signed.
    pub(crate) at: &'a str,
    /// What that is, as the beginning of a sentence.
    pub(crate) what: String,
}

/// Says what is known about where the did document comes from; `used` are the keys that have signed, with all that they have.
pub(crate) fn check(
    did: &Value,
    used: &[Used<'_>],
    identifier: Option<&str>,
    beside: &Beside,
    found: &mut Findings,
) {
    let id = did.get("id").and_then(Value::as_str).unwrap_or_default();
    let Ok(name) = id.parse::<DidWeb>() else {
        let words = format!(
            "The issuer calls itself {id:?}, which is no did:web identifier. Whose key signed cannot be looked up."
        );
        return found.not_checked(Check::Issuer, words);
    };
    if let Some(fetched) = &beside.fetched {
        return compare(did, used, id, fetched, found);
    }
    let why = match &beside.not_fetched {
        Some(why) => format!("it could not be looked up ({why})"),
        None => "nothing was looked up on the network".to_owned(),
    };
    let words = format!(
        "Signed by a key of the did document that came with the file. Whether that document is the brand's own was not checked, \
         because {why}: open {} and compare.{}",
        name.url(),
        same_host(&name, identifier)
    );
    found.not_checked(Check::Issuer, words);
}

fn same_host(name: &DidWeb, identifier: Option<&str>) -> &'static str {
    let host = identifier.and_then(host_of);
    match host {
        Some(host) if host == name.host() => " It belongs to the same host as the passport's address.",
        Some(_) => " It belongs to another host than the passport's address.",
        None => "",
    }
}

/// The host of a web address, without its port.
fn host_of(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    Some(authority.split_once(':').map_or(authority, |(host, _)| host))
}

/// Whether the issuer's own address says that it has revoked a key.
pub(crate) fn has_revoked(did: &Value, key: &str, fetched: &Fetched) -> bool {
    let id = did.get("id").and_then(Value::as_str).unwrap_or_default();
    let asked = key_of(&fetched.document, &format!("{id}#{key}"), "");
    asked == Err(LookupError::Revoked)
}

fn compare(did: &Value, used: &[Used<'_>], id: &str, fetched: &Fetched, found: &mut Findings) {
    let url = &fetched.url;
    if fetched.document.get("id").and_then(Value::as_str) != Some(id) {
        let words = format!("{url} does not serve the did document of {id}.");
        return found.failed(Check::Issuer, words);
    }
    for Used { key, at, what } in used {
        let address = format!("{id}#{key}");
        let now = key_of(&fetched.document, &address, at);
        let words = match now {
            // The times in the file are its own; those of the issuer's address count.
            Ok(now) if key_of(did, &address, at) == Ok(now) => continue,
            Ok(_) => format!("{url} names another public key as {key} than this file does."),
            Err(LookupError::Revoked) => {
                format!("{url} says that the key {key} was revoked: nothing that it signed counts any more.")
            }
            Err(LookupError::Expired) => format!(
                "{what} says to be of {at}, but {url} says that its key {key} had been replaced by then."
            ),
            Err(LookupError::Kind) => {
                format!("{url} describes the key {key} in a way that this program does not understand.")
            }
            Err(LookupError::Unknown | LookupError::OtherIdentifier) => {
                format!("{url} no longer names the key {key}, which has signed, as one that signs.")
            }
        };
        return found.failed(Check::Issuer, words);
    }
    let words = format!(
        "{url} names the keys that have signed as those of {id}. So whoever holds that address vouches for this passport."
    );
    found.proven(Check::Issuer, words);
}

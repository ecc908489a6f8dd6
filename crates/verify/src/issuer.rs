//! Whether the keys are the issuer's own: only its own address can say that.

use crate::{
    Beside, Fetched,
    report::{Check, Findings},
};
use formats::did::DidWeb;
use serde_json::Value;

/// Says what is known about where the did document comes from; `used` are the ids of the keys that have signed.
pub(crate) fn check(
    did: &Value,
    used: &[&str],
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

fn compare(did: &Value, used: &[&str], id: &str, fetched: &Fetched, found: &mut Findings) {
    let url = &fetched.url;
    if fetched.document.get("id").and_then(Value::as_str) != Some(id) {
        let words = format!("{url} does not serve the did document of {id}.");
        return found.failed(Check::Issuer, words);
    }
    let entry = |document: &Value, key: &str| {
        let address = format!("{id}#{key}");
        let all = document.get("verificationMethod")?.as_array()?;
        all.iter()
            .find(|method| method.get("id").and_then(Value::as_str) == Some(&address))
            .cloned()
    };
    for key in used {
        let now = entry(&fetched.document, key);
        let words = match &now {
            None => format!("{url} no longer names the key {key}, which has signed."),
            Some(now) if now.get("revoked").is_some() => {
                format!("{url} says that the key {key} was revoked: nothing that it signed counts any more.")
            }
            Some(now) => {
                let then = entry(did, key);
                let public = |v: &Value| v.get("publicKeyMultibase").cloned();
                if then.as_ref().and_then(public) == public(now) {
                    continue;
                }
                format!("{url} names another public key as {key} than this file does.")
            }
        };
        return found.failed(Check::Issuer, words);
    }
    let words = format!(
        "{url} names the keys that have signed as those of {id}. So whoever holds that address vouches for this passport."
    );
    found.proven(Check::Issuer, words);
}

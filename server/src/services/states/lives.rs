//! Second lives: a product that was repurposed, re-used or remanufactured has a new passport, linked to that of its first life
//! (Reg. (EU) 2023/1542, Art. 77(7)). Either may be elsewhere: who repurposes is often somebody else.

use super::{done, open};
use crate::{app::App, context::OpContext, services::lookup::own_host};
use db::{
    Tx,
    queries::{
        domains,
        passports::states::{self, FirstLife},
    },
};
use domain::{Error, PassportId, Permission, state::is_https};
use serde_json::json;

/// What is wrong with an address.
const NO_ADDRESS: &str =
    "Enter the address of a passport: of one of yours, or of one elsewhere that begins with https://.";

/// Links a passport to that of the first life of its product; an empty address takes the link away. Both pages tell of it where
/// both are the brand's.
pub async fn link_first_life(app: &App, op: &OpContext, id: PassportId, address: &str) -> Result<(), Error> {
    op.require(Permission::Publish)?;
    let now = app.clock.now();
    let (mut tx, state) = open(app, op, id).await?;
    let first = find(app, &mut tx, address.trim()).await?;
    if let FirstLife::Own(first) = first {
        let mut before = states::lives_before(&mut tx, first).await?;
        before.push(first);
        if before.contains(&id) {
            let text = "A passport cannot be its own first life, nor that of one of its first lives.";
            return Err(Error::invalid("first", text));
        }
        states::touch(&mut tx, first, now).await?;
    }
    // The page of the one that was linked before no longer tells of this one.
    for earlier in states::lives_before(&mut tx, id).await?.into_iter().take(1) {
        states::touch(&mut tx, earlier, now).await?;
    }
    states::set_first_life(&mut tx, (id, now), first).await?;
    let detail =
        json!({ "old": state.first_life, "new": (!address.trim().is_empty()).then(|| address.trim()) });
    done(app, op, tx, "passport.first_life_linked", id, detail).await
}

/// Links a passport to that of the second life of its product elsewhere; an empty address takes the link away.
pub async fn link_second_life(app: &App, op: &OpContext, id: PassportId, address: &str) -> Result<(), Error> {
    op.require(Permission::Publish)?;
    let (mut tx, _) = open(app, op, id).await?;
    let address = Some(address.trim()).filter(|address| !address.is_empty());
    if let Some(address) = address {
        if !is_https(address) {
            return Err(Error::invalid("second", NO_ADDRESS));
        }
        if path_of(app, address).is_some() {
            let text = "This is a passport of this site. Open it there and name this one as its first life.";
            return Err(Error::invalid("second", text));
        }
    }
    states::set_second_life(&mut tx, (id, app.clock.now()), address).await?;
    let detail = json!({ "new": address });
    done(app, op, tx, "passport.second_life_linked", id, detail).await
}

/// The passport behind an address: one of the brand's, or any elsewhere.
async fn find<'a>(app: &App, tx: &mut Tx, address: &'a str) -> Result<FirstLife<'a>, Error> {
    if address.is_empty() {
        return Ok(FirstLife::None);
    }
    let at_own_host = match own_host(address) {
        // Only hosts of this brand lead to passports of this brand.
        Some((host, path)) => {
            let hosts = domains::list(tx).await?;
            hosts.iter().any(|own| own.host == host).then_some(path)
        }
        None => None,
    };
    if let Some(path) = at_own_host.map(plain).or_else(|| path_of(app, address)) {
        let own = states::by_path(tx, path).await?;
        let text = "There is no passport of your brand at this address.";
        return own
            .map(FirstLife::Own)
            .ok_or_else(|| Error::invalid("first", text));
    }
    if is_https(address) {
        Ok(FirstLife::Elsewhere(address))
    } else {
        Err(Error::invalid("first", NO_ADDRESS))
    }
}

/// The path of an address of this site, without what is asked for besides.
fn path_of<'a>(app: &App, address: &'a str) -> Option<&'a str> {
    let base = app.config.link("/");
    let path = match address.strip_prefix(base.trim_end_matches('/')) {
        Some(path) if path.starts_with('/') => path,
        _ if address.starts_with('/') => address,
        _ => return None,
    };
    Some(plain(path))
}

/// A path without what is asked for besides.
fn plain(path: &str) -> &str {
    &path[..path.find(['?', '#']).unwrap_or(path.len())]
}

//! The versions among each other: the same passport, numbers without a gap, each naming the hash of the one before.

use crate::{
    report::{Check, Findings},
    version::{Checked, Signed},
    words,
};
use serde_json::Value;

/// Checks the numbers and links of the versions.
pub(crate) fn check_chain(versions: &[Checked], found: &mut Findings) {
    let before = found.0.len();
    let mut open = Vec::new();
    for pair in versions.windows(2) {
        let [earlier, later] = pair else { continue };
        if earlier.number.checked_add(1) != Some(later.number) {
            let words = format!(
                "Version {} follows version {}: a version in between is missing, twice there, or out of order.",
                later.number, earlier.number
            );
            found.failed(Check::Chain, words);
            continue;
        }
        match later.text("previous") {
            Some(hash) if hash == earlier.sha256 => {}
            Some(hash) => {
                let words = format!(
                    "Version {} was made after a version {} with the SHA-256 {hash}. The one in this file is another.",
                    later.number, earlier.number
                );
                found.failed(Check::Chain, words);
            }
            None => open.push(later.number),
        }
    }
    let Some(first) = versions.first() else { return };
    if first.number == 1 && first.document.get("previous").is_some() {
        found.failed(
            Check::Chain,
            "Version 1 names a version before it, and there cannot be one.",
        );
    }
    if !open.is_empty() {
        let verb = if open.len() == 1 { "does" } else { "do" };
        let words = format!(
            "{} {verb} not name the hash of the version before. Whether another one stood there cannot be told.",
            words::sentence(&words::versions(&open))
        );
        found.not_checked(Check::Chain, words);
    }
    // What was changed shows in no link, where it is the last version.
    if found.0.len() == before && !found.has_failed() {
        whole_chain(versions, found);
    }
    if first.number > 1 {
        let named = first.text("previous");
        let named = named.map(|hash| {
            format!(
                " Version {} names the last of them by its SHA-256, {hash}.",
                first.number
            )
        });
        let earlier = match first.number - 1 {
            1 => "version 1".to_owned(),
            last => format!("versions 1 to {last}"),
        };
        let words = format!("The file does not hold {earlier}.{}", named.unwrap_or_default());
        found.not_checked(Check::Chain, words);
    }
}

fn whole_chain(versions: &[Checked], found: &mut Findings) {
    let [first, .., last] = versions else {
        if versions.first().is_some_and(|only| only.number == 1) {
            found.proven(
                Check::Chain,
                "This is the passport's first version; no other came before it.",
            );
        }
        return;
    };
    let words = format!(
        "Versions {} to {} form an unbroken chain: each names the SHA-256 of the one before, so none was changed, dropped or put in later.",
        first.number, last.number
    );
    found.proven(Check::Chain, words);
}

/// Which versions are vouched for by a signature: their own, or that of a later one that names their hash.
pub(crate) fn vouched(versions: &[Checked]) -> Vec<bool> {
    let mut vouched = vec![false; versions.len()];
    for at in (0..versions.len()).rev() {
        let own = matches!(versions[at].signed, Signed::Yes { .. });
        let by_next = versions.get(at + 1).is_some_and(|next| {
            vouched[at + 1] && next.text("previous") == Some(versions[at].sha256.as_str())
        });
        vouched[at] = own || by_next;
    }
    vouched
}

/// Checks that all versions are of one passport of one issuer at one level, in the order of their times.
pub(crate) fn check_identity(versions: &[Checked], did: Option<&Value>, found: &mut Findings) {
    let before = found.0.len();
    for (what, pointer) in [("address", "/identifier"), ("level", "/content/granularity")] {
        let values: Vec<_> = versions.iter().map(|v| v.document.pointer(pointer)).collect();
        if values.windows(2).any(|pair| pair[0] != pair[1]) {
            let words =
                format!("The versions are not of one passport: its {what} is not the same in all of them.");
            found.failed(Check::Identity, words);
        }
    }
    let id = did.and_then(|did| did.get("id")?.as_str());
    for version in versions {
        let said = version.text("issuer");
        if let (Some(said), Some(id)) = (said, id)
            && said != id
        {
            let words = format!(
                "Version {} is issued by {said}, but the did document is that of {id}.",
                version.number
            );
            found.failed(Check::Identity, words);
        }
    }
    if found.0.len() > before {
        return;
    }
    if let Some(identifier) = versions.last().and_then(|v| v.text("identifier")) {
        let all = if versions.len() == 1 {
            "The version is"
        } else {
            "All versions are"
        };
        found.proven(
            Check::Identity,
            format!("{all} of the passport with the address {identifier}."),
        );
    }
}

/// Checks that the versions' times follow each other and are not ahead of the clock.
pub(crate) fn check_times(versions: &[Checked], now: Option<&str>, found: &mut Findings) {
    let times: Vec<_> = versions
        .iter()
        .map(|v| (v.number, v.text("publishedAt").and_then(words::time)))
        .collect();
    let mut sound = true;
    for pair in times.windows(2) {
        if pair[0].1 > pair[1].1 {
            sound = false;
            let words = format!(
                "Version {} says to be older than version {}, which it follows.",
                pair[1].0, pair[0].0
            );
            found.failed(Check::Time, words);
        }
    }
    if let Some((number, _)) = times.iter().find(|(_, time)| time.is_none()) {
        sound = false;
        found.failed(
            Check::Time,
            format!("Version {number} does not say when it was published."),
        );
    }
    let now = now.and_then(words::time);
    if let (Some(now), Some((number, Some(last)))) = (now, times.last())
        && *last > now + chrono::TimeDelta::minutes(5)
    {
        sound = false;
        let words =
            format!("Version {number} says to be published in the future. One of the two clocks is wrong.");
        found.failed(Check::Time, words);
    }
    if sound {
        let words =
            "The times are the issuer's own statement, signed with the rest. No third party confirms them.";
        found.not_checked(Check::Time, words);
    }
}

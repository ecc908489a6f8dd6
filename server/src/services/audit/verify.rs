//! Walks the chains and says where one is broken.

use super::chain::{START, hash, statement};
use crate::{
    app::App,
    services::signing::{Purpose, own_public_keys},
};
use db::{
    AsyncPgConnection,
    queries::audit,
    types::{AuditCheckpoint, AuditEvent, AuditHead},
};
use domain::{BrandId, Error};
use std::collections::HashMap;
use uuid::Uuid;

/// Entries that are held in memory at once.
const BATCH: u32 = 500;

/// What was found of a brand's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainReport {
    /// The brand.
    pub brand: BrandId,
    /// Its first entry; 0 where there is none.
    pub first: u64,
    /// Its last sound entry.
    pub last: u64,
    /// How many entries are sound.
    pub entries: u64,
    /// How many entries are older than the chain, so that nothing proves them.
    pub unchained: u64,
    /// The last entry that a signature vouches for; 0 where nothing is signed.
    pub signed: u64,
    /// The hash of the last sound entry, in hex.
    pub hash: String,
    /// The first thing that is wrong.
    pub broken: Option<Break>,
}

/// Where and why a chain is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The first entry that is not as it was written.
    pub seq: u64,
    /// Why, in words.
    pub why: String,
}

/// Verifies the chain of one brand, or all of them.
pub async fn verify(app: &App, brand: Option<BrandId>) -> Result<Vec<ChainReport>, Error> {
    let mut tx = app.db.system("verify the audit log").await?;
    audit::steady(&mut tx).await?;
    let brands = match brand {
        Some(brand) => vec![brand],
        None => audit::brands_with_entries(&mut tx).await?,
    };
    let keys = own_public_keys(app, &mut tx, Purpose::Audit).await?;
    let mut reports = Vec::with_capacity(brands.len());
    for brand in brands {
        reports.push(one(&mut tx, brand, &keys).await?);
    }
    tx.commit().await?;
    Ok(reports)
}

async fn one(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    keys: &HashMap<Uuid, Vec<u8>>,
) -> Result<ChainReport, Error> {
    let head = audit::heads(conn, Some(brand)).await?.into_iter().next();
    let checkpoints = audit::checkpoints(conn, brand).await?;
    let unchained = audit::unchained(conn, brand).await?;
    let mut walk = Walk::begin(brand, checkpoints, keys);
    let mut after = 0;
    while walk.broken.is_none() {
        let entries = audit::walk(conn, brand, after, BATCH).await?;
        let Some(last) = entries.last().and_then(|entry| entry.link) else {
            break;
        };
        after = last.seq;
        walk.steps(&entries);
    }
    walk.finish(head);
    Ok(walk.report(unchained))
}

/// A chain while it is walked.
struct Walk {
    brand: BrandId,
    /// Statements whose signature holds, by entry.
    signed: Vec<AuditCheckpoint>,
    /// The next statement to compare.
    next_signed: usize,
    first: u64,
    entries: u64,
    last: u64,
    hash: [u8; 32],
    vouched: u64,
    broken: Option<Break>,
}

impl Walk {
    /// Checks the signatures, and finds where the chain begins: at its first entry, or behind the last cut.
    fn begin(brand: BrandId, checkpoints: Vec<AuditCheckpoint>, keys: &HashMap<Uuid, Vec<u8>>) -> Self {
        let mut walk = Self {
            brand,
            signed: Vec::new(),
            next_signed: 0,
            first: 0,
            entries: 0,
            last: 0,
            hash: START,
            vouched: 0,
            broken: None,
        };
        if let Some(forged) = checkpoints.iter().find(|c| !holds(c, keys)) {
            let kind = if forged.is_cut { "cut" } else { "head" };
            walk.fail(
                forged.head.seq,
                &format!("the signature of the {kind} at this entry does not hold"),
            );
            return walk;
        }
        if let Some(cut) = checkpoints.iter().rfind(|c| c.is_cut) {
            (walk.last, walk.hash, walk.vouched) = (cut.head.seq, cut.head.hash, cut.head.seq);
        }
        walk.signed = checkpoints
            .into_iter()
            .filter(|c| c.head.seq >= walk.last)
            .collect();
        walk.compare();
        walk
    }

    fn fail(&mut self, seq: u64, why: &str) {
        if self.broken.is_none() {
            self.broken = Some(Break {
                seq,
                why: why.to_owned(),
            });
        }
    }

    fn steps(&mut self, entries: &[AuditEvent]) {
        for entry in entries {
            self.step(entry);
            if self.broken.is_some() {
                return;
            }
        }
    }

    fn step(&mut self, entry: &AuditEvent) {
        let Some(link) = entry.link else { return };
        let expected = self.last + 1;
        if link.seq > expected {
            return self.fail(expected, "this entry is missing");
        }
        if link.seq < expected {
            return self.fail(link.seq, "this entry is from before the signed cut");
        }
        if link.prev != self.hash {
            return self.fail(
                link.seq,
                "this entry does not follow the one before it: one of the two was replaced or moved",
            );
        }
        if hash(entry, link.seq, &link.prev).ok() != Some(link.hash) {
            return self.fail(
                link.seq,
                "this entry was changed: its content does not have its hash",
            );
        }
        if self.entries == 0 {
            self.first = link.seq;
        }
        self.entries += 1;
        (self.last, self.hash) = (link.seq, link.hash);
        self.compare();
    }

    /// Compares the entry just reached with the statements about it.
    fn compare(&mut self) {
        while let Some(signed) = self.signed.get(self.next_signed) {
            if signed.head.seq != self.last {
                return;
            }
            if signed.head.hash != self.hash {
                let seq = self.last;
                return self.fail(seq, "this entry is not the one that was signed");
            }
            self.vouched = self.last;
            self.next_signed += 1;
        }
    }

    /// Compares the end with the head and with what was signed.
    fn finish(&mut self, head: Option<AuditHead>) {
        if self.broken.is_some() {
            return;
        }
        if let Some(signed) = self.signed.get(self.next_signed) {
            let why = format!(
                "this entry and all after it are missing; entry {} was signed",
                signed.head.seq
            );
            return self.fail(self.last + 1, &why);
        }
        match head {
            Some(head) if head.seq > self.last => {
                self.fail(self.last + 1, "this entry is missing at the end of the log");
            }
            Some(head) if (head.seq, head.hash) != (self.last, self.hash) => {
                self.fail(head.seq, "the recorded end of the log is not its last entry");
            }
            None if self.last > 0 => self.fail(self.last, "the recorded end of the log is missing"),
            _ => {}
        }
    }

    fn report(self, unchained: u64) -> ChainReport {
        ChainReport {
            brand: self.brand,
            first: self.first,
            last: self.last,
            entries: self.entries,
            unchained,
            signed: self.vouched,
            hash: hex::encode(self.hash),
            broken: self.broken,
        }
    }
}

/// Whether one of our keys has signed this.
fn holds(checkpoint: &AuditCheckpoint, keys: &HashMap<Uuid, Vec<u8>>) -> bool {
    let message = statement(
        &checkpoint.head,
        checkpoint.is_cut,
        checkpoint.at,
        checkpoint.key_id,
    );
    match (keys.get(&checkpoint.key_id), message) {
        (Some(key), Ok(message)) => crate::crypto::is_signed(key, &message, &checkpoint.signature),
        _ => false,
    }
}

//! What a request may read of a passport: what everybody may, or more with a grant. Every representation takes its content from here.
//!
//! The signed document holds what everybody may read, and digests of the rest. With a grant, the disclosures of its reader are put
//! back at their places. Of an earlier version, one may read what today's rules allow: those of the latest version for each field
//! that it still has.

mod file;
mod rules;
#[cfg(test)]
mod tests;

pub use file::{FileAccess, file, member_file};

use crate::{
    app::App,
    auth::tokens::fingerprint,
    cache::{Key, Pauses},
    services::{
        disclosures::whole,
        passports::{PublicPassport, Told},
        representations::Representation,
    },
};
use db::queries::{
    disclosures as rows,
    grants::{self, NewRead},
};
use domain::{
    Error, GrantId, PassportId, Reader,
    grant::{Refusal, SECRET_PREFIX},
    record::Document,
};
use rules::Rules;
use std::{net::IpAddr, time::Duration};

/// Between secrets from one place that open nothing.
const PAUSES: Pauses = Pauses {
    free: 60,
    first: Duration::from_secs(30),
    longest: Duration::from_mins(15),
    memory: Duration::from_hours(1),
};

/// The forms in which a passport is read, for the log of restricted reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A representation of the passport.
    Of(Representation),
    /// A picture or document of a restricted field.
    File,
    /// What changed from version to version.
    History,
}

impl Form {
    /// The word in the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::Of(Representation::Html) => "page",
            Self::Of(other) => other.ending().trim_start_matches('.'),
            Self::File => "file",
            Self::History => "history",
        }
    }
}

/// A secret that came with a request.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    /// The secret.
    pub secret: &'a str,
    /// Where it came from; counted for a while, and kept nowhere.
    pub from: IpAddr,
}

/// What a request may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// As whom it reads.
    pub reader: Reader,
    /// With which grant.
    pub grant: Option<Granted>,
    /// Why what was presented opens nothing.
    pub refused: Option<Refusal>,
}

/// A grant in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Granted {
    /// Its id.
    pub id: GrantId,
    /// Who reads.
    pub organisation: String,
}

impl Access {
    /// What everybody may read.
    pub const PUBLIC: Self = Self {
        reader: Reader::Public,
        grant: None,
        refused: None,
    };

    /// Whether nothing was presented: then the answer is the same for everybody, and may be kept.
    pub fn is_public(&self) -> bool {
        self.grant.is_none() && self.refused.is_none()
    }

    fn refused(why: Refusal) -> Self {
        Self {
            refused: Some(why),
            ..Self::PUBLIC
        }
    }
}

/// As whom a request reads a passport.
pub async fn reader(
    app: &App,
    passport: &PublicPassport,
    presented: Option<Presented<'_>>,
) -> Result<Access, Error> {
    let Some(presented) = presented else {
        return Ok(Access::PUBLIC);
    };
    let key = Key::Grants(presented.from);
    app.cache.attempt(&key, &PAUSES).await.map_err(|left| {
        tracing::warn!("too many grants that open nothing");
        Error::RateLimited {
            retry_after_s: u32::try_from(left.as_secs()).unwrap_or(u32::MAX).max(1),
        }
    })?;
    let access = look_up(app, passport, presented.secret).await?;
    if access.grant.is_some() {
        app.cache.succeeded(&key).await;
    }
    Ok(access)
}

async fn look_up(app: &App, passport: &PublicPassport, secret: &str) -> Result<Access, Error> {
    let Some(print) = secret.strip_prefix(SECRET_PREFIX).and_then(fingerprint) else {
        return Ok(Access::refused(Refusal::Unknown));
    };
    let mut tx = app.db.brand_for_readers(passport.brand_id).await?;
    let found = grants::by_token(&mut tx, &print).await?;
    let template = grants::template_of(&mut tx, passport.id).await?;
    tx.commit().await?;
    // Another brand's grant is no other than none.
    let Some(grant) = found else {
        return Ok(Access::refused(Refusal::Unknown));
    };
    Ok(if grant.revoked_at.is_some() {
        Access::refused(Refusal::Revoked)
    } else if grant.expires_at <= app.clock.now() {
        Access::refused(Refusal::Expired)
    } else if !passport.and_above().any(|id| grant.scope.covers(id, template)) {
        Access::refused(Refusal::Elsewhere)
    } else {
        Access {
            reader: grant.reader,
            grant: Some(Granted {
                id: grant.id,
                organisation: grant.organisation,
            }),
            refused: None,
        }
    })
}

/// The document as its reader may read it. What not everybody may read is noted in the log of restricted reads.
pub async fn document(
    app: &App,
    passport: &PublicPassport,
    access: &Access,
    form: Form,
) -> Result<Document, Error> {
    let read = self::passport(app, passport, access, form).await?;
    Ok(read.document)
}

/// The passport as its reader may read it, with those above it: as it is where that is what everybody reads, else with the document
/// in canonical JSON that nobody has signed.
pub async fn passport(
    app: &App,
    passport: &PublicPassport,
    access: &Access,
    form: Form,
) -> Result<PublicPassport, Error> {
    // A live page shows nothing but what everybody may read; and so do the latest versions to everybody. Links tell nothing of
    // what they lead to.
    let simple = access.reader == Reader::Public && !passport.is_past();
    if simple || passport.live_until.is_some() || form == Form::Of(Representation::Linkset) {
        return Ok(passport.clone());
    }
    let mut tx = app.db.brand_for_readers(passport.brand_id).await?;
    let rules = if passport.superseded {
        Rules::today(&mut tx, passport.id).await?
    } else {
        Rules::default()
    };
    let version = (passport.id, &passport.document);
    let (document, disclosures) = read(&mut tx, version, &rules, access.reader).await?;
    let mut above = passport.above.clone();
    for one in &mut above {
        let rules = if one.is_earlier() {
            Rules::today(&mut tx, one.id).await?
        } else {
            Rules::default()
        };
        let version = (one.id, &one.document);
        one.document = read(&mut tx, version, &rules, access.reader).await?.0;
    }
    if is_restricted(&document) || above.iter().any(|one| is_restricted(&one.document)) {
        note(app, &mut tx, passport, access, form).await?;
    }
    tx.commit().await?;
    if document == passport.document && above == passport.above {
        return Ok(passport.clone());
    }
    let bytes = formats::canonical(&document).map_err(|error| {
        tracing::error!(path = passport.path, %error, "a reading cannot be made canonical");
        Error::Internal
    })?;
    Ok(PublicPassport {
        bytes: bytes.into(),
        document,
        above,
        told: Some(Told {
            reader: access.reader,
            disclosures,
        }),
        ..passport.clone()
    })
}

/// Versions of a passport as their reader may read them today, for telling what changed; noted in the log once.
pub async fn versions(
    app: &App,
    passport: &PublicPassport,
    access: &Access,
    mut versions: Vec<Document>,
) -> Result<Vec<Document>, Error> {
    let latest = passport.latest.0;
    let simple = versions.iter().all(|one| one.version == latest);
    if simple && access.reader == Reader::Public {
        return Ok(versions);
    }
    let mut tx = app.db.brand_for_readers(passport.brand_id).await?;
    let (today, own) = (Rules::today(&mut tx, passport.id).await?, Rules::default());
    for document in &mut versions {
        let rules = if document.version < latest { &today } else { &own };
        *document = read(&mut tx, (passport.id, document), rules, access.reader)
            .await?
            .0;
    }
    if versions.iter().any(is_restricted) {
        note(app, &mut tx, passport, access, Form::History).await?;
    }
    tx.commit().await?;
    Ok(versions)
}

fn is_restricted(document: &Document) -> bool {
    document.content.fields().any(|field| !field.readers.is_public())
}

/// What a reader may read of a version, and the disclosures that it has from.
async fn read(
    tx: &mut db::Tx,
    (passport, public): (PassportId, &Document),
    rules: &Rules,
    reader: Reader,
) -> Result<(Document, Vec<String>), Error> {
    let sealed = rows::of_version(tx, passport, public.version).await?;
    let mut sealed = sealed.ok_or(Error::Internal)?;
    let mut document = whole(public, &sealed)?;
    rules.apply(&mut document.content);
    document.content = document.content.seen_by(reader);
    sealed.retain(|text| rules.admit(text, reader));
    Ok((document, sealed))
}

/// From where on the documents of a passport's versions, which are in their order, show nothing that today's rules keep from the
/// passport's reader: signed documents are shown whole or not at all.
pub async fn showable_from(
    app: &App,
    passport: &PublicPassport,
    documents: &[&[u8]],
) -> Result<usize, Error> {
    if documents.len() < 2 && !passport.superseded {
        return Ok(0);
    }
    let mut tx = app.db.brand_for_readers(passport.brand_id).await?;
    let rules = Rules::today(&mut tx, passport.id).await?;
    tx.commit().await?;
    let mut from = 0;
    for (place, bytes) in documents.iter().enumerate() {
        let document = formats::parse(bytes).map_err(|error| {
            tracing::error!(path = passport.path, %error, "a published document cannot be read");
            Error::Internal
        })?;
        let mut fields = document.content.fields();
        if fields.any(|field| !rules.readers(field).admits(passport.reader())) {
            from = place + 1;
        }
    }
    Ok(from)
}

async fn note(
    app: &App,
    tx: &mut db::Tx,
    passport: &PublicPassport,
    access: &Access,
    form: Form,
) -> Result<(), Error> {
    let Some(grant) = &access.grant else {
        return Ok(());
    };
    let read = NewRead {
        id: app.new_id(),
        brand: passport.brand_id,
        grant: grant.id,
        passport: passport.id,
        version: passport.number,
        representation: form.word(),
        at: app.clock.now(),
    };
    Ok(grants::note(tx, &read).await?)
}

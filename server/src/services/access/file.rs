//! Pictures and documents that not everybody may read.

use super::{Access, Form, Presented, note, reader, rules::Rules};
use crate::{
    app::App,
    services::{
        disclosures::{self, FileKey},
        passports::{PublicMedia, public_passport},
    },
};
use db::queries::{disclosures as rows, media};
use domain::{Error, grant::Refusal};
use formats::disclosure::read;

/// What there is of a restricted file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileAccess {
    /// The file.
    File(PublicMedia),
    /// What was presented does not open it.
    Refused(Refusal),
    /// The passport has no such file.
    Missing,
}

/// A file of a restricted field of the passport under a path, for whoever may read the field today.
pub async fn file(
    app: &App,
    path: &str,
    sha256: [u8; 32],
    presented: Presented<'_>,
) -> Result<FileAccess, Error> {
    let Some(passport) = public_passport(app, path).await? else {
        return Ok(FileAccess::Missing);
    };
    let access = reader(app, &passport, Some(presented)).await?;
    if let Some(why) = access.refused {
        return Ok(FileAccess::Refused(why));
    }
    let mut tx = app.db.brand_for_readers(passport.brand_id).await?;
    let hash = hex::encode(sha256);
    let mut found = None;
    for id in passport.and_above() {
        let telling = rows::telling_of(&mut tx, id, &hash).await?;
        let rules = Rules::today(&mut tx, id).await?;
        if may_read(&telling, &hash, &rules, &access) {
            found = media::of_brand(&mut tx, &sha256).await?;
            break;
        }
    }
    let Some(found) = found else {
        tx.commit().await?;
        return Ok(FileAccess::Missing);
    };
    note(app, &mut tx, &passport, &access, Form::File).await?;
    tx.commit().await?;
    Ok(FileAccess::File(found))
}

fn may_read(telling: &[(u32, Vec<String>)], hash: &str, rules: &Rules, access: &Access) -> bool {
    let texts = telling.iter().flat_map(|(_, texts)| texts);
    let names_it = |text: &&String| read(text).is_ok_and(|told| told.field.files().contains(&hash));
    texts
        .filter(names_it)
        .any(|text| rules.admit(text, access.reader))
}

/// A file of the brand for a page that its own members see, with the key that stands in the page.
pub async fn member_file(app: &App, sha256: [u8; 32], key: &str) -> Result<Option<PublicMedia>, Error> {
    let Some(key) = FileKey::parse(key) else {
        return Ok(None);
    };
    let mut tx = app.db.brand(key.brand).await?;
    // A brand without a secret has made no key.
    if rows::key(&mut tx).await?.is_none() {
        return Ok(None);
    }
    let secret = disclosures::secret(app, &mut tx, key.brand).await?;
    let found = if secret.is_file_key(&key, &hex::encode(sha256), app.clock.now()) {
        media::of_brand(&mut tx, &sha256).await?
    } else {
        None
    };
    tx.commit().await?;
    Ok(found)
}

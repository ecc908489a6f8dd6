//! Grants: a brand lets named organisations read what not everybody may, takes that back, and sees what was read.

use crate::{
    app::App,
    auth::tokens::fingerprint,
    clock::token_256,
    context::{OpContext, Person},
    services::audit,
};
use db::queries::{
    grants::{self as rows, NewGrant, ReadCursor},
    passports, templates,
};
use domain::{
    Error, GrantId, Kind, Permission, Reader,
    grant::{CheckedGrant, CreateGrant, GRANTS_MAX, GrantScope, GrantView, ReadRow, SECRET_PREFIX},
};
use serde_json::json;

/// Grants on the page; older ones are in the audit log.
const LISTED: i64 = 500;
/// Readings on a page.
const READS: i64 = 50;
/// Readings of a share of the export.
const SHARE: i64 = 1000;

/// A grant that was just made.
pub struct Made {
    /// Whom it is for.
    pub organisation: String,
    /// The secret, which nobody can show again.
    pub secret: String,
    /// The address that opens the passport, where it is for one.
    pub link: Option<String>,
}

/// What the form offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offered {
    /// Scopes with their names.
    pub scopes: Vec<(GrantScope, String)>,
}

/// The brand's grants, newest first.
pub async fn list(app: &App, op: &OpContext) -> Result<Vec<GrantView>, Error> {
    op.require(Permission::Read)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let grants = rows::list(&mut tx, LISTED).await?;
    tx.commit().await?;
    Ok(grants)
}

/// The scopes that a grant may have: all, each template, and a passport that somebody comes from.
pub async fn offered(app: &App, op: &OpContext, wanted: Option<GrantScope>) -> Result<Offered, Error> {
    op.require(Permission::ManageGrants)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let mut scopes = vec![(GrantScope::All, "All passports of the brand".to_owned())];
    for template in templates::list(&mut tx).await? {
        let name = format!(
            "Passports of the template \u{201c}{}\u{201d}",
            template.design.name
        );
        scopes.push((GrantScope::Template(template.id), name));
    }
    if let Some(GrantScope::Passport(id)) = wanted
        && let Some((passport, ..)) = passports::by_id(&mut tx, id).await?
    {
        let name = format!("Only the passport of {}", passport.product_identifier);
        scopes.push((GrantScope::Passport(id), name));
    }
    tx.commit().await?;
    Ok(Offered { scopes })
}

/// Makes a grant. Whoever does so has just proved who they are.
pub async fn create(app: &App, person: &Person, cmd: &CreateGrant) -> Result<Made, Error> {
    let op = person.op()?;
    op.require(Permission::ManageGrants)?;
    let grant = cmd.check(app.clock.now())?;
    person.require_fresh(app.clock.now())?;
    let token = token_256(&*app.random);
    let print = fingerprint(&token).ok_or(Error::Internal)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    if rows::count_open(&mut tx, app.clock.now()).await? >= GRANTS_MAX {
        return Err(Error::conflict(
            "The brand has as many grants as it can have. Revoke those that nobody needs.",
        ));
    }
    let path = path_of(&mut tx, grant.scope).await?;
    let id = GrantId(app.new_id());
    let fresh = NewGrant {
        id,
        brand,
        organisation: &grant.organisation,
        reader: grant.reader,
        scope: grant.scope,
        token_hash: &print,
        created_by: op.caller.user_id,
        created_at: app.clock.now(),
        expires_at: grant.expires_at,
    };
    rows::insert(&mut tx, &fresh).await?;
    audit::record(app, &mut tx, &op, "grant.created", &id.to_string(), told(&grant)).await?;
    tx.commit().await?;
    let secret = format!("{SECRET_PREFIX}{token}");
    Ok(Made {
        organisation: grant.organisation,
        link: path.map(|path| app.config.link(&format!("{path}?grant={secret}"))),
        secret,
    })
}

/// What the audit log says of a grant: never its secret.
fn told(grant: &CheckedGrant) -> serde_json::Value {
    json!({
        "organisation": grant.organisation,
        "reader": grant.reader,
        "scope": grant.scope.word(),
        "until": grant.expires_at.to_rfc3339(),
    })
}

/// The path of the passport that a scope names; an error where the brand does not have what it names.
async fn path_of(tx: &mut db::Tx, scope: GrantScope) -> Result<Option<String>, Error> {
    let missing = || Error::invalid("scope", "Choose the passports.");
    match scope {
        GrantScope::All => Ok(None),
        GrantScope::Template(id) => {
            templates::by_id(tx, id).await?.ok_or_else(missing)?;
            Ok(None)
        }
        GrantScope::Passport(id) => {
            let (passport, ..) = passports::by_id(tx, id).await?.ok_or_else(missing)?;
            Ok(Some(passport.path))
        }
    }
}

/// Takes a grant back, at once. That asks for no password: who sees a leak must not be held up.
pub async fn revoke(app: &App, op: &OpContext, id: GrantId) -> Result<(), Error> {
    op.require(Permission::ManageGrants)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let taken = rows::revoke(&mut tx, id, app.clock.now()).await?;
    let (organisation, reader) = taken.ok_or(Error::NotFound(Kind::Grant))?;
    let detail = json!({ "organisation": organisation, "reader": reader });
    audit::record(app, &mut tx, op, "grant.revoked", &id.to_string(), detail).await?;
    Ok(tx.commit().await?)
}

/// Takes all grants back that can be used, or those of one kind of reader; how many there were.
pub async fn revoke_all(app: &App, op: &OpContext, reader: Option<Reader>) -> Result<usize, Error> {
    op.require(Permission::ManageGrants)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    let taken = rows::revoke_all(&mut tx, brand, reader, app.clock.now()).await?;
    let detail = json!({ "reader": reader, "grants": taken });
    audit::record(app, &mut tx, op, "grant.all_revoked", &brand.to_string(), detail).await?;
    tx.commit().await?;
    Ok(taken)
}

/// What was read with grants, newest first, and where the next page begins.
pub async fn reads(
    app: &App,
    op: &OpContext,
    after: Option<ReadCursor>,
) -> Result<(Vec<ReadRow>, Option<ReadCursor>), Error> {
    read_log(app, op, after, READS).await
}

/// A share of the whole log, for its download.
pub async fn reads_share(
    app: &App,
    op: &OpContext,
    after: Option<ReadCursor>,
) -> Result<(Vec<ReadRow>, Option<ReadCursor>), Error> {
    read_log(app, op, after, SHARE).await
}

async fn read_log(
    app: &App,
    op: &OpContext,
    after: Option<ReadCursor>,
    limit: i64,
) -> Result<(Vec<ReadRow>, Option<ReadCursor>), Error> {
    op.require(Permission::ReadAudit)?;
    let mut tx = app.db.brand(op.caller.brand_id).await?;
    let found = rows::reads(&mut tx, after, limit).await?;
    tx.commit().await?;
    Ok(found)
}

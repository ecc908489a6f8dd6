//! Grants: which organisation reads what not everybody may, and what was read; through the brand door.

use crate::{
    DbError,
    queries::versions::FORMER_MEMBER,
    schema::{grants, passports, restricted_reads, templates, users},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, GrantId, PassportId, Reader, TemplateId, UserId,
    grant::{GrantScope, GrantView, ReadRow},
};
use uuid::Uuid;

/// A grant to store.
#[derive(Clone, Debug)]
pub struct NewGrant<'a> {
    /// Its id.
    pub id: GrantId,
    /// Its brand.
    pub brand: BrandId,
    /// Whom it is for.
    pub organisation: &'a str,
    /// As whom they read.
    pub reader: Reader,
    /// Which passports.
    pub scope: GrantScope,
    /// SHA-256 of the secret.
    pub token_hash: &'a [u8],
    /// By whom.
    pub created_by: UserId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// A grant that somebody presents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presented {
    /// Its id.
    pub id: GrantId,
    /// Whom it is for.
    pub organisation: String,
    /// As whom they read.
    pub reader: Reader,
    /// Which passports.
    pub scope: GrantScope,
    /// Until when.
    pub expires_at: DateTime<Utc>,
    /// When it was taken back.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A reading to note.
#[derive(Clone, Copy, Debug)]
pub struct NewRead {
    /// Its id.
    pub id: Uuid,
    /// Its brand.
    pub brand: BrandId,
    /// The grant.
    pub grant: GrantId,
    /// What was read.
    pub passport: PassportId,
    /// Which version.
    pub version: u32,
    /// In which form.
    pub representation: &'static str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where a page of the log begins: behind this reading.
pub type ReadCursor = (DateTime<Utc>, Uuid);

/// Stores a grant.
pub async fn insert(conn: &mut AsyncPgConnection, grant: &NewGrant<'_>) -> Result<(), DbError> {
    let (template, passport) = columns(grant.scope);
    diesel::insert_into(grants::table)
        .values((
            grants::id.eq(grant.id.0),
            grants::brand_id.eq(grant.brand.0),
            grants::organisation.eq(grant.organisation),
            grants::reader.eq(grant.reader.word()),
            grants::template_id.eq(template),
            grants::passport_id.eq(passport),
            grants::token_hash.eq(grant.token_hash),
            grants::created_by.eq(grant.created_by.0),
            grants::created_at.eq(grant.created_at),
            grants::expires_at.eq(grant.expires_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// How many grants of the brand can be used.
pub async fn count_open(conn: &mut AsyncPgConnection, now: DateTime<Utc>) -> Result<i64, DbError> {
    let open = grants::table
        .filter(grants::revoked_at.is_null())
        .filter(grants::expires_at.gt(now));
    Ok(open.count().get_result(conn).await?)
}

/// The grant of a secret.
pub async fn by_token(conn: &mut AsyncPgConnection, token_hash: &[u8]) -> Result<Option<Presented>, DbError> {
    type Row = (
        Uuid,
        String,
        String,
        Option<Uuid>,
        Option<Uuid>,
        DateTime<Utc>,
        Option<DateTime<Utc>>,
    );
    let row: Option<Row> = grants::table
        .filter(grants::token_hash.eq(token_hash))
        .select((
            grants::id,
            grants::organisation,
            grants::reader,
            grants::template_id,
            grants::passport_id,
            grants::expires_at,
            grants::revoked_at,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((id, organisation, reader, template, passport, expires_at, revoked_at)) = row else {
        return Ok(None);
    };
    Ok(Some(Presented {
        id: id.into(),
        organisation,
        reader: read_reader(&reader)?,
        scope: scope(template, passport),
        expires_at,
        revoked_at,
    }))
}

/// The template of a passport.
pub async fn template_of(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
) -> Result<Option<TemplateId>, DbError> {
    let found: Option<Uuid> = passports::table
        .find(passport.0)
        .select(passports::template_id)
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(Into::into))
}

type ListRow = (
    (Uuid, String, String, Option<Uuid>, Option<Uuid>),
    Option<serde_json::Value>,
    Option<String>,
    Option<String>,
    DateTime<Utc>,
    DateTime<Utc>,
    Option<DateTime<Utc>>,
    Option<DateTime<Utc>>,
);

/// The brand's grants, newest first.
pub async fn list(conn: &mut AsyncPgConnection, limit: i64) -> Result<Vec<GrantView>, DbError> {
    let template = templates::table.on(grants::template_id.eq(templates::id.nullable()));
    let passport = passports::table.on(grants::passport_id.eq(passports::id.nullable()));
    let rows: Vec<ListRow> = grants::table
        // Who left the brand is not seen from it any more; what they gave is.
        .left_join(users::table)
        .left_join(template)
        .left_join(passport)
        .order((grants::created_at.desc(), grants::id))
        .limit(limit)
        .select((
            (
                grants::id,
                grants::organisation,
                grants::reader,
                grants::template_id,
                grants::passport_id,
            ),
            templates::design.nullable(),
            passports::product_identifier.nullable(),
            users::email.nullable(),
            grants::created_at,
            grants::expires_at,
            grants::revoked_at,
            grants::last_used_at,
        ))
        .load(conn)
        .await?;
    rows.into_iter().map(view).collect()
}

fn view(row: ListRow) -> Result<GrantView, DbError> {
    let (grant, design, product, created_by, created_at, expires_at, revoked_at, last_used_at) = row;
    let (id, organisation, reader, template, passport) = grant;
    let template_name = design.as_ref().map(super::passports::name_of);
    Ok(GrantView {
        id: id.into(),
        organisation,
        reader: read_reader(&reader)?,
        scope: scope(template, passport),
        of: template_name.or(product),
        created_by: created_by.unwrap_or_else(|| FORMER_MEMBER.to_owned()),
        created_at,
        expires_at,
        revoked_at,
        last_used_at,
    })
}

/// Takes a grant back; who had it. None where there is none that can be used.
pub async fn revoke(
    conn: &mut AsyncPgConnection,
    id: GrantId,
    now: DateTime<Utc>,
) -> Result<Option<(String, Reader)>, DbError> {
    let found: Option<(String, String)> = diesel::update(grants::table.find(id.0))
        .filter(grants::revoked_at.is_null())
        .set(grants::revoked_at.eq(now))
        .returning((grants::organisation, grants::reader))
        .get_result(conn)
        .await
        .optional()?;
    found
        .map(|(organisation, reader)| Ok((organisation, read_reader(&reader)?)))
        .transpose()
}

/// Takes all grants back, or those of one kind of reader; how many could still be used.
pub async fn revoke_all(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    reader: Option<Reader>,
    now: DateTime<Utc>,
) -> Result<usize, DbError> {
    let words: Vec<&str> = Reader::GRANTED
        .into_iter()
        .filter(|r| reader.is_none_or(|wanted| wanted == *r))
        .map(Reader::word)
        .collect();
    let taken = diesel::update(grants::table)
        .filter(grants::brand_id.eq(brand.0))
        .filter(grants::reader.eq_any(words))
        .filter(grants::revoked_at.is_null())
        .filter(grants::expires_at.gt(now))
        .set(grants::revoked_at.eq(now))
        .execute(conn)
        .await?;
    Ok(taken)
}

/// Notes a reading, and that the grant is in use.
pub async fn note(conn: &mut AsyncPgConnection, read: &NewRead) -> Result<(), DbError> {
    diesel::insert_into(restricted_reads::table)
        .values((
            restricted_reads::id.eq(read.id),
            restricted_reads::brand_id.eq(read.brand.0),
            restricted_reads::grant_id.eq(read.grant.0),
            restricted_reads::passport_id.eq(read.passport.0),
            restricted_reads::version.eq(i32::try_from(read.version).map_err(DbError::other)?),
            restricted_reads::representation.eq(read.representation),
            restricted_reads::read_at.eq(read.at),
        ))
        .execute(conn)
        .await?;
    diesel::update(grants::table.find(read.grant.0))
        .set(grants::last_used_at.eq(read.at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets the readings of before a moment, the oldest first and so many at most; how many; through the system door.
pub async fn forget_reads(
    conn: &mut AsyncPgConnection,
    before: DateTime<Utc>,
    most: i64,
) -> Result<usize, DbError> {
    let old = restricted_reads::table
        .filter(restricted_reads::read_at.lt(before))
        .order(restricted_reads::read_at)
        .limit(most)
        .select(restricted_reads::id);
    let old: Vec<Uuid> = old.load(conn).await?;
    let gone = restricted_reads::table.filter(restricted_reads::id.eq_any(old));
    Ok(diesel::delete(gone).execute(conn).await?)
}

type ReadColumns = (Uuid, DateTime<Utc>, String, String, Uuid, String, i32, String);

/// A share of the log, newest first, and where the next one begins.
pub async fn reads(
    conn: &mut AsyncPgConnection,
    after: Option<ReadCursor>,
    limit: i64,
) -> Result<(Vec<ReadRow>, Option<ReadCursor>), DbError> {
    let mut query = restricted_reads::table
        .inner_join(grants::table.on(grants::id.eq(restricted_reads::grant_id)))
        .inner_join(passports::table.on(passports::id.eq(restricted_reads::passport_id)))
        .order((restricted_reads::read_at.desc(), restricted_reads::id.desc()))
        .limit(limit)
        .select((
            restricted_reads::id,
            restricted_reads::read_at,
            grants::organisation,
            grants::reader,
            passports::id,
            passports::product_identifier,
            restricted_reads::version,
            restricted_reads::representation,
        ))
        .into_boxed();
    if let Some((at, id)) = after {
        query = query.filter(
            restricted_reads::read_at
                .lt(at)
                .or(restricted_reads::read_at.eq(at).and(restricted_reads::id.lt(id))),
        );
    }
    let rows: Vec<ReadColumns> = query.load(conn).await?;
    let is_full = i64::try_from(rows.len()).is_ok_and(|found| found == limit);
    let next = rows.last().filter(|_| is_full).map(|row| (row.1, row.0));
    let read = |(_, at, organisation, reader, passport, product, version, representation): ReadColumns| {
        Ok(ReadRow {
            at,
            organisation,
            reader: read_reader(&reader)?,
            passport: passport.into(),
            product,
            version: super::passports::number(version),
            representation,
        })
    };
    let rows: Result<_, DbError> = rows.into_iter().map(read).collect();
    Ok((rows?, next))
}

fn columns(scope: GrantScope) -> (Option<Uuid>, Option<Uuid>) {
    match scope {
        GrantScope::All => (None, None),
        GrantScope::Template(id) => (Some(id.0), None),
        GrantScope::Passport(id) => (None, Some(id.0)),
    }
}

fn scope(template: Option<Uuid>, passport: Option<Uuid>) -> GrantScope {
    match (template, passport) {
        (_, Some(id)) => GrantScope::Passport(id.into()),
        (Some(id), None) => GrantScope::Template(id.into()),
        (None, None) => GrantScope::All,
    }
}

fn read_reader(word: &str) -> Result<Reader, DbError> {
    Reader::parse(word).ok_or_else(|| DbError::other(format!("the reader {word:?} is unknown")))
}

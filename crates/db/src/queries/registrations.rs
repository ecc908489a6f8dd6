//! How the brand's passports stand in the EU registry; through the brand door unless said otherwise.

mod due;
mod proofs;

pub use due::{Due, due, warned};
pub use proofs::{NewProof, insert, list, proof_file, remove};

use super::passports::{escaped, is_withdrawn, number};
use crate::{
    DbError,
    schema::{passports, registration_proofs, registrations, versions},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*, upsert::excluded};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, PassportId, TemplateId,
    registry::{ListRegistry, State},
    text::Labels,
};
use std::collections::HashMap;
use uuid::Uuid;

/// A passport with what is stored of its registration.
#[derive(Clone, Debug)]
pub struct Registered {
    /// The passport.
    pub passport: PassportId,
    /// Its template.
    pub template: TemplateId,
    /// The product's name.
    pub name: Labels,
    /// The product's identifier in the PIM.
    pub product_identifier: String,
    /// The path of its page.
    pub path: String,
    /// The brand's host that its address is on; none for the platform's.
    pub host: Option<String>,
    /// The number of its latest version; 0 where its page is live.
    pub latest: u32,
    /// SHA-256 of that.
    pub hash: Vec<u8>,
    /// Whether its page is live.
    pub live: bool,
    /// Whether whoever runs the site has taken it off.
    pub is_withdrawn: bool,
    /// The version that was exported last, and when.
    pub exported: Option<(u32, DateTime<Utc>)>,
    /// The version that the current proof is about, and when the proof ends.
    pub proof: Option<(u32, DateTime<Utc>)>,
}

/// What makes a proof one that ends soon, and one that has ended: the beginning of today, and of the first day that is not
/// soon.
#[derive(Clone, Copy, Debug)]
pub struct Horizon {
    /// The beginning of today: what ended before is over.
    pub today: DateTime<Utc>,
    /// What ends before ends soon.
    pub soon: DateTime<Utc>,
}

type Row = (
    (Uuid, Uuid, serde_json::Value, String, String, Option<String>),
    (i32, Vec<u8>, bool, bool),
    Option<i32>,
    Option<DateTime<Utc>>,
    Option<i32>,
    Option<DateTime<Utc>>,
);

#[diesel::dsl::auto_type]
fn joined() -> _ {
    passports::table
        .left_join(registrations::table.on(registrations::passport_id.eq(passports::id)))
        .left_join(
            registration_proofs::table.on(registration_proofs::passport_id
                .eq(passports::id)
                .and(registration_proofs::is_current)),
        )
}

#[diesel::dsl::auto_type]
fn columns() -> _ {
    (
        (
            passports::id,
            passports::template_id,
            passports::name,
            passports::product_identifier,
            passports::path,
            passports::host,
        ),
        (
            passports::latest,
            passports::latest_hash,
            passports::live,
            is_withdrawn(),
        ),
        registrations::exported_version.nullable(),
        registrations::exported_at.nullable(),
        registration_proofs::version.nullable(),
        registration_proofs::expires_at.nullable(),
    )
}

fn registered(row: Row) -> Result<Registered, DbError> {
    let ((id, template, name, product_identifier, path, host), (latest, hash, live, is_withdrawn), ..) = row;
    Ok(Registered {
        passport: id.into(),
        template: template.into(),
        name: serde_json::from_value(name).map_err(DbError::other)?,
        product_identifier,
        path,
        host,
        latest: number(latest),
        hash,
        live,
        is_withdrawn,
        exported: row.2.map(number).zip(row.3),
        proof: row.4.map(number).zip(row.5),
    })
}

type Matching<'a> = diesel::helper_types::IntoBoxed<'a, joined, diesel::pg::Pg>;

fn matching<'a>(cmd: &ListRegistry, horizon: Horizon) -> Matching<'a> {
    let mut query = joined().into_boxed();
    let pattern = format!("%{}%", escaped(&cmd.search.trim().to_lowercase()));
    if pattern != "%%" {
        query = query.filter(passports::search.like(pattern));
    }
    if cmd.outdated {
        query = query.filter(registration_proofs::version.lt(passports::latest));
    }
    let ends = registration_proofs::expires_at;
    match cmd.state {
        None => query,
        Some(State::NotRegistered) => query
            .filter(ends.is_null())
            .filter(registrations::exported_at.is_null()),
        Some(State::Exported) => query
            .filter(ends.is_null())
            .filter(registrations::exported_at.is_not_null()),
        Some(State::Registered) => query.filter(ends.ge(horizon.soon)),
        Some(State::Expiring) => query.filter(ends.ge(horizon.today)).filter(ends.lt(horizon.soon)),
        Some(State::Expired) => query.filter(ends.lt(horizon.today)),
    }
}

/// A page of passports, oldest first so that files keep their order, and how many match in all.
pub async fn page(
    conn: &mut AsyncPgConnection,
    cmd: &ListRegistry,
    horizon: Horizon,
    per_page: u32,
) -> Result<(Vec<Registered>, u32), DbError> {
    let total: i64 = matching(cmd, horizon)
        .select(count_star())
        .get_result(conn)
        .await?;
    let offset = i64::from(cmd.page.max(1) - 1) * i64::from(per_page);
    let rows: Vec<Row> = matching(cmd, horizon)
        .order((passports::created_at, passports::id))
        .select(columns())
        .limit(i64::from(per_page))
        .offset(offset)
        .load(conn)
        .await?;
    let rows = rows.into_iter().map(registered).collect::<Result<_, _>>()?;
    Ok((rows, u32::try_from(total).unwrap_or(u32::MAX)))
}

/// Passports that match behind another one, oldest first; at most `most`.
pub async fn behind(
    conn: &mut AsyncPgConnection,
    cmd: &ListRegistry,
    horizon: Horizon,
    (after, most): (Option<PassportId>, i64),
) -> Result<Vec<PassportId>, DbError> {
    let mut query = matching(cmd, horizon);
    if let Some(last) = after {
        let made = passports::table.find(last.0).select(passports::created_at);
        if let Some(made) = made.first::<DateTime<Utc>>(conn).await.optional()? {
            let same = passports::created_at.eq(made).and(passports::id.gt(last.0));
            query = query.filter(passports::created_at.gt(made).or(same));
        }
    }
    let ids: Vec<Uuid> = query
        .order((passports::created_at, passports::id))
        .select(passports::id)
        .limit(most)
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(PassportId::from).collect())
}

/// These passports, as far as the brand has them, oldest first.
pub async fn these(conn: &mut AsyncPgConnection, ids: &[PassportId]) -> Result<Vec<Registered>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<Row> = joined()
        .filter(passports::id.eq_any(ids))
        .order((passports::created_at, passports::id))
        .select(columns())
        .load(conn)
        .await?;
    rows.into_iter().map(registered).collect()
}

/// The documents of the latest versions, and what they disclose to some readers alone.
pub async fn documents(
    conn: &mut AsyncPgConnection,
    ids: &[PassportId],
) -> Result<HashMap<PassportId, (Vec<u8>, Vec<String>)>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<(Uuid, Vec<u8>, serde_json::Value)> = passports::table
        .inner_join(
            versions::table.on(versions::passport_id
                .eq(passports::id)
                .and(versions::number.eq(passports::latest))),
        )
        .filter(passports::id.eq_any(ids))
        .select((passports::id, versions::document, versions::disclosures))
        .load(conn)
        .await?;
    let read = |(id, document, disclosures): (Uuid, Vec<u8>, serde_json::Value)| {
        let disclosures = serde_json::from_value(disclosures).map_err(DbError::other)?;
        Ok((id.into(), (document, disclosures)))
    };
    rows.into_iter().map(read).collect()
}

/// The address of the model of each of these, as path and host, where it is a batch or an item.
pub async fn models(
    conn: &mut AsyncPgConnection,
    ids: &[PassportId],
) -> Result<HashMap<PassportId, (String, Option<String>)>, DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let units: Vec<(Uuid, Option<Uuid>)> = passports::table
        .filter(passports::id.eq_any(ids))
        .filter(passports::model_id.is_not_null())
        .select((passports::id, passports::model_id))
        .load(conn)
        .await?;
    let models: Vec<Uuid> = units.iter().filter_map(|(_, model)| *model).collect();
    let found: Vec<(Uuid, String, Option<String>)> = passports::table
        .filter(passports::id.eq_any(models))
        .select((passports::id, passports::path, passports::host))
        .load(conn)
        .await?;
    let found: HashMap<Uuid, (String, Option<String>)> = found
        .into_iter()
        .map(|(id, path, host)| (id, (path, host)))
        .collect();
    let of = |(unit, model): (Uuid, Option<Uuid>)| Some((unit.into(), found.get(&model?)?.clone()));
    Ok(units.into_iter().filter_map(of).collect())
}

/// The version of a passport that has this hash.
pub async fn version_of(
    conn: &mut AsyncPgConnection,
    passport: PassportId,
    hash: &[u8],
) -> Result<Option<u32>, DbError> {
    let found: Option<i32> = versions::table
        .filter(versions::passport_id.eq(passport.0))
        .filter(versions::hash.eq(hash))
        .order(versions::number.desc())
        .select(versions::number)
        .first(conn)
        .await
        .optional()?;
    Ok(found.map(number))
}

/// Notes which versions stood in a file.
pub async fn note_export(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    exported: &[(PassportId, u32)],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let mut rows = Vec::with_capacity(exported.len());
    for (passport, version) in exported {
        rows.push((
            registrations::passport_id.eq(passport.0),
            registrations::brand_id.eq(brand.0),
            registrations::exported_version.eq(i32::try_from(*version).map_err(DbError::other)?),
            registrations::exported_at.eq(at),
        ));
    }
    diesel::insert_into(registrations::table)
        .values(rows)
        .on_conflict(registrations::passport_id)
        .do_update()
        .set((
            registrations::exported_version.eq(excluded(registrations::exported_version)),
            registrations::exported_at.eq(excluded(registrations::exported_at)),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

//! Proofs whose brand is to be told that they end; through the system door.

use crate::{
    DbError,
    schema::{passports, registration_proofs as proofs},
};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, ProofId};
use uuid::Uuid;

/// A proof to tell of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The proof.
    pub id: ProofId,
    /// Its brand.
    pub brand: BrandId,
    /// The path of its passport.
    pub path: String,
    /// The brand's host that the passport's address is on; none for the platform's.
    pub host: Option<String>,
    /// The registration identifier.
    pub registration: String,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Proofs that end before `before` and were told of fewer than `warnings` times, brand by brand, held until the end of the
/// transaction; what another process holds is left to it.
pub async fn due(
    conn: &mut AsyncPgConnection,
    (before, warnings): (DateTime<Utc>, i16),
    limit: i64,
) -> Result<Vec<Due>, DbError> {
    let rows: Vec<(Uuid, Uuid, Uuid, String, DateTime<Utc>)> = proofs::table
        .filter(proofs::is_current)
        .filter(proofs::expires_at.lt(before))
        .filter(proofs::warnings.lt(warnings))
        .order((proofs::brand_id, proofs::expires_at, proofs::id))
        .limit(limit)
        .select((
            proofs::id,
            proofs::brand_id,
            proofs::passport_id,
            proofs::registration,
            proofs::expires_at,
        ))
        .for_update()
        .skip_locked()
        .load(conn)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.2).collect();
    let paths: Vec<(Uuid, String, Option<String>)> = passports::table
        .filter(passports::id.eq_any(ids))
        .select((passports::id, passports::path, passports::host))
        .load(conn)
        .await?;
    let path_of = |passport: Uuid| {
        let found = paths.iter().find(|(id, ..)| *id == passport);
        found
            .map(|(_, path, host)| (path.clone(), host.clone()))
            .unwrap_or_default()
    };
    let due = |(id, brand, passport, registration, expires_at): (Uuid, Uuid, Uuid, String, _)| {
        let (path, host) = path_of(passport);
        Due {
            id: id.into(),
            brand: brand.into(),
            path,
            host,
            registration,
            expires_at,
        }
    };
    Ok(rows.into_iter().map(due).collect())
}

/// Notes that these were told of for the `warnings`th time.
pub async fn warned(conn: &mut AsyncPgConnection, ids: &[ProofId], warnings: i16) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    diesel::update(proofs::table.filter(proofs::id.eq_any(ids)))
        .set(proofs::warnings.eq(warnings))
        .execute(conn)
        .await?;
    Ok(())
}

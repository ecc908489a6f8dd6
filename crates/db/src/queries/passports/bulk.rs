//! Passports many at a time, for publications of many products.

use super::{Current, Published, UnitPlace, is_closed, is_model, is_withdrawn, key_is_revoked, number};
use crate::{DbError, schema::passports};
use chrono::{DateTime, Utc};
use diesel::{
    prelude::*,
    sql_query,
    sql_types::{Array, Bytea, Integer, Jsonb, Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, PassportId, TemplateId, catalog::ProductKey};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// A passport to store.
#[derive(Clone, Debug)]
pub struct NewPassport<'a> {
    /// Its id.
    pub id: PassportId,
    /// Its product.
    pub key: &'a ProductKey,
    /// Its path, for ever.
    pub path: &'a str,
    /// Its state.
    pub state: Published<'a>,
    /// Where it stands below its model; none where it is one.
    pub unit: Option<UnitPlace<'a>>,
}

/// The passports of products under a template by product, held until the end of the transaction.
pub async fn lock_all(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    keys: &[&str],
) -> Result<HashMap<String, Current>, DbError> {
    type Row = (
        String,
        Uuid,
        (String, Option<String>),
        i32,
        Vec<u8>,
        Vec<u8>,
        bool,
        bool,
        (bool, bool),
    );
    let rows: Vec<Row> = passports::table
        .filter(passports::template_id.eq(template.0))
        .filter(passports::product_key.eq_any(keys))
        .filter(is_model())
        // Whoever locks many takes them in the same order, so that no two wait for each other.
        .order(passports::id)
        .for_update()
        .select((
            passports::product_key,
            passports::id,
            (passports::path, passports::host),
            passports::latest,
            passports::latest_hash,
            passports::content_hash,
            is_withdrawn(),
            passports::live,
            (is_closed(), key_is_revoked()),
        ))
        .load(conn)
        .await?;
    let current =
        |(key, id, (path, host), latest, latest_hash, content_hash, is_withdrawn, live, closed): Row| {
            let current = Current {
                id: id.into(),
                path,
                host,
                latest: number(latest),
                latest_hash,
                content_hash,
                is_withdrawn,
                live,
                is_closed: closed.0,
                key_is_revoked: closed.1,
            };
            (key, current)
        };
    Ok(rows.into_iter().map(current).collect())
}

/// Stores new passports, except those whose path somebody has or whose product has one under the template. Which ones are
/// stored.
pub async fn insert_free(
    conn: &mut AsyncPgConnection,
    (brand, template): (BrandId, TemplateId),
    new: &[NewPassport<'_>],
) -> Result<HashSet<PassportId>, DbError> {
    let mut rows = Vec::with_capacity(new.len());
    for passport in new {
        let state = &passport.state;
        let unit = passport.unit.as_ref();
        rows.push((
            passports::id.eq(passport.id.0),
            passports::brand_id.eq(brand.0),
            passports::template_id.eq(template.0),
            passports::product_key.eq(&passport.key.0),
            passports::path.eq(passport.path),
            (
                passports::product_identifier.eq(state.product_identifier),
                passports::name.eq(serde_json::to_value(state.name).map_err(DbError::other)?),
                passports::search.eq(state.search),
                passports::latest.eq(i32::try_from(state.number).map_err(DbError::other)?),
                passports::latest_hash.eq(state.hash),
                passports::content_hash.eq(state.content_hash),
                passports::published_at.eq(state.at),
                passports::created_at.eq(state.at),
                passports::live.eq(state.live),
                passports::host.eq(state.host),
            ),
            (
                passports::granularity.eq(unit.map_or("model", |unit| unit.name.level().word())),
                passports::parent_id.eq(unit.map(|unit| unit.parent.0)),
                passports::model_id.eq(unit.map(|unit| unit.model.0)),
                passports::batch.eq(unit.and_then(|unit| unit.name.batch.as_deref())),
                passports::serial.eq(unit.and_then(|unit| unit.name.serial.as_deref())),
            ),
        ));
    }
    let stored: Vec<Uuid> = diesel::insert_into(passports::table)
        .values(rows)
        .on_conflict_do_nothing()
        .returning(passports::id)
        .get_results(conn)
        .await?;
    Ok(stored.into_iter().map(PassportId::from).collect())
}

/// Moves passports on to their next versions.
pub async fn update_all(
    conn: &mut AsyncPgConnection,
    changed: &[(PassportId, Published<'_>)],
) -> Result<(), DbError> {
    let all = |part: fn(&Published<'_>) -> Vec<u8>| changed.iter().map(|(_, s)| part(s)).collect::<Vec<_>>();
    let texts = |part: fn(&Published<'_>) -> String| changed.iter().map(|(_, s)| part(s)).collect::<Vec<_>>();
    let names = changed.iter().map(|(_, s)| serde_json::to_value(s.name));
    let numbers = changed.iter().map(|(_, s)| i32::try_from(s.number));
    let times: Vec<DateTime<Utc>> = changed.iter().map(|(_, s)| s.at).collect();
    sql_query(
        "UPDATE passports SET product_identifier = new.product_identifier, name = new.name, search = new.search, \
         latest = new.latest, latest_hash = new.latest_hash, content_hash = new.content_hash, published_at = new.published_at \
         FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) \
         AS new (id, product_identifier, name, search, latest, latest_hash, content_hash, published_at) \
         WHERE passports.id = new.id",
    )
    .bind::<Array<SqlUuid>, _>(changed.iter().map(|(id, _)| id.0).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(texts(|s| s.product_identifier.to_owned()))
    .bind::<Array<Jsonb>, _>(names.collect::<Result<Vec<_>, _>>().map_err(DbError::other)?)
    .bind::<Array<Text>, _>(texts(|s| s.search.to_owned()))
    .bind::<Array<Integer>, _>(numbers.collect::<Result<Vec<_>, _>>().map_err(DbError::other)?)
    .bind::<Array<Bytea>, _>(all(|s| s.hash.to_owned()))
    .bind::<Array<Bytea>, _>(all(|s| s.content_hash.to_owned()))
    .bind::<Array<Timestamptz>, _>(times)
    .execute(conn)
    .await?;
    Ok(())
}

//! What labels of passports need, page by page.

use super::is_withdrawn;
use crate::{DbError, schema::passports};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count_star, sql},
    pg::Pg,
    prelude::*,
    sql_types::Integer,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{PassportId, TemplateId, labels::Levels, record::Granularity, text::Labels};
use std::collections::HashMap;
use uuid::Uuid;

/// Whose labels.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// Of all passports of a template, or of one level.
    Template(TemplateId, Option<Granularity>),
    /// Of the batches and items below a passport, or of one level.
    Below(PassportId, Option<Granularity>),
    /// Of these.
    These(&'a [PassportId]),
}

/// A passport that gets a label.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Its id.
    pub id: PassportId,
    /// Its template.
    pub template: TemplateId,
    /// Its path.
    pub path: String,
    /// The brand's host that its address is on; none for the platform's.
    pub host: Option<String>,
    /// The product's name.
    pub name: Labels,
    /// The product's identifier in the PIM.
    pub product_identifier: String,
}

type Row = (Uuid, Uuid, (String, Option<String>), serde_json::Value, String);
type Chosen<'a> = passports::BoxedQuery<'a, Pg>;

/// Passports that are on the site.
fn chosen<'a>(which: Which<'a>) -> Chosen<'a> {
    let open = passports::table
        .filter(diesel::dsl::not(is_withdrawn()))
        .into_boxed();
    let at = |open: Chosen<'a>, level: Option<Granularity>| match level {
        Some(level) => open.filter(passports::granularity.eq(level.word())),
        None => open,
    };
    match which {
        Which::Template(template, level) => at(open.filter(passports::template_id.eq(template.0)), level),
        Which::Below(above, level) => {
            let below = passports::parent_id
                .eq(above.0)
                .or(passports::model_id.eq(above.0));
            at(open.filter(below.is_not_distinct_from(true)), level)
        }
        Which::These(ids) => {
            let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
            open.filter(passports::id.eq_any(ids))
        }
    }
}

/// How many there are.
pub async fn count(conn: &mut AsyncPgConnection, which: Which<'_>) -> Result<u32, DbError> {
    let count: i64 = chosen(which).select(count_star()).get_result(conn).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// What decides where a passport stands among the others.
#[derive(Clone, Debug)]
pub struct Place {
    /// The passport.
    pub id: PassportId,
    /// The product's identifier in the PIM.
    pub product_identifier: String,
    /// The number of its batch.
    pub batch: Option<String>,
    /// Its serial number.
    pub serial: Option<String>,
}

/// All of them, in no order; at most `most`.
pub async fn places(
    conn: &mut AsyncPgConnection,
    which: Which<'_>,
    most: i64,
) -> Result<Vec<Place>, DbError> {
    type Row = (Uuid, String, Option<String>, Option<String>);
    let rows: Vec<Row> = chosen(which)
        .select((
            passports::id,
            passports::product_identifier,
            passports::batch,
            passports::serial,
        ))
        .limit(most)
        .load(conn)
        .await?;
    let place = |(id, product_identifier, batch, serial): Row| Place {
        id: id.into(),
        product_identifier,
        batch,
        serial,
    };
    Ok(rows.into_iter().map(place).collect())
}

/// These, as far as they are on the site, in the order of their ids here.
pub async fn these(conn: &mut AsyncPgConnection, ids: &[PassportId]) -> Result<Vec<Labelled>, DbError> {
    let rows: Vec<Row> = chosen(Which::These(ids)).select(columns()).load(conn).await?;
    let rows = rows.into_iter().map(|row| labelled(row).map(|row| (row.id, row)));
    let mut found: HashMap<_, _> = rows.collect::<Result<_, _>>()?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// How many labels of each level a template's passports have.
pub async fn of_each_template(conn: &mut AsyncPgConnection) -> Result<HashMap<TemplateId, Levels>, DbError> {
    let counts: Vec<(Uuid, String, i64)> = passports::table
        .filter(diesel::dsl::not(is_withdrawn()))
        .group_by((passports::template_id, passports::granularity))
        .select((passports::template_id, passports::granularity, count_star()))
        .load(conn)
        .await?;
    let mut found: HashMap<TemplateId, Levels> = HashMap::new();
    for (template, level, count) in counts {
        let levels = found.entry(template.into()).or_default();
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        match Granularity::parse(&level) {
            Granularity::Model => levels.models = count,
            Granularity::Batch => levels.batches = count,
            Granularity::Item => levels.items = count,
        }
    }
    Ok(found)
}

/// The one with the longest address, of those with a GTIN where that is asked for: what fits it fits the others. `root` is the
/// number of characters before a path of the platform; a host of the brand stands behind `https://`.
pub async fn longest(
    conn: &mut AsyncPgConnection,
    which: Which<'_>,
    (gtin, root): (bool, i32),
) -> Result<Option<Labelled>, DbError> {
    let characters = sql::<Integer>("length(passports.path) + coalesce(length(passports.host) + 8, ")
        .bind::<Integer, _>(root)
        .sql(")");
    let mut query = chosen(which);
    if gtin {
        query = query.filter(passports::path.like("/01/%"));
    }
    let row: Option<Row> = query
        .order((characters.desc(), passports::product_identifier, passports::id))
        .select(columns())
        .first(conn)
        .await
        .optional()?;
    row.map(labelled).transpose()
}

/// The templates of the chosen ones.
pub async fn templates_of(
    conn: &mut AsyncPgConnection,
    which: Which<'_>,
) -> Result<Vec<TemplateId>, DbError> {
    let ids: Vec<Uuid> = chosen(which)
        .select(passports::template_id)
        .distinct()
        .load(conn)
        .await?;
    Ok(ids.into_iter().map(TemplateId::from).collect())
}

/// Notes that labels were made; the first time counts.
pub async fn note_made(
    conn: &mut AsyncPgConnection,
    ids: &[PassportId],
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let first = passports::table
        .filter(passports::id.eq_any(ids))
        .filter(passports::labels_downloaded_at.is_null());
    diesel::update(first)
        .set(passports::labels_downloaded_at.eq(now))
        .execute(conn)
        .await?;
    Ok(())
}

#[diesel::dsl::auto_type]
fn columns() -> _ {
    (
        passports::id,
        passports::template_id,
        (passports::path, passports::host),
        passports::name,
        passports::product_identifier,
    )
}

fn labelled((id, template, (path, host), name, product_identifier): Row) -> Result<Labelled, DbError> {
    Ok(Labelled {
        id: id.into(),
        template: template.into(),
        path,
        host,
        name: serde_json::from_value(name).map_err(DbError::other)?,
        product_identifier,
    })
}

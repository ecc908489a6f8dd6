//! What labels of passports need, page by page.

use super::is_withdrawn;
use crate::{DbError, schema::passports};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, pg::Pg, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{PassportId, TemplateId, record::Granularity, text::Labels};
use uuid::Uuid;

diesel::define_sql_function! {
    /// Characters of a text.
    fn length(text: diesel::sql_types::Text) -> Integer;
}

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

/// A page of them by the product's identifier, behind the last of the page before.
pub async fn page(
    conn: &mut AsyncPgConnection,
    which: Which<'_>,
    after: Option<&Labelled>,
    limit: i64,
) -> Result<Vec<Labelled>, DbError> {
    let mut query = chosen(which);
    if let Some(last) = after {
        let same = passports::product_identifier.eq(last.product_identifier.clone());
        query = query.filter(
            passports::product_identifier
                .gt(last.product_identifier.clone())
                .or(same.and(passports::id.gt(last.id.0))),
        );
    }
    let rows: Vec<Row> = query
        .order((passports::product_identifier, passports::id))
        .limit(limit)
        .select(columns())
        .load(conn)
        .await?;
    rows.into_iter().map(labelled).collect()
}

/// The one with the longest path, of those with a GTIN where that is asked for: what fits it fits the others.
pub async fn longest(
    conn: &mut AsyncPgConnection,
    which: Which<'_>,
    gtin: bool,
) -> Result<Option<Labelled>, DbError> {
    let mut query = chosen(which);
    if gtin {
        query = query.filter(passports::path.like("/01/%"));
    }
    let row: Option<Row> = query
        .order((
            length(passports::path).desc(),
            passports::product_identifier,
            passports::id,
        ))
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

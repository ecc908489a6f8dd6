//! Passport templates.

use super::passports::is_model;
use crate::{
    DbError,
    schema::{passports, templates},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{BrandId, ConnectionId, TemplateId, template::TemplateDesign};
use std::collections::HashMap;
use uuid::Uuid;

/// A template as it is stored.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its id.
    pub id: TemplateId,
    /// Its connection.
    pub connection: ConnectionId,
    /// Its family.
    pub family: String,
    /// Counts the changes.
    pub revision: u32,
    /// Its design.
    pub design: TemplateDesign,
    /// The logo among the brand's media.
    pub logo_sha256: Option<Vec<u8>>,
    /// When it was changed last.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = templates)]
struct Row {
    id: Uuid,
    connection_id: Uuid,
    family: String,
    revision: i32,
    design: serde_json::Value,
    logo_sha256: Option<Vec<u8>>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<Row> for Template {
    type Error = DbError;

    fn try_from(row: Row) -> Result<Self, DbError> {
        Ok(Self {
            id: row.id.into(),
            connection: row.connection_id.into(),
            family: row.family,
            revision: u32::try_from(row.revision).unwrap_or(0),
            design: serde_json::from_value(row.design).map_err(DbError::other)?,
            logo_sha256: row.logo_sha256,
            updated_at: row.updated_at,
        })
    }
}

/// All templates of the brand, by name.
pub async fn list(conn: &mut AsyncPgConnection) -> Result<Vec<Template>, DbError> {
    let rows: Vec<Row> = templates::table
        .order(templates::id)
        .select(Row::as_select())
        .load(conn)
        .await?;
    let mut all = rows
        .into_iter()
        .map(Template::try_from)
        .collect::<Result<Vec<_>, _>>()?;
    all.sort_by_key(|t| t.design.name.to_lowercase());
    Ok(all)
}

/// Number of passports of models of each template that has any.
pub async fn passports_of_each(conn: &mut AsyncPgConnection) -> Result<HashMap<TemplateId, u32>, DbError> {
    let counts: Vec<(Uuid, i64)> = passports::table
        .filter(is_model())
        .group_by(passports::template_id)
        .select((passports::template_id, count_star()))
        .load(conn)
        .await?;
    let number = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(counts.into_iter().map(|(id, n)| (id.into(), number(n))).collect())
}

/// Number of passports of models of one template.
pub async fn passports_of(conn: &mut AsyncPgConnection, id: TemplateId) -> Result<u32, DbError> {
    let count: i64 = passports::table
        .filter(passports::template_id.eq(id.0))
        .filter(is_model())
        .count()
        .get_result(conn)
        .await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// One template.
pub async fn by_id(conn: &mut AsyncPgConnection, id: TemplateId) -> Result<Option<Template>, DbError> {
    let row: Option<Row> = templates::table
        .find(id.0)
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Template::try_from).transpose()
}

/// The template, which keeps its kind until the end of the transaction.
pub async fn by_id_held(conn: &mut AsyncPgConnection, id: TemplateId) -> Result<Option<Template>, DbError> {
    let row: Option<Row> = templates::table
        .find(id.0)
        .for_share()
        .select(Row::as_select())
        .first(conn)
        .await
        .optional()?;
    row.map(Template::try_from).transpose()
}

/// Waits for whoever [holds](by_id_held) the template, and keeps others from holding it.
pub async fn lock(conn: &mut AsyncPgConnection, id: TemplateId) -> Result<(), DbError> {
    let locked = templates::table.find(id.0).for_update().select(templates::id);
    locked.load::<Uuid>(conn).await?;
    Ok(())
}

/// Stores a new template as its first revision.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    brand: BrandId,
    template: &Template,
) -> Result<(), DbError> {
    diesel::insert_into(templates::table)
        .values((
            templates::id.eq(template.id.0),
            templates::brand_id.eq(brand.0),
            templates::connection_id.eq(template.connection.0),
            templates::family.eq(&template.family),
            templates::revision.eq(1),
            templates::design.eq(serde_json::to_value(&template.design).map_err(DbError::other)?),
            templates::logo_sha256.eq(template.logo_sha256.as_deref()),
            templates::created_at.eq(template.updated_at),
            templates::updated_at.eq(template.updated_at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Changes a template if it is still at `template.revision`. Whether it was.
pub async fn update(conn: &mut AsyncPgConnection, template: &Template) -> Result<bool, DbError> {
    let based_on = i32::try_from(template.revision).unwrap_or(i32::MAX);
    let changed = diesel::update(
        templates::table
            .find(template.id.0)
            .filter(templates::revision.eq(based_on)),
    )
    .set((
        templates::revision.eq(templates::revision + 1),
        templates::design.eq(serde_json::to_value(&template.design).map_err(DbError::other)?),
        templates::logo_sha256.eq(template.logo_sha256.as_deref()),
        templates::updated_at.eq(template.updated_at),
    ))
    .execute(conn)
    .await?;
    Ok(changed > 0)
}

/// Deletes a template; `passports_template_fkey` stands against it while it has passports. Whether it existed.
pub async fn delete(conn: &mut AsyncPgConnection, id: TemplateId) -> Result<bool, DbError> {
    let changed = diesel::delete(templates::table.find(id.0)).execute(conn).await?;
    Ok(changed > 0)
}

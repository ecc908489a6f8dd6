//! Batches and items, and what they stand below; through the brand's door.

use super::{Current, escaped, is_closed, is_withdrawn, key_is_revoked, name_of, number};
use crate::{
    DbError,
    schema::{passports, templates, versions},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    PassportId, TemplateId,
    catalog::ProductKey,
    record::Granularity,
    template::TemplateDesign,
    text::Labels,
    unit::{Level, ListUnits, UnitName, UnitRow},
};
use uuid::Uuid;

/// Where a unit stands; fixed when it is stored.
#[derive(Clone, Debug)]
pub struct UnitPlace<'a> {
    /// The passport directly above.
    pub parent: PassportId,
    /// The passport of the model.
    pub model: PassportId,
    /// What names it.
    pub name: &'a UnitName,
}

/// A passport below which units may be created.
#[derive(Clone, Debug)]
pub struct Parent {
    /// The passport.
    pub id: PassportId,
    /// Its level.
    pub granularity: Granularity,
    /// Its batch number, where it is a batch.
    pub batch: Option<String>,
    /// Its path.
    pub path: String,
    /// Whether whoever runs the site has taken it or its model off.
    pub is_withdrawn: bool,
    /// Whether the model's page is live: then it has no versions.
    pub live: bool,
    /// The model; the passport itself where it is one.
    pub model: PassportId,
    /// The model's path.
    pub model_path: String,
    /// The brand's host that the model's address is on, and so are those of its units; none for the platform's.
    pub host: Option<String>,
    /// The product.
    pub key: ProductKey,
    /// Its identifier in the PIM.
    pub product_identifier: String,
    /// The model's name; empty where it is live.
    pub name: Labels,
    /// The canonical bytes of the model's latest version; empty where it is live.
    pub model_document: Vec<u8>,
    /// The template.
    pub template: TemplateId,
    /// Its design.
    pub design: TemplateDesign,
}

/// A model, or a batch with its model; none where the passport is an item or is not there.
pub async fn parent(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Option<Parent>, DbError> {
    type Product = (String, String, serde_json::Value);
    type ModelRow = (
        (String, Option<String>),
        bool,
        bool,
        Product,
        Option<Vec<u8>>,
        Uuid,
        serde_json::Value,
    );
    type Row = (String, Option<String>, String, bool, Option<Uuid>);
    let row: Option<Row> = passports::table
        .find(id.0)
        .filter(passports::granularity.ne("item"))
        .select((
            passports::granularity,
            passports::batch,
            passports::path,
            is_withdrawn(),
            passports::model_id,
        ))
        .first(conn)
        .await
        .optional()?;
    let Some((granularity, batch, path, is_off, model)) = row else {
        return Ok(None);
    };
    let model = model.map_or(id, PassportId::from);
    let latest = versions::passport_id
        .eq(passports::id)
        .and(versions::number.eq(passports::latest));
    let ((model_path, host), model_off, live, product, document, template, design): ModelRow =
        passports::table
            .inner_join(templates::table)
            .left_join(versions::table.on(latest))
            .filter(passports::id.eq(model.0))
            .select((
                (passports::path, passports::host),
                is_withdrawn(),
                passports::live,
                (
                    passports::product_key,
                    passports::product_identifier,
                    passports::name,
                ),
                versions::document.nullable(),
                templates::id,
                templates::design,
            ))
            .first(conn)
            .await?;
    Ok(Some(Parent {
        id,
        granularity: Granularity::parse(&granularity),
        batch,
        path,
        is_withdrawn: is_off || model_off,
        live,
        model,
        model_path,
        host,
        key: ProductKey(product.0),
        product_identifier: product.1,
        name: serde_json::from_value(product.2).map_err(DbError::other)?,
        model_document: document.unwrap_or_default(),
        template: template.into(),
        design: serde_json::from_value(design).map_err(DbError::other)?,
    }))
}

/// A unit that is there already.
#[derive(Clone, Debug)]
pub struct Existing {
    /// Its passport.
    pub current: Current,
    /// What names it.
    pub name: UnitName,
    /// The passport directly above.
    pub parent: PassportId,
}

/// The batches and items of a model with these numbers, held until the end of the transaction.
pub async fn existing(
    conn: &mut AsyncPgConnection,
    model: PassportId,
    (batches, serials): (&[&str], &[&str]),
) -> Result<Vec<Existing>, DbError> {
    type Row = (
        Uuid,
        (String, Option<String>),
        i32,
        Vec<u8>,
        Vec<u8>,
        bool,
        (bool, bool),
        Option<String>,
        Option<String>,
        Option<Uuid>,
    );
    let batch = passports::granularity
        .eq(Level::Batch.word())
        .and(passports::batch.assume_not_null().eq_any(batches));
    let item = passports::granularity
        .eq(Level::Item.word())
        .and(passports::serial.assume_not_null().eq_any(serials));
    let rows: Vec<Row> = passports::table
        .filter(passports::model_id.eq(model.0))
        .filter(batch.or(item))
        // Whoever locks many takes them in the same order, so that no two wait for each other.
        .order(passports::id)
        .for_update()
        .select((
            passports::id,
            (passports::path, passports::host),
            passports::latest,
            passports::latest_hash,
            passports::content_hash,
            is_withdrawn(),
            (is_closed(), key_is_revoked()),
            passports::batch,
            passports::serial,
            passports::parent_id,
        ))
        .load(conn)
        .await?;
    let existing = |(
        id,
        (path, host),
        latest,
        latest_hash,
        content_hash,
        is_withdrawn,
        closed,
        batch,
        serial,
        parent,
    ): Row| Existing {
        current: Current {
            id: id.into(),
            path,
            host,
            latest: number(latest),
            latest_hash,
            content_hash,
            is_withdrawn,
            live: false,
            is_closed: closed.0,
            key_is_revoked: closed.1,
        },
        name: UnitName { batch, serial },
        parent: parent.unwrap_or_default().into(),
    };
    Ok(rows.into_iter().map(existing).collect())
}

type UnitColumns = (Uuid, Option<String>, Option<String>, String, i32, DateTime<Utc>);

fn row((id, batch, serial, path, latest, published_at): UnitColumns) -> UnitRow {
    UnitRow {
        id: id.into(),
        name: UnitName { batch, serial },
        path,
        version: number(latest),
        published_at,
    }
}

#[diesel::dsl::auto_type]
fn unit_columns() -> _ {
    (
        passports::id,
        passports::batch,
        passports::serial,
        passports::path,
        passports::latest,
        passports::published_at,
    )
}

/// A page of what is below a model or a batch, batches first and by their numbers; how many match, and how many there are.
pub async fn unit_page(
    conn: &mut AsyncPgConnection,
    parent: PassportId,
    cmd: &ListUnits,
    per_page: u32,
) -> Result<(Vec<UnitRow>, u32, u32), DbError> {
    let below = || {
        let directly = passports::parent_id.eq(parent.0);
        passports::table
            .filter(directly.or(passports::model_id.eq(parent.0)))
            .into_boxed()
    };
    let pattern = format!("%{}%", escaped(&cmd.search.trim().to_lowercase()));
    let matching = || {
        let mut query = below();
        if let Some(level) = cmd.level {
            query = query.filter(passports::granularity.eq(level.word()));
        }
        if pattern != "%%" {
            query = query.filter(passports::search.like(pattern.clone()));
        }
        query
    };
    let all: i64 = below().select(count_star()).get_result(conn).await?;
    let total: i64 = matching().select(count_star()).get_result(conn).await?;
    let rows: Vec<UnitColumns> = matching()
        .order((passports::granularity, passports::batch, passports::serial))
        .select(unit_columns())
        .limit(i64::from(per_page))
        .offset(i64::from(cmd.page.max(1) - 1) * i64::from(per_page))
        .load(conn)
        .await?;
    let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
    Ok((rows.into_iter().map(row).collect(), count(total), count(all)))
}

/// A unit with what it stands below.
#[derive(Clone, Debug)]
pub struct Unit {
    /// What the list shows.
    pub row: UnitRow,
    /// The passport directly above.
    pub parent: PassportId,
    /// The passport of the model.
    pub model: PassportId,
    /// The template and its name.
    pub template: (TemplateId, String),
    /// Its canonical bytes.
    pub document: Vec<u8>,
    /// Whether whoever runs the site has taken it off.
    pub is_withdrawn: bool,
}

/// One unit; none where the passport is a model or is not there.
pub async fn unit(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Option<Unit>, DbError> {
    type Row = (
        UnitColumns,
        Option<Uuid>,
        Option<Uuid>,
        Uuid,
        serde_json::Value,
        Vec<u8>,
        bool,
    );
    let latest = versions::passport_id
        .eq(passports::id)
        .and(versions::number.eq(passports::latest));
    let found: Option<Row> = passports::table
        .inner_join(templates::table)
        .inner_join(versions::table.on(latest))
        .filter(passports::id.eq(id.0))
        .filter(passports::granularity.ne("model"))
        .select((
            unit_columns(),
            passports::parent_id,
            passports::model_id,
            templates::id,
            templates::design,
            versions::document,
            is_withdrawn(),
        ))
        .first(conn)
        .await
        .optional()?;
    let unit = |(columns, parent, model, template, design, document, is_withdrawn): Row| Unit {
        row: row(columns),
        parent: parent.unwrap_or_default().into(),
        model: model.unwrap_or_default().into(),
        template: (template.into(), name_of(&design)),
        document,
        is_withdrawn,
    };
    Ok(found.map(unit))
}

/// The family of the product in the PIM that a passport is of.
pub async fn family(conn: &mut AsyncPgConnection, id: PassportId) -> Result<Option<String>, DbError> {
    passports::table
        .inner_join(templates::table)
        .filter(passports::id.eq(id.0))
        .select(templates::family)
        .first(conn)
        .await
        .optional()
        .map_err(DbError::from)
}

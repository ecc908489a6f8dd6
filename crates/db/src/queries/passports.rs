//! Passports: the brand's own list, and what the public door shows of one.

mod above;
mod bulk;
pub mod labels;
mod live;
mod published;
pub mod states;
mod units;

pub use above::{Above, above, item_path};
pub use bulk::{NewPassport, insert_free, lock_all, update_all};
pub use live::{LivePassport, live};
pub use published::{
    Head, Public, PublicVersion, at_paths, logo_type, path_of, public, public_head, public_versions,
};
pub use units::{Existing, Parent, Unit, UnitPlace, existing, family, parent, unit, unit_page};

use crate::{
    DbError,
    schema::{passports, templates},
};
use chrono::{DateTime, Utc};
use diesel::{
    dsl::{count_star, sql},
    expression::SqlLiteral,
    prelude::*,
    sql_types::Bool,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, PassportId, TemplateId,
    catalog::{ProductKey, ProductPassport},
    passport::{ListPassports, PassportRow},
    text::Labels,
    unit::UnitName,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What publishing needs to know of a passport.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a column of its own, and none excludes another"
)]
#[derive(Clone, Debug)]
pub struct Current {
    /// The passport.
    pub id: PassportId,
    /// Its path, for ever.
    pub path: String,
    /// The brand's host that its address is on, for ever; none for the platform's.
    pub host: Option<String>,
    /// The number of its latest version.
    pub latest: u32,
    /// SHA-256 of the latest version's document.
    pub latest_hash: Vec<u8>,
    /// SHA-256 of the latest version's content.
    pub content_hash: Vec<u8>,
    /// Whether whoever runs the site has taken it off.
    pub is_withdrawn: bool,
    /// Whether its page is live: then it has no version.
    pub live: bool,
    /// Whether there are to be no further versions: it is archived, or its product has ended.
    pub is_closed: bool,
    /// Whether the key that signed its latest version was revoked: then it has to be signed again, whatever it says.
    pub key_is_revoked: bool,
}

impl Current {
    /// Whether its latest version says exactly this, under a signature that counts.
    pub fn says(&self, content_hash: &[u8]) -> bool {
        !self.key_is_revoked && self.content_hash == content_hash
    }
}

/// The state of a passport after a publication.
#[derive(Clone, Debug)]
pub struct Published<'a> {
    /// The product's identifier in the PIM.
    pub product_identifier: &'a str,
    /// The product's name.
    pub name: &'a Labels,
    /// What a search looks through, in lower case.
    pub search: &'a str,
    /// The number of the version.
    pub number: u32,
    /// SHA-256 of the version's document.
    pub hash: &'a [u8],
    /// SHA-256 of the version's content.
    pub content_hash: &'a [u8],
    /// When.
    pub at: DateTime<Utc>,
    /// Whether its page is live: then nothing is stored but the identifier, and the number is 0.
    pub live: bool,
    /// The brand's host that its address is on; only the first publication sets it.
    pub host: Option<&'a str>,
}

/// Who holds a path, as far as the brand may know.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The name of the template.
    pub template_name: String,
    /// The product.
    pub product_identifier: String,
}

/// The passport of a product under a template, held until the end of the transaction.
pub async fn lock(
    conn: &mut AsyncPgConnection,
    template: TemplateId,
    key: &ProductKey,
) -> Result<Option<Current>, DbError> {
    type Row = (
        Uuid,
        (String, Option<String>),
        i32,
        Vec<u8>,
        Vec<u8>,
        bool,
        bool,
        (bool, bool),
    );
    let row: Option<Row> = passports::table
        .filter(passports::template_id.eq(template.0))
        .filter(passports::product_key.eq(&key.0))
        .filter(is_model())
        .for_update()
        .select((
            passports::id,
            (passports::path, passports::host),
            passports::latest,
            passports::latest_hash,
            passports::content_hash,
            is_withdrawn(),
            passports::live,
            (is_closed(), key_is_revoked()),
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(
        |(id, (path, host), latest, latest_hash, content_hash, is_withdrawn, live, closed): Row| Current {
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
        },
    ))
}

/// Stores a new passport. `passports_path_key` stands against a path that somebody has, `passports_product_key` against
/// a second passport of the product under the template.
pub async fn insert(
    conn: &mut AsyncPgConnection,
    (id, brand, template): (PassportId, BrandId, TemplateId),
    key: &ProductKey,
    path: &str,
    state: &Published<'_>,
) -> Result<(), DbError> {
    diesel::insert_into(passports::table)
        .values((
            passports::id.eq(id.0),
            passports::brand_id.eq(brand.0),
            passports::template_id.eq(template.0),
            passports::product_key.eq(&key.0),
            passports::path.eq(path),
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
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Moves a passport on to its next version.
pub async fn update(
    conn: &mut AsyncPgConnection,
    id: PassportId,
    state: &Published<'_>,
) -> Result<(), DbError> {
    diesel::update(passports::table.find(id.0))
        .set((
            passports::product_identifier.eq(state.product_identifier),
            passports::name.eq(serde_json::to_value(state.name).map_err(DbError::other)?),
            passports::search.eq(state.search),
            passports::latest.eq(i32::try_from(state.number).map_err(DbError::other)?),
            passports::latest_hash.eq(state.hash),
            passports::content_hash.eq(state.content_hash),
            passports::published_at.eq(state.at),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

/// Batches and items carry the key of their model's product.
#[diesel::dsl::auto_type]
pub(super) fn is_model() -> _ {
    passports::granularity.eq("model")
}

/// Whether whoever runs the site has taken it off.
#[diesel::dsl::auto_type]
pub(super) fn is_withdrawn() -> _ {
    passports::suspended_at
        .is_not_null()
        .or(passports::released_at.is_not_null())
}

#[diesel::dsl::auto_type]
fn is_closed() -> _ {
    passports::ended_at
        .is_not_null()
        .or(passports::status.eq("archived"))
}

/// Whether the key that signed its latest version was revoked. A part of the row's own query: a publication of many asks nothing more.
fn key_is_revoked() -> SqlLiteral<Bool> {
    sql(
        "EXISTS (SELECT FROM versions v JOIN brand_keys k ON k.brand_id = v.brand_id AND k.id = v.key_id \
         WHERE v.passport_id = passports.id AND v.number = passports.latest AND k.revoked_at IS NOT NULL)",
    )
}

/// Who of the brand holds a path; none where nobody does, or another brand.
pub async fn holder(conn: &mut AsyncPgConnection, path: &str) -> Result<Option<Holder>, DbError> {
    let row: Option<(serde_json::Value, String)> = passports::table
        .inner_join(templates::table)
        .filter(passports::path.eq(path))
        .filter(passports::released_at.is_null())
        .select((templates::design, passports::product_identifier))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(design, product_identifier)| Holder {
        template_name: name_of(&design),
        product_identifier,
    }))
}

/// The passports of many products, by product; of the models alone.
pub async fn of_products(
    conn: &mut AsyncPgConnection,
    keys: &[&str],
) -> Result<HashMap<String, Vec<ProductPassport>>, DbError> {
    let rows: Vec<(String, Uuid, Uuid, i32)> = passports::table
        .filter(passports::product_key.eq_any(keys))
        .filter(is_model())
        .order(passports::created_at)
        .select((
            passports::product_key,
            passports::id,
            passports::template_id,
            passports::latest,
        ))
        .load(conn)
        .await?;
    let mut found: HashMap<String, Vec<ProductPassport>> = HashMap::new();
    for (key, id, template, latest) in rows {
        found.entry(key).or_default().push(ProductPassport {
            id: id.into(),
            template: template.into(),
            version: number(latest),
        });
    }
    Ok(found)
}

type ListRow = (
    Uuid,
    serde_json::Value,
    String,
    Uuid,
    serde_json::Value,
    String,
    i32,
    DateTime<Utc>,
    bool,
    Option<String>,
);

/// A page of the brand's passports of models, latest publication first, and how many match in all.
pub async fn page(
    conn: &mut AsyncPgConnection,
    cmd: &ListPassports,
    per_page: u32,
) -> Result<(Vec<PassportRow>, u32), DbError> {
    let pattern = format!("%{}%", escaped(&cmd.search.trim().to_lowercase()));
    let matching = || {
        let mut query = passports::table
            .inner_join(templates::table)
            .filter(is_model())
            .into_boxed();
        if let Some(template) = cmd.template {
            query = query.filter(passports::template_id.eq(template.0));
        }
        if pattern != "%%" {
            query = query.filter(passports::search.like(pattern.clone()));
        }
        query
    };
    let total: i64 = matching().select(count_star()).get_result(conn).await?;
    let offset = i64::from(cmd.page.max(1) - 1) * i64::from(per_page);
    let rows: Vec<ListRow> = matching()
        .order((passports::published_at.desc(), passports::id))
        .select(list_columns())
        .limit(i64::from(per_page))
        .offset(offset)
        .load(conn)
        .await?;
    let rows = rows.into_iter().map(list_row).collect::<Result<_, _>>()?;
    Ok((rows, u32::try_from(total).unwrap_or(u32::MAX)))
}

/// These passports, as far as the brand has them, of any level; in the order of their ids here.
pub async fn these(conn: &mut AsyncPgConnection, ids: &[PassportId]) -> Result<Vec<PassportRow>, DbError> {
    let wanted: Vec<Uuid> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<ListRow> = passports::table
        .inner_join(templates::table)
        .filter(passports::id.eq_any(wanted))
        .select(list_columns())
        .load(conn)
        .await?;
    let rows = rows.into_iter().map(|row| list_row(row).map(|row| (row.id, row)));
    let mut found: HashMap<_, _> = rows.collect::<Result<_, _>>()?;
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// One passport of the brand with the key of its product, and its numbers where it is of a batch or an item.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    id: PassportId,
) -> Result<Option<(PassportRow, ProductKey, Option<UnitName>)>, DbError> {
    type Numbers = (Option<String>, Option<String>);
    let row: Option<(ListRow, String, Numbers)> = passports::table
        .inner_join(templates::table)
        .filter(passports::id.eq(id.0))
        .select((
            list_columns(),
            passports::product_key,
            (passports::batch, passports::serial),
        ))
        .first(conn)
        .await
        .optional()?;
    row.map(|(row, key, (batch, serial))| {
        let is_unit = batch.is_some() || serial.is_some();
        let unit = is_unit.then_some(UnitName { batch, serial });
        Ok((list_row(row)?, ProductKey(key), unit))
    })
    .transpose()
}

/// Notes that a label was downloaded; the first time counts. Whether the passport exists.
pub async fn note_label_download(
    conn: &mut AsyncPgConnection,
    id: PassportId,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let exists = diesel::select(diesel::dsl::exists(passports::table.find(id.0)));
    let exists: bool = exists.get_result(conn).await?;
    diesel::update(
        passports::table
            .find(id.0)
            .filter(passports::labels_downloaded_at.is_null()),
    )
    .set(passports::labels_downloaded_at.eq(now))
    .execute(conn)
    .await?;
    Ok(exists)
}

#[diesel::dsl::auto_type]
fn list_columns() -> _ {
    (
        passports::id,
        passports::name,
        passports::product_identifier,
        passports::template_id,
        templates::design,
        passports::path,
        passports::latest,
        passports::published_at,
        is_withdrawn(),
        passports::host,
    )
}

fn list_row(row: ListRow) -> Result<PassportRow, DbError> {
    let (id, name, product_identifier, template, design, path, latest, published_at, withdrawn, host) = row;
    Ok(PassportRow {
        id: id.into(),
        name: serde_json::from_value(name).map_err(DbError::other)?,
        product_identifier,
        template: template.into(),
        template_name: name_of(&design),
        path,
        host,
        version: number(latest),
        published_at,
        withdrawn,
    })
}

/// The name alone, without reading the whole design.
pub(super) fn name_of(design: &serde_json::Value) -> String {
    let name = design.get("name").and_then(serde_json::Value::as_str);
    name.unwrap_or_default().to_owned()
}

/// The text with the signs of `LIKE` taken literally.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

pub(super) fn number(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

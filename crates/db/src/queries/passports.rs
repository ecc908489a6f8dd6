//! Passports: the brand's own list, and what the public door shows of one.

use crate::{
    DbError,
    schema::{media, passports, templates, versions},
};
use chrono::{DateTime, Utc};
use diesel::{dsl::count_star, prelude::*};
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use domain::{
    BrandId, PassportId, TemplateId,
    branding::Branding,
    catalog::{ProductKey, ProductPassport},
    passport::{ListPassports, PassportRow},
    template::TemplateDesign,
    text::Labels,
};
use std::collections::HashMap;
use uuid::Uuid;

/// What publishing needs to know of a passport.
#[derive(Clone, Debug)]
pub struct Current {
    /// The passport.
    pub id: PassportId,
    /// Its path, for ever.
    pub path: String,
    /// The number of its latest version.
    pub latest: u32,
    /// SHA-256 of the latest version's content.
    pub content_hash: Vec<u8>,
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
    let row: Option<(Uuid, String, i32, Vec<u8>)> = passports::table
        .filter(passports::template_id.eq(template.0))
        .filter(passports::product_key.eq(&key.0))
        .for_update()
        .select((
            passports::id,
            passports::path,
            passports::latest,
            passports::content_hash,
        ))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(id, path, latest, content_hash)| Current {
        id: id.into(),
        path,
        latest: number(latest),
        content_hash,
    }))
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

/// Who of the brand holds a path; none where nobody does, or another brand.
pub async fn holder(conn: &mut AsyncPgConnection, path: &str) -> Result<Option<Holder>, DbError> {
    let row: Option<(serde_json::Value, String)> = passports::table
        .inner_join(templates::table)
        .filter(passports::path.eq(path))
        .select((templates::design, passports::product_identifier))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(design, product_identifier)| Holder {
        template_name: name_of(&design),
        product_identifier,
    }))
}

/// The passports of many products, by product.
pub async fn of_products(
    conn: &mut AsyncPgConnection,
    keys: &[&str],
) -> Result<HashMap<String, Vec<ProductPassport>>, DbError> {
    let rows: Vec<(String, Uuid, Uuid, i32)> = passports::table
        .filter(passports::product_key.eq_any(keys))
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
);

/// A page of the brand's passports, latest publication first, and how many match in all.
pub async fn page(
    conn: &mut AsyncPgConnection,
    cmd: &ListPassports,
    per_page: u32,
) -> Result<(Vec<PassportRow>, u32), DbError> {
    let pattern = format!("%{}%", escaped(&cmd.search.trim().to_lowercase()));
    let matching = || {
        let mut query = passports::table.inner_join(templates::table).into_boxed();
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

/// One passport of the brand with the key of its product.
pub async fn by_id(
    conn: &mut AsyncPgConnection,
    id: PassportId,
) -> Result<Option<(PassportRow, ProductKey)>, DbError> {
    let row: Option<(ListRow, String)> = passports::table
        .inner_join(templates::table)
        .filter(passports::id.eq(id.0))
        .select((list_columns(), passports::product_key))
        .first(conn)
        .await
        .optional()?;
    row.map(|(row, key)| Ok((list_row(row)?, ProductKey(key))))
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

/// What tells two states of a public page apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// SHA-256 of the latest document.
    pub hash: Vec<u8>,
    /// When the template was changed last.
    pub template_updated_at: DateTime<Utc>,
}

/// A passport as the public door shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Public {
    /// The passport.
    pub id: PassportId,
    /// Its brand.
    pub brand: BrandId,
    /// The number of the latest version.
    pub number: u32,
    /// The canonical bytes of the latest version.
    pub document: Vec<u8>,
    /// Their SHA-256.
    pub hash: Vec<u8>,
    /// When it was published.
    pub published_at: DateTime<Utc>,
    /// How it looks.
    pub branding: Branding,
    /// The logo's name among the media, and its media type.
    pub logo: Option<(Vec<u8>, String)>,
    /// When the template was changed last.
    pub template_updated_at: DateTime<Utc>,
}

/// The state of the page under a path, without the page; for the public door.
pub async fn public_head(conn: &mut AsyncPgConnection, path: &str) -> Result<Option<Head>, DbError> {
    let row: Option<(Vec<u8>, DateTime<Utc>)> = passports::table
        .inner_join(templates::table)
        .filter(passports::path.eq(path))
        .select((passports::latest_hash, templates::updated_at))
        .first(conn)
        .await
        .optional()?;
    Ok(row.map(|(hash, template_updated_at)| Head {
        hash,
        template_updated_at,
    }))
}

/// The latest version under a path with its looks, in one query; for the public door.
pub async fn public(conn: &mut AsyncPgConnection, path: &str) -> Result<Option<Public>, DbError> {
    let row: Option<PublicRow> = passports::table
        .inner_join(templates::table)
        .inner_join(
            versions::table.on(versions::passport_id
                .eq(passports::id)
                .and(versions::number.eq(passports::latest))),
        )
        .filter(passports::path.eq(path))
        .select(PublicRow::as_select())
        .first(conn)
        .await
        .optional()?;
    let Some(row) = row else { return Ok(None) };
    let logo = match row.logo_sha256 {
        Some(sha256) => logo_type(conn, &sha256).await?.map(|mime| (sha256, mime)),
        None => None,
    };
    let design: TemplateDesign = serde_json::from_value(row.design).map_err(DbError::other)?;
    Ok(Some(Public {
        id: row.id.into(),
        brand: row.brand_id.into(),
        number: number(row.latest),
        document: row.document,
        hash: row.hash,
        published_at: row.published_at,
        branding: design.branding,
        logo,
        template_updated_at: row.updated_at,
    }))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = passports)]
struct PublicRow {
    id: Uuid,
    brand_id: Uuid,
    latest: i32,
    #[diesel(select_expression = versions::document)]
    document: Vec<u8>,
    #[diesel(select_expression = versions::hash)]
    hash: Vec<u8>,
    published_at: DateTime<Utc>,
    #[diesel(select_expression = templates::design)]
    design: serde_json::Value,
    #[diesel(select_expression = templates::logo_sha256)]
    logo_sha256: Option<Vec<u8>>,
    #[diesel(select_expression = templates::updated_at)]
    updated_at: DateTime<Utc>,
}

/// The same bytes may be stored by several brands, so this is no join.
async fn logo_type(conn: &mut AsyncPgConnection, sha256: &[u8]) -> Result<Option<String>, DbError> {
    let found = media::table.filter(media::sha256.eq(sha256)).select(media::mime);
    Ok(found.first(conn).await.optional()?)
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
    )
}

fn list_row(row: ListRow) -> Result<PassportRow, DbError> {
    let (id, name, product_identifier, template, design, path, latest, published_at) = row;
    Ok(PassportRow {
        id: id.into(),
        name: serde_json::from_value(name).map_err(DbError::other)?,
        product_identifier,
        template: template.into(),
        template_name: name_of(&design),
        path,
        version: number(latest),
        published_at,
    })
}

/// The name alone, without reading the whole design.
fn name_of(design: &serde_json::Value) -> String {
    let name = design.get("name").and_then(serde_json::Value::as_str);
    name.unwrap_or_default().to_owned()
}

/// The text with the signs of `LIKE` taken literally.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

fn number(n: i32) -> u32 {
    u32::try_from(n).unwrap_or(0)
}

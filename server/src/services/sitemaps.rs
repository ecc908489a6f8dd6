//! Sitemaps: what search engines are led to, where a brand wants that (sitemaps.org, 0.9).
//!
//! Models alone: batches and items are found from them, and a list of all serial numbers would be a gift to whoever copies them.

use crate::{app::App, context::OpContext, services::audit};
use chrono::SecondsFormat;
use db::queries::sitemaps as rows;
use domain::{BrandId, Error, Permission};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;
use std::{fmt::Write as _, io::Write as _};
use uuid::Uuid;

/// Addresses of one part. The standard allows 50,000 and 50 MB: this many stay far below both.
const PART: i64 = 10_000;
/// Brands that the platform's robots.txt names; search engines read no more than half a megabyte of it.
const NAMED: i64 = 4000;

/// Whether the brand wants one.
pub async fn is_wanted(app: &App, brand: BrandId) -> Result<bool, Error> {
    let mut tx = app.db.public().await?;
    let wanted = rows::is_wanted(&mut tx, brand).await?;
    tx.commit().await?;
    Ok(wanted)
}

/// The brands that want one.
pub async fn brands(app: &App) -> Result<Vec<BrandId>, Error> {
    let mut tx = app.db.public().await?;
    let brands = rows::brands(&mut tx, NAMED).await?;
    tx.commit().await?;
    Ok(brands)
}

/// Switches the brand's sitemap on or off.
pub async fn want(app: &App, op: &OpContext, wanted: bool) -> Result<(), Error> {
    op.require(Permission::ManageBrand)?;
    let brand = op.caller.brand_id;
    let mut tx = app.db.brand(brand).await?;
    if rows::want(&mut tx, brand, wanted).await? {
        let action = if wanted { "sitemap.on" } else { "sitemap.off" };
        audit::record(app, &mut tx, op, action, &brand.to_string(), json!({})).await?;
    }
    Ok(tx.commit().await?)
}

/// The parts of a brand's sitemap at one host (none: the platform's), compressed. `root` is where the parts are, with a slash at its end.
pub async fn index(app: &App, brand: BrandId, host: Option<&str>, root: &str) -> Result<Vec<u8>, Error> {
    let mut tx = app.db.public().await?;
    let parts = rows::parts(&mut tx, brand, host, PART).await?;
    tx.commit().await?;
    let mut text = begun("sitemapindex");
    for from in parts {
        let _ = writeln!(text, "<sitemap><loc>{}{from}.xml</loc></sitemap>", escaped(root));
    }
    text.push_str("</sitemapindex>\n");
    packed(text).await
}

/// A part: the addresses of models from one on, compressed.
pub async fn part(app: &App, brand: BrandId, host: Option<&str>, from: Uuid) -> Result<Vec<u8>, Error> {
    let mut tx = app.db.public().await?;
    let entries = rows::part(&mut tx, brand, host, (from, PART)).await?;
    tx.commit().await?;
    let mut text = begun("urlset");
    for entry in entries {
        let _ = write!(
            text,
            "<url><loc>{}</loc>",
            escaped(&app.config.address(host, &entry.path))
        );
        if let Some(at) = entry.changed {
            let _ = write!(
                text,
                "<lastmod>{}</lastmod>",
                at.to_rfc3339_opts(SecondsFormat::Secs, true)
            );
        }
        text.push_str("</url>\n");
    }
    text.push_str("</urlset>\n");
    packed(text).await
}

fn begun(root: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
    )
}

/// A text between tags.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Compressed, elsewhere than where requests are answered.
async fn packed(text: String) -> Result<Vec<u8>, Error> {
    let pack = move || {
        let mut out = GzEncoder::new(Vec::with_capacity(text.len() / 10), Compression::new(6));
        out.write_all(text.as_bytes()).and_then(|()| out.finish())
    };
    let packed = tokio::task::spawn_blocking(pack)
        .await
        .map_err(|_| Error::Internal)?;
    packed.map_err(|_| Error::Internal)
}

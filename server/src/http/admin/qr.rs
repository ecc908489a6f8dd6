//! `/api/admin/passports/{id}/qr.{svg,png}`: the code to print.

use crate::{
    app::App,
    context::OpContext,
    http::{
        error::{Failure, cross_site},
        middleware::is_cross_site,
    },
    services::passports,
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{Error, PassportId, passport::PassportView};
use labels::{LabelError, QrOptions};
use serde::Deserialize;

/// What can be chosen.
#[derive(Deserialize)]
pub(super) struct Choice {
    /// Width and height in pixels.
    #[serde(default = "default_size")]
    size: u32,
    /// `1` offers it for saving instead of showing it.
    #[serde(default)]
    download: Option<String>,
}

impl Choice {
    /// Whether another site makes a browser ask: a download is written down, so a link of somebody else must not cause one.
    fn is_forged(&self, headers: &HeaderMap) -> bool {
        self.download.is_some() && is_cross_site(headers)
    }
}

fn default_size() -> u32 {
    512
}

/// The code as SVG.
pub(super) async fn svg(
    State(app): State<App>,
    Extension(op): Extension<OpContext>,
    Path(id): Path<PassportId>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if choice.is_forged(&headers) {
        return Ok(cross_site());
    }
    let passport = passports::get(&app, &op, id).await?;
    let image = labels::qr_svg(
        &passport.url,
        &QrOptions {
            size_px: choice.size,
            ..QrOptions::default()
        },
    )
    .map_err(in_words)?;
    reply(
        &app,
        &op,
        &passport,
        &choice,
        "image/svg+xml; charset=utf-8",
        "svg",
        image.into_bytes(),
    )
    .await
}

/// The code as PNG.
pub(super) async fn png(
    State(app): State<App>,
    Extension(op): Extension<OpContext>,
    Path(id): Path<PassportId>,
    Query(choice): Query<Choice>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if choice.is_forged(&headers) {
        return Ok(cross_site());
    }
    let passport = passports::get(&app, &op, id).await?;
    let image = labels::qr_png(&passport.url, choice.size).map_err(in_words)?;
    reply(&app, &op, &passport, &choice, "image/png", "png", image).await
}

fn in_words(error: LabelError) -> Failure {
    Failure(Error::invalid("size", error.to_string()))
}

async fn reply(
    app: &App,
    op: &OpContext,
    passport: &PassportView,
    choice: &Choice,
    mime: &'static str,
    extension: &str,
    body: Vec<u8>,
) -> Result<Response, Failure> {
    let mut response = ([(header::CONTENT_TYPE, mime)], body).into_response();
    if choice.download.is_some() {
        passports::note_label_download(app, op, passport.row.id).await?;
        let name = format!(
            "attachment; filename=\"qr-{}.{extension}\"",
            file_name(&passport.row.path)
        );
        if let Ok(value) = HeaderValue::from_str(&name) {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
    }
    Ok(response)
}

/// The last part of the path: letters and digits by construction, and nothing else by this filter.
fn file_name(path: &str) -> String {
    path.rsplit('/')
        .next()
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect()
}

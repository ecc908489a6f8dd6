//! Media files: their description and their bytes.

use std::sync::Arc;

use axum::extract::Path;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde_json::json;

use super::call::Call;
use super::error::ApiError;
use crate::catalogue::MediaFile;
use crate::media;
use crate::state::Shared;

/// `media-files/{code}` and `media-files/{code}/download`; the code has slashes of its own.
pub(crate) async fn media_file(call: Call, Path(path): Path<String>) -> Result<Response, ApiError> {
    if let Some(code) = path.strip_suffix("/download") {
        return download(&call.shared, code).await;
    }
    let (file, bytes) = load(&call.shared, &path).await?;
    let (mime_type, extension) = file.format();
    let shown = call.answer(json!({
        "code": path,
        "original_filename": file.original_filename,
        "mime_type": mime_type,
        "size": bytes.len(),
        "extension": extension,
        "_links": {"download": {"href": call.api(&format!("media-files/{path}/download"))}},
    }));
    Ok(shown.into_response())
}

/// The files of records and assets, which have no description.
pub(crate) async fn raw_file(call: Call, Path(code): Path<String>) -> Result<Response, ApiError> {
    download(&call.shared, &code).await
}

/// A share link: the bytes without a token, as from a delivery network.
pub(crate) async fn share(call: Call, Path(code): Path<String>) -> Result<Response, ApiError> {
    download(&call.shared, &code).await
}

async fn download(shared: &Arc<Shared>, code: &str) -> Result<Response, ApiError> {
    let (file, bytes) = load(shared, code).await?;
    let disposition = format!("attachment; filename=\"{}\"", file.original_filename);
    let headers = [
        (CONTENT_TYPE, file.format().0.to_owned()),
        (CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, bytes).into_response())
}

/// The file and its bytes, made once and then kept.
async fn load(shared: &Arc<Shared>, code: &str) -> Result<(MediaFile, Bytes), ApiError> {
    let found = shared.world().media(code);
    let file = found.ok_or_else(|| ApiError::not_found(format!("Media file \"{code}\" does not exist.")))?;
    if let Some(bytes) = shared.media().get(code).cloned() {
        return Ok((file, bytes));
    }
    let content = file.content.clone();
    // Drawing takes a moment, which the server's own threads must not spend.
    let made = tokio::task::spawn_blocking(move || media::render(&content)).await;
    let failed = |reason: String| ApiError::new(axum::http::StatusCode::INTERNAL_SERVER_ERROR, reason);
    let bytes = made
        .map_err(|error| failed(error.to_string()))?
        .map_err(|error| failed(error.to_string()))?;
    shared.media().insert(code.to_owned(), bytes.clone());
    Ok((file, bytes))
}

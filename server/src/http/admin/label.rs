//! `/api/admin/passports/{id}/label.{svg,png,pdf}`: one label, to look at or to print.
//!
//! The query says how it is to look, in the words of the form on the labels' page. What will not scan is refused at its field.

use crate::{
    app::App,
    context::OpContext,
    http::{
        error::{Failure, cross_site},
        middleware::is_cross_site,
        page::private,
    },
    services::{
        labels::{self, Format, Looks},
        passports,
    },
};
use axum::{
    Extension,
    extract::{Path, Query, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use domain::PassportId;

type Fields = Vec<(String, String)>;

/// Which label, how it is to look, and who asks.
type Asked = (
    State<App>,
    Extension<OpContext>,
    Path<PassportId>,
    Query<Fields>,
    HeaderMap,
);

/// As vectors for designers.
pub(super) async fn svg(asked: Asked) -> Result<Response, Failure> {
    label(asked, Format::Svg).await
}

/// As dots of the printer.
pub(super) async fn png(asked: Asked) -> Result<Response, Failure> {
    label(asked, Format::Png).await
}

/// As a page of its size.
pub(super) async fn pdf(asked: Asked) -> Result<Response, Failure> {
    label(asked, Format::Pdf).await
}

async fn label(
    (State(app), Extension(op), Path(id), Query(fields), headers): Asked,
    format: Format,
) -> Result<Response, Failure> {
    let download = fields
        .iter()
        .any(|(name, value)| name == "download" && value == "1");
    // A download is written down, so a link of somebody else must not cause it.
    if download && is_cross_site(&headers) {
        return Ok(cross_site());
    }
    let single = labels::single(&app, &op, id, Looks::read(&fields)?, format).await?;
    let mut response = ([(header::CONTENT_TYPE, single.mime)], single.bytes).into_response();
    if download {
        passports::note_label_download(&app, &op, id).await?;
        let name = format!("attachment; filename=\"label-{id}.{}\"", format.extension());
        if let Ok(value) = name.parse() {
            response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
        }
    }
    Ok(private(response))
}

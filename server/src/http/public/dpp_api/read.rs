//! The methods that read one passport.

use super::{
    Problem,
    answer::{Call, Flags, Read},
};
use crate::{app::App, http::public::grant::Presented, services::lookup};
use axum::{
    extract::{
        Path, Query, State,
        rejection::{PathRejection, QueryRejection},
    },
    http::{HeaderMap, Uri},
    response::Response,
};
use domain::version::At;
use serde::Deserialize;

type Flagged = Result<Query<Flags>, QueryRejection>;
/// What the address names, as it arrives.
pub(super) type Named<T> = Result<Path<T>, PathRejection>;

/// `ReadDPPById`: by the passport's own identifier, or by its address.
pub(super) async fn by_id(
    State(app): State<App>,
    id: Named<String>,
    flags: Flagged,
    presented: Presented,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let read = async {
        let call = Call::new(&app, &uri, &headers, &presented, flags)?;
        let passport = named(&call, &segments(id)?).await?;
        call.whole(&passport).await
    };
    answered(&app, &headers, read.await)
}

/// The day or the moment that is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AsOf {
    date: Option<String>,
}

/// `ReadDPPVersionByIdAndDate`: a passport as it was at the end of a day, or at a moment.
pub(super) async fn by_id_and_date(
    State(app): State<App>,
    id: Named<String>,
    flags: Flagged,
    date: Result<Query<AsOf>, QueryRejection>,
    presented: Presented,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let read = async {
        let call = Call::new(&app, &uri, &headers, &presented, flags)?;
        let Query(AsOf { date }) = date.map_err(|error| Problem::BadRequest(error.body_text()))?;
        let at = At::date(date.as_deref().unwrap_or_default())
            .map_err(|unclear| Problem::BadRequest(unclear.words().to_owned()))?;
        let named = lookup::named(call.app, &segments(id)?).await?;
        let passport = call
            .passport_at(&named.ok_or_else(Problem::not_found)?, at)
            .await?;
        call.whole(&passport).await
    };
    answered(&app, &headers, read.await)
}

/// `ReadDPPByProductId`: the passport of a product.
pub(super) async fn by_product_id(
    State(app): State<App>,
    id: Named<String>,
    flags: Flagged,
    presented: Presented,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let read = async {
        let call = Call::new(&app, &uri, &headers, &presented, flags)?;
        let named = lookup::product(&app, &segments(id)?).await?;
        let passport = call.passport(&named.ok_or_else(Problem::not_found)?).await?;
        call.whole(&passport).await
    };
    answered(&app, &headers, read.await)
}

/// `ReadDataElement`: what a `JSONPath` finds in a passport.
pub(super) async fn element(
    State(app): State<App>,
    names: Named<(String, String)>,
    flags: Flagged,
    presented: Presented,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let read = async {
        let call = Call::new(&app, &uri, &headers, &presented, flags)?;
        let (id, path) = segments(names)?;
        let passport = named(&call, &id).await?;
        call.part(&passport, &path).await
    };
    answered(&app, &headers, read.await)
}

/// What was asked for, or why it cannot be read.
fn answered(app: &App, headers: &HeaderMap, read: Result<Response, Problem>) -> Response {
    read.unwrap_or_else(|problem| problem.into_response(app, headers))
}

/// What the address names.
pub(super) fn segments<T>(named: Named<T>) -> Result<T, Problem> {
    let Path(segments) = named.map_err(|error| Problem::BadRequest(error.body_text()))?;
    Ok(segments)
}

/// The passport that an identifier names.
async fn named(call: &Call<'_>, text: &str) -> Result<Read, Problem> {
    let named = lookup::named(call.app, text).await?;
    call.passport(&named.ok_or_else(Problem::not_found)?).await
}

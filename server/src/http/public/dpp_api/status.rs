//! Changing the status of a passport, and deleting one: which archives it, because what was published is kept.

use super::{
    Problem,
    key::{Flags, How, answered, program, secret, told},
    read::{Named, segments},
    write::{again, named},
};
use crate::{
    app::App,
    services::{passports::PublicPassport, states},
};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::request::Parts,
    response::Response,
};
use domain::{
    Error,
    api_key::Scope,
    state::{SetStatus, Status},
};

/// `DeleteDPPById`: the passport of a product that is no more on the market. The law wants it kept, so it is archived: its page and
/// its data stay, say so, and get no further versions. Asked again, it changes nothing.
pub(super) async fn delete(
    State(app): State<App>,
    id: Named<String>,
    flags: Result<Query<Flags>, QueryRejection>,
    parts: Parts,
) -> Response {
    let deleted = async {
        secret(&parts)?;
        let how = How::of(flags)?;
        let passport = named(&app, &segments(id)?).await?;
        if passport.status() == Status::Invalid {
            program(&app, &parts, passport.brand_id, Scope::Status).await?;
            // Archived says less: whoever reads it would rely on it again.
            let why =
                "This passport is invalid, which says more than archived. Change its `dppStatus` instead.";
            return Err(Problem::Other(Error::conflict(why)));
        }
        set(&app, &parts, &passport, Status::Archived, &how).await?;
        let passport = again(&app, &passport).await?;
        told(&app, &passport, &how).await
    };
    answered(&app, &parts, deleted.await)
}

/// Gives a passport another status.
pub(super) async fn set(
    app: &App,
    parts: &Parts,
    passport: &PublicPassport,
    status: Status,
    how: &How,
) -> Result<(), Problem> {
    let program = program(app, parts, passport.brand_id, Scope::Status).await?;
    let ended = passport.state.ended.is_some();
    if ended && matches!(status, Status::Active | Status::Inactive) {
        let why = "The product has ended. Who knows better takes that back in the dashboard.";
        return Err(Problem::Other(Error::conflict(why)));
    }
    if passport.status() == status {
        return Ok(());
    }
    let cmd = SetStatus {
        passport: passport.id,
        status,
        reason: how.reason(&program.key),
    };
    states::set_status(app, &program.op, cmd).await?;
    Ok(())
}

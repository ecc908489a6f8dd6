//! Server functions for the caller's account and brand.

use crate::AppError;
use domain::account::{ChangePassword, Me, Overview, UpdateBrand};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// Who is signed in, and for which brand.
#[server(name = MeCall, prefix = "/api/admin", endpoint = "account/me", input = Json)]
pub async fn me() -> Result<Me, AppError> {
    crate::backend::account()?.me().await
}

/// The numbers of the overview page.
#[server(name = OverviewCall, prefix = "/api/admin", endpoint = "account/overview", input = Json)]
pub async fn overview() -> Result<Overview, AppError> {
    crate::backend::account()?.overview().await
}

/// Changes the brand's settings.
#[server(name = UpdateBrandCall, prefix = "/api/admin", endpoint = "account/update-brand", input = Json)]
pub async fn update_brand(cmd: UpdateBrand) -> Result<Me, AppError> {
    crate::backend::account()?.update_brand(cmd).await
}

/// Changes the password and ends the other sessions.
#[server(name = ChangePasswordCall, prefix = "/api/admin", endpoint = "account/change-password", input = Json)]
pub async fn change_password(cmd: ChangePassword) -> Result<(), AppError> {
    crate::backend::account()?.change_password(cmd).await
}

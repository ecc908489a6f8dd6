//! The port for the caller's account and brand.

use super::Reply;
use async_trait::async_trait;
use domain::account::{ChangePassword, Me, Overview, UpdateBrand};

/// What the views need for the caller's account and brand.
#[async_trait]
pub trait Account: Send + Sync {
    /// Who is signed in, and for which brand.
    async fn me(&self) -> Reply<Me>;
    /// The numbers of the overview page.
    async fn overview(&self) -> Reply<Overview>;
    /// Changes the brand's settings.
    async fn update_brand(&self, cmd: UpdateBrand) -> Reply<Me>;
    /// Changes the password and ends the other sessions.
    async fn change_password(&self, cmd: ChangePassword) -> Reply<()>;
}

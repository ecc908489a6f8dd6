//! Server functions for passports and their publication.

use crate::AppError;
use domain::{
    JobId, PassportId,
    job::JobView,
    passport::{Accepted, ListPassports, PassportPage, PassportView, Publish, PublishFamily},
};
use leptos::prelude::*;
use leptos::server_fn::codec::Json;

/// Starts a publication.
#[server(name = PublishCall, prefix = "/api/admin", endpoint = "passports/publish", input = Json)]
pub async fn publish(cmd: Publish) -> Result<Accepted, AppError> {
    crate::backend::passports()?.publish(cmd).await
}

/// Starts a publication of all products of a template's family.
#[server(name = PublishFamilyCall, prefix = "/api/admin", endpoint = "passports/publish-family", input = Json)]
pub async fn publish_family(cmd: PublishFamily) -> Result<Accepted, AppError> {
    crate::backend::passports()?.publish_family(cmd).await
}

/// How a publication does, with a page of its report; the first where none is named.
#[server(name = GetJobCall, prefix = "/api/admin", endpoint = "passports/job", input = Json)]
pub async fn get_job(id: JobId, #[server(default)] page: u32) -> Result<JobView, AppError> {
    crate::backend::passports()?.job(id, page).await
}

/// Stops a publication; what is published stays published.
#[server(name = CancelJobCall, prefix = "/api/admin", endpoint = "passports/cancel-job", input = Json)]
pub async fn cancel_job(id: JobId) -> Result<JobView, AppError> {
    crate::backend::passports()?.cancel_job(id).await
}

/// Publishes again what failed in a finished publication.
#[server(name = RetryJobCall, prefix = "/api/admin", endpoint = "passports/retry-job", input = Json)]
pub async fn retry_job(id: JobId) -> Result<Accepted, AppError> {
    crate::backend::passports()?.retry_job(id).await
}

/// A page of passports.
#[server(name = ListPassportsCall, prefix = "/api/admin", endpoint = "passports/list", input = Json)]
pub async fn list_passports(cmd: ListPassports) -> Result<PassportPage, AppError> {
    crate::backend::passports()?.list(cmd).await
}

/// One passport with its versions.
#[server(name = GetPassportCall, prefix = "/api/admin", endpoint = "passports/get", input = Json)]
pub async fn get_passport(id: PassportId) -> Result<PassportView, AppError> {
    crate::backend::passports()?.get(id).await
}

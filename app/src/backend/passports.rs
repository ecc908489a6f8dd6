//! The port for passports and their publication.

use super::Reply;
use async_trait::async_trait;
use domain::{
    JobId, PassportId,
    job::JobView,
    passport::{Accepted, ListPassports, PassportPage, PassportView, Publish, PublishFamily},
};

/// What the views need for passports and their publication.
#[async_trait]
pub trait Passports: Send + Sync {
    /// Starts a publication.
    async fn publish(&self, cmd: Publish) -> Reply<Accepted>;
    /// Starts a publication of all products of a template's family.
    async fn publish_family(&self, cmd: PublishFamily) -> Reply<Accepted>;
    /// How a publication does, with a page of its report.
    async fn job(&self, id: JobId, page: u32) -> Reply<JobView>;
    /// Stops a publication; what is published stays published.
    async fn cancel_job(&self, id: JobId) -> Reply<JobView>;
    /// Publishes again what failed in a finished publication.
    async fn retry_job(&self, id: JobId) -> Reply<Accepted>;
    /// A page of passports.
    async fn list(&self, cmd: ListPassports) -> Reply<PassportPage>;
    /// One passport with its versions.
    async fn get(&self, id: PassportId) -> Reply<PassportView>;
}

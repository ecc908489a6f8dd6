//! The port for templates.

use super::Reply;
use async_trait::async_trait;
use domain::{
    TemplateId,
    template::{SaveTemplate, TemplateRow, TemplateView},
};

/// What the views need for templates.
#[async_trait]
pub trait Templates: Send + Sync {
    /// All templates of the brand.
    async fn list(&self) -> Reply<Vec<TemplateRow>>;
    /// One template.
    async fn get(&self, id: TemplateId) -> Reply<TemplateView>;
    /// Creates or changes one; refused when somebody else changed it meanwhile.
    async fn save(&self, cmd: SaveTemplate) -> Reply<TemplateView>;
    /// Deletes a template that has no passports.
    async fn delete(&self, id: TemplateId) -> Reply<()>;
}
